"""The parts of a confusion matrix's picture that its layout is told by: bar, cells, tick marks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportgen.read.matrix.colour import Floats
from reportgen.read.plot.axes import runs

MAX_SIZE = 200
"""Rows and columns at most; Ultralytics draws no more than 100."""

_INK = 120  # Tick marks are black, or dark grey (38) in the seaborn style up to 8.3.
_TICK_WIDTH = (1.3, 5.0)  # Of a picture made smaller: a mark of 2.4 pixels may be dark in one.


@dataclass(frozen=True)
class Bar:
    """The colour bar in pixels, the right and lower ends not included."""

    left: int
    right: int
    top: int
    bottom: int


@dataclass(frozen=True)
class Grid:
    """Where the cells stand, in pixels from the picture's top left corner."""

    size: int
    """Rows and columns."""
    left: float
    top: float
    across: float
    """Width of a cell."""
    down: float
    """Height of a cell."""
    scale: float
    """Size of the picture against Ultralytics' own (1.0 is 3000 pixels wide)."""

    def columns(self, parts: tuple[float, ...]) -> Floats:
        """(size, parts) x of points that lie these parts of a cell from its left edge."""
        cells: Floats = np.arange(self.size, dtype=np.float64)[:, None] + np.array(parts)
        return self.left + cells * self.across

    def rows(self, parts: tuple[float, ...]) -> Floats:
        """(size, parts) y of points that lie these parts of a cell from its upper edge."""
        cells: Floats = np.arange(self.size, dtype=np.float64)[:, None] + np.array(parts)
        return self.top + cells * self.down


def tick_marks(line: NDArray[np.uint8], scale: float) -> Floats:
    """Middles, in pixels, of the tick marks that a line of red values (length,) cuts across."""
    starts, ends = runs(line < _INK)
    width = ends - starts
    least, most = _TICK_WIDTH
    thin = (width >= max(1.0, least * scale)) & (width <= most * scale + 1)
    middles: Floats = ((starts + ends) / 2)[thin]
    return middles
