"""Where the axes of a curve plot stand in its picture.

Ultralytics draws each curve 9 x 6 inches large, both axes from 0 to 1 with a black frame and six
tick marks outside it (0, 0.2, ... 1). A picture without exactly these is not such a plot.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportgen.read.plot.image import PlotDeclined, Rgba

FULL_WIDTH = 2250
"""Width in pixels of a curve plot as Ultralytics saves it (9 in at 250 dpi)."""

DPI = 250
"""Dots an inch at `FULL_WIDTH`."""

_ASPECT = 1.5
_ASPECT_TOLERANCE = 0.02
_MIN_SCALE = 0.45  # Half-size pictures still read well, quarter-size ones do not.
_MAX_SCALE = 2.5
_BRIGHT_BITS = np.uint32(0x00C0C0C0)  # Set in some channel of every line's colour, not in black.
_TICKS = 6
_TICK_PROBE = 5  # Ticks are 3.5 points (12 pixels) long: look in their middle.
_TICK_MARGIN = 8

_NO_FRAME = "The picture has no black frame with axes as Ultralytics draws it."
_NO_TICKS = "The tick marks of the axes are not where Ultralytics draws them."

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Axes:
    """Where 0 and 1 of both axes stand, in pixels from the picture's top left corner."""

    left: float
    right: float
    top: float
    bottom: float
    inside: tuple[slice, slice]
    """Rows and columns of the pixels that lie wholly inside the black frame."""
    scale: float
    """Size of the picture against Ultralytics' own (1.0 is 2250 pixels wide)."""

    @property
    def width(self) -> float:
        """Pixels from x = 0 to x = 1."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Pixels from y = 0 to y = 1."""
        return self.bottom - self.top

    def points(self, size: float) -> float:
        """Pixels of a length given in typographic points."""
        return size * DPI / 72 * self.scale


@dataclass(frozen=True)
class AxesFrame:
    """Middles of the four lines of the black frame, and their width, in pixels."""

    left: float
    right: float
    top: float
    bottom: float
    thickness: float

    @property
    def inside(self) -> tuple[slice, slice]:
        """Rows and columns of the pixels that lie wholly inside it."""
        half = self.thickness / 2
        rows = slice(math.ceil(self.top + half), math.floor(self.bottom - half))
        columns = slice(math.ceil(self.left + half), math.floor(self.right - half))
        return rows, columns


def find_axes(pixels: Rgba) -> Axes:
    """The axes of a curve plot; raises `PlotDeclined` when the picture has none that fit."""
    frame, scale = find_frame(pixels)
    left, right = _fit(_ticks_below(pixels, frame, scale), scale)
    top, bottom = _fit(_ticks_beside(pixels, frame, scale), scale)
    return Axes(left, right, top, bottom, frame.inside, scale)


def find_frame(pixels: Rgba) -> tuple[AxesFrame, float]:
    """The black frame of a curve plot, and the picture's size against Ultralytics' own.

    Raises `PlotDeclined` as `find_axes` does.
    """
    height, width = pixels.shape[:2]
    scale = width / FULL_WIDTH
    if abs(width / height - _ASPECT) > _ASPECT_TOLERANCE:
        raise PlotDeclined("The picture does not have the shape of an Ultralytics curve plot.")
    if not _MIN_SCALE <= scale <= _MAX_SCALE:
        raise PlotDeclined("The picture is too small or too large to be read safely.")
    frame = _frame_in(pixels)
    if frame.right - frame.left < 0.4 * width or frame.bottom - frame.top < 0.6 * height:
        raise PlotDeclined(_NO_FRAME)
    return frame, scale


def runs(mask: Mask) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Starts and ends (exclusive) of the stretches of True in a one-dimensional mask."""
    edges = np.flatnonzero(np.diff(mask.astype(np.int8), prepend=0, append=0))
    return edges[::2], edges[1::2]


def _dark(pixels: NDArray[np.uint8]) -> Mask:
    """Where red, green and blue are all under 64; (..., 4) -> (...)."""
    words = np.ascontiguousarray(pixels).view("<u4")[..., 0]
    mask: Mask = (words & _BRIGHT_BITS) == 0
    return mask


def _frame_in(pixels: Rgba) -> AxesFrame:
    """The black frame: long dark lines in a sample of the rows, then of the columns."""
    left, right, thickness = _frame_columns(pixels)
    top, bottom = _frame_rows(pixels, left, right)
    return AxesFrame(left, right, top, bottom, thickness)


def _frame_columns(pixels: Rgba) -> tuple[float, float, float]:
    """Left and right line of the frame, and their width, from a sample of the rows."""
    dark = _dark(pixels[:: max(1, len(pixels) // 64)])
    starts, ends = runs(dark.mean(axis=0) > 0.5)
    if len(starts) < 2:
        raise PlotDeclined(_NO_FRAME)
    middles = (starts + ends) / 2
    return float(middles[0]), float(middles[-1]), float(ends[0] - starts[0])


def _frame_rows(pixels: Rgba, left: float, right: float) -> tuple[float, float]:
    """Top and bottom line of the frame, from narrow bands of columns between the sides."""
    firsts = np.linspace(left, right, 8)[1:-1].astype(int)
    bands = [_dark(pixels[:, first : first + 8]) for first in firsts]
    starts, ends = runs(np.concatenate(bands, axis=1).mean(axis=1) > 0.9)
    if len(starts) != 2:
        raise PlotDeclined(_NO_FRAME)
    middles = (starts + ends) / 2
    return float(middles[0]), float(middles[1])


def _ticks_below(pixels: Rgba, frame: AxesFrame, scale: float) -> Floats:
    """The six tick marks of the x axis, in pixels from the left."""
    row = round(frame.bottom + frame.thickness / 2 + _TICK_PROBE * scale)
    if row >= len(pixels):
        raise PlotDeclined(_NO_TICKS)
    return _ticks(pixels[row], frame.left, frame.right, scale)


def _ticks_beside(pixels: Rgba, frame: AxesFrame, scale: float) -> Floats:
    """The six tick marks of the y axis, in pixels from the top."""
    column = round(frame.left - frame.thickness / 2 - _TICK_PROBE * scale)
    if column < 0:
        raise PlotDeclined(_NO_TICKS)
    return _ticks(pixels[:, column], frame.top, frame.bottom, scale)


def _ticks(line: NDArray[np.uint8], low: float, high: float, scale: float) -> Floats:
    """Middles of the dark marks on a line of pixels; exactly six, at 0, 0.2, ... 1."""
    first = max(0, int(low) - _TICK_MARGIN)
    starts, ends = runs(_dark(line[first : int(high) + _TICK_MARGIN + 1]))
    expected = np.linspace(low, high, _TICKS)
    marks = (starts + ends) / 2 + first
    if len(marks) != _TICKS or np.abs(marks - expected).max() > 2.5 * scale + 0.5:
        raise PlotDeclined(_NO_TICKS)
    return marks


def _fit(marks: Floats, scale: float) -> tuple[float, float]:
    """Places of 0 and 1 (or 1 and 0) on an axis, finer than a pixel.

    Matplotlib moves each mark to the middle of the next whole pixel, so it stands 0 to 1 pixels
    (0.5 on average) after its true place. Six marks together tell the place better than the two
    ends alone: a straight line through all of them halves the error.
    """
    slope, start = np.polyfit(np.arange(_TICKS), marks - 0.5 * scale, 1)
    return float(start), float(start + slope * (_TICKS - 1))
