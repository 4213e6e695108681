"""A chart at 240 x 80: the lines, the epochs in question, the first and the last number."""

from __future__ import annotations

from reportgen.figure import palette
from reportgen.figure.drawing import (
    STRONG_FILL,
    TEXT_FILL,
    Band,
    Frame,
    draw_band,
    draw_line,
    variable,
)
from reportgen.figure.markup import element, percent, text
from reportgen.figure.model import Line, LineChart
from reportgen.figure.place import text_width
from reportgen.figure.words import epochs_text, three

WIDTH, HEIGHT = 240, 80
MAX_POINTS = 80
TOP, BOTTOM = 6, 20


def thumbnail_svg(chart: LineChart, band: Band | None = None) -> str:
    """The thumbnail as SVG markup; `band` are the epochs in question, from and to."""
    lead = _lead(chart)
    ends = [three(lead.points[index][1]) for index in (0, -1)] if lead else ["", ""]
    left, right = (round(text_width(number)) + 8 for number in ends)
    frame = Frame(chart, HEIGHT - TOP - BOTTOM)
    width = WIDTH - left - right
    content = [
        element("title", text(_title(chart, lead, ends, band))),
        element(
            "svg",
            _plot(frame, band, width),
            x=left,
            y=TOP,
            width=width,
            height=frame.height,
            style="overflow:visible",
        ),
        *(_numbers(frame, lead, ends, (left - 5, WIDTH - right + 5)) if lead else []),
    ]
    return element(
        "svg",
        content,
        xmlns="http://www.w3.org/2000/svg",
        class_="chart-thumbnail",
        role="img",
        width=WIDTH,
        height=HEIGHT,
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        font_size=12,
        font_family="inherit",
        style="font-variant-numeric:tabular-nums",
    )


def _plot(frame: Frame, band: Band | None, width: float) -> list[str]:
    base = element(
        "line",
        x2="100%",
        y1=frame.height,
        y2=frame.height,
        style=f"stroke:{variable('--chart-axis', palette.AXIS)}",
    )
    lines = [part for line in frame.chart.lines for part in draw_line(frame, line, MAX_POINTS)]
    # A band of a single epoch in a long run must still be seen.
    shaded = draw_band(frame, band, least=2 / width)
    label = [_band_label(frame, band, width)] if band else []
    return [*shaded, base, *lines, *label]


def _lead(chart: LineChart) -> Line | None:
    """The line whose numbers are written: the first leading one that has any."""
    told = [line for line in chart.lines if line.points]
    return next((line for line in told if line.lead), told[0] if told else None)


def _title(chart: LineChart, lead: Line | None, ends: list[str], band: Band | None) -> str:
    if lead is None:
        return f"{chart.title}: no numbers"
    where = f" Marked: {epochs_text(*band)}." if band else ""
    return f"{chart.title}. {lead.label}: {ends[0]} at the start, {ends[1]} at the end.{where}"


def _numbers(frame: Frame, lead: Line, ends: list[str], at: tuple[float, float]) -> list[str]:
    """First and last value beside the ends of the line."""
    values = (lead.points[0][1], lead.points[-1][1])
    y = [TOP + min(frame.height - 2, max(6.0, frame.down(value))) + 4 for value in values]
    return [
        element("text", ends[0], x=at[0], y=y[0], text_anchor="end", style=TEXT_FILL),
        element("text", ends[1], x=at[1], y=y[1], style=STRONG_FILL),
    ]


def _band_label(frame: Frame, band: Band, width: float) -> str:
    """The epochs in question, named below the band."""
    label = str(band[0]) if band[0] == band[1] else f"{band[0]}–{band[1]}"
    half = text_width(label) / 2 / width
    middle = min(1 - half, max(half, sum(frame.reach(band)) / 2))
    return element(
        "text",
        text(label),
        x=percent(middle),
        y=frame.height + 15,
        text_anchor="middle",
        style=TEXT_FILL,
    )
