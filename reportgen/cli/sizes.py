"""A size on the command line: ``25MB``, ``8 MB``, ``500kB``, ``8MiB``, ``25000000``, ``none``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    _Type = click.ParamType[int | None]
else:  # an older click takes no argument there
    _Type = click.ParamType

_SIZE = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,6})?) ?(?:([kmg]i?)?b)?", re.IGNORECASE)
_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "ki": 2**10, "mi": 2**20, "gi": 2**30}
NO_LIMIT = "none"


class Size(_Type):
    """A number of bytes, at least 1; None for ``none``. 1 MB is a million bytes, 1 MiB is 2^20."""

    name = "size"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | None:
        """The size in bytes. Fails with wrong usage for what is no size."""
        text = str(value).strip()
        if text.lower() == NO_LIMIT:
            return None
        told = _SIZE.fullmatch(text)
        size = _bytes(told[1], (told[2] or "").lower()) if told else 0
        if size < 1:
            self.fail(
                f"{text[:40]!r} is no size. Give one such as 8MB or 500kB, or none for no limit.",
                param,
                ctx,
            )
        return size


def _bytes(number: str, unit: str) -> int:
    """A decimal number of a unit in whole bytes, rounded down."""
    whole, _, decimals = number.partition(".")
    parts: int = 10 ** len(decimals)
    return int(whole + decimals) * _UNITS[unit] // parts
