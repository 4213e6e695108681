"""Curves over the confidence, and precision over recall: what a chart of them is.

Unlike a `LineChart`, whose axis counts epochs, both axes go from 0 to 1. Hue says which head; a
thick line is the mean over the classes, a thin one a class.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import Literal

from reportgen import words
from reportgen.figure.model.lines import Worded, segments
from reportgen.figure.svg.geometry import AXIS_TITLE, ROW, Margins, PlacedMark, place
from reportgen.figure.svg.place import text_width

Points = tuple[tuple[float, float], ...]
CurveMarkKind = Literal["best", "default", "knee"]

TOPS = (0.04, 0.08, 0.2, 0.4)
"""Where the value axis may end when all lines stay below; its quarters are round numbers."""

NARROWEST = 240.0
"""Plot width in CSS pixels, that of a 360 px screen, at which mark labels still keep apart."""


@dataclass(frozen=True)
class CurveLine:
    """A mean, or one class, of a head."""

    label: str
    x: tuple[float, ...]
    """0 to 1, increasing."""
    y: tuple[float, ...]
    """0 to 1; NaN is a gap, never bridged."""
    role: str
    """Head that it is of; names a colour of `palette.ROLES`."""
    thin: bool = False
    """Whether it is a class, not the mean."""

    @cached_property
    def segments(self) -> tuple[Points, ...]:
        """Runs of neighbouring finite points, each at least one point long."""
        return segments(zip(self.x, self.y, strict=True))


@dataclass(frozen=True)
class CurveMark:
    """A labelled confidence: a line through the plot, or a point of it where `y` is told."""

    x: float
    label: str
    kind: CurveMarkKind
    role: str = ""
    """Head that it is of; empty when it is of none."""
    y: float | None = None


@dataclass(frozen=True)
class CurveChart(Worded):
    """One kind of curve of one head or of several."""

    kind: str
    """``F1``, ``P``, ``R`` or ``PR``."""
    x_title: str
    y_title: str
    lines: tuple[CurveLine, ...]
    marks: tuple[CurveMark, ...] = ()
    band: tuple[float, float] | None = None
    """Confidences to shade softly, from and to."""
    note: str = ""
    """The numbers that a thumbnail writes: ``0.42 at 0.174``."""
    top: float = 1.0
    """Where the value axis ends; see `value_top`."""

    @property
    def y_words(self) -> str:
        """The title of the value axis, which says where the axis ends when that is not at 1."""
        return self.y_title if self.top == 1 else f"{self.y_title}, axis to {words.plain(self.top)}"

    @property
    def means(self) -> tuple[CurveLine, ...]:
        """The thick lines."""
        return tuple(line for line in self.lines if not line.thin)


def value_top(highest: float) -> float:
    """Where the value axis of lines that reach `highest` ends: at 1, or nearer from below 0.4.

    On an axis up to 1 all lines of a weak model would lie on the ground.
    """
    return next((top for top in TOPS if highest < top), 1.0)


def overlay(charts: Sequence[CurveChart], id: str, title: str, subtitle: str) -> CurveChart:
    """Charts of one kind, of several heads, as one; the last chart's classes and band are kept."""
    last = charts[-1]
    means = chain.from_iterable(chart.means for chart in charts)
    return replace(
        last,
        id=id,
        title=title,
        subtitle=subtitle,
        summary=" ".join(chart.summary for chart in charts),
        lines=(*filter(attrgetter("thin"), last.lines), *means),
        marks=_joined(list(chain.from_iterable(chart.marks for chart in charts))),
        top=max(chart.top for chart in charts),
    )


def _joined(marks: Sequence[CurveMark]) -> tuple[CurveMark, ...]:
    """Marks of several heads: those that say the same at the same place are one, others are named.

    A point of the plane needs no name: it has its head's colour.
    """
    several = len({mark.role for mark in marks if mark.role}) > 1
    found: dict[tuple[float, str, float | None], CurveMark] = {}
    for mark in marks:
        key = (mark.x, mark.label, mark.y)
        found[key] = replace(mark, role="") if key in found else mark
    return tuple(map(_named, found.values()) if several else found.values())


def _named(mark: CurveMark) -> CurveMark:
    if mark.role and mark.y is None:
        return replace(mark, label=f"{mark.role} {mark.label}")
    return mark


def place_curve_marks(chart: CurveChart) -> tuple[PlacedMark, ...]:
    """The lines among the marks, with labels that do not overlap from `NARROWEST` up."""
    lines = ((mark.label, mark.kind, mark.x) for mark in chart.marks if mark.y is None)
    return place(tuple(lines), NARROWEST)


def curve_margins(chart: CurveChart) -> Margins:
    """Room for ticks, for the heads' names at the right and for the marks' labels above."""
    names = max((text_width(line.label) for line in chart.means), default=0.0)
    marked = max((placed.row + 1 for placed in place_curve_marks(chart)), default=0)
    return Margins(AXIS_TITLE + 36, round(names + 12), 10 + ROW * marked, 40)
