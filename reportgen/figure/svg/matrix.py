"""A confusion matrix as a light SVG: for many classes, and as a thumbnail.

Cells of one shade are one path, so that 80 classes take a few kilobytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from reportgen.figure.model.matrix import MatrixChart, shade
from reportgen.figure.svg.canvas import THUMBNAIL, thumbnail_canvas
from reportgen.figure.svg.drawing import AXIS_STROKE, STRONG_FILL, variable
from reportgen.figure.svg.markup import element, text

LIGHT = (
    "#ecf4fe", "#d3e7ff", "#b7d7ff", "#98c4fd", "#78aff6", "#2b73c8", "#105eb1", "#004991",
    "#00346c",
)  # fmt: skip
"""Shades 1 to 9 in the light theme; ``templates/assets/evidence.css`` has them for both."""
UNKNOWN = "#9aa1a9"
CELL, LETTER, LONGEST = 18, 7, 24
"""Pixels of a cell and of a letter beside it; characters of a name."""


def matrix_svg(chart: MatrixChart, *, thumbnail: bool = False) -> str:
    """The matrix as SVG markup: a square as wide as its place, one unit a cell.

    With `thumbnail` it is 240 x 80, with the chart's `note` beside it.
    """
    if thumbnail:
        return _thumbnail(chart)
    size = len(chart.names)
    content = [
        element("title", text(chart.title)),
        element("desc", text(chart.summary)),
        *_cells(_shades(chart)),
        _border(size, chart.classes),
    ]
    return element(
        "svg",
        content,
        xmlns="http://www.w3.org/2000/svg",
        class_="matrix-svg",
        role="img",
        viewBox=f"0 0 {size} {size}",
        width="100%",
        style="height:auto;aspect-ratio:1",
    )


def named_matrix(names: Sequence[str], shades: Sequence[Sequence[int]]) -> str:
    """The `shades` of rows with their `names` beside them, `CELL` pixels each; -1 is unknown."""
    shown = [name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…" for name in names]
    left, side = LETTER * max(map(len, shown)) + 8, CELL * len(names)
    cells = [*_cells(shades), _border(len(names), len(names))]
    place = {"x": left, "width": side, "height": side, "viewBox": f"0 0 {len(names)} {len(names)}"}
    beside = [
        element("text", text(name), x=left - 6, y=CELL * row + 13) for row, name in enumerate(shown)
    ]
    return element(
        "svg",
        [
            element("svg", cells, **place),
            element("g", beside, text_anchor="end", style=STRONG_FILL),
        ],
        xmlns="http://www.w3.org/2000/svg",
        class_="matrix-svg",
        font_size=12,
        width=left + side + 1,
        height=side + 1,
    )


def _shades(chart: MatrixChart) -> Iterable[Iterable[int]]:
    return (map(shade, row) for row in chart.shares)


def _cells(rows: Iterable[Iterable[int]]) -> list[str]:
    """One path a shade, neighbouring cells of a row joined."""
    paths: dict[int, list[str]] = {}
    for down, row in enumerate(rows):
        start = 0
        for number, cells in groupby(row):
            width = len(list(cells))
            if number:
                paths.setdefault(number, []).append(f"M{start} {down}h{width}v1h-{width}z")
            start += width
    return [
        element("path", d="".join(parts), style=f"fill:{_fill(number)}")
        for number, parts in sorted(paths.items())
    ]


def _fill(number: int) -> str:
    if number < 0:
        return variable("--matrix-unknown", UNKNOWN)
    return variable(f"--matrix-{number}", LIGHT[number - 1])


def _border(size: int, classes: int) -> str:
    """The frame, and the line between classes and background."""
    lines = f"M0 0h{size}v{size}h-{size}z"
    if classes < size:
        lines += f"M{classes} 0v{size}M0 {classes}h{size}"
    stroke = f"fill:none;{AXIS_STROKE};stroke-width:1"
    return element("path", d=lines, style=stroke, vector_effect="non-scaling-stroke")


def _thumbnail(chart: MatrixChart) -> str:
    height = THUMBNAIL[1]
    size = len(chart.names)
    drawing = element(
        "svg",
        [*_cells(_shades(chart)), _border(size, chart.classes)],
        x=2,
        y=2,
        width=height - 4,
        height=height - 4,
        viewBox=f"0 0 {size} {size}",
        overflow="visible",
    )
    lines = [
        element("text", text(line), x=height + 10, y=30 + 18 * row, style=STRONG_FILL)
        for row, line in enumerate(chart.note.split("\n"))
    ]
    title = f"{chart.title}. {' '.join(chart.note.split())}"
    return thumbnail_canvas(title, [drawing, *lines], style=None)
