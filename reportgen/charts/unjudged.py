"""One chart a metric of a task that is not known: drawn as told, without a word on what is good."""

from __future__ import annotations

from reportgen import words
from reportgen.charts.parts import chart_id, gaps_sentence, line, summary
from reportgen.facts.run_facts import Facts
from reportgen.figure.model.lines import LineChart
from reportgen.figure.svg.scale import value_range

ORDER = 21
MOST = 24
"""Metrics that get a chart; a log may hold hundreds."""


def draw(facts: Facts) -> list[LineChart]:
    """A chart for each metric that holds a number."""
    drawn = (_chart(facts, name) for name in facts.unjudged_metrics[:MOST])
    return [chart for chart in drawn if chart is not None]


def _chart(facts: Facts, column: str) -> LineChart | None:
    series = facts.metric(column)
    if series is None or not len(series.known):
        return None
    name = column.removeprefix("metrics/")
    lines = (line(series, name, "total", width=2.6, lead=True),)
    shown, _ = value_range(lines)
    low, high = lines[0].lowest, lines[0].highest
    return LineChart(
        id=f"metric-{chart_id(name)}",
        title=name,
        subtitle=" ".join(filter(None, (_between(low, high), gaps_sentence(lines)))),
        how_to_read="The task is unknown: whether higher or lower is better is for you to say.",
        summary=summary(name, lines, (), best="highest"),
        y_title="value",
        lines=lines,
        group="metrics",
        marks=(),
        y_range=shown,
    )


def _between(low: tuple[int, float], high: tuple[int, float]) -> str:
    if low[1] == high[1]:
        return f"It stays at {words.number(low[1])}."
    return (
        f"Lowest {words.number(low[1])} at epoch {low[0]}, "
        f"highest {words.number(high[1])} at epoch {high[0]}."
    )
