"""The small curve of a run, and the main metric of a group from run to run: static SVG."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from markupsafe import Markup

from reportgen.figure.model import palette
from reportgen.figure.svg.canvas import USUAL_WIDTH, shifted, with_room
from reportgen.figure.svg.decimate import decimate
from reportgen.figure.svg.drawing import GRID_STROKE, TEXT_FILL
from reportgen.figure.svg.geometry import Margins
from reportgen.figure.svg.markup import element, percent, text
from reportgen.figure.svg.scale import tick_label, ticks
from reportgen.output.site.model import FROM_FILE, Card
from reportgen.page.text.format import metric

SPARK_WIDTH, SPARK_HEIGHT = 88, 22
SPARK_POINTS = 24
_EDGE = 2
HEIGHT, ROOM = 200, Margins(left=44, right=16, top=12, bottom=26)
"""Of the trend, in CSS pixels."""
ONE_DOWNLOAD = timedelta(minutes=10)
"""Files within so short a time were copied, not trained."""
LEAST = 2
"""Runs that make a trend."""
MOST = 30
"""Runs that it shows; the latest ones: each dot is a link."""


def sparkline(card: Card) -> Markup:
    """The main metric over the epochs, from 0; empty where fewer than two values are told."""
    points = spark_points(card)
    if not points:
        return Markup()
    line = element("polyline", points=points, fill="none", stroke=palette.colour(card.head, "main"))
    size = {"width": SPARK_WIDTH, "height": SPARK_HEIGHT}
    box = f"0 0 {SPARK_WIDTH} {SPARK_HEIGHT}"
    kind = f"spark role-{palette.known_role(card.head)}"
    return Markup(element("svg", line, class_=kind, viewBox=box, aria_hidden="true", **size))


def spark_points(card: Card) -> str:
    """The points of a sparkline, in whole pixels; empty where fewer than two values are told."""
    points = card.points
    if len(points) < LEAST:
        return ""
    curve = decimate([(int(epoch), value) for epoch, value in points], SPARK_POINTS)
    epochs, values = zip(*curve, strict=True)
    first, highest = epochs[0], max(values) or 1.0
    across = (SPARK_WIDTH - 2 * _EDGE) / ((epochs[-1] - first) or 1.0)
    down = SPARK_HEIGHT - 2 * _EDGE
    return " ".join(
        f"{round(_EDGE + (epoch - first) * across)},"
        f"{round(_EDGE + down * (1 - max(0.0, value) / highest))}"
        for epoch, value in curve
    )


def trend(cards: Sequence[Card], summary: str) -> Markup:
    """The main metric of runs in order of their dates, and the best one so far as a line.

    Each run is a dot that leads to its page. Runs stand at equal distances: a busy week would
    otherwise be one dot. Empty where there is none, see `has_trend`.
    """
    shown = dated(cards)[-MOST:]
    if not has_trend(shown):
        return Markup()
    values = [card.value or 0.0 for card in shown]
    high = max(*values, 1e-9) * 1.08
    room = HEIGHT - ROOM.top - ROOM.bottom
    places = [(index + 0.5) / len(shown) for index in range(len(shown))]
    downs = [room * (1 - max(0.0, value) / high) for value in values]
    content = [
        *_axis(high, room),
        *_dates(shown, places, room),
        *_best(values, places, downs),
        *map(_dot, shown, places, downs),
    ]
    return Markup(
        element(
            "svg",
            [element("title", text(summary)), shifted(content, ROOM)],
            class_=f"trend role-{palette.known_role(shown[0].head)}",
            role="group",
            fill=palette.colour(shown[0].head, "main"),
            font_size=12,
            **with_room(HEIGHT, ROOM, USUAL_WIDTH),
        )
    )


def has_trend(shown: Sequence[Card]) -> bool:
    """Whether there is an order to show: two runs, and not all dated by one download."""
    if len(shown) < LEAST:
        return False
    first, last = (datetime.fromisoformat(shown[end].date) for end in (0, -1))
    return last - first > ONE_DOWNLOAD or any(card.dated != FROM_FILE for card in shown)


def dated(cards: Sequence[Card]) -> list[Card]:
    """Those with a date and a value, in order of date."""
    told = [card for card in cards if card.date and card.value is not None]
    return sorted(told, key=lambda card: (card.date, card.slug))


def _axis(high: float, room: float) -> list[str]:
    values = ticks(0.0, high, 4)
    step = values[1] - values[0] if len(values) > 1 else 1.0
    parts = []
    for value in values:
        y = room * (1 - value / high)
        parts.append(element("line", x2="100%", y1=y, y2=y, style=GRID_STROKE))
        label = text(tick_label(value, step))
        parts.append(element("text", label, x=-8, y=y + 4, text_anchor="end", style=TEXT_FILL))
    return parts


def _dates(shown: Sequence[Card], places: Sequence[float], room: float) -> list[str]:
    """The first and the last day below the axis; one where they are the same."""
    ends = [(shown[0], places[0], "start"), (shown[-1], places[-1], "end")]
    if shown[0].date[:10] == shown[-1].date[:10]:
        ends = [(shown[0], 0.5, "middle")]
    return [
        element(
            "text",
            text(card.date[:10]),
            x=percent({"start": 0.0, "middle": place, "end": 1.0}[anchor]),
            y=room + 18,
            text_anchor=anchor,
            style=TEXT_FILL,
        )
        for card, place, anchor in ends
    ]


def _best(values: Sequence[float], places: Sequence[float], downs: Sequence[float]) -> list[str]:
    """The best value so far, as steps."""
    parts, best = [], 0
    for index in range(1, len(values)):
        x1, x2 = percent(places[index - 1]), percent(places[index])
        y = downs[best]
        parts.append(
            element("line", class_="best", stroke="currentColor", x1=x1, x2=x2, y1=y, y2=y)
        )
        if values[index] > values[best]:
            parts.append(
                element(
                    "line",
                    class_="best",
                    stroke="currentColor",
                    x1=x2,
                    x2=x2,
                    y1=y,
                    y2=downs[index],
                )
            )
            best = index
    return parts


def _dot(card: Card, place: float, down: float) -> str:
    words = f"{card.name}: {card.metric} {metric(card.value).text}, {card.date[:10]}"
    spot = element("circle", cx=percent(place), cy=down, r=4)
    # A target of 24 pixels for fingers, around a dot of 8.
    reach = element("circle", class_="reach", cx=percent(place), cy=down, r=12, fill="transparent")
    inner = [element("title", text(words)), reach, spot]
    if not card.page:
        return element("g", inner)
    return element("a", inner, href=card.page, aria_label=words)
