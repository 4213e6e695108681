"""Spearman's rank correlation with its uncertainty, for a sweep of arguments."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from operator import attrgetter

import numpy as np

from reportgen.comparison.noise.statistics import discoveries, rank_interval
from reportgen.comparison.noise.student import p_value
from reportgen.read.table.results import FloatArray

LEAST_RUNS = 5
"""Below this even a perfect order is no rarity: one in 24 for four runs."""
_EXACT_UP_TO = 7
_SHUFFLED_UP_TO = 200
"""Beyond, Student's t says the same, and shuffles of ten thousand trials would take minutes."""
_SHUFFLES = 4_999
_NOTHING_LEFT = 1e-6


@dataclass(frozen=True)
class Correlation:
    """How one argument goes with the fitness over the runs of a sweep."""

    argument: str
    rho: float
    """Spearman's rank correlation, -1 to 1."""
    interval: tuple[float, float]
    """95 % confidence interval of `rho`."""
    p: float
    """How often a shuffled order has a correlation this far from 0; of `apart` where it is told."""
    count: int
    """Runs that tell the argument and the fitness."""
    notable: bool = False
    """Whether it holds among all arguments tried (false discovery rate 5 %)."""
    apart: float | None = None
    """What is left with the order of the trials held fixed; None where they have no order."""

    @property
    def judged(self) -> float:
        """The correlation that `p` and `notable` are of."""
        return self.rho if self.apart is None else self.apart


def correlations(
    columns: Mapping[str, Sequence[float | None]],
    fitness: Sequence[float | None],
    *,
    ordered: bool = False,
) -> tuple[Correlation, ...]:
    """Each column of arguments against the fitness, what is judged strongest first.

    All sequences have one entry a run; None where not told. Columns that do not vary, or are told
    by fewer than `LEAST_RUNS` runs with a fitness, are left out. With `ordered`, runs follow from
    each other: arguments and fitness may both drift, so the partial correlation at equal place
    in the order is judged.
    """
    found: list[Correlation] = []
    reached = np.array(fitness, dtype=float)  # None becomes NaN
    for name, column in columns.items():
        values = np.array(column, dtype=float)
        told = np.flatnonzero(~np.isnan(values) & ~np.isnan(reached))
        x, y = values[told], reached[told]
        if len(told) >= LEAST_RUNS and min(np.ptp(x), np.ptp(y)) > 0:
            found.append(_correlation(name, x, y, told.astype(float) if ordered else None))
    holds = discoveries(list(map(attrgetter("p"), found)))
    listed = [replace(each, notable=notable) for each, notable in zip(found, holds, strict=True)]
    return tuple(sorted(listed, key=lambda each: -abs(each.judged)))


def _correlation(name: str, x: FloatArray, y: FloatArray, order: FloatArray | None) -> Correlation:
    rho = spearman(x, y)
    apart = None
    p = shuffled_p(x, y)
    if order is not None:
        one, other = _beside(x, order), _beside(y, order)
        apart, p = float(one @ other), _shuffled(one, other)
    return Correlation(name, rho, rank_interval(rho, len(x)), p, len(x), apart=apart)


def _beside(values: FloatArray, order: FloatArray) -> FloatArray:
    """Ranks without what goes with the ranks of `order`, as a unit; 0 where nothing is left."""
    own, trend = _unit(ranks(values)), _unit(ranks(order))
    rest = own - (own @ trend) * trend
    length = float(np.sqrt(rest @ rest))
    left: FloatArray = rest / length if length > _NOTHING_LEFT else np.zeros_like(rest)
    return left


def spearman(x: FloatArray, y: FloatArray) -> float:
    """Spearman's rank correlation, -1 to 1; equal values share their mean rank. 0 if constant."""
    return float(_unit(ranks(x)) @ _unit(ranks(y)))


def ranks(values: FloatArray) -> FloatArray:
    """Ranks from 1 on, the mean rank for equal values; shape of `values`."""
    ordered = np.sort(values)
    first = np.searchsorted(ordered, values, side="left")
    last = np.searchsorted(ordered, values, side="right")
    mean: FloatArray = (first + last + 1) / 2
    return mean


def shuffled_p(x: FloatArray, y: FloatArray) -> float:
    """Share of orders of `y` whose correlation with `x` is as far from 0 as the one seen.

    Over every order up to 7 values; up to 200 over 4,999 shuffles from a fixed start and the order
    seen, so that it is never 0 and comes out alike each time; beyond by Student's t with n - 2
    degrees of freedom, told no finer than the shuffles could.
    """
    return _shuffled(_unit(ranks(x)), _unit(ranks(y)))


def _shuffled(one: FloatArray, other: FloatArray) -> float:
    seen = abs(float(one @ other))
    if len(one) > _SHUFFLED_UP_TO:
        rest = max(1 - seen**2, 0.0)
        t = seen * math.sqrt((len(one) - 2) / rest) if rest else math.inf
        return max(p_value(t, len(one) - 2), 1 / (_SHUFFLES + 1))
    if len(one) <= _EXACT_UP_TO:
        orders = np.array(list(permutations(other)))
    else:
        start = np.random.default_rng(0)
        shuffles = start.permuted(np.tile(other, (_SHUFFLES, 1)), axis=1)
        orders = np.vstack([shuffles, other])
    return float(np.mean(np.abs(orders @ one) >= seen - 1e-12))


def _unit(values: FloatArray) -> FloatArray:
    """Centred and of length 1, so that a product of two is their correlation."""
    centred = values - values.mean()
    length = float(np.sqrt(centred @ centred))
    unit: FloatArray = centred / length if length > 0 else centred
    return unit
