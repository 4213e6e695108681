"""Runs that another repeats from its first epoch on, and goes beyond: one training, begun anew."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import numpy as np

from reportgen.facts.run_facts import Facts
from reportgen.read.table.results import FloatArray, known_of

LEAST_EPOCHS = 3
"""Fewer equal epochs may be those of another training with the same weights and seed."""
_LEARNED = 0.05


class Replays:
    """Whole runs by how they began, so that each need not be held against all."""

    def __init__(self, facts: Sequence[Facts], among: Sequence[int]) -> None:
        """Those of the runs `among` all."""
        self._facts = facts
        self._by_start: dict[bytes, list[int]] = {}
        for run in among:
            if (start := _start(facts[run])) is not None:
                self._by_start.setdefault(start, []).append(run)

    def within(self, run: int) -> int | None:
        """The longest other run that the first epochs of this one repeat; None where none is."""
        start = _start(self._facts[run])
        others = self._by_start.get(start, []) if start is not None else []
        found = [other for other in others if _begins_with(self._facts[run], self._facts[other])]
        return max(found, key=lambda other: _epochs(self._facts[other]), default=None)


def _start(facts: Facts) -> bytes | None:
    """Stands for the first epochs; None where too few are told, or nothing was learned in all."""
    rows, score = _rows(facts), known_of(facts.headline_curve).values
    learned = len(score) > 0 and score.max() >= _LEARNED and np.ptp(score) > 0
    if rows is None or len(rows) < LEAST_EPOCHS or not learned:
        return None
    return sha256(rows[:LEAST_EPOCHS].tobytes()).digest()


def _begins_with(run: Facts, other: Facts) -> bool:
    """Whether `other` is shorter, and its every epoch is that of `run` to the last digit."""
    mine, theirs = _rows(run), _rows(other)
    if mine is None or theirs is None or not len(theirs) < len(mine):
        return False
    return mine.shape[1] == theirs.shape[1] and np.array_equal(
        mine[: len(theirs)], theirs, equal_nan=True
    )


def _rows(facts: Facts) -> FloatArray | None:
    """Losses and metrics, one row an epoch from the first on; None where not so told."""
    table = facts.table
    if table is None or int(table.epochs[0]) != 1:
        return None
    kinds = ("train/", "val/", "metrics/")
    columns = [values for kind in kinds for _, values in sorted(table.of(kind).items())]
    return np.column_stack(columns).astype(float) if columns else None


def _epochs(facts: Facts) -> int:
    return facts.epochs_done or 0
