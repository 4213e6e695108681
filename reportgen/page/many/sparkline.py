"""The main metric of a run over the epochs, small enough for a row."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from reportgen.figure.svg.decimate import decimate
from reportgen.figure.svg.markup import coordinates, element
from reportgen.page.inputs import RunInput

SPARK_WIDTH, SPARK_HEIGHT, POINTS = 88, 22, 32


def sparkline(given: RunInput) -> Markup:
    """The main metric over the epochs, from 0 to 1; empty where fewer than two values are told."""
    series = given.facts.headline_curve
    if series is None:
        return Markup()
    pairs = zip(series.known.epochs.tolist(), series.known.values.tolist(), strict=True)
    points = decimate([(e, v) for e, v in pairs if 0 <= v <= 1], POINTS)
    return _spark(points) if len(points) > 1 else Markup()


def _spark(points: Sequence[tuple[float, float]]) -> Markup:
    first, last = points[0][0], points[-1][0]
    across, up = (SPARK_WIDTH - 4) / ((last - first) or 1.0), SPARK_HEIGHT - 4
    places = ((2 + (e - first) * across, SPARK_HEIGHT - 2 - v * up) for e, v in points)
    line = coordinates(places)
    size = {"width": SPARK_WIDTH, "height": SPARK_HEIGHT}
    inner = element("polyline", points=line)
    return Markup(element("svg", inner, class_="spark", aria_hidden="true", **size))
