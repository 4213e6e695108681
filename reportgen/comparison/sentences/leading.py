"""The lead of the first run over the nearest: whose it is, how large, and whether it is real."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import filterfalse

from reportgen import words
from reportgen.comparison.data.incomparable import (
    DATA_UNTOLD,
    METRICS,
    NOT_TOLD,
    Incomparable,
    several,
)
from reportgen.comparison.lineage.continuations import Continuation
from reportgen.comparison.lineage.families import FOLDS, SEEDS, Family
from reportgen.comparison.names import family_name, lead
from reportgen.comparison.ranking.contest import Contest
from reportgen.comparison.sentences.later import kin

MOST_NAMED = 3
"""Runs that are named as tied with the best; the ranking has them all."""


def leading(
    contest: Contest,
    family: Family,
    names: Sequence[str],
    found: Sequence[Incomparable],
    going_on: Sequence[Continuation],
) -> str:
    """The lead of the first run over the nearest run of another family.

    It is called real only where nothing of what was `found` lies between the two. What continues
    the first run, or is continued by it, is no rival.
    """
    best = contest.order[0]
    others = [run for run in contest.order if run in contest.told and run not in family.runs]
    related = kin(contest, best, going_on)
    rivals = list(filterfalse(related.__contains__, others))
    start = _start(contest, family, names, going_on)
    if not rivals:
        return f"{start}. {_went_on(contest, best, others[0], names)}"
    if not contest.test(best, rivals[0]):
        why = contest.why_untested(best, rivals[0])
        other = _name(contest, rivals[0], names)
        if contest.values[best] == contest.values[rivals[0]]:
            return f"{start}, and so has {other}; none is ranked: {why}."
        what = f"no winner is named against {other}"
        return f"{start}, but {what if any(contest.ranks) else 'nothing is ranked'}: {why}."
    close = [run for run in rivals if run in contest.front and contest.test(best, run)]
    if close:
        return start + _tie(contest, best, close, names)
    return start + _ahead(contest, best, rivals[0], found, names)


def _ahead(
    contest: Contest, best: int, rival: int, found: Sequence[Incomparable], names: Sequence[str]
) -> str:
    """By how much the first run is clearly better than the nearest."""
    test = contest.test(best, rival)
    assert test is not None
    folds = contest.family(best).kind == FOLDS
    p = f", p = {words.rough(max(test.p, 0.001), 2)}" if folds else ""
    real = ", and the difference is real:" if _is_sure((best, rival), found) else ","
    other, by = _named(contest, [rival], names)[0], lead(contest, best, rival)
    return f"{real} ahead of {other} by {by} (95 %{p}), more than chance explains."


def _start(
    contest: Contest, family: Family, names: Sequence[str], going_on: Sequence[Continuation]
) -> str:
    """Who has the best value; of folds the mean over them, as none of them is a best run."""
    best, label = contest.order[0], contest.measure.label
    told = contest.noise(best)
    if family.kind == FOLDS:
        mean = contest.mean(contest.family_of[best])
        margin = f" ± {words.number(told.margin)}" if told else ""
        folds = f"{len(family.samples(contest.values))} folds"
        who = _named(contest, [best], names)[0]
        return f"{who} has the best mean {label} ({words.number(mean)}{margin} over {folds})"
    of = next((each.of for each in going_on if each.run == best), None)
    who = names[best] if of is None else f"{names[best]}, which continues {names[of]},"
    return f"{who} has the best {label} ({value_of(contest, best)}{_mean(contest, family)})"


def _named(contest: Contest, runs: Sequence[int], names: Sequence[str]) -> list[str]:
    """The runs by name, families as one: folds by the name they share, seeds by their best."""
    first = {contest.family_of[run]: run for run in reversed(runs)}
    return [_name(contest, first[place], names) for place in reversed(first)]


def _name(contest: Contest, run: int, names: Sequence[str]) -> str:
    family = contest.family(run)
    if family.kind == FOLDS:
        return family_name([names[each] for each in family.runs])
    mean = _mean(contest, family).removeprefix(", ")
    return f"{names[run]} ({mean})" if mean else names[run]


def _went_on(contest: Contest, best: int, other: int, names: Sequence[str]) -> str:
    """What continuing brought, or that it brought nothing."""
    gained = abs((contest.values[best] or 0.0) - (contest.values[other] or 0.0))
    return (
        f"It and {names[other]} ({value_of(contest, other)}) are one training, continued: the "
        f"{words.number(gained)} between them is no contest."
    )


def _tie(contest: Contest, best: int, close: Sequence[int], names: Sequence[str]) -> str:
    """Why the first run cannot be told from those `close` to it."""
    test = contest.test(best, close[0])
    assert test is not None
    others = words.few(_named(contest, close, names), MOST_NAMED)
    if test.value == 0:
        return f", and so has {others}: there is no difference."
    by = lead(contest, best, close[0])
    among = f"may be chance among {words.count(len(contest.told), 'run')}"
    why = "is within what chance explains" if abs(test.value) <= test.margin else among
    return f", but cannot be told from {others}: the difference of {by} {why}."


def _mean(contest: Contest, family: Family) -> str:
    estimate = contest.estimate(family.runs[0])
    if family.kind != SEEDS or estimate is None:
        return ""
    return f", mean {words.number(estimate.mean)} over {estimate.count} seeds"


def parts(item: Incomparable, runs: Sequence[int]) -> bool:
    """Whether some of the runs certainly differ in what makes their metrics incomparable."""
    return item.surely_touches({METRICS}) and several(map(item.differs.get, runs))


def _is_sure(pair: tuple[int, int], found: Sequence[Incomparable]) -> bool:
    """Whether both were validated alike, on data that both tell."""
    data = next((item.differs for item in found if item.sentence == DATA_UNTOLD), {})
    untold = NOT_TOLD in map(data.get, pair)
    return not untold and not any(parts(item, pair) for item in found)


def value_of(contest: Contest, run: int) -> str:
    """The value of a run, in words."""
    return words.number(contest.values[run] or 0.0)
