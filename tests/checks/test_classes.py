"""Confusion matrices and best confidence: verdicts from matrices given as literals."""

from __future__ import annotations

import numpy as np
import pytest

from reportgen.checks.level.confidence import best_confidence
from reportgen.checks.matrix.classes import (
    confused_classes,
    false_alarms,
    missed_objects,
    weak_classes,
)
from reportgen.checks.matrix.imbalance import class_imbalance
from reportgen.read.plot.plots import Confusion, F1Peak
from reportgen.rule import Verdict
from reportgen.tasks import BOX, MASK

NAMES = ("cat", "dog", "owl")


def confusion(
    counts: list[list[float]],
    *,
    names: tuple[str, ...] = NAMES,
    told: bool = True,
    low_confidence: bool = False,
    uncertainty: float = 0.0,
) -> Confusion:
    """A matrix from counts [predicted, true], background last."""
    table = np.array(counts, dtype=float)
    shares = table / np.maximum(table.sum(axis=0), 1)
    return Confusion(names, shares, table if told else None, uncertainty, low_confidence)


SOUND = [[90, 2, 1, 5], [3, 90, 1, 4], [1, 2, 90, 6], [6, 6, 8, 0]]
WEAK_DOG = [[90, 2, 1, 5], [3, 40, 1, 4], [1, 2, 90, 6], [6, 56, 8, 0]]
BAD_OWL = [[90, 2, 60, 5], [3, 90, 1, 4], [1, 2, 20, 6], [6, 6, 19, 0]]
MISSED = [[40, 0, 0, 0], [0, 40, 0, 0], [0, 0, 40, 0], [60, 60, 60, 0]]
ALARMS = [[90, 2, 1, 200], [3, 90, 1, 50], [1, 2, 90, 60], [6, 6, 8, 0]]


@pytest.mark.parametrize(
    ("counts", "verdict"), [(SOUND, "pass"), (WEAK_DOG, "note"), (BAD_OWL, "warn")]
)
def test_weak_classes(counts: list[list[float]], verdict: str) -> None:
    assert weak_classes(confusion(counts)).verdict.value == verdict


def test_weak_classes_are_named_with_their_share() -> None:
    seen = weak_classes(confusion(WEAK_DOG)).seen
    assert "dog (40 % of 100, 31 to 50 %)" in seen
    assert "cat" not in seen


def test_a_share_read_from_colours_is_marked_as_approximate() -> None:
    assert "≈ 40 %" in weak_classes(confusion(WEAK_DOG, uncertainty=0.006)).seen


@pytest.mark.parametrize(
    ("counts", "verdict"), [(SOUND, "pass"), (BAD_OWL, "warn"), (WEAK_DOG, "pass")]
)
def test_confused_classes(counts: list[list[float]], verdict: str) -> None:
    assert confused_classes(confusion(counts)).verdict.value == verdict


def test_confusion_is_told_from_the_true_class_to_the_predicted_one() -> None:
    assert "60 % of owl is called cat" in confused_classes(confusion(BAD_OWL)).seen


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize(
    ("counts", "verdict"), [(SOUND, "pass"), (MISSED, "warn"), (WEAK_DOG, "note")]
)
def test_missed_objects(counts: list[list[float]], verdict: str, told: bool) -> None:
    assert missed_objects(confusion(counts, told=told)).verdict.value == verdict


def test_a_share_of_all_objects_is_told_only_where_they_are_counted() -> None:
    assert "60 % of the 300 objects" in missed_objects(confusion(MISSED)).seen
    mean = missed_objects(confusion(MISSED, told=False))
    assert mean.title == "60 % of the objects of a class are missed on average"
    assert "of the objects of a class on average" in mean.seen


@pytest.mark.parametrize(("counts", "verdict"), [(SOUND, "pass"), (ALARMS, "warn")])
def test_false_alarms(counts: list[list[float]], verdict: str) -> None:
    assert false_alarms(confusion(counts)).verdict.value == verdict


def test_where_nothing_is_predicted_no_share_is_told() -> None:
    found = false_alarms(confusion([[0, 0, 0], [0, 0, 0], [4, 3, 0]], names=NAMES[:2]))
    assert found.verdict.value == "pass"
    assert found.title == "Nothing is predicted, so there are no false alarms"


