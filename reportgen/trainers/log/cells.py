"""Rows and numbers of a log that is a csv file."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator

from reportgen.trainers.form.trainer import NotALog

_MARK = re.compile(r'"?sep=.?"?[\r\n]+')


def decoded(content: bytes) -> str:
    """The text of a file, whatever its byte order mark says; what is no UTF-8 becomes U+FFFD."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    return content.decode("utf-8-sig", "replace").replace("\0", "")


def without_mark(text: str) -> str:
    """A table without the line ``sep=;`` that tells a spreadsheet how its cells are parted."""
    return _MARK.sub("", text, count=1)


def delimiter_of(text: str) -> str:
    """What parts the cells of a table's header: a comma, or as spreadsheets write it."""
    header = text.split("\n", 1)[0]
    return max(",;\t", key=header.count)


def header_of(head: bytes) -> list[str]:
    """The names in the first line of a file, stripped; none where it is no csv."""
    line = without_mark(decoded(head)).split("\n", 1)[0]
    try:
        return [name.strip() for name in next(rows_of(line.encode()), [])]
    except NotALog:
        return []


def rows_of(content: bytes) -> Iterator[list[str]]:
    """The rows, the header first. Raises `NotALog` at what is no csv."""
    text = without_mark(decoded(content))
    try:
        yield from csv.reader(io.StringIO(text), delimiter=delimiter_of(text))
    except csv.Error:
        raise NotALog("is not a csv file") from None


def number_if_any(cell: str) -> float | None:
    """The number in a cell, which may be NaN; None for an empty one, or text. A comma may be its
    point."""
    try:
        return float(cell.replace(",", ".", 1))
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
