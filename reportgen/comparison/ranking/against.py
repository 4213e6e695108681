"""Each run against the baseline: whether it is a regression, or why that is undecided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from reportgen import words
from reportgen.comparison.data.incomparable import F1, METRICS, SINGLE_FOLDS, incomparable
from reportgen.comparison.data.same_data import DataOf, compared
from reportgen.comparison.data.settings import data_of, fold_of
from reportgen.comparison.lineage.families import FOLDS, SEEDS
from reportgen.comparison.names import lead
from reportgen.comparison.noise.estimate import has_collapsed
from reportgen.comparison.noise.statistics import LEVEL, Estimate, moderated
from reportgen.comparison.parts import ComparedGroup, Favour, Ranking
from reportgen.comparison.ranking.contest import BROKEN_SAID, Contest
from reportgen.facts.run_facts import Facts


@dataclass(frozen=True)
class Pair:
    """A run and the baseline, told by their index among all runs."""

    run: int
    baseline: int
    facts: Sequence[Facts]
    names: Sequence[str]
    groups: Sequence[ComparedGroup]
    favour: Favour

    def group(self, run: int) -> ComparedGroup | None:
        """The group of one of them; None for a copy."""
        return next((group for group in self.groups if run in group.runs), None)


def undecided(
    facts: Sequence[Facts],
    names: Sequence[str],
    groups: Sequence[ComparedGroup],
    favour: Favour,
    baseline: int,
) -> tuple[str, ...]:
    """Why it is not known whether runs are worse than the baseline, one sentence a run.

    Folds of one configuration are told once.
    """
    families = chain.from_iterable(group.families for group in groups)
    runs = {run for each in families for run in each.runs[: 1 if each.kind == FOLDS else None]}
    told = (
        against(Pair(run, baseline, facts, names, groups, favour))[1]
        for run in sorted(runs - {baseline})
    )
    return tuple(filter(None, told))


def against(pair: Pair) -> tuple[str, str]:
    """Why a run is a regression, or why that is undecided; both empty when it is none."""
    run, baseline = pair.run, pair.baseline
    who, other = pair.names[run], pair.names[baseline]
    base = pair.group(baseline)
    group = pair.group(run) or base  # A copy: of the baseline, or of a run that is told itself.
    if group is None or base is None:
        return "", ""
    if group is not base:
        return "", _on_other_data(pair, group, base)
    ranking = group.rankings.get(pair.favour)
    if ranking is None:
        return "", f"{who}: it shares no metric with {other}"
    contest, label = ranking.contest, ranking.label
    if run not in contest.family_of and contest.values[baseline] is not None:
        return "", ""
    untold = [each for each in (run, baseline) if contest.values[each] is None]
    if untold:
        return "", f"{who}: {pair.names[untold[0]]} tells no {label}"
    return _held(pair, ranking)


def _held(pair: Pair, ranking: Ranking) -> tuple[str, str]:
    """The same of two runs of one contest, which both tell its metric."""
    run, baseline, contest = pair.run, pair.baseline, ranking.contest
    reached = f"{ranking.label} {_told(contest, run, baseline)} of {pair.names[baseline]}"
    said = f"{pair.names[run]}: {reached}"
    if apart := _apart(pair, ranking):
        return "", f"{said}: they differ in {words.few(apart)}, so these are not comparable"
    if run in contest.barred.broken and not contest.better(baseline, run):
        return "", f"{said}: {BROKEN_SAID}, so that it tells nothing"
    if _fell(run, baseline, contest):
        return f"regression: {said}, further than repeats of one configuration differ", ""
    if contest.better(baseline, run):
        return f"regression: {said}, a difference of {lead(contest, run, baseline)} (95 %)", ""
    return "", _perhaps(run, baseline, contest, said)


def _on_other_data(pair: Pair, group: ComparedGroup, base: ComparedGroup) -> str:
    """Two runs that are never tested; the values are told all the same, as a fall may be seen."""
    label, one = _of_group(group, pair.run, pair.favour)
    other_label, other = _of_group(base, pair.baseline, pair.favour)
    said = f"{pair.names[pair.run]}: "
    if label == other_label and one is not None and other is not None:
        said += (
            f"{label} {' against '.join(_told_apart(one, other))} of {pair.names[pair.baseline]}: "
        )
    return (
        f"{said}not comparable, {_why_other(pair, group, base)} (--same-data declares them alike)"
    )


def _why_other(pair: Pair, group: ComparedGroup, base: ComparedGroup) -> str:
    """What tells the data of both apart."""
    one, other = pair.facts[pair.run], pair.facts[pair.baseline]
    shown = f"{group.data} and {base.data}"
    if fold_of(one) is not None and data_of(one) == data_of(other):
        alike = fold_of(one) == fold_of(other)
        return f"{'one fold and several' if alike else 'another fold'}: {shown}"
    if group.data == base.data:
        shown = compared(DataOf(one, (), folds=False), DataOf(other, (), folds=False))[1]
    return f"another data set: {shown}"


def _of_group(group: ComparedGroup, run: int, favour: Favour) -> tuple[str, float | None]:
    """What a group is ranked by, and the run's value; empty and None where nothing is compared."""
    ranking = group.rankings.get(favour)
    return (ranking.label, ranking.contest.values[run]) if ranking else ("", None)


