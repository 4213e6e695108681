"""The outermost element of a drawing: what names it, how large it is, how its text is set."""

from __future__ import annotations

from collections.abc import Iterable

from reportgen.figure.svg.geometry import Margins
from reportgen.figure.svg.markup import element, percent, text

THUMBNAIL = (240, 80)
"""Width and height of a thumbnail, in CSS pixels."""
USUAL_WIDTH = 480
"""Of a chart on the page, in CSS pixels: two stand beside each other."""
EVEN_DIGITS = "font-variant-numeric:tabular-nums"


def chart_canvas(
    title: str,
    summary: str,
    content: Iterable[str],
    *,
    height: float,
    room: Margins,
    usual: int = USUAL_WIDTH,
    least: int | None = None,
    kind: str = "chart-svg",
) -> str:
    """A drawing that stretches with its place, `height` CSS pixels high, with `room` around it.

    Narrower than `least` the drawing scrolls. See `with_room`.
    """
    narrowest = f"min-width:{least}px;" if least else ""
    return element(
        "svg",
        [element("title", text(title)), element("desc", text(summary)), shifted(content, room)],
        xmlns="http://www.w3.org/2000/svg",
        class_=kind,
        role="img",
        font_size=12,
        **with_room(height, room, usual, narrowest),
    )


def with_room(height: float, room: Margins, usual: int, more: str = "") -> dict[str, object]:
    """Attributes of a drawing whose content lies in its plot area, `room` within its edges.

    The room is padding, so that percentages refer to the plot area. Where a viewer blocks styles,
    the drawing itself is as wide as the plot area is at the `usual` width, and its content, see
    `shifted`, is moved to where the room ends.
    """
    padding = f"{room.top}px {room.right}px {room.bottom}px {room.left}px"
    return {
        "width": percent(max(0.2, 1 - (room.left + room.right) / usual)),
        "height": height,
        "overflow": "visible",
        "style": f"box-sizing:border-box;width:100%;{more}padding:{padding};{EVEN_DIGITS}",
    }


def shifted(content: Iterable[str], room: Margins) -> str:
    """The content of a drawing, moved by the room only where styles do not count."""
    moved = f"translate({room.left} {room.top})"
    return element("g", content, transform=moved, style="transform:none")


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
