"""Parts of a trainer, taken one by one: each as it must be, or absent with the reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from reportgen.read.exact.json import MAX_REASON
from reportgen.read.plot.axes import Floats

T = TypeVar("T")
Version = tuple[int, ...]
"""A version of Ultralytics, such as (8, 3, 103)."""

_DECIMALS = 6
_OVERSHOOT = 1e-6  # Ultralytics' own rounding errors beyond 0 and 1.


class Absent(Exception):
    """A part that the training does not tell; its text is the reason, one sentence."""

    is_sentence = True
    """It is told as it is, without the kind of the error."""


class Parts:
    """Takes parts one by one, and keeps the reason of each that is absent."""

    def __init__(self) -> None:
        """No part taken yet."""
        self.missing: dict[str, str] = {}

    def take(self, part: str, read: Callable[[], T]) -> T | None:
        """What `read` gives, or None with the reason kept under `part`."""
        try:
            return read()
        except Absent as reason:
            self.missing[part] = str(reason)
        except Exception as error:
            # Ultralytics changes; one part that is not as expected must not cost the others.
            text = " ".join(f"{type(error).__name__}: {error}".split())
            self.missing[part] = f"It is not as expected ({text})."[:MAX_REASON]
        return None


def _fits(lengths: tuple[int, ...], shape: tuple[int | None, ...]) -> bool:
    return len(lengths) == len(shape) and all(
        length == wanted or (wanted is None and length)
        for length, wanted in zip(lengths, shape, strict=True)
    )


def array(value: Any, shape: tuple[int | None, ...], highest: float = 1.0) -> Floats:
    """Numbers from 0 to `highest` in this shape (None: any length, but some).

    Raises `Absent` for anything else.
    """
    if hasattr(value, "cpu"):
        value = value.cpu()
    numbers = np.asarray(value, dtype=np.float64)
    if not _fits(numbers.shape, shape):
        raise Absent(f"Its shape is {numbers.shape}.")
    if not (
        np.isfinite(numbers) & (numbers >= -_OVERSHOOT) & (numbers <= highest + _OVERSHOOT)
    ).all():
        raise Absent("It holds numbers out of range.")
    clipped: Floats = np.clip(numbers, 0.0, highest)
    return clipped


def plain(values: Floats) -> list[float]:
    """A list of numbers with six decimals; `values` has shape (n,)."""
    rounded: list[float] = np.round(values, _DECIMALS).tolist()
    return rounded
