"""Where in its picture a confusion matrix stands: its colour bar and its cells.

Ultralytics draws the matrix at 12 x 9 inches, square, with a colour bar of the same height on its
right and one tick mark a class under it and beside it. A picture without exactly these is not
such a matrix.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reportgen.read.matrix.care import Care
from reportgen.read.matrix.colour import PAPER, SHADES, Floats, shade_range
from reportgen.read.matrix.grid import MAX_SIZE, Bar, Grid, tick_marks
from reportgen.read.matrix.sparse import sparse_grid
from reportgen.read.plot.axes import runs
from reportgen.read.plot.image import PlotDeclined, Rgba

FULL_WIDTH = 3000
"""Width in pixels of a confusion matrix as Ultralytics saves it (12 in at 250 dpi)."""

_MIN_SCALE, _MAX_SCALE = 0.45, 1.6  # Half-size pictures still read well, quarter-size do not.
_ASPECT, _ASPECT_TOLERANCE = 4 / 3, 0.004
_TICK_PROBE = 6  # Tick marks are 12 pixels long: look in their middle,
_SIDE_PROBE = 10  # or near their end, for numbers of the first column may run out to the left.
_TICKS_NEEDED = 0.8
_BAR_SAMPLES = 140
_BAR_STEPS = 45  # At least half of the picture's height, of which an eighth has one red.
_BAR_STEP = 16
_BAR_WIDTH = (20, 200)
_DARK_END = 128
_BLURRED = 12
_BAR_EDGE = 4  # Pixels that may be blurred where a picture was made smaller.
_MIDDLE = (0.3, 0.5, 0.7)
_TEXT_PITCH = 40  # Cells smaller than this carry no numbers.
_UNIFORM = 0.7

_NO_TICKS = "The tick marks under the matrix are missing or do not fit its size."
_TICKLESS = (
    "The matrix has no tick marks. YOLOv7 and early YOLOv5 draw such ones, and count right classes "
    "by row but misses by column: their shares are of no true class, so none of them is read."
)
"""YOLOv7 and YOLOv5 up to 6.0 add a match to [true, predicted] and a miss to [background, true]."""


def find_layout(pixels: Rgba, care: Care) -> tuple[Bar, Grid]:
    """Find bar and cells; raises `PlotDeclined` when the picture is no such matrix."""
    scale = _scale_of(pixels)
    bar = _find_bar(pixels, scale, care)
    probe = bar.bottom + round(_TICK_PROBE * scale)
    if probe >= len(pixels):
        raise PlotDeclined("The matrix runs off the picture.")
    under = tick_marks(pixels[probe, : bar.left - 2, 0], scale)
    try:
        return bar, _full_grid(pixels, bar, under, scale)
    except PlotDeclined:
        sparse = sparse_grid(pixels, bar, under, scale)
        if sparse is None:
            raise
        return bar, sparse


def _full_grid(pixels: Rgba, bar: Bar, under: Floats, scale: float) -> Grid:
    """The cells where each has its tick marks, `under` those below; raises `PlotDeclined`."""
    marks, cells = _comb(under, bar.bottom - bar.top, 1.6 * scale + 0.5)
    size = len(marks)
    across = float(marks[-1] - marks[0]) / (size - 1)
    left = float(marks[0]) - across / 2
    top, down = _rows_beside(pixels[..., 0], bar, left, size, cells, scale)
    return Grid(size, left, top, across, down, scale)


def _scale_of(pixels: Rgba) -> float:
    """Size against Ultralytics' own; refuses other shapes and sizes."""
    height, width = pixels.shape[:2]
    if abs(width / height - _ASPECT) > _ASPECT_TOLERANCE:
        raise PlotDeclined("The picture does not have the shape of an Ultralytics matrix.")
    scale: float = width / FULL_WIDTH
    if not _MIN_SCALE <= scale <= _MAX_SCALE:
        raise PlotDeclined("The picture is too small or too large to read cells and numbers.")
    return scale


