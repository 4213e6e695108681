"""A chart described in neutral terms: lines, marks and words, drawn by `plotly` and by `svg`."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, groupby
from operator import ge
from typing import Literal, TypeVar

Dash = Literal["solid", "dash", "dot", "longdash"]
Shade = Literal["main", "soft"]
Side = Literal["train", "val", ""]
ChartGroup = Literal["losses", "metrics", "schedule"]
"""What a chart over the epochs is about, in the order of the page."""
MarkKind = Literal["best", "lowest-val-loss", "mosaic-off", "resumed"]

HEIGHT = 264
"""Height of a chart on the page, in CSS pixels."""

MAX_POINTS = 200
"""Points of a drawn line, about; more cannot be told apart at the size of a chart."""

TRAINING = ", training"
"""What the column of a run's training line ends with, in a chart of several runs."""


X = TypeVar("X", int, float)


def segments(points: Iterable[tuple[X, float]]) -> tuple[tuple[tuple[X, float], ...], ...]:
    """Runs of neighbouring points whose value is finite, each at least one point long."""
    runs = groupby(points, key=lambda point: math.isfinite(point[1]))
    return tuple(tuple(run) for finite, run in runs if finite)


@dataclass(frozen=True)
class Line:
    """One series over the epochs. Hue says what (`role`), line style says which side."""

    label: str
    """Name on the plot and in the hover card."""
    x: tuple[int, ...]
    """Epochs as they lie on the axis, strictly increasing."""
    y: tuple[float, ...]
    """One value an epoch; NaN and inf are gaps, never bridged."""
    role: str
    """What it shows; names a colour of `palette.ROLES`: ``box``, ``mask``, ``cls_loss``."""
    side: Side = ""
    dash: Dash = "solid"
    shade: Shade = "main"
    width: float = 2.0
    """Stroke width in CSS pixels."""
    column: str = ""
    """Its column in an exported csv; the label where there is none."""
    lead: bool = False
    """The line that the chart is about: a thumbnail writes its first and last value."""
    named: bool = True
    """Whether its name stands at its end; the hover card tells it in any case."""
    fill: bool = False
    """Whether the space down to the line before it is shaded: a band of two lines."""
    shown: bool = True
    """Whether it is drawn before the reader asks for it."""
    starts: int = 0
    """Epochs that it lies later than its run counts: those of the run that it goes on from."""

    def __post_init__(self) -> None:
        """Raises ValueError when x and y differ in length or epochs do not increase."""
        if len(self.x) != len(self.y):
            raise ValueError(f"line {self.label}: {len(self.x)} epochs, {len(self.y)} values")
        if any(map(ge, self.x, self.x[1:])):
            raise ValueError(f"line {self.label}: epochs must increase")

    @cached_property
    def values(self) -> tuple[float, ...]:
        """All finite values."""
        return self.y if all(map(math.isfinite, self.y)) else tuple(filter(math.isfinite, self.y))

    @cached_property
    def lowest(self) -> tuple[int, float]:
        """The first of the lowest points. Raises ValueError where no value is finite."""
        value = min(self.values)
        return self.x[self.y.index(value)], value

    @cached_property
    def highest(self) -> tuple[int, float]:
        """The first of the highest points. Raises ValueError where no value is finite."""
        value = max(self.values)
        return self.x[self.y.index(value)], value

    @cached_property
    def ends(self) -> tuple[tuple[int, float], tuple[int, float]]:
        """The first and the last point. Raises IndexError where no value is finite."""
        if self.values is self.y:
            return (self.x[0], self.y[0]), (self.x[-1], self.y[-1])
        return self.points[0], self.points[-1]

    @cached_property
    def segments(self) -> tuple[tuple[tuple[int, float], ...], ...]:
        """Runs of neighbouring finite points as (epoch, value), each at least one point long."""
        if self.values is self.y:
            return (tuple(zip(self.x, self.y, strict=True)),) if self.x else ()
        return segments(zip(self.x, self.y, strict=True))

    @cached_property
    def points(self) -> tuple[tuple[int, float], ...]:
        """All finite points as (epoch, value)."""
        return tuple(chain.from_iterable(self.segments))


@dataclass(frozen=True)
class Mark:
    """A thin labelled line at an epoch."""

    epoch: int
    label: str
    kind: MarkKind


@dataclass(frozen=True)
class Worded:
    """What every chart has: its name and the words that stand around it."""

    id: str
    """Unique within a run or a comparison, of ``a-z 0-9 -``; what checks refer to."""
    title: str
    """What is shown."""
    subtitle: str
    """What to see, told from the numbers."""
    how_to_read: str
    """Two to four sentences on what to look for."""
    summary: str
    """The chart in words, for those who do not see it."""


@dataclass(frozen=True)
class LineChart(Worded):
    """One chart over the epochs."""

    y_title: str
    lines: tuple[Line, ...]
    group: ChartGroup
    """The heading that it stands under."""
    marks: tuple[Mark, ...] = ()
    x_title: str = "Epoch"
    y_range: tuple[float, float] = (0.0, 1.0)
    """What the value axis shows at first, lowest and highest; see `scale.value_range`."""
    leads: bool = False
    """Whether it leads its group, and is drawn wide."""
    log: bool = False
    """Whether a logarithmic value axis is offered."""

    @cached_property
    def epochs(self) -> tuple[int, int]:
        """The first and the last epoch of all lines; (1, 1) when there is none."""
        ends = [epoch for line in self.lines for epoch in (line.x[:1] + line.x[-1:])]
        return (min(ends), max(ends)) if ends else (1, 1)

    @cached_property
    def x_range(self) -> tuple[float, float]:
        """What the epoch axis shows at first: all epochs, with a little room at both ends."""
        first, last = self.epochs
        room = max((last - first) * 0.015, 0.1) if last > first else 0.5
        # Less than one before the first: there is no epoch 0 to put a tick at.
        return (first - min(room, 0.9), last + room)
