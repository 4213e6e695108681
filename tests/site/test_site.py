"""A site: every link leads somewhere, only what changed is written, nothing published is lost."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reportgen.output.site.folder import TEMPORARY
from reportgen.output.site.work import release
from tests.conftest import SAMPLES, segment_row
from tests.page.parts import jpeg, png
from tests.site.steps import broken_links, contents, publish, times

MakeRun = Callable[..., Path]
Capture = pytest.CaptureFixture[str]
PICTURES = {
    "val_batch0_labels.jpg": jpeg(),
    "val_batch0_pred.jpg": jpeg(8, 6),
    "BoxPR_curve.png": png(),
}


@pytest.fixture
def runs(make_run: MakeRun) -> list[Path]:
    """Two runs on one data set and one on another."""

    def run(name: str, data: str, first: float, **args: object) -> Path:
        rows = [segment_row(epoch, train__box_loss=first) for epoch in range(1, 21)]
        arguments = {"data": data, "name": name, **args}
        return make_run(rows, args=arguments, files=PICTURES, name=f"runs/{name}")

    return [
        run("first", "shrimp.yaml", 3.0),
        run("second", "shrimp.yaml", 3.1, model="yolo11s-seg.pt"),
        run("third", "crabs.yaml", 3.2),
    ]


def test_one_call_writes_everything_and_every_link_resolves(
    runs: list[Path], tmp_path: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = publish(capfd, tmp_path / "site", *runs, "--site-url", "https://me.github.io/runs")
    assert done.code == 0, done.err
    files = contents(done.folder)
    assert {"index.html", "runs.json", "feed.xml", "sitemap.xml", ".nojekyll", "404.html"} <= set(
        files
    )
    assert len([name for name in files if name.startswith("runs/")]) == 3
    assert len([name for name in files if name.startswith("compare/")]) == 1
    assert len([name for name in files if name.startswith("assets/plotly.")]) == 1
    assert broken_links(done.folder) == []
    assert "5 written, 0 unchanged, 0 removed" in done.err
    assert not (tmp_path / "report.html").exists()


def test_pages_carry_neither_plotly_nor_pictures(
    runs: list[Path], tmp_path: Path, capfd: Capture
) -> None:
    done = publish(capfd, tmp_path / "site", *runs)
    for name, content in contents(done.folder).items():
        if name.endswith(".html") and name != "404.html":  # that one stands alone
            assert b"data:image/jpeg" not in content, name
            assert b"data:image/png" not in content, name
            assert b"script-src &#39;self&#39;;" in content, name
            assert b"<script>" not in content, name
    pictures = [name for name in contents(done.folder) if name.startswith("img/")]
    assert len(pictures) == len(PICTURES), "runs with the same picture share its file"


def test_a_second_call_writes_nothing(runs: list[Path], tmp_path: Path, capfd: Capture) -> None:
    site = tmp_path / "site"
    publish(capfd, site, *runs)
    before = times(site)
    done = publish(capfd, site, *runs, now="1800000000")
    assert times(site) == before
    assert "0 written, 5 unchanged, 0 removed" in done.err


def test_unchanged_runs_are_not_read_again(
    runs: list[Path], tmp_path: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    publish(capfd, site, *runs)

    def never(*_: object, **__: object) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr("reportgen.api.judging.read_run", never)
    assert publish(capfd, site, *runs).code == 0


def test_only_what_changed_is_written(runs: list[Path], tmp_path: Path, capfd: Capture) -> None:
    site = tmp_path / "site"
    before = publish(capfd, site, *runs)
    old, stamps = before.run("third"), times(site)
    with (runs[2] / "results.csv").open("a", encoding="utf-8") as file:
        file.write(",".join(map(str, segment_row(21, 21, train__box_loss=3.2))) + "\n")
    done = publish(capfd, site, *runs, now="1800000000")
    written = {name for name, time in times(site).items() if stamps.get(name) != time}
    page, *_, numbers, curves = done.run("third")["files"]
    shard = {name for name in written if name.startswith("data/")}
    assert [name[:10] for name in sorted(shard)] == ["data/rows-", "data/runs-"]
    assert written - shard == {"index.html", "runs.json", "feed.xml", page, numbers, curves}
    assert len(set(stamps) - set(times(site))) == 4, "what they replace is gone"
    assert page == old["files"][0], "a run that goes on keeps its address"
    assert done.run("third")["epochs"] == "21 of 20"
    assert done.run("third")["published"] == old["published"] < done.run("third")["updated"]


def test_files_of_another_time_change_no_page_and_no_date(
    runs: list[Path], tmp_path: Path, capfd: Capture
) -> None:
    """As after a checkout."""
    site = tmp_path / "site"
    first = publish(capfd, site, *runs)
    stamps = times(site)
    for path in runs[0].iterdir():
        os.utime(path, (1_600_000_000, 1_600_000_000))
    done = publish(capfd, site, *runs, now="1800000000")
    same = [name for name, time in times(site).items() if stamps[name] == time]
    assert {name for name in stamps if name.endswith(".html")} <= set(same)
    assert done.run("first")["date"] == first.run("first")["date"]
    assert done.run("first")["updated"] == first.run("first")["updated"]


def test_runs_that_are_gone_stay_until_pruned(
    runs: list[Path], tmp_path: Path, capfd: Capture
) -> None:
    site = tmp_path / "site"
    publish(capfd, site, *runs)
    shutil.rmtree(runs[0])
    shutil.rmtree(runs[2])
    done = publish(capfd, site, runs[1])
    assert sorted(done.names) == ["first", "second", "third"]
    assert broken_links(site) == []
    pruned = publish(capfd, site, runs[1], "--prune")
    assert pruned.names == ["second"]
    assert broken_links(site) == []
    left = [name for name in contents(site) if name.startswith(("runs/", "compare/"))]
    assert left == pruned.run("second")["files"][:1]
    assert "3 removed" in pruned.err


def test_a_new_run_is_compared_with_one_that_is_gone(
    runs: list[Path], tmp_path: Path, capfd: Capture
) -> None:
    """A build server has the new run only; the old ones it has as published pages."""
    site = tmp_path / "site"
    publish(capfd, site, runs[0])
    shutil.rmtree(runs[0])
    done = publish(capfd, site, runs[1], now="1800000000")
    (comparison,) = done.told["comparisons"]
    assert comparison["runs"] == [done.run("first")["id"], done.run("second")["id"]]
    html = (site / comparison["files"][0]).read_text("utf-8")
    assert "first" in html
    assert "second" in html
    assert broken_links(site) == []


def test_a_new_training_in_the_same_folder_is_another_run(
    runs: list[Path], make_run: MakeRun, tmp_path: Path, capfd: Capture
) -> None:
    site = tmp_path / "site"
    publish(capfd, site, runs[0])
    rows = [segment_row(epoch, train__box_loss=9.0) for epoch in range(1, 21)]
    make_run(rows, args={"data": "shrimp.yaml"}, name="runs/first")
    done = publish(capfd, site, runs[0])
    assert done.names == ["first", "first"]
    assert len({run["slug"] for run in done.told["runs"]}) == 2


def test_a_run_keeps_its_address_when_its_folder_moves(
    runs: list[Path], tmp_path: Path, capfd: Capture
) -> None:
    site = tmp_path / "site"
    before = publish(capfd, site, runs[0]).run("first")
    runs[0].rename(tmp_path / "elsewhere")
    (after,) = publish(capfd, site, tmp_path / "elsewhere").told["runs"]
    assert (after["id"], after["files"][0]) == (before["id"], before["files"][0])


def test_the_same_runs_give_the_same_site(runs: list[Path], tmp_path: Path, capfd: Capture) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    publish(capfd, one, *runs)
    publish(capfd, other, *runs)
    first, second = contents(one), contents(other)
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_with_an_output_both_are_written(runs: list[Path], tmp_path: Path, capfd: Capture) -> None:
    report = tmp_path / "all.html"
    done = publish(capfd, tmp_path / "site", *runs, "-o", report)
    assert done.code == 0
    assert report.is_file()
    assert "data:image/jpeg" in report.read_text("utf-8"), "a report of its own stays as it is"


def test_without_pictures_the_site_holds_none(
    runs: list[Path], tmp_path: Path, capfd: Capture
) -> None:
    done = publish(capfd, tmp_path / "site", *runs, "--pictures", "none")
    assert [name for name in contents(done.folder) if name.startswith("img/")] == []


def test_an_archive_is_published_and_recognised_again(
    runs: list[Path], tmp_path: Path, capfd: Capture
) -> None:
    archive = shutil.make_archive(str(tmp_path / "colab"), "zip", runs[0].parent)
    site = tmp_path / "site"
    done = publish(capfd, site, archive)
    assert len(done.names) == 3
    assert {run["dated"] for run in done.told["runs"]} == {""}, "unpacking gives files a new time"
    assert "0 written" in publish(capfd, site, archive).err


def test_the_index_says_what_there_is(runs: list[Path], tmp_path: Path, capfd: Capture) -> None:
    index = publish(capfd, tmp_path / "site", *runs, "--title", "Shrimps & crabs").index
    assert '<h1 class="run-name">Shrimps &amp; crabs</h1>' in index
    assert "3 runs on 2 data sets" in index
    signs = index.count("badge verdict-warn") + index.count("badge verdict-fail")
    counted = re.search(r"data sets\.((?: [\w ]+: \d+[;.])*)", index)
    assert counted
    assert sum(map(int, re.findall(r"\d+", counted[1]))) == signs, "as the table has them"
    assert "shrimp.yaml" in index
    assert "Comparison of 2 runs" in index
    assert index.count('class="spark role-mask"') == 3
    assert "date of the file" in index, "no weights tell when these were trained"


def test_where_it_warns_of_the_limit(
    runs: list[Path], tmp_path: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Warning" not in publish(capfd, tmp_path / "site", *runs).err
    monkeypatch.setattr("reportgen.cli.site.WARNED_FROM", 1_000)
    done = publish(capfd, tmp_path / "site", *runs)
    assert done.code == 0
    assert "GitHub Pages takes 1.0 GB at most" in done.err


def test_the_date_is_that_of_the_weights_where_they_tell_one(
    tmp_path: Path, capfd: Capture
) -> None:
    run, site = tmp_path / "run", tmp_path / "site"
    shutil.copytree(SAMPLES / "segment-short", run)
    weights = (run / "weights").rename(tmp_path / "weights")
    before = publish(capfd, site, run).run("run")
    assert before["dated"] == "file"
    weights.rename(run / "weights")
    after = publish(capfd, site, run).run("run")
    assert after["dated"] == "checkpoint"
    assert after["id"] == before["id"]
    shutil.rmtree(run / "weights")
    os.utime(run / "results.csv", (1_600_000_000, 1_600_000_000))
    last = publish(capfd, site, run).run("run")
    assert (last["dated"], last["date"]) == ("checkpoint", after["date"]), "once told, it is kept"


def test_one_page_that_fails_costs_no_other(
    runs: list[Path], tmp_path: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reportgen.api import Run, reporting

    def failing(given: list[Run], *asked: Any) -> object:
        if len(given) > 1 or given[0].name == "first":
            raise ZeroDivisionError
        return build(given, *asked)

    build = reporting.build_report
    monkeypatch.setattr(reporting, "build_report", failing)
    monkeypatch.delenv("REPORTGEN_DEBUG", raising=False)
    run = tmp_path / "runs" / "fourth"
    shutil.copytree(runs[1], run)
    done = publish(capfd, tmp_path / "site", *runs, run)
    assert done.code == 0
    assert done.run("first")["verdict"] == "broken"
    assert done.told["comparisons"] == []
    assert "first: reportgen failed on it (ZeroDivisionError)" in done.err
    assert "The comparison of runs on shrimp.yaml: reportgen failed on it" in done.err
    assert broken_links(done.folder) == []


def test_copies_of_a_run_are_told_apart(runs: list[Path], tmp_path: Path, capfd: Capture) -> None:
    shutil.copytree(runs[0], tmp_path / "copy" / "first")
    site = tmp_path / "site"
    done = publish(capfd, site, tmp_path / "runs", tmp_path / "copy")
    assert len(done.names) == 4
    assert len({run["id"] for run in done.told["runs"]}) == 4
    assert "0 written" in publish(capfd, site, tmp_path / "runs", tmp_path / "copy").err
    # In another order, and made anew: the same runs at the same addresses.
    other = publish(capfd, site, tmp_path / "copy", tmp_path / "runs", "--favour", "recall")
    assert {run["slug"] for run in other.told["runs"]} == {run["slug"] for run in done.told["runs"]}


def test_other_code_makes_every_page_anew(
    runs: list[Path], tmp_path: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page of a version that read a number wrong does not stay, also between two releases."""
    code = tmp_path / "code"
    code.mkdir()
    monkeypatch.setattr("reportgen.output.site.work.CODE", code)
    known = []
    for text in ("a = 1", "a = 2"):
        (code / "a.py").write_text(text)
        release.cache_clear()
        done = publish(capfd, tmp_path / "site", *runs)
        known.append({run["fingerprint"] for run in done.told["runs"]})
    release.cache_clear()
    assert known[0].isdisjoint(known[1])


