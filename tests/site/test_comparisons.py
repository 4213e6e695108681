"""What a comparison of a site holds: the best, the latest and a baseline with a result."""

from __future__ import annotations

import base64
import json
import os
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reportgen.api import read_run
from reportgen.output.site.card.curves import curves
from tests.conftest import segment_row
from tests.site.steps import broken_links, publish

MakeRun = Callable[..., Path]
Capture = pytest.CaptureFixture[str]


def make_runs(
    make_run: MakeRun, values: dict[str, float | None], data: str = "shrimp.yaml"
) -> Path:
    """Runs by name with their best value, each a day older than the one before; None: no result."""
    for age, (name, value) in enumerate(values.items()):
        rows = [
            segment_row(epoch, **{"metrics/mAP50-95(M)": (value or 0) * epoch / 10})
            for epoch in range(1, 11)
        ]
        made = make_run(rows, args={"data": data, "name": name}, name=f"runs/{name}")
        if value is None:
            (made / "results.csv").unlink()
        else:
            moment = 1_600_000_000 - 86_400 * age
            os.utime(made / "results.csv", (moment, moment))
    return made.parent


def compared(done: Any) -> list[str]:
    """Names of the runs that the only comparison holds, the baseline first."""
    (together,) = done.told["comparisons"]
    names = {run["id"]: run["name"] for run in done.told["runs"]}
    return [names[id] for id in together["runs"]]


def text_of(done: Any) -> str:
    (together,) = done.told["comparisons"]
    return (done.folder / together["files"][0]).read_text("utf-8")


def test_the_best_run_is_never_lost(make_run: MakeRun, tmp_path: Path, capfd: Capture) -> None:
    values = {f"run{number:02}": 0.3 + 0.001 * number for number in range(18)}
    folder = make_runs(make_run, {**values, "champion": 0.9})
    done = publish(capfd, tmp_path / "site", folder)
    names = compared(done)
    assert len(names) == 12
    assert "champion" in names, "the oldest of all is the best"
    assert {"run00", "run01", "run02"} <= set(names), "the latest"
    assert {"run17", "run16", "run15"} <= set(names), "the best"
    html = text_of(done)
    assert "12 of 19 runs" in html
    assert "Comparison of 12 of 19 runs" in done.index
    gone = sorted({run["name"] for run in done.told["runs"]} - set(names))
    assert len(gone) == 7
    for shown in (html, done.index):
        (line,) = [line for line in shown.splitlines() if "Left out of the comparison:" in line]
        assert all(name in line for name in gone)
    assert "Best: champion, 0.900." in done.index
    assert "champion has the best" in html
    assert len(html) < 400_000, "what runs have on their own pages stands there alone"
    assert 'id="r1-training"' not in html
    for place, name in enumerate(names, start=1):
        assert f'href="../{done.run(name)["files"][0]}#r1-findings"' in html
        assert f'id="r{place}"' in html
    assert broken_links(done.folder) == []


def test_undated_runs_are_chosen_by_their_results(
    make_run: MakeRun, tmp_path: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reportgen.output.site.pages.date_of", lambda *_: ("", ""))
    values = {f"run{number:02}": 0.3 + 0.01 * number for number in range(15)}
    done = publish(capfd, tmp_path / "site", make_runs(make_run, values))
    assert set(compared(done)) == {f"run{number:02}" for number in range(3, 15)}


def test_the_baseline_has_a_result(make_run: MakeRun, tmp_path: Path, capfd: Capture) -> None:
    values = {f"run{number:02}": 0.3 + 0.01 * number for number in range(3)}
    folder = make_runs(make_run, {**values, "started": None})
    done = publish(capfd, tmp_path / "site", folder)
    assert compared(done)[0] in values
    named = publish(capfd, tmp_path / "other", folder, "--baseline", "started")
    assert compared(named)[0] in values
    named = publish(capfd, tmp_path / "third", folder, "--baseline", "run01")
    assert compared(named)[0] == "run01"


def test_data_declared_alike_is_compared_as_on_one_page(
    make_run: MakeRun, tmp_path: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_runs(make_run, {"one": 0.5}, data="dogs-1.yaml")
    folder = make_runs(make_run, {"two": 0.6}, data="hounds.yaml")
    site = tmp_path / "site"
    apart = publish(capfd, site, folder)
    assert apart.told["comparisons"] == []
    declared = ("--same-data", "dogs=dogs-*", "--same-data", "dogs=hounds.yaml")
    alike = publish(capfd, site, folder, *declared)
    assert sorted(compared(alike)) == ["one", "two"]
    assert "as you declared" in text_of(alike)
    monkeypatch.chdir(tmp_path)
    Path("reportgen.yaml").write_text("same_data: {dogs: ['dogs-*', hounds.yaml]}\n", "utf-8")
    settings = publish(capfd, tmp_path / "other", folder)
    assert sorted(compared(settings)) == ["one", "two"]


def test_curves_tell_what_a_run_goes_on_from(make_run: MakeRun) -> None:
    rows = [segment_row(epoch, **{"metrics/mAP50(B)": 0.1 * epoch}) for epoch in range(1, 9)]
    weights = "runs/segment/train/weights/best.pt"
    told = []
    for name, model in (("train", "yolo11n-seg.pt"), ("train2", weights)):
        args = {"save_dir": f"runs/segment/{name}", "model": model}
        made = curves(read_run(make_run(rows, args=args, name=f"runs/{name}")).facts, name)
        assert made is not None
        packed = base64.b64decode(made[1].split(b'"')[3])
        assert b"segment" not in zlib.decompress(packed), "folders are not told"
        told.append(json.loads(zlib.decompress(packed))["left"])
    first, second = told
    assert second["from"] == first["own"] != second["own"]
    assert (first["from"], second["file"], second["bare"]) == ("", "best.pt", False)
    assert first["last"] == first["ends"][0][0] == 8
    assert len(first["first"]) == len(first["ends"][0][1])
