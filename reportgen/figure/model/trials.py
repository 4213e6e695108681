"""Trials of a sweep: parallel coordinates, and one argument against the fitness.

A trial is a line over all arguments in the one, a dot in the other. Colour says how good it is:
five shades of one hue by the fifths of the ranks; of many lines only the best tenth has one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from reportgen import words
from reportgen.figure.model.lines import Worded
from reportgen.figure.svg.scale import ticks

SHADES = 5
"""Shades of the one hue, besides the grey of quiet trials; 5 is the best fifth."""
QUIET = 0
MOST_COLOURED = 40
"""From more trials on, only the best tenth has a colour."""
LEADING_SHARE = 0.1
LOG_FROM = 100.0
"""Values that span more than two decades stand on a logarithmic axis."""
INNER_TICKS = 3
LIGHT = ("#aab2bc", "#8290a0", "#6489b6", "#3f7fc0", "#1c63ad", "#0b3a73")
"""Quiet, then shades 1 to 5 in the light theme; ``templates/assets/sweep.css`` has both themes."""


@dataclass(frozen=True)
class TrialAxis:
    """One argument, or the fitness, over all trials."""

    name: str
    values: tuple[float, ...]
    """One a trial; NaN where it is not told."""

    @cached_property
    def told(self) -> tuple[float, ...]:
        """The finite values."""
        return tuple(value for value in self.values if math.isfinite(value))

    @cached_property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest value; 0 and 1 when none is told."""
        return (min(self.told), max(self.told)) if self.told else (0.0, 1.0)

    @cached_property
    def log(self) -> bool:
        """Whether the axis is logarithmic."""
        low, high = self.ends
        return low > 0 and high / low > LOG_FROM

    def share(self, value: float) -> float:
        """Where a value stands, 0 at the lowest to 1 at the highest; NaN for what is not told."""
        low, high = self.ends
        if not math.isfinite(value):
            return math.nan
        if high == low:
            return 0.5
        if self.log:
            return math.log(value / low) / math.log(high / low)
        return (value - low) / (high - low)

    @cached_property
    def ticks(self) -> tuple[float, ...]:
        """Round values between the ends, lowest first."""
        low, high = self.ends
        if not self.log:
            return tuple(value for value in ticks(low, high, INNER_TICKS) if low < value < high)
        powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        inner = [10.0**power for power in powers if low * 1.001 < 10.0**power < high / 1.001]
        return tuple(inner[:: max(1, math.ceil(len(inner) / INNER_TICKS))])


def tick_text(value: float) -> str:
    """A value beside an axis: three significant digits, without trailing zeros."""
    return words.rough(value, 3).replace("e-0", "e-").replace("e+0", "e")


@dataclass(frozen=True)
class _Trials(Worded):
    """What both charts of trials have."""

    names: tuple[str, ...]
    """Of the trials."""
    fitness: TrialAxis


@dataclass(frozen=True)
class ParallelChart(_Trials):
    """One upright axis an argument, the fitness last, and a line a trial."""

    axes: tuple[TrialAxis, ...] = ()
    """Without the fitness."""

    @cached_property
    def shades(self) -> tuple[int, ...]:
        """The shade of each trial, `QUIET` to `SHADES`: many lines would hide each other."""
        return shades(self.fitness.values, quiet=len(self.names) > MOST_COLOURED)

    @property
    def all_axes(self) -> tuple[TrialAxis, ...]:
        """The arguments, then the fitness."""
        return (*self.axes, self.fitness)


@dataclass(frozen=True)
class ScatterChart(_Trials):
    """The fitness over one argument, a dot a trial."""

    argument: TrialAxis = TrialAxis("", ())

    @cached_property
    def shades(self) -> tuple[int, ...]:
        """The shade of each trial, 1 to `SHADES`, or `QUIET` without a fitness."""
        return shades(self.fitness.values)


def shades(fitness: Sequence[float], *, quiet: bool = False) -> tuple[int, ...]:
    """The shade of each trial by the fifths of the ranks; equal fitness has one shade.

    With `quiet`, all but the best tenth are `QUIET`, and that tenth is spread over the shades by
    itself. A trial without a fitness is quiet.
    """
    told = sorted(filter(math.isfinite, fitness), reverse=True)
    if quiet:
        told = told[: math.ceil(len(told) * LEADING_SHARE)]
    places = range(len(told))
    last = dict(zip(told, places, strict=True))
    first = dict(zip(reversed(told), reversed(places), strict=True))
    shaded = {
        value: SHADES - (first[value] + last[value]) * SHADES // (2 * len(told)) for value in last
    }
    if len(shaded) > 1:
        shaded |= {told[-1]: 1, told[0]: SHADES}
    return tuple(shaded.get(value, QUIET) for value in fitness)


def drawing_order(shaded: Sequence[int], fitness: Sequence[float]) -> list[int]:
    """Trials in the order in which they are drawn: the best last, so that it lies on top."""
    known = [value if math.isfinite(value) else -math.inf for value in fitness]
    return sorted(range(len(shaded)), key=lambda trial: (shaded[trial], known[trial]))
