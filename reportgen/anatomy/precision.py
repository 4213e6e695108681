"""Average precision as COCO computes it, and what mending each kind of mistake would bring."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from reportgen.anatomy.kinds import (
    BACKGROUND,
    BOTH,
    DUPLICATE,
    FITS,
    KINDS,
    LOOSE,
    MISSED,
    NAME,
    RIGHT,
    Kinds,
)
from reportgen.anatomy.table import Table, matched
from reportgen.read.plot.axes import Floats
from reportgen.read.recorded.model import Whole

PLACES = np.linspace(0.0, 1.0, 101)
"""The recalls at which COCO reads the precision."""


class Scored(NamedTuple):
    """Predictions that count towards average precision."""

    classes: Whole
    confidence: Floats
    right: Floats
    """1 where it finds an object, else 0."""
    objects: Whole
    """Labelled objects by class."""


def average_precision(confidence: Floats, right: Floats, objects: int) -> float:
    """Area under the precision over the recall of one class, read at 101 places; 0 to 1.

    `objects` must not be 0. As in COCO's evaluation: precision is made to fall, and reads 0 beyond
    the highest recall.
    """
    order = np.argsort(-confidence, kind="mergesort")
    hits = np.cumsum(right[order])
    recall = hits / objects
    precision = hits / np.arange(1, len(hits) + 1)
    falling = np.maximum.accumulate(precision[::-1])[::-1]
    at = np.searchsorted(recall, PLACES - 1e-12, side="left")
    return float(np.append(falling, 0.0)[np.minimum(at, len(falling))].mean())


def by_class(scored: Scored) -> Floats:
    """Average precision of each class, NaN without objects; shape (classes,)."""
    values = np.full(len(scored.objects), np.nan)
    for index in np.flatnonzero(scored.objects > 0).tolist():
        own = scored.classes == index
        values[index] = average_precision(
            scored.confidence[own], scored.right[own], int(scored.objects[index])
        )
    return values


def objects_by_class(table: Table) -> Whole:
    """Labelled objects of each class; shape (classes,)."""
    return np.bincount(table.truth_class, minlength=len(table.names))


def scored_at(table: Table, threshold: float = FITS) -> Scored:
    """The predictions of a table, right from an overlap of `threshold` on."""
    right = (matched(table, threshold) >= 0).astype(float)
    return Scored(table.classes, table.confidence, right, objects_by_class(table))


def mended(table: Table, kinds: Kinds) -> Mapping[str, Floats]:
    """Average precision by class at IoU 0.5 with each kind of mistake mended, by its key.

    TIDE's oracles: a wrong class or a loose place is set right where the object is not found
    yet and the prediction is the most confident such one about it, else left out; what is wrong
    in both, a duplicate or a false alarm is left out; missed objects are not asked for.
    """
    return {
        KINDS[kind]: by_class(_without(table, kinds, kind))
        for kind in (NAME, LOOSE, BOTH, DUPLICATE, BACKGROUND, MISSED)
    }


def _without(table: Table, kinds: Kinds, kind: int) -> Scored:
    right = (kinds.kind == RIGHT).astype(float)
    objects = objects_by_class(table)
    if kind == MISSED:
        missed = kinds.fate(0.0) == MISSED
        fewer = np.bincount(table.truth_class[missed], minlength=len(table.names))
        return Scored(table.classes, table.confidence, right, objects - fewer)
    wrong = kinds.kind == kind
    kept, classes = ~wrong, table.classes.copy()
    if kind in (NAME, LOOSE):
        best = _best_about(table, kinds, wrong)
        kept[best] = True
        right[best] = 1.0
        classes[best] = table.truth_class[kinds.truth[best]]
    return Scored(classes[kept], table.confidence[kept], right[kept], objects)


def _best_about(
    table: Table, kinds: Kinds, wrong: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
) -> Whole:
    """Of the wrong ones about each object that is not found the most confident."""
    about = np.flatnonzero(wrong & (kinds.found_at[kinds.truth] < 0))
    order = about[np.argsort(-table.confidence[about], kind="mergesort")]
    _, first = np.unique(kinds.truth[order], return_index=True)
    return np.asarray(order[first])
