"""Runs on the same data that must not be tested against each other, or not ranked at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product

from reportgen.comparison.data.settings import effective
from reportgen.comparison.lineage.continuations import Continuation
from reportgen.comparison.lineage.families import Family
from reportgen.facts.run_facts import Facts

FORBIDDING = ("conf", "iou", "max_det", "classes", "single_cls", "split")
"""Settings of validation that decide which predictions and objects are counted at all."""
CONTINUED = "one continues the other"
BROKEN = "validation-broken"
"""The state of a run whose value is no result: a validation that cannot be right, or is none."""


@dataclass(frozen=True)
class Bars:
    """What forbids to hold runs, told by their index, against each other."""

    pairs: Mapping[frozenset[int], str] = field(default_factory=dict)
    """Why two runs are not tested."""
    broken: frozenset[int] = frozenset()
    """Runs whose validation is broken: they have no place among the others."""

    def between(self, one: Family, other: Family) -> str:
        """Why two families are not tested; empty where they may be."""
        if not self.pairs:
            return ""
        pairs = map(frozenset, product(one.runs, other.runs))
        return next((self.pairs[each] for each in pairs if each in self.pairs), "")


def bars(
    facts: Sequence[Facts],
    runs: Sequence[int],
    going_on: Sequence[Continuation],
    names: Sequence[str],
    states: Sequence[str],
) -> Bars:
    """The pairs of `runs` between which there is no winner, with the reason, and the broken ones.

    The reason is a setting's name, that one continues the other, or that the better one owes its
    value to a validation that cannot be right; `states` are those of all runs.
    """
    broken = frozenset(run for run in runs if states[run] == BROKEN)
    pairs = {
        **_settings(facts, runs),
        **_broken(facts, runs, names, broken),
        **{
            frozenset((run, earlier)): CONTINUED
            for run in runs
            for earlier in ancestors(run, going_on)
        },
    }
    return Bars(pairs, broken)


def _settings(facts: Sequence[Facts], runs: Sequence[int]) -> dict[frozenset[int], str]:
    told = {run: [effective(facts[run], name) for name in FORBIDDING] for run in runs}
    found: dict[frozenset[int], str] = {}
    for one, other in combinations(runs, 2):
        if told[one] != told[other] and (name := _unlike(told[one], told[other])):
            differs = "differ" if name == "classes" else "differs"
            found[frozenset((one, other))] = f"{name} of the validation {differs}"
    return found


def _unlike(one: Sequence[str | None], other: Sequence[str | None]) -> str:
    """The first setting that both tell, and not the same; empty where there is none."""
    for name, mine, theirs in zip(FORBIDDING, one, other, strict=True):
        if None not in (mine, theirs) and mine != theirs:
            return name
    return ""


def _broken(
    facts: Sequence[Facts], runs: Sequence[int], names: Sequence[str], broken: frozenset[int]
) -> dict[frozenset[int], str]:
    """Only what is better by it: a run that shows nothing may still be told a regression."""
    values = {run: facts[run].headline or 0.0 for run in runs}
    return {
        frozenset((run, other)): f"the validation of {names[run]} is broken"
        for run in broken
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
