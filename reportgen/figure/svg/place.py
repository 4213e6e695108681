"""Where labels stand, so that none covers another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

CHAR = 7.2
"""Width of a character of 12 px text in CSS pixels, on average, in the wider system fonts."""


def text_width(text: str) -> float:
    """How wide 12 px text is at most, about, in CSS pixels."""
    return CHAR * len(text)


@dataclass(frozen=True)
class Flag:
    """A label beside the line that leads up to it."""

    x: float
    """Where the line stands."""
    left: float
    right: float
    """What the label covers; it begins or ends at the line."""


def rows(flags: Sequence[Flag], gap: float = 6.0) -> list[int]:
    """The row of each flag, 0 nearest to the plot, so that nothing covers a label.

    Labels of a row keep `gap` apart, and no line runs through a label on its way up. Where lines
    and labels cannot all be kept apart, labels are.
    """
    placed: dict[int, int] = {}
    for index in sorted(range(len(flags)), key=lambda index: _outwards(flags[index])):
        others = [(flags[i], row) for i, row in placed.items()]
        last = max(placed.values(), default=-1) + 1
        free = (
            row
            for row in range(last)
            if not any(_meet(flags[index], row, other, taken, gap) for other, taken in others)
        )
        placed[index] = next(free, last)
    return [placed[index] for index in range(len(flags))]


def _outwards(flag: Flag) -> tuple[bool, float]:
    """Outwards from where labels lean to, those to the right first: each line then passes beside
    the labels below its own."""
    leans_left = flag.left < flag.x
    return leans_left, flag.x if leans_left else -flag.x


def _meet(flag: Flag, row: int, other: Flag, taken: int, gap: float) -> bool:
    """Whether two labels of a row meet, or the line of the higher one runs through the lower."""
    if taken == row:
        return flag.left < other.right + gap and other.left < flag.right + gap
    if taken > row:
        return flag.left < other.x < flag.right
    return other.left < flag.x < other.right


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Positions near `wanted`, at least `gap` apart, within `low` to `high`, in the same order.

    When there is not enough room the gap shrinks, so that all stay within.
    """
    count = len(wanted)
    if not count:
        return []
    gap = min(gap, (high - low) / max(count - 1, 1))
    order = sorted(range(count), key=lambda index: wanted[index])
    placed = [0.0] * count
    previous = low - gap
    for index in order:
        placed[index] = previous = max(wanted[index], previous + gap, low)
    limit = high
    for index in reversed(order):
        placed[index] = min(placed[index], limit)
        limit = placed[index] - gap
    return placed
