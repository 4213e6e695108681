"""A curve as a line of small bars: ▁▂▃▄▅▆▇█."""

from __future__ import annotations

import warnings

import numpy as np

from reportgen.read.table.results import Series

BARS = "▁▂▃▄▅▆▇█"
UNTOLD = "·"
WIDTH = 20


def sparkline(
    series: Series, low: float | None = None, high: float | None = None, width: int = WIDTH
) -> str:
    """The course of a series in at most `width` bars, each the mean of its epochs.

    From `low` to `high`, or else from its own lowest to its own highest mean. Epochs that tell
    nothing are a dot; empty where no epoch tells anything.
    """
    told = np.where(np.isfinite(series.values), series.values, np.nan)
    if not np.isfinite(told).any():
        return ""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # the mean of nothing
        means = [float(np.nanmean(part)) for part in np.array_split(told, min(width, len(told)))]
    known = [mean for mean in means if np.isfinite(mean)]
    bottom = min(known) if low is None else low
    top = max(known) if high is None else high
    return "".join(_bar(mean, bottom, top) for mean in means)


def _bar(value: float, bottom: float, top: float) -> str:
    if not np.isfinite(value):
        return UNTOLD
    share = (value - bottom) / (top - bottom) if np.isfinite(top - bottom) and top > bottom else 0.0
    return BARS[int(np.clip(share * len(BARS), 0, len(BARS) - 1))]
