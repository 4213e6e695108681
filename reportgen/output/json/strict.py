"""Numbers and columns in strict JSON, which has neither NaN nor infinity."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from reportgen.read.table.results import EpochTable
from reportgen.values import finite


def finite_and_why(numbers: Mapping[str, float]) -> tuple[dict[str, float | None], dict[str, str]]:
    """The numbers, null where they are not finite, and what those are, in words."""
    values = {name: float(value) for name, value in numbers.items()}
    return (
        {name: finite(value) for name, value in values.items()},
        {name: _word(value) for name, value in values.items() if not math.isfinite(value)},
    )


def results(table: EpochTable | None) -> dict[str, Any] | None:
    """Every column of results.csv; numbers that are not finite are null and listed by epoch."""
    if table is None:
        return None
    columns: dict[str, list[float | None]] = {}
    not_finite: dict[str, dict[str, list[int]]] = {}
    for name, values in table.columns.items():
        told: list[float | None] = values.tolist()
        columns[name] = told
        for row in np.flatnonzero(~np.isfinite(values)):
            told[row] = None
            by_word = not_finite.setdefault(name, {})
            by_word.setdefault(_word(values[row]), []).append(int(table.epochs[row]))
    return {
        "epochs": table.epochs.tolist(),
        "columns": columns,
        "not_finite": not_finite,
        "padded": table.padded,
        "counted_from_zero": table.counted_from_zero,
        "last_row_cut": table.last_row_cut,
    }


def _word(value: float) -> str:
    if math.isnan(value):
        return "not a number"
    return "infinite" if value > 0 else "minus infinite"


def plain(value: Any) -> Any:
    """A value of args.yaml in strict JSON."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return list(map(plain, value))
    if isinstance(value, float) and not math.isfinite(value):
        return _word(value)
    return value
