"""Keras' CSVLogger, and its history saved as a table: one row an epoch, under any name."""

from __future__ import annotations

from collections.abc import Sequence

from reportgen import words
from reportgen.trainers.form.trainer import Log, LogTrainer, NotALog
from reportgen.trainers.log.cells import header_of, rows_of, told
from reportgen.trainers.log.columns import canonical_names
from reportgen.trainers.log.points import in_shares, without_doubles

_NAMES = (
    r"(?:[\w .-]{0,60}[_ -])?(?:history|log|logs|logger|training)(?: \(\d+\))?"
    r"\.(?:csv|log)"
)
MOST_ROWS = 20_000
MOST_COLUMNS = 200
_INDEX = ("epoch", "epochs", "")
"""What the column of epochs is called; pandas gives it no name."""


def read(content: bytes) -> Log:
    """The rows. Raises `NotALog` where there is no column ``loss``, or no whole row."""
    cells = _cells(content)
    epochs, notes = _epochs(cells)
    names = canonical_names(name for name in cells if name.lower() not in _INDEX)
    columns = {canonical: cells[name] for name, canonical in names.items()}
    return Log({"epoch": epochs, **in_shares(without_doubles(columns))}, notes)


def _cells(content: bytes) -> dict[str, list[float]]:
    """The numbers of each column; NaN for what tells none."""
    lines = rows_of(content)
    header = list(map(str.strip, next(lines, [])))[:MOST_COLUMNS]
    if not _is_header(header):
        raise NotALog("has no columns named epoch and loss")
    rows = [row for row in lines if len(row) == len(header)][:MOST_ROWS]
    if not rows:
        raise NotALog("holds no whole row")
    columns = zip(*rows, strict=True)
    return {name: list(map(told, cells)) for name, cells in zip(header, columns, strict=True)}


def _epochs(cells: dict[str, list[float]]) -> tuple[list[float], tuple[str, ...]]:
    """The epochs and what was odd about them: rows are counted where nothing else counts."""
    counts = next((column for name, column in cells.items() if name.lower() in _INDEX), [])
    if not counts:
        odd = "It names no epochs: each row counts as one."
    elif len(set(counts)) == 1 < len(counts):
        odd = f"Every row is of epoch {words.plain(counts[0])}: its rows are counted as epochs."
    else:
        return counts, ()
    rows = len(next(iter(cells.values())))
    return [float(row) for row in range(1, rows + 1)], (odd,)


def _is_header(names: Sequence[str]) -> bool:
    """An epoch and a loss, or both losses of Keras; what names steps is another trainer's."""
    known = {name.lower() for name in names}
    counted = "epoch" in known or {"loss", "val_loss"} <= known
    return "loss" in known and counted and not any("step" in name for name in known)


def sniff(head: bytes) -> bool:
    """Whether the first line is such a header."""
    return _is_header(header_of(head))


KERAS = LogTrainer(
    key="keras",
    name="Keras",
    results=_NAMES,
    results_name="the log",
    read=read,
    sniff=sniff,
    of_pictures=False,
)
