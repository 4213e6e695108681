"""The matrix that is counted from what was recorded, and what the checks say of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reportgen.anatomy.anatomy import Anatomy
from reportgen.anatomy.confusion import confusion_of, counts_of
from reportgen.anatomy.interval import wilson
from reportgen.api import read_run
from reportgen.checks.matrix.classes import false_alarms, missed_objects, weak_classes
from reportgen.facts.run_facts import Facts
from reportgen.page.evidence.mistakes.pictures import _Drawn
from reportgen.rule import Verdict
from tests.anatomy.scenes import Box, at_random, picture, validation

SAMPLES = Path(__file__).resolve().parents[2] / "sample_runs"

A: Box = (0, 50, 50, 150, 150)
B: Box = (1, 300, 50, 400, 150)


@pytest.mark.parametrize("seed", range(6))
def test_every_object_and_every_prediction_counts_once(seed: int) -> None:
    anatomy = Anatomy(at_random(seed), 0.3)
    counts = counts_of(anatomy)
    objects = np.bincount(anatomy.table.truth_class, minlength=3)
    used = anatomy.table.confidence >= 0.3
    assert counts[:, :3].sum(axis=0).tolist() == objects.tolist()
    found = np.bincount(anatomy.table.classes[used], minlength=3)
    assert counts[:3].sum(axis=1).tolist() == found.tolist()
    assert counts.min() >= 0
    assert np.trace(counts) == anatomy.count["right"]


def test_cells_of_a_scene() -> None:
    scene = picture(
        [A, B], [(0.9, A), (0.8, (1, *A[1:])), (0.7, (2, *B[1:])), (0.6, (2, 10, 300, 60, 400))]
    )
    counts = counts_of(Anatomy(validation([scene]), 0.25))
    expected = np.zeros((4, 4))
    # A is found; its second name, and what lies on nothing, are false alarms; B is called 2.
    expected[0, 0] = expected[2, 1] = expected[1, 3] = expected[2, 3] = 1
    # The second guess for A's own box is not told by predict.
    expected[1, 3] = 0
    assert counts.tolist() == expected.tolist()


def test_checks_tell_exact_shares_with_their_interval() -> None:
    scenes = [picture([A, B], [(0.9, A)] if index < 8 else []) for index in range(40)]
    confusion = confusion_of(Anatomy(validation(scenes, classes=2), 0.25))
    assert "at confidence 0.25" in confusion.source
    weak = weak_classes(confusion)
    assert weak.verdict is Verdict.WARN
    assert "class 0 (20 % of 40, 10 to 35 %)" in weak.seen
    missed = missed_objects(confusion)
    assert missed.title == "90 % of the objects are missed"
    assert "90 % of the 80 objects (95 % interval 81 to 95 %)." in missed.seen
    assert false_alarms(confusion).verdict is Verdict.PASS


def test_shares_read_from_pictures_have_no_interval() -> None:
    scenes = [picture([A, B], []) for _ in range(40)]
    confusion = replace(
        confusion_of(Anatomy(validation(scenes, classes=2), 0.25)), uncertainty=0.005
    )
    assert "interval" not in missed_objects(confusion).seen


def test_wilson_is_that_of_the_textbook() -> None:
    assert wilson(0.2, 40) == pytest.approx((0.1050, 0.3476), abs=1e-3)
    assert wilson(0.0, 10)[0] == 0.0
    assert wilson(0.5, 0) == (0.0, 1.0)


def test_overlap_of_what_is_found() -> None:
    scene = picture([A], [(0.9, (0, 50, 50, 150, 130))])
    told: Any = replace(scene, told_overlap=np.array([[0.6]]))
    box, mask = Anatomy(validation([scene, told]), 0.25).fits
    assert box.tolist() == pytest.approx([0.8, 0.8])
    assert mask.tolist() == pytest.approx([0.8, 0.6])


def test_recorded_counts_stand_before_a_matrix_that_is_read_from_colours() -> None:
    run = read_run(SAMPLES / "segment-pictures", read_pictures=False)
    facts = Facts(run)
    whole = run.recorded
    assert facts.anatomy is not None
    assert whole is not None
    own = confusion_of(facts.anatomy)
    drawn = replace(own, source="picture", low_confidence_counts=False)
    part = replace(whole, seen=10_000)
    for matrix, recorded, counted in (
        (replace(drawn, uncertainty=0.006), whole, True),
        (replace(drawn, uncertainty=0.006), part, True),
        (drawn, whole, True),
        (drawn, part, False),
    ):
        run.__dict__["recorded"] = recorded
        facts = Facts(run)
        facts.__dict__["_drawn_confusion"] = matrix
        assert facts.confusion is not None
        assert (facts.confusion.source == own.source) is counted


def test_a_cell_opens_the_pictures_that_are_counted_in_it() -> None:
    anatomy = Anatomy(at_random(2), 0.3)
    counts = counts_of(anatomy)
    listed: Counter[str] = Counter()
    for index in range(len(anatomy.recorded.pictures)):
        listed.update(_Drawn(index, anatomy).pairs)
    for predicted, true in np.argwhere(counts >= 0).tolist():
        pair = f"{'b' if true == 3 else true}>{'b' if predicted == 3 else predicted}"
        assert listed[pair] == (0 if predicted == true else counts[predicted, true])
