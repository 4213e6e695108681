"""What it takes to add something: the files that are touched, counted in a copy of the package."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, SAMPLES

CHECK = '''

@check(title="A check of tomorrow", guide="Files Reference")
def of_tomorrow(epochs_done: int) -> Outcome:
    """Nothing to do.

    Passes always.
    """
    return Outcome(Verdict.PASS, f"{epochs_done} epochs, says the check of tomorrow")
'''
CAUSE = '''

@cause(title="A cause of tomorrow")
def of_tomorrow_too(state: State) -> Told | None:
    """Nothing to do.

    Certain always.
    """
    return Told(Certainty.CERTAIN, "a cause of tomorrow", "It always holds.")
'''
CHART = '''"""A chart of tomorrow."""

from reportgen.facts.run_facts import Facts
from reportgen.figure.model.lines import Line, LineChart

ORDER = 99


def draw(facts: Facts) -> list[LineChart]:
    """One line."""
    line = Line("tomorrow", (1, 2), (0.1, 0.2), "total")
    return [LineChart("of-tomorrow", "Tomorrow", "", "", "", "y", (line,), "schedule")]
'''
TASK = """TASKS: tuple[Task, ...] = (
    Task("tomorrow", "a task of tomorrow", (BOX,)),"""
FORMAT = '''"""A format of tomorrow."""

from reportgen.output.formats import Format, Material


def text(told: Material) -> str:
    """How many runs there are."""
    return f"{len(told.inputs)} run of tomorrow"


FORMAT = Format("tomorrow", "Also write tomorrow's format.", "report", text)
'''
VIEW = '''"""A section of tomorrow."""

from reportgen.facts.run_facts import Facts


def tomorrow_view(facts: Facts) -> str:
    """How far it is."""
    return f"{facts.epochs_done} epochs until tomorrow"
'''
PARTIAL = """<section class="section" id="{{ run.id }}-tomorrow">
{{ ui.heading(run, "tomorrow") }}
<p>{{ run.views.tomorrow }}</p>
</section>
"""
SECTION = """
from reportgen.page.evidence.tomorrow import tomorrow_view

SECTIONS += (Section("tomorrow", "Section of tomorrow", lambda it: tomorrow_view(it.given.facts)),)
"""
TRAINER = '''"""A trainer of tomorrow."""

from dataclasses import replace

from reportgen.trainers.yolov5 import YOLOV5

TOMORROW = replace(
    YOLOV5, key="tomorrow", name="Tomorrow", wrote=lambda clues: "tomorrow" in clues.arguments
)
'''


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the package and its templates, to add to."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "reportgen", tmp_path / "reportgen", ignore=ignored)
    shutil.copytree(ROOT / "templates", tmp_path / "templates", ignore=ignored)
    shutil.copytree(SAMPLES / "segment-interrupted", tmp_path / "run")
    return tmp_path


def appended(path: Path, text: str) -> int:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    return 1


def replaced(path: Path, old: str, new: str) -> int:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return 1


def added(path: Path, text: str) -> int:
    assert not path.exists()
    path.write_text(text, encoding="utf-8")
    return 1


def reported(copy: Path, *options: str) -> tuple[dict[str, Any], str]:
    """The JSON and the page of the run, by the copy."""
    subprocess.run(
        [sys.executable, "-m", "reportgen", "run", "--json", "run.json", "-q", *options],
        cwd=copy,
        check=True,
        env={**os.environ, "PYTHONPATH": str(copy)},
        timeout=300,
    )
    page = (copy / "report.html").read_text(encoding="utf-8")
    return json.loads((copy / "run.json").read_text(encoding="utf-8"))["runs"][0], page


def test_what_is_added_touches_one_file(
    copy: Path,
) -> None:
    package = copy / "reportgen"
    touched = {
        "check": appended(package / "checks" / "folder" / "files.py", CHECK),
        "cause": appended(package / "diagnosis" / "causes" / "masks.py", CAUSE),
        "task": replaced(package / "tasks.py", "TASKS: tuple[Task, ...] = (", TASK),
        "chart": added(package / "charts" / "tomorrow.py", CHART),
        "format": added(package / "output" / "formats" / "as_tomorrow.py", FORMAT),
        "trainer": added(package / "trainers" / "tomorrow.py", TRAINER),
    }
    section = (
        added(package / "page" / "evidence" / "tomorrow.py", VIEW)
        + added(copy / "templates" / "partials" / "tomorrow.html.j2", PARTIAL)
        + appended(package / "page" / "sections.py", SECTION)
    )
    arguments = copy / "run" / "args.yaml"
    arguments.write_text(
        arguments.read_text(encoding="utf-8").replace("task: segment", "task: tomorrow")
        + "\ntomorrow: 1\n",
        encoding="utf-8",
    )
    run, page = reported(copy, "--tomorrow", "tomorrow.txt")
    assert "of-tomorrow" in {finding["check"] for finding in run["findings"]}
    assert "says the check of tomorrow" in page
    assert "of-tomorrow-too" in {each["id"] for each in run["diagnosis"]["causes"]}
    assert "of-tomorrow" in {chart["id"] for chart in run["charts"]}
    assert run["task"] == "tomorrow"
    assert (copy / "tomorrow.txt").read_text(encoding="utf-8") == "1 run of tomorrow"
    assert "Tomorrow" in page
    assert set(touched.values()) == {1}
    assert "epochs until tomorrow" in page
    assert page.count("Section of tomorrow") > 1  # its heading, and the contents list
    assert section == 3
