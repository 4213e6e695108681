"""One chart a head: precision, recall and mAP; for classification the accuracies."""

from __future__ import annotations

from reportgen import words
from reportgen.charts.parts import at_end, gaps_sentence, line, marks, summary
from reportgen.facts.head_facts import HeadFacts
from reportgen.facts.run_facts import Facts
from reportgen.figure.model.lines import Dash, Line, LineChart, Shade
from reportgen.figure.svg.scale import value_range
from reportgen.read.table.results import Series

ORDER = 20

# Within a head the hue is the head's; dash, weight and lightness tell its metrics apart.
STYLES: dict[str, tuple[Dash, Shade, float]] = {
    "mAP50-95": ("solid", "main", 2.6),
    "mAP50": ("solid", "soft", 1.8),
    "precision": ("longdash", "main", 1.4),
    "recall": ("dot", "main", 1.8),
    "top-1": ("solid", "main", 2.6),
    "top-5": ("solid", "soft", 1.8),
}
HOW_TO_READ = {
    "box": "Higher is better, from 0 to 1. mAP50-95 asks for tight boxes and is the one to judge "
    "by; mAP50 accepts looser ones. Precision falls with false alarms, recall with missed "
    "objects, and neither should stay below 0.3.",
    "mask": "Higher is better, from 0 to 1. mAP50-95 asks for masks that fit closely and is the "
    "one to judge by; mAP50 accepts looser ones. Precision falls with false alarms, recall with "
    "missed objects, and neither should stay below 0.3.",
    "pose": "Higher is better, from 0 to 1. mAP50-95 asks for keypoints close to the true ones "
    "and is the one to judge by. Precision falls with false alarms, recall with missed objects, "
    "and neither should stay below 0.3.",
    "class": "Higher is better, from 0 to 1. Top-1 is the share of pictures whose first guess is "
    "right; top-5 counts those with the right class among the first five.",
}


def draw(facts: Facts) -> list[LineChart]:
    """A chart for each head that has at least one metric."""
    return [chart for head in facts.heads if (chart := _chart(facts, head)) is not None]


def _chart(facts: Facts, head: HeadFacts) -> LineChart | None:
    key = head.head.key
    lines = tuple(
        _line(series, label, key) for label, series in _metrics(facts, head).items() if series
    )
    if not lines:
        return None
    title = "Accuracy" if key == "class" else f"{key.capitalize()} precision, recall and mAP"
    marked = marks(facts)
    shown, _ = value_range(lines)
    return LineChart(
        id=f"{key}-metrics",
        title=title,
        subtitle=" ".join(filter(None, (_subtitle(lines), gaps_sentence(lines[-1:])))),
        how_to_read=HOW_TO_READ[key],
        summary=summary(title, lines, marked, best="highest"),
        y_title="share" if key == "class" else "score",
        lines=lines,
        marks=marked,
        y_range=shown,
    )


def _metrics(facts: Facts, head: HeadFacts) -> dict[str, Series | None]:
    if head.head.key == "class":
        return {
            "top-5": facts.metric("metrics/accuracy_top5"),
            "top-1": facts.metric("metrics/accuracy_top1"),
        }
    return {
        "precision": head.precision_curve,
        "recall": head.recall_curve,
        "mAP50": head.map50_curve,
        "mAP50-95": head.map50_95_curve,
    }


def _line(series: Series, label: str, role: str) -> Line:
    dash, shade, width = STYLES[label]
    return line(
        series,
        label,
        role,
        dash=dash,
        shade=shade,
        width=width,
        lead=label in {"mAP50-95", "top-1"},
    )


def _subtitle(lines: tuple[Line, ...]) -> str:
    item = next((item for item in lines if item.lead and item.points), None)
    if item is None:
        return "No epoch has a score."
    at, high = max(item.points, key=lambda point: point[1])
    last, end = item.points[-1]
    if len(item.points) == 1:
        return f"A single epoch was validated: {item.label} {words.number(end)} at epoch {last}."
    if at == last:
        return f"{item.label} is highest {at_end(item)}: {words.number(high)}."
    return (
        f"{item.label} is highest at epoch {at} ({words.number(high)}), "
        f"{words.number(end)} {at_end(item)}."
    )
