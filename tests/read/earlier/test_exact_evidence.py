"""reportgen.json wins over the pictures, and only while it is of the same training."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from reportgen.facts.run_facts import Facts
from reportgen.read.run import ReadRun, read_run
from tests.conftest import SAMPLES
from tests.read.earlier.test_exact import document

GOOD = SAMPLES / "segment-short"


def run_with(folder: Path, **changes: Any) -> ReadRun:
    """The good sample's csv and two of its plots beside a reportgen.json."""
    for name in ("results.csv", "args.yaml", "MaskF1_curve.png", "BoxF1_curve.png"):
        shutil.copy(GOOD / name, folder)
    content = document() | {"epochs": 50} | changes
    (folder / "reportgen.json").write_text(json.dumps(content), encoding="utf-8")
    return read_run(folder)


def test_exact_numbers_win_and_their_source_is_named(tmp_path: Path) -> None:
    evidence = run_with(tmp_path).evidence
    curve = evidence.curves["mask"]["F1"]
    assert (curve.source, curve.value, curve.confidence) == ("reportgen.json", 0.65, 0.345)
    assert curve.names == ("disc", "square")
    assert evidence.names.source == "reportgen.json"
    assert evidence.confusion is not None
    assert evidence.confusion.source == "reportgen.json"
    assert evidence.confusion.uncertainty == 0
    assert evidence.confusion.normalized[0, 0] == pytest.approx(20 / 30)


def test_what_the_callback_could_not_write_is_read_from_the_pictures(tmp_path: Path) -> None:
    heads = document()["heads"]
    heads["mask"]["curves"] = {}
    curves = run_with(tmp_path, heads=heads).evidence.curves
    assert curves["box"]["F1"].source == "reportgen.json"
    assert (curves["mask"]["F1"].source, curves["mask"]["F1"].value) == ("picture", 0.41)


def test_a_file_of_another_training_is_not_used_and_that_is_said(tmp_path: Path) -> None:
    run = run_with(tmp_path, epochs=7)
    assert run.exact is None
    assert run.evidence.curves["mask"]["F1"].source == "picture"
    assert "is of a training of 7 epochs, results.csv of 50" in run.problems[-1].sentence


def test_a_damaged_file_costs_only_itself(tmp_path: Path) -> None:
    run = run_with(tmp_path, format="none")
    assert run.exact is None
    assert run.table is not None
    assert run.problems[-1].file == "reportgen.json"


def test_version_and_the_matrix_threshold_are_those_it_tells(tmp_path: Path) -> None:
    facts = Facts(run_with(tmp_path))
    assert facts.version_range == ("8.4.190", "8.4.190")
    assert facts.confusion is not None
    assert facts.confusion.low_confidence_counts is True
    late = document()["confusion"] | {"confidence": 0.25}
    usual = Facts(run_with(tmp_path, confusion=late)).confusion
    assert usual is not None
    assert usual.low_confidence_counts is False
