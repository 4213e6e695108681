"""Curves and confusion matrix as JSON; numbers that are not told are null."""

from __future__ import annotations

import math
from typing import Any

from reportgen.facts import Facts
from reportgen.read.plots import Confusion, DeclinedPlot, ToldCurve
from reportgen.read.results import FloatArray

MATRIX = "confusion"


def curves(facts: Facts) -> list[dict[str, Any]]:
    """Every curve of the run: in numbers, or with the reason why it was declined."""
    told = [_told(curve) for head in facts.evidence.curves.values() for curve in head.values()]
    return told + [_declined(plot) for plot in facts.evidence.declined if plot.kind != MATRIX]


def confusion(facts: Facts) -> dict[str, Any] | None:
    """The confusion matrix, ``[predicted][true]``; None when the run has none."""
    declined = [plot.reason for plot in facts.evidence.declined if plot.kind == MATRIX]
    matrix = facts.confusion
    if matrix is None and not declined:
        return None
    return {
        "names": list(matrix.names) if matrix else None,
        "names_source": (facts.evidence.names.source or None) if matrix else None,
        "background": matrix.has_background if matrix else None,
        "normalized": _rows(matrix.normalized, 4) if matrix else None,
        "counts": _counts(matrix),
        "uncertainty": matrix.uncertainty if matrix else None,
        "low_confidence_counts": matrix.low_confidence_counts if matrix else None,
        "source": matrix.source if matrix else None,
        "declined": " ".join(declined) or None,
    }


def _told(curve: ToldCurve) -> dict[str, Any]:
    values = curve.class_values
    return {
        "head": curve.head,
        "kind": curve.kind,
        "x": _numbers(curve.x, 4),
        "mean": _numbers(curve.mean, 4),
        "legend": {"value": curve.value, "confidence": curve.confidence},
        "class_names": list(curve.names),
        "classes": None if curve.classes is None else _rows(curve.classes, 4),
        "class_values": None if values is None else list(values),
        "drops": [list(drop) for drop in curve.drops],
        "source": curve.source,
        "file": curve.file,
        "declined": None,
    }


def _declined(plot: DeclinedPlot) -> dict[str, Any]:
    return {
        "head": plot.head,
        "kind": plot.kind,
        "x": None,
        "mean": None,
        "legend": None,
        "class_names": [],
        "classes": None,
        "class_values": None,
        "drops": [],
        "source": None,
        "file": plot.file,
        "declined": plot.reason,
    }


def _counts(matrix: Confusion | None) -> list[list[int | None]] | None:
    if matrix is None or matrix.counts is None:
        return None
    return [
        [round(value) if math.isfinite(value) else None for value in row]
        for row in matrix.counts.tolist()
    ]


def _rows(table: FloatArray, digits: int) -> list[list[float | None]]:
    return [_numbers(row, digits) for row in table]


def _numbers(values: FloatArray, digits: int) -> list[float | None]:
    return [round(value, digits) if math.isfinite(value) else None for value in values.tolist()]
