"""Every real run gives a report: no traceback, no check that fails itself, nothing private."""

from __future__ import annotations

import json
import re
import time
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from plotly.graph_objects import Figure

from reportgen import read_run
from reportgen.charts import all_charts
from reportgen.checks import all_rules
from reportgen.evaluation import evaluate
from reportgen.facts.run_facts import Facts
from reportgen.figure.model.chart import chart_figure
from reportgen.figure.model.lines import LineChart
from reportgen.figure.svg.lines import svg
from reportgen.read.evidence import Evidence
from reportgen.read.run import read_run as read
from reportgen.rule import Verdict
from tests.conftest import SAMPLES, real_runs, shared
from tests.support.command import Done, command

EVERY = 16
"""Of one in so many runs the pictures are read as well; it takes a second each."""
# Names of persons that stand in paths of the real runs, and what is no name.
_HOME = re.compile(r"(?:/home/|/Users/+|\\Users\\)([A-Za-z0-9_. -]+?)[/\\\s'\"]", re.IGNORECASE)
_GENERIC = {"user", "ubuntu", "admin", "data", "work", "u", "student", "studio", "yolo", "pc"}
_CREDENTIAL = re.compile(
    r"(?:Signature|Credential|GoogleAccessId|Expires|Date|token|key)=([^&\s'\"]{8,})"
)
CHARTS = re.compile(
    r"total-loss|[a-z0-9]+-loss|loss|(box|mask|pose|class|pixels)-metrics|map|learning-rate|"
    r"confusion-matrix|(box|mask|pose)-(f1|pr)"
)
"""The charts that findings point to."""


def folders() -> list[Path]:
    """Every folder of the real runs that holds files, those without results.csv as well."""
    root = shared()
    if root is None:
        return []
    files = (path for path in (root / "real-runs").rglob("*") if path.is_file())
    found = {path.parent for path in files} - {
        root / "real-runs",
        root / "real-runs" / "checkpoints",
    }
    return sorted(found)


def _id(path: Path) -> str:
    root = shared()
    if root is None or not path.is_relative_to(root):
        return path.name
    return str(path.relative_to(root / "real-runs"))


@pytest.mark.parametrize(
    ("number", "folder"),
    list(enumerate(folders() or [Path("absent")])),
    ids=lambda value: _id(value) if isinstance(value, Path) else "",
)
def test_a_real_run_gives_a_report(
    shared_folder: Path,
    number: int,
    folder: Path,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    record_property: Callable[[str, object], None],
) -> None:
    pictures = number % EVERY == 0
    started = time.monotonic()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        done = command(tmp_path, capfd, folder, pictures=pictures)
    seconds = time.monotonic() - started
    assert done.code == 0, done.err
    assert done.html.startswith("<!DOCTYPE html>")
    assert done.html.rstrip().endswith("</html>")
    # The report, the two worst findings, or one and two lines on what could not be read.
    assert 1 <= len(done.err.splitlines()) <= 5, done.err
    [run] = json.loads(done.json)["runs"]
    assert "error" not in {finding["verdict"] for finding in run["findings"]}
    assert not [problem for problem in run["problems"] if problem["section"]]
    assert _private(folder) & set(_words(done)) == set()
    for secret in _credentials(folder):
        assert secret not in done.html + done.json + done.err
    lost = [problem["sentence"] for problem in run["problems"] if problem["lost"]]
    record_property("real_run", [_id(folder), seconds, run["verdict"], lost])


def _words(done: Done) -> list[str]:
    """All that stands between separators of a path."""
    return re.split(r"[/\\\s'\"<>&;:,]+", done.html.split("<body>")[1] + done.json + done.err)


def _texts(folder: Path) -> list[str]:
    files = [path for path in folder.rglob("*") if path.suffix in {".yaml", ".csv", ".ndjson"}]
    return [path.read_text(encoding="utf-8", errors="replace") for path in files]


