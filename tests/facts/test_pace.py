"""Whether a training goes on: each condition at its bound and just beyond."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reportgen.facts.pace import (
    DAY,
    NEAR_LIMIT,
    TrainingPlan,
    goes_on,
    holds_for_now,
    seconds_an_epoch,
    silent_for,
)
from reportgen.read.folder.moments import Moments
from reportgen.read.table.results import EpochTable

TIMES = np.array([20.0, 30.0, 40.0, 50.0])
TABLE = EpochTable(np.arange(1, 5), {"time": TIMES}, seconds=50.0)
"""Four epochs of ten seconds each, the first of twenty."""
RESUMED = np.array([20.0, 30.0, 9.0, 21.0])
FASTER = np.r_[np.arange(11) * 90.0, 902.0 + 2 * np.arange(10)]
PLAN = TrainingPlan(epochs=100, patience=None, since_best=0, hours=None)
NOW = Moments(since=5.0, between=50.0, plots_drawn=False, watched=False)


@pytest.mark.parametrize(
    ("told", "pace"),
    [
        (TABLE, 10.0),
        (replace(TABLE, columns={}), None),
        (replace(TABLE, columns={"time": np.full(4, np.nan)}), None),
        (replace(TABLE, columns={"time": RESUMED}, resumed_at=(3,)), 10.5),
        (replace(TABLE, epochs=np.array([1, 2, 4, 5])), 10.0),
        (EpochTable(np.arange(1, 22), {"time": FASTER}), 2.0),
    ],
)
def test_an_epoch_takes_the_median_of_the_latest(told: EpochTable, pace: float | None) -> None:
    assert seconds_an_epoch(told) == pace


@pytest.mark.parametrize(
    ("plan", "through"),
    [
        (PLAN, False),
        (replace(PLAN, epochs=4), True),
        (replace(PLAN, epochs=5), False),
        (replace(PLAN, epochs=None), False),
        (replace(PLAN, patience=3, since_best=2), False),
        (replace(PLAN, patience=3, since_best=3), True),
        (replace(PLAN, patience=0, since_best=300), False),
        (replace(PLAN, since_best=99), False),
        (replace(PLAN, since_best=100), True),
        (replace(PLAN, hours=50 / 3600), True),
        (replace(PLAN, hours=50 / NEAR_LIMIT / 3600 + 1e-6), False),
        (replace(PLAN, epochs=4, hours=1), False),
        (replace(PLAN, epochs=4, hours=0), True),
    ],
)
def test_a_plan_is_through_at_its_end_its_patience_or_its_time(
    plan: TrainingPlan, through: bool
) -> None:
    assert plan.is_through(TABLE) is through


@pytest.mark.parametrize(
    ("moments", "on", "silent", "holds"),
    [
        (NOW, True, 0.0, True),
        (NOW._replace(since=0.0), True, 0.0, True),
        (NOW._replace(since=-1.0), False, 0.0, True),
        (NOW._replace(since=20.0), True, 0.0, True),
        (NOW._replace(since=20.1), False, 20.1, True),
        (NOW._replace(since=DAY - 1), False, DAY - 1, True),
        (NOW._replace(since=DAY), False, 0.0, False),
        (NOW._replace(between=25.0), True, 0.0, True),
        (NOW._replace(between=24.9), False, 0.0, False),
        (NOW._replace(between=None), False, 0.0, False),
        (NOW._replace(plots_drawn=True), False, 0.0, False),
        (NOW._replace(between=None, watched=True), True, 0.0, True),
        (None, False, 0.0, False),
    ],
)
def test_a_training_goes_on_where_times_of_files_say_so(
    moments: Moments | None, on: bool, silent: float, holds: bool
) -> None:
    assert goes_on(TABLE, moments, PLAN) is on
    assert silent_for(TABLE, moments) == silent
    assert holds_for_now(TABLE, moments, PLAN) is holds
    assert not goes_on(None, moments, PLAN)
    assert not goes_on(TABLE, moments, replace(PLAN, epochs=4))
