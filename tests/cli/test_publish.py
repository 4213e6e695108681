"""The command in a pipeline: what it writes for it, and when it stops it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.conftest import SAMPLES, segment_row
from tests.support.command import Done, command

MakeRun = Callable[..., Path]
Run = Callable[..., Done]


@pytest.fixture
def run(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command, in a folder of its own."""
    place = tmp_path / "out"
    place.mkdir()
    monkeypatch.chdir(place)
    return lambda *arguments: command(place, capfd, *arguments)


def rows(reaches: float) -> list[list[float]]:
    """A run that gets to `reaches`, and stays there with a little wobble."""
    values = [reaches * min(1.0, epoch / 10) + 0.002 * (epoch % 3 - 1) for epoch in range(1, 31)]
    return [
        segment_row(
            epoch, 30, **{f"metrics/{m}({h})": v for m in ("mAP50", "mAP50-95") for h in "BM"}
        )
        for epoch, v in enumerate(values, start=1)
    ]


@pytest.fixture
def pair(make_run: MakeRun) -> tuple[Path, Path]:
    """A run, and one that is clearly worse."""
    good = make_run(rows(0.6), name="good", args={"lr0": 0.01, "data": "d.yaml", "epochs": 30})
    bad = make_run(rows(0.2), name="bad", args={"lr0": 0.02, "data": "d.yaml", "epochs": 30})
    return good, bad


# --- files ---------------------------------------------------------------------------------------


def test_all_forms_are_written_beside_the_report(run: Run, pair: tuple[Path, Path]) -> None:
    done = run(
        *pair, "--markdown", "s.md", "--junit", "j.xml", "--sarif", "s.json", "--title", "Two",
        "--report-url", "https://ci.example/r.html",
    )  # fmt: skip
    assert done.code == 0
    assert done.html
    assert done.json
    text = Path("s.md").read_text("utf-8")
    assert ": Two\n" in text
    assert "(https://ci.example/r.html)" in text
    assert len(ElementTree.parse("j.xml").findall("testsuite")) == 2
    assert json.loads(Path("s.json").read_text("utf-8"))["version"] == "2.1.0"


def test_a_summary_can_go_to_standard_output(run: Run) -> None:
    done = run(SAMPLES / "detect", "--markdown", "-")
    assert done.out.startswith("## ")
    assert done.out.endswith("<!-- reportgen -->\n")
    assert done.html


def test_the_named_baseline_is_compared_with_and_not_reported_to_the_pipeline(
    run: Run, pair: tuple[Path, Path]
) -> None:
    good, bad = pair
    run(bad, "--baseline", good, "--markdown", "s.md", "--junit", "j.xml", "--sarif", "s.json")
    assert "good" in Path("s.md").read_text("utf-8")
    suites = ElementTree.parse("j.xml").findall("testsuite")
    assert [suite.attrib["name"] for suite in suites] == ["bad"]
    results = json.loads(Path("s.json").read_text("utf-8"))["runs"][0]["results"]
    assert all(each["message"]["text"].startswith("bad: ") for each in results)


@pytest.mark.parametrize("option", ["--json", "--markdown", "--junit", "--sarif"])
def test_every_form_needs_a_file_of_its_own(run: Run, option: str) -> None:
    for arguments in (("-o", "x", option, "./x"), ("-o", "-", option, "-")):
        done = run(SAMPLES / "detect", *arguments)
        assert done.code == 2
        assert f"--output and {option} name the same file. Name two." in done.err
    assert list(Path().iterdir()) == []


def test_a_place_that_cannot_be_written_leaves_nothing(run: Run) -> None:
    done = run(SAMPLES / "detect", "--sarif", "none/s.json")
    assert done.code == 1
    assert done.sentence.startswith("Error: Cannot write none/s.json: ")
    assert list(Path().iterdir()) == []


def test_the_old_report_that_is_compared_with_is_not_written_over(
    run: Run, pair: tuple[Path, Path]
) -> None:
    good, bad = pair
    assert run(good, "-o", "old.html").code == 0
    before = Path("old.html").read_bytes()
    done = run(bad, "--baseline", "old.html", "--markdown", "old.html")
    assert done.code == 1
    assert "is read, so it is not written over" in done.err
    assert Path("old.html").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--fail-on", "regression"], "--fail-on regression needs something to compare with."),
        (
            ["--fail-on", "regression", "--baseline", "detect"],
            "--fail-on regression needs a run beside the baseline.",
        ),
        (["--report-url", "https://x.example"], "--report-url stands in a summary."),
        *(
            (["--markdown", "m", "--report-url", url], "--report-url is no address of a page.")
            for url in ("report.html", "javascript:alert(1)", "ftp://x.example/r", "http://", "//x")
        ),
        (
            ["--markdown", "m", "--report-url", "https://me:secret1@x.example/r"],
            "--report-url holds a user name or a password",
        ),
    ],
)
def test_wrong_usage_is_one_sentence(run: Run, arguments: list[str], sentence: str) -> None:
    done = run(SAMPLES / "detect", *arguments)
    assert done.code == 2
    assert sentence in done.err
    assert "secret1" not in done.err
    assert not done.html


