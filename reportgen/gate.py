"""Whether runs may pass: what ``--fail-on`` lets a pipeline stop for, and why.

Only what is told counts. A check that could not be evaluated and a difference that may be chance
are no reasons to stop; they are said as undecided.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from reportgen import words
from reportgen.comparison.data.families import FOLDS
from reportgen.comparison.data.incomparable import F1, METRICS, SINGLE_FOLDS, incomparable
from reportgen.comparison.model import Comparison, Ranking
from reportgen.comparison.names import lead, spoken
from reportgen.comparison.ranking.contest import Contest
from reportgen.diagnosis import Cause, Certainty, Diagnosis
from reportgen.diagnosis.told import capital
from reportgen.facts.run_facts import Facts
from reportgen.rule import Finding, Verdict

Aim = Literal["fail", "warn", "regression"]
"""What may stop a pipeline: a fail; a fail or a warning; a run clearly worse than a baseline."""


@dataclass(frozen=True)
class Judgement:
    """What speaks against the runs, in sentences."""

    reasons: tuple[str, ...] = ()
    """Why they do not pass; empty when they do."""
    undecided: tuple[str, ...] = ()
    """What could not be decided, and why; it stops nobody."""
    states: tuple[str, ...] = ()
    """The state of each judged run: "train: overfits"."""


def judge(
    aims: Collection[Aim],
    facts: Sequence[Facts],
    findings: Sequence[Sequence[Finding]],
    *,
    diagnoses: Sequence[Diagnosis | None] = (),
    comparison: Comparison | None = None,
    baseline: int | None = None,
) -> Judgement:
    """Hold runs against what must not be.

    `facts` and `findings` are those of each run; `diagnoses` say with them what state it is in,
    and name what a certain cause explains away by that cause. `comparison` is of the same runs.
    `baseline` is the index of the run that the others are held against; None: it is none of them.
    It is not judged itself: an old run's faults are not those of the new ones.
    """
    names = _names(facts, comparison)
    judged = [run for run in range(len(facts)) if run != baseline]
    told = [diagnoses[run] if run < len(diagnoses) else None for run in range(len(facts))]
    reasons = [
        text for run in judged for text in _faults(aims, names[run], findings[run], told[run])
    ]
    undecided = [text for run in judged for text in _crashed(aims, names[run], findings[run])]
    states = tuple(f"{names[run]}: {each.state.main}" for run in judged if (each := told[run]))
    if "regression" not in aims:
        return Judgement(tuple(reasons), tuple(undecided), states)
    if comparison is None:
        undecided.append("fewer than two trainings can be read, so that nothing is compared")
    elif baseline is None:
        undecided.append("the baseline is no training, so that nothing is held against it")
    else:
        pairs = [_Pair(run, baseline, facts, names, comparison) for run in judged]
        # First: of many reasons only the first are told.
        worse: list[str] = []
        _add_regressions(pairs, worse, undecided)
        reasons = [*worse, *reasons]
    return Judgement(tuple(reasons), tuple(undecided), states)


def _names(facts: Sequence[Facts], comparison: Comparison | None) -> tuple[str, ...]:
    rows = comparison.runs if comparison else ()
    return spoken([row.name for row in rows] or [each.run_name for each in facts])


def _add_regressions(pairs: Sequence[_Pair], reasons: list[str], undecided: list[str]) -> None:
    for worse, is_open in map(_against, pairs):
        reasons += [worse] if worse else []
        undecided += [is_open] if is_open else []


# --- findings --------------------------------------------------------------------------------


def _faults(
    aims: Collection[Aim], name: str, findings: Sequence[Finding], diagnosis: Diagnosis | None
) -> Iterator[str]:
    """Findings that must not be; those that a certain cause explains away stand as that cause."""
    named: set[str] = set()
    verdicts = {Verdict.FAIL} if {"fail", "warn"} & set(aims) else set()
    verdicts |= {Verdict.WARN} if "warn" in aims else set()
    for finding in findings:
        if finding.verdict not in verdicts:
            continue
        cause = _explaining(diagnosis, finding)
        if cause is None:
            told = finding.head is None or finding.head in finding.title.lower()
            head = "" if told else f" ({finding.head})"
            yield f"{finding.verdict.value}: {name}: {finding.title}{head}"
        elif cause.id not in named:
            named.add(cause.id)
            yield f"{finding.verdict.value}: {name}: {capital(cause.title)} ({cause.id})"


def _explaining(diagnosis: Diagnosis | None, finding: Finding) -> Cause | None:
    """The certain cause that a finding is only a sign of; None where there is none."""
    if diagnosis is None:
        return None
    certain = (c for c in diagnosis.causes if c.certainty is Certainty.CERTAIN and c.blocks)
    return next((cause for cause in certain if finding.check in cause.explains), None)


def _crashed(aims: Collection[Aim], name: str, findings: Sequence[Finding]) -> Iterator[str]:
    """A check that itself failed says nothing of the run."""
    if not {"fail", "warn"} & set(aims):
        return
    for finding in findings:
        if finding.verdict is Verdict.ERROR:
            yield f"{name}: {finding.title}"


# --- against the baseline --------------------------------------------------------------------


class _Pair(NamedTuple):
    """A run and the baseline."""

    run: int
    baseline: int
    facts: Sequence[Facts]
    names: Sequence[str]
    told: Comparison


def _against(pair: _Pair) -> tuple[str, str]:
    """Why a run is a regression, or why that is undecided; both empty when it is none."""
    run, baseline, ranking = pair.run, pair.baseline, pair.told.ranking
    who, other = pair.names[run], pair.names[baseline]
    if ranking is None:
        return "", f"{who}: it shares no metric with {other}"
    contest, label = ranking.contest, ranking.label
    untold = [each for each in (run, baseline) if contest.values[each] is None]
    if untold:
        return "", f"{who}: {pair.names[untold[0]]} tells no {label}"
    said = f"{who}: {label} {_told(contest, run, baseline)} of {other}"
    if apart := _apart(pair, ranking):
        return "", f"{said}: they differ in {words.few(apart)}, so these are not comparable"
    if contest.better(baseline, run):
        return f"regression: {said}, a difference of {lead(contest, run, baseline)} (95 %)", ""
    return "", _perhaps(run, baseline, contest, said)


def _perhaps(run: int, baseline: int, contest: Contest, said: str) -> str:
    """Why it is not known whether a worse value is chance; empty where it is not worse."""
    test = contest.test(run, baseline)
    if test is not None:
        worse = _is_worse(contest, test.value) and not contest.better(run, baseline)
        by = lead(contest, run, baseline)
        return f"{said}: the difference of {by} may be chance" if worse else ""
    if not _is_worse(contest, (contest.values[run] or 0.0) - (contest.values[baseline] or 0.0)):
        return ""
    same = contest.family_of[run] == contest.family_of[baseline]
    why = "both repeat one configuration" if same else "no run tells its noise"
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
        digits = next((n for n in range(4, 17) if f"{one:.{n}g}" != f"{other:.{n}g}"), 17)
        told = [f"{one:.{digits}g}", f"{other:.{digits}g}"]
    return told


def _apart(pair: _Pair, ranking: Ranking) -> list[str]:
    """In what two runs certainly differ that makes the compared metric mean different things."""
    touched = {METRICS} if ranking.metric.startswith("metrics/") else {METRICS, F1}
    contest = ranking.contest
    kinds = {contest.families[contest.family_of[run]].kind for run in (pair.run, pair.baseline)}
    if kinds != {FOLDS}:
        # Means over the same folds can be compared; one fold with another cannot.
        touched.add(SINGLE_FOLDS)
    # Of these two alone: among others, a pair may lie on the same side of what changed.
    found = incomparable([pair.facts[pair.run], pair.facts[pair.baseline]])
    return [item.change for item in found if item.certain and touched & set(item.touches)]
