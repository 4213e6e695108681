"""Runs held against each other in one measure: which are clearly better, and the ranks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

from reportgen.comparison.data.bars import CONTINUED, Bars
from reportgen.comparison.data.families import FOLDS, Family, families
from reportgen.comparison.noise.estimate import Noise, estimates, least_sd
from reportgen.comparison.noise.statistics import (
    Difference,
    Estimate,
    discoveries,
    moderated,
    paired_folds,
)
from reportgen.comparison.noise.steady import Steady, comparable_means, steady
from reportgen.comparison.ranking.measures import Measure
from reportgen.facts.run_facts import Facts

MOST_PAIRED = 100
"""Families up to which each is tested against each other."""
LEAST_COMMON_FOLDS = 3
"""Folds that two configurations share, from which on they are compared fold by fold."""


@dataclass(frozen=True)
class Contest:
    """Runs of one set of data in one measure. Runs are told by their index among all runs."""

    measure: Measure
    values: tuple[float | None, ...]
    """The value of each run; None: not told, or not of this contest, and the run has no rank."""
    families: tuple[Family, ...]
    estimates: tuple[tuple[Estimate, Noise] | None, ...]
    """Mean and noise of each family; None where either is not told."""
    tests: Mapping[tuple[int, int], Difference]
    """By the indices of two families, the first below the second."""
    clear: frozenset[tuple[int, int]]
    """Families of which the first is clearly better than the second."""
    barred: Bars = field(default_factory=dict)
    """Pairs of runs that are not tested, and why."""

    @cached_property
    def family_of(self) -> dict[int, int]:
        """The index of the family of each run."""
        return {run: i for i, family in enumerate(self.families) for run in family.runs}

    def family(self, run: int) -> Family:
        """The family of a run of the contest."""
        return self.families[self.family_of[run]]

    @cached_property
    def ranks(self) -> tuple[int | None, ...]:
        """The place of each run, from 1 on, which follows the metric; None without a value.

        Families stand by their mean. Those that the best of a band is not clearly better than share
        its rank; the next one begins a band of its own at its place.
        """
        found: list[int | None] = [None] * len(self.values)
        leader, rank, before = -1, 1, 0
        for family in self._by_mean:
            if leader < 0 or self._begins(leader, family):
                leader, rank = family, before + 1
            members = [run for run in self.families[family].runs if self.values[run] is not None]
            for run in members:
                found[run] = rank
            before += len(members)
        return tuple(found)

    def _begins(self, leader: int, family: int) -> bool:
        """Whether a band begins with a family. Of very many each below the first stands alone."""
        untested = len(self.families) > MOST_PAIRED and leader != self._by_mean[0]
        return untested or (leader, family) in self.clear

    @cached_property
    def _by_mean(self) -> tuple[int, ...]:
        """The families that tell a value, best mean first."""
        sign = -1 if self.measure.higher_is_better else 1
        told = [i for i, family in enumerate(self.families) if family.samples(self.values)]
        return tuple(sorted(told, key=lambda family: sign * self.mean(family)))

    def mean(self, family: int) -> float:
        """The mean of a family over its repeats."""
        samples = self.families[family].samples(self.values)
        return sum(samples.values()) / len(samples)

    def noise(self, run: int) -> Noise | None:
        """The noise of one value of a run; of a fold family that of the values of its folds."""
        told = self._known(run)
        return told[1] if told and self.values[run] is not None else None

    def estimate(self, run: int) -> Estimate | None:
        """Mean of the run's family and what it is known with."""
        told = self._known(run)
        return told[0] if told else None

    def _known(self, run: int) -> tuple[Estimate, Noise] | None:
        return self.estimates[self.family_of[run]] if run in self.family_of else None

    def test(self, first: int, second: int) -> Difference | None:
        """The difference of two runs' families, first minus second; None within one family."""
        one, other = self.family_of.get(first), self.family_of.get(second)
        if one is None or other is None:
            return None
        if (one, other) in self.tests:
            return self.tests[one, other]
        found = self.tests.get((other, one))
        return found.reversed if found else None

    def better(self, first: int, second: int) -> bool:
        """Whether the first run is clearly better than the second."""
        return (self.family_of.get(first), self.family_of.get(second)) in self.clear

    def why_untested(self, first: int, second: int) -> str:
        """Why two runs of the contest are not tested against each other; empty where they are."""
        one, other = self.family_of.get(first), self.family_of.get(second)
        if one is None or other is None or one == other or self.test(first, second):
            return ""
        pair = self.families[one], self.families[other]
        if reason := why_barred(pair, self.barred):
            return reason
        if FOLDS in (pair[0].kind, pair[1].kind):
            return f"they share fewer than {LEAST_COMMON_FOLDS} folds"
        return "no run tells its noise"

    def tied_with(self, run: int) -> tuple[int, ...]:
        """The runs that share its rank and cannot be told from it; one training is no tie."""
        return tuple(
            other
            for other in self.told
            if other != run
            and self.ranks[other] == self.ranks[run]
            and not self.better(run, other)
            and not self.better(other, run)
            and self.barred.get(frozenset((run, other))) != CONTINUED
        )

    @cached_property
    def told(self) -> tuple[int, ...]:
        """The runs that have a value."""
        return tuple(run for run, value in enumerate(self.values) if value is not None)

    @cached_property
    def order(self) -> tuple[int, ...]:
        """The runs of the contest, best first; those without a value last.

        By rank, then by value; folds stand together, by the mean over them.
        """
        sign = -1 if self.measure.higher_is_better else 1

        def place(run: int) -> tuple[float, float, int, float]:
            value, rank, family = self.values[run], self.ranks[run], self.family_of[run]
            if value is None or rank is None:
                return float("inf"), 0.0, 0, 0.0
            if self.families[family].kind == FOLDS:
                return rank, sign * self.mean(family), family, sign * value
            return rank, sign * value, -1, 0.0

        return tuple(sorted(sorted(self.family_of), key=place))

    @cached_property
    def front(self) -> tuple[int, ...]:
        """The first run and those that it is not clearly better than; one run: the winner."""
        if not self.told:
            return ()
        first = self.order[0]
        return (first, *(r for r in self.order[1:] if r in self.told and not self.better(first, r)))


