"""A light SVG of curves: it stands first, in print, and where there is no JavaScript.

Drawn as `svg.py` draws charts over the epochs: it stretches with its place, text keeps its size.
"""

from __future__ import annotations

from reportgen import words
from reportgen.figure.model import palette
from reportgen.figure.model.curves import (
    CurveChart,
    CurveLine,
    CurveMark,
    Points,
    curve_margins,
    place_curve_marks,
)
from reportgen.figure.model.lines import HEIGHT, Shade
from reportgen.figure.svg.canvas import THUMBNAIL, chart_canvas, thumbnail_canvas
from reportgen.figure.svg.drawing import (
    AXIS_STROKE,
    BAND_FILL,
    GRID_STROKE,
    MARK_STROKE,
    SPAN,
    STRONG_FILL,
    TEXT_FILL,
    axis_titles,
    draw_mark,
    draw_names,
    role_colour,
    stretched,
    variable,
)
from reportgen.figure.svg.geometry import Margins
from reportgen.figure.svg.markup import coordinates, element, percent, text
from reportgen.figure.svg.place import spread

TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
_STROKES: dict[bool, tuple[str, float, Shade]] = {
    False: ("", 2.6, "main"),
    True: (" class", 1.0, "soft"),
}
"""What a line is classed as besides, its width in CSS pixels, and its shade; thin ones last."""
TOLERANCE = 0.0015
"""Points that a line passes this close to are left out: less than half a CSS pixel."""
LABEL = 15.0
"""Least distance of two names, in CSS pixels."""


def curve_svg(chart: CurveChart, *, thumbnail: bool = False) -> str:
    """The chart as SVG markup, as wide as its place and `HEIGHT` CSS pixels high.

    With `thumbnail` it is 240 x 80, without axes, and writes the chart's `note`.
    """
    if thumbnail:
        return _thumbnail(chart)
    room = curve_margins(chart)
    inner = HEIGHT - room.top - room.bottom
    content = [
        *_band(chart, inner),
        *_axes(chart, inner, room),
        *(part for placed in place_curve_marks(chart) for part in draw_mark(placed, inner)),
        _lines(chart, inner),
        *(_dot(mark, inner, chart.top) for mark in chart.marks if mark.y is not None),
        *_names(chart, inner),
    ]
    return chart_canvas(chart.title, chart.summary, content, height=HEIGHT, room=room)


def simplify(points: Points, tolerance: float = TOLERANCE) -> Points:
    """Fewer points of a line, none of those left out further than `tolerance` above or below it."""
    kept = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        (x0, y0), (x1, y1) = points[first], points[last]
        slope = (y1 - y0) / (x1 - x0)
        off = [abs(y - y0 - slope * (x - x0)) for x, y in points[first + 1 : last]]
        furthest = max(range(len(off)), key=off.__getitem__)
        if off[furthest] > tolerance:
            middle = first + 1 + furthest
            kept.add(middle)
            spans += [(first, middle), (middle, last)]
    return tuple(points[index] for index in sorted(kept))


def _lines(chart: CurveChart, height: float) -> str:
    """All lines in coordinates of their own, stretched over the plot area."""
    strokes = (part for line in chart.lines for part in _strokes(line, height, chart.top))
    return stretched(strokes, height)


def _strokes(line: CurveLine, height: float, top: float) -> list[str]:
    of_class, width, shade = _STROKES[line.thin]
    drawn = [
        element(
            "polyline",
            points=coordinates(
                (x * SPAN, (1 - y) * height)
                for x, y in simplify(tuple((x, y / top) for x, y in segment))
            ),
            vector_effect="non-scaling-stroke",
        )
        for segment in line.segments
    ]
    return [
        element(
            "g",
            drawn,
            class_=f"line role-{palette.known_role(line.role)}{of_class}",
            fill="none",
            stroke_width=width,
            stroke_linejoin="round",
            style=f"stroke:{role_colour(line.role, shade)}",
        )
    ]


def _band(chart: CurveChart, height: float) -> list[str]:
    if chart.band is None:
        return []
    low, high = chart.band
    x, width = percent(low), percent(high - low)
    return [element("rect", class_="band", x=x, width=width, height=height, style=BAND_FILL)]


def _axes(chart: CurveChart, height: float, room: Margins) -> list[str]:
    parts = []
    for tick in TICKS:
        down, value = (1 - tick) * height, words.decimals(tick * chart.top, 2)
        style = GRID_STROKE if tick else AXIS_STROKE
        parts += [
            element("line", x2="100%", y1=down, y2=down, style=style),
            element("text", value, x=-6, y=down + 4, text_anchor="end", style=TEXT_FILL),
            element(
                "text",
                words.decimals(tick, 2),
                x=percent(tick),
                y=height + 17,
                text_anchor="middle",
                style=TEXT_FILL,
            ),
        ]
    return [*parts, *axis_titles(chart.y_words, chart.x_title, room.left, height)]


def _dot(mark: CurveMark, height: float, top: float) -> str:
    """A point of the plot: filled for the best, hollow for others."""
    y = (1 - (mark.y or 0.0) / top) * height
    colour = role_colour(mark.role or "other")
    fill = colour if mark.kind == "best" else variable("--chart-ground", "#ffffff")
    return element(
        "circle",
        element("title", text(mark.label)),
        cx=percent(mark.x),
        cy=y,
        r=4,
        style=f"fill:{fill};stroke:{colour};stroke-width:2",
    )


def _names(chart: CurveChart, height: float) -> list[str]:
    """Each mean's head at its end."""
    told = [line for line in chart.means if line.segments]
    ends = [(1 - line.segments[-1][-1][1] / chart.top) * height for line in told]
    return draw_names(told, spread(ends, LABEL, 0.0, height))


def _thumbnail(chart: CurveChart) -> str:
    """The mean, its best place, and the number that matters."""
    width, height = THUMBNAIL
    inner = height - 26.0
    best = next((mark for mark in chart.marks if mark.kind == "best"), None)
    base = element("line", x2="100%", y1=inner, y2=inner, style=AXIS_STROKE)
    at = best.x if best else 0.0
    x = percent(at)
    marked = [element("line", x1=x, x2=x, y2=inner, style=MARK_STROKE)] if best else []
    plot = element(
        "svg",
        [base, *marked, _lines(chart, inner)],
        x=4,
        y=6,
        width=width - 8,
        height=inner,
        overflow="visible",
    )
    labels = element(
        "text",
        text(chart.note),
        x=4 + (width - 8) * at,
        y=height - 5,
        text_anchor="end" if at > 0.5 else "start",
        style=STRONG_FILL,
    )
    return thumbnail_canvas(f"{chart.title}. {chart.note}", [plot, labels])
