"""Confusion-matrix PNG -> numbers: size, empty cells, printed numbers, shares from colour.

Ultralytics draws the matrix at 12 x 9 inches: cells in matplotlib's map "Blues" from 0 to the
largest value, a colour bar of the same height beside it, one tick mark a class on both axes,
nothing in a cell below 0.005, and the number printed in the others when the classes are few.
The colour bar and the tick marks say where every cell stands; nothing is taken for granted that
the picture does not show. The picture is `matrix[predicted, true]`, and so is everything here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reportgen.read.matrix_text import Prints, read_labels, read_prints
from reportgen.read.plot_image import Declined, PlotDeclined, Rgba, decode_png

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Places = NDArray[np.intp]
Shades = NDArray[np.int16]
Red = NDArray[np.uint8]
"""The red channel, shape (height, width): in "Blues" it falls from 247 to 8, paper is 255."""

FULL_WIDTH = 3000
"""Width in pixels of a confusion matrix as Ultralytics saves it (12 in at 250 dpi)."""

AGREEMENT = 0.0085
"""A printed number is taken only when its colour says the same within this, in parts of the
largest value (of which 0.005, the rounding of a printed share, does not shrink with it)."""

COLOUR_ERROR = 0.006
"""Largest error of a share read from colour."""

MAX_PRINTED = 30
"""Matrices of more rows carry no numbers (from 8.3.136 on already those of 30)."""

_MAX_PIXELS = 16_000_000
_MIN_SCALE, _MAX_SCALE = 0.45, 1.6  # Half-size pictures still read well, quarter-size do not.
_ASPECT, _ASPECT_TOLERANCE = 4 / 3, 0.004
_MAX_SIZE = 200
_SHADES = 256
_PAPER = 250  # Red above this is no shade of the map: its lightest has 247.
_INK = 120  # Tick marks are black, or dark grey (38) in the seaborn style of 8.0.
_PROBE = 6  # Tick marks are 12 pixels long: look in their middle.
_SIDE_PROBE = 10  # Near their end: numbers of the first column may run out of the matrix.
_TICK_WIDTH = (1.5, 5.0)
_BAR_SAMPLES = 140
_BAR_STEPS = 45
_BAR_WIDTH = (20, 200)
_BAR_FIT = 2.5 / _SHADES
_ROWS_BESIDE_TEXT = (0.10, 0.14, 0.86, 0.90)
_PLAIN_ROWS = (0.3, 0.5, 0.7)
_COLUMNS = (0.1, 0.3, 0.5, 0.7, 0.9)
_TEXT_PITCH = 40  # Pixels; smaller cells carry no numbers.
_UNIFORM = 0.7
_PRINT_HALF_UNIT = 0.005
_SCALE_ERROR = 0.001
_MOSTLY = 0.8

_ANCHORS = np.array(
    [
        (247, 251, 255),
        (222, 235, 247),
        (198, 219, 239),
        (158, 202, 225),
        (107, 174, 214),
        (66, 146, 198),
        (33, 113, 181),
        (8, 81, 156),
        (8, 48, 107),
    ],
    dtype=np.float64,
)
"""ColorBrewer's nine "Blues"; matplotlib's 256 shades lie evenly on the lines between them."""


@dataclass(frozen=True, eq=False)
class Matrix:
    """A confusion matrix as read from its picture; every array is [predicted, true]."""

    size: int
    """Rows and columns: the classes and background, or the classes alone (classification).

    From 100 classes on Ultralytics draws only every second, third ... class.
    """
    normalized: bool
    """Whether the numbers are shares of their true class (column) instead of counts."""
    largest: float
    """The largest value, from the colour bar's scale, to about 0.05 %; exact where printed."""
    empty: Mask
    """(size, size): cells left blank, below 0.005: a share that rounds to 0, or the count 0."""
    printed: Floats
    """(size, size): numbers as printed, NaN where none was read beyond doubt or none stands."""
    from_colour: Floats | None
    """(size, size): shares from colour, each within 0.006, 0 where empty. None for counts."""
    has_print: bool
    """Whether the picture carries numbers at all."""

    @property
    def counts(self) -> Floats | None:
        """(size, size) the raw counts, 0 where empty, NaN where not read; None for shares."""
        return None if self.normalized else np.where(self.empty, 0.0, self.printed)

    @property
    def shares(self) -> Floats | None:
        """(size, size) shares in 0..1: printed (within 0.005) or else from colour (0.006)."""
        if self.from_colour is None:
            return None
        return np.where(np.isnan(self.printed), self.from_colour, self.printed)


