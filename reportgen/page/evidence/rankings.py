"""What stands out in a confusion matrix: weak classes, confused pairs, misses, false alarms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from reportgen import words
from reportgen.read.plot.plots import Confusion
from reportgen.read.table.results import FloatArray

LONGEST = 10
"""Rows of a ranking; the table of classes has them all."""
LEAST = 0.005
"""Shares below it are practically nothing."""


class RankedCell(NamedTuple):
    """A cell of a ranking: as it is shown, and as it is sorted."""

    text: str
    value: str = ""
    """Empty for a name."""


UNTOLD = RankedCell("–")


class WorstClasses(NamedTuple):
    """What is worst in one respect."""

    id: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[RankedCell, ...], ...]
    none: str
    """What is said when there is no row."""
    more: str
    """What is said of those that are left out."""
    texts: int
    """How many of the columns, from the left, hold names."""


def rankings(run: str, confusion: Confusion) -> tuple[WorstClasses, ...]:
    """The rankings that the matrix tells; none for a single class that has nothing to rank."""
    found = []
    if len(confusion.names) > 1:
        found += [_weakest(run, confusion), _pairs(run, confusion)]
    if confusion.has_background:
        found += [_missed(run, confusion), _alarms(run, confusion)]
    return tuple(found)


def _ranking(
    run: str,
    key: str,
    caption: str,
    columns: tuple[str, ...],
    rows: Iterator[tuple[RankedCell, ...]],
    none: str,
    texts: int = 1,
) -> WorstClasses:
    every = tuple(rows)
    if every and not any(row[-1].value for row in every):
        # Numbers of objects are often not told, and never for many classes.
        columns, every = columns[:-1], tuple(row[:-1] for row in every)
    more = f"The first {LONGEST} of {len(every)}." if len(every) > LONGEST else ""
    return WorstClasses(f"{run}-{key}", caption, columns, every[:LONGEST], none, more, texts)


def _of_classes(
    confusion: Confusion, order: Sequence[int], shares: FloatArray, numbers: FloatArray | None
) -> Iterator[tuple[RankedCell, ...]]:
    """Name, share and number of each class, in this order; a dash where none are counted."""
    for index in order:
        number = number_cell(None if numbers is None else numbers[index])
        yield RankedCell(confusion.names[index]), share_cell(shares[index], confusion), number


def _weakest(run: str, confusion: Confusion) -> WorstClasses:
    correct = confusion.correct
    told = [index for index in np.argsort(correct).tolist() if not np.isnan(correct[index])]
    return _ranking(
        run,
        "weakest-classes",
        "Weakest classes",
        ("Class", words.capital(confusion.right), confusion.things.capitalize()),
        _of_classes(confusion, told, correct, confusion.objects),
        "The matrix does not tell how well classes are found.",
    )


def _pairs(run: str, confusion: Confusion) -> WorstClasses:
    count, counts = len(confusion.names), confusion.counts
    cells = confusion.normalized[:count, :count].copy()
    np.fill_diagonal(cells, np.nan)
    rows = (
        (
            RankedCell(confusion.names[true]),
            RankedCell(confusion.names[predicted]),
            share_cell(cells[predicted, true], confusion),
            number_cell(None if counts is None else counts[predicted, true]),
        )
        for predicted, true in _highest(cells)
    )
    return _ranking(
        run,
        "confused-pairs",
        "Most confused pairs",
        ("True class", "Called", "Share", confusion.things.capitalize()),
        rows,
        "No class is taken for another.",
        texts=2,
    )


def _missed(run: str, confusion: Confusion) -> WorstClasses:
    row = confusion.normalized[-1, : len(confusion.names)]
    objects = None if confusion.counts is None else confusion.counts[-1]
    return _ranking(
        run,
        "most-missed",
        f"Most missed{_counted_low(confusion)}",
        ("Class", "Missed", "Objects missed"),
        _of_classes(confusion, [true for (true,) in _highest(row)], row, objects),
        "No object is missed.",
    )


def _alarms(run: str, confusion: Confusion) -> WorstClasses:
    column = confusion.normalized[: len(confusion.names), -1]
    predictions = None if confusion.counts is None else confusion.counts[:, -1]
    return _ranking(
        run,
        "most-false-alarms",
        f"Most false alarms{_counted_low(confusion)}",
        ("Called", "Of all false alarms", "Predictions"),
        _of_classes(confusion, [called for (called,) in _highest(column)], column, predictions),
        "There are no false alarms.",
    )


def _counted_low(confusion: Confusion) -> str:
    return ", at confidence 0.001" if confusion.low_confidence_counts else ""


def _highest(cells: FloatArray) -> list[tuple[int, ...]]:
    """Places of all cells that hold something, highest first."""
    places = [tuple(place) for place in np.argwhere(cells >= LEAST).tolist()]
    return sorted(places, key=lambda place: -cells[place])


def share_cell(share: float | None, confusion: Confusion) -> RankedCell:
    """A share as a percentage, marked where it is no sharper than a picture."""
    if share is None or np.isnan(share):
        return UNTOLD
    about = "≈ " if confusion.uncertainty else ""
    return RankedCell(f"{about}{words.percent(share)}", words.decimals(share, 3))


def number_cell(number: float | None) -> RankedCell:
    """A number of objects."""
    if number is None or np.isnan(number):
        return UNTOLD
    text = words.decimals(number, 0)
    return RankedCell(text, text)
