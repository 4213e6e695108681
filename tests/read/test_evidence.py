"""Curves and matrices of a whole run: names, sources, and what does not fit together."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from reportgen.facts.run_facts import Facts
from reportgen.read.run import read_run
from tests.conftest import SAMPLES

GOOD = SAMPLES / "segment-short"


def test_a_sound_run_tells_all_of_its_curves_with_class_names() -> None:
    evidence = read_run(GOOD).evidence
    assert {head: set(kinds) for head, kinds in evidence.curves.items()} == {
        "box": {"F1", "P", "R", "PR"},
        "mask": {"F1", "P", "R", "PR"},
    }
    f1 = evidence.curves["mask"]["F1"]
    assert (f1.value, f1.confidence) == (0.41, 0.174)
    assert f1.names[0] == "disc"
    assert f1.source == "picture"
    assert evidence.declined == ()


def test_the_matrix_has_names_shares_and_counts() -> None:
    matrix = read_run(GOOD).evidence.confusion
    assert matrix is not None
    assert matrix.names == ("disc", "square", "triangle", "star", "ring segment", "cross")
    assert matrix.has_background
    assert matrix.counts is not None
    assert matrix.counts[0, 0] == 94
    assert matrix.normalized[0, 0] == 0.9895, "94 of 95, finer than the 0.99 that is printed"


def test_the_matrix_agrees_with_what_ultralytics_counted(shared_folder: Path) -> None:
    for name in ("easy-seed0", "overfit", "easy-detect"):
        truth = np.array(
            json.loads((shared_folder / "trained" / name / "truth.json").read_text())["cm"]
        )
        matrix = read_run(shared_folder / "trained" / name).evidence.confusion
        assert matrix is not None
        assert matrix.counts is not None
        told = np.isfinite(matrix.counts)
        assert told.mean() > 0.95
        assert np.array_equal(matrix.counts[told], truth[told])


def test_counts_that_belong_to_another_validation_are_declined(tmp_path: Path) -> None:
    shutil.copy(GOOD / "confusion_matrix_normalized.png", tmp_path)
    shutil.copy(SAMPLES / "detect" / "confusion_matrix.png", tmp_path)
    shutil.copy(GOOD / "results.csv", tmp_path)
    evidence = read_run(tmp_path).evidence
    assert evidence.confusion is not None
    assert evidence.confusion.counts is None
    assert "come from different validations" in evidence.declined[0].reason


def test_shares_come_from_the_counts_when_only_those_are_there(tmp_path: Path) -> None:
    for name in ("confusion_matrix.png", "results.csv"):
        shutil.copy(GOOD / name, tmp_path)
    matrix = read_run(tmp_path).evidence.confusion
    assert matrix is not None
    assert matrix.normalized[:, 0].sum() == pytest.approx(1)


def test_plots_that_are_no_plots_are_declined_with_a_reason(tmp_path: Path) -> None:
    shutil.copy(GOOD / "results.csv", tmp_path)
    shutil.copy(GOOD / "confusion_matrix.png", tmp_path / "MaskF1_curve.png")
    (tmp_path / "BoxF1_curve.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    evidence = read_run(tmp_path).evidence
    assert evidence.curves == {}
    assert {plot.file for plot in evidence.declined} == {"MaskF1_curve.png", "BoxF1_curve.png"}
    assert all(plot.reason.endswith(".") for plot in evidence.declined)


def test_counts_from_a_late_version_are_known_as_such() -> None:
    late = Facts(read_run(GOOD)).confusion
    assert late is not None
    assert late.low_confidence_counts
