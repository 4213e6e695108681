"""The confusion matrix at the confidence in use, counted from what was recorded."""

from __future__ import annotations

import numpy as np

from reportgen import words
from reportgen.anatomy.anatomy import Anatomy
from reportgen.anatomy.kinds import LOOSE, MISSED, NAME, RIGHT
from reportgen.read.plot.axes import Floats
from reportgen.read.plot.plots import Confusion, shares_of


def confusion_of(anatomy: Anatomy) -> Confusion:
    """The matrix [predicted, true] with background last; every object counts once in its column.

    An object that is found counts as its class, one that is called another class as that, and any
    other in the last row. Predictions that stand for no object of a column are false alarms: so
    are loose ones, second ones, and wrong names for objects that are found.
    """
    counts = counts_of(anatomy)
    return Confusion(
        names=anatomy.recorded.names,
        normalized=shares_of(counts),
        counts=counts,
        low_confidence_counts=False,
        source=f"{anatomy.recorded.source}, at confidence {words.decimals(anatomy.confidence, 2)}",
    )


def counts_of(anatomy: Anatomy) -> Floats:
    """Whole numbers; shape (classes + 1, classes + 1)."""
    table, kinds, at = anatomy.table, anatomy.kinds, anatomy.confidence
    classes = len(table.names)
    counts = np.zeros((classes + 1, classes + 1))
    fate = kinds.fate(at)
    found = np.flatnonzero(fate == RIGHT)
    np.add.at(counts, (table.truth_class[found], table.truth_class[found]), 1)
    lost = np.flatnonzero((fate == MISSED) | (fate == LOOSE))
    np.add.at(counts, (np.full(len(lost), classes), table.truth_class[lost]), 1)
    named = _names(anatomy, np.flatnonzero(fate == NAME))
    for truth, predicted in named.items():
        counts[predicted, table.truth_class[truth]] += 1
    used = table.confidence >= at
    counts[:classes, classes] = np.bincount(table.classes[used], minlength=classes)
    counts[:classes, classes] -= counts[:classes, :classes].sum(axis=1)
    return counts


def _names(
    anatomy: Anatomy, objects: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
) -> dict[int, int]:
    """What each object is called by the most confident prediction that calls it wrongly."""
    table, kinds = anatomy.table, anatomy.kinds
    wanted = set(objects.tolist())
    called: dict[int, int] = {}
    wrong = np.flatnonzero(kinds.kind == NAME)
    for index in wrong[np.argsort(-table.confidence[wrong], kind="stable")].tolist():
        truth = int(kinds.truth[index])
        if truth in wanted and truth not in called:
            called[truth] = int(table.classes[index])
    return called
