"""Runs held against each other: which pairs are tested, how, and what holds among all tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product

from reportgen.comparison.data.bars import Bars
from reportgen.comparison.lineage.families import FOLDS, Family, families
from reportgen.comparison.noise.estimate import Noise, estimates, least_sd
from reportgen.comparison.noise.statistics import (
    Difference,
    Estimate,
    discoveries,
    moderated,
    paired_folds,
)
from reportgen.comparison.noise.steady import Steady, comparable_means, steady
from reportgen.comparison.ranking.contest import (
    LEAST_COMMON_FOLDS,
    MOST_PAIRED,
    Contest,
)
from reportgen.comparison.ranking.measures import Yardstick
from reportgen.comparison.ranking.standing import sound_values
from reportgen.facts.run_facts import Facts


def hold(
    measure: Yardstick,
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
    values = [_value(measure, each) if run in within else None for run, each in enumerate(facts)]
    barred = barred or Bars()
    sound = sound_values(values, grouped, barred.broken)
    told = estimates(measure, sound, grouped, facts)
    ways = [steady(measure, family, facts) for family in grouped]
    tests: dict[tuple[int, int], Difference] = {}
    for one, other in _pairs(measure, grouped, sound, baseline, barred.broken):
        pair, known = (grouped[one], grouped[other]), (told[one], told[other])
        found = None
        if not barred.between(*pair):
            found = _tested(measure, pair, sound, known, (ways[one], ways[other]))
        if found is not None:
            tests[one, other] = found
    clear = frozenset(_clear(measure, tests))
    return Contest(measure, tuple(values), tuple(grouped), tuple(told), tests, clear, barred)


def _value(measure: Yardstick, facts: Facts) -> float | None:
    """The value of a run; None where it is none that the measure can have, as of percent."""
    value = measure.value(facts)
    return None if value is None or not measure.allows(value) else value


def _clear(
    measure: Yardstick, tests: Mapping[tuple[int, int], Difference]
) -> Iterator[tuple[int, int]]:
    """The pairs of families whose difference holds among all tests, the better one first."""
    holds = discoveries([test.p for test in tests.values()])
    for (pair, test), real in zip(tests.items(), holds, strict=True):
        if real and test.value * test.seen > 0:
            first_wins = (test.value > 0) is measure.higher_is_better
            yield pair if first_wins else pair[::-1]


def _pairs(
    measure: Yardstick,
    grouped: Sequence[Family],
    values: Sequence[float | None],
    baseline: int,
    broken: frozenset[int],
) -> Iterable[tuple[int, int]]:
    """The pairs of families that are tested.

    All of them up to `MOST_PAIRED` families. Of more, each against the best and against that of
    the baseline: of a thousand runs that is what is asked, of the half million pairs none else.
    """
    if len(grouped) <= MOST_PAIRED:
        return combinations(range(len(grouped)), 2)
    leads = {place for place, family in enumerate(grouped) if baseline in family.runs}
    leads.add(_best(measure, grouped, values, broken))
    pairs = product(leads, range(len(grouped)))
    return sorted({(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]})


def _best(
    measure: Yardstick,
    grouped: Sequence[Family],
    values: Sequence[float | None],
    broken: frozenset[int],
) -> int:
    """The family of the best mean with a sound run; the first where none tells a value."""
    means = {
        place: sum(told.values()) / len(told)
        for place, family in enumerate(grouped)
        if (told := family.samples(values)) and not broken.issuperset(family.runs)
    }
    return (max if measure.higher_is_better else min)(means, key=means.__getitem__, default=0)


def _tested(
    measure: Yardstick,
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