def test_data_sets_without_a_telling_name_are_not_thrown_together(
    make_run: MakeRun, tmp_path: Path, capfd: Capture
) -> None:
    """Every other data set is called data.yaml; the class names tell them apart."""

    def run(name: str, first: float, classes: str) -> Path:
        rows = [segment_row(epoch, train__box_loss=first) for epoch in range(1, 21)]
        files = {"data.yaml": f"names: {classes}\n".encode()} if classes else {}
        return make_run(rows, args={"data": "data.yaml"}, files=files, name=f"runs/{name}")

    found = [run("a", 1, "[cat]"), run("b", 2, "[cat]"), run("c", 3, "[dog, bird]")]
    found += [run("d", 4, ""), run("e", 5, "")]
    done = publish(capfd, tmp_path / "site", *found)
    (comparison,) = done.told["comparisons"]
    assert comparison["data"] == "data.yaml (1 class: cat)"
    assert {done.run(name)["set"] for name in "de"} == {""}
    assert broken_links(done.folder) == []


def test_a_call_that_is_killed_leaves_a_site_that_shows_what_it_has(
    runs: list[Path], tmp_path: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The third page is never made: as by kill -9, nothing comes after."""
    from reportgen.output.site import runs as pages

    monkeypatch.setattr(pages, "SAVED_AFTER", 2)
    written, site = pages._written, tmp_path / "site"

    def killed(*given: Any) -> Any:
        if len(list((site / "runs").glob("*.html"))) == 2:
            raise SystemExit(9)
        return written(*given)

    with monkeypatch.context() as patched:
        patched.setattr(pages, "_written", killed)
        publish(capfd, site, *runs)
    assert list(site.glob(f"{TEMPORARY}*")) == [], "no process may still write there"
    assert (site / "index.html").read_text("utf-8").count('<tr id="run-') == 2
    done = publish(capfd, site, *runs)
    assert done.index.count('<tr id="run-') == 3
    assert "2 unchanged" in done.err
