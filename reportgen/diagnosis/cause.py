"""What a cause is, and how all of them are looked for.

A cause is one function::

    @cause(title="Losses jumped for an epoch or two")
    def spike(traces: Traces, erratic: Finding | None, *, jump: float = 0.3) -> Told | None:
        '''Look for what happened there: a resume, a broken batch, a rate that is too high.

        Likely when training and validation loss both jump by `jump` in one epoch ...
        '''

Its name, with hyphens, is its id. Positional parameters are given by name: a fact of `Facts`, one
of `Traces` (what causes look for beyond what checks ask), the `state` of the run, or the finding of
a check (its name; the worst where several heads are judged). A parameter that may be None is given
None where the run does not tell it; without any other the cause is not told. Keyword-only ones
are thresholds. The docstring's first paragraph is the remedy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, TypeVar

from reportgen import words
from reportgen.checks import all_rules
from reportgen.diagnosis.model import Certainty, Told
from reportgen.diagnosis.state import State
from reportgen.diagnosis.traces import Traces
from reportgen.facts.run_facts import Facts
from reportgen.rule import Finding, Verdict, documentation_of, name_of, parameters_of

SERIOUS = (Verdict.FAIL, Verdict.WARN)
STATE = "state"


def says(finding: Finding | None, *verdicts: Verdict) -> bool:
    """Whether a check comes to one of these; one that is switched off comes to none."""
    return finding is not None and finding.verdict in verdicts


def warns(finding: Finding | None) -> bool:
    """Whether a check warns."""
    return says(finding, Verdict.WARN)


def as_checked(
    finding: Finding, *steps: str, also: tuple[str, ...] = (), noted: bool = False
) -> Told | None:
    """What a check warns of, as a cause; it explains that finding, and those of `also`.

    With `noted` what it only notes is likely one.
    """
    warned = finding.verdict in SERIOUS
    if not warned and not (noted and finding.verdict is Verdict.NOTE):
        return None
    title, explains = words.mid_sentence(finding.title), (finding.check, *also)
    certainty = Certainty.CERTAIN if warned else Certainty.LIKELY
    return Told(certainty, title, finding.seen, steps, explains, weight=1)


@dataclass(frozen=True)
class CauseRule:
    """A cause as declared."""

    id: str
    title: str
    function: Callable[..., Told | None]
    needs: tuple[str, ...]
    """Names of facts, traces and checks that it cannot do without."""
    uses: tuple[str, ...]
    """All that it is given, in order."""
    thresholds: Mapping[str, Any]
    states: tuple[str, ...]
    """What the run must come down to, one of them; empty: anything."""
    documentation: str
    """Its first paragraph is the remedy."""


@dataclass(frozen=True)
class Case:
    """All that is known of a run when its causes are looked for."""

    facts: Facts
    traces: Traces
    findings: tuple[Finding, ...]
    state: State

    def finding(self, check: str) -> Finding | None:
        """The worst finding of a check, of the main head where several are as bad; None: off."""
        return self._worst.get(check)

    @cached_property
    def _worst(self) -> dict[str, Finding]:
        found: dict[str, Finding] = {}
        for finding in self.findings:
            first = found.setdefault(finding.check, finding)
            if finding.verdict.severity <= first.verdict.severity:
                found[finding.check] = finding
        return found


Function = TypeVar("Function", bound=Callable[..., "Told | None"])


def cause(*, title: str, states: tuple[str, ...] = ()) -> Callable[[Function], Function]:
    """Declare a function as a cause, which is told in these `states` only, or in all.

    Raises TypeError at import when a positional parameter is neither a fact, a trace nor a check,
    when a threshold lacks its default, or when there is no remedy.
    """

    def declare(function: Function) -> Function:
        id = name_of(function)
        given, thresholds = parameters_of(f"cause {id}", function)
        for name in given:
            if not _is_known(name):
                raise TypeError(f"cause {id}: {name} is no fact, no trace and no check")
        needs = tuple(name for name, annotation in given.items() if "None" not in annotation)
        documentation = documentation_of(f"cause {id}", function)
        rule = CauseRule(
            id, title, function, needs, tuple(given), thresholds, states, documentation
        )
        function.cause = rule  # type: ignore[attr-defined]
        return function

    return declare


def _is_known(name: str) -> bool:
    if name == STATE or hasattr(Facts, name) or hasattr(Traces, name):
        return True
    return name.replace("_", "-") in {rule.id for rule in all_rules()}


def look_for(rules: Sequence[CauseRule], case: Case) -> list[tuple[CauseRule, Told]]:
    """The causes that hold: by weight, then the surest first, then as they are declared.

    `rules` stand in the order of gravity: what makes other numbers worthless comes first. A cause
    that itself fails costs no more than itself.
    """
    found = []
    for rule in rules:
        with suppress(Exception):
            if told := told_by(rule, case):
                found.append((rule, told))
    kept = [(rule, told) for rule, told in found if not (told.fallback and _explained(told, found))]
    return sorted(kept, key=lambda pair: (pair[1].weight, pair[1].certainty.rank))


def _explained(told: Told, found: Iterable[tuple[CauseRule, Told]]) -> bool:
    """Whether another cause that is told first explains some of what this one explains."""
    others = (each for _, each in found if not each.fallback and each.weight == 0)
    return any(set(told.explains) & set(each.explains) for each in others)


def told_by(rule: CauseRule, case: Case) -> Told | None:
    """What a cause says of a run; None where it does not hold, or what it needs is not told."""
    if rule.states and case.state.main not in rule.states:
        return None
    given = {name: _value(name, case) for name in rule.uses}
    if any(given[name] is None for name in rule.needs):
        return None
    return rule.function(*given.values())


def _value(name: str, case: Case) -> Any:
    if name == STATE:
        return case.state
    owner = _owner(name)
    return getattr(getattr(case, owner), name) if owner else case.finding(name.replace("_", "-"))


@cache
def _owner(name: str) -> str:
    """Which part of a case has what a cause names; empty for a check."""
    return "facts" if hasattr(Facts, name) else "traces" if hasattr(Traces, name) else ""
