"""Confusion-matrix PNG -> numbers: size, empty cells, printed numbers, shares from colour.

Cells are drawn in matplotlib's map "Blues" from 0 to the largest value, what is below 0.005 is
left blank, and numbers are printed when the classes are few. Colour bar and tick marks say where
every cell stands and what its colour means; a printed number counts only when its colour says the
same. The picture is `matrix[predicted, true]`, and so is everything here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from reportgen.read.matrix.care import AS_DRAWN, AS_JPEG, Care
from reportgen.read.matrix.colour import (
    PAPER,
    SHADES,
    CellShades,
    Floats,
    Mask,
    are_as_drawn,
    find_shades,
)
from reportgen.read.matrix.grid import Bar, Grid, tick_marks
from reportgen.read.matrix.layout import cell_colours, find_layout
from reportgen.read.matrix.text import Prints, read_labels, read_prints
from reportgen.read.plot.image import Declined, PlotDeclined, Rgba, decode_png

AGREEMENT = 0.0095
"""A printed number is taken only when its colour says the same within this, in parts of the
largest value (of which 0.005, the rounding of a printed share, does not shrink with it): 1/8 is
printed 0.12 and looks 0.129."""

COLOUR_ERROR = 0.006
"""Largest error of a share read from colour."""

MAX_PRINTED = 30
"""Matrices of more rows carry no numbers (from 8.3.136 on already those of 30)."""

SAMPLED_SIZE = 50
"""From 100 classes on every second, third ... is drawn, which leaves at least this many rows."""

_PRINT_ROUNDING = 0.005
_SCALE_ERROR = 0.001  # Of the largest value; seen are 0.0005.
_LABEL_FIT = 0.03
_LABEL_PROBE = 6
_FADED = "The cells have no longer the colours that were drawn, as after saving as JPEG."
_INK = 180  # Less is text; JPEG darkens paper beside ink, though not that much.
_EXPONENT_ROOM = 60  # Pixels above the bar in which matplotlib writes "1e6".


@dataclass(frozen=True, eq=False)
class Matrix:
    """A confusion matrix as read from its picture; every array is [predicted, true].

    Up to 8.0.118 classification is drawn the other way round: [true, predicted].
    """

    size: int
    """Rows and columns: the classes and background, or the classes alone (classification)."""
    normalized: bool
    """Whether the numbers are shares of their true class (column) instead of counts."""
    empty: Mask
    """(size, size): cells left blank, below 0.005: a share that rounds to 0, or the count 0."""
    printed: Floats
    """(size, size): numbers as printed, NaN where none was read beyond doubt or none stands."""
    from_colour: Floats | None
    """(size, size): shares from colour, each within 0.006, 0 where empty. None for counts."""

    def without_empty_end(self, size: int) -> Matrix:
        """The first `size` rows and columns where one more follows, in which nothing stands.

        Classification of 8.3.107 to 8.3.174 draws a background that it does not have.
        """
        if not 0 < size == self.size - 1 or not (self.empty[-1] & self.empty[:, -1]).all():
            return self
        colour = None if self.from_colour is None else self.from_colour[:-1, :-1]
        return replace(
            self,
            size=size,
            empty=self.empty[:-1, :-1],
            printed=self.printed[:-1, :-1],
            from_colour=colour,
        )

    @property
    def fully_printed(self) -> bool:
        """Whether every cell that is not empty has its printed number read."""
        return not np.isnan(self.printed[~self.empty]).any()

    @property
    def maybe_sampled(self) -> bool:
        """Whether classes may be left out, and background with them.

        From 100 classes on Ultralytics draws every second, third ... one, and some versions then
        drop background. Only who knows the number of classes can tell.
        """
        return self.size >= SAMPLED_SIZE

    @property
    def counts(self) -> Floats | None:
        """(size, size): raw counts, 0 where empty, NaN where not read; None for shares."""
        return None if self.normalized else _filled(self.empty, 0.0, self.printed)

    @property
    def shares(self) -> Floats | None:
        """(size, size): shares, printed (within 0.005) or else from colour; None for counts."""
        if self.from_colour is None:
            return None
        return _filled(np.isnan(self.printed), self.from_colour, self.printed)


def _filled(where: Mask, these: Floats | float, others: Floats | float) -> Floats:
    return np.asarray(np.where(where, these, others))


def read_matrix(path: Path) -> Matrix | Declined:
    """Read one `confusion_matrix*.png`, or say in one sentence why not; never raises.

    The picture tells whether it shows shares: up to 8.0.93 the one file there is holds them.
    """
    try:
        return _matrix(decode_png(path))
    except PlotDeclined as reason:
        return reason.declined
    except Exception:  # A stranger's picture may break what nobody thought of.
        return Declined("The picture cannot be read as a confusion matrix.")


def _matrix(pixels: Rgba) -> Matrix:
    """From pixels to the matrix; raises `PlotDeclined`."""
    try:
        return _read(pixels, AS_DRAWN)
    except PlotDeclined as declined:
        try:
            return _read(pixels, AS_JPEG)
        except PlotDeclined as later:
            raise later if str(later) == _FADED else declined from None


def _read(pixels: Rgba, care: Care) -> Matrix:
    bar, grid = find_layout(pixels, care)
    colours = cell_colours(pixels, grid, care)
    if care is AS_DRAWN and not are_as_drawn(colours):
        raise PlotDeclined(_FADED)
    shades = find_shades(colours, care)
    largest = _largest_value(pixels, bar, grid.scale)
    decimals = _decimals(largest, shades)
    prints = _prints(pixels, grid, ~shades.empty, decimals, care)
    if care is AS_JPEG and prints is None:
        raise PlotDeclined(_FADED)
    normalized = prints.decimals if prints else decimals
    if normalized is None:
        raise PlotDeclined("The picture does not tell whether it shows counts or shares.")
    return Matrix(
        size=grid.size,
        normalized=normalized,
        empty=shades.empty,
        printed=_accepted(prints, shades, largest, normalized),
        from_colour=_colour_shares(shades, largest) if normalized else None,
    )


def _largest_value(pixels: Rgba, bar: Bar, scale: float) -> float:
    """The value at the top of the colour bar, from the numbers beside it."""
    red = pixels[..., 0]
    upper = max(0, bar.top - round(_EXPONENT_ROOM * scale))
    above = red[upper : max(0, bar.top - round(4 * scale)), bar.left : bar.right]
    if above.min(initial=PAPER) < _INK:
        raise PlotDeclined("The scale of the colour bar has a factor that is not read.")
    probe = min(bar.right + round(_LABEL_PROBE * scale), red.shape[1] - 1)
    first = max(0, bar.top - round(3 * scale))
    marks = first + tick_marks(red[first : bar.bottom + round(3 * scale) + 1, probe], scale)
    labels = read_labels(pixels, marks, bar.right, scale)
    return fit_scale(bar.bottom - marks, labels, bar.bottom - bar.top)


def fit_scale(heights: Floats, labels: Floats, full: float) -> float:
    """The value at height `full` of a scale that is 0 at height 0.

    `heights` (marks,) are the marks above the bar's lower end in pixels, `labels` (marks,) their
    numbers, NaN where not read. Raises `PlotDeclined` unless at least three are read and all
    lie on one line through 0.
    """
    known = ~np.isnan(labels)
    if known.sum() < 3:
        raise PlotDeclined("The scale of the colour bar cannot be read.")
    slope, at_zero = np.polyfit(heights[known], labels[known], 1)
    apart = float(np.diff(np.sort(labels[known])).min())
    off = float(np.abs(labels[known] - heights[known] * slope - at_zero).max())
    if slope <= 0 or max(off, abs(float(at_zero))) > _LABEL_FIT * apart:
        raise PlotDeclined("The numbers beside the colour bar contradict each other.")
    return float(slope * full)


def _decimals(largest: float, shades: CellShades) -> bool | None:
    """Whether the values are shares, judged by the scale alone; None when it does not tell.

    No share exceeds 1 and every count is whole: only a largest value of 1 may be either, and
    then a cell between 0 and 1 shows that it is a share.
    """
    if abs(largest - 1) > 0.02:
        return largest < 1
    return True if (shades.middle < 1 - 2 / SHADES).any() else None


def _prints(
    pixels: Rgba, grid: Grid, filled: Mask, decimals: bool | None, care: Care
) -> Prints | None:
    """The numbers in the cells, None when the picture carries none."""
    if grid.size > MAX_PRINTED:
        return None
    x, y = grid.columns((0.5,))[:, 0], grid.rows((0.5,))[:, 0]
    return read_prints(pixels, x, y, filled, grid.scale, decimals, care)


def _accepted(
    prints: Prints | None, shades: CellShades, largest: float, normalized: bool
) -> Floats:
    """The printed numbers that their cell's colour confirms; NaN elsewhere."""
    if prints is None:
        return np.full(shades.empty.shape, np.nan)
    rounding = _PRINT_ROUNDING if normalized else 0.0
    by_colour = np.minimum(shades.spread + _SCALE_ERROR, AGREEMENT - rounding)
    read = ~np.isnan(prints.numbers)
    off = np.abs(prints.numbers - shades.middle * largest)
    agree = read & (off <= rounding + by_colour * largest)
    if agree.sum() < read.sum() / 2:
        raise PlotDeclined("The printed numbers and the colours of the cells contradict.")
    return _filled(agree, prints.numbers, np.nan)


def _colour_shares(shades: CellShades, largest: float) -> Floats:
    """Shares from colour, NaN where the colour says less than `COLOUR_ERROR` promises."""
    sure = shades.spread * largest <= COLOUR_ERROR
    return _filled(shades.empty, 0.0, _filled(sure, shades.middle * largest, np.nan))
