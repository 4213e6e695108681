"""The outermost element of a drawing: what names it, how large it is, how its text is set."""

from __future__ import annotations

from collections.abc import Iterable

from reportgen.figure.svg.markup import element, text

THUMBNAIL = (240, 80)
"""Width and height of a thumbnail, in CSS pixels."""
EVEN_DIGITS = "font-variant-numeric:tabular-nums"


def chart_canvas(
    title: str, summary: str, content: Iterable[str], *, size: str, kind: str = "chart-svg"
) -> str:
    """A drawing that stretches with its place; `size` is its height and padding as CSS."""
    return element(
        "svg",
        [element("title", text(title)), element("desc", text(summary)), *content],
        xmlns="http://www.w3.org/2000/svg",
        class_=kind,
        role="img",
        font_size=12,
        style=f"box-sizing:border-box;width:100%;{size};overflow:visible;{EVEN_DIGITS}",
    )


def thumbnail_canvas(title: str, content: Iterable[str], *, style: str | None = EVEN_DIGITS) -> str:
    """A drawing of a fixed size, which shrinks and grows as a whole."""
    width, height = THUMBNAIL
    return element(
        "svg",
        [element("title", text(title)), *content],
        xmlns="http://www.w3.org/2000/svg",
        class_="chart-thumbnail",
        role="img",
        width=width,
        height=height,
        viewBox=f"0 0 {width} {height}",
        font_size=12,
        font_family="inherit",
        style=style,
    )