@dataclass(frozen=True)
class _Bar:
    """The colour bar in pixels, ends not included."""

    left: int
    right: int
    top: int
    bottom: int


@dataclass(frozen=True, eq=False)
class _Grid:
    """Where the cells stand, in pixels."""

    size: int
    left: float
    top: float
    across: float
    down: float
    scale: float

    def columns(self, parts: tuple[float, ...]) -> Floats:
        """(size, parts) x of points that lie these parts of a cell from its left edge."""
        return self.left + (np.arange(self.size)[:, None] + np.array(parts)) * self.across

    def rows(self, parts: tuple[float, ...]) -> Floats:
        """(size, parts) y of points that lie these parts of a cell from its upper edge."""
        return self.top + (np.arange(self.size)[:, None] + np.array(parts)) * self.down


@dataclass(frozen=True, eq=False)
class _Shades:
    """Where on the colour map each cell lies: 0 is nothing, 1 the largest value."""

    empty: Mask
    middle: Floats
    """(size, size) the middle of the values that give the cell's colour, NaN where empty."""
    spread: Floats
    """(size, size) half the width of those values."""


def read_matrix(path: Path, *, normalized: bool | None = None) -> Matrix | Declined:
    """Read one `confusion_matrix*.png`, or say in one sentence why not; never raises.

    `normalized` is what the file's name and version promise; None lets the picture decide
    (up to 8.0.93 the single file holds shares). A picture that shows otherwise is declined.
    """
    try:
        return _matrix(decode_png(path, max_pixels=_MAX_PIXELS), normalized)
    except PlotDeclined as reason:
        return reason.declined
    except Exception:  # A stranger's picture may break what nobody thought of.
        return Declined("The picture cannot be read as a confusion matrix.")


def _matrix(pixels: Rgba, expected: bool | None) -> Matrix:
    """From pixels to the matrix; raises `PlotDeclined`."""
    scale = _scale_of(pixels)
    red: Red = pixels[..., 0]
    bar = _find_bar(pixels, scale)
    grid = _find_grid(red, bar, scale)
    shades = _find_shades(_cell_colours(pixels, grid))
    largest = _largest_value(pixels, bar, scale)
    decimals = _decimals(largest, shades)
    prints = _prints(pixels, grid, ~shades.empty, decimals)
    normalized = _is_normalized(prints.decimals if prints else decimals, expected)
    printed = np.full(shades.empty.shape, np.nan)
    if prints is not None:
        printed = _accepted(prints, shades, largest, normalized)
    if not normalized:
        largest = _exact_largest(printed, largest)
    shares = np.where(shades.empty, 0.0, shades.middle * largest) if normalized else None
    return Matrix(
        grid.size, normalized, largest, shades.empty, printed, shares, prints is not None
    )


def _scale_of(pixels: Rgba) -> float:
    """Size against Ultralytics' own; refuses other shapes and sizes."""
    height, width = pixels.shape[:2]
    if abs(width / height - _ASPECT) > _ASPECT_TOLERANCE:
        raise PlotDeclined("The picture does not have the shape of an Ultralytics matrix.")
    scale = width / FULL_WIDTH
    if not _MIN_SCALE <= scale <= _MAX_SCALE:
        raise PlotDeclined("The picture is too small or too large to read cells and numbers.")
    return scale


# ------------------------------------------------------------------ the colour bar


