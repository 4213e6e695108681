"""Each run against the baseline: whether it is a regression, or why that is undecided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportgen import words
from reportgen.comparison.data.families import FOLDS
from reportgen.comparison.data.incomparable import F1, METRICS, SINGLE_FOLDS, incomparable
from reportgen.comparison.data.settings import data_of
from reportgen.comparison.model import Favour, Group, Ranking
from reportgen.comparison.names import lead
from reportgen.comparison.ranking.contest import Contest
from reportgen.facts.run_facts import Facts


@dataclass(frozen=True)
class Pair:
    """A run and the baseline, told by their index among all runs."""

    run: int
    baseline: int
    facts: Sequence[Facts]
    names: Sequence[str]
    groups: Sequence[Group]
    favour: Favour

    def group(self, run: int) -> Group | None:
        """The group of one of them; None for a copy."""
        return next((group for group in self.groups if run in group.runs), None)


def undecided(
    facts: Sequence[Facts],
    names: Sequence[str],
    groups: Sequence[Group],
    favour: Favour,
    baseline: int,
) -> tuple[str, ...]:
    """Why it is not known whether runs are worse than the baseline, one sentence a run.

    Folds of one configuration are told once.
    """
    firsts = [
        run
        for group in groups
        for family in group.families
        for run in (family.runs[:1] if family.kind == FOLDS else family.runs)
    ]
    runs = sorted(run for run in firsts if run != baseline)
    told = (against(Pair(run, baseline, facts, names, groups, favour))[1] for run in runs)
    return tuple(sentence for sentence in told if sentence)


def against(pair: Pair) -> tuple[str, str]:
    """Why a run is a regression, or why that is undecided; both empty when it is none."""
    run, baseline = pair.run, pair.baseline
    who, other = pair.names[run], pair.names[baseline]
    group, base = pair.group(run), pair.group(baseline)
    if base is not None and group is None:
        group = base  # A copy: of the baseline, or of a run that is told itself.
    if group is None or base is None:
        return "", ""
    if group is not base:
        return "", _on_other_data(pair, group, base)
    ranking = group.rankings.get(pair.favour)
    if ranking is None:
        return "", f"{who}: it shares no metric with {other}"
    contest, label = ranking.contest, ranking.label
    if run not in contest.family_of:
        told = contest.values[baseline] is not None
        return "", "" if told else f"{who}: {who} tells no {label}"
    untold = [each for each in (run, baseline) if contest.values[each] is None]
    if untold:
        return "", f"{who}: {pair.names[untold[0]]} tells no {label}"
    said = f"{who}: {label} {_told(contest, run, baseline)} of {other}"
    if apart := _apart(pair, ranking):
        return "", f"{said}: they differ in {words.few(apart)}, so these are not comparable"
    if contest.better(baseline, run):
        return f"regression: {said}, a difference of {lead(contest, run, baseline)} (95 %)", ""
    return "", _perhaps(run, baseline, contest, said)


def _on_other_data(pair: Pair, group: Group, base: Group) -> str:
    """Two runs that are never tested; the values are told all the same, as a fall may be seen."""
    values = []
    for run, of in ((pair.run, group), (pair.baseline, base)):
        ranking = of.rankings.get(pair.favour)
        value = ranking.contest.values[run] if ranking else None
        values.append((ranking.label if ranking else "", value))
    said = f"{pair.names[pair.run]}: "
    apart = [data_of(pair.facts[run]) for run in (pair.run, pair.baseline)]
    what = "fold" if apart[0] is not None and apart[0] == apart[1] else "data set"
    (label, one), (other_label, other) = values
    if label == other_label and one is not None and other is not None:
        said += (
            f"{label} {' against '.join(_told_apart(one, other))} of {pair.names[pair.baseline]}: "
        )
    return (
        f"{said}not comparable, another {what}: {group.data} and {base.data} (--same-data declares "
        "them alike)"
    )


def _perhaps(run: int, baseline: int, contest: Contest, said: str) -> str:
    """Why it is not known whether a worse value is chance; empty where it is not worse."""
    test = contest.test(run, baseline)
    if test is not None:
        worse = _is_worse(contest, test.seen) and not contest.better(run, baseline)
        by = lead(contest, run, baseline)
        return f"{said}: the difference of {by} may be chance" if worse else ""
    if not _is_worse(contest, (contest.values[run] or 0.0) - (contest.values[baseline] or 0.0)):
        return ""
    same = contest.family_of[run] == contest.family_of[baseline]
    if same and contest.families[contest.family_of[run]].kind == FOLDS:
        return ""  # Folds differ in their pictures, and none of them is worse.
    why = "both repeat one configuration" if same else contest.why_untested(run, baseline)
    return f"{said}: {why}, so that it may be chance"


def _is_worse(contest: Contest, difference: float) -> bool:
    return difference < 0 if contest.measure.higher_is_better else difference > 0


def _told(contest: Contest, run: int, baseline: int) -> str:
    """What two runs reach: means over repeats, except of repeats of the same configuration."""
    repeats = contest.family_of[run] == contest.family_of[baseline]
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
    kinds = {contest.families[contest.family_of[run]].kind for run in (pair.run, pair.baseline)}
    if kinds != {FOLDS}:
        # Means over the same folds can be compared; one fold with another cannot.
        touched.add(SINGLE_FOLDS)
    # Of these two alone: among others, a pair may lie on the same side of what changed.
    found = incomparable(pair.facts, (pair.run, pair.baseline))
    return [item.change for item in found if item.certain and touched & set(item.touches)]
