"""Runs held against each other in one measure: which are clearly better, and the ranks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from reportgen.comparison.data.bars import CONTINUED, Bars
from reportgen.comparison.lineage.families import FOLDS, Family
from reportgen.comparison.noise.estimate import Noise
from reportgen.comparison.noise.statistics import (
    Difference,
    Estimate,
)
from reportgen.comparison.ranking.measures import Yardstick
from reportgen.comparison.ranking.standing import held_together, sound_values

MOST_PAIRED = 100
"""Families up to which each is tested against each other."""
BROKEN_SAID = "its validation is broken"
LEAST_COMMON_FOLDS = 3
"""Folds that two configurations share, from which on they are compared fold by fold."""


@dataclass(frozen=True)
class Contest:
    """Runs of one set of data in one measure. Runs are told by their index among all runs."""

    measure: Yardstick
    values: tuple[float | None, ...]
    """The value of each run; None: not told, or not of this contest, and the run has no rank."""
    families: tuple[Family, ...]
    estimates: tuple[tuple[Estimate, Noise] | None, ...]
    """Mean and noise of each family; None where either is not told."""
    tests: Mapping[tuple[int, int], Difference]
    """By the indices of two families, the first below the second."""
    clear: frozenset[tuple[int, int]]
    """Families of which the first is clearly better than the second."""
    barred: Bars = field(default_factory=Bars)
    """Pairs of runs that are not tested, and why; runs that have no place."""

    @cached_property
    def family_of(self) -> dict[int, int]:
        """The index of the family of each run."""
        return {run: i for i, family in enumerate(self.families) for run in family.runs}

    def family(self, run: int) -> Family:
        """The family of a run of the contest."""
        return self.families[self.family_of[run]]

    @cached_property
    def ranks(self) -> tuple[int | None, ...]:
        """The place of each run, from 1 on, which follows the metric; None for one without any.

        Families stand by their mean. Those that the best of a band is not clearly better than share
        its rank; the next one begins a band of its own at its place.
        """
        found: list[int | None] = [None] * len(self.values)
        leader, rank, before = -1, 1, 0
        for family in self._ranked:
            if leader < 0 or self._begins(leader, family):
                leader, rank = family, before + 1
            members = list(filter(self._sound.__contains__, self.families[family].runs))
            for run in members:
                found[run] = rank
            before += len(members)
        return tuple(found)

    def _begins(self, leader: int, family: int) -> bool:
        """Whether a band begins with a family. Of very many each below the first stands alone."""
        untested = len(self.families) > MOST_PAIRED and leader != self._ranked[0]
        return untested or (leader, family) in self.clear

    @cached_property
    def _by_mean(self) -> tuple[int, ...]:
        """The families that tell a sound value, best mean first."""
        sign = -1 if self.measure.higher_is_better else 1
        told = {self.family_of[run] for run in self.told}
        return tuple(sorted(sorted(told), key=lambda family: sign * self.mean(family)))

    @cached_property
    def _ranked(self) -> tuple[int, ...]:
        """The families that have a place, best mean first: the most runs that tests hold together.

        None where no runs are more than all others, as where no two of several were tested.
        """
        parts = held_together(self._by_mean, self.tests)
        parts = [part for part in parts if len(part) > 1] if len(parts) > 1 else parts
        counts = [self._count(part) for part in parts]
        if counts.count(most := max(counts, default=0)) != 1:
            return ()
        found = parts[counts.index(most)]
        return tuple(family for family in self._by_mean if family in found)

    def _count(self, families: frozenset[int]) -> int:
        """How many runs of some families tell a sound value."""
        return sum(self.family_of[run] in families for run in self.told)

    def mean(self, family: int) -> float:
        """The mean of a family over its repeats."""
        samples = self.families[family].samples(self._tested)
        return sum(samples.values()) / len(samples)

    @cached_property
    def _tested(self) -> Sequence[float | None]:
        return sound_values(self.values, self.families, self.barred.broken)

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

    def differ(self, first: int, second: int) -> bool:
        """Whether one of two runs is clearly better than the other."""
        return self.better(first, second) or self.better(second, first)

    def why_untested(self, first: int, second: int) -> str:
        """Why two runs of the contest are not tested against each other; empty where they are."""
        one, other = self.family_of.get(first), self.family_of.get(second)
        if one is None or other is None or one == other or self.test(first, second):
            return ""
        pair = self.families[one], self.families[other]
        if reason := self.barred.between(*pair):
            return reason
        if FOLDS in (pair[0].kind, pair[1].kind):
            return f"the batches share fewer than {LEAST_COMMON_FOLDS} folds"
        return "no run tells its noise"

    @cached_property
    def why_no_best(self) -> str:
        """Why the first run must not be held against the next, other than that one continues it."""
        if len(self.told) < 2:
            return ""
        best, *others = (run for run in self.order if run in self._sound)
        rivals = [run for run in others if run not in self.family(best).runs]
        why = self.why_untested(best, rivals[0]) if rivals else ""
        return "" if why == CONTINUED else why

    def why_unranked(self, run: int) -> str:
        """Why a run that tells a value has no place; empty for one that has one."""
        if run in self.barred.broken:
            return BROKEN_SAID
        if self.ranks[run] is not None:
            return ""
        others = (other for other in self.contenders if other not in self.family(run).runs)
        return self.why_untested(run, next(others, run))

    def tied_with(self, run: int) -> tuple[int, ...]:
        """The runs that share its rank and cannot be told from it, though they may be tested.

        Folds of one configuration are no rivals, since their pictures differ.
        """
        return tuple(
            other
            for other in self.told
            if other != run
            and self.ranks[other] == self.ranks[run]
            and not self.differ(run, other)
            and (len(self.families) > MOST_PAIRED or not self.why_untested(run, other))
            and not (other in self.family(run).runs and self.family(run).kind == FOLDS)
        )

    @cached_property
    def told(self) -> tuple[int, ...]:
        """The runs that have a value, and a sound validation."""
        broken = self.barred.broken
        return tuple(
            run for run, value in enumerate(self.values) if value is not None and run not in broken
        )

    @cached_property
    def contenders(self) -> tuple[int, ...]:
        """The runs that have a place, best first; where none has one, all that tell a value."""
        ranked = any(self.ranks)
        return tuple(
            run for run in self.order if run in self._sound and bool(self.ranks[run]) is ranked
        )

    @cached_property
    def _sound(self) -> frozenset[int]:
        return frozenset(self.told)

    @cached_property
    def order(self) -> tuple[int, ...]:
        """The runs of the contest, best first, then those without a place, at last without a value.

        By rank, then by value; folds stand together, by the mean over them.
        """
        sign = -1 if self.measure.higher_is_better else 1

        def place(run: int) -> tuple[float, float, int, float]:
            value, family = self.values[run], self.family_of[run]
            if value is None:
                return float("inf"), 0.0, 0, 0.0
            rank = self.ranks[run] or len(self.values) + 1 + (run in self.barred.broken)
            if self.families[family].kind == FOLDS and run in self._sound:
                return rank, sign * self.mean(family), family, sign * value
            return rank, sign * value, -1, 0.0

        return tuple(sorted(sorted(self.family_of), key=place))

    @cached_property
    def front(self) -> tuple[int, ...]:
        """The first run and those that it is not clearly better than; one run: the winner."""
        if not self.contenders:
            return ()
        first, *others = self.contenders
        return (first, *(run for run in others if not self.better(first, run)))
