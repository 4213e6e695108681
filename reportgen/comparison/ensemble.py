"""Whether tied best runs complement each other: strong on different classes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations

import numpy as np

from reportgen import words
from reportgen.comparison.noise.statistics import NORMAL_95, share_z
from reportgen.comparison.parts import Ensemble
from reportgen.facts.run_facts import Facts
from reportgen.read.plot.plots import Confusion

LEAST_LEAD = 0.1
"""Share of a class that one run must find more of; below, no reason for a second model."""
MOST_RUNS = 10
"""Of the tied best, this many are looked at in pairs."""


def ensembles(
    facts: Sequence[Facts], tied: Sequence[int], names: Sequence[str]
) -> tuple[Ensemble, ...]:
    """Pairs of the `tied` runs of which each is clearly stronger on some class."""
    found = []
    for one, other in combinations(tied[:MOST_RUNS], 2):
        first, second = facts[one].confusion, facts[other].confusion
        if first is None or second is None or not _comparable(first, second):
            continue
        stronger = _stronger(first, second), _stronger(second, first)
        if all(stronger):
            sentence = (
                f"{names[one]} finds more of {words.few(stronger[0])}, {names[other]} more of "
                f"{words.few(stronger[1])}: predictions of both together may do better than either."
            )
            found.append(Ensemble((one, other), stronger, sentence))
    return tuple(found)


def _comparable(first: Confusion, second: Confusion) -> bool:
    """Whether both were counted on the same objects, as far as told, at the same confidence."""
    if first.objects is None or second.objects is None or first.names != second.names:
        return False
    alike = first.low_confidence_counts == second.low_confidence_counts
    return alike and np.array_equal(first.objects, second.objects)


def _stronger(first: Confusion, second: Confusion) -> tuple[str, ...]:
    """Classes of which the first finds clearly more: a test of two shares at the 5 % level."""
    objects = first.objects
    assert objects is not None
    names = []
    for name, p, q, count in zip(first.names, first.correct, second.correct, objects, strict=True):
        told = math.isfinite(p + q)
        if told and p - q >= LEAST_LEAD and share_z(p, q, count) > NORMAL_95:
            names.append(name)
    return tuple(names)