# --- the gate ------------------------------------------------------------------------------------


def test_without_the_option_nothing_stops(run: Run, pair: tuple[Path, Path]) -> None:
    assert run(pair[1], "--baseline", pair[0]).code == 0


def test_a_fail_stops_with_3_when_everything_is_written(run: Run) -> None:
    done = run(SAMPLES / "segment-overfit", "--fail-on", "fail", "--markdown", "s.md")
    assert done.code == 3
    assert done.html.endswith("</html>\n")
    assert Path("s.md").exists()
    said = done.err.splitlines()
    start = said.index("Failed (--fail-on):")
    assert said[start + 1 :] == ["  fail: segment-overfit: Overfitting from epoch 27"]


def test_a_warning_stops_only_when_asked(run: Run) -> None:
    assert run(SAMPLES / "segment-interrupted", "--fail-on", "fail").code == 0
    done = run(SAMPLES / "segment-interrupted", "--fail-on", "warn")
    assert done.code == 3
    assert re.search(r"^  warn: segment-interrupted: ", done.err, re.MULTILINE)


def test_a_regression_stops_and_is_told_with_its_numbers(run: Run, pair: tuple[Path, Path]) -> None:
    good, bad = pair
    done = run(bad, "--baseline", good, "--fail-on", "regression", "-q")
    assert done.code == 3
    first, second = done.err.splitlines()
    assert first == "Failed (--fail-on):"
    assert second.startswith("  regression: bad: mask mAP50-95 0.2")
    assert run(good, "--baseline", bad, "--fail-on", "regression").code == 0


def test_an_old_report_serves_as_the_baseline(run: Run, pair: tuple[Path, Path]) -> None:
    good, bad = pair
    assert run(good, "-o", "old.html").code == 0
    done = run(bad, "--baseline", "old.html", "--fail-on", "regression")
    assert done.code == 3
    assert "  regression: bad: " in done.err


def test_what_cannot_be_decided_is_said_and_stops_nobody(run: Run, make_run: MakeRun) -> None:
    old = make_run(rows(0.6), name="old", args={"data": "a.yaml", "epochs": 30})
    new = make_run(rows(0.2), name="new", args={"data": "b.yaml", "epochs": 30})
    done = run(new, "--baseline", old, "--fail-on", "regression")
    assert done.code == 0
    assert "\n⚠ not decided: new: mask mAP50-95 0.2" in done.err
    assert "another data set" in done.err
    assert "✅" not in done.err
    # Not even those who want to hear nothing but errors are told that all is well.
    quiet = run(new, "--baseline", old, "--fail-on", "regression", "-q", "--markdown", "s.md")
    assert quiet.err.startswith("⚠ not decided: new: ")
    line = next(x for x in Path("s.md").read_text("utf-8").splitlines() if "**Gate" in x)
    assert line.startswith("**Gate open** (`--fail-on regression`). ⚠ not decided: new: mask")


def test_what_cannot_be_decided_stops_where_that_is_asked_for(run: Run, make_run: MakeRun) -> None:
    """A model that collapsed under a data file of another name does not pass in silence."""
    old = make_run(rows(0.326), name="old", args={"data": "dogs-1/data.yaml", "epochs": 30})
    new = make_run(rows(0.011), name="new", args={"data": "dogs-2/data.yaml", "epochs": 30})
    done = run(new, "--baseline", old, "--fail-on", "undecided")
    assert done.code == 3
    assert "Failed (--fail-on):\n  ⚠ not decided: new: mask mAP50-95 0.0" in done.err


@pytest.mark.parametrize("declared", [["--same-data"], ["--same-data", "dogs-*"]])
def test_data_may_be_declared_alike(run: Run, make_run: MakeRun, declared: list[str]) -> None:
    old = make_run(rows(0.326), name="old", args={"data": "dogs-1/data.yaml", "epochs": 30})
    new = make_run(rows(0.011), name="new", args={"data": "dogs-2/data.yaml", "epochs": 30})
    # What follows a bare option and exists is a run.
    done = run(*declared, new, "--baseline", old, "--fail-on", "regression")
    assert done.code == 3
    assert "  regression: new: mask mAP50-95 0.0" in done.err
    settings = Path("reportgen.yaml")
    settings.write_text("same_data: {dogs: ['dogs-1/*', 'dogs-2/*']}\n", encoding="utf-8")
    assert run(new, "--baseline", old, "--fail-on", "regression", "--json", "j.json").code == 3
    told = json.loads(Path("j.json").read_text("utf-8"))["comparison"]
    assert [group["data"] for group in told["groups"]] == ["dogs"]


