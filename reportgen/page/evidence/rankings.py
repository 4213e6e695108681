"""What stands out in a confusion matrix: weak classes, confused pairs, misses, false alarms."""

from __future__ import annotations

from collections.abc import Iterator
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


class Ranking(NamedTuple):
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


def rankings(run: str, confusion: Confusion) -> tuple[Ranking, ...]:
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
) -> Ranking:
    every = tuple(rows)
    if every and not any(row[-1].value for row in every):
        # Numbers of objects are often not told, and never for many classes.
        columns, every = columns[:-1], tuple(row[:-1] for row in every)
    more = f"The first {LONGEST} of {len(every)}." if len(every) > LONGEST else ""
    return Ranking(f"{run}-{key}", caption, columns, every[:LONGEST], none, more, texts)


def _weakest(run: str, confusion: Confusion) -> Ranking:
    objects = confusion.objects
    correct = confusion.correct

    def rows() -> Iterator[tuple[RankedCell, ...]]:
        for index in np.argsort(correct):
            if not np.isnan(correct[index]):
                yield (
                    RankedCell(confusion.names[index]),
                    share_cell(correct[index], confusion),
                    number_cell(None if objects is None else objects[index]),
                )

    return _ranking(
        run,
        "weakest-classes",
        "Weakest classes",
        ("Class", right_words(confusion), confusion.things.capitalize()),
        rows(),
        "The matrix does not tell how well classes are found.",
    )


def _pairs(run: str, confusion: Confusion) -> Ranking:
    count = len(confusion.names)
    cells = confusion.normalized[:count, :count].copy()
    np.fill_diagonal(cells, np.nan)
    counts = confusion.counts

    def rows() -> Iterator[tuple[RankedCell, ...]]:
        for predicted, true in _highest(cells):
            yield (
                RankedCell(confusion.names[true]),
                RankedCell(confusion.names[predicted]),
                share_cell(cells[predicted, true], confusion),
                number_cell(None if counts is None else counts[predicted, true]),
            )

    return _ranking(
        run,
        "confused-pairs",
        "Most confused pairs",
        ("True class", "Called", "Share", confusion.things.capitalize()),
        rows(),
        "No class is taken for another.",
        texts=2,
    )


def _missed(run: str, confusion: Confusion) -> Ranking:
    count = len(confusion.names)
    row = confusion.normalized[-1:, :count]
    counts = confusion.counts

    def rows() -> Iterator[tuple[RankedCell, ...]]:
        for _, true in _highest(row):
            yield (
                RankedCell(confusion.names[true]),
                share_cell(row[0, true], confusion),
                number_cell(None if counts is None else counts[-1, true]),
            )

    low = ", at confidence 0.001" if confusion.low_confidence_counts else ""
    return _ranking(
        run,
        "most-missed",
        f"Most missed{low}",
        ("Class", "Missed", "Objects missed"),
        rows(),
        "No object is missed.",
    )


def _alarms(run: str, confusion: Confusion) -> Ranking:
    count = len(confusion.names)
    column = confusion.normalized[:count, -1:]
    counts = confusion.counts

    def rows() -> Iterator[tuple[RankedCell, ...]]:
        for predicted, _ in _highest(column):
            yield (
                RankedCell(confusion.names[predicted]),
                share_cell(column[predicted, 0], confusion),
                number_cell(None if counts is None else counts[predicted, -1]),
            )

    low = ", at confidence 0.001" if confusion.low_confidence_counts else ""
    return _ranking(
        run,
        "most-false-alarms",
        f"Most false alarms{low}",
        ("Called", "Of all false alarms", "Predictions"),
        rows(),
        "There are no false alarms.",
    )


def _highest(cells: FloatArray) -> Iterator[tuple[int, int]]:
    """Places of all cells that hold something, highest first."""
    places = [(int(p), int(t)) for p, t in np.argwhere(cells >= LEAST)]
    yield from sorted(places, key=lambda place: -cells[place])


def right_words(confusion: Confusion) -> str:
    """What the diagonal holds: in classification nothing has to be found."""
    return "Found and named right" if confusion.has_background else "Named right"


def share_cell(share: float | None, confusion: Confusion) -> RankedCell:
    """A share as a percentage, marked where it is no sharper than a picture."""
    if share is None or np.isnan(share):
        return RankedCell("–", "")
    about = "≈ " if confusion.uncertainty else ""
    return RankedCell(f"{about}{words.percent(share)}", words.decimals(share, 3))


def number_cell(number: float | None) -> RankedCell:
    """A number of objects."""
    if number is None or np.isnan(number):
        return RankedCell("–", "")
    return RankedCell(words.decimals(number, 0), words.decimals(number, 0))
