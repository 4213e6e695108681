"""A confusion matrix as a chart: what it is, its shades and its words."""

from __future__ import annotations

import math
from dataclasses import dataclass

from reportgen.figure.model.lines import Worded

SHADES = 9
"""Shades of the one hue that shares are drawn in, besides none for what is practically 0."""
NOTHING = 0.005
"""Shares below it are shown as empty, as Ultralytics does."""
BACKGROUND = "background"

Rows = tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class MatrixChart(Worded):
    """A confusion matrix; rows are [predicted][true], with background last where there is one."""

    names: tuple[str, ...]
    """Of rows and columns, background included."""
    shares: Rows
    """Of each true class (column), 0 to 1; NaN: not told."""
    counts: Rows | None
    """Whole numbers, NaN: not told; None when none is."""
    background: bool
    """Whether the last row holds missed objects and the last column false alarms."""
    note: str = ""
    """What a thumbnail says."""

    @property
    def classes(self) -> int:
        """Number of classes, without background."""
        return len(self.names) - int(self.background)


def shade(share: float) -> int:
    """The shade of a share, 0 (nothing) to `SHADES`; -1 where it is not told."""
    if not math.isfinite(share):
        return -1
    return 0 if share < NOTHING else min(SHADES, 1 + int(share * SHADES))
