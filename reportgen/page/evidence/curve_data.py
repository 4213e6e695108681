"""Curves -> the few kilobytes from which the page's script draws them.

A value takes two characters: thousandths in base 36, "00" to "rs", or "--" for a gap. That is as
sharp as pictures are read, and a third of what the numbers take as JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from reportgen.facts.operating_point import PREDICT_DEFAULT
from reportgen.facts.run_facts import Facts
from reportgen.figure.model.curves import CurveChart, curve_margins
from reportgen.read.evidence import PICTURE
from reportgen.read.plot.plots import F1Peak, ToldCurve
from reportgen.read.table.results import FloatArray

POINTS = 201
"""Places of a curve from 0 to 1."""
MOST_VALUES = 40_000
"""Values of class lines in a page, of two bytes each; more lines get fewer points each."""
STEPS = (1, 2, 4, 5, 10)
"""Class lines keep every point, or every second and so on; where every tenth is still too many,
there are none."""
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


class Drawn(NamedTuple):
    """A head of a run, or a run of a comparison, whose curves are drawn in one colour."""

    key: str
    name: str
    curves: Mapping[Any, ToldCurve]
    """By kind."""
    peak: F1Peak | None
    """Where its F1 is highest."""
    label: str = ""
    """Its name as charts write it, where that is not the name."""


def curve_data(facts: Facts, charts: Iterable[CurveChart]) -> dict[str, Any]:
    """What the script is given of a run, whose `charts` are those that are shown."""
    drawn = [
        Drawn(head.head.key, head.head.key.capitalize(), head.curves, head.best_balance)
        for head in facts.heads
        if head.curves
    ]
    return drawing_data(drawn, charts)


def drawing_data(
    drawn: Sequence[Drawn], charts: Iterable[CurveChart], *, classes: bool = True
) -> dict[str, Any]:
    """What the script is given: the last of `drawn` is the one that it begins with.

    Without `classes` there are no lines of classes.
    """
    told = [curve for each in drawn for curve in each.curves.values()]
    names, step = _classes(told if classes else [])
    printed = {each.key: [each.peak.confidence, each.peak.f1] for each in drawn if each.peak}
    first = drawn[-1].peak if drawn else None
    return {
        "heads": list(map(_legend, drawn)),
        "names": list(names) if step else [],
        "curves": {each.key: _curves(each.curves, names, step) for each in drawn},
        "printed": printed,
        "charts": {chart.kind: _chart(chart) for chart in charts},
        "confidence": first.confidence if first else PREDICT_DEFAULT,
        "read": any(curve.source == PICTURE for curve in told),
    }


def _legend(each: Drawn) -> dict[str, str]:
    label = {"label": each.label} if each.label else {}
    return {"key": each.key, "name": each.name, **label}


def _classes(told: Sequence[ToldCurve]) -> tuple[Sequence[str], int]:
    """The names of the classes, and every how many-th point of their lines is kept; 0: no lines."""
    names: Sequence[str] = max((curve.names for curve in told), key=len, default=())
    lines = len(names) * sum(_has_classes(curve, names) for curve in told)
    fitting = (n for n in STEPS if lines * (POINTS // n + 1) <= MOST_VALUES)
    return names, next(fitting, 0) if lines else 0


def _has_classes(curve: ToldCurve, names: Sequence[str]) -> bool:
    return curve.classes is not None and 1 < len(curve.classes) == len(names)


def _curves(
    curves: Mapping[Any, ToldCurve], names: Sequence[str], step: int
) -> dict[Any, dict[str, Any]]:
    return {kind: _curve(curve, names, step) for kind, curve in curves.items()}


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
        "y": chart.y_words,
        "top": chart.top,
        "margin": {"l": room.left, "r": room.right, "b": room.bottom},
        "band": chart.band,
        "marks": [
            {"x": mark.x, "label": mark.label, "kind": mark.kind}
            for mark in chart.marks
            if mark.y is None
        ],
    }
