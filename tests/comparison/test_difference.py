"""Tests of a difference against values worked out by hand or printed in the papers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from reportgen.comparison.difference import Difference, Estimate, discoveries, paired_folds, welch


def test_welch_against_a_hand_worked_example() -> None:
    # sd²/n is 4/4 = 1 and 1/9: error √(10/9), freedom (10/9)² / (1/3 + (1/9)²/8).
    test = welch(Estimate(10, 2, 4, 3), Estimate(7, 1, 9, 8))
    assert test.value == 3
    assert test.error == pytest.approx(math.sqrt(10 / 9))
    assert test.freedom == pytest.approx((10 / 9) ** 2 / (1 / 3 + (1 / 9) ** 2 / 8))
    assert test.p == pytest.approx(0.05, abs=0.005)


def test_equal_spread_and_size_add_their_degrees() -> None:
    test = welch(Estimate(0.5, 0.01, 3, 2), Estimate(0.52, 0.01, 3, 2))
    assert test.freedom == pytest.approx(4)
    # 4 degrees: 2.776 standard errors of 0.01·√(2/3).
    assert test.margin == pytest.approx(2.776 * 0.01 * math.sqrt(2 / 3), rel=1e-3)


def test_no_difference_is_never_a_discovery() -> None:
    assert Difference(0.0, 0.0, 5).p == 1.0
    assert Difference(0.1, 0.0, 5).p == 0.0
    assert welch(Estimate(1, 0, 1, 1), Estimate(1, 0, 1, 1)).p == 1.0


def test_folds_are_compared_pair_by_pair_with_the_correction_for_shared_pictures() -> None:
    # Differences 1, 2, 3: mean 2, sd 1; error √(1/3 + 1/2) in place of √(1/3).
    test = paired_folds([1.0, 2.0, 3.0], least=0.0)
    assert test.value == 2
    assert test.error == pytest.approx(math.sqrt(5 / 6))
    assert test.freedom == 2


def test_three_seeds_each_are_called_different_by_chance_in_about_one_of_twenty() -> None:
    random = np.random.default_rng(7)
    samples = random.normal(0.5, 0.01, (2000, 2, 3))
    means, sds = samples.mean(axis=2), samples.std(axis=2, ddof=1)
    called = sum(
        welch(Estimate(m[0], s[0], 3, 2), Estimate(m[1], s[1], 3, 2)).p < 0.05
        for m, s in zip(means.tolist(), sds.tolist(), strict=True)
    )
    assert 0.02 < called / 2000 < 0.07


def test_false_discovery_rate_of_the_paper() -> None:
    # Benjamini and Hochberg 1995, section 3.2: four of fifteen hold.
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240,
         0.4262, 0.5719, 0.6528, 0.7590, 1.0]  # fmt: skip
    assert discoveries(p) == [True] * 4 + [False] * 11
    assert discoveries(p[::-1]) == [False] * 11 + [True] * 4
    assert discoveries([0.05]) == [True]
    assert discoveries([]) == []
