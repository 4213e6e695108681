"""Runs held against each other in one measure: which are clearly better, and the ranks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from reportgen.comparison.difference import Difference, Estimate, discoveries, paired_folds, welch
from reportgen.comparison.families import FOLDS, Family, families
from reportgen.comparison.measures import Measure
from reportgen.comparison.noise import Noise, estimates, least_sd
from reportgen.facts import Facts

LEAST_COMMON_FOLDS = 3
"""Folds that two configurations share, from which on they are compared fold by fold."""


@dataclass(frozen=True)
class Contest:
    """All runs in one measure. Runs are told by their index."""

    measure: Measure
    values: tuple[float | None, ...]
    """The value of each run; None: not told, and the run has no rank."""
    families: tuple[Family, ...]
    estimates: tuple[tuple[Estimate, Noise] | None, ...]
    """Mean and noise of each family; None where either is not told."""
    tests: dict[tuple[int, int], Difference]
    """By the indices of two families, the first below the second."""
    clear: frozenset[tuple[int, int]]
    """Families of which the first is clearly better than the second."""

    @cached_property
    def family_of(self) -> dict[int, int]:
        """The index of the family of each run."""
        return {run: i for i, family in enumerate(self.families) for run in family.runs}

    @cached_property
    def ranks(self) -> tuple[int | None, ...]:
        """1 + the number of runs that are clearly better; None for a run without a value."""
        return tuple(
            None if value is None else 1 + sum(self.better(other, run) for other in self.told)
            for run, value in enumerate(self.values)
        )

    def noise(self, run: int) -> Noise | None:
        """The noise of one value of a run."""
        told = self.estimates[self.family_of[run]]
        return told[1] if told and self.values[run] is not None else None

    def estimate(self, run: int) -> Estimate | None:
        """Mean of the run's family and what it is known with."""
        told = self.estimates[self.family_of[run]]
        return told[0] if told else None

    def test(self, first: int, second: int) -> Difference | None:
        """The difference of two runs' families, first minus second; None within one family."""
        one, other = self.family_of[first], self.family_of[second]
        if (one, other) in self.tests:
            return self.tests[one, other]
        found = self.tests.get((other, one))
        return Difference(-found.value, found.error, found.freedom) if found else None

    def better(self, first: int, second: int) -> bool:
        """Whether the first run is clearly better than the second."""
        return (self.family_of[first], self.family_of[second]) in self.clear

    def tied_with(self, run: int) -> tuple[int, ...]:
        """The runs that share its rank and cannot be told from it."""
        return tuple(
            other
            for other in self.told
            if other != run
            and self.ranks[other] == self.ranks[run]
            and not self.better(run, other)
            and not self.better(other, run)
        )

    @cached_property
    def told(self) -> tuple[int, ...]:
        """The runs that have a value."""
        return tuple(run for run, value in enumerate(self.values) if value is not None)

    @cached_property
    def order(self) -> tuple[int, ...]:
        """All runs, best first: by rank, then by value, then as given; those without one last."""
        sign = -1 if self.measure.higher_is_better else 1

        def place(run: int) -> tuple[float, float]:
            value, rank = self.values[run], self.ranks[run]
            return (float("inf"), 0.0) if value is None or rank is None else (rank, sign * value)

        return tuple(sorted(range(len(self.values)), key=place))

    @property
    def front(self) -> tuple[int, ...]:
        """The first run and those that it is not clearly better than; one run: the winner."""
        if not self.told:
            return ()
        first = self.order[0]
        return (first, *(r for r in self.order[1:] if r in self.told and not self.better(first, r)))


def hold(
    measure: Measure, facts: Sequence[Facts], grouped: Sequence[Family] | None = None
) -> Contest:
    """Hold runs against each other in one measure.

    Families that both tell a mean and its noise are tested against each other; of all tests those
    count that hold at a false discovery rate of 5 %. The rest, and runs of one family, are ties.
    """
    grouped = families(facts) if grouped is None else grouped
    values = [measure.value(each) for each in facts]
    told = estimates(measure, values, grouped, facts)
    tests: dict[tuple[int, int], Difference] = {}
    for one, other in combinations(range(len(grouped)), 2):
        first, second = told[one], told[other]
        if first is not None and second is not None:
            least = least_sd(measure, first[0].mean)
            folds = _over_folds(grouped[one], grouped[other], values, least)
            tests[one, other] = folds or welch(first[0], second[0])
    holds = discoveries([test.p for test in tests.values()])
    clear = set()
    for (pair, test), real in zip(tests.items(), holds, strict=True):
        if real:
            first_wins = (test.value > 0) is measure.higher_is_better
            clear.add(pair if first_wins else pair[::-1])
    return Contest(measure, tuple(values), tuple(grouped), tuple(told), tests, frozenset(clear))


def _over_folds(
    one: Family, other: Family, values: Sequence[float | None], least: float
) -> Difference | None:
    """The paired test over folds that two families share; None where they share too few."""
    if one.kind != FOLDS or other.kind != FOLDS or one.data != other.data:
        return None
    first, second = one.samples(values), other.samples(values)
    common = sorted(first.keys() & second.keys())
    if len(common) < LEAST_COMMON_FOLDS:
        return None
    return paired_folds([first[fold] - second[fold] for fold in common], least)
