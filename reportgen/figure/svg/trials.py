"""Charts of trials as light SVG: trials of one shade are one path.

As in `svg`, the drawing stretches with its place while text and strokes keep their size.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from reportgen.figure.model.trials import (
    LIGHT,
    SHADES,
    ParallelChart,
    ScatterChart,
    TrialAxis,
    drawing_order,
    tick_text,
)
from reportgen.figure.svg.canvas import chart_canvas
from reportgen.figure.svg.drawing import (
    AXIS_STROKE,
    SPAN,
    STRONG_FILL,
    TEXT_FILL,
    stretched,
    variable,
)
from reportgen.figure.svg.geometry import Margins
from reportgen.figure.svg.markup import element, number, percent, text
from reportgen.figure.svg.place import text_width

KIND = "chart-svg trials-svg"
PARALLEL_HEIGHT = 372
PARALLEL_TOP, PARALLEL_BOTTOM = 64, 28
"""Room for two rows of names above and a handle at each end of an axis, in CSS pixels."""
AXIS_WIDTH = 92
"""Least distance of two axes, in CSS pixels; where the place is narrower, it scrolls."""
SCATTER_HEIGHT = 190
SCATTER_MARGINS = (8, 10, 22, 46)
"""Top, right, bottom, left, in CSS pixels."""
LEAST_TICK_GAP = 17.0
_WIDTHS = (0.9, 1.2, 1.2, 1.4, 1.7, 2.2)
"""Stroke width of a line by its shade, quiet first."""
_DOTS = (5.0, 5.5, 5.5, 5.5, 6.0, 7.0)


def parallel_svg(chart: ParallelChart) -> str:
    """The chart as SVG markup, as wide as its place and at least `AXIS_WIDTH` an axis."""
    axes = chart.all_axes
    height = float(PARALLEL_HEIGHT - PARALLEL_TOP - PARALLEL_BOTTOM)
    content = [
        stretched(_lines(chart, height), height, "trial-lines", overflow="visible"),
        *(part for at, axis in enumerate(axes) for part in _axis(axis, at, len(axes), height)),
    ]
    right = round(max(map(text_width, map(tick_text, axes[-1].ends))) + 14)
    return chart_canvas(
        chart.title,
        chart.summary,
        content,
        height=PARALLEL_HEIGHT,
        room=Margins(left=14, right=right, top=PARALLEL_TOP, bottom=PARALLEL_BOTTOM),
        least=AXIS_WIDTH * len(axes),
        kind=KIND,
    )


def _lines(chart: ParallelChart, height: float) -> list[str]:
    """One path a shade and one for the best trial, drawn last."""
    axes = chart.all_axes
    places = [place * SPAN for place in axis_places(len(axes))]
    paths: dict[int, list[str]] = {}
    for trial in drawing_order(chart.shades, chart.fitness.values):
        down = [height * (1 - axis.share(axis.values[trial])) for axis in axes]
        paths.setdefault(chart.shades[trial], []).append(_path(places, down))
    return [
        element(
            "path",
            d="".join(paths[shade]),
            class_=f"trial-shade-{shade}",
            vector_effect="non-scaling-stroke",
            fill="none",
            stroke_width=_WIDTHS[shade],
            stroke_linejoin="round",
            stroke_opacity="0.45" if shade == 0 else None,
            style=f"stroke:{shade_colour(shade)}",
        )
        for shade in sorted(paths)
    ]


def _path(places: Sequence[float], down: Sequence[float]) -> str:
    """A line over the axes; one that is not told is no bridge."""
    parts, pen = [], "M"
    for x, y in zip(places, down, strict=True):
        if math.isfinite(y):
            parts.append(f"{pen}{number(x)},{number(y)}")
        pen = "L" if math.isfinite(y) else "M"
    return "".join(parts)


def axis_places(count: int) -> list[float]:
    """Where axes stand, as shares of the width."""
    return [place / max(count - 1, 1) for place in range(count)]


def shade_colour(shade: int) -> str:
    """The colour of a shade in the theme in use."""
    return variable(f"--trial-{shade}", LIGHT[shade])


def _axis(axis: TrialAxis, at: int, count: int, height: float) -> list[str]:
    x = percent(axis_places(count)[at])
    last = at == count - 1
    row = at % 2  # Names of neighbours stand in two rows, so that each has twice the room.
    name = text(axis.name if not axis.log else f"{axis.name} (log)")
    anchor = "start" if at == 0 else "end" if last else "middle"
    return [
        element(
            "line", x1=x, x2=x, y1=-4, y2=height + 4,
            style=AXIS_STROKE,
        ),
        element(
            "text", name, class_="trial-axis-name", x=x, dx=None if at else -14, y=-50 + 18 * row,
            text_anchor=anchor, style=STRONG_FILL if last else TEXT_FILL,
        ),
        *_axis_ticks(axis, x, height),
    ]  # fmt: skip


def _axis_ticks(axis: TrialAxis, x: str, height: float) -> list[str]:
    """The values at both ends, and round ones between as far as they keep apart."""
    halo = f"stroke:{variable('--chart-ground', '#ffffff')}"
    return [
        element(
            "text",
            tick_text(value),
            x=x,
            dx=6,
            y=y + 4,
            paint_order="stroke",
            stroke_width=3,
            stroke_linejoin="round",
            style=f"{halo};{TEXT_FILL}",
        )
        for value, y in axis_labels(axis, height)
    ]


def axis_labels(axis: TrialAxis, height: float) -> list[tuple[float, float]]:
    """Values that an axis of `height` is labelled with, and how far below its top they stand."""
    low, high = axis.ends
    ends = [low, high] if high > low else [low]
    placed = [(value, height * (1 - axis.share(value))) for value in ends]
    for value in axis.ticks:
        y = height * (1 - axis.share(value))
        if all(abs(y - other) >= LEAST_TICK_GAP for _, other in placed):
            placed.append((value, y))
    return placed


# --- scatter -------------------------------------------------------------------------------------


def scatter_svg(chart: ScatterChart) -> str:
    """The chart as SVG markup, as wide as its place."""
    top, right, bottom, left = SCATTER_MARGINS
    height = float(SCATTER_HEIGHT - top - bottom)
    content = [
        *_scatter_grid(chart, height),
        stretched(_dots(chart, height), height, "trial-dots", overflow="visible"),
    ]
    room = Margins(left=left, right=right, top=top, bottom=bottom)
    return chart_canvas(
        chart.title, chart.summary, content, height=SCATTER_HEIGHT, room=room, kind=KIND
    )


def _scatter_grid(chart: ScatterChart, height: float) -> list[str]:
    low, high = chart.argument.ends
    return [
        element("line", x2="100%", y1=height + 4, y2=height + 4, style=AXIS_STROKE),
        *(
            element(
                "text", tick_text(value), x=-7, y=y + 4, text_anchor="end", style=TEXT_FILL
            )
            for value, y in axis_labels(chart.fitness, height)
        ),
        *(
            element(
                "text", tick_text(value), x=percent(chart.argument.share(value)),
                y=height + 19, text_anchor=anchor, style=TEXT_FILL,
            )
            for value, anchor in ((low, "start"), (high, "end"))
        ),
    ]  # fmt: skip


def _dots(chart: ScatterChart, height: float) -> list[str]:
    """One path a shade: a line of no length with round ends is a dot that does not stretch."""
    paths: dict[int, list[str]] = {}
    told = zip(chart.argument.values, chart.fitness.values, strict=True)
    for shade, (value, fitness) in zip(chart.shades, told, strict=True):
        x, y = chart.argument.share(value), chart.fitness.share(fitness)
        if math.isfinite(x) and math.isfinite(y):
            paths.setdefault(shade, []).append(f"M{number(x * SPAN)},{number(height * (1 - y))}h0")
    return [
        element(
            "path",
            d="".join(paths[shade]),
            vector_effect="non-scaling-stroke",
            fill="none",
            stroke_linecap="round",
            stroke_width=_DOTS[shade],
            style=f"stroke:{shade_colour(shade)}",
        )
        for shade in range(SHADES + 1)
        if shade in paths
    ]
