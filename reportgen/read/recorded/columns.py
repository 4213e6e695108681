"""Columns of numbers as text: little-endian bytes, compressed, in base64.

Coordinates take two bytes in steps of 1/43690 of the picture's longer side: 0.015 pixels of 640.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from reportgen.packing import deflated, inflated
from reportgen.read.earlier.json_fields import odd
from reportgen.read.plot.axes import Floats

TYPES: Mapping[str, str] = {
    "width": "<u4",
    "height": "<u4",
    "gain": "<f4",
    "truths": "<u2",
    "predictions": "<u2",
    "pairs": "<u4",
    "truth_class": "<u2",
    "truth_box": "<u2",
    "class": "<u2",
    "confidence": "<u2",
    "box": "<u2",
    "pair_truth": "<u2",
    "pair_prediction": "<u2",
    "pair_overlap": "<u2",
    "owner": "<u4",
    "sides": "<f8",
    "picture_sizes": "<u4",
}
"""The columns and their types; the last three are of a data set in a report."""
STEPS = 65_535
LOWEST, SPAN = -0.25, 1.5
"""Coordinates are kept from -0.25 to 1.25 of the longer side: boxes reach over the edge."""
MOST_NUMBERS = 20_000_000


def pack(values: np.ndarray[Any, Any], kind: str) -> str:
    """One column as text."""
    return deflated(values.astype(kind).tobytes())


def unpack(columns: Mapping[str, Any], name: str, length: int) -> np.ndarray[Any, Any]:
    """`length` numbers of one column; raises `Odd` when there are others."""
    place, kind = f"columns.{name}", np.dtype(TYPES[name])
    text = columns.get(name)
    if type(text) is not str or length > MOST_NUMBERS:
        odd(place)
    try:
        # A stranger's column may unpack to far more than it says.
        return np.frombuffer(inflated(text, length * kind.itemsize), dtype=kind)
    except ValueError:
        odd(place)


def to_steps(shares: Floats) -> np.ndarray[Any, Any]:
    """Coordinates in steps, cut at the ends of what is kept."""
    return np.rint((np.asarray(shares) - LOWEST) / SPAN * STEPS).clip(0, STEPS)


def from_steps(steps: np.ndarray[Any, Any]) -> Floats:
    """Coordinates from their steps."""
    return np.asarray(steps.astype(np.float64) * (SPAN / STEPS) + LOWEST)


def angle_to_steps(angles: Floats) -> np.ndarray[Any, Any]:
    """Angles (in radians) in steps of 1/65535 of a full turn."""
    return np.rint((np.asarray(angles) % (2 * np.pi)) / (2 * np.pi) * STEPS)


def angle_from_steps(steps: np.ndarray[Any, Any]) -> Floats:
    """Angles from their steps, in radians."""
    return np.asarray(steps.astype(np.float64) * (2 * np.pi / STEPS))
