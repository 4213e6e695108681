"""Colours of a confusion matrix -> places on matplotlib's colour map "Blues"."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportgen.read.matrix.care import Care
from reportgen.read.plot.image import PlotDeclined

Colours = NDArray[np.uint8]
"""Red, green, blue in the last axis, 0..255."""

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Places = NDArray[np.intp]
Shades = NDArray[np.int16]

SHADES = 256
"""Number of shades of the map."""

PAPER = 250
"""A red above this is no shade of the map (its lightest has 247) but paper."""

_SEABORN = (234, 234, 242)
"""The ground of seaborn's styles darkgrid and dark, which a program may have set before."""

_EXACT = 0.9
"""Seen are 1.0 of drawings, also resized, and up to 0.45 after JPEG."""

_NOT_BLUE = "The cells are not in Ultralytics' shades of blue."

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
class CellShades:
    """Where on the colour map each cell lies: 0 is nothing, 1 the largest value."""

    empty: Mask
    """(size, size): cells left white."""
    middle: Floats
    """(size, size): the middle of the values that give the cell's colour, NaN where empty."""
    spread: Floats
    """(size, size): half the width of those values, NaN where empty."""


def find_shades(colours: Colours, care: Care) -> CellShades:
    """The places of the cells' colours (size, size, 3); raises `PlotDeclined` for others."""
    empty = _left_empty(colours)
    if empty.all():
        raise PlotDeclined("All cells of the matrix are empty.")
    low, high = shade_range(colours[~empty], tolerance=care.cell)
    if (low < 0).any():
        raise PlotDeclined(_NOT_BLUE)
    low, high = low - care.doubt, high + care.doubt
    middle, spread = np.full(empty.shape, np.nan), np.full(empty.shape, np.nan)
    middle[~empty] = (low + high + 1) / (2 * SHADES)
    spread[~empty] = (high - low + 1) / (2 * SHADES)
    return CellShades(empty, middle, spread)


def _left_empty(colours: Colours) -> Mask:
    """Which cells (size, size, 3) show the ground: white, or seaborn's, which is no shade."""
    empty: Mask = (colours.min(axis=2) > PAPER) | (colours == _SEABORN).all(axis=2)
    return empty


def are_as_drawn(colours: Colours) -> bool:
    """Whether nearly all cells (size, size, 3) have exactly a shade's colour: no JPEG keeps it."""
    filled = colours[~_left_empty(colours)]
    if not len(filled):
        return True
    exact = [
        (np.abs(filled[:, None].astype(np.int16) - shades).max(axis=2).min(axis=1) == 0).mean()
        for shades in _drawn_shades()
    ]
    return bool(max(exact) >= _EXACT)


def shade_range(colours: Colours, tolerance: int) -> tuple[Places, Places]:
    """First and last of the 256 shades that give each colour (count, 3); -1 where none does.

    matplotlib rounds the shades in one manner of drawing and cuts them off in the other: that
    one counts which gives more of the colours exactly, or both when they give equally many.
    A colour that is no shade may be off by `tolerance` in each channel. Raises `PlotDeclined`
    when there are more colours than the map has.
    """
    unique, back = np.unique(colours, axis=0, return_inverse=True)
    if len(unique) > 2 * SHADES:
        raise PlotDeclined(_NOT_BLUE)
    found = [_nearest_shades(unique, shades, tolerance) for shades in _drawn_shades()]
    inexact = [int(off[back.ravel()].sum()) for _, _, off in found]
    ways = [way for way, count in zip(found, inexact, strict=True) if count == min(inexact)]
    lows, highs, _ = zip(*ways, strict=True)
    high = np.maximum.reduce(highs)
    low = np.where(high < 0, -1, np.minimum.reduce(lows))
    return low[back.ravel()], high[back.ravel()]


def _drawn_shades() -> tuple[Shades, Shades]:
    """The 256 shades of "Blues" (256, 3), cut off and rounded."""
    steps = np.linspace(0, len(_ANCHORS) - 1, SHADES)
    places = np.arange(len(_ANCHORS))
    exact = np.stack([np.interp(steps, places, channel) for channel in _ANCHORS.T], axis=1)
    return np.floor(exact + 1e-6).astype(np.int16), np.floor(exact + 0.5).astype(np.int16)


def _nearest_shades(
    colours: Colours, shades: Shades, tolerance: int
) -> tuple[Places, Places, Mask]:
    """First and last of the shades nearest to each colour, and which are not exactly those.

    Where no shade is near enough the first is `SHADES` and the last -1.
    """
    off = np.abs(colours[:, None].astype(np.int16) - shades).max(axis=2)
    least = off.min(axis=1)
    nearest = off == least[:, None]
    low = np.where(least <= tolerance, nearest.argmax(axis=1), SHADES)
    high = np.where(least <= tolerance, SHADES - 1 - nearest[:, ::-1].argmax(axis=1), -1)
    return low, high, least > 0