def test_false_alarms_name_the_class_that_gives_most() -> None:
    assert "310 of 590 predictions" in false_alarms(confusion(ALARMS)).seen
    assert "200 of them as cat" in false_alarms(confusion(ALARMS)).seen


def test_a_class_is_named_for_false_alarms_only_where_there_are_several() -> None:
    two = confusion([[90, 2, 20], [3, 90, 50], [7, 8, 0]], names=NAMES[:2])
    one = confusion([[90, 50], [10, 0]], names=NAMES[:1])
    assert "50 of them as dog" in false_alarms(two).seen
    assert "of them" not in false_alarms(one).seen


def test_shares_alone_do_not_tell_how_many_false_alarms_there_are() -> None:
    assert false_alarms(confusion(ALARMS, told=False)).verdict is Verdict.UNKNOWN


RARE_AND_WEAK = [[90, 0, 0, 0], [0, 80, 0, 0], [0, 0, 1, 0], [10, 20, 9, 0]]
RARE_BUT_FINE = [[90, 0, 0, 0], [0, 80, 0, 0], [0, 0, 9, 0], [10, 20, 1, 0]]
WEAK_NOT_RARE = [[90, 0, 0, 0], [0, 80, 0, 0], [0, 0, 10, 0], [10, 20, 90, 0]]
ALL_WEAK = [[20, 0, 0, 0], [0, 20, 0, 0], [0, 0, 1, 0], [80, 80, 9, 0]]


@pytest.mark.parametrize(
    ("counts", "told", "verdict"),
    [
        (RARE_AND_WEAK, True, "warn"),
        (RARE_AND_WEAK, False, "unknown"),
        (RARE_BUT_FINE, True, "pass"),
        (RARE_BUT_FINE, False, "pass"),
        (WEAK_NOT_RARE, True, "pass"),
        (ALL_WEAK, True, "not-applicable"),
    ],
)
def test_class_imbalance(counts: list[list[float]], told: bool, verdict: str) -> None:
    assert class_imbalance(confusion(counts, told=told)).verdict.value == verdict


def test_what_looks_good_at_confidence_0_001_is_unknown_and_what_is_bad_stays_bad() -> None:
    good, bad = confusion(SOUND, low_confidence=True), confusion(MISSED, low_confidence=True)
    for check in (weak_classes, missed_objects):
        assert check(good).verdict is Verdict.UNKNOWN
        assert "confidence 0.001" in check(good).seen
    assert missed_objects(bad).verdict is Verdict.WARN
    assert weak_classes(bad).verdict is Verdict.NOTE
    assert false_alarms(good).verdict is Verdict.UNKNOWN


def test_two_classes_are_compared() -> None:
    table = confusion([[90, 30, 5], [3, 40, 4], [7, 30, 0]], names=NAMES[:2])
    weak, confused = weak_classes(table), confused_classes(table)
    assert (weak.verdict, confused.verdict) == (Verdict.NOTE, Verdict.WARN)
    assert "dog (40 % of 100, 31 to 50 %)" in weak.seen
    assert "30 % of dog is called cat" in confused.seen


def test_a_single_class_is_not_compared() -> None:
    single = confusion([[60, 20], [40, 0]], names=("cat",))
    for check in (weak_classes, confused_classes, class_imbalance):
        assert check(single).verdict is Verdict.NOT_APPLICABLE
    assert missed_objects(single).verdict is Verdict.NOTE
    assert false_alarms(single).verdict is Verdict.PASS


def test_classification_has_no_background() -> None:
    top = confusion([[90, 30, 0], [10, 60, 0], [0, 10, 100]])
    assert weak_classes(top).verdict is Verdict.NOTE
    assert confused_classes(top).verdict is Verdict.WARN
    assert missed_objects(top).verdict is Verdict.UNKNOWN
    assert false_alarms(top).verdict is Verdict.UNKNOWN


def test_a_class_without_objects_is_not_weak() -> None:
    counts = [[90, 0, 0, 0], [0, 90, 0, 0], [0, 0, 0, 0], [10, 10, 0, 0]]
    assert weak_classes(confusion(counts)).verdict is Verdict.PASS
    assert missed_objects(confusion(counts, told=False)).verdict is Verdict.PASS


