"""What the plots of a run say once they are read, whatever they were read from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from reportgen.read.table.results import FloatArray

HANDFUL = 5
"""Objects up to which little is told: who finds all of five may find 57 % (Wilson, 95 %)."""


@dataclass(frozen=True)
class F1Peak:
    """The top of the mean F1 curve of a head: where precision and recall balance best."""

    confidence: float
    """0 to 1, as the legend of the picture prints it."""
    f1: float
    """0 to 1, of the smoothed mean curve."""


def shares_of(counts: FloatArray) -> FloatArray:
    """Shares of each column (true class) of a matrix of counts; an empty column stays 0."""
    shares: FloatArray = counts / np.maximum(counts.sum(axis=0), 1e-9)
    return shares


@dataclass(frozen=True, eq=False)
class Confusion:
    """A confusion matrix with its class names; every array is [predicted, true].

    With n classes the arrays are (n + 1, n + 1), background last in both directions, or (n, n)
    for classification, which has no background.
    """

    names: tuple[str, ...]
    """Class names in the order of the rows, without background; "class 3" where not told."""
    normalized: FloatArray
    """Shares of each column (true class), 0 to 1; NaN where a cell could not be read."""
    counts: FloatArray | None = None
    """Objects (or pictures), whole numbers; NaN where a cell could not be read. None: not told."""
    uncertainty: float = 0.0
    """How far off a share may be: 0 when exact, about 0.006 when read from colours."""
    low_confidence_counts: bool | None = None
    """Counted from confidence 0.001 on (Ultralytics 8.4.103 and later) instead of 0.25; None where
    the source does not tell."""
    source: str = "picture"
    """``picture``, or ``reportgen.json`` for exact numbers."""
    without_background: str = "pictures"
    """What is counted where there is no background: pictures, or pixels."""

    @property
    def has_background(self) -> bool:
        """Whether the last row holds missed objects and the last column false alarms."""
        return len(self.normalized) > len(self.names)

    @property
    def things(self) -> str:
        """What is counted, in the plural."""
        return "objects" if self.has_background else self.without_background

    @property
    def right(self) -> str:
        """What the diagonal holds: without background nothing has to be found."""
        return "found and named right" if self.has_background else "named right"

    @property
    def abounds_in_false_alarms(self) -> bool:
        """More than five false alarms an object: what counting from confidence 0.001 on looks like.

        At confidence 0.25 even weak models stay below one or two.
        """
        if self.counts is None or not self.has_background:
            return False
        alarms, objects = self.counts[:-1, -1].sum(), self.counts[:, :-1].sum()
        return bool(alarms > 5 * max(objects, 1.0))

    @cached_property
    def correct(self) -> FloatArray:
        """Share of each class that was found and named right; shape (n,), NaN: not told.

        NaN also for a class of which the validation pictures hold no object.
        """
        count = len(self.names)
        diagonal = np.diagonal(self.normalized)[:count]
        return np.where(self.seen, diagonal, np.nan)

    @cached_property
    def seen(self) -> FloatArray:
        """1 for each class that the validation pictures hold objects of, else 0; shape (n,).

        The column of a class without objects is empty.
        """
        columns = np.nansum(self.normalized[:, : len(self.names)], axis=0)
        seen: FloatArray = (columns > 0.01).astype(float)
        return seen

    @cached_property
    def objects(self) -> FloatArray | None:
        """Number of true objects of each class in validation; shape (n,), NaN: not told."""
        if self.counts is None:
            return None
        totals: FloatArray = self.counts[:, : len(self.names)].sum(axis=0)
        return totals

    @cached_property
    def total(self) -> float | None:
        """Number of true objects in validation; None unless those of every class are told."""
        total = math.nan if self.objects is None else float(self.objects.sum())
        return None if math.isnan(total) else total

    @cached_property
    def few(self) -> NDArray[np.bool_]:
        """Whether a class has objects, but up to a `HANDFUL`, which tell little; shape (n,)."""
        if self.objects is None:
            return np.zeros(len(self.names), bool)
        return (self.objects > 0) & (self.objects <= HANDFUL)

    @cached_property
    def judged(self) -> FloatArray:
        """`correct` of the classes that are not `few`, NaN for those; shape (n,)."""
        return np.where(self.few, np.nan, self.correct)


@dataclass(frozen=True, eq=False)
class ToldCurve:
    """One curve of a head in numbers, whatever it was read from."""

    head: str
    kind: str
    """``F1``, ``P`` or ``R`` over the confidence; ``PR``: precision over recall."""
    x: FloatArray
    """Confidence, or recall for ``PR``; 0 to 1; shape (n,)."""
    mean: FloatArray
    """Mean over the classes; 0 to 1, NaN where not told; shape (n,)."""
    value: float
    """Highest value of the mean (F1, P, R), or mAP50 (PR), as Ultralytics prints it."""
    confidence: float | None
    """Confidence at which the mean is highest; None for ``PR``."""
    names: tuple[str, ...]
    """Names of the rows of `classes`, or of `class_values`."""
    classes: FloatArray | None
    """One row a class, NaN where hidden; shape (classes, n). None: not told."""
    class_values: tuple[float, ...] | None
    """mAP50 of each class (``PR``); None: not told."""
    drops: tuple[tuple[float, float], ...]
    """Ranges of recall in which the mean falls so steeply that its height is uncertain."""
    source: str
    """``picture``, or ``reportgen.json`` for exact numbers."""
    file: str
    """File that the numbers were read from, below the run folder."""


@dataclass(frozen=True)
class DeclinedPlot:
    """A plot whose numbers were not read back."""

    head: str | None
    """None for a confusion matrix."""
    kind: str
    file: str
    reason: str
    """One sentence."""
