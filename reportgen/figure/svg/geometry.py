"""The margins of a chart, shared by both drawings so that one replaces the other unmoved."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from reportgen.figure.model.lines import LineChart
from reportgen.figure.svg.place import Flag, rows, text_width
from reportgen.figure.svg.scale import tick_label, ticks

ROW = 16
"""Height of a row of mark labels, in CSS pixels."""

NARROWEST = 200.0
"""Plot width in CSS pixels, that of a 360 px screen, at which mark labels still keep apart."""

AXIS_TITLE = 16
"""Height of the title beside or below an axis, in CSS pixels."""

Y_TICKS = 6


@dataclass(frozen=True)
class Margins:
    """Room around the plot area, in CSS pixels."""

    left: int
    right: int
    top: int
    bottom: int


@dataclass(frozen=True)
class PlacedMark:
    """A mark and where its label stands."""

    label: str
    kind: str
    share: float
    """Where it stands on its axis, 0 to 1."""
    row: int
    """0 is nearest to the plot."""

    @property
    def towards_left(self) -> bool:
        """Whether the label stands left of its line: labels lean inwards, so none is clipped."""
        return self.share > 0.5


def place_marks(chart: LineChart, width: float = NARROWEST) -> tuple[PlacedMark, ...]:
    """The marks of a chart with labels that do not overlap at plot widths from `width` up."""
    low, high = chart.x_range
    marks = ((mark.label, mark.kind, (mark.epoch - low) / (high - low)) for mark in chart.marks)
    return place(tuple(marks), width)


@lru_cache(maxsize=16)
def place(marks: tuple[tuple[str, str, float], ...], width: float) -> tuple[PlacedMark, ...]:
    """Marks by label, kind and share of an axis `width` CSS pixels long, their labels apart.

    All charts of a run have the same marks.
    """
    flags = []
    for label, _, share in marks:
        x, long = share * width, text_width(label) + 4
        flags.append(Flag(x, x - long, x) if share > 0.5 else Flag(x, x, x + long))
    return tuple(PlacedMark(*mark, row) for mark, row in zip(marks, rows(flags), strict=True))


def margins(chart: LineChart) -> Margins:
    """Room for tick labels, for the names at the ends of the lines and for the marks' labels."""
    ends = max((text_width(line.label) for line in chart.lines if line.named), default=0.0)
    marked = max((placed.row + 1 for placed in place_marks(chart)), default=0)
    return Margins(
        left=round(AXIS_TITLE + 16 + max(map(text_width, y_tick_labels(chart)), default=20.0)),
        right=round(ends + 14),
        top=10 + ROW * marked,
        bottom=40,
    )


def y_ticks(chart: LineChart) -> tuple[float, ...]:
    """Round values on the value axis."""
    return ticks(*chart.y_range, Y_TICKS)


def y_tick_labels(chart: LineChart) -> list[str]:
    """The numbers of `y_ticks`."""
    values = y_ticks(chart)
    step = values[1] - values[0] if len(values) > 1 else abs(values[0]) or 1.0
    return [tick_label(value, step) for value in values]