def _perhaps(run: int, baseline: int, contest: Contest, said: str) -> str:
    """Why it is not known whether a worse value is chance; empty where it is not worse."""
    test = contest.test(run, baseline)
    if test is None:
        why = _untested(run, baseline, contest)
        return f"{said}: {why}, so that it may be chance" if why else ""
    worse = _is_worse(contest, test.seen) and not contest.better(run, baseline)
    return (
        f"{said}: the difference of {lead(contest, run, baseline)} may be chance" if worse else ""
    )


def _untested(run: int, baseline: int, contest: Contest) -> str:
    """Why a worse value was not tested against the baseline's; empty where it is not worse."""
    if not _is_worse(contest, (contest.values[run] or 0.0) - (contest.values[baseline] or 0.0)):
        return ""
    family = contest.family(run)
    if baseline not in family.runs:
        return contest.why_untested(run, baseline)
    # Folds differ in their pictures, and none of them is worse.
    return "" if family.kind == FOLDS else "both repeat one configuration"


def _fell(run: int, baseline: int, contest: Contest) -> bool:
    """Whether a repeat of the baseline collapsed: far below it, beyond the noise of single runs."""
    family, told = contest.family(run), contest.estimate(run)
    if family.kind != SEEDS or baseline not in family.runs or told is None:
        return False
    value, kept = contest.values[run], contest.values[baseline]
    if value is None or kept is None or not contest.measure.higher_is_better:
        return False
    one, other = (Estimate(each, 1, told.prior) for each in (value, kept))
    return has_collapsed(value, kept) and moderated(one, other).p < LEVEL


def _is_worse(contest: Contest, difference: float) -> bool:
    return difference < 0 if contest.measure.higher_is_better else difference > 0


def _told(contest: Contest, run: int, baseline: int) -> str:
    """What two runs reach: means over repeats, except of repeats of the same configuration."""
    repeats = baseline in contest.family(run).runs
    known = [None if repeats else contest.estimate(each) for each in (run, baseline)]
    means = [
        estimate.mean if estimate else contest.values[each] or 0.0
        for each, estimate in zip((run, baseline), known, strict=True)
    ]
    told = _told_apart(*means)
    for place, estimate in enumerate(known):
        if estimate and estimate.count > 1:
            told[place] += f" (mean of {estimate.count} repeats)"
    return " against ".join(told)


def _told_apart(one: float, other: float) -> list[str]:
    """Two values with three digits, or with as many as show that they are not the same."""
    told = [words.number(one), words.number(other)]
    if told[0] == told[1] and one != other:
        digits = next((n for n in range(4, 17) if words.rough(one, n) != words.rough(other, n)), 17)
        told = [words.rough(one, digits), words.rough(other, digits)]
    return told


def _apart(pair: Pair, ranking: Ranking) -> list[str]:
    """In what two runs certainly differ that makes the compared metric mean different things."""
    touched = {METRICS} if ranking.metric.startswith("metrics/") else {METRICS, F1}
    contest = ranking.contest
    if {contest.family(run).kind for run in (pair.run, pair.baseline)} != {FOLDS}:
        # Means over the same folds can be compared; one fold with another cannot.
        touched.add(SINGLE_FOLDS)
    # Of these two alone: among others, a pair may lie on the same side of what changed.
    found = incomparable(pair.facts, (pair.run, pair.baseline))
    return [item.change for item in found if item.surely_touches(touched)]
