"""Curves, confusion matrix and exact numbers as JSON; numbers that are not told are null."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from reportgen.facts.run_facts import Facts
from reportgen.read.evidence import DIGITS, PICTURE
from reportgen.read.plot.plots import Confusion, DeclinedPlot, ToldCurve
from reportgen.read.table.results import FloatArray

if TYPE_CHECKING:
    from reportgen.read.exact import Exact, ExactHead

MATRIX = "confusion"
EXACT_DIGITS = 6
"""Decimals of what reportgen.json tells, which has as many."""


def curves(facts: Facts) -> list[dict[str, Any]]:
    """Every curve of the run: in numbers, or with the reason why it was declined."""
    told = [_told(curve) for head in facts.evidence.curves.values() for curve in head.values()]
    return told + [_declined(plot) for plot in facts.evidence.declined if plot.kind != MATRIX]


def confusion(facts: Facts) -> dict[str, Any] | None:
    """The confusion matrix, ``[predicted][true]``; None when the run has none."""
    declined = [plot for plot in facts.evidence.declined if plot.kind == MATRIX]
    matrix = facts.confusion
    if matrix is None and not declined:
        return None
    return {
        **(_told_matrix(matrix, facts.evidence.names.source) if matrix else _UNTOLD_MATRIX),
        "declined": " ".join(plot.reason for plot in declined) or None,
        "declined_plots": [{"file": plot.file, "reason": plot.reason} for plot in declined],
    }


def exact(told: Exact | None) -> dict[str, Any] | None:
    """What the training callback wrote, without its curves and matrix; None without it."""
    if told is None:
        return None
    return {
        "ultralytics": told.ultralytics,
        "task": told.task,
        "weights": told.weights,
        "epochs": told.epochs,
        "images": told.images,
        "instances": None if told.instances is None else list(told.instances),
        "speed": dict(told.speed) or None,
        "heads": {key: _head(head) for key, head in told.heads.items()},
        "missing": dict(told.missing),
    }


def _head(head: ExactHead) -> dict[str, Any]:
    return {
        "class_index": list(head.class_index),
        "precision": head.precision.tolist(),
        "recall": head.recall.tolist(),
        "f1": head.f1.tolist(),
        "mAP50": head.map50.tolist(),
        "mAP50-95": head.map50_95.tolist(),
    }


def _told(curve: ToldCurve) -> dict[str, Any]:
    values = curve.class_values
    digits = DIGITS if curve.source == PICTURE else EXACT_DIGITS
    return {
        "head": curve.head,
        "kind": curve.kind,
        "x": _numbers(curve.x, DIGITS),
        "mean": _numbers(curve.mean, digits),
        "legend": {"value": curve.value, "confidence": curve.confidence},
        "class_names": list(curve.names),
        "classes": None if curve.classes is None else _rows(curve.classes, digits),
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


_UNTOLD_MATRIX = {
    "names": None,
    "names_source": None,
    "background": None,
    "normalized": None,
    "counts": None,
    "uncertainty": None,
    "low_confidence_counts": None,
    "source": None,
}


def _told_matrix(matrix: Confusion, names_source: str) -> dict[str, Any]:
    return {
        "names": list(matrix.names),
        "names_source": names_source or None,
        "background": matrix.has_background,
        "normalized": _rows(matrix.normalized, DIGITS),
        "counts": None if matrix.counts is None else _counts(matrix.counts),
        "uncertainty": matrix.uncertainty,
        "low_confidence_counts": matrix.low_confidence_counts,
        "source": matrix.source,
    }


def _counts(counts: FloatArray) -> list[list[int | None]]:
    return [
        [round(value) if math.isfinite(value) else None for value in row] for row in counts.tolist()
    ]


def _rows(table: FloatArray, digits: int) -> list[list[float | None]]:
    return [_numbers(row, digits) for row in table]


def _numbers(values: FloatArray, digits: int) -> list[float | None]:
    rounded: list[float | None] = np.round(values, digits).tolist()
    known = np.isfinite(values)
    if known.all():
        return rounded
    return [value if there else None for value, there in zip(rounded, known, strict=True)]
