"""What a value from a file is: a flag counts as an int in Python, and is no number here."""

from __future__ import annotations

import math
from hashlib import sha256
from typing import TypeGuard

MAX_EPOCH = 10**9
"""No training counts its epochs so far, and no search its trials."""


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether it is an int or a float, NaN and infinity among them."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_whole(value: object) -> TypeGuard[int]:
    """Whether it is an int."""
    return isinstance(value, int) and not isinstance(value, bool)


def finite(value: float | None) -> float | None:
    """The number; None for NaN, infinity and what is not told."""
    return float(value) if value is not None and math.isfinite(value) else None


def digest(*parts: object, length: int = 16) -> str:
    """Hexadecimal digits that differ wherever the parts do."""
    return sha256(repr(parts).encode("utf-8", "replace")).hexdigest()[:length]
