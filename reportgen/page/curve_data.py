"""Curves -> the few kilobytes from which the page's script draws them.

A value takes two characters: thousandths in base 36, "00" to "rs", or "--" for a gap. That is as
sharp as pictures are read, and a third of what the numbers take as JSON.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from reportgen.facts import Facts
from reportgen.figure.curves import CurveChart, curve_margins
from reportgen.operating_point import PREDICT_DEFAULT
from reportgen.read.plots import ToldCurve
from reportgen.read.results import FloatArray

POINTS = 201
"""Places of a curve from 0 to 1."""
MOST_VALUES = 40_000
"""Values of class lines in a page, of two bytes each; more lines get fewer points each."""
COARSEST = 10
"""A class line has at least every tenth point; where that is too much, there are none."""
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_GAP = "--"


def encode(values: FloatArray) -> str:
    """Values of 0 to 1 as text, see above; NaN becomes a gap."""
    return "".join(map(_encoded, values.tolist()))


def _encoded(value: float) -> str:
    if value != value:
        return _GAP
    high, low = divmod(round(1000 * min(1.0, max(0.0, value))), 36)
    return _DIGITS[high] + _DIGITS[low]


def curve_data(facts: Facts, figures: Mapping[str, CurveChart]) -> dict[str, Any]:
    """What the script is given; `figures` are the charts as shown, by kind."""
    heads = [head for head in facts.heads if head.curves]
    told = [curve for head in heads for curve in head.curves.values()]
    names = max((curve.names for curve in told), key=len, default=())
    step = _step([curve for curve in told if _has_classes(curve, names)])
    lead = heads[-1]
    return {
        "heads": [{"key": head.head.key, "name": head.head.key.capitalize()} for head in heads],
        "names": list(names) if step else [],
        "curves": {
            head.head.key: {kind: _curve(curve, names, step) for kind, curve in head.curves.items()}
            for head in heads
        },
        "printed": {
            head.head.key: [head.f1_peak.confidence, head.f1_peak.f1]
            for head in heads
            if head.f1_peak
        },
        "charts": {kind: _chart(chart) for kind, chart in figures.items()},
        "confidence": lead.f1_peak.confidence if lead.f1_peak else PREDICT_DEFAULT,
        "read": any(curve.source == "picture" for curve in told),
    }


def _has_classes(curve: ToldCurve, names: Sequence[str]) -> bool:
    return curve.classes is not None and 1 < len(curve.classes) == len(names)


def _step(curves: Sequence[ToldCurve]) -> int:
    """Every how many-th point of class lines is kept; 0: no class lines."""
    lines = sum(len(curve.classes) for curve in curves if curve.classes is not None)
    fitting = (n for n in (1, 2, 4, 5, 10) if lines * (POINTS // n + 1) <= MOST_VALUES)
    return next(fitting, 0) if lines else 0


def _curve(curve: ToldCurve, names: Sequence[str], step: int) -> dict[str, Any]:
    rows = curve.classes if step and _has_classes(curve, names) else None
    return {
        "mean": encode(on_grid(curve.x, curve.mean)),
        "classes": [] if rows is None else [encode(on_grid(curve.x, r)[::step]) for r in rows],
    }


def on_grid(x: FloatArray, values: FloatArray) -> FloatArray:
    """Values at the 201 places; those of another grid are taken in between, gaps stay gaps."""
    grid = np.linspace(0, 1, POINTS)
    if len(x) == POINTS and np.allclose(x, grid):
        return values
    between: FloatArray = np.interp(grid, x, values)
    return between


def _chart(chart: CurveChart) -> dict[str, Any]:
    room = curve_margins(chart)
    return {
        "title": chart.title,
        "x": chart.x_title,
        "y": chart.y_title,
        "margin": {"l": room.left, "r": room.right, "b": room.bottom},
        "band": chart.band,
        "marks": [
            {"x": mark.x, "label": mark.label, "kind": mark.kind}
            for mark in chart.marks
            if mark.y is None
        ],
    }
