"""Old reports are read back as the runs that they tell, numbers and findings alike."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reportgen import compare, read_run, report
from reportgen.api import Run
from reportgen.errors import ReportError
from reportgen.output.json import document, to_json
from reportgen.read.folder.discover import open_runs
from tests.conftest import SAMPLES, sample, segment_row
from tests.read.dataset.test_dataset import write as write_data_set
from tests.read.earlier.test_exact import document as exact_document
from tests.support.old_reports import block, document_of, embedded_in, page
from tests.support.reports import render_report

MakeRun = Callable[..., Path]
SHARED = ("trained/easy-seed0", "trained/overfit", "trained/interrupted", "trained/yolo26-n")


def read_back(run: Run, folder: Path) -> Run:
    """The same run, by way of its page."""
    path = folder / "old.html"
    path.write_text(render_report([run]), encoding="utf-8")
    return read_run(path)


def same(run: Run, again: Run) -> bool:
    """Whether findings and everything that is written as JSON are alike."""
    assert again.findings == run.findings
    return document([again.page_input]) == document([run.page_input])


@pytest.mark.parametrize("name", sorted(path.parent.name for path in SAMPLES.glob("*/args.yaml")))
def test_a_sample_run_reads_back_as_itself(name: str, tmp_path: Path) -> None:
    run = sample(name)
    assert len(run.findings) > 20
    assert same(run, read_back(run, tmp_path))


@pytest.mark.parametrize("name", SHARED)
def test_a_trained_run_reads_back_as_itself(name: str, shared_folder: Path, tmp_path: Path) -> None:
    run = read_run(shared_folder / name)
    assert same(run, read_back(run, tmp_path))


def test_real_runs_read_back_as_themselves(shared_folder: Path, tmp_path: Path) -> None:
    """One of every twelve, for the time that their pictures take."""
    found = sorted(path.parent for path in (shared_folder / "real-runs").rglob("results.csv"))
    for folder in found[::12]:
        run = read_run(folder)
        assert same(run, read_back(run, tmp_path)), folder


def test_odd_results_read_back_as_they_were(make_run: MakeRun, tmp_path: Path) -> None:
    rows = [segment_row(epoch) for epoch in (0, 1, 2, 3, 4, 5, 3, 4, 5, 6)]
    rows[2] = segment_row(2, val__seg_loss=float("nan"), val__box_loss=float("inf"))
    rows[3] = segment_row(3, train__box_loss=float("-inf"), lr__pg0=1e308)
    run = read_run(make_run(rows, args={"imgsz": "[640, .inf]", "nested": "{a: [1, {b: c}]}"}))
    again = read_back(run, tmp_path)
    assert run.table is not None
    assert again.table is not None
    assert run.results.equals(again.results)
    assert again.table.resumed_at == run.table.resumed_at == (4,)
    assert again.table.counted_from_zero
    assert same(run, again)


def test_exact_numbers_read_back_as_they_were(make_run: MakeRun, tmp_path: Path) -> None:
    exact = exact_document() | {"epochs": 20}
    run = read_run(make_run(files={"reportgen.json": json.dumps(exact).encode()}))
    again = read_back(run, tmp_path)
    assert again.facts.milliseconds_a_picture == 6.6
    assert again.facts.version_range == ("8.4.190", "8.4.190")
    assert again.exact is not None
    assert again.exact.heads["mask"].map50.tolist() == [0.7, 0.25]
    before, after = run.evidence.confusion, again.evidence.confusion
    assert before is not None
    assert after is not None
    assert (before.normalized == after.normalized).all()
    assert same(run, again)


def test_a_data_set_reads_back_as_it_was(make_run: MakeRun, tmp_path: Path) -> None:
    data = write_data_set(tmp_path / "data")
    (tmp_path / "data" / "labels" / "train" / "train000.txt").write_text("9 0.5 0.5 0.2 0.2\nx\n")
    train, val = (tmp_path / "data" / "images" / split for split in ("train", "val"))
    shutil.copyfile(train / "train003.jpg", val / "val004.jpg")
    run = read_run(make_run(args={"imgsz": 640}), data=data)
    verdicts = {f.check: f.verdict.value for f in run.findings}
    assert verdicts["broken-labels"] == "warn"
    assert verdicts["data-leak"] in ("fail", "warn")
    assert same(run, read_back(run, tmp_path))


@pytest.mark.parametrize("key", ["dataset", "recorded"])
def test_odd_pictures_decline_the_report(make_run: MakeRun, tmp_path: Path, key: str) -> None:
    """Whatever one field holds in place of what it held, there is a report or one sentence."""
    data = write_data_set(tmp_path / "data", train=4, val=3)
    folder = SAMPLES / "segment-pictures" if key == "recorded" else make_run(args={"imgsz": 640})
    top = document([read_run(folder, data=data, read_pictures=False).page_input])
    content = top["runs"][0][key]
    for place in content:
        for odd in (None, -1, "x" * 99_999, [[]], {"a": 1}, 1e308):
            held, content[place] = content[place], odd
            path = page(tmp_path / "x.html", block(top))
            try:
                read_run(path)
            except ReportError as error:
                assert "\n" not in str(error)
            content[place] = held


def test_a_comparison_reads_back_as_its_runs(tmp_path: Path) -> None:
    runs = [sample("segment-short"), sample("segment-overfit")]
    old = report(runs, tmp_path / "old.html")
    told = compare([old])
    assert [row.name for row in told.runs] == ["segment-short", "segment-overfit"]
    assert told.answer == compare(runs).answer
    with pytest.raises(ReportError, match=r"tells 2 runs\. Give it to compare\(\) or report\(\)"):
        read_run(old)


def test_an_old_report_and_a_new_run_compare_as_two_runs(tmp_path: Path) -> None:
    old = report(sample("segment-short"), tmp_path / "old.html")
    by_report = compare([old, sample("segment-overfit")])
    by_folder = compare([sample("segment-short"), sample("segment-overfit")])
    assert by_report.answer == by_folder.answer
    assert by_report.checklist == by_folder.checklist
    assert by_report.argument_differences == by_folder.argument_differences


def test_json_is_read_like_a_page(tmp_path: Path) -> None:
    run = sample("segment-overfit")
    path = tmp_path / "old.json"
    path.write_text(to_json([run.page_input]), encoding="utf-8")
    assert same(run, read_run(path))


def test_json_of_before_it_could_be_read_back_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    content = document_of(SAMPLES / "segment-overfit", read_pictures=False)
    for name in ("checkpoint", "exact", "left_out_files"):
        del content["runs"][0][name]
    for name in ("padded", "counted_from_zero", "last_row_cut"):
        del content["runs"][0]["results"][name]
    (tmp_path / "old.json").write_text(json.dumps(content))
    assert read_run(tmp_path / "old.json").facts.best_epoch == content["runs"][0]["epochs"]["best"]


def test_every_page_holds_its_json_once_and_always_the_same() -> None:
    run = read_run(SAMPLES / "segment-interrupted")
    html = render_report([run])
    assert embedded_in(html) == json.loads(json.dumps(document([run.page_input])))
    assert html.index("reportgen-report") < 3_000
    again = read_run(SAMPLES / "segment-interrupted")
    later = time.time() + 5_000
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "time", lambda: later)
        assert render_report([again]) == html


def test_the_page_of_a_run_read_back_says_where_its_pictures_are(tmp_path: Path) -> None:
    again = read_back(sample("segment-short"), tmp_path)
    html = render_report([again])
    assert "This run is read back from old.html, which shows its pictures." in html
    assert "As old.html lists them." in html
    assert "data:image/jpeg" not in html
    assert "BoxF1_curve.png" in html
    # And it can be read back once more.
    assert same(again, read_back(again, tmp_path))


def test_no_file_is_opened_for_a_run_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = document_of(SAMPLES / "segment-interrupted")
    secret = tmp_path / "notes.md"
    secret.write_text("canary of the disk")
    for name in ("notes.md", "labels.jpg", str(secret), "../notes.md", "data.yaml"):
        content["runs"][0]["files"].append({"name": name, "bytes": 1, "kind": "notes"})
    run = read_run(page(tmp_path / "old.html", block(content)))
    monkeypatch.chdir(tmp_path)
    html = render_report([replace(run, folder=tmp_path)])
    assert "canary of the disk" not in html
    assert "The notes are in old.html, the report of this run." in html


# --- names -----------------------------------------------------------------------------------


def test_names_tell_a_report_from_a_folder(make_run: MakeRun, tmp_path: Path) -> None:
    folder = make_run()
    old = report(folder, tmp_path / "old.html")
    with open_runs([folder, old, folder, old]) as found:
        names = [run.name for run in found]
    assert names == ["train", "train (old.html)", "train (2)", "train (old.html) (2)"]
    told = compare([old, folder])
    assert [row.name for row in told.runs] == ["train (old.html)", "train"]


def test_names_are_the_same_in_page_and_json_whoever_gives_them(make_run: MakeRun) -> None:
    run = read_run(make_run())
    told = compare([run, run])
    names = [row.name for row in told.runs]
    assert names == ["train", "train (2)"]
    assert [item["name"] for item in document([run.page_input] * 2, told)["runs"]] == names
    html = render_report([run, run])
    assert '<span class="run-fold-name">train (2)</span>' in html
    assert [item["name"] for item in embedded_in(html)["runs"]] == names


def test_runs_found_below_a_folder_are_not_given_twice(make_run: MakeRun, tmp_path: Path) -> None:
    folder = make_run(name="runs/train")
    make_run(name="runs/train2")
    with open_runs([tmp_path / "runs", folder]) as found:
        assert [run.name for run in found] == ["train", "train2"]
    with open_runs([folder, folder]) as found:
        assert [run.name for run in found] == ["train", "train (2)"]


# --- what is no report, or none that can be read ---------------------------------------------


def sentence(path: Path) -> str:
    """The one sentence with which a report is declined."""
    with pytest.raises(ReportError) as declined:
        read_run(path)
    text = str(declined.value)
    assert "\n" not in text
    assert str(path) in text
    return text.replace(str(path), "OLD")


def test_pages_that_are_no_report_say_so(tmp_path: Path) -> None:
    path = tmp_path / "x.html"
    no_report = (
        "OLD is not a report by reportgen. Give a report, a run folder or an archive of one."
    )
    for text in ("<!DOCTYPE html><p>hello", "{}", '{"runs": []}', '  {"schema_version": "1"}'):
        path.write_text(text)
        assert sentence(path) == no_report
    path.write_text(f"<!DOCTYPE html>{'x' * 300_000}{block({})}")
    assert sentence(path) == no_report
    path.write_text('<meta name="generator" content="reportgen 0.9"><title>a</title>')
    assert "it is of an older release, or the index of a site. Give a report" in sentence(path)


def test_a_report_of_a_newer_release_says_so(tmp_path: Path) -> None:
    path = page(tmp_path / "x.html", block({"schema_version": 2, "runs": "of another kind"}))
    assert sentence(path) == "OLD was made by a newer reportgen. Update reportgen to read it."


@pytest.mark.parametrize(
    ("element", "said"),
    [
        (block({})[:-20], "is cut short"),
        ('<script id="reportgen-report">not base64 at all</script>', "cannot be unpacked"),
        ('<script id="reportgen-report">aGVsbG8=</script>', "cannot be unpacked"),
        (block(b"\xff\xfe"), "its numbers are not JSON"),
        (block('{"schema_version": 1, "runs": NaN}'), "its numbers are not JSON"),
        (block('{"schema_version": 1, "runs": [' + "[" * 100_000), "its numbers are not JSON"),
        (block([1]), "the whole is not what it must be"),
        (block({"schema_version": 1, "runs": []}), "runs is not what it must be"),
        (block("[" + "1," * 2_000_000 + "1]"), "more numbers than are read back"),
        (block(" " * 10_000_000), "unpacks to far more"),
    ],
)
def test_a_damaged_block_is_one_sentence(tmp_path: Path, element: str, said: str) -> None:
    path = tmp_path / "x.html"
    path.write_text(f"<!DOCTYPE html>{element}")
    assert said in sentence(path)
    assert sentence(path).endswith("Make the report again from the run folder.")


def test_a_report_that_cannot_be_read_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reportgen.read.earlier import report as old_report

    def broken(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    path = page(tmp_path / "x.html", block({}))
    monkeypatch.setattr(old_report, "_rest", broken)
    assert sentence(path) == "Cannot read OLD: Input/output error. Check the file."


def test_of_several_blocks_the_first_counts(tmp_path: Path) -> None:
    first = document_of(SAMPLES / "segment-interrupted")
    second = json.loads(json.dumps(first).replace("segment-interrupted", "another"))
    path = page(tmp_path / "x.html", block(first) + block(second))
    assert read_run(path).name == "segment-interrupted"


def test_a_page_that_a_browser_saved_is_read(tmp_path: Path) -> None:
    content = document_of(SAMPLES / "segment-interrupted")
    saved = block(content).replace('">', '" class="x">', 1).replace("H4sI", "\n H4sI\n")
    path = tmp_path / "x.html"
    path.write_text(f"\ufeff\n<!-- saved from url=(0014)about:internet -->\n<html>{saved}")
    assert read_run(path).name == "segment-interrupted"


def test_a_report_too_large_to_be_read_back_leaves_out_lines_of_classes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from reportgen.read.earlier import report as old_report

    run = sample("segment-short")
    whole = embedded_in(render_report([run]))["runs"][0]["curves"]
    assert any(curve["classes"] for curve in whole)
    monkeypatch.setattr(old_report, "MAX_VALUES", 8_000)
    again = read_back(run, tmp_path)
    assert again.facts.head(run.facts.heads[0].head).f1_peak == run.facts.heads[0].f1_peak
    assert not any(c.classes is not None for c in again.evidence.curves["box"].values())


def test_thresholds_of_today_judge_an_old_report(tmp_path: Path) -> None:
    old = report(sample("segment-short"), tmp_path / "old.html")
    off: Any = {"map50-tier": None}
    assert not [f for f in read_run(old, settings=off).findings if f.check == "map50-tier"]
    assert [f for f in read_run(old).findings if f.check == "map50-tier"]
