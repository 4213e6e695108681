"""F1, precision and recall over the confidence, precision over recall: a chart each for a head."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from reportgen import words
from reportgen.facts.head_facts import HeadFacts
from reportgen.facts.operating_point import (
    LEAST_PEAK,
    NEARLY_BEST,
    PREDICT_DEFAULT,
    point_at,
    precision_knee,
    within,
)
from reportgen.facts.run_facts import Facts
from reportgen.figure.model.curves import CurveChart, CurveLine, CurveMark, CurveMarkKind, value_top
from reportgen.read.plot.plots import ToldCurve
from reportgen.read.table.results import FloatArray

ORDER = 50

MOST_CLASSES = 10
"""Classes that are drawn; of more, no line could be told from another."""


@dataclass(frozen=True)
class _Words:
    """What stands around one kind of curve."""

    title: str
    axis: str
    how_to_read: str


_OVER_CONFIDENCE = "Confidence"
WORDS: Mapping[str, _Words] = {
    "F1": _Words(
        "F1 against confidence",
        "F1",
        "The top is the confidence at which precision and recall balance best. The shaded range "
        "lies within 1 % of it: where it is broad, the exact confidence hardly matters.",
    ),
    "PR": _Words(
        "Precision against recall",
        "Precision",
        "The area under the line is mAP50. The closer it runs to the upper right corner, the "
        "better. The dots are the mean precision and recall at the marked confidences; they may "
        "lie a little beside the line, which Ultralytics evens out.",
    ),
    "P": _Words(
        "Precision against confidence",
        "Precision",
        "The share of predictions that are right. Look for the knee, the confidence below which "
        "precision drops sharply: above it predictions can be trusted.",
    ),
    "R": _Words(
        "Recall against confidence",
        "Recall",
        "The share of objects that are found. Where the line starts at the left is the most that "
        "this model can find; it falls as the confidence rises.",
    ),
}
"""By kind, in the order of the page."""


def draw(facts: Facts) -> list[CurveChart]:
    """A chart for each curve that is told, box first."""
    return [
        _chart(head, kind, head.curves[kind])
        for head in facts.heads
        for kind in WORDS
        if kind in head.curves
    ]


def _chart(head: HeadFacts, kind: str, curve: ToldCurve) -> CurveChart:
    key, said = head.head.key, WORDS[kind]
    title = f"{key.capitalize()}: {said.title}"
    note = _note(head, kind, curve)
    return CurveChart(
        id=f"{key}-{kind.lower()}",
        kind=kind,
        title=title,
        subtitle=note,
        how_to_read=said.how_to_read,
        summary=f"{title}. {words.sentence(note)}",
        x_title="Recall" if kind == "PR" else _OVER_CONFIDENCE,
        y_title=said.axis,
        lines=(*_classes(curve, key), _line(key, curve, curve.mean, key, thin=False)),
        marks=_points(head) if kind == "PR" else _marks(head, kind, curve),
        band=within(curve, NEARLY_BEST) if kind == "F1" else None,
        note=note,
        top=1.0 if kind == "PR" else value_top(_highest(curve)),
    )


def _highest(curve: ToldCurve) -> float:
    """The highest value of the mean and of every class; gaps count as nothing."""
    rows = [curve.mean] if curve.classes is None else [curve.mean, *curve.classes]
    return max(float(np.nanmax(row, initial=0.0)) for row in rows)


def _note(head: HeadFacts, kind: str, curve: ToldCurve) -> str:
    """The number to take away: the peak, mAP50, or the value at the best balance."""
    if kind == "PR":
        return f"mAP50 {words.decimals(curve.value, 3)}"
    highest = words.decimals(curve.value, 2)
    if kind == "F1":
        if curve.value < LEAST_PEAK:
            return f"{highest} at every confidence"
        return f"highest {highest} at {words.decimals(curve.confidence, 3)}"
    peak = head.best_balance
    if peak and (value := _at(head, peak.confidence, kind)) is not None:
        return f"{words.decimals(value, 2)} at {words.decimals(peak.confidence, 3)}"
    return f"highest {highest}"


def _at(head: HeadFacts, confidence: float, kind: str) -> float | None:
    point = point_at(head.curves, confidence)
    return {"P": point.precision, "R": point.recall, "F1": point.f1}[kind]


def _line(label: str, curve: ToldCurve, values: FloatArray, role: str, *, thin: bool) -> CurveLine:
    return CurveLine(label, tuple(curve.x.tolist()), tuple(values.tolist()), role, thin)


def _classes(curve: ToldCurve, role: str) -> tuple[CurveLine, ...]:
    rows = curve.classes
    if rows is None or not 1 < len(rows) <= MOST_CLASSES:
        return ()
    pairs = zip(curve.names, rows, strict=True)
    return tuple(_line(name, curve, row, role, thin=True) for name, row in pairs)


def _marks(head: HeadFacts, kind: str, curve: ToldCurve) -> tuple[CurveMark, ...]:
    """The best balance, predict's default, and on precision its knee."""
    key, peak = head.head.key, head.best_balance
    marks = [CurveMark(PREDICT_DEFAULT, f"default {PREDICT_DEFAULT}", "default")]
    if peak:
        marks.insert(
            0, CurveMark(peak.confidence, f"best {words.decimals(peak.confidence, 3)}", "best", key)
        )
    knee = precision_knee(curve) if kind == "P" else None
    if knee is not None:
        marks.append(CurveMark(knee, f"knee ≈ {words.decimals(knee, 2)}", "knee", key))
    return tuple(marks)


def _points(head: HeadFacts) -> tuple[CurveMark, ...]:
    """Where the best balance and predict's default lie on precision over recall."""
    key, peak = head.head.key, head.best_balance
    found: list[tuple[CurveMarkKind, float]] = [("default", PREDICT_DEFAULT)]
    if peak:
        found.insert(0, ("best", peak.confidence))
    marks = []
    for kind, confidence in found:
        point = point_at(head.curves, confidence)
        if point.precision is not None and point.recall is not None:
            label = f"{key} at {kind} {words.number(confidence)}"
            marks.append(CurveMark(point.recall, label, kind, key, point.precision))
    return tuple(marks)
