"""The confusion matrix at the confidence in use, counted from what was recorded."""

from __future__ import annotations

import numpy as np

from reportgen import words
from reportgen.anatomy.anatomy import Anatomy
from reportgen.read.plot.axes import Floats
from reportgen.read.plot.plots import Confusion, shares_of


def confusion_of(anatomy: Anatomy) -> Confusion:
    """The matrix [predicted, true] with background last; every object counts once in its column.

    What counts where: see `cells_at`.
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
    table, (rows, alarms) = anatomy.table, anatomy.cells
    classes = len(table.names)
    counts = np.zeros((classes + 1, classes + 1))
    np.add.at(counts, (rows, table.truth_class), 1)
    counts[:classes, classes] = np.bincount(alarms[alarms >= 0], minlength=classes)
    return counts
