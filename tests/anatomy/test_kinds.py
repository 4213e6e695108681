"""The kinds of mistakes: scenes with one of each, and a slow twin from the paper's words."""

from __future__ import annotations

import numpy as np
import pytest

from reportgen.anatomy.anatomy import Anatomy
from reportgen.anatomy.kinds import KINDS, kinds_of
from reportgen.anatomy.table import table_of
from reportgen.read.recorded.model import Recorded, Validated, overlap
from tests.anatomy.scenes import Box, at_random, picture, validation

OBJECT: Box = (0, 100, 100, 200, 200)


def counted(found: list[tuple[float, Box]], confidence: float = 0.25) -> dict[str, int]:
    anatomy = Anatomy(validation([picture([OBJECT], found)]), confidence)
    return {key: number for key, number in anatomy.count.items() if number}


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([], {"missed": 1}),
        ([(0.9, (0, 100, 100, 200, 190))], {"right": 1}),
        ([(0.9, (1, 100, 100, 200, 190))], {"name": 1}),
        ([(0.9, (0, 100, 100, 200, 140))], {"loose": 1}),
        ([(0.9, (1, 100, 100, 200, 140))], {"both": 1, "missed": 1}),
        ([(0.9, (0, 400, 300, 500, 400))], {"background": 1, "missed": 1}),
        (
            [(0.9, (0, 100, 100, 200, 200)), (0.5, (0, 100, 100, 200, 190))],
            {"right": 1, "duplicate": 1},
        ),
        ([(0.2, (0, 100, 100, 200, 200))], {"missed": 1}),
        # The more confident one is right, although the other fits better.
        (
            [(0.9, (0, 100, 100, 200, 160)), (0.5, (0, 100, 100, 200, 200))],
            {"right": 1, "duplicate": 1},
        ),
        # A wrong name at first, found with less confidence.
        ([(0.9, (1, 100, 100, 200, 200)), (0.5, (0, 101, 100, 200, 200))], {"right": 1, "name": 1}),
    ],
)
def test_each_kind_of_mistake(found: list[tuple[float, Box]], expected: dict[str, int]) -> None:
    assert counted(found) == expected


def test_a_second_guess_for_the_same_box_is_not_counted_but_scored() -> None:
    """A validation tells every class that a box may be of; predict tells the first."""
    box = (100.0, 100.0, 200.0, 200.0)
    found: list[tuple[float, Box]] = [(0.6, (1, *box)), (0.5, (0, *box))]
    assert counted(found) == {"name": 1}
    anatomy = Anatomy(validation([picture([OBJECT], found)]), 0.25)
    assert anatomy.map50 == pytest.approx(1.0)


def test_boxes_overlap_by_what_they_share_of_what_they_cover_together() -> None:
    boxes = np.array([[0, 0, 2, 2], [1, 0, 3, 2], [5, 5, 6, 6], [7, 7, 7, 7]], dtype=float)
    third = pytest.approx(1 / 3)
    # What is apart in both directions shares nothing, and what has no area neither.
    assert overlap(boxes[:2], boxes).tolist() == [[1, third, 0, 0], [third, 1, 0, 0]]
    assert overlap(boxes[3:], boxes[3:]).tolist() == [[0]]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("confidence", [0.02, 0.3, 0.7])
def test_counts_are_those_of_the_paper_s_definition(seed: int, confidence: float) -> None:
    """Written anew, prediction by prediction, at every confidence from the start."""
    recorded = at_random(seed)
    anatomy = Anatomy(recorded, confidence)
    expected = dict.fromkeys(KINDS, 0)
    for each in recorded.pictures:
        for key, number in slow_counts(each, confidence).items():
            expected[key] += number
    assert dict(anatomy.count) == expected
    assert sum(expected.values()) > 20


def slow_counts(each: Validated, confidence: float) -> dict[str, int]:
    """One picture, as TIDE's paper words it; t_f = 0.5, t_b = 0.1."""
    counts = dict.fromkeys(KINDS, 0)
    shared = overlap(each.truth.edges, each.found.edges)
    used: set[int] = set()
    covered: set[int] = set()
    for place, kind in enumerate(each.found.classes.tolist()):
        if each.confidence[place] < confidence:
            break
        same = {t: shared[t, place] for t, k in enumerate(each.truth.classes) if k == kind}
        other = {t: shared[t, place] for t, k in enumerate(each.truth.classes) if k != kind}
        free = {t: share for t, share in same.items() if t not in used and share >= 0.5}
        highest_same = max(same.values(), default=0.0)
        highest_other = max(other.values(), default=0.0)
        if free:
            counts["right"] += 1
            used.add(max(free, key=free.__getitem__))
        elif highest_same >= 0.5:
            counts["duplicate"] += 1
        elif highest_other >= 0.5:
            counts["name"] += 1
            covered.add(max(other, key=other.__getitem__))
        elif highest_same >= 0.1:
            counts["loose"] += 1
            covered.add(max(same, key=same.__getitem__))
        elif highest_other >= 0.1:
            counts["both"] += 1
        else:
            counts["background"] += 1
    counts["missed"] = len(each.truth) - len(used | covered)
    return counts


def test_fates_and_groups_hold_every_object_once() -> None:
    anatomy = Anatomy(at_random(3), 0.3)
    for by in ("class", "size", "shape", "crowding"):
        fates = [g.fates(anatomy.kinds, 0.3) for g in anatomy.groups if g.by == by]
        assert sum(map(sum, fates)) == anatomy.recorded.objects
    missed = sum(g.fates(anatomy.kinds, 0.3)[3] for g in anatomy.groups if g.by == "size")
    assert missed == anatomy.count["missed"]


def test_counts_over_the_confidence_fall() -> None:
    anatomy = Anatomy(at_random(5))
    counts = anatomy.counts()
    assert (np.diff(counts[:, :6], axis=0) <= 0).all()
    assert (np.diff(counts[:, 6]) >= 0).all()


def test_nothing_labelled_or_nothing_predicted_is_no_failure() -> None:
    empty = validation([picture([], [(0.9, OBJECT)]), picture([], [])])
    anatomy = Anatomy(empty)
    assert anatomy.count["background"] == 1
    assert anatomy.map50 == 0
    assert anatomy.thresholds is None
    blind = Anatomy(validation([picture([OBJECT], [])]))
    assert blind.count["missed"] == 1
    assert (blind.calibration, blind.suspects, blind.gains["missed"]) == (None, [], 0.0)
    nothing: Recorded = validation([])
    assert len(kinds_of(table_of(nothing)).kind) == 0