def test_cells_that_could_not_be_read_are_not_taken_for_nought() -> None:
    unread = Confusion(NAMES, np.full((4, 4), np.nan), None)
    for check in (weak_classes, confused_classes, missed_objects, false_alarms, class_imbalance):
        assert check(unread).verdict is Verdict.UNKNOWN


def test_a_hostile_class_name_stays_on_one_line_and_short() -> None:
    names = ("cat", "dog\n" + "x" * 500, "owl")
    seen = weak_classes(confusion(WEAK_DOG, names=names)).seen
    assert "\n" not in seen
    assert len(seen) < 120


@pytest.mark.parametrize(
    ("confidence", "verdict"), [(0.25, "pass"), (0.39, "pass"), (0.6, "note"), (0.05, "note")]
)
def test_best_confidence(confidence: float, verdict: str) -> None:
    outcome = best_confidence(BOX, F1Peak(confidence, 0.7))
    assert outcome.verdict.value == verdict
    assert outcome.measured == {"confidence": confidence, "F1": 0.7}
    assert f"conf={confidence:.3f}" in (outcome.remedy or "")
    assert outcome.seen != best_confidence(MASK, F1Peak(confidence, 0.7)).seen


@pytest.mark.parametrize(
    ("objects", "verdict", "title", "part"),
    [
        (1, "note", "1 of 1 object is missed", "fits 1 of 1 object ("),
        (3, "warn", "3 of 3 objects are missed", "fits 3 of 3 objects ("),
        (30, "warn", "100 % of the objects are missed", "fits 100 % of the 30 objects ("),
    ],
)
def test_one_object_that_is_missed_is_no_warning(
    objects: int, verdict: str, title: str, part: str
) -> None:
    lost = confusion([[0, 0], [objects, 0]], names=("shrimp",))
    outcome = missed_objects(lost)
    assert outcome.verdict.value == verdict
    assert outcome.title == title
    assert part in outcome.seen
    alarms = false_alarms(confusion([[0, objects], [1, 0]], names=("shrimp",)))
    assert alarms.verdict.value == verdict


@pytest.mark.parametrize(("objects", "verdict"), [(1, "pass"), (5, "pass"), (6, "warn")])
def test_a_class_of_few_objects_is_not_judged(objects: int, verdict: str) -> None:
    told = confusion([[90, objects, 0], [0, 0, 0], [0, 0, 0]], names=("cat", "dog"))
    for check in (weak_classes, confused_classes, class_imbalance):
        assert check(told).verdict.value == verdict, check
    assert ("not judged" in weak_classes(told).seen) is (verdict == "pass")


def test_classes_of_a_few_objects_each_are_unknown() -> None:
    told = confusion([[0, 3, 0], [4, 0, 0], [0, 0, 0]], names=("cat", "dog"))
    for check in (weak_classes, confused_classes, class_imbalance):
        assert check(told).verdict is Verdict.UNKNOWN, check
        assert "more than 5 objects" in check(told).seen


@pytest.mark.parametrize("f1", [0.0, 0.01, 0.09])
def test_where_f1_stays_next_to_nothing_no_confidence_is_the_best(f1: float) -> None:
    outcome = best_confidence(BOX, F1Peak(0.0, f1))
    assert outcome.verdict is Verdict.UNKNOWN
    assert not outcome.measured
    stays = f"at {f1:.2f} or lower" if f1 else "below 0.01"
    assert f"F1 of the boxes stays {stays}:" in outcome.seen


TRAILING = [[60, 1, 1, 5], [30, 97, 1, 4], [1, 1, 96, 6], [9, 1, 2, 0]]
FEW_TRAIL = [[5, 1, 1, 5], [2, 80, 9, 4], [1, 9, 80, 6], [1, 10, 10, 0]]


def test_a_class_that_surely_trails_the_others_is_noted() -> None:
    outcome = weak_classes(confusion(TRAILING))
    assert outcome.verdict is Verdict.NOTE
    assert outcome.title == "Cat trails the other classes"
    assert "60 % of 100, 50 to 69 %" in outcome.seen
    assert outcome.measured["weak classes"] == 0


def test_a_class_that_trails_by_a_few_objects_is_not() -> None:
    assert weak_classes(confusion(FEW_TRAIL)).verdict is Verdict.PASS
