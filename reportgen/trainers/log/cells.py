"""Rows and numbers of a log that is a csv file."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator

from reportgen.trainers.form.trainer import NotALog


def rows_of(content: bytes) -> Iterator[list[str]]:
    """The rows, the header first. Raises `NotALog` at what is no csv."""
    text = content.decode("utf-8-sig", "replace").replace("\0", "")
    try:
        yield from csv.reader(io.StringIO(text))
    except csv.Error:
        raise NotALog("is not a csv file") from None


def number_if_any(cell: str) -> float | None:
    """The number in a cell, which may be NaN; None for an empty one, or text."""
    try:
        return float(cell)
    except ValueError:
        return None


def told(cell: str) -> float:
    """The number in a cell; NaN for an empty one, or text; infinite where it says NaN.

    What was measured and is no number is told from what was not measured like that.
    """
    value = number_if_any(cell)
    return math.nan if value is None else no_number(value)


def no_number(value: float) -> float:
    """The same, infinite where it is NaN."""
    return math.inf if math.isnan(value) else value


def number(cell: str) -> float:
    """The number in a cell; NaN for an empty one, or text."""
    told = number_if_any(cell)
    return math.nan if told is None else told
