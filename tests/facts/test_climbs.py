"""On how many pictures an error was counted, and how far it may climb by chance."""

from __future__ import annotations

import numpy as np
import pytest

from reportgen.facts.series.climbs import Climb, counted_on


def climb(low: float, end: float, pictures: int | None) -> Climb:
    return Climb("top-1 error", 10, low, end, 0.01, 40, 0.5, pictures)


@pytest.mark.parametrize("pictures", [11, 94, 235, 441, 1064])
def test_five_decimals_tell_how_many_pictures_were_counted(pictures: int) -> None:
    right = np.arange(pictures // 4, pictures - 1, pictures // 40 | 1)
    assert counted_on(np.round(1 - right / pictures, 5)) == pictures


def test_shares_that_are_no_counts_tell_none() -> None:
    assert counted_on(np.random.default_rng(1).random(40).round(5)) is None


def test_few_shares_tell_none() -> None:
    assert counted_on(np.array([0.5, 0.25, 0.5])) is None


def test_the_standard_error_of_a_climb_is_that_of_two_shares() -> None:
    one = climb(0.049, 0.077, 441)
    assert one.standard_error == pytest.approx(0.333, abs=0.005)
    assert one.standard_error < one.share < 1.96 * one.standard_error
    assert climb(0.049, 0.077, None).standard_error == 0
