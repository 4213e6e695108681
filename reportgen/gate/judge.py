"""Whether runs may pass: what ``--fail-on`` and ``--require`` let a pipeline stop for, and why.

Only what is told counts. A check that could not be evaluated and a difference that may be chance
are said as undecided, which is a reason to stop only where that is asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from reportgen import words
from reportgen.comparison.model import Comparison
from reportgen.comparison.names import spoken
from reportgen.comparison.ranking.against import Pair, against
from reportgen.diagnosis import Cause, Certainty, Diagnosis
from reportgen.facts.run_facts import Facts
from reportgen.gate.limits import Limit
from reportgen.rule import Finding, Verdict

Aim = Literal["fail", "warn", "regression", "undecided"]
"""What may stop a pipeline: a fail; a fail or a warning; a run clearly worse than a baseline; what
of these cannot be decided."""

NOT_DECIDED = "⚠ not decided"
"""What stands in the place of a pass where a gate could not decide."""


_STOPPED_BY = {"fail": (Verdict.FAIL,), "warn": (Verdict.FAIL, Verdict.WARN)}
"""The verdicts that an aim stops for."""


@dataclass(frozen=True)
class Judgement:
    """What speaks against the runs, in sentences."""

    reasons: tuple[str, ...] = ()
    """Why they do not pass; empty when they do."""
    undecided: tuple[str, ...] = ()
    """What could not be decided, and why; among the reasons as well where it stops."""
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
    limits: Sequence[Limit] = (),
) -> Judgement:
    """Hold runs against what must not be.

    `facts` and `findings` are those of each run; `diagnoses` say with them what state it is in,
    and name what a certain cause explains away by that cause. `comparison` is of the same runs.
    `baseline` is the index of the run that the others are held against; None: it is none of them.
    It is not judged itself: an old run's faults are not those of the new ones. `limits` are what
    metrics of the new runs must keep.
    """
    names = _names(facts, comparison)
    reasons: list[str] = []
    broken: list[str] = []
    undecided: list[str] = []
    states: list[str] = []
    worse: list[str] = []
    for run, (name, diagnosis) in enumerate(zip_longest(names, diagnoses)):
        if run == baseline:
            continue
        reasons += _faults(aims, name, findings[run], diagnosis)
        broken += _broken(limits, name, facts[run])
        undecided += _crashed(aims, name, findings[run])
        if diagnosis:
            states.append(f"{name}: {diagnosis.state.main}")
    if _holds(aims, comparison, baseline):
        _hold(facts, names, comparison, baseline, worse, undecided)
    # First: of many reasons only the first are told.
    told_first = worse if "regression" in aims else []
    stopping = [f"{NOT_DECIDED}: {text}" for text in undecided] if "undecided" in aims else []
    return Judgement((*told_first, *broken, *stopping, *reasons), tuple(undecided), tuple(states))


def _holds(aims: Collection[Aim], comparison: Comparison | None, baseline: int | None) -> bool:
    """Whether runs are held against the baseline: where asked for, or where it can be done."""
    can = comparison is not None and baseline is not None
    return "regression" in aims or ("undecided" in aims and can)


def _broken(limits: Sequence[Limit], name: str, facts: Facts) -> Iterator[str]:
    """Limits that a run does not keep."""
    for limit in limits:
        if why := limit.broken_by(facts):
            yield f"require: {name}: {why}, {limit} is required"


def _hold(
    facts: Sequence[Facts],
    names: Sequence[str],
    comparison: Comparison | None,
    baseline: int | None,
    worse: list[str],
    undecided: list[str],
) -> None:
    """Every run but the baseline held against it: regressions, and what cannot be decided."""
    if comparison is None:
        undecided.append("fewer than two trainings can be read, so that nothing is compared")
        return
    if baseline is None:
        undecided.append("the baseline is no training, so that nothing is held against it")
        return
    for run in range(len(facts)):
        if run != baseline:
            pair = Pair(run, baseline, facts, names, comparison.groups, comparison.favour)
            regression, is_open = against(pair)
            worse += filter(None, [regression])
            undecided += filter(None, [is_open])


def _names(facts: Sequence[Facts], comparison: Comparison | None) -> tuple[str, ...]:
    rows = comparison.runs if comparison else ()
    return spoken([row.name for row in rows] or [each.run_name for each in facts])


# --- findings --------------------------------------------------------------------------------


def _faults(
    aims: Collection[Aim], name: str, findings: Sequence[Finding], diagnosis: Diagnosis | None
) -> Iterator[str]:
    """Findings that must not be; those that a certain cause explains away stand as that cause."""
    named: set[str] = set()
    verdicts = set().union(*(_STOPPED_BY.get(aim, ()) for aim in aims))
    for finding in findings:
        if finding.verdict not in verdicts:
            continue
        cause = _explaining(diagnosis, finding)
        if cause is None:
            yield f"{finding.verdict.value}: {name}: {finding.headed}"
        elif cause.id not in named:
            named.add(cause.id)
            yield f"{finding.verdict.value}: {name}: {words.capital(cause.title)} ({cause.id})"


def _explaining(diagnosis: Diagnosis | None, finding: Finding) -> Cause | None:
    """The certain cause that a finding is only a sign of; None where there is none."""
    if diagnosis is None:
        return None
    for cause in diagnosis.causes:
        if (
            cause.blocks
            and cause.certainty is Certainty.CERTAIN
            and finding.check in cause.explains
        ):
            return cause
    return None


def _crashed(aims: Collection[Aim], name: str, findings: Sequence[Finding]) -> Iterator[str]:
    """A check that itself failed says nothing of the run."""
    if not {"fail", "warn", "undecided"} & set(aims):
        return
    for finding in findings:
        if finding.verdict is Verdict.ERROR:
            yield f"{name}: {finding.title}"
