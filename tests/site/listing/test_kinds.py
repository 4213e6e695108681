"""Searches and validations are listed as what they are: in the index, the feed and runs.json."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.conftest import SAMPLES, segment_row
from tests.page.parts import png
from tests.site.steps import broken_links, publish

MakeRun = Callable[..., Path]
Capture = pytest.CaptureFixture[str]
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(params=["alone", "epochs and weights"])
def folder(make_run: MakeRun, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Two trainings, a search with trials of its own, and a validation, on one data set."""
    for name in ("one", "two", "tune/multitrain1", "tune/multitrain2/a/train"):
        make_run(args={"data": "shrimp.yaml", "name": name}, name=f"runs/{name}")
    tune = tmp_path / "runs" / "tune"
    rows = [f"{0.3 + number / 100},{number / 1000}" for number in (1, 2, 9, 4, 5)]
    (tune / "tune_results.csv").write_text("\n".join(["fitness,lr0", *rows]), "utf-8")
    if request.param != "alone":
        made = make_run([segment_row(epoch) for epoch in range(1, 4)], name="made")
        for file in ("results.csv", "args.yaml"):
            shutil.copy(made / file, tune / file)
        weights = next((SAMPLES.rglob("best.pt")), None)
        (tune / "weights").mkdir()
        content = weights.read_bytes() if weights else b"weights"
        (tune / "weights" / "best.pt").write_bytes(content)
        shutil.rmtree(tmp_path / "made")
    validation = tmp_path / "runs" / "val"
    validation.mkdir()
    (validation / "confusion_matrix.png").write_bytes(png())
    return tmp_path / "runs"


def test_a_search_is_told_by_its_best_trial(folder: Path, tmp_path: Path, capfd: Capture) -> None:
    done = publish(capfd, tmp_path / "site", folder)
    assert done.code == 0, done.err
    assert sorted(run["kind"] for run in done.told["runs"]) == ["run", "run", "search"]
    search = next(run for run in done.told["runs"] if run["kind"] == "search")
    assert (search["value"], search["metric"], search["trials"]) == (0.39, "best fitness", 5)
    assert search["verdict"] == "not-applicable"
    assert "Best: trial 3, fitness 0.390" in search["sentence"]
    (together,) = done.told["comparisons"]
    assert search["id"] not in together["runs"]
    row = done.index.split(f'id="run-{search["slug"]}"')[1].split("</tr>")[0]
    assert "Search" in row
    assert "5 trials" in row
    assert "nknown epochs" not in row
    assert "2 runs and 1 search" in done.index
    for text in ("oo little is known", "results.csv is missing"):
        assert text not in done.index
    feed = ElementTree.fromstring((done.folder / "feed.xml").read_bytes())
    titles = [entry.findtext(f"{ATOM}title", "") for entry in feed.findall(f"{ATOM}entry")]
    assert [t for t in titles if t.startswith(search["name"])] == [
        f"{search['name']}: search of 5 trials, best fitness 0.390"
    ]
    assert broken_links(done.folder) == []


def test_a_second_call_reads_its_own_list(folder: Path, tmp_path: Path, capfd: Capture) -> None:
    first = publish(capfd, tmp_path / "site", folder)
    again = publish(capfd, tmp_path / "site", folder, now="1800000000")
    assert again.told == first.told
    assert "0 written" in again.err


def test_further_trials_move_its_date_and_keep_its_address(
    folder: Path, tmp_path: Path, capfd: Capture
) -> None:
    site, trials = tmp_path / "site", folder / "tune" / "tune_results.csv"
    before = next(r for r in publish(capfd, site, folder).told["runs"] if r["kind"] == "search")
    with trials.open("a", encoding="utf-8") as file:
        file.write("\n0.5,0.01")
    done = publish(capfd, site, folder)
    (after,) = [run for run in done.told["runs"] if run["kind"] == "search"]
    assert (after["id"], after["slug"]) == (before["id"], before["slug"])
    assert (after["value"], after["trials"]) == (0.5, 6)


def test_a_validation_is_no_run(folder: Path, tmp_path: Path, capfd: Capture) -> None:
    named = publish(capfd, tmp_path / "site", folder / "one", folder / "val")
    kinds = {run["kind"]: run for run in named.told["runs"]}
    assert set(kinds) == {"run", "validation"}
    assert kinds["validation"]["verdict"] == "not-applicable"
    assert "1 run and 1 validation" in named.index
    assert broken_links(named.folder) == []
