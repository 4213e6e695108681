"""One chart a head: precision, recall and mAP; for classification the accuracies."""

from __future__ import annotations

from operator import attrgetter

from reportgen import words
from reportgen.charts.parts import at_end, chart_id, gaps_sentence, line, marks, summary
from reportgen.facts.head_facts import HeadFacts
from reportgen.facts.run_facts import Facts
from reportgen.figure.model.lines import Dash, Line, LineChart, Shade
from reportgen.figure.svg.scale import value_range
from reportgen.read.table.results import Series
from reportgen.tasks import Head, Metric

ORDER = 20

# Within a head the hue is the head's; dash, weight and lightness tell its metrics apart.
STYLES: tuple[tuple[Dash, Shade, float], ...] = (
    ("solid", "main", 2.6),
    ("solid", "soft", 1.8),
    ("longdash", "main", 1.4),
    ("dot", "main", 1.8),
)
"""Of the metrics of a head, the main one first."""


def draw(facts: Facts) -> list[LineChart]:
    """A chart for each head that has at least one metric."""
    drawn = [_chart(facts, head) for head in facts.heads]
    drawn += [_error(facts, h.head, metric) for h in facts.heads for metric in h.head.errors]
    return [chart for chart in drawn if chart is not None]


def _chart(facts: Facts, head: HeadFacts) -> LineChart | None:
    key = head.head.key
    # The main metric last: it lies above the others.
    first, second, *others = enumerate(head.head.scores)
    lines = tuple(
        _line(series, metric.short or metric.name, key, place)
        for place, metric in (*others, second, first)
        if (series := _curve(facts, head.head, metric))
    )
    if not lines:
        return None
    title = _TITLES.get(key, f"{key.capitalize()} precision, recall and mAP")
    marked = marks(facts)
    shown, _ = value_range(lines)
    return LineChart(
        id=f"{key}-metrics",
        title=title,
        subtitle=" ".join(filter(None, (_subtitle(lines), gaps_sentence(lines[-1:])))),
        how_to_read=head.head.reading,
        summary=summary(title, lines, marked, best="highest"),
        y_title="score" if head.head.letter else "share",
        lines=lines,
        group="metrics",
        marks=marked,
        y_range=shown,
    )


_TITLES = {
    "class": "Accuracy",
    "pixels": "mIoU and pixel accuracy",
    "depth": "Depths that are about right",
}


def _error(facts: Facts, head: Head, metric: Metric) -> LineChart | None:
    series = _curve(facts, head, metric)
    if series is None:
        return None
    lines = (line(series, metric.name, head.key, width=2.6, lead=True),)
    marked = marks(facts)
    shown, _ = value_range(lines)
    title = metric.title
    return LineChart(
        id=f"{head.key}-{chart_id(metric.name)}",
        title=title,
        subtitle=_subtitle(lines, lowest=True),
        how_to_read=metric.reading,
        summary=summary(title, lines, marked, best="lowest"),
        y_title="error",
        lines=lines,
        group="metrics",
        marks=marked,
        y_range=shown,
    )


def _curve(facts: Facts, head: Head, metric: Metric) -> Series | None:
    return facts.metric(head.column(metric.name))


def _line(series: Series, label: str, role: str, place: int) -> Line:
    dash, shade, width = STYLES[place]
    return line(series, label, role, dash=dash, shade=shade, width=width, lead=place == 0)


def _subtitle(lines: tuple[Line, ...], *, lowest: bool = False) -> str:
    leading = filter(attrgetter("lead"), lines)
    item = next(filter(attrgetter("values"), leading), None)
    if item is None:
        return "No epoch has a score."
    (at, value), best = (item.lowest, "lowest") if lowest else (item.highest, "highest")
    last, end = item.ends[1]
    name = words.capital(item.label)
    if len(item.values) == 1:
        return f"A single epoch was validated: {item.label} {words.number(end)} at epoch {last}."
    if at == last:
        return f"{name} is {best} {at_end(item)}: {words.number(value)}."
    return (
        f"{name} is {best} at epoch {at} ({words.number(value)}), "
        f"{words.number(end)} {at_end(item)}."
    )
