"""All pictures of a validation as one table of objects, one of predictions, and their pairs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reportgen.read.plot.axes import Floats
from reportgen.read.recorded.model import Recorded, Whole

LEAST_OVERLAP = 0.05
"""Pairs of lower overlap decide nothing: kinds of mistakes begin at 0.1."""


@dataclass(frozen=True, eq=False)
class Table:
    """n objects, m predictions and k pairs of both; indices count over all pictures."""

    names: tuple[str, ...]
    pictures: int
    truth_picture: Whole
    """Picture of each object; shape (n,)."""
    truth_class: Whole
    picture: Whole
    """Picture of each prediction; shape (m,). Those of a picture stand together, falling in
    confidence."""
    classes: Whole
    confidence: Floats
    """0 to 1; shape (m,)."""
    pair_truth: Whole
    """Object of each pair; shape (k,)."""
    pair_found: Whole
    """Prediction of each pair, rising; of one prediction the largest overlap comes first."""
    pair_overlap: Floats
    """0 to 1; shape (k,)."""

    @property
    def same(self) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        """Whether both of a pair are of one class; shape (k,)."""
        return np.asarray(self.truth_class[self.pair_truth] == self.classes[self.pair_found])


def table_of(recorded: Recorded) -> Table:
    """The table of a validation."""
    pairs: list[Floats] = []
    truths = found = 0
    for picture in recorded.pictures:
        shared = picture.overlap
        down, across = np.nonzero(shared >= LEAST_OVERLAP)
        pairs.append(np.c_[down + truths, across + found, shared[down, across]])
        truths, found = truths + len(picture.truth), found + len(picture.found)
    paired = np.concatenate(pairs) if pairs else np.zeros((0, 3))
    paired = paired[np.lexsort((-paired[:, 2], paired[:, 1]))]
    truth_count = [len(picture.truth) for picture in recorded.pictures]
    found_count = [len(picture.found) for picture in recorded.pictures]
    return Table(
        names=recorded.names,
        pictures=len(recorded.pictures),
        truth_picture=np.repeat(np.arange(len(truth_count)), truth_count),
        truth_class=_whole([picture.truth.classes for picture in recorded.pictures]),
        picture=np.repeat(np.arange(len(found_count)), found_count),
        classes=_whole([picture.found.classes for picture in recorded.pictures]),
        confidence=np.concatenate([np.zeros(0), *(p.confidence for p in recorded.pictures)]),
        pair_truth=paired[:, 0].astype(np.int64),
        pair_found=paired[:, 1].astype(np.int64),
        pair_overlap=paired[:, 2],
    )


def _whole(parts: list[Whole]) -> Whole:
    return np.concatenate([np.zeros(0, np.int64), *parts])


def matched(table: Table, threshold: float = 0.5) -> Whole:
    """The object that each prediction finds, -1 for none; shape (m,).

    As COCO counts: the more confident prediction chooses first, of the free objects of its class
    the one that it overlaps most, from `threshold` on.
    """
    fits = table.same & (table.pair_overlap >= threshold)
    partner = np.full(len(table.classes), -1)
    used: set[int] = set()
    done = -1
    for truth, found in zip(
        table.pair_truth[fits].tolist(), table.pair_found[fits].tolist(), strict=True
    ):
        if found != done and truth not in used:
            used.add(truth)
            partner[found] = truth
            done = found
    return partner
