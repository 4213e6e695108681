"""Labels that may be wrong: asked as questions, the likeliest first.

A model is a poor judge of single labels, but a good one of where to look: in a set with planted
faults the confident disagreements are mostly faults (Northcutt, Jiang and Chuang, "Confident
Learning", 2021). How sure it must be is read off the model itself: the confidence from which its
predictions are mostly right (`TRUSTED`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from reportgen.anatomy.kinds import (
    BACKGROUND,
    FITS,
    LOOSE,
    NAME,
    RIGHT,
    TOUCHES,
    Kinds,
)
from reportgen.anatomy.table import Table
from reportgen.read.plot.axes import Floats
from reportgen.read.recorded.model import Recorded, overlap

TRUSTED = 0.8
"""Share of right ones among all predictions from a confidence on at which it is believed."""
LEAST_TRUST = 0.4
"""No prediction below this confidence casts doubt on a label."""
DOUBLED = 0.85
"""Overlap of two labels of one class from which they may be the same object."""
MOST = 500

WHY = {
    "unlabelled": "sure of an object here: is its label missing?",
    "class": "sure of another class: is the label right?",
    "place": "sure of the class, not of the place: is the box drawn well?",
    "doubled": "two labels of one class lie on each other: is it one object?",
    "nothing-fits": "no prediction lies near it: is there such an object?",
}
"""The question by kind of suspicion."""


class Suspect(NamedTuple):
    """A label, or the lack of one, to look at."""

    kind: str
    """A key of `WHY`."""
    picture: int
    label: str
    """Class of the label; empty where it may be missing."""
    predicted: str
    """Class of the prediction; empty where there is none."""
    doubt: float
    """0 to 1, what the list is ordered by: the confidence of the prediction that disagrees, less
    that of one that agrees."""
    box: tuple[float, float, float, float]
    """Edges in shares of the picture's longer side."""


def suspects(recorded: Recorded, table: Table, kinds: Kinds) -> list[Suspect]:
    """All suspicions, the likeliest first; at most `MOST`."""
    trust = trusted_from(table, kinds)
    found = [
        *_disagreements(recorded, table, kinds, trust),
        *_doubled(recorded),
        *_fitted_by_nothing(recorded, table, kinds, trust),
    ]
    return sorted(found, key=lambda each: (-each.doubt, each.picture))[:MOST]


def trusted_from(table: Table, kinds: Kinds) -> float:
    """The lowest confidence from which `TRUSTED` of all predictions are right, or 1."""
    order = np.argsort(-table.confidence, kind="mergesort")
    share = np.cumsum(kinds.kind[order] == RIGHT) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(share >= TRUSTED)
    return max(LEAST_TRUST, float(table.confidence[order][good[-1]])) if len(good) else 1.0


def _disagreements(
    recorded: Recorded, table: Table, kinds: Kinds, trust: float
) -> Iterator[Suspect]:
    """Sure predictions that no label bears out."""
    edges, truths = _edges(recorded)
    said = {BACKGROUND: "unlabelled", NAME: "class", LOOSE: "place"}
    sure = np.flatnonzero((table.confidence >= trust) & np.isin(kinds.kind, tuple(said)))
    for index in sure.tolist():
        truth, kind = int(kinds.truth[index]), int(kinds.kind[index])
        agreed = max(0.0, float(kinds.found_at[truth])) if truth >= 0 else 0.0
        if agreed >= table.confidence[index]:
            continue  # The label has a prediction of its own that is at least as sure.
        yield Suspect(
            said[kind],
            int(table.picture[index]),
            table.names[table.truth_class[truth]] if truth >= 0 else "",
            table.names[table.classes[index]],
            float(table.confidence[index]) - agreed,
            _box(truths[truth] if truth >= 0 else edges[index]),
        )


def _doubled(recorded: Recorded) -> Iterator[Suspect]:
    for number, picture in enumerate(recorded.pictures):
        truth = picture.truth
        shared = overlap(truth.edges, truth.edges)
        alike = (shared >= DOUBLED) & (truth.classes[:, None] == truth.classes[None])
        for one, other in np.argwhere(np.triu(alike, 1)).tolist():
            name = recorded.names[truth.classes[one]]
            box = _box(truth.edges[other])
            yield Suspect("doubled", number, name, "", float(shared[one, other]), box)


def _fitted_by_nothing(
    recorded: Recorded, table: Table, kinds: Kinds, trust: float
) -> Iterator[Suspect]:
    """Labels that no prediction touches, where the model finds nearly all of the class."""
    _, truths = _edges(recorded)
    nearest = np.zeros(len(table.truth_class))
    np.maximum.at(nearest, table.pair_truth, table.pair_overlap)
    found = kinds.found_at >= min(trust, FITS)
    for index in np.flatnonzero(nearest < TOUCHES).tolist():
        own = table.truth_class == table.truth_class[index]
        doubt = float(found[own].mean())
        if doubt >= TRUSTED:
            name = table.names[table.truth_class[index]]
            picture = int(table.truth_picture[index])
            yield Suspect("nothing-fits", picture, name, "", doubt, _box(truths[index]))


def _edges(recorded: Recorded) -> tuple[Floats, Floats]:
    """Edges of all predictions (m, 4), and of all labels (n, 4)."""
    none = np.zeros((0, 4))
    found = np.concatenate([none, *(picture.found.edges for picture in recorded.pictures)])
    return found, np.concatenate([none, *(picture.truth.edges for picture in recorded.pictures)])


def _box(edges: Floats) -> tuple[float, float, float, float]:
    left, top, right, bottom = (round(float(value), 4) for value in edges)
    return left, top, right, bottom
