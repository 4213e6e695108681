"""Keras' CSVLogger: one row an epoch, from 0 on, under a name that the user chose."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from reportgen.trainers.points import Points, canonical
from reportgen.trainers.trainer import Clues, Log, NotALog, Trainer

_NAMES = r"(?:(?:training|train|model|csv)[_-]?)?(?:history|log|logs|logger|training)\.(?:csv|log)"


def read(content: bytes) -> Log:
    """The rows. Raises `NotALog` where there is no column ``epoch`` or no ``loss``."""
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig", "replace").replace("\0", "")))
    try:
        header = [name.strip() for name in next(rows, [])]
        if "epoch" not in header or "loss" not in header:
            raise NotALog("has no columns named epoch and loss")
        return _points(header, rows).log()
    except csv.Error:
        raise NotALog("is not a csv file") from None


def _points(header: list[str], rows: Iterable[list[str]]) -> Points:
    """The cells of all rows that are whole."""
    names = [None if name == "epoch" else canonical(name) for name in header]
    points, at = Points(), header.index("epoch")
    for row in (row for row in rows if len(row) == len(header)):
        for name, cell in zip(names, row, strict=True):
            if name:
                points.add(_epoch(row[at]), name, _number(cell))
    return points


def _epoch(cell: str) -> int:
    try:
        return int(float(cell))
    except (ValueError, OverflowError):
        return -1


def _number(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None


def sniff(head: bytes) -> bool:
    """Whether the first line names an epoch and a loss, and no step."""
    line = head.split(b"\n", 1)[0].strip().lower().replace(b'"', b"")
    names = {name.strip() for name in line.split(b",")}
    return {b"epoch", b"loss"} <= names and b"step" not in names


def _wrote(clues: Clues) -> bool:
    return False  # what it writes has no name of its own: the file that was read tells


KERAS = Trainer(
    key="keras",
    name="Keras",
    wrote=_wrote,
    results=_NAMES,
    results_name="the file of CSVLogger",
    read=read,
    sniff=sniff,
    draws_plots=False,
)
