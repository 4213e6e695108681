"""The thick blue line of a curve plot -> one height a column of pixels.

The line is 3 points wide, pure blue and drawn last, so nothing hides it: in each column it is one
unbroken stretch. A pen with a round tip leaves in column c+d of its path's column c a stretch that
reaches at least `sqrt(r^2 - d^2)` above and below the path. Turned round, the stretches of the
columns near c bound the height of the path at c from both sides (an erosion of the line by the
pen). The middle between the bounds is the height, half their distance its uncertainty: small on
slopes, large only where the line drops straight down.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from reportgen.read.plot.axes import Axes, Floats, runs
from reportgen.read.plot.image import Rgba

MEAN_WIDTH_POINTS = 3.0
"""Width of the mean line in typographic points."""

_BLUE_BITS = np.uint32(0x00C0C0C0)
_END_COLUMNS = 6
_LONGEST_BRIDGE = 0.006  # Gaps up to about one step of the 201 points are bridged.
_DROP_SPREAD = 0.005
_DROP_MARGIN = 0.003  # Two pixels and a half step of Ultralytics' 1000 points.
_SOLID = 0.8  # Share of a stretch that must be blue for its ends to be believed.
_EDGE_LOSS = 0.5  # The mask lacks a quarter pixel, on average, at each of the line's soft edges.
_BLUE = np.uint32(0x00C00000)  # Blue at least 192, red and green under 64.


@dataclass(frozen=True)
class DrawnLine:
    """Heights read off column by column; arrays of one length, x ascending."""

    x: Floats
    """Middle of each column of pixels, in data units (0..1)."""
    y: Floats
    """Height in data units (0..1), NaN where the line was not seen."""
    spread: Floats
    """Half of the range that the height can lie in, in data units; NaN where not seen."""

    @property
    def coverage(self) -> float:
        """Share of the columns in which the line was seen (0..1)."""
        return float(np.isfinite(self.y).mean()) if len(self.y) else 0.0

    def at(self, x: Floats, bridge: float = _LONGEST_BRIDGE) -> Floats:
        """Heights at the places `x` (ascending, 0..1); NaN in gaps longer than `bridge`.

        The frame hides the first and last two pixels: there the line goes on straight.
        """
        seen = np.isfinite(self.y)
        if seen.sum() < _END_COLUMNS:
            return np.full(len(x), np.nan)
        known_x, known_y = _to_the_ends(self.x[seen], self.y[seen])
        place = np.clip(np.searchsorted(known_x, x), 1, len(known_x) - 1)
        bridged = known_x[place] - known_x[place - 1] <= bridge
        outside = (x < known_x[0]) | (x > known_x[-1])
        return np.where(bridged & ~outside, np.interp(x, known_x, known_y), np.nan)

    def drops(self) -> tuple[tuple[float, float], ...]:
        """Ranges of x in which the height is uncertain: the line falls steeply, or is not seen."""
        starts, ends = runs(~(self.spread <= _DROP_SPREAD))
        low = np.clip(self.x[starts] - _DROP_MARGIN, 0, 1)
        high = np.clip(self.x[ends - 1] + _DROP_MARGIN, 0, 1)
        return tuple((float(a), float(b)) for a, b in zip(low, high, strict=True))


def _to_the_ends(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """The same line, carried on straight to 0 and 1 where it begins or ends near them."""
    first = (y[_END_COLUMNS - 1] - y[0]) / (x[_END_COLUMNS - 1] - x[0])
    last = (y[-1] - y[-_END_COLUMNS]) / (x[-1] - x[-_END_COLUMNS])
    if x[0] < _LONGEST_BRIDGE:
        x, y = np.r_[0.0, x], np.r_[np.clip(y[0] - first * x[0], 0, 1), y]
    if x[-1] > 1 - _LONGEST_BRIDGE:
        x, y = np.r_[x, 1.0], np.r_[y, np.clip(y[-1] + last * (1 - x[-1]), 0, 1)]
    return x, y


def blue_mask(pixels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Where a pixel is the blue of the mean line; (rows, columns, 4) -> (rows, columns)."""
    words = pixels.view("<u4")[..., 0]
    mask: NDArray[np.bool_] = (words & _BLUE_BITS) == _BLUE
    return mask


