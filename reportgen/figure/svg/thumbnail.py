"""A chart at 240 x 80: the lines, the epochs in question, the first and the last numbers."""

from __future__ import annotations

from reportgen import words
from reportgen.figure.model.lines import Line, LineChart
from reportgen.figure.svg.canvas import THUMBNAIL, thumbnail_canvas
from reportgen.figure.svg.drawing import (
    AXIS_STROKE,
    STRONG_FILL,
    TEXT_FILL,
    Band,
    Frame,
    draw_band,
    draw_line,
)
from reportgen.figure.svg.markup import element, percent, text
from reportgen.figure.svg.place import spread, text_width

WIDTH, HEIGHT = THUMBNAIL
MAX_POINTS = 80
TOP, BOTTOM = 6, 20
LABEL = 14.0
"""Least distance of two numbers, in CSS pixels."""


def thumbnail_svg(chart: LineChart, band: Band | None = None) -> str:
    """The thumbnail as SVG markup; `band` are the epochs in question, from and to."""
    written = _written(chart)
    first = words.number(written[0].ends[0][1]) if written else ""
    left = round(text_width(first)) + 8
    right = round(max((text_width(_last(line)) for line in written), default=0.0)) + 8
    frame = Frame(chart, HEIGHT - TOP - BOTTOM)
    width = WIDTH - left - right
    content = [
        element(
            "svg",
            _plot(frame, band, width),
            x=left,
            y=TOP,
            width=width,
            height=frame.height,
            overflow="visible",
        ),
        *(_numbers(frame, written, first, (left - 5, WIDTH - right + 5)) if written else []),
    ]
    return thumbnail_canvas(_title(chart, written, band), content)


def _plot(frame: Frame, band: Band | None, width: float) -> list[str]:
    base = element("line", x2="100%", y1=frame.height, y2=frame.height, style=AXIS_STROKE)
    lines = [part for line in frame.chart.lines for part in draw_line(frame, line, MAX_POINTS)]
    # A band of a single epoch in a long run must still be seen.
    shaded = draw_band(frame, band, least=2 / width)
    label = [_band_label(frame, band, width)] if band else []
    return [*shaded, base, *lines, *label]


def _written(chart: LineChart) -> list[Line]:
    """The lines whose numbers are written: the first leading one, and the other one of two."""
    told = [line for line in chart.lines if line.values]
    told.sort(key=lambda line: not line.lead)
    return told if len(told) == 2 else told[:1]


def _last(line: Line) -> str:
    return words.number(line.ends[1][1])


def _title(chart: LineChart, written: list[Line], band: Band | None) -> str:
    if not written:
        return f"{chart.title}: no numbers"
    lines = [
        f" {line.label}: {words.number(line.ends[0][1])} at the start, {_last(line)} at the end."
        for line in written
    ]
    where = f" Marked: {words.epochs(*band)}." if band else ""
    return f"{chart.title}.{''.join(lines)}{where}"


def _numbers(frame: Frame, written: list[Line], first: str, at: tuple[float, float]) -> list[str]:
    """The first value of the line that leads, and the last one of each, beside their ends."""

    def down(value: float) -> float:
        return min(frame.height - 2, max(6.0, frame.down(value)))

    start = down(written[0].ends[0][1])
    ends = spread([down(line.ends[1][1]) for line in written], LABEL, 6.0, frame.height - 2)
    styles = (STRONG_FILL, TEXT_FILL)
    return [
        element("text", first, x=at[0], y=TOP + start + 4, text_anchor="end", style=TEXT_FILL),
        *(
            element("text", _last(line), x=at[1], y=TOP + end + 4, style=style)
            for line, end, style in zip(written, ends, styles, strict=False)
        ),
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
