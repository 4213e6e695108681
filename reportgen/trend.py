"""Statistics of a series over epochs: trend, noise, slope, rises and dips.

Everything is scale-free or in the unit of the series, and the noise is taken from the series
itself, so that one rule serves runs of 20 epochs and of 1000. Nothing here knows what a good run
is: thresholds belong to the checks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reportgen.read.results import FloatArray, Series

SHARE = 0.25
"""Share of the epochs that one point of the trend looks at. What an eye takes for the trend."""
LEAST = 5
"""Epochs that one point of the trend looks at, at least."""
WARM_UP = 3
"""Epochs that Ultralytics warms up for by default (``warmup_epochs``)."""
MOST_POINTS = 1000
"""Longer series are averaged in blocks first: a plot shows no more, and the cost is quadratic."""


@dataclass(frozen=True)
class Slope:
    """A straight line through the end of a series, with the uncertainty of its slope."""

    per_epoch: float
    """Change an epoch, in the unit of the series."""
    error: float
    """Standard error of `per_epoch`, widened for noise that is correlated from epoch to epoch."""
    step: float
    """Jump at the epoch given as a step, apart from the slope; 0 without one."""
    start: int = 0
    """First epoch that the line is fitted to; 0 where there is none."""
    count: int = 0
    """Number of epochs that it is fitted to."""

    @property
    def certainty(self) -> float:
        """The slope in standard errors; 0 for a series that does not move at all."""
        return self.per_epoch / self.error if self.error > 0 else 0.0


@dataclass(frozen=True)
class Rise:
    """How far a trend climbs above its lowest point, afterwards."""

    start: int
    """Epoch of the lowest point of the trend."""
    peak: int
    """Epoch of its highest point after that."""
    end: int
    """Last epoch."""
    low: float
    high: float
    last: float
    """The trend at these three epochs, in the unit of the series."""
    noise: float
    """Robust standard deviation of the series about its trend, in its unit."""

    @property
    def height(self) -> float:
        """The climb in the unit of the series, 0 or more."""
        return self.high - self.low

    @property
    def receded(self) -> bool:
        """Whether more than half of the climb is gone at the end."""
        return self.last - self.low < self.height / 2

    @property
    def climb(self) -> float:
        """The climb as a share of the lowest value, 0 or more; 0 where that value is 0."""
        return self.height / self.low if self.low > 0 else 0.0


def trend(series: Series, *, share: float = SHARE, least: int = LEAST) -> Series:
    """The smooth course of `series`, at each epoch whose value is told.

    A straight line is fitted about each epoch to the nearest `share` of all epochs (at least
    `least`), weighted by nearness (tricube): local linear regression, Cleveland 1979. It keeps
    the level at the ends, which a moving average does not. Series of fewer than three told
    epochs come back as they are; those of over `MOST_POINTS` are first averaged in blocks.
    """
    known = series.known
    if len(known) < 3:
        return known
    x, y = _thinned(known.epochs.astype(float), known.values)
    distance = np.abs(x[:, None] - x[None, :])
    count = min(len(x), max(least, int(np.ceil(share * len(x)))))
    reach = np.partition(distance, count - 1, axis=1)[:, count - 1]
    weight = np.clip(1 - (distance / (reach[:, None] * 1.0001)) ** 3, 0, 1) ** 3
    fitted = _local_lines(x, y, weight)
    return Series(series.name, known.epochs, np.interp(known.epochs, x, fitted))


def _thinned(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    if len(x) <= MOST_POINTS:
        return x, y
    edges = np.linspace(0, len(x), MOST_POINTS + 1).astype(int)
    sizes = np.diff(edges)
    return np.add.reduceat(x, edges[:-1]) / sizes, np.add.reduceat(y, edges[:-1]) / sizes


def _local_lines(x: FloatArray, y: FloatArray, weight: FloatArray) -> FloatArray:
    """Value at each x of the weighted straight line fitted for it; one row of weights a point."""
    total = weight.sum(axis=1)
    middle = weight @ x / total
    level = weight @ y / total
    offset = x[None, :] - middle[:, None]
    spread = (weight * offset**2).sum(axis=1)
    steepness = (weight * offset * (y[None, :] - level[:, None])).sum(axis=1)
    lines: FloatArray = level + np.divide(
        steepness * (x - middle), spread, out=np.zeros_like(spread), where=spread > 0
    )
    return lines


def noise(series: Series, course: Series) -> float:
    """Robust standard deviation of `series` about its trend `course`, in the unit of the series.

    1.4826 times the median absolute deviation, which wild first epochs do not move.
    """
    rest = series.known.values - course.values
    if not rest.size:
        return 0.0
    return 1.4826 * median(np.abs(rest - median(rest)))


def median(values: FloatArray) -> float:
    """The median of one-dimensional `values`, those left out that are NaN; NaN when none is left.

    numpy's own imports its masked arrays, which costs the command 10 ms.
    """
    known = np.sort(values[~np.isnan(values)])
    middle = len(known) // 2
    if not len(known):
        return float("nan")
    return float(known[middle] if len(known) % 2 else (known[middle - 1] + known[middle]) / 2)


def slope(series: Series, *, share: float = 0.5, least: int = 8, step_at: int = 0) -> Slope:
    """Straight line through the last `share` of the told epochs (at least `least` of them).

    `step_at` is an epoch from which the values may be shifted as a whole (mosaic switched off):
    the shift is fitted as well, so that it is not taken for a slope. The standard error is that
    of least squares, times sqrt((1 + r) / (1 - r)) with r the correlation of neighbouring
    residuals (0 to 0.9), since validation curves wander. Fewer than 4 epochs give no slope.
    """
    known = series.known
    count = min(len(known), max(least, round(share * len(known))))
    if count < 4:
        return Slope(0.0, 0.0, 0.0)
    x, y = known.epochs[-count:].astype(float), known.values[-count:]
    columns = [np.ones(count), x - x[-1]]
    after = x >= step_at
    if 2 <= after.sum() <= count - 2:
        columns.append(after.astype(float))
    design = np.stack(columns, axis=1)
    fitted, *_ = np.linalg.lstsq(design, y, rcond=None)
    error = _slope_error(design, y - design @ fitted)
    step = float(fitted[2]) if len(columns) == 3 else 0.0
    return Slope(float(fitted[1]), error, step, int(known.epochs[-count]), count)


def _slope_error(design: FloatArray, rest: FloatArray) -> float:
    squares = float(rest @ rest)
    free = len(rest) - design.shape[1]
    if squares <= 0 or free < 1:
        return 0.0
    correlation = min(max(float(rest[1:] @ rest[:-1]) / squares, 0.0), 0.9)
    variance = np.linalg.inv(design.T @ design)[1, 1] * squares / free
    return float(np.sqrt(variance * (1 + correlation) / (1 - correlation)))


def without_step(series: Series, step_at: int) -> Series:
    """`series` with an upward jump at `step_at` taken out of what follows; else as it is."""
    jump = max(slope(series, step_at=step_at).step, 0.0)
    shifted = series.values - jump * (series.epochs >= step_at)
    return Series(series.name, series.epochs, shifted)


def warmed_up(series: Series, *, share: float = 0.1) -> Series:
    """`series` without its first `share` of epochs, at least without the `WARM_UP` ones."""
    first = min(max(WARM_UP, round(share * len(series))), max(len(series) - 1, 0))
    return Series(series.name, series.epochs[first:], series.values[first:])


def rise(series: Series) -> Rise | None:
    """How far the trend of `series` climbs after its lowest point; None below 8 told epochs."""
    known = series.known
    if len(known) < 8:
        return None
    course = trend(known)
    values = course.values
    low = int(np.argmin(values))
    peak = low + int(np.argmax(values[low:]))
    return Rise(
        start=int(course.epochs[low]),
        peak=int(course.epochs[peak]),
        end=int(course.epochs[-1]),
        low=float(values[low]),
        high=float(values[peak]),
        last=float(values[-1]),
        noise=noise(known, course),
    )


def late_gain(series: Series) -> float:
    """What the last quarter of the epochs brought over the best of the first half.

    Mean of the trend over the last quarter (at least 3 epochs) minus its maximum over the first
    half, in the unit of the series; negative where the series fell back. NaN below 8 told epochs.
    """
    values = trend(series).values
    if len(values) < 8:
        return float("nan")
    last = max(3, len(values) // 4)
    return float(values[-last:].mean() - values[: len(values) // 2].max())


def record_gain(series: Series, *, share: float = 0.1, least: int = 3) -> float:
    """By how much the end of the trend exceeds everything before, in the unit of the series.

    The end is the last `share` of the epochs (at least `least`). NaN below 8 told epochs.
    """
    values = trend(series).values
    if len(values) < 8:
        return float("nan")
    last = max(least, round(share * len(values)))
    return float(values[-last:].max() - values[:-last].max())


def dips(series: Series) -> FloatArray:
    """Depth of the recovered dip that each told epoch lies in, in the unit of the series.

    How far an epoch lies below both the highest value before it and the highest after it: a
    curve that climbs, levels off or declines without turning back has no dips. Shape (n,).
    """
    values = series.known.values
    if not values.size:
        return values
    before = np.maximum.accumulate(values)
    after = np.maximum.accumulate(values[::-1])[::-1]
    return np.minimum(before, after) - values


def typical_dip(series: Series) -> float:
    """Depth that the dips of `series` typically have, in its unit; 0 without told epochs.

    The root of their mean square: a few deep falls weigh more than many shallow ones, as they do
    for the eye.
    """
    depths = dips(series)
    return float(np.sqrt(np.mean(depths**2))) if depths.size else 0.0


def at_epoch(course: Series, epoch: int) -> float:
    """Value of a trend at an epoch, between told epochs by interpolation; NaN when empty."""
    if not len(course):
        return float("nan")
    return float(np.interp(epoch, course.epochs, course.values))
