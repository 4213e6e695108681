"""Whether two validations were of the same weights on the same data, by the numbers of their plots.

Measured on 15 validations without arguments in 9 public repositories, of which 14 are found, beside
the trainings that they were of: their matrices differ from the training's own last one by up to
0.34 % of the objects, those of other weights on the same data by 0.66 % and more. Of 919 pairs of
trainings of one repository only byte copies, and two runs that had learned nothing, looked alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import starmap

import numpy as np

from reportgen.read.evidence import Evidence
from reportgen.read.plot.plots import Confusion, ToldCurve

MOST_RIVALS = 20
"""Other trainings that are held against a validation, whose plots are read for that."""
_MOVED = 0.004
"""Share of the objects that the same weights may place otherwise, on another device or batch."""
_FEWEST = 100
"""Objects from which on a matrix tells weights apart."""
_NEAR = {"PR": 0.005, "F1": 0.011}
"""Between mAP50 or highest F1 of the same weights, with what rounding adds."""
_LEARNED = 0.05
"""Least value that is printed of weights that have learned something."""
_EXACT, _EXACT_CONFIDENCE = 0.0015, 0.0025
"""Between values, and between confidences, of what was printed from the same predictions."""


def same_weights(one: Evidence, other: Evidence) -> bool:
    """Whether matrix and legends agree so closely; False where they do not tell it."""
    pairs = list(_pairs(one, other))
    moved = _moved(one.confusion, other.confusion)
    if moved is not None:
        return moved <= _MOVED and all(
            abs(curve.value - twin.value) <= _NEAR[curve.kind] for curve, twin in pairs
        )
    told = {curve.kind for curve, _ in pairs}
    return told == set(_NEAR) and all(starmap(_printed_alike, pairs))


def _pairs(one: Evidence, other: Evidence) -> Iterator[tuple[ToldCurve, ToldCurve]]:
    """The curves that tell weights apart and that both have."""
    for head, curves in one.curves.items():
        for kind in curves.keys() & other.curves.get(head, {}).keys() & _NEAR.keys():
            yield curves[kind], other.curves[head][kind]


def _moved(one: Confusion | None, other: Confusion | None) -> float | None:
    """The share of objects that two matrices place otherwise, 1 where they hold other objects.

    None: too few objects or cells are told.
    """
    if one is None or other is None:
        return None
    if one.normalized.shape != other.normalized.shape:
        return 1.0
    if one.counts is None or other.counts is None:
        return None
    classes = len(one.names)
    mine, theirs = one.counts[:, :classes], other.counts[:, :classes]
    objects = float(mine.sum())
    if not (np.isfinite(mine).all() and np.isfinite(theirs).all()) or objects < _FEWEST:
        return None
    if not np.array_equal(mine.sum(axis=0), theirs.sum(axis=0)):
        return 1.0
    return float(np.abs(mine - theirs).sum()) / objects


def _printed_alike(one: ToldCurve, other: ToldCurve) -> bool:
    """What learned nothing prints 0 whatever its weights."""
    confidences = abs((one.confidence or 0) - (other.confidence or 0))
    close = abs(one.value - other.value) <= _EXACT and confidences <= _EXACT_CONFIDENCE
    return close and min(one.value, other.value) >= _LEARNED