def hold(
    measure: Measure,
    facts: Sequence[Facts],
    grouped: Sequence[Family] | None = None,
    barred: Bars | None = None,
    *,
    baseline: int = 0,
) -> Contest:
    """Hold runs against each other in one measure: those of the families `grouped`, or all.

    Families that both tell a mean and its noise are tested against each other, but for those that
    `barred` names; of all tests those count that hold at a false discovery rate of 5 %. The rest,
    and runs of one family, are ties. Of very many families not all pairs are tested, see `_pairs`;
    those with the `baseline` are.
    """
    grouped = families(facts) if grouped is None else grouped
    within = {run for family in grouped for run in family.runs}
    values = [measure.value(each) if run in within else None for run, each in enumerate(facts)]
    told = estimates(measure, values, grouped, facts)
    ways = [steady(measure, family, facts) for family in grouped]
    tests: dict[tuple[int, int], Difference] = {}
    for one, other in _pairs(measure, grouped, values, baseline):
        pair = (grouped[one], grouped[other])
        if barred and why_barred(pair, barred):
            continue
        found = _tested(measure, pair, values, (told[one], told[other]), (ways[one], ways[other]))
        if found is not None:
            tests[one, other] = found
    clear = frozenset(_clear(measure, tests))
    return Contest(measure, tuple(values), tuple(grouped), tuple(told), tests, clear, barred or {})


def _clear(
    measure: Measure, tests: Mapping[tuple[int, int], Difference]
) -> Iterator[tuple[int, int]]:
    """The pairs of families whose difference holds among all tests, the better one first."""
    holds = discoveries([test.p for test in tests.values()])
    for (pair, test), real in zip(tests.items(), holds, strict=True):
        if real and test.value * test.seen > 0:
            first_wins = (test.value > 0) is measure.higher_is_better
            yield pair if first_wins else pair[::-1]


def why_barred(pair: tuple[Family, Family], barred: Bars) -> str:
    """Why two families are not tested; empty where they may be."""
    for first in pair[0].runs:
        for second in pair[1].runs:
            if reason := barred.get(frozenset((first, second))):
                return reason
    return ""


def _pairs(
    measure: Measure, grouped: Sequence[Family], values: Sequence[float | None], baseline: int
) -> Iterable[tuple[int, int]]:
    """The pairs of families that are tested.

    All of them up to `MOST_PAIRED` families. Of more, each against the best and against that of
    the baseline: of a thousand runs that is what is asked, of the half million pairs none else.
    """
    if len(grouped) <= MOST_PAIRED:
        return combinations(range(len(grouped)), 2)
    leads = {place for place, family in enumerate(grouped) if baseline in family.runs}
    leads.add(_best(measure, grouped, values))
    everyone = range(len(grouped))
    return sorted({(min(a, b), max(a, b)) for a in leads for b in everyone if a != b})


def _best(measure: Measure, grouped: Sequence[Family], values: Sequence[float | None]) -> int:
    """The family of the best mean; the first where none tells a value."""
    means = {
        place: sum(told.values()) / len(told)
        for place, family in enumerate(grouped)
        if (told := family.samples(values))
    }
    return (max if measure.higher_is_better else min)(means, key=means.__getitem__, default=0)


def _tested(
    measure: Measure,
    pair: tuple[Family, Family],
    values: Sequence[float | None],
    told: tuple[tuple[Estimate, Noise] | None, tuple[Estimate, Noise] | None],
    ways: tuple[Steady | None, Steady | None],
) -> Difference | None:
    """The test of two families; None where one tells nothing, or where folds share too few."""
    first, second = told
    if first is None or second is None:
        return None
    if FOLDS in (pair[0].kind, pair[1].kind):
        return _over_folds(pair[0], pair[1], values, least_sd(measure, first[0].mean))
    return moderated(*comparable_means(first[0], second[0], *ways))


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
