"""A confusion matrix as a light SVG: for many classes, and as a thumbnail.

Cells of one shade are one path, so that 80 classes take a few kilobytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from reportgen.figure.model.matrix import MatrixChart, shade
from reportgen.figure.svg.canvas import THUMBNAIL, thumbnail_canvas
from reportgen.figure.svg.drawing import AXIS_STROKE, STRONG_FILL, variable
from reportgen.figure.svg.markup import element, number, text

LIGHT = (
    "#ecf4fe", "#d3e7ff", "#b7d7ff", "#98c4fd", "#78aff6", "#2b73c8", "#105eb1", "#004991",
    "#00346c",
)  # fmt: skip
"""Shades 1 to 9 in the light theme; ``templates/assets/evidence.css`` has them for both."""
UNKNOWN = "#9aa1a9"
CELL, LARGEST_SIDE = 18, 720
"""Pixels of a cell where there is room, and of all cells of a side."""
LETTER, LONGEST, LONGEST_AROUND = 7, 24, 16
"""Pixels of a letter; characters of a name on one side, and where names stand on all sides."""
LINE = 14
"""Pixels from name to name: where cells are lower, every other name stands on the other side."""


def matrix_svg(chart: MatrixChart, *, thumbnail: bool = False) -> str:
    """The matrix as SVG markup, with the names of the classes at its edges.

    With `thumbnail` it is 240 x 80, with the chart's `note` beside it.
    """
    if thumbnail:
        return _thumbnail(chart)
    about = [element("title", text(chart.title)), element("desc", text(chart.summary))]
    return _named(chart.names, _shades(chart), chart.classes, about)


def named_matrix(names: Sequence[str], shades: Sequence[Sequence[int]]) -> str:
    """The `shades` of rows with their `names` at the edges; -1 is unknown."""
    return _named(names, shades, len(names), [])


def _named(
    names: Sequence[str], shades: Iterable[Iterable[int]], classes: int, about: Sequence[str]
) -> str:
    size = len(names)
    cell = min(CELL, LARGEST_SIDE / size)
    around = cell < LINE
    longest = LONGEST_AROUND if around else LONGEST
    shown = [name if len(name) <= longest else f"{name[: longest - 1]}…" for name in names]
    margin, side = LETTER * max(map(len, shown)) + 8, cell * size
    inside = {"x": margin, "y": margin, "width": side, "height": side}
    cells = [*_cells(shades), _border(size, classes)]
    beside: list[str] = []
    for place, name in enumerate(shown):
        far = around and place % 2 == 1
        middle = margin + cell * (place + 0.5) + 4
        out = margin + side + 6 if far else margin - 6
        row, column = ("start", "end") if far else ("end", "start")
        turned = f"rotate(-90 {number(middle)} {number(out)})"
        beside.append(element("text", text(name), x=out, y=middle, text_anchor=row))
        beside.append(
            element("text", text(name), x=middle, y=out, text_anchor=column, transform=turned)
        )
    whole = number(margin + side + (margin if around else 1))
    return element(
        "svg",
        [
            *about,
            element("svg", cells, class_="matrix-cells", viewBox=f"0 0 {size} {size}", **inside),
            element("g", beside, style=STRONG_FILL),
        ],
        xmlns="http://www.w3.org/2000/svg",
        class_="matrix-svg",
        role="img" if about else None,
        font_size=12,
        viewBox=f"0 0 {whole} {whole}",
        width=whole,
        height=whole,
    )


def _shades(chart: MatrixChart) -> Iterable[Iterable[int]]:
    return (map(shade, row) for row in chart.shares)


def _cells(rows: Iterable[Iterable[int]]) -> list[str]:
    """One path a shade, neighbouring cells of a row joined."""
    paths: dict[int, list[str]] = {}
    for down, row in enumerate(rows):
        start = 0
        for step, cells in groupby(row):
            width = len(list(cells))
            if step:
                paths.setdefault(step, []).append(f"M{start} {down}h{width}v1h-{width}z")
            start += width
    return [
        element("path", d="".join(parts), style=f"fill:{_fill(step)}")
        for step, parts in sorted(paths.items())
    ]


def _fill(step: int) -> str:
    if step < 0:
        return variable("--matrix-unknown", UNKNOWN)
    return variable(f"--matrix-{step}", LIGHT[step - 1])


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
