"""The thin class lines of a curve plot, told apart by colour.

Class lines are 1 point wide in Matplotlib's ten colours, drawn in order: each hides what lies
under it, and the mean line hides them all. So a class is read only in the columns in which its own
colour is seen, and everywhere else it has a gap. A gap is never bridged.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from reportgen.read.plot.axes import Axes, Floats
from reportgen.read.plot.image import Rgba
from reportgen.read.plot.legend import TAB10
from reportgen.read.plot.line import DrawnLine, path_bounds

MOST_CLASSES = 10
"""From the eleventh class on the colours repeat, and classes cannot be told apart."""

CLASS_WIDTH_POINTS = 1.0
"""Width of a class line in typographic points."""

Ints = NDArray[np.int64]

_NEAR = 70  # Distance to a colour, summed over the channels, up to which a pixel is of it.
_FRAME_MARGIN = 2
_MOST_SPREAD = 0.005
_SPECK_AREA = 12  # Pixels of a full-size picture.
_SPECK_THICKNESS = 2.0


@dataclass(frozen=True)
class Strokes:
    """Unbroken stretches of one class's colour within one column; arrays of one length."""

    label: Ints
    column: Ints
    top: Ints
    bottom: Ints
    """One past the last row."""

    def only(self, chosen: NDArray[np.bool_]) -> Strokes:
        """The chosen ones of them."""
        return Strokes(*(part[chosen] for part in (self.label, self.column, self.top, self.bottom)))


def strokes(pixels: NDArray[np.uint8], classes: int) -> Strokes:
    """All stretches of class colours in (rows, columns, 4), by class, column and row."""
    height, width = pixels.shape[:2]
    words = pixels.view("<u4")[..., 0]
    place = np.flatnonzero(words != 0xFFFFFFFF)
    row, column = np.divmod(place, width)
    label = _label_of_colour(classes)[_colour_code(words[row, column])].astype(np.int64)
    known = label >= 0
    key = (label[known] * width + column[known]) * (height + 1) + row[known]
    key.sort()
    first = key[np.diff(key, prepend=-2) != 1]
    last = key[np.diff(key, append=-2) != 1]
    line, top = np.divmod(first, height + 1)
    return Strokes(line // width, line % width, top, last % (height + 1) + 1)


def _colour_code(words: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The five high bits of red, green and blue as one number."""
    red, green, blue = ((words >> np.uint32(low)) & np.uint32(0x1F) for low in (3, 11, 19))
    code: NDArray[np.uint32] = red << np.uint32(10) | green << np.uint32(5) | blue
    return code


@lru_cache(maxsize=MOST_CLASSES)
def _label_of_colour(classes: int) -> NDArray[np.int8]:
    """For each colour code its class, or -1; shape (32768,)."""
    code = np.arange(1 << 15)
    middle = np.stack([code >> 10, (code >> 5) & 0x1F, code & 0x1F], axis=1) * 8 + 4
    others = [(0, 0, 255), (255, 255, 255)]
    known = np.concatenate([TAB10[:classes], others])
    distance = np.abs(middle[:, None] - known).sum(axis=2)
    nearest = distance.argmin(axis=1)
    accepted = (nearest < classes) & (distance.min(axis=1) <= _NEAR)
    return np.where(accepted, nearest, -1).astype(np.int8)


def class_lines(pixels: Rgba, axes: Axes, classes: int) -> list[DrawnLine]:
    """The line of each class, with NaN in the columns in which it is hidden or in doubt."""
    rows, columns = axes.inside
    rows = slice(rows.start + _FRAME_MARGIN, rows.stop - _FRAME_MARGIN)
    found = _without_specks(strokes(pixels[rows, columns], classes), axes.scale)
    width = columns.stop - columns.start
    x = (np.arange(columns.start, columns.stop) + 0.5 - axes.left) / axes.width
    lines = []
    for label in range(classes):
        tops, bottoms = _single_strokes(found, label, width)
        upper, lower = path_bounds(tops, bottoms, axes.points(CLASS_WIDTH_POINTS) / 2)
        y = (axes.bottom - rows.start - (upper + lower) / 2) / axes.height
        spread = np.abs(lower - upper) / 2 / axes.height
        sure = np.isfinite(tops) & (spread <= _MOST_SPREAD)
        lines.append(DrawnLine(x, np.where(sure, y, np.nan), spread))
    return lines


def _without_specks(found: Strokes, scale: float) -> Strokes:
    """Only the strokes that belong to a piece of line.

    Where two lines cross, their soft edges mix to colours that may be a third class's. Such
    pieces are small or thin.
    """
    piece = _pieces(found)
    length = found.bottom - found.top
    area = np.bincount(piece, weights=length)
    count = np.bincount(piece)
    good = (area >= _SPECK_AREA * scale**2) & (area >= _SPECK_THICKNESS * scale * count)
    return found.only(good[piece])


def _pieces(found: Strokes) -> Ints:
    """For each stroke a number, the same for all that hang together from column to column."""
    order = (found.label << 40) + (found.column << 20)
    after = order + (1 << 20)
    ends = order + found.bottom
    follower = np.searchsorted(ends, after + found.top, side="right")
    follower = np.minimum(follower, len(ends) - 1)
    touches = (order[follower] == after) & (found.top[follower] < found.bottom)
    first = np.arange(len(ends))
    follower = np.where(touches, follower, first)
    while True:
        further = follower[follower]
        if (further == follower).all():
            return further
        follower = further


def _single_strokes(found: Strokes, label: int, width: int) -> tuple[Floats, Floats]:
    """Top and bottom of the class's stroke in each column; NaN where it has none or several."""
    mine = found.only(found.label == label)
    single = np.bincount(mine.column, minlength=width)[mine.column] == 1
    tops, bottoms = np.full(width, np.nan), np.full(width, np.nan)
    tops[mine.column[single]] = mine.top[single]
    bottoms[mine.column[single]] = mine.bottom[single]
    return tops, bottoms
