"""Curves and matrices from literals, as if a run had told them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from reportgen.read.plot.plots import Confusion, ToldCurve
from reportgen.read.table.results import FloatArray

GRID = np.linspace(0, 1, 201)
GAP = float("nan")


def curve(kind: str, mean: Sequence[float] | FloatArray, **changed: Any) -> ToldCurve:
    """A curve read from a picture; values at evenly spaced places from 0 to 1."""
    values = np.asarray(mean, dtype=float)
    if len(values) != len(GRID):
        values = np.interp(GRID, np.linspace(0, 1, len(values)), values)
    known: dict[str, Any] = {
        "head": "box",
        "kind": kind,
        "x": GRID,
        "mean": values,
        "value": float(np.nanmax(values)),
        "confidence": None if kind == "PR" else float(GRID[np.nanargmax(values)]),
        "names": ("class 0",),
        "classes": None,
        "class_values": None,
        "drops": (),
        "source": "picture",
        "file": f"Box{kind}_curve.png",
    }
    return ToldCurve(**{**known, **changed})


def confusion(rows: Sequence[Sequence[float]], names: Sequence[str], **changed: Any) -> Confusion:
    """A matrix [predicted, true] with its shares."""
    cells = np.asarray(rows, dtype=float)
    shares = cells / np.maximum(np.nansum(cells, axis=0), 1e-9)
    known: dict[str, Any] = {"normalized": shares, "counts": cells, "uncertainty": 0.005}
    return Confusion(names=tuple(names), **{**known, **changed})
