"""The curves that Ultralytics keeps from its last validation, at the 201 places of a report.

They have 1000 points. Those of the classes are kept as they are, their mean is smoothed before it
is drawn, and its highest point is what the legend of the plot prints.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from reportgen.read.exact.json import MAX_CURVES
from reportgen.read.plot.axes import Floats
from reportgen.read.plot.curves import GRID
from reportgen.training.parts import Absent, Parts, Version, array, plain

STRONGER_SMOOTHING = (8, 3, 103)
"""From this version on the plotted mean is averaged over 101 of its 1000 points, before over 51."""


def curves_of(
    metric: Any, count: int, version: Version | None, head: str, parts: Parts
) -> dict[str, Any]:
    """Curves of a head by kind; reasons of those that are absent go to `parts`."""
    if not hasattr(metric, "px"):
        parts.missing[f"{head}.curves"] = "Ultralytics keeps its curves from 8.0.197 on."
        return {}
    readers: dict[str, Callable[[], dict[str, Any]]] = {
        kind: lambda rows=rows: _confidence_curve(metric, rows, count, version)  # type: ignore[misc]
        for kind, rows in (("F1", "f1_curve"), ("P", "p_curve"), ("R", "r_curve"))
    }
    readers["PR"] = lambda: _recall_curve(metric, count)
    curves = {kind: parts.take(f"{head}.{kind}", read) for kind, read in readers.items()}
    return {kind: curve for kind, curve in curves.items() if curve is not None}


def _confidence_curve(
    metric: Any, attribute: str, count: int, version: Version | None
) -> dict[str, Any]:
    """F1, precision or recall over the confidence, with the peak that Ultralytics prints."""
    x = array(metric.px, (None,))
    rows = array(getattr(metric, attribute), (count, len(x)))
    mean = smooth(rows.mean(axis=0), version)
    peak = int(mean.argmax())
    return {
        "mean": _resampled(x, mean),
        "peak": min(float(mean[peak]), 1.0),
        "peak_confidence": float(x[peak]),
        "classes": None if count > MAX_CURVES else [_resampled(x, row) for row in rows],
    }


def _recall_curve(metric: Any, count: int) -> dict[str, Any]:
    """Precision over recall at IoU 0.5, with mAP50 as Ultralytics prints it."""
    x = array(metric.px, (None,))
    rows = array(metric.prec_values, (None, len(x)))
    predicted = array(metric.p_curve, (count, len(x))).any(axis=1)
    return {
        "mean": _resampled(x, rows.mean(axis=0)),
        "peak": float(array(metric.all_ap, (count, None))[:, 0].mean()),
        "peak_confidence": None,
        "classes": _by_class(x, rows, predicted) if count <= MAX_CURVES else None,
    }


def _by_class(x: Floats, rows: Floats, predicted: Any) -> list[list[float] | None] | None:
    """A row for each class: one for all, or for the predicted ones only; None where unclear.

    The precision of a class that was predicted is above 0 at the highest confidence, so a class
    without any is one that was not.
    """
    shown = predicted if len(rows) == predicted.sum() else np.ones_like(predicted)
    if len(rows) != shown.sum():
        return None
    remaining = iter(rows)
    return [_resampled(x, next(remaining)) if is_shown else None for is_shown in shown]


def smooth(values: Floats, version: Version | None) -> Floats:
    """The moving average that Ultralytics draws as the mean line; same shape (1000,).

    Ends are continued by their own value. Raises `Absent` when the version is not known, since
    the width depends on it.
    """
    if version is None:
        raise Absent("The version of Ultralytics is not known, and with it how it smooths.")
    tenth = 0.1 if version >= STRONGER_SMOOTHING else 0.05
    width = round(2 * tenth * len(values)) // 2 + 1
    weights = np.full(width, 1.0) / width
    padded = np.pad(values, width // 2, mode="edge")
    averaged: Floats = np.convolve(padded, weights, mode="valid")
    return averaged


def _resampled(x: Floats, values: Floats) -> list[float]:
    """Values at the 201 places of `GRID`, on the straight lines between those at `x`."""
    return plain(np.clip(np.interp(GRID, x, values), 0.0, 1.0))
