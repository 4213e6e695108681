"""What each prediction is: right, or one of five kinds of mistakes; and what each object lacks.

The kinds of TIDE (Bolya, Foley, Hays and Hoffman, "TIDE: A General Toolbox for Identifying Object
Detection Errors", ECCV 2020), with its thresholds. Where a prediction would be of two kinds, the
one that asks for less is taken: a second look at an object before a wrong name, a wrong name
before a loose place.

A prediction's kind hangs on the more confident ones only, so it holds at every confidence.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reportgen.anatomy.table import Table, matched
from reportgen.read.plot.axes import Floats
from reportgen.read.recorded.model import Whole

FITS = 0.5
"""Overlap from which a prediction fits an object (TIDE's t_f)."""
TOUCHES = 0.1
"""Overlap below which a prediction has nothing to do with an object (TIDE's t_b)."""

RIGHT, NAME, LOOSE, BOTH, DUPLICATE, BACKGROUND, MISSED = range(7)
KINDS = ("right", "name", "loose", "both", "duplicate", "background", "missed")
"""Keys of the kinds, in the order of their numbers; `missed` is of objects, not of predictions."""
WORDS = {
    "right": "right",
    "name": "wrong class",
    "loose": "loose",
    "both": "wrong class and loose",
    "duplicate": "duplicate",
    "background": "false alarm",
    "missed": "missed",
}
MEANINGS = {
    "right": "right class, and it overlaps the object by half or more",
    "name": "fits an object, but calls it another class",
    "loose": "right class, but overlaps the object by 10 to 50 % only",
    "both": "another class, and an overlap of 10 to 50 % only",
    "duplicate": "one more prediction of an object that is found",
    "background": "overlaps no object by 10 % or more",
    "missed": "objects with no prediction of any kind above",
}


@dataclass(frozen=True, eq=False)
class Kinds:
    """Every prediction judged, and what became of every object."""

    kind: Whole
    """`RIGHT` to `BACKGROUND` for each prediction; shape (m,)."""
    truth: Whole
    """The object that it is about, -1 for none; shape (m,)."""
    found_at: Floats
    """Confidence of the prediction that is right about an object, -1 for none; shape (n,)."""
    named_at: Floats
    """Highest confidence of one that calls it another class, -1 for none; shape (n,)."""
    loose_at: Floats
    """Highest confidence of one that fits it loosely, -1 for none; shape (n,)."""

    def fate(self, confidence: float) -> Whole:
        """`RIGHT`, `NAME`, `LOOSE` or `MISSED` for each object at a confidence; shape (n,)."""
        touched = np.where(self.named_at >= self.loose_at, NAME, LOOSE)
        near = np.maximum(self.named_at, self.loose_at) >= confidence
        fate = np.where(near, touched, MISSED)
        return np.asarray(np.where(self.found_at >= confidence, RIGHT, fate))


def kinds_of(table: Table) -> Kinds:
    """Judge every prediction of a table."""
    partner = matched(table, FITS)
    same, same_truth = _largest(table, table.same)
    other, other_truth = _largest(table, ~table.same)
    conditions = [partner >= 0, same >= FITS, other >= FITS, same >= TOUCHES, other >= TOUCHES]
    kind = np.select(conditions, [RIGHT, DUPLICATE, NAME, LOOSE, BOTH], BACKGROUND)
    truth = np.select(conditions, [partner, same_truth, other_truth, same_truth, other_truth], -1)
    objects = len(table.truth_class)
    at = [_highest(table, truth, kind == each, objects) for each in (RIGHT, NAME, LOOSE)]
    return Kinds(kind.astype(np.int64), truth.astype(np.int64), *at)


def _largest(
    table: Table, among: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
) -> tuple[Floats, Whole]:
    """Of each prediction the largest overlap `among` its pairs, and with which object."""
    largest, truth = np.zeros(len(table.classes)), np.full(len(table.classes), -1)
    found, first = np.unique(table.pair_found[among], return_index=True)
    largest[found] = table.pair_overlap[among][first]
    truth[found] = table.pair_truth[among][first]
    return largest, truth


def _highest(
    table: Table, truth: Whole, among: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], objects: int
) -> Floats:
    """Highest confidence of the predictions `among` all that are about each object."""
    highest = np.full(objects, -1.0)
    np.maximum.at(highest, truth[among], table.confidence[among])
    return highest


def counts_at(table: Table, kinds: Kinds, confidences: Floats) -> Whole:
    """How many there are of each kind at each confidence; shape (confidences, 7)."""
    rows = [
        [
            *np.bincount(kinds.kind[table.confidence >= at], minlength=MISSED)[:MISSED],
            int((kinds.fate(at) == MISSED).sum()),
        ]
        for at in confidences.tolist()
    ]
    return np.array(rows, dtype=np.int64).reshape(len(confidences), len(KINDS))


def cells_at(table: Table, kinds: Kinds, confidence: float) -> tuple[Whole, Whole]:
    """Where everything stands in a confusion matrix at a confidence, background last.

    The row of each object, shape (n,): its class where it is found, what the most confident
    prediction calls it where that is wrong, else the last. The row of each prediction that stands
    for no object, shape (m,), -1 for all others: so are false alarms, loose ones, second ones, and
    wrong names for objects that are found.
    """
    fate, used = kinds.fate(confidence), table.confidence >= confidence
    rows = np.where(fate == RIGHT, table.truth_class, len(table.names))
    stands = kinds.kind == RIGHT
    naming = np.flatnonzero((kinds.kind == NAME) & used)
    naming = naming[fate[kinds.truth[naming]] == NAME]
    naming = naming[np.argsort(-table.confidence[naming], kind="stable")]
    named, first = np.unique(kinds.truth[naming], return_index=True)
    rows[named] = table.classes[naming[first]]
    stands[naming[first]] = True
    return rows, np.where(used & ~stands, table.classes, -1)