def _find_bar(pixels: Rgba, scale: float) -> _Bar:
    """The colour bar: the rightmost strip that runs through all shades of "Blues"."""
    step = max(1, pixels.shape[0] // _BAR_SAMPLES)
    sample = pixels[step // 2 :: step, :, 0].astype(np.int16)
    rise = np.diff(sample, axis=0)
    steps = ((rise > 0) & (rise <= 16)).sum(axis=0)
    starts, ends = _stretches(steps >= _BAR_STEPS)
    least, most = _BAR_WIDTH
    fits = np.flatnonzero((ends - starts >= least * scale) & (ends - starts <= most * scale))
    if not len(fits):
        raise PlotDeclined("The picture has no colour bar in Ultralytics' shades of blue.")
    left, right = int(starts[fits[-1]]), int(ends[fits[-1]])
    top, bottom = _bar_rows(pixels[:, (left + right) // 2])
    return _Bar(left, right, top, bottom)


def _bar_rows(column: NDArray[np.uint8]) -> tuple[int, int]:
    """First and last row (excluded) of the bar in a column of pixels (height, 4)."""
    starts, ends = _stretches(column[:, 0] < _PAPER)
    longest = int(np.argmax(ends - starts))
    top, bottom = int(starts[longest]), int(ends[longest])
    if top == 0 or bottom == len(column):
        raise PlotDeclined("The colour bar runs off the picture.")
    rows = np.linspace(top + 4, bottom - 5, 64).round().astype(np.intp)
    low, high = _shade_range(column[rows, :3], tolerance=2)
    expected = 1 - (rows + 0.5 - top) / (bottom - top)
    off = np.abs((low + high + 1) / (2 * _SHADES) - expected)
    if (low < 0).any() or (off > _BAR_FIT + (high - low) / (2 * _SHADES)).any():
        raise PlotDeclined("The colour bar is not the one that Ultralytics draws.")
    return top, bottom


def _stretches(flags: Mask) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Starts and ends (excluded) of the stretches of True in a row of flags."""
    edges = np.diff(np.concatenate(([0], flags.astype(np.int8), [0])))
    return np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)


# ------------------------------------------------------------------ the grid


def _marks(line: NDArray[np.uint8], scale: float) -> Floats:
    """Middles of the tick marks that a line of red values cuts across."""
    starts, ends = _stretches(line < _INK)
    width = ends - starts
    thin = (width >= max(1.0, _TICK_WIDTH[0] * scale)) & (width <= _TICK_WIDTH[1] * scale + 1)
    middles: Floats = ((starts + ends) / 2)[thin]
    return middles


def _find_grid(red: Red, bar: _Bar, scale: float) -> _Grid:
    """The cells, from the marks under the matrix and beside it; the bar is as high as they."""
    probe = bar.bottom + round(_PROBE * scale)
    if probe >= red.shape[0]:
        raise PlotDeclined("The matrix runs off the picture.")
    marks = _comb(_marks(red[probe, : bar.left - 2], scale), bar.bottom - bar.top, scale)
    size = len(marks)
    across = float(marks[-1] - marks[0]) / (size - 1)
    left = float(marks[0]) - across / 2
    top, down = _side_marks(red, bar, left, size, scale)
    return _Grid(size, left, top, across, down, scale)


def _comb(marks: Floats, height: int, scale: float) -> Floats:
    """The rightmost even row of marks, one in the middle of each column of a square matrix."""
    if len(marks) < 2:
        raise PlotDeclined("The tick marks under the matrix are missing.")
    marks = marks[-_MAX_SIZE:]
    sizes = np.arange(2, len(marks) + 1)
    wide = (marks[-1] - marks[-2::-1]) * sizes / (sizes - 1)
    size = int(sizes[np.abs(wide - height).argmin()])
    comb = marks[-size:]
    tolerance = 1.6 * scale + 0.5
    if not _is_even(comb, tolerance) or np.abs(wide - height).min() > 2 * tolerance:
        raise PlotDeclined("The tick marks under the matrix do not fit its size.")
    return comb


def _is_even(marks: Floats, tolerance: float) -> bool:
    """Whether marks are evenly spaced, each within `tolerance` pixels."""
    even = np.linspace(float(marks[0]), float(marks[-1]), len(marks))
    return bool(np.abs(marks - even).max() <= tolerance)


def _side_marks(
    red: Red, bar: _Bar, left: float, size: int, scale: float
) -> tuple[float, float]:
    """Upper edge and height of the rows, by the tick marks left of the matrix.

    Each row must have its mark, but for a few on which a number of the first column may run out.
    """
    probe = round(left - _SIDE_PROBE * scale)
    if probe < 0:
        raise PlotDeclined("The matrix runs off the picture.")
    marks = _marks(red[bar.top : bar.bottom, probe], scale) + bar.top
    expected = bar.top + (np.arange(size) + 0.5) * (bar.bottom - bar.top) / size
    nearest = np.abs(marks[None, :] - expected[:, None]).min(axis=1, initial=np.inf)
    found = nearest <= 1.6 * scale + 1
    if found.sum() < max(2, _MOSTLY * size) or len(marks) > size + (~found).sum():
        raise PlotDeclined("The tick marks beside the matrix do not fit those under it.")
    places = marks[np.abs(marks[None, :] - expected[found, None]).argmin(axis=1)]
    down, first = np.polyfit(np.flatnonzero(found), places, 1)
    return float(first - down / 2), float(down)


# ------------------------------------------------------------------ the colours


def _cell_colours(pixels: Rgba, grid: _Grid) -> NDArray[np.uint8]:
    """(size, size, 3) the colour of each cell, taken beside its number."""
    text = grid.down > _TEXT_PITCH * grid.scale
    rows = grid.rows(_ROWS_BESIDE_TEXT if text else _PLAIN_ROWS)
    columns = grid.columns(_COLUMNS if text else _PLAIN_ROWS)
    y = np.floor(rows).astype(np.intp)[:, :, None, None]
    x = np.floor(columns).astype(np.intp)[None, None, :, :]
    samples = pixels[y, x, :3].swapaxes(1, 2).reshape(grid.size, grid.size, -1, 3)
    middle = np.median(samples, axis=2, keepdims=True).astype(np.uint8)
    alike = (np.abs(samples.astype(np.int16) - middle) <= 1).all(axis=3).mean(axis=2)
    if alike.min() < _UNIFORM:
        raise PlotDeclined("The cells of the matrix are not plain colours.")
    return middle[:, :, 0]


def _find_shades(colours: NDArray[np.uint8]) -> _Shades:
    """The place on the colour map of each cell's colour (size, size, 3)."""
    empty: Mask = colours.min(axis=2) >= _PAPER + 3
    if empty.all():
        raise PlotDeclined("All cells of the matrix are empty.")
    low, high = _shade_range(colours[~empty], tolerance=1)
    if (low < 0).any():
        raise PlotDeclined("The cells are not in Ultralytics' shades of blue.")
    middle = np.full(empty.shape, np.nan)
    spread = np.full(empty.shape, np.nan)
    middle[~empty] = (low + high + 1) / (2 * _SHADES)
    spread[~empty] = (high - low + 1) / (2 * _SHADES)
    return _Shades(empty, middle, spread)


def _shade_range(colours: NDArray[np.uint8], tolerance: int) -> tuple[Places, Places]:
    """First and last of the 256 shades that give each colour (count, 3); -1 where none does.

    matplotlib rounds the shades in one manner of drawing and cuts them off in the other: that
    one counts which gives more of the colours exactly, or both when they give equally many.
    A colour that is no shade may be off by `tolerance` in each channel.
    """
    unique, back = np.unique(colours, axis=0, return_inverse=True)
    if len(unique) > 2 * _SHADES:
        raise PlotDeclined("The cells are not in Ultralytics' shades of blue.")
    found = [_nearest_shades(unique, shades, tolerance) for shades in _drawn_shades()]
    exact = [int(off[back.ravel()].sum()) for _, _, off in found]
    ways = [way for way, off in zip(found, exact) if off == min(exact)]
    low = np.minimum.reduce([first for first, _, _ in ways])
    high = np.maximum.reduce([last for _, last, _ in ways])
    return low[back.ravel()], high[back.ravel()]


def _drawn_shades() -> tuple[Shades, Shades]:
    """The 256 shades of "Blues" (256, 3), cut off and rounded."""
    steps = np.linspace(0, len(_ANCHORS) - 1, _SHADES)
    places = np.arange(len(_ANCHORS))
    exact = np.stack([np.interp(steps, places, channel) for channel in _ANCHORS.T], axis=1)
    return np.floor(exact + 1e-6).astype(np.int16), np.floor(exact + 0.5).astype(np.int16)


def _nearest_shades(
    colours: NDArray[np.uint8], shades: Shades, tolerance: int
) -> tuple[Places, Places, Mask]:
    """First and last of the shades nearest to each colour (-1: none), and which are inexact."""
    off = np.abs(colours[:, None].astype(np.int16) - shades).max(axis=2)
    least = off.min(axis=1)
    nearest = off == least[:, None]
    low = np.where(least <= tolerance, nearest.argmax(axis=1), -1)
    high = np.where(least <= tolerance, _SHADES - 1 - nearest[:, ::-1].argmax(axis=1), -1)
    return low, high, least > 0


# ------------------------------------------------------------------ the scale and the numbers


def _largest_value(pixels: Rgba, bar: _Bar, scale: float) -> float:
    """The value at the top of the colour bar, from the numbers beside it."""
    red = pixels[..., 0]
    above = red[max(0, bar.top - round(60 * scale)) : bar.top - round(4 * scale), bar.left : bar.right]
    if above.size and above.min() < _PAPER:
        # "1e6" above the bar: the numbers beside it are multiples of that.
        raise PlotDeclined("The scale of the colour bar cannot be read.")
    probe = min(bar.right + round(_PROBE * scale), red.shape[1] - 1)
    inside = slice(bar.top - round(3 * scale), bar.bottom + round(3 * scale) + 1)
    heights = bar.bottom - (_marks(red[inside, probe], scale) + inside.start)
    labels = read_labels(pixels, bar.bottom - heights, bar.right, scale)
    return _fit_scale(heights, labels, bar.bottom - bar.top)


def _fit_scale(heights: Floats, labels: Floats, full: float) -> float:
    """The value at height `full` of a scale that is 0 at height 0.

    `heights` are the marks above the bar's lower end in pixels, `labels` their numbers (NaN: not
    read). All numbers read must lie on one line through 0, and at least three must be known.
    """
    known = ~np.isnan(labels)
    if known.sum() < 3:
        raise PlotDeclined("The scale of the colour bar cannot be read.")
    slope, at_zero = np.polyfit(heights[known], labels[known], 1)
    apart = float(np.diff(np.sort(labels[known])).min())
    off = np.abs(labels[known] - heights[known] * slope - at_zero).max()
    if slope <= 0 or max(off, abs(at_zero)) > 0.03 * apart:
        raise PlotDeclined("The numbers beside the colour bar contradict each other.")
    return float(slope * full)


def _decimals(largest: float, shades: _Shades) -> bool | None:
    """Whether the values are shares, judged by the scale alone; None when it does not tell.

    No share exceeds 1 and every count is whole: only a largest value of 1 may be either, and
    then a cell between 0 and 1 shows that it is a share.
    """
    if abs(largest - 1) > 0.02:
        return largest < 1
    return True if (shades.middle < 1 - 2 / _SHADES).any() else None


def _prints(pixels: Rgba, grid: _Grid, filled: Mask, decimals: bool | None) -> Prints | None:
    """The numbers in the cells, None when the picture carries none."""
    if grid.size > MAX_PRINTED:
        return None
    x, y = grid.columns((0.5,))[:, 0], grid.rows((0.5,))[:, 0]
    return read_prints(pixels, x, y, filled, grid.scale, decimals)


def _is_normalized(decimals: bool | None, expected: bool | None) -> bool:
    """Whether the picture shows shares; raises when it shows not what is expected."""
    shown = expected if decimals is None else decimals
    if shown is None:
        raise PlotDeclined("The picture does not tell whether it shows counts or shares.")
    if expected is not None and shown != expected:
        found, awaited = ("shares", "counts") if shown else ("counts", "shares")
        raise PlotDeclined(f"The picture shows {found}, not {awaited} as its name says.")
    return shown


def _accepted(prints: Prints, shades: _Shades, largest: float, normalized: bool) -> Floats:
    """The printed numbers that their cell's colour confirms; NaN elsewhere."""
    rounding = _PRINT_HALF_UNIT if normalized else 0.0
    allowed = rounding + np.minimum(shades.spread + _SCALE_ERROR, AGREEMENT - rounding) * largest
    off = np.abs(prints.numbers - shades.middle * largest)
    read = ~np.isnan(prints.numbers)
    agree = read & (off <= allowed)
    if agree.sum() < read.sum() / 2:
        raise PlotDeclined("The printed numbers and the colours of the cells contradict.")
    return np.where(agree, prints.numbers, np.nan)


def _exact_largest(printed: Floats, largest: float) -> float:
    """The largest count as printed when it is the one that the colour bar ends at."""
    seen = float(np.nanmax(printed, initial=0.0))
    return seen if abs(seen - largest) <= _SCALE_ERROR * largest else largest
