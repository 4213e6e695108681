"""Pairs of runs that must not be tested against each other, though their data is the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from reportgen.comparison.data.settings import effective
from reportgen.comparison.lineage.continuations import Continuation
from reportgen.facts.run_facts import Facts

FORBIDDING = ("conf", "iou", "max_det", "classes", "split")
"""Settings of validation that decide which predictions and objects are counted at all."""
CONTINUED = "one continues the other"
Bars = Mapping[frozenset[int], str]
"""Why two runs, told by their index, are not tested."""


def bars(
    facts: Sequence[Facts],
    runs: Sequence[int],
    going_on: Sequence[Continuation],
    names: Sequence[str],
    states: Sequence[str],
) -> Bars:
    """The pairs of `runs` between which there is no winner, with the reason.

    The reason is a setting's name, that one continues the other, or that the better one owes its
    value to a validation that cannot be right; `states` are those of all runs.
    """
    return {
        **_settings(facts, runs),
        **_broken(facts, runs, names, states),
        **{
            frozenset((run, earlier)): CONTINUED
            for run in runs
            for earlier in ancestors(run, going_on)
        },
    }


def _settings(facts: Sequence[Facts], runs: Sequence[int]) -> dict[frozenset[int], str]:
    told = {run: [effective(facts[run], name) for name in FORBIDDING] for run in runs}
    found: dict[frozenset[int], str] = {}
    for one, other in combinations(runs, 2):
        if told[one] != told[other] and (name := _unlike(told[one], told[other])):
            found[frozenset((one, other))] = f"they were validated with another {name}"
    return found


def _unlike(one: Sequence[str | None], other: Sequence[str | None]) -> str:
    """The first setting that both tell, and not the same; empty where there is none."""
    for name, mine, theirs in zip(FORBIDDING, one, other, strict=True):
        if None not in (mine, theirs) and mine != theirs:
            return name
    return ""


def _broken(
    facts: Sequence[Facts], runs: Sequence[int], names: Sequence[str], states: Sequence[str]
) -> dict[frozenset[int], str]:
    """Only what is better by it: a run that shows nothing may still be told a regression."""
    values = {run: facts[run].headline or 0.0 for run in runs}
    return {
        frozenset((run, other)): f"the validation of {names[run]} is broken"
        for run in runs
        if states[run] == "validation-broken"
        for other in runs
        if values[run] > values[other]
    }


def ancestors(run: int, going_on: Sequence[Continuation]) -> list[int]:
    """The runs that a run goes back to, the nearest first."""
    before = {each.run: each.of for each in going_on}
    found: list[int] = []
    while run in before and before[run] not in found:
        run = before[run]
        found.append(run)
    return found
