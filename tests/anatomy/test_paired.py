"""Two runs on the same pictures: differences, their certainty, and when they are not compared."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reportgen.anatomy.anatomy import Anatomy
from reportgen.anatomy.paired import paired, sign_test
from reportgen.read.recorded.model import Recorded
from tests.anatomy.scenes import Box, at_random, picture, validation

A: Box = (0, 50, 50, 150, 150)
B: Box = (1, 300, 50, 400, 150)


def side(recorded: Recorded) -> Anatomy:
    return Anatomy(recorded, 0.25)


def finding(rates: list[list[Box]]) -> Anatomy:
    """A run that finds these objects of two in each picture."""
    scenes = [
        picture([A, B], [(0.9, box) for box in found], f"{index}.jpg")
        for index, found in enumerate(rates)
    ]
    return side(validation(scenes, classes=2))


def test_a_run_against_itself_is_chance() -> None:
    held = paired(side(at_random(0)), side(at_random(0)))
    assert held is not None
    assert (held.difference, held.interval, held.only, held.chance) == (0, (0, 0), (0, 0), 1.0)
    assert not held.by_picture


def test_what_only_one_finds_is_counted_by_picture() -> None:
    one, two = finding([[A]] * 10 + [[A, B]] * 10), finding([[A, B]] * 18 + [[B]] * 2)
    held = paired(one, two)
    assert held is not None
    assert (held.pictures, held.objects) == (20, 40)
    assert held.only == (2, 10)
    assert held.f1 == pytest.approx((2 * 30 / 70, 2 * 38 / 78))
    assert {name: (a, b) for name, a, b in held.by_picture}["19.jpg"] == (1, 0)
    assert held.interval[0] < held.difference < held.interval[1]
    assert held.chance == pytest.approx(2 * (1 + 12 + 66) / 2**12)


def test_a_clear_lead_is_no_chance() -> None:
    held = paired(finding([[A]] * 40), finding([[A, B]] * 38 + [[A]] * 2))
    assert held is not None
    assert held.interval[0] > 0
    assert held.chance < 1e-6


@pytest.mark.parametrize(
    "other",
    [
        replace(at_random(0), names=("x", "y", "z")),
        at_random(1),
        at_random(0, pictures=5),
    ],
)
def test_other_classes_labels_or_too_few_pictures_are_not_compared(other: Recorded) -> None:
    assert paired(side(at_random(0)), side(other)) is None


def test_sign_test_is_exact_and_goes_on_for_many() -> None:
    assert sign_test(0, 0) == 1.0
    assert sign_test(0, 5) == pytest.approx(2 / 32)
    assert sign_test(5, 5) == 1.0
    assert sign_test(600, 600) == 1.0
    assert sign_test(480, 520) == pytest.approx(sign_test(481, 521), rel=0.05)
