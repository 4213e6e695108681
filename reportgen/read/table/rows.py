"""The text of a results.csv -> rows of numbers, as they stand in the file.

What is read twice, out of order or of an earlier training is the matter of `reading`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import numpy.typing as npt

from reportgen import words
from reportgen.read.bounded import Unreadable
from reportgen.read.redact import one_line, redact
from reportgen.trainers import all_trainers
from reportgen.trainers.log.cells import delimiter_of, without_mark
from reportgen.trainers.log.columns import canonical_names

FloatArray = npt.NDArray[np.float64]

MAX_ROWS = 20_000
MAX_COLUMNS = 2_000
MAX_READ_CELLS = 4_000_000
"""Most numbers that are read; rows after those are left out."""
MAX_NAME = 100
"""Longest name of a column, in characters."""


@dataclass
class Rows:
    """Lines of the file as they come, before epochs are put in order."""

    names: list[str]
    padded: bool
    written_names: frozenset[str] = frozenset()
    values: FloatArray = field(default_factory=lambda: np.empty((0, 0)))
    """One row an epoch."""
    notes: list[str] = field(default_factory=list)
    last_row_cut: bool = False


def read_rows(text: str) -> Rows:
    """The header and the rows of a csv file.

    Raises `Unreadable` where it is none.
    """
    text = without_mark(text)
    lines = csv.reader(io.StringIO(text), delimiter=delimiter_of(text))
    try:
        header = next(lines, [])
        if len(header) > MAX_COLUMNS:
            raise Unreadable(
                f"has {words.whole(len(header))} columns; at most "
                f"{words.whole(MAX_COLUMNS)} are read"
            )
        written = [one_line(redact(cell.strip()), MAX_NAME).strip() for cell in header]
        canonical = canonical_columns()
        names = _unique([canonical.get(name, name) for name in _as_known(written)])
        rows = Rows(names, header != [*map(str.strip, header)], frozenset(written))
        if (values := _plain(text, len(names))) is not None:
            rows.values = values
            return rows
        _collect(lines, rows, complete_end=text.endswith(("\n", "\r")))
    except csv.Error as error:
        # What follows a dash is advice to who wrote this program.
        raise Unreadable(f"is not a csv file ({str(error).split(' - ')[0]})") from None
    return rows


def _as_known(written: list[str]) -> list[str]:
    """Names of a table that another program wrote under results.csv, where none is of a trainer."""
    if any(name.startswith(_PREFIXES) for name in written):
        return written
    told = canonical_names(name for name in written if name not in ("epoch", "time"))
    return [told.get(name, name) for name in written]


_PREFIXES = ("train/", "val/", "test/", "metrics/", "lr/", "x/")
_WRITTEN = re.compile(r"[\d.,eE+\-\n]+", re.ASCII)
"""What a file of a training consists of."""
_ODD = re.compile(r"[^\t\n\r -~]|[_\"']")
"""What keeps a file from being plain: Python would read 1_0 as 10, and a quote hides a comma."""


def _plain(text: str, columns: int) -> FloatArray | None:
    """The rows of a file that is nothing but numbers between commas, as nearly all are.

    None for any other, which is read cell by cell, with the same numbers and what is to be said.
    """
    body = text.replace("\r\n", "\n").rstrip("\n").partition("\n")[2]
    written = _WRITTEN.fullmatch(body)
    if not written and _ODD.search(body):
        return None
    lines = body.split("\n")
    commas = {line.count(",") for line in lines}
    if len(lines) > _most_rows(columns) or commas != {columns - 1}:
        return None
    try:
        if not written:
            return np.array([list(map(float, line.split(","))) for line in lines])
        # The same numbers in less time; of what is none it may read what stands before it.
        table = np.fromstring(body.replace("\n", ","), sep=",")
        return table.reshape(-1, columns) if table.size == len(lines) * columns else None
    except ValueError:
        return None


def _most_rows(columns: int) -> int:
    return min(MAX_ROWS, MAX_READ_CELLS // max(columns, 1))


def _collect(lines: Iterator[list[str]], rows: Rows, *, complete_end: bool) -> None:
    """Fill `rows.values`; ragged rows and repeated headers are left out and noted."""
    ragged: list[int] = []
    kept: list[list[float | None]] = []
    unread = number = 0
    most = _most_rows(len(rows.names))
    for number, cells in enumerate(lines, start=2):
        if _is_no_row(cells):
            continue
        if len(kept) >= most:
            rows.notes.append(f"Only the first {words.whole(most)} rows were read.")
            break
        if len(cells) != len(rows.names):
            ragged.append(number)
            continue
        kept.append(list(map(_number, cells)))
        unread += kept[-1].count(None)
    rows.values = np.array(kept, dtype=np.float64).reshape(len(kept), len(rows.names))
    rows.last_row_cut = ragged[-1:] == [number] and not complete_end
    rows.notes += _notes(ragged, unread)


def _is_no_row(cells: list[str]) -> bool:
    """Whether a line is empty, or a header once more."""
    return not any(map(str.strip, cells)) or cells[0].strip() == "epoch"


def _notes(ragged: list[int], unread: int) -> Iterator[str]:
    """What is said of incomplete rows, by their lines, and of cells without a number."""
    if ragged:
        where = ", ".join(map(str, ragged[:5])) + (", …" if len(ragged) > 5 else "")
        yield f"Left out {len(ragged)} incomplete row(s): line {where}."
    if unread:
        yield f"{unread} cell(s) hold no number and count as missing."


@cache
def canonical_columns() -> dict[str, str]:
    """Names of columns as one trainer or another writes them, and the one name of each."""
    return {name: one for trainer in all_trainers() for name, one in trainer.columns.items()}


def _unique(names: list[str]) -> list[str]:
    """The second column of a name gets a number, so that none hides another."""
    unique: dict[str, None] = {}
    seen: dict[str, int] = {}
    for name in names:
        other = name
        while other in unique:
            seen[name] = seen.get(name, 1) + 1
            other = f"{name} #{seen[name]}".strip()
        unique[other] = None
    return list(unique)


def _number(cell: str) -> float | None:
    """The number in a cell; NaN for an empty one, None for text. A comma may be the point."""
    cell = cell.strip()
    return number_in(cell.replace(",", ".", 1)) if cell else float("nan")


def number_in(text: str) -> float | None:
    """The number that a text is; None for any other."""
    if "_" in text or not text.isascii():
        return None  # Python would read 1_0.5 as 10.5, and digits of every script.
    try:
        return float(text)
    except ValueError:
        return None
