"""The legend of a curve plot: the numbers printed in it, and how many classes it lists.

The legend stands right of the axes: one thin coloured line a class (none from 21 classes on), and
last the thick blue line with `all classes 0.65 at 0.345` or `all classes 0.712 mAP@0.5`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reportgen.read.plot.axes import Axes, Floats, runs
from reportgen.read.plot.image import PlotDeclined, Rgba
from reportgen.read.plot.legend_form import Legend, line_ink, read_by_form, read_values
from reportgen.read.plot.line import MEAN_WIDTH_POINTS, blue_mask
from reportgen.read.plot.text import last_letters

TAB10 = np.array(
    [
        (31, 119, 180),
        (255, 127, 14),
        (44, 160, 44),
        (214, 39, 40),
        (148, 103, 189),
        (140, 86, 75),
        (227, 119, 194),
        (127, 127, 127),
        (188, 189, 34),
        (23, 190, 207),
    ],
    dtype=np.int16,
)
"""Matplotlib's colours for the classes, repeating after ten; shape (10, 3)."""

_VALUE_LETTERS = 5
_MEAN_TOLERANCE = 0.0011  # The values and their mean are rounded to 0.0005 each.
_UNREAD = "The legend's line for all classes cannot be read with certainty."
_LINE_SHADE = 160  # The legend's own frame is lighter, each class's colour has a darker channel.
_COLOUR_TOLERANCE = 40


@dataclass(frozen=True)
class Handle:
    """The short piece of thick blue line in the legend."""

    row: float
    """Its middle, in pixels from the top."""
    columns: slice


def find_handle(pixels: Rgba, axes: Axes) -> Handle:
    """The blue line of the legend; raises `PlotDeclined` when there is none."""
    first = int(axes.right + 12 * axes.scale)
    blue = blue_mask(pixels[:, first : int(axes.right + 0.2 * axes.width)])
    starts, ends = runs(blue.sum(axis=1) > 35 * axes.scale)
    width = axes.points(MEAN_WIDTH_POINTS)
    fitting = np.flatnonzero((ends - starts > 0.65 * width) & (ends - starts < 1.35 * width))
    if not len(fitting):
        raise PlotDeclined("The picture has no legend with a thick blue line.")
    start, end = int(starts[fitting[-1]]), int(ends[fitting[-1]])
    columns = np.flatnonzero(blue[(start + end) // 2]) + first
    return Handle((start + end) / 2, slice(int(columns[0]), int(columns[-1]) + 1))


def read_legend(pixels: Rgba, axes: Axes, handle: Handle) -> Legend:
    """The numbers of the mean line; raises `PlotDeclined` when any letter is in doubt."""
    legend = read_by_form(pixels, axes, handle.row, handle.columns.stop)
    if legend is None:
        raise PlotDeclined(_UNREAD)
    return legend


def class_rows(pixels: Rgba, axes: Axes, handle: Handle) -> Floats:
    """Row of each class that the legend lists above the mean, from the top; empty when none.

    They must come in Matplotlib's order of colours; a legend in which they do not lists none.
    """
    width = handle.columns.stop - handle.columns.start
    middle = handle.columns.start + width // 2
    top = max(0, int(axes.top - 10 * axes.scale))
    bottom = max(top, int(handle.row - axes.points(MEAN_WIDTH_POINTS)))
    strip = pixels[top:bottom, middle : middle + max(4, width // 8), :3]
    shade = strip.astype(np.int16).mean(axis=1)
    starts, ends = runs(shade.min(axis=1) < _LINE_SHADE)
    lines = zip(starts, ends, strict=True)
    peaks = [start + int(shade[start:end].sum(axis=1).argmin()) for start, end in lines]
    expected = TAB10[np.arange(len(peaks)) % len(TAB10)]
    if not peaks or np.abs(shade[peaks] - expected).max() > _COLOUR_TOLERANCE:
        return np.empty(0)
    rows: Floats = (starts + ends) / 2 + top
    return rows


def class_values(
    pixels: Rgba, axes: Axes, handle: Handle, legend: Legend, rows: Floats
) -> tuple[float, ...] | None:
    """The mAP50 that a PR legend prints after each class's name, in the legend's order.

    Only the number at the end of each line is read. Given back only when every digit is certain
    and the numbers' mean is the legend's own: one digit read wrongly would show there.
    """
    em = axes.points(legend.style.points)
    inks = [line_ink(pixels, row, handle.columns.stop, em) for row in rows]
    told = [last_letters(ink, _VALUE_LETTERS) for ink in inks if ink is not None]
    values = read_values(told, em, legend.style) if len(rows) else None
    if values is None or len(values) < len(rows):
        return None
    return values if abs(np.mean(values) - legend.value) <= _MEAN_TOLERANCE else None
