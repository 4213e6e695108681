"""Axes: what the value axis shows, and where ticks stand."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from operator import attrgetter

from reportgen import words
from reportgen.figure.model.lines import Line

ABOVE_TRAINING = 1.5
"""Validation up to this many times the highest training loss is always in view."""

ABOVE_USUAL = 3.0
"""Values up to this many times what is usual in their line are always in view."""

OUT_OF_PROPORTION = 100.0
"""Beyond this many times what is usual, even a training loss has blown up."""

ZERO_BELOW = 1 / 3
"""The axis starts at 0 when the lowest value lies below this share of the highest."""

_DISTINCT = 1e-12
"""Least step between ticks as a share of the values; a float holds 16 digits."""

_MOST = sys.float_info.max / 4
"""An axis ends here: what is computed from its ends stays a number."""


@dataclass(frozen=True)
class Beyond:
    """Values that lie above the view."""

    line: str
    epochs: tuple[int, ...]
    highest: float


def value_range(
    lines: Sequence[Line], *, robust: bool = False
) -> tuple[tuple[float, float], tuple[Beyond, ...]]:
    """What the value axis shows at first, and what lies beyond it.

    All values are shown, with room above and below. Only with `robust` (losses) may the view end
    lower, where validation blows up, as it may in a first epoch, and would press all else flat:
    above 1.5 times the highest training loss and above 3 times what is usual in the line. Usual
    is its 80th percentile, or its median when the former is out of all proportion. Training
    losses stay in view up to 100 times what is usual. What lies beyond is returned, for the
    subtitle to name. The view starts at 0 where that costs less than a third of the height.
    """
    limit = _limit(lines) if robust else math.inf
    low, high = _with_room(_below(lines, limit))
    return (low, high), tuple(_beyond(lines, limit)) if limit < math.inf else ()


def _beyond(lines: Sequence[Line], limit: float) -> Iterator[Beyond]:
    for line in lines:
        if line.values and line.highest[1] > limit:
            epochs = tuple(epoch for epoch, value in line.points if value > limit)
            yield Beyond(line.label, epochs, line.highest[1])


def _below(lines: Sequence[Line], limit: float) -> list[float]:
    """Of the values up to a limit enough to tell how far they reach."""
    told = list(filter(attrgetter("values"), lines))
    reach = list(chain.from_iterable((line.lowest[1], line.highest[1]) for line in told))
    if max(reach, default=limit) <= limit:
        return reach
    return [value for line in told for value in line.values if value <= limit]


def _limit(lines: Sequence[Line]) -> float:
    """The highest value that is kept in view; inf without a training loss to measure by."""
    told = list(filter(attrgetter("values"), lines))
    usual = list(map(_usual, told))
    if not any(line.side == "train" for line in told) or min(usual) <= 0:
        return math.inf
    return max(*(ABOVE_USUAL * each for each in usual), *map(_trained, told, usual))


def _trained(line: Line, usual: float) -> float:
    """What a training loss by itself keeps in view; 0 where it has blown up."""
    highest = line.highest[1]
    sound = line.side == "train" and highest <= OUT_OF_PROPORTION * usual
    return ABOVE_TRAINING * highest if sound else 0.0


def _usual(line: Line) -> float:
    values = sorted(line.values)
    high, median = values[int(0.8 * (len(values) - 1))], values[(len(values) - 1) // 2]
    return median if high > OUT_OF_PROPORTION * abs(median) > 0 else high


def _with_room(values: Sequence[float]) -> tuple[float, float]:
    if not values:
        return (0.0, 1.0)
    low, high = (min(max(value, -_MOST), _MOST) for value in (min(values), max(values)))
    if low >= 0 and low <= high * ZERO_BELOW:
        return (0.0, high * 1.05 or 1.0)
    room = (high - low) * 0.06 or abs(high) * 0.1 or 1.0
    return (low - room, high + room)


@lru_cache(maxsize=64)
def ticks(low: float, high: float, about: int) -> tuple[float, ...]:
    """About `about` round values from `low` to `high`, steps of 1, 2 or 5 times a power of ten."""
    span = high - low
    if not (math.isfinite(span) and span > 0):
        return (low,)
    step = _step(span / max(about, 1))
    # Below it neighbours are the same float, and no label could tell them apart.
    if not step > max(abs(low), abs(high)) * _DISTINCT:
        return (low,)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    digits = max(12, 12 - math.floor(math.log10(step)))
    return tuple(round(number * step, digits) for number in range(first, last + 1))


def _step(rough: float) -> float:
    """The round step that is not below `rough`; `rough` itself where floats have no digits left."""
    if rough < sys.float_info.min:
        return rough
    power: float = 10.0 ** math.floor(math.log10(rough))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * (1 - 1e-9))


def epoch_ticks(first: int, last: int, about: int = 5) -> tuple[int, ...]:
    """Whole epochs: the first, round ones between, the last; neighbours are kept apart."""
    if last <= first:
        return (first,)
    step = max(1, round(_step((last - first) / about)))
    start = (first // step + 1) * step
    between = range(start, last, step)
    return (first, *(e for e in between if min(e - first, last - e) >= 0.5 * step), last)


def tick_label(value: float, step: float) -> str:
    """A tick's number with as many decimals as its `step` needs."""
    if value == 0:
        return "0"
    if abs(value) >= 1e5 or abs(value) < 1e-4:
        return words.rough(value, 3).replace("e-0", "e-").replace("e+0", "e")
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    return words.decimals(value, decimals)
