"""The legend of a curve plot: the numbers printed in it, and how many classes it lists.

The legend stands right of the axes: one thin coloured line a class (none from 21 classes on), and
last the thick blue line with `all classes 0.65 at 0.345` or `all classes 0.712 mAP@0.5`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from reportgen.read.plot.axes import Axes, Floats, runs
from reportgen.read.plot.image import PlotDeclined, Rgba
from reportgen.read.plot.legend_form import read_by_form
from reportgen.read.plot.line import MEAN_WIDTH_POINTS, blue_mask
from reportgen.read.plot.text import FONTS, Reading, last_letters, read_lines

FONT_POINTS = 11.0
"""Font size of the legend in typographic points."""

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

_CONFIDENCE_TEXT = re.compile(r"all classes ([01]\.\d\d) at ([01]\.\d\d\d)")
_PR_TEXT = re.compile(r"all classes ([01]\.\d\d\d) mAP@0\.5")
_VALUE_TEXT = re.compile(r"[01]\.\d\d\d")
_VALUE_LETTERS = 5
_MEAN_TOLERANCE = 0.0011  # The values and their mean are rounded to 0.0005 each.
_UNREAD = "The legend's line for all classes cannot be read with certainty."
_MIN_LIKENESS = 0.4  # Letters of DejaVu Sans score over 0.6, its point, a mere square, over 0.45.
_MIN_MARGIN = 0.1  # The digits of DejaVu Sans lead by over 0.2.
_LINE_SHADE = 160  # The legend's own frame is lighter, each class's colour has a darker channel.
_WHITE = 250
_COLOUR_TOLERANCE = 40


@dataclass(frozen=True)
class Legend:
    """What the plot prints of its mean line."""

    value: float
    """Peak of the mean line (F1, P, R; two decimals) or mAP50 (PR; three decimals)."""
    confidence: float | None
    """Confidence of that peak (three decimals); None for PR."""


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
    freely = _read_freely(pixels, axes, handle)
    if freely is not None:
        return freely
    printed = read_by_form(pixels, axes, handle.row, handle.columns.stop)
    if printed is None or printed.value is None:
        raise PlotDeclined(_UNREAD)
    return Legend(printed.value, printed.confidence)


def _read_freely(pixels: Rgba, axes: Axes, handle: Handle) -> Legend | None:
    """The numbers where every letter is of DejaVu Sans on white; None: some are not."""
    em = axes.points(FONT_POINTS)
    ink = _ink_beside(pixels, handle, em)
    reading = read_lines([ink], em)[0] if ink is not None else None
    return _parsed(reading) if reading is not None and _is_certain(reading) else None


def _is_certain(reading: Reading) -> bool:
    """Whether every letter is like its character, and like no other."""
    return reading.likeness >= _MIN_LIKENESS and reading.margin >= _MIN_MARGIN


def _ink_beside(pixels: Rgba, handle: Handle, em: float) -> Floats | None:
    """The text right of the handle: 0 for the white paper to 1 for black; None: not on white."""
    top, bottom = max(0, int(handle.row - 0.62 * em)), int(handle.row + 0.62 * em)
    region = pixels[top:bottom, handle.columns.stop + int(0.3 * em) :, 1]
    if not region.size or np.median(region) < _WHITE:
        return None
    return 1 - region / 255.0


def _parsed(reading: Reading) -> Legend | None:
    """The numbers in the text; None where it is no line of all classes."""
    if match := _CONFIDENCE_TEXT.fullmatch(reading.text):
        value, confidence = float(match[1]), float(match[2])
        if max(value, confidence) <= 1:
            return Legend(value, confidence)
    if (match := _PR_TEXT.fullmatch(reading.text)) and float(match[1]) <= 1:
        return Legend(float(match[1]), None)
    return None


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
    em = axes.points(FONT_POINTS)
    inks = [_ink_beside(pixels, Handle(row, handle.columns), em) for row in rows]
    told = [ink for ink in inks if ink is not None]
    if len(told) < len(inks):
        return None
    ends = [last_letters(ink, _VALUE_LETTERS) for ink in told]
    for font in FONTS if ends else ():
        readings = read_lines(ends, em, "0123456789.", font)
        if all(_is_certain(one) and _VALUE_TEXT.fullmatch(one.text) for one in readings):
            values = tuple(float(one.text) for one in readings)
            return values if abs(np.mean(values) - legend.value) <= _MEAN_TOLERANCE else None
    return None
