"""How fast and how smoothly a run learned."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reportgen import words
from reportgen.comparison.noise.statistics import NORMAL_95, spread_ratio_error
from reportgen.facts.series import trend
from reportgen.read.table.results import EpochTable, Series

LEARNED = 0.01
"""Runs whose metric stays below this learned nothing, and have no speed. As the check learning."""
REACHED = 0.95
"""Share of the level that counts as having converged. The issue's definition."""
LEAST_EPOCHS = 8
_OVERLAP = 1.39
"""Intervals of this many standard deviations that do not overlap differ at the 5 % level."""
_SMOOTHEST = 1e-4
_BETWEEN_RUNS = 0.2
"""Standard deviation of the logarithm of the wobble between repeats, beyond what epochs leave open.

Without it 8 of 45 pairs of seeds had a clearly smoother curve; with it 1 has. 0.19 by five of ten
seeds and the folds of one repository; 0.10 by the other five, 0.25 by two seeds of another data
set, 0.23 and 0.30 by two more families of folds.
"""


@dataclass(frozen=True)
class Speed:
    """When a run reached the level that all are measured by."""

    epochs: int | None
    """The first epoch at the level; None: never."""
    minutes: float | None
    """Training time until then; None without a clock, or never."""
    earliest: float
    latest: float
    """The epochs between which it may as well have reached it, given the noise of the metric."""
    from_start: bool = False
    """Whether it began at the level: loaded weights brought it there, and not this training."""

    @property
    def range(self) -> str:
        """The epochs between which it reached the level, in words."""
        if math.isinf(self.earliest):
            return "never"
        if math.isinf(self.latest):
            return f"epoch {words.whole(self.earliest)} at the earliest"
        return f"epochs {words.whole(self.earliest)} to {words.whole(self.latest)}"


@dataclass(frozen=True)
class Roughness:
    """How much a curve wobbles about its trend."""

    value: float
    """Robust standard deviation after the warm-up, as a share of the curve's level."""
    count: int
    """Epochs that tell it."""


def level(series: Sequence[Series | None]) -> float | None:
    """The level by which convergence is measured: 95 % of the lower of the two best values.

    Of more than two runs it is the lower median of the best values, so that half of them reach
    it; runs that learned nothing do not count. None when fewer than two learned.
    """
    bests = sorted(float(each.known.values.max()) for each in series if each and learned(each))
    return REACHED * bests[(len(bests) - 1) // 2] if len(bests) > 1 else None


def learned(series: Series | None) -> bool:
    """Whether a metric ever rose above `LEARNED`."""
    return series is not None and bool(np.any(series.known.values > LEARNED))


def speed(series: Series, height: float, sd: float, table: EpochTable | None) -> Speed:
    """When `series` first reaches `height`; `sd` is the noise of its values."""
    epoch = _first(series, height)
    from_start = epoch is not None and epoch == int(series.known.epochs[0])
    early, late = (_first(series, height + side * _OVERLAP * sd) for side in (-1, 1))
    return Speed(
        epochs=None if from_start else epoch,
        minutes=minutes_until(table, epoch) if table and epoch and not from_start else None,
        earliest=math.inf if early is None else early,
        latest=math.inf if late is None else late,
        from_start=from_start,
    )


def minutes_until(table: EpochTable, epoch: int) -> float | None:
    """Minutes of training up to the end of `epoch`; None without a ``time`` column.

    The clock starts anew with each resume, so the sittings are added up; the time of epochs that
    were trained twice counts once.
    """
    clock = table.columns.get("time")
    if clock is None:
        return None
    clock = clock[table.epochs <= epoch]
    if not np.all(np.isfinite(clock)):
        return None
    steps = np.diff(clock, prepend=0.0)
    total = float(np.where(steps < 0, clock, steps).sum())
    return total / 60 if total > 0 else None


def roughness(series: Series | None) -> Roughness | None:
    """How rough a loss curve is after its warm-up; None below 8 told epochs or at level 0."""
    if series is None:
        return None
    known = trend.warmed_up(series).known
    if len(known) < LEAST_EPOCHS:
        return None
    middle = float(np.median(np.abs(known.values)))
    if middle <= 0:
        return None
    wobble = trend.noise(known, trend.trend(known)) / middle
    return Roughness(max(wobble, _SMOOTHEST), len(known))


def clearly_smoother(first: Roughness, second: Roughness) -> bool:
    """Whether the first curve is smoother by more than repeats differ in (5 %)."""
    return math.log(second.value / first.value) > NORMAL_95 * _ratio_error(first, second)


def smoother_by(first: Roughness, second: Roughness) -> str:
    """How many times as much the second curve wobbles, with its 95 % interval, as a clause."""
    ratio, width = second.value / first.value, NORMAL_95 * _ratio_error(first, second)
    ends = ratio * math.exp(-width), ratio * math.exp(width)
    told, low, high = (words.ratio(each, (ends[1] - ends[0]) / 2) for each in (ratio, *ends))
    return f"; the next wobbles {told} times as much (95 %: {low} to {high})"


def _ratio_error(first: Roughness, second: Roughness) -> float:
    return spread_ratio_error(first.count, second.count, _BETWEEN_RUNS)


def _first(series: Series, height: float) -> int | None:
    reached = np.flatnonzero(series.known.values >= height)
    return int(series.known.epochs[reached[0]]) if reached.size else None
