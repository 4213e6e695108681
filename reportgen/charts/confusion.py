"""The confusion matrix: which classes are taken for which, missed, or seen where nothing is."""

from __future__ import annotations

import numpy as np

from reportgen import words
from reportgen.facts.run_facts import Facts
from reportgen.figure.model.matrix import BACKGROUND, MatrixChart, Rows
from reportgen.read.plot.plots import Confusion
from reportgen.read.table.results import FloatArray

ORDER = 60

MOST_CLASSES = 100
"""Classes up to which the matrix is drawn; beyond, a cell would be smaller than a dot."""

HOW_TO_READ = (
    "A dark diagonal is what you want. A dark cell off it names two classes that are mistaken for "
    "each other. "
)
WITH_BACKGROUND = (
    "The background row holds objects that were missed, the background column predictions where "
    "there is no object; its shares are of all such predictions."
)


def draw(facts: Facts) -> list[MatrixChart]:
    """One chart, or none where the matrix is not told or has too many classes."""
    confusion = facts.confusion
    if confusion is None or len(confusion.names) > MOST_CLASSES:
        return []
    background = (BACKGROUND,) if confusion.has_background else ()
    weakest = _weakest(confusion)
    return [
        MatrixChart(
            id="confusion-matrix",
            title="Confusion matrix",
            subtitle=weakest,
            how_to_read=HOW_TO_READ + (WITH_BACKGROUND if background else ""),
            summary=f"Confusion matrix of {len(confusion.names)} classes. {weakest}".strip(),
            names=(*confusion.names, *background),
            shares=_rows(confusion.normalized),
            counts=_counts(confusion),
            background=bool(background),
            note=_note(confusion),
        )
    ]


def _counts(confusion: Confusion) -> Rows | None:
    """The counts; None when no cell but empty ones is told."""
    counts = confusion.counts
    return None if counts is None or not np.nansum(counts) else _rows(counts)


def _rows(values: FloatArray) -> Rows:
    return tuple(tuple(row) for row in values.tolist())


def _weakest(confusion: Confusion) -> str:
    """The class that is named right least often, in a sentence."""
    correct = confusion.correct
    if np.all(np.isnan(correct)):
        return ""
    worst = int(np.nanargmin(correct))
    about = "≈ " if confusion.uncertainty else ""
    share = f"{about}{words.percent(correct[worst])}"
    if len(correct) == 1:
        return f"{confusion.names[0]} is found {share} of the time."
    return f"Weakest: {confusion.names[worst]}, {confusion.right} {share} of the time."


def _note(confusion: Confusion) -> str:
    """The shares of the diagonal in short, one line each."""
    correct = confusion.correct
    if np.all(np.isnan(correct)):
        return f"{len(correct)} classes"
    low, high = float(np.nanmin(correct)), float(np.nanmax(correct))
    span = words.decimals(low, 2) + (f" to {words.decimals(high, 2)}" if high > low else "")
    return f"{confusion.right}\n{span}"
