"""Axes without tick marks, as seaborn's styles draw them: six numbers at the frame prove them.

Where 0.0, 0.2, ... 1.0 stand under the frame and beside it, at its ends and at equal distances, its
lines are 0 and 1: on pictures that have marks as well they lie within 0.8 pixels of these.
"""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray

from reportgen.read.plot.axes import Axes, AxesFrame, Floats, find_axes, find_frame, runs
from reportgen.read.plot.image import PlotDeclined, Rgba
from reportgen.read.plot.text import Font, read_lines

NUMBERS = ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]
_FONTS: tuple[Font, ...] = ("DejaVu Sans", "Arial", "Liberation Sans")
_POINTS = (10.0, 11.0)  # Matplotlib's size and seaborn's.
_UNDER = (10, 66)  # Pixels at full size from the frame's line to what is looked at.
_BESIDE = (10, 96)
_WITHIN = 0.4  # Of a letter's size: digits of one number stand closer, numbers do not.
_OFF = 8.0  # Pixels at full size: a number's ink is not quite as wide as its letters.


def axes_of(pixels: Rgba) -> Axes:
    """The axes by their tick marks, or else by their numbers; raises `PlotDeclined`."""
    try:
        return find_axes(pixels)
    except PlotDeclined:
        frame, scale = find_frame(pixels)
        if not (_named_under(pixels, frame, scale) and _named_beside(pixels, frame, scale)):
            raise
        half = 0.5 * scale
        ends = (frame.left - half, frame.right - half, frame.top - half, frame.bottom - half)
        return Axes(*ends, frame.inside, scale)


def _named_under(pixels: Rgba, frame: AxesFrame, scale: float) -> bool:
    first, last = (round(frame.bottom + off * scale) for off in _UNDER)
    out = round(32 * scale)
    start = max(0, round(frame.left) - out)
    ink = _ink(pixels[first:last, start : round(frame.right) + out])
    expected = np.linspace(frame.left, frame.right, len(NUMBERS)) - start
    boxes = _apart(ink.max(axis=0, initial=0.0), _em(scale))
    if not _stand_at(boxes, expected, _OFF * scale):
        return False
    return _read_so([ink[:, a:b] for a, b in boxes], scale)


def _named_beside(pixels: Rgba, frame: AxesFrame, scale: float) -> bool:
    last, first = (max(0, round(frame.left - off * scale)) for off in _BESIDE)
    out = round(20 * scale)
    start = max(0, round(frame.top) - out)
    ink = _ink(pixels[start : round(frame.bottom) + out, first:last])
    expected = np.linspace(frame.bottom, frame.top, len(NUMBERS)) - start
    boxes = _apart(ink.max(axis=1, initial=0.0), _em(scale))[::-1]
    if not _stand_at(boxes, expected, _OFF * scale):
        return False
    return _read_so([ink[a:b] for a, b in boxes], scale)


def _em(scale: float, points: float = _POINTS[-1]) -> float:
    return points * 250 / 72 * scale


def _ink(pixels: NDArray[np.uint8]) -> Floats:
    """0 for paper to 1 for ink."""
    ink: Floats = (255.0 - pixels[..., :3].max(axis=2)) / 255
    return ink / max(float(ink.max(initial=0.0)), 0.3)


def _apart(ink: Floats, em: float) -> list[tuple[int, int]]:
    """Starts and ends of what stands together on a line of ink."""
    starts, ends = runs(ink > 0.35)
    boxes: list[tuple[int, int]] = []
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        if boxes and start - boxes[-1][1] <= _WITHIN * em:
            boxes[-1] = (boxes[-1][0], end)
        else:
            boxes.append((start, end))
    return boxes


def _stand_at(boxes: list[tuple[int, int]], expected: Floats, off: float) -> bool:
    """Whether there is one box for each place, and in its middle."""
    if len(boxes) != len(expected):
        return False
    middles = np.array([(start + end) / 2 for start, end in boxes])
    return bool(np.abs(middles - expected).max() <= off)


def _read_so(lines: list[Floats], scale: float) -> bool:
    """Whether they are the six numbers, in the letters of a font."""
    read = (
        read_lines(lines, _em(scale, points), "0123456789.", font)
        for font, points in product(_FONTS, _POINTS)
    )
    return any([one.text.replace(" ", "") for one in told] == NUMBERS for told in read)
