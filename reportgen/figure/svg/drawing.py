"""What the full drawing and the thumbnail share: where values lie, colours, lines, the band."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from reportgen.figure.model import palette
from reportgen.figure.model.curves import CurveLine
from reportgen.figure.model.lines import Line, LineChart, Shade
from reportgen.figure.svg.decimate import cut, decimate
from reportgen.figure.svg.geometry import ROW, PlacedMark
from reportgen.figure.svg.markup import coordinates, element, number, percent, text

SPAN = 1000.0
"""Width of the lines' own coordinates, which are stretched over the plot area."""

DASHES = {"solid": None, "dash": "7 4", "dot": "1.5 3.5", "longdash": "14 4"}
MARK_DASHES = {
    "best": None,
    "lowest-val-loss": "5 3",
    "mosaic-off": "1.5 3",
    "resumed": "8 3 2 3",
    "default": "1.5 3",
    "knee": "5 3",
}
"""By kind, of charts over the epochs and of curves."""

Band = tuple[int, int]
"""Epochs to shade, from and to."""


@dataclass(frozen=True)
class Frame:
    """Where values of a chart lie within its plot area."""

    chart: LineChart
    height: float
    """Of the plot area, in CSS pixels."""

    def across(self, epoch: float) -> float:
        """Share of the width, 0 to 1."""
        low, high = self.chart.x_range
        return (epoch - low) / (high - low)

    def reach(self, band: Band) -> tuple[float, float]:
        """Where a band begins and ends, as shares of the width within the plot."""
        low, high = (min(1.0, max(0.0, self.across(e))) for e in (band[0] - 0.5, band[1] + 0.5))
        return (low, high)

    def down(self, value: float) -> float:
        """CSS pixels below the top of the plot area."""
        low, high = self.chart.y_range
        return self.height * (high - value) / (high - low)


def variable(name: str, fallback: str) -> str:
    """A CSS variable with the light theme's value in its place where it is not set."""
    return f"var({name},{fallback})"


TEXT_FILL = f"fill:{variable('--chart-muted', palette.MUTED)}"
STRONG_FILL = f"fill:{variable('--chart-text', palette.TEXT)}"
BAND_FILL = f"fill:{variable('--chart-band', palette.BAND)}"
AXIS_STROKE = f"stroke:{variable('--chart-axis', palette.AXIS)}"
GRID_STROKE = f"stroke:{variable('--chart-grid', palette.GRID)}"
MARK_STROKE = f"stroke:{variable('--chart-mark', palette.MARK)}"


def role_colour(role: str, shade: Shade = "main") -> str:
    """The colour of a role in the theme in use. Text has the main one: soft ones are too light."""
    return variable(palette.variable(role, shade), palette.colour(role, shade))


def stretched(
    content: str | Iterable[str], height: float, kind: str | None = None, **more: object
) -> str:
    """A drawing in coordinates of its own, `SPAN` wide, stretched over the plot area."""
    return element(
        "svg",
        content,
        class_=kind,
        width="100%",
        height=height,
        viewBox=f"0 0 {number(SPAN)} {number(height)}",
        preserveAspectRatio="none",
        **more,
    )


def axis_titles(y_title: str, x_title: str, left: float, height: float) -> list[str]:
    """What the axes show, beside and below a plot area that begins `left` pixels from the edge."""
    turned = f"translate({12 - left} {number(height / 2)}) rotate(-90)"
    middle = {"text_anchor": "middle", "style": TEXT_FILL}
    return [
        element("text", text(y_title), transform=turned, **middle),
        element("text", text(x_title), x="50%", y=height + 35, **middle),
    ]


def draw_mark(placed: PlacedMark, height: float) -> list[str]:
    """A line through the plot and on to its label in a row above, which leans inwards."""
    x, top = percent(placed.share), -ROW * placed.row - ROW + 2
    dash = MARK_DASHES[placed.kind]
    label = element(
        "text",
        text(placed.label),
        class_=f"mark mark-{placed.kind}",
        x=x,
        y=top + 10,
        dx=-4 if placed.towards_left else 4,
        text_anchor="end" if placed.towards_left else "start",
        style=TEXT_FILL,
    )
    return [
        element("line", x1=x, x2=x, y2=height, stroke_dasharray=dash, style=MARK_STROKE),
        element("line", x1=x, x2=x, y1=top, style=MARK_STROKE),
        label,
    ]


def draw_names(lines: Sequence[Line | CurveLine], heights: Sequence[float]) -> list[str]:
    """The name of each line right of the plot, at these heights."""
    return [
        element(
            "text",
            text(line.label),
            class_="line-name",
            x="100%",
            dx=8,
            y=y + 4,
            style=f"fill:{role_colour(line.role)}",
        )
        for line, y in zip(lines, heights, strict=True)
    ]


def draw_line(frame: Frame, line: Line, at_most: int) -> list[str]:
    """A line as polylines, one a gapless part; a point that stands alone as a dot."""
    colour = role_colour(line.role, line.shade)
    (left, right), (low, high) = frame.chart.x_range, frame.chart.y_range
    width, tall = right - left, high - low
    total = max(1, len(line.values))
    strokes, dots = [], []
    for segment in line.segments:
        share = max(4, math.ceil(at_most * len(segment) / total))
        for part in cut(decimate(segment, share), high):
            points = [
                ((epoch - left) / width * SPAN, frame.height * (high - value) / tall)
                for epoch, value in part
            ]
            if len(points) > 1:
                strokes.append(coordinates(points))
            else:
                dots.append(_dot(points[0], colour))
    return [*_stretched(frame, line, colour, strokes), *dots]


def draw_fills(frame: Frame, at_most: int) -> list[str]:
    """The bands between two lines each, as far as both have values."""
    pairs = pairwise(frame.chart.lines)
    return [_fill(frame, low, high, at_most) for low, high in pairs if high.fill]


def _fill(frame: Frame, low: Line, high: Line, at_most: int) -> str:
    there = [p for segment in high.segments for p in decimate(segment, at_most)]
    back = [p for segment in low.segments for p in decimate(segment, at_most)]
    ceiling = frame.chart.y_range[1]
    points = coordinates(
        (frame.across(epoch) * SPAN, frame.down(min(value, ceiling)))
        for epoch, value in (*there, *reversed(back))
    )
    return stretched(element("polygon", points=points, style=BAND_FILL), frame.height)


def _stretched(frame: Frame, line: Line, colour: str, strokes: list[str]) -> list[str]:
    if not strokes:
        return []
    drawn = [
        element("polyline", points=points, vector_effect="non-scaling-stroke") for points in strokes
    ]
    group = element(
        "g",
        drawn,
        class_=f"line role-{palette.known_role(line.role)} side-{line.side or 'none'}",
        fill="none",
        stroke_width=line.width,
        stroke_linejoin="round",
        stroke_dasharray=DASHES[line.dash],
        style=f"stroke:{colour}",
    )
    return [stretched(group, frame.height)]


def _dot(point: tuple[float, float], colour: str) -> str:
    x, y = point
    return element("circle", cx=percent(x / SPAN), cy=y, r=3.5, style=f"fill:{colour}")


def draw_band(frame: Frame, band: Band | None, least: float = 0.0) -> list[str]:
    """The epochs in question as a soft band, at least `least` of the width."""
    first, last = frame.chart.epochs
    if band is None or band[0] > last or band[1] < first:
        return []
    low, high = frame.reach(band)
    return [
        element(
            "rect",
            class_="band",
            x=percent(min(low, 1 - least)),
            width=percent(max(high - low, least)),
            height=frame.height,
            style=BAND_FILL,
        )
    ]
