"""``--brief``: what runs come down to, for programs, in at most 2 kB on standard output."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from reportgen import cli
from tests.conftest import SAMPLES

RUN = SAMPLES / "segment-short"


class Done(NamedTuple):
    """What came of a command."""

    code: int
    out: str


Command = Callable[..., Done]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs ``reportgen`` in an empty folder of its own."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")

    def run(*arguments: object) -> Done:
        done = CliRunner().invoke(cli.reportgen, [*map(str, arguments), "--no-read-pictures"])
        return Done(done.exit_code, done.stdout)

    return run


@pytest.mark.parametrize("order", [["--brief", str(RUN)], [str(RUN), "--brief"]])
def test_one_run_is_one_object(command: Command, tmp_path: Path, order: list[str]) -> None:
    done = command(*order)
    assert done.code == 0
    assert len(done.out.encode()) <= 2000
    told = json.loads(done.out)
    assert told["run"] == "segment-short"
    assert told["state"]
    assert told["headline"]
    assert told["metrics"]["mask mAP50-95"] == 0.326
    assert told["epochs"] == [50, 50]
    assert all({"id", "certainty", "title", "seen"} == set(each) for each in told["causes"])
    assert any("command" in step for step in told["steps"])
    assert not Path("report.html").exists(), "no report unless -o asks for it"


def test_text_is_read_line_by_line(command: Command) -> None:
    done = command(RUN, "--brief", "text")
    assert done.code == 0
    assert len(done.out.encode()) <= 2000
    assert done.out.startswith("segment-short: ")
    assert "step 1: " in done.out


def test_a_report_is_written_where_o_names_one(command: Command, tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    done = command(RUN, "--brief", "-o", target)
    assert json.loads(done.out)["run"] == "segment-short"
    assert target.is_file()


@pytest.mark.parametrize("form", ["json", "text"])
def test_many_runs_with_long_names_fit(command: Command, tmp_path: Path, form: str) -> None:
    for number in range(30):
        shutil.copytree(
            SAMPLES / "segment-interrupted",
            tmp_path / f"{number:02d}-{'long' * 20}",
            ignore=shutil.ignore_patterns("*.jpg", "*.png", "weights"),
        )
    done = command(tmp_path, "--brief", form)
    assert done.code == 0
    assert len(done.out.encode()) <= 2000
    if form == "json":
        told = json.loads(done.out)
        assert told["count"] == 30
        assert sum(told["states"].values()) == 30
        assert len(told["runs"]) + told["left_out"] == 30


def test_results_csv_stands_for_its_folder(command: Command) -> None:
    done = command(RUN / "results.csv", "--brief")
    assert done.code == 0
    assert json.loads(done.out)["run"] == "segment-short"
