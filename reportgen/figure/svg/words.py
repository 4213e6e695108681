"""Numbers, epochs and lists of words as charts and sentences write them."""

from __future__ import annotations

import math
from collections.abc import Sequence

NBSP = "\u00a0"


def three(value: float) -> str:
    """Three significant digits, as the page shows metrics and losses."""
    if not math.isfinite(value):
        return "unknown"
    if value == 0:
        return "0"
    if abs(value) >= 1e6 or abs(value) < 1e-4:
        digits, power = f"{value:.2e}".split("e")
        return f"{digits}e{int(power)}"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:#.3g}".rstrip(".")


def beside(value: float, margin: float) -> str:
    """A value with no more decimals than the margin that stands beside it: ``0.0004``."""
    full, width = three(value), three(margin)
    if not margin or "e" in full + width or "." not in full + width:
        return full
    decimals = min(len(text.partition(".")[2]) for text in (full, width))
    return f"{value:,.{decimals}f}"


def percent(share: float) -> str:
    """A share of 1 as a whole percentage without sign; one decimal below 10."""
    shown = abs(share) * 100
    return f"{shown:.1f}{NBSP}%" if shown < 9.95 else f"{shown:,.0f}{NBSP}%"


def listed(items: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def epochs_text(first: int, last: int) -> str:
    """``epoch 5`` or ``epochs 5 to 9``."""
    return f"epoch {first}" if first == last else f"epochs {first} to {last}"
