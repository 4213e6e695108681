"""Where runs may have been left, told by their metrics, so that others went on from there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from reportgen.facts.run_facts import Facts
from reportgen.read.table.results import FloatArray

_SAME = 1e-4
"""Metrics nearer than this are equal, as far as results.csv writes them."""


def same(one: FloatArray, other: FloatArray) -> bool:
    """Whether two rows of finite numbers are alike; `np.allclose` takes ten times as long."""
    return bool(np.abs(one - other).max() <= _SAME)


class _End(NamedTuple):
    """The metrics of a run where it may have been left."""

    of: int
    epoch: int
    row: FloatArray


class Ends:
    """Where the runs may have been left; looked at together, since each is held against all."""

    def __init__(self, facts: Sequence[Facts], among: Sequence[int]) -> None:
        """Those of the runs `among` all."""
        self._facts, self._among = facts, among

    @cached_property
    def _by_width(self) -> dict[int, tuple[list[_End], FloatArray, FloatArray]]:
        """Of each number of metrics the ends, in the order of their runs, their rows and tops."""
        told: dict[int, list[_End]] = {}
        for of in self._among:
            for end in ends_of(of, self._facts[of]):
                told.setdefault(len(end.row), []).append(end)
        rows = {width: np.stack([end.row for end in ends]) for width, ends in told.items()}
        return {width: (told[width], table, table.max(axis=1)) for width, table in rows.items()}

    def near(self, row: FloatArray, share: float, run: int) -> list[_End]:
        """The ends of other runs than `run` that lie within a share of their top of a row."""
        if len(row) not in self._by_width:
            return []
        ends, rows, tops = self._by_width[len(row)]
        within = np.abs(rows - row).max(axis=1) <= (share * tops if share else _SAME)
        return [end for at in np.flatnonzero(within) if (end := ends[at]).of != run]


def metrics_in(facts: Facts, place: int) -> FloatArray | None:
    """The metrics of all heads in one told row, precision and recall among them."""
    table = facts.table
    if table is None or len(table.epochs) < 2:
        return None
    row = np.array([told[place] for _, told in sorted(table.of("metrics/").items())], dtype=float)
    return row if len(row) and np.isfinite(row).all() else None


def ends_of(of: int, facts: Facts) -> list[_End]:
    """The metrics of the last epoch and of the best one."""
    if facts.table is None:
        return []
    epochs = facts.table.epochs
    places = [len(epochs) - 1]
    if facts.best_epoch is not None:
        places += np.flatnonzero(epochs == facts.best_epoch)[-1:].tolist()
    rows = [(place, row) for place in places if (row := metrics_in(facts, place)) is not None]
    return [_End(of, int(epochs[place]), row) for place, row in rows]
