"""Convergence and smoothness from literal curves."""

from __future__ import annotations

import math
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

from reportgen.comparison.data.losses import final
from reportgen.comparison.noise.curves import (
    Roughness,
    clearly_smoother,
    level,
    minutes_until,
    roughness,
    speed,
)
from reportgen.facts.run_facts import Facts
from reportgen.read.run import read_run
from reportgen.read.table.results import EpochTable, Series


def series(values: list[float]) -> Series:
    return Series("m", np.arange(1, len(values) + 1), np.array(values))


def test_the_level_is_95_percent_of_the_lower_of_two_best_values() -> None:
    assert level([series([0.1, 0.8]), series([0.2, 0.4])]) == pytest.approx(0.38)


def test_of_many_runs_half_reach_the_level_and_failed_ones_do_not_count() -> None:
    runs = [series([0.1, best]) for best in (0.9, 0.8, 0.6, 0.5)]
    assert level(runs) == pytest.approx(0.95 * 0.6)
    assert level([*runs, series([0.0, 0.001]), None]) == pytest.approx(0.95 * 0.6)
    assert level([runs[0], series([0.0, 0.0])]) is None


def test_the_first_epoch_at_the_level_and_what_noise_leaves_open() -> None:
    rising = series([0.1, 0.2, 0.3, 0.4, 0.5])
    found = speed(rising, 0.3, 0.0, None)
    assert (found.epochs, found.earliest, found.latest, found.minutes) == (3, 3, 3, None)
    wide = speed(rising, 0.3, 0.1, None)
    assert (wide.earliest, wide.latest) == (2, 5)
    never = speed(rising, 0.9, 0.01, None)
    assert (never.epochs, never.earliest) == (None, math.inf)


def test_minutes_go_on_over_a_resume() -> None:
    clock = np.array([60.0, 120.0, 180.0, 60.0, 120.0])
    table = EpochTable(np.arange(1, 6), {"time": clock})
    assert minutes_until(table, 3) == 3
    assert minutes_until(table, 5) == 5
    assert minutes_until(EpochTable(np.arange(1, 3), {}), 2) is None


def test_roughness_is_a_share_of_the_level() -> None:
    random = np.random.default_rng(0).normal(0, 0.05, 120)
    fine, coarse = (
        roughness(series((2 + random).tolist())),
        roughness(series((200 + 100 * random).tolist())),
    )
    assert fine is not None
    assert coarse is not None
    assert fine.value == pytest.approx(0.025, rel=0.25)
    assert coarse.value == pytest.approx(fine.value)
    assert roughness(series([1.0] * 9)) is None
    assert roughness(None) is None


def test_smoothness_is_told_apart_by_enough_epochs_only() -> None:
    # √(1.36·2/100 + 2·0.2²)·1.96 = 0.64 in the logarithm: a ratio of 1.90.
    assert clearly_smoother(Roughness(0.01, 100), Roughness(0.0192, 100))
    assert not clearly_smoother(Roughness(0.01, 100), Roughness(0.0188, 100))
    assert not clearly_smoother(Roughness(0.01, 10), Roughness(0.0192, 10))
    assert not clearly_smoother(Roughness(0.02, 100), Roughness(0.01, 100))


def test_seeds_have_no_smoother_curves_than_each_other(shared_folder: Path) -> None:
    """However many epochs tell a curve, trainings of one configuration differ in their wobble."""
    place = shared_folder / "real-runs-2" / "oyjuffer+mt2024-YOLOv8-ensemble"
    runs = [Facts(read_run(path.parent)) for path in sorted(place.rglob("results.csv"))]
    told = [found for each in runs if (found := roughness(each.val_loss))]
    called = [clearly_smoother(*pair) for pair in permutations(told, 2)]
    assert len(called) == 90
    assert sum(called) <= 0.05 * len(called) / 2


def test_the_final_loss_is_the_mean_of_the_last_twentieth() -> None:
    assert final(series([9.0] * 38 + [1.0, 3.0])) == 2.0
    assert final(series([5.0, 4.0])) == 4.0
    assert final(series([5.0, math.nan])) is None
    assert final(None) is None