def test_limits_on_metrics(run: Run, make_run: MakeRun) -> None:
    folder = make_run(rows(0.6), args={"epochs": 30})
    kept = run(folder, "--require", "mAP50-95(M) >= 0.45", "--require", "val/box_loss<9")
    assert kept.code == 0
    broken = run(folder, "--require", "mAP50-95(M)>=0.45", "--require", "mAP50 > 0.7")
    assert broken.code == 3
    assert "Failed (--require):\n  require: train: mAP50 is 0." in broken.err
    assert broken.err.rstrip().endswith(", mAP50 > 0.7 is required")
    absent = run(folder, "--require", "mAP50-95(P) >= 0.1")
    assert absent.code == 3
    assert "it tells no mAP50-95(P), mAP50-95(P) >= 0.1 is required" in absent.err


@pytest.mark.parametrize(
    ("limit", "sentence"),
    [
        ("mAP50-59(M) >= 0.4", "There is no metric named mAP50-59(M). Did you mean mAP50-95(M)?"),
        ("mAP50-95(X) >= 0.4", "There is no metric named mAP50-95(X). Did you mean mAP50-95(M)?"),
        ("mAP50 is good", "'mAP50 is good' is no limit. Write one such as 'mAP50-95(M) >= 0.45'."),
    ],
)
def test_limits_that_cannot_be_held(run: Run, make_run: MakeRun, limit: str, sentence: str) -> None:
    done = run(make_run(rows(0.6), args={"epochs": 30}), "--require", limit)
    assert done.code == 2
    assert sentence in done.err


def test_warnings_are_failures_in_junit_only_where_asked(run: Run, make_run: MakeRun) -> None:
    old = make_run(rows(0.6), name="old", args={"data": "a.yaml", "epochs": 30})
    new = make_run(rows(0.02), name="new", args={"data": "b.yaml", "epochs": 30})
    options = (new, "--baseline", old, "--fail-on", "regression", "--junit", "j.xml")
    run(*options)
    suite, gate = ElementTree.parse("j.xml").getroot().findall("testsuite")
    assert gate.attrib["name"] == "gate"
    (case,) = gate.findall("testcase")
    skipped = case.find("skipped")
    assert skipped is not None
    assert skipped.attrib["message"].startswith("⚠ not decided: new: ")
    run(*options, "--junit-warnings", "fail")
    strict = ElementTree.parse("j.xml").getroot().find("testsuite")
    assert strict is not None
    assert int(strict.attrib["failures"]) > int(suite.attrib["failures"])


def test_the_gate_comes_before_strict_and_both_are_said(run: Run, make_run: MakeRun) -> None:
    folder = make_run(rows(0.02), args={"epochs": 30})
    (folder / "args.yaml").write_bytes(b"")
    done = run(folder, "--fail-on", "warn", "--strict")
    assert done.code == 3
    assert "Not all could be read (--strict):" in done.err
    assert "Failed (--fail-on):" in done.err
    assert run(folder, "--strict").code == 4


def test_the_summary_says_what_the_gate_decided(run: Run, pair: tuple[Path, Path]) -> None:
    good, bad = pair

    def line(*arguments: object) -> tuple[int, str]:
        code = run(*arguments, "--markdown", "s.md").code
        lines = Path("s.md").read_text("utf-8").splitlines()
        return code, "".join(each for each in lines if "**Gate" in each)

    assert line(bad, "--baseline", good) == (0, "")
    code, told = line(bad, "--baseline", good, "--fail-on", "regression")
    assert code == 3
    start = "❌ **Gate failed** (`--fail-on regression`): regression: bad: mask mAP50-95 0.2"
    assert told.startswith(start)
    code, told = line(good, "--baseline", bad, "--fail-on", "regression", "--fail-on", "fail")
    assert (code, told) == (0, "✅ **Gate passed** (`--fail-on regression`, `--fail-on fail`).")


def test_the_summary_says_that_strict_stops_it(run: Run, make_run: MakeRun) -> None:
    folder = make_run(rows(0.02), args={"epochs": 30})
    (folder / "args.yaml").write_bytes(b"")
    assert run(folder, "--strict", "--markdown", "s.md").code == 4
    text = Path("s.md").read_text("utf-8")
    assert "❌ **Gate failed** (`--strict`): `args.yaml` could not be read: it is empty." in text


def test_reasons_are_bounded_and_cannot_steer_a_terminal(run: Run, make_run: MakeRun) -> None:
    runs = [
        make_run(rows(0.02), name=f"{number}\x1b[2J\n" + "x" * 200, args={"epochs": 30})
        for number in range(15)
    ]
    done = run(*runs, "--fail-on", "warn", "-q")
    assert done.code == 3
    lines = done.err.splitlines()
    assert len(lines) == 12
    assert lines[-1].endswith(" more, in the report")
    assert all(len(line) <= 302 and line.isprintable() for line in lines)