def _private(folder: Path) -> set[str]:
    """Names of home directories that stand in this run's files."""
    found = {user for text in _texts(folder) for user in _HOME.findall(text)}
    return {user for user in found if user.lower() not in _GENERIC}


def _credentials(folder: Path) -> set[str]:
    return {secret for text in _texts(folder) for secret in _CREDENTIAL.findall(text)}


@pytest.mark.parametrize(
    "folder", [*sorted(path.parent for path in SAMPLES.rglob("results.csv")), *real_runs()], ids=_id
)
def test_a_run_with_its_pictures_is_judged_and_drawn(folder: Path) -> None:
    """No check fails itself, no sentence is read twice, every chart is valid."""
    facts = Facts(read(folder))
    sentences: Counter[str] = Counter()
    for finding in evaluate(all_rules(), facts):
        assert finding.verdict is not Verdict.ERROR, finding
        assert finding.chart is None or CHARTS.fullmatch(finding.chart), finding
        assert not finding.title.endswith("."), finding
        if finding.verdict in (Verdict.FAIL, Verdict.WARN, Verdict.NOTE):
            assert finding.seen.endswith((".", ")")), finding
            parts = re.split(r"(?<=\.)\s+", f"{finding.seen} {finding.remedy}")
            sentences.update(part for part in parts if part)
    assert not [text for text, count in sentences.items() if count > 1]
    for chart in all_charts(facts):
        Figure(chart_figure(chart))
        if isinstance(chart, LineChart):
            ElementTree.fromstring(svg(chart))
            low, high = chart.y_range
            assert low < high, chart.id
    assert_curves_are_right(facts.evidence, folder)


def assert_curves_are_right(told: Evidence, folder: Path) -> None:
    """What was read of a curve agrees with its legend; what was declined is damaged or YOLOv5's."""
    for plot in told.declined:
        damaged = not (folder / plot.file).read_bytes().startswith(b"\x89PNG")
        old = (folder / "opt.yaml").exists()
        assert damaged or old or not plot.file.endswith("_curve.png"), plot
    for curve in (each for of_head in told.curves.values() for each in of_head.values()):
        top = curve.mean[0] if curve.kind == "R" else np.nanmax(curve.mean)
        assert curve.kind == "PR" or abs(top - curve.value) <= 0.0075, curve.file


def test_the_real_runs_do_hold_what_must_not_leave(shared_folder: Path) -> None:
    assert len({user for folder in folders() for user in _private(folder)}) > 15
    assert len({secret for folder in folders() for secret in _credentials(folder)}) >= 3


def test_with_show_paths_the_folders_come_back_and_the_credentials_do_not(
    shared_folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with_user = next(folder for folder in folders() if "/home/nic/" in "".join(_texts(folder)))
    done = command(tmp_path, capfd, with_user, "--show-paths")
    assert "/home/nic/code" in done.html
    with_secret = next(folder for folder in folders() if _credentials(folder))
    done = command(tmp_path, capfd, with_secret, "--show-paths")
    assert done.code == 0
    for secret in _credentials(with_secret):
        assert secret not in done.html + done.json + done.err


def test_yolov5_runs_are_reported_in_full(shared_folder: Path) -> None:
    found = [folder for folder in folders() if (folder / "opt.yaml").is_file()]
    assert len(found) == 6
    for folder in found:
        run = read_run(folder, read_pictures=False)
        assert run.task is not None
        assert {"obj-loss", "box-metrics", "map", "learning-rate"} <= set(run.charts)
        assert run.facts.headline is not None
        assert run.args.number("hyp.lr0") == 0.01
        assert run.facts.epochs_planned in (3, 100)
        levels = [f for f in run.findings if f.check.endswith("-loss-level")]
        assert all(f.verdict.value == "not-applicable" for f in levels)


def test_reading_a_real_run_twice_says_the_same(shared_folder: Path) -> None:
    folder = real_runs()[7]
    first, second = (read_run(folder, read_pictures=False) for _ in range(2))
    assert [f.seen for f in first.findings] == [f.seen for f in second.findings]
