"""Commands to copy: only what cannot harm the shell, or the program, that they are pasted into."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_PLAIN = re.compile(r"[A-Za-z0-9_.+/-]+")


@dataclass(frozen=True)
class Command:
    """A command line, and what it leaves out of the run that it repeats."""

    text: str
    left_out: tuple[str, ...] = ()
    """A sentence each, for what is not as it was in the run."""


def carried(value: Any) -> str | None:
    """A value as typed on a command line; None for what is not carried over.

    Numbers, booleans, nothing, and text of letters, digits and ``_ . + - /``: older releases of
    Ultralytics evaluate values as Python, and quotes of one shell protect nothing in another.
    """
    if isinstance(value, str):
        return value if _PLAIN.fullmatch(value) else None
    if isinstance(value, float):
        return _carried_float(value)
    return str(value) if value is None or isinstance(value, int) else None


def _carried_float(value: float) -> str | None:
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return repr(value) if math.isfinite(value) else None


def file_name(value: Any) -> str | None:
    """The last part of a path; None when there is none that can be shown on one line."""
    if not isinstance(value, str):
        return None
    name = value.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1].split("?", 1)[0]
    return name if name and name.isprintable() and "…" not in name else None


def line(words: tuple[str, ...], values: Mapping[str, str]) -> str:
    """Words and ``name=value`` pairs that `carried` has let through, as one line."""
    return " ".join([*words, *(f"{name}={value}" for name, value in values.items())])