def mean_line(pixels: Rgba, axes: Axes) -> DrawnLine:
    """The mean line inside the axes."""
    rows, columns = axes.inside
    radius = axes.points(MEAN_WIDTH_POINTS) / 2
    tops, bottoms = _stretches(blue_mask(pixels[rows, columns]), radius)
    upper, lower = path_bounds(tops, bottoms, radius)
    x = (np.arange(columns.start, columns.stop) + 0.5 - axes.left) / axes.width
    middle = (upper + lower) / 2 + rows.start
    spread = np.maximum(np.abs(lower - upper) / 2, 0.5) / axes.height
    length = np.clip(bottoms, 0, axes.height) - np.clip(tops, 0, axes.height)
    for end in (0, -1):  # A drop along the frame itself shows only by a tall stretch beside it.
        spread[end] = max(spread[end], length[end] / 2 / axes.height - radius / axes.height)
    return DrawnLine(x, np.clip((axes.bottom - middle) / axes.height, 0, 1), spread)


def _stretches(mask: NDArray[np.bool_], radius: float) -> tuple[Floats, Floats]:
    """Top and bottom (exclusive) of the blue in each column; NaN without blue.

    A stretch cut by the frame goes on behind it: as far as a level line's would, or, when it is
    longer than that already, without a known end. One with holes (the soft edge of a steep drop)
    says nothing: it has no known end on either side.
    """
    height, width = mask.shape
    row, column = np.divmod(np.flatnonzero(mask), width)
    tops, bottoms = np.full(width, np.nan), np.full(width, np.nan)
    tops[column[::-1]] = row[::-1]  # Of several writes the last one stays.
    bottoms[column] = row + 1
    level = 2 * radius - _EDGE_LOSS
    steep = bottoms - tops > level + 1
    torn = np.bincount(column, minlength=width) < _SOLID * (bottoms - tops)
    hidden_tops = np.where(steep, -np.inf, bottoms - level)
    hidden_bottoms = np.where(steep, np.inf, tops + level)
    outer_tops = np.where(tops == 0, hidden_tops, tops)
    outer_bottoms = np.where(bottoms == height, hidden_bottoms, bottoms)
    return np.where(torn, -np.inf, outer_tops), np.where(torn, np.inf, outer_bottoms)


def path_bounds(tops: Floats, bottoms: Floats, radius: float) -> tuple[Floats, Floats]:
    """Highest and lowest place of the path in each column; NaN where it is not bounded."""
    pen = radius - _EDGE_LOSS / 2
    reach = int(pen)
    depth = np.sqrt(pen**2 - np.arange(-reach, reach + 1) ** 2)
    upper = (_neighbours(tops, reach) + depth).max(axis=1)
    lower = (_neighbours(bottoms, reach) - depth).min(axis=1)
    known = np.isfinite(upper) & np.isfinite(lower)
    return np.where(known, upper, np.nan), np.where(known, lower, np.nan)


def _neighbours(edge: Floats, reach: int) -> Floats:
    """For each column its edge and those of `reach` columns on both sides.

    Beyond the frame the edge goes on straight, with the slope of its last columns. Shape (n,)
    gives (n, 2 * reach + 1).
    """
    steps = np.arange(1, reach + 1)
    before = edge[0] - _slope(edge[: 2 * reach]) * steps[::-1]
    after = edge[-1] + _slope(edge[-2 * reach :]) * steps
    return sliding_window_view(np.concatenate([before, edge, after]), 2 * reach + 1)


def _slope(part: Floats) -> float:
    """Mean rise a column of a short piece; 0 where it has no ends to measure between."""
    if len(part) < 2 or not np.isfinite(part[[0, -1]]).all():
        return 0.0
    return float(part[-1] - part[0]) / (len(part) - 1)
