"""Statistics of a series over epochs: trend, noise and dips.

Everything is scale-free or in the unit of the series, and the noise is taken from the series
itself, so that one rule serves runs of 20 epochs and of 1000. Nothing here knows what a good run
is: thresholds belong to the checks.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

import numpy as np

from reportgen.read.table.results import FloatArray, Series

SHARE = 0.12
"""How far one point of the trend looks to either side, as a share of the epochs up to it."""
LEAST = 2
"""Epochs that one point of the trend looks at to either side, at least."""
WARM_UP = 3
"""Epochs that Ultralytics warms up for by default (``warmup_epochs``)."""
MOST_POINTS = 1000
"""Longer series are averaged in blocks first: a plot shows no more, and the cost is quadratic."""

COUNTED_SHARE = 0.6
"""Share of the different values of a curve that must be whole parts of one number."""
MOST_COUNTED = 300
"""Numbers above it are not told from the steps of a curve: five digits then fit by chance."""
_LAST_DIGIT = 1.2e-5


def trend(series: Series, *, share: float = SHARE, least: int = LEAST) -> Series:
    """The smooth course of `series`, at each epoch whose value is told.

    A straight line is fitted about each epoch to its neighbours, weighted by nearness (tricube):
    local linear regression, Cleveland 1979. It keeps the level at the ends, which a moving average
    does not. Neighbours are those within `share` of the epochs gone by until then (at least
    `least`), so that a fast start stays sharp and a long tail gets calm: curves of a training run
    on in the logarithm of the epochs. The trend never leaves the range of the told values, as a
    line that is drawn out to an end could. Series of fewer than three told epochs come back as
    they are; those of over `MOST_POINTS` are first averaged in blocks.
    """
    known = series.known
    if len(known) < 3:
        return known
    x, y = _thinned(known.epochs.astype(float), known.values)
    values = np.interp(known.epochs, x, _SMOOTHERS.of(x, share, least) @ y)
    return Series(series.name, known.epochs, np.clip(values, y.min(), y.max()))


def _thinned(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    if len(x) <= MOST_POINTS:
        return x, y
    edges = np.linspace(0, len(x), MOST_POINTS + 1).astype(int)
    sizes = np.diff(edges)
    return np.add.reduceat(x, edges[:-1]) / sizes, np.add.reduceat(y, edges[:-1]) / sizes


class _Smoothers:
    """The matrices that turn values into their trend; the latest ones are kept.

    A trend is linear in the values, and its weights depend on the epochs alone: all columns of a
    run, and all runs of one length, share a matrix.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._kept: OrderedDict[tuple[bytes, float, int], FloatArray] = OrderedDict()
        self._lock = Lock()

    def of(self, x: FloatArray, share: float, least: int) -> FloatArray:
        """The matrix for values at `x`; shape (n, n)."""
        key = (x.tobytes(), share, least)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = _smoother(x, share, least)
                while len(self._kept) > 1 and self._bytes() > self._most:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]

    def _bytes(self) -> int:
        return sum(matrix.nbytes for matrix in self._kept.values())


_SMOOTHERS = _Smoothers(most_bytes=48 * 2**20)
"""1,000 epochs take 8 MB, 300 take 0.7 MB."""


def _smoother(x: FloatArray, share: float, least: int) -> FloatArray:
    """Row i gives the value at x[i] of the weighted straight line through its neighbours."""
    step = median(np.diff(x))  # more than 1 where validation was not run in each epoch
    reach = np.maximum(share * (x - x[0] + step), least * step) + step
    distance = np.abs(x[:, None] - x[None, :])
    weight = np.clip(1 - (distance / reach[:, None]) ** 3, 0, 1) ** 3
    weight /= weight.sum(axis=1, keepdims=True)
    middle = weight @ x
    weighed = weight * (x[None, :] - middle[:, None])
    spread = (weighed * x[None, :]).sum(axis=1)
    ahead = np.divide(x - middle, spread, out=np.zeros_like(spread), where=spread > 0)
    matrix: FloatArray = weight + ahead[:, None] * weighed
    return matrix


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
    with np.errstate(invalid="ignore"):  # between -inf and inf there is no middle: NaN
        return float(known[middle] if len(known) % 2 else known[middle - 1] / 2 + known[middle] / 2)


def quantile(values: FloatArray, share: float) -> float:
    """What a `share` of the values, between 0 and 1, does not exceed, between two of them.

    Linear, as that of numpy, which loads its masked arrays for it: they cost a run 12 ms.
    """
    return float(np.interp(share * (len(values) - 1), np.arange(len(values)), np.sort(values)))


def distinct(values: FloatArray) -> FloatArray:
    """The values without repetition, in their order; as `np.unique`, with the reason above."""
    ordered = np.sort(values)
    return ordered[np.concatenate(([True], np.diff(ordered) > 0))] if len(ordered) else ordered


def shifted(series: Series, since: int, by: float) -> Series:
    """`series` with `by` added from the epoch `since` on."""
    return Series(series.name, series.epochs, series.values + by * (series.epochs >= since))


def warmed_up(series: Series, *, share: float = 0.1) -> Series:
    """`series` without its first `share` of epochs, at least without the `WARM_UP` ones."""
    first = min(max(WARM_UP, round(share * len(series))), max(len(series) - 1, 0))
    return Series(series.name, series.epochs[first:], series.values[first:])


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


def at_epoch(course: Series, epoch: int) -> float:
    """Value of a trend at an epoch, between told epochs by interpolation; NaN when empty."""
    if not len(course):
        return float("nan")
    return float(np.interp(epoch, course.epochs, course.values))


_AT_ONCE = 24
"""Values that all counts are tried on before those that fail are dropped."""


def counted_in(series: Series | None) -> int | None:
    """The number n of which all values are whole parts k/n; None where they do not tell one.

    Recall over few objects, or accuracy over few pictures, moves in steps of 1/n. Most values
    (`COUNTED_SHARE`, as Ultralytics interpolates some) must be such parts to the five digits of
    results.csv; at least five different ones, so that no n up to `MOST_COUNTED` fits by chance. A
    curve that only rises is none that was counted.
    """
    known = series.known.values if series is not None else np.empty(0)
    values = distinct(known[(known > 0) & (known < 1)])
    if len(values) < 5 or not np.any(np.diff(known) < 0):
        return None
    counts = np.arange(2, MOST_COUNTED + 1)
    hits = np.zeros(len(counts), dtype=int)
    for start in range(0, len(values), _AT_ONCE):
        parts = values[start : start + _AT_ONCE, None] * counts
        hits += (np.abs(parts - np.round(parts)) <= _LAST_DIGIT * counts).sum(axis=0)
        # Nearly every count is out after the first few values, whatever the others are.
        left = max(0, len(values) - start - _AT_ONCE)
        possible = (hits + left) / len(values) >= COUNTED_SHARE
        counts, hits = counts[possible], hits[possible]
    return int(counts[0]) if counts.size else None
