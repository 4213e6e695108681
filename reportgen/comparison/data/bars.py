"""Pairs of runs that must not be tested against each other, though their data is the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from reportgen.comparison.data.continuations import Continuation
from reportgen.comparison.data.settings import effective
from reportgen.diagnosis.state import state_of
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
) -> Bars:
    """The pairs of `runs` between which there is no winner, with the reason.

    That is a setting's name, that one continues the other, or that the better one owes its value to
    a validation that cannot be right.
    """
    settings = {run: [effective(facts[run], name) for name in FORBIDDING] for run in runs}
    found: dict[frozenset[int], str] = {}
    for one, other in combinations(runs, 2):
        if settings[one] != settings[other]:
            apart = [
                name
                for name, mine, theirs in zip(
                    FORBIDDING, settings[one], settings[other], strict=True
                )
                if None not in (mine, theirs) and mine != theirs
            ]
            if apart:
                found[frozenset((one, other))] = f"they were validated with another {apart[0]}"
    for run in [run for run in runs if state_of(facts[run]).main == "validation-broken"]:
        for other in runs:
            if (facts[run].headline or 0.0) > (facts[other].headline or 0.0):
                found[frozenset((run, other))] = f"the validation of {names[run]} is broken"
    for run in runs:
        for earlier in ancestors(run, going_on):
            found[frozenset((run, earlier))] = CONTINUED
    return found


def ancestors(run: int, going_on: Sequence[Continuation]) -> list[int]:
    """The runs that a run goes back to, the nearest first."""
    before = {each.run: each.of for each in going_on}
    found: list[int] = []
    while run in before and before[run] not in found:
        run = before[run]
        found.append(run)
    return found
