"""Shapes that faults leave in curves: the course of the rate, jumps, climbs, steps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reportgen.facts.series import climbs, trend
from reportgen.read.table.results import FloatArray, Series, known_of

WOUND_DOWN = 0.2
"""Share of its peak below which a learning rate has wound down. The usual ends are at 0.01 to 0.1
of the start (`lrf`)."""

AFTER = 3
"""Epochs from a step on whose median is its new level."""


@dataclass(frozen=True)
class Rates:
    """The course of the learning rate: of the parameter group whose peak is lowest.

    The biases start far higher (`warmup_bias_lr`), so theirs is not meant.
    """

    series: Series
    peak: float
    peak_epoch: int
    last: float

    @property
    def wound_down(self) -> bool:
        """Whether the last rate is a small share of the peak."""
        return self.last <= WOUND_DOWN * self.peak

    @property
    def rises_to_the_end(self) -> bool:
        """Whether it still rises in the last epoch: the warm-up never ended."""
        known = self.series.known
        return len(known) >= 3 and bool(np.all(np.diff(known.values) > 0))

    def warms_late(self, warm_up: float) -> bool:
        """Whether it rises in every epoch to a peak later than `warm_up` epochs."""
        rising = bool(np.all(np.diff(self.series.values[: self.peak_epoch]) > 0))
        return rising and self.peak_epoch > warm_up + 1 and warm_up > 0


@dataclass(frozen=True)
class Spike:
    """An epoch, or a few, in which training and validation loss both jump."""

    epoch: int
    train: float
    """How far the training loss jumped, as a share of what it was."""
    score_before: float
    score_at: float
    """The main metric before it, and its lowest within it."""
    back: int | None
    """The epoch from which on the main metric is back; None: it never is."""
    resumed: bool


@dataclass(frozen=True)
class ToldClimb:
    """How a validation loss went from its lowest level to that of its end.

    A single loss in the numbers that the check overfitting prints, the sum of them in medians of
    five epochs: one climb has one number.
    """

    name: str
    """``loss`` for the sum, else the name of the one that climbs."""
    start: int
    low: float
    last: float
    train: tuple[float, float]
    """The training loss of the same name at both epochs."""
    driver: str
    """The single loss that rose most where it is the sum that climbs; empty where none did."""

    @property
    def rise(self) -> float:
        """The rise as a share of the lowest value."""
        return self.last / self.low - 1


@dataclass(frozen=True)
class MosaicStep:
    """What changed in the epoch in which mosaic is switched off."""

    epoch: int
    val_loss: float
    """Step of the validation loss, as a share of it."""
    score: float
    """Step of the main metric, in its unit."""
    noise: float
    """Ups and downs of the main metric from epoch to epoch before it, in its unit."""
    loss_noise: float
    """Those of the validation loss, as a share of it."""
    drift: float = 0.0
    """What the validation loss changed just before, over as many epochs, as a share of it."""
    level: float = 1.0
    """The main metric before it."""
    earlier: float = 0.0
    """The largest step of the main metric at an earlier epoch, up or down, taken likewise."""


def granted(epochs: FloatArray, planned: int, end: float, *, cosine: bool) -> FloatArray:
    """The share of the highest rate that the schedule grants each epoch, from 1 on.

    It winds down over the `planned` epochs to `end`, along a line or a cosine.
    """
    at = np.minimum((epochs - 1) / planned, 1.0)
    share = (1 + np.cos(np.pi * at)) / 2 if cosine else 1 - at
    return share * (1 - end) + end


def batches_by_first_rates(first: FloatArray) -> float | None:
    """Batches an epoch by the ratios of the first three rates; None where they fit no small number.

    Each rate is given as what it is of its grant.
    """
    if len(first) < 3 or first[0] <= 0:
        return None
    second = first[1] / first[0]
    if second <= 2.1:
        return None
    count = round((second - 1) / (second - 2))
    of_expected = first[2] / first[0] * (count - 1) / (3 * count - 1)
    return float(count) if abs(of_expected - 1) < 0.03 else None


def climb_told(found: climbs.Climb, train: Series | None) -> ToldClimb | None:
    """The climb of a single loss, by its trend; None where it ends no higher."""
    if train is None or found.share <= 0 or found.after < 3:
        return None
    ends = (train.at(found.start), train.at(int(train.epochs[-1])))
    return ToldClimb(found.name, found.start, found.low, found.end, ends, "")


def climb_of(name: str, val: Series | None, train: Series | None, start: int) -> ToldClimb | None:
    """From the epoch `start` to the end; None where it ends no higher.

    Either is told as the median of the five epochs there, so that no single one decides.
    """
    known = known_of(val)
    if train is None or len(known) < 5:
        return None
    at = int(np.searchsorted(known.epochs, start))
    around = known.values[max(at - 2, 0) : at + 3]
    end = int(known.epochs[-1])
    if not len(around) or end - start < 3:
        return None
    low, last = trend.median(around), trend.median(known.values[-5:])
    if not 0 < low < last:
        return None
    return ToldClimb(name, start, low, last, (train.at(start), train.at(end)), "")


def quantum_of(values: FloatArray) -> int | None:
    """The smallest number up to 60 of which nearly all values are multiples of its inverse."""
    counts = np.arange(2, 61)[:, None]
    parts = values * counts
    whole = np.round(parts)
    # By chance 0.0015 * count * 2 of them would fit.
    fits = ((np.abs(parts - whole) / counts < 0.0015).mean(axis=1) >= 0.8) & (
        0.003 * counts[:, 0] < 0.25
    )
    able = np.flatnonzero(fits).tolist()
    return next((at + 2 for at in able if len(trend.distinct(whole[at])) >= 3), None)


def jumps_of(series: Series) -> list[int]:
    """Rows after the warm-up where a series leaps by 15 % and beyond its own ups and downs."""
    values = series.values
    first = max(trend.WARM_UP + 1, round(0.1 * len(values)))
    with np.errstate(invalid="ignore", over="ignore"):
        rest = np.abs(np.diff(values))
        noise = trend.median(rest) if len(rest) else 0.0
        before = _medians_before(values, 5)
        leap = values - before
        leaps = np.isfinite(leap) & (before > 0) & (leap > np.fmax(0.15 * before, 6 * noise))
    found: list[int] = []
    for at in np.flatnonzero(leaps[first:]).tolist():
        # The rows of one spike lie together.
        if not found or first + at > found[-1] + 10:
            found.append(first + at)
    return found


def _medians_before(values: FloatArray, span: int) -> FloatArray:
    """At each row the median of up to `span` values before it, as `trend.median` takes it."""
    padded = np.concatenate((np.full(span, np.nan), values))
    windows = np.sort(np.lib.stride_tricks.sliding_window_view(padded, span)[: len(values)], axis=1)
    counts = np.count_nonzero(~np.isnan(windows), axis=1)
    rows = np.arange(len(values))
    low, high = windows[rows, np.maximum(counts - 1, 0) // 2], windows[rows, counts // 2]
    medians: FloatArray = np.where(counts % 2 == 1, low, (low + high) / 2)
    return medians


def spike_at(train: Series, score: Series, at: int, resumed_at: tuple[int, ...]) -> Spike:
    """The jump at row `at`: how far the loss leapt, what the score lost, when it was back."""
    epoch = int(train.epochs[at])
    before = trend.median(train.values[max(at - 5, 0) : at])
    height = float(np.nanmax(train.values[at : at + 3])) / before - 1
    earlier = score.values[max(at - 5, 0) : at]
    level = trend.median(earlier)
    low = float(np.nanmin(score.values[at : at + 12])) if len(score.values) > at else np.nan
    later = np.flatnonzero(score.values[at:] >= 0.97 * level)
    # Back for good is where it first reaches the level again after its lowest.
    lowest = int(np.nanargmin(score.values[at : at + 12]))
    after = [int(row) for row in later if row >= lowest]
    back = int(score.epochs[at + after[0]]) if after else None
    near = any(abs(epoch - each) <= 1 for each in resumed_at)
    return Spike(epoch, height, level, low, back, near)


def mosaic_step(at: int, val: Series, score: Series) -> MosaicStep | None:
    """What changes at epoch `at`, where mosaic is switched off; None with too few beside it."""
    steps = [step_at(series, at) for series in (val, score)]
    if None in steps:
        return None
    (val_before, val_after), (before, after) = steps  # type: ignore[misc]
    noise, loss_noise = ups_and_downs(score, at), ups_and_downs(val, at)
    largest = largest_step(score, at)
    if val_before <= 0:
        return MosaicStep(at, 0.0, after - before, noise, 0.0, level=before, earlier=largest)
    earlier = step_at(val, at - AFTER)
    drift = earlier[1] / earlier[0] - 1 if earlier and earlier[0] > 0 else 0.0
    rise = val_after / val_before - 1
    return MosaicStep(
        at, rise, after - before, noise, loss_noise / val_before, drift, before, largest
    )


def largest_step(series: Series, before: int, *, span: int = 15) -> float:
    """The largest step of a series, up or down, among `span` epochs before one."""
    epochs = series.known.epochs
    steps = [step_at(series, int(each)) for each in epochs[epochs <= before - AFTER][-span:]]
    return max((abs(later - level) for level, later in filter(None, steps)), default=0.0)


def ups_and_downs(series: Series, before: int) -> float:
    """How much a series typically changes from epoch to epoch, over the 15 epochs before one."""
    earlier = series.known.values[series.known.epochs < before][-15:]
    return 1.4826 * trend.median(np.abs(np.diff(earlier))) if len(earlier) > 1 else 0.0


def step_at(series: Series, epoch: int) -> tuple[float, float] | None:
    """Level before an epoch and from it on: medians of five epochs and of `AFTER`."""
    known = series.known
    before, after = known.values[known.epochs < epoch], known.values[known.epochs >= epoch]
    if len(before) < 5 or len(after) < AFTER:
        return None
    return trend.median(before[-5:]), trend.median(after[:AFTER])