def _find_bar(pixels: Rgba, scale: float, care: Care) -> Bar:
    """The colour bar: the rightmost strip that runs through all shades of "Blues"."""
    step = max(1, len(pixels) // _BAR_SAMPLES)
    rise = np.diff(pixels[::step, :, 0].astype(np.int16), axis=0)
    steps = ((rise > 0) & (rise <= _BAR_STEP)).sum(axis=0)
    starts, ends = runs(steps >= _BAR_STEPS)
    least, most = _BAR_WIDTH
    width = ends - starts
    fits = np.flatnonzero((width >= least * scale) & (width <= most * scale))
    if not len(fits):
        raise PlotDeclined("The picture has no colour bar in Ultralytics' shades of blue.")
    left, right = int(starts[fits[-1]]), int(ends[fits[-1]])
    inner = slice(left + _BAR_EDGE, right - _BAR_EDGE)
    column = np.median(pixels[:, inner, :3], axis=1).astype(np.uint8)
    top, bottom = _bar_rows(column, care)
    return Bar(
        left, right, top, _mark_of_zero(pixels, right, bottom, scale) if care.doubt else bottom
    )


def _mark_of_zero(pixels: Rgba, right: int, bottom: int, scale: float) -> int:
    """The row of the bar's lowest mark, where it ends: JPEG blurs its last shades and the paper."""
    probe = min(right + round(_TICK_PROBE * scale), pixels.shape[1] - 1)
    marks = tick_marks(pixels[: bottom + _BLURRED, probe, 0], scale)
    near = marks[np.abs(marks - bottom) <= _BLURRED]
    return round(float(near[-1])) if len(near) else bottom


def _bar_rows(column: NDArray[np.uint8], care: Care) -> tuple[int, int]:
    """First row of the bar, and the first below it, in a column of pixels (height, 3)."""
    starts, ends = runs(column[:, 0] < PAPER)
    longest = int(np.argmax(ends - starts))
    top, bottom = int(starts[longest]), int(ends[longest])
    top += int(np.argmax(column[top:bottom, 0] < _DARK_END))  # JPEG darkens paper beside ink.
    if top == 0 or bottom == len(column):
        raise PlotDeclined("The colour bar runs off the picture.")
    rows = np.linspace(top + _BAR_EDGE, bottom - 1 - _BAR_EDGE, 64).round().astype(np.intp)
    low, high = shade_range(column[rows], tolerance=care.bar)
    expected = 1 - (rows + 0.5 - top) / (bottom - top)
    off = np.abs((low + high + 1) / (2 * SHADES) - expected)
    if (low < 0).any() or (off > (care.bar_fit + (high - low) / 2) / SHADES).any():
        raise PlotDeclined("The colour bar is not the one that Ultralytics draws.")
    return top, bottom


def _comb(marks: Floats, height: int, tolerance: float) -> tuple[Floats, float]:
    """The rightmost even row of marks, one in the middle of each column of a square matrix.

    And how many cells its side holds. Classification of 8.3.107 to 8.3.174 has a last mark for a
    background that is not drawn: it stands on the matrix' edge, half a cell further, and is left
    out.
    """
    if not len(marks):
        raise PlotDeclined(_TICKLESS)
    marks = marks[-MAX_SIZE:]
    for more, left_out in ((0.0, 0), (-0.5, 1)):
        if len(marks) < 2 + left_out:
            break
        sizes = np.arange(2 + left_out, len(marks) + 1)
        wide = (marks[-1] - marks[-2 - left_out :: -1]) * (sizes + more) / (sizes - 1)
        off = np.abs(wide - height)
        comb = marks[-int(sizes[off.argmin()]) :]
        even = np.linspace(float(comb[0]), float(comb[-1]), len(comb))
        if np.abs(comb - even).max() <= tolerance and off.min() <= 2 * tolerance:
            return comb[: len(comb) - left_out], len(comb) + more
    raise PlotDeclined(_NO_TICKS)


def _rows_beside(
    red: NDArray[np.uint8], bar: Bar, left: float, size: int, cells: float, scale: float
) -> tuple[float, float]:
    """Upper edge and height of the rows, by the tick marks left of the matrix.

    Each row must have its mark, but for a few on which a number of the first column may run out.
    """
    probe = round(left - _SIDE_PROBE * scale)
    if probe < 0:
        raise PlotDeclined("The matrix runs off the picture.")
    marks = tick_marks(red[bar.top : bar.bottom, probe], scale) + bar.top
    expected = bar.top + (np.arange(size) + 0.5) * (bar.bottom - bar.top) / cells
    off = np.abs(marks[None, :] - expected[:, None])
    found = off.min(axis=1, initial=np.inf) <= 1.6 * scale + 1
    most = size + int(cells > size) + int((~found).sum())
    if found.sum() < max(2, _TICKS_NEEDED * size) or len(marks) > most:
        raise PlotDeclined("The tick marks beside the matrix do not fit those under it.")
    down, first = np.polyfit(np.flatnonzero(found), marks[off[found].argmin(axis=1)], 1)
    return float(first - down / 2), float(down)


def cell_colours(pixels: Rgba, grid: Grid, care: Care) -> NDArray[np.uint8]:
    """(size, size, 3) the colour of each cell, taken beside its number.

    Raises `PlotDeclined` when a cell is not of one colour.
    """
    text = grid.down > _TEXT_PITCH * grid.scale
    rows = grid.rows(care.down if text else _MIDDLE)
    columns = grid.columns(care.across if text else _MIDDLE)
    y = np.floor(rows).astype(np.intp)[:, :, None, None]
    x = np.floor(columns).astype(np.intp)[None, None, :, :]
    samples = pixels[y, x, :3].swapaxes(1, 2).reshape(grid.size, grid.size, -1, 3)
    middle: NDArray[np.uint8] = np.median(samples, axis=2).astype(np.uint8)
    alike = (np.abs(samples.astype(np.int16) - middle[:, :, None]) <= care.plain).all(axis=3)
    if alike.mean(axis=2).min() < _UNIFORM:
        raise PlotDeclined("The cells of the matrix are not plain colours.")
    return middle
