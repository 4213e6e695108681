"""How exactly a picture keeps the colours that were drawn: as a PNG does, or as a JPEG does."""

from __future__ import annotations

from dataclasses import dataclass

PARTS_BESIDE_TEXT = (0.10, 0.14, 0.86, 0.90)
PARTS_ACROSS = (0.1, 0.3, 0.5, 0.7, 0.9)


@dataclass(frozen=True)
class Care:
    """What is allowed of colours, each channel from 0 to 255, and of shades, of which 256 are."""

    bar: int
    """How far a colour of the colour bar may be from its shade."""
    bar_fit: float
    """How many shades it may be from its place in the bar."""
    plain: int
    """How far the colours of one cell may be apart."""
    cell: int
    """How far the colour of a cell may be from its shade."""
    doubt: int
    """How many shades the one that was drawn may be from the nearest."""
    contrast: int
    """What stands out less from its cell is no number."""
    down: tuple[float, ...] = PARTS_BESIDE_TEXT
    """Where in a cell its colour is looked at, beside a number, in parts of its height."""
    across: tuple[float, ...] = PARTS_ACROSS
    """The same in parts of its width."""


AS_DRAWN = Care(bar=2, bar_fit=2.5, plain=1, cell=1, doubt=0, contrast=6)
"""A PNG, also resized: cells keep their colours, and white on a light cell is 8 from it."""

AS_JPEG = Care(
    bar=8,
    bar_fit=6,
    plain=10,
    cell=6,
    doubt=3,
    contrast=60,
    down=(0.08, 0.11, 0.14, 0.17, 0.83, 0.86, 0.89, 0.92),
    across=(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
)
"""Saved as JPEG in between, of quality 75 and better: seen are 2 shades off, and 4 of 255."""
