"""A light SVG of a chart: it stands first, in print, and where there is no JavaScript.

The drawing stretches with its place while text keeps its size: the margins are padding, so that
percentages refer to the plot area, and lines are stretched with strokes that keep their width.
Colours are CSS variables with the light theme's values as fallback.
"""

from __future__ import annotations

from itertools import chain

from reportgen.figure.model.lines import HEIGHT, MAX_POINTS, LineChart
from reportgen.figure.svg.canvas import chart_canvas
from reportgen.figure.svg.drawing import (
    AXIS_STROKE,
    GRID_STROKE,
    MARK_STROKE,
    TEXT_FILL,
    Band,
    Frame,
    axis_titles,
    draw_band,
    draw_fills,
    draw_line,
    draw_mark,
    draw_names,
)
from reportgen.figure.svg.geometry import margins, place_marks, y_tick_labels, y_ticks
from reportgen.figure.svg.markup import element, percent, text
from reportgen.figure.svg.place import spread
from reportgen.figure.svg.scale import epoch_ticks
from reportgen.figure.svg.thumbnail import thumbnail_svg

LABELS = (24.0, 15.0)
"""Least distance of two names at the ends of lines, in CSS pixels: usually, and where more names
stand than have room. charts.js does the same."""

EARLY = 0.9
"""Share of the width before which a line ends so early that its name does not stand beside it.
charts.js does the same."""


def svg(
    chart: LineChart,
    *,
    width: int = 720,
    height: int = HEIGHT,
    band: Band | None = None,
    thumbnail: bool = False,
    points: int = MAX_POINTS,
) -> str:
    """The chart as SVG markup, as wide as its place and `height` CSS pixels high.

    `width` is the width that it is usually shown at: lines get no more points than that shows,
    and at most about `points`.
    `band` are epochs to shade, from and to. With `thumbnail` it is 240 x 80 whatever `width` and
    `height` are, without axes; see `thumbnail.py`.
    """
    if thumbnail:
        return thumbnail_svg(chart, band)
    room = margins(chart)
    frame = Frame(chart, height - room.top - room.bottom)
    points = min(points, width // 2)
    content = [
        *draw_band(frame, band),
        *_grid(frame),
        *_value_axis(frame),
        *_epoch_axis(frame),
        *axis_titles(chart.y_title, chart.x_title, room.left, frame.height),
        *chain.from_iterable(draw_mark(each, frame.height) for each in place_marks(chart)),
        *draw_fills(frame, points),
        *chain.from_iterable(draw_line(frame, line, points) for line in chart.lines if line.shown),
        *_names(frame),
    ]
    return chart_canvas(chart.title, chart.summary, content, height=height, room=room, usual=width)


def _value_axis(frame: Frame) -> list[str]:
    """Numbers left of the plot area."""
    pairs = zip(y_ticks(frame.chart), y_tick_labels(frame.chart), strict=True)
    numbers = [element("text", text(label), x=-6, y=frame.down(y) + 4) for y, label in pairs]
    return [element("g", numbers, text_anchor="end", style=TEXT_FILL)]


def _grid(frame: Frame) -> list[str]:
    heights = [frame.down(value) for value in y_ticks(frame.chart)]
    lines = [element("line", x2="100%", y1=y, y2=y) for y in heights]
    base = element("line", x2="100%", y1=frame.height, y2=frame.height, style=AXIS_STROKE)
    return [element("g", lines, style=GRID_STROKE), base]


def _epoch_axis(frame: Frame) -> list[str]:
    """The epoch axis: few enough whole epochs to fit a narrow screen."""
    numbers = [
        element("text", str(epoch), x=percent(frame.across(epoch)), y=frame.height + 17)
        for epoch in epoch_ticks(*frame.chart.epochs, 4)
    ]
    return [element("g", numbers, text_anchor="middle", style=TEXT_FILL)]


def _names(frame: Frame) -> list[str]:
    """Each line's name right of the plot, at the height of its end; dots lead to an early end."""
    told = [line for line in frame.chart.lines if line.values and line.named and line.shown]
    ends = [min(frame.height, max(0.0, frame.down(line.ends[1][1]))) for line in told]
    gap = LABELS[0] if len(ends) * LABELS[0] <= frame.height else LABELS[1]
    heights = spread(ends, gap, 0.0, frame.height)
    leaders = [
        element("line", x1=percent(share), x2="100%", y1=end, y2=height, stroke_dasharray="1 3")
        for line, end, height in zip(told, ends, heights, strict=True)
        if (share := frame.across(line.ends[1][0])) < EARLY
    ]
    led = [element("g", leaders, class_="leaders", style=MARK_STROKE)] if leaders else []
    return [*led, *draw_names(told, heights)]
