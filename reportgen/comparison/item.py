"""One item of the checklist, and how its winner is found and said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import filterfalse

from reportgen import words
from reportgen.comparison.lineage.families import FOLDS
from reportgen.comparison.names import family_name, lead
from reportgen.comparison.ranking.contest import Contest

Values = tuple["float | None", ...]
"""One number a run; None: not told."""


@dataclass(frozen=True)
class ChecklistItem:
    """One item of the checklist over all runs. Runs are told by their index."""

    id: str
    title: str
    """As the guide has it."""
    label: str
    """What the values are."""
    values: Values = ()
    winner: int | None = None
    """The run that is clearly better than all others; None for a tie, or when not judged."""
    tied: tuple[int, ...] = ()
    """Runs that share the best place; empty when there is a winner, or when not judged."""
    reason: str = ""
    """In a sentence: by how much it is won, why it is a tie, or why it is not judged."""
    details: Mapping[str, Values] = field(default_factory=dict)
    """Further numbers of each run by name: minutes, confidence, shares of mistakes."""
    whole: bool = False
    """Whether the values are whole numbers, as epochs are."""
    words: Mapping[int, str] = field(default_factory=dict)
    """What is said of a run in place of a number, by its index."""
    too_few: str = "Fewer than two runs have this figure."
    """Why it is not judged when fewer than two runs can win it."""

    @property
    def tie(self) -> bool:
        """Whether the best runs cannot be told apart."""
        return bool(self.tied)


def by_contest(
    item: ChecklistItem,
    contest: Contest,
    names: Sequence[str],
    eligible: Callable[[int], bool] = lambda run: True,
) -> ChecklistItem:
    """An item whose values were tested against chance, judged among the `eligible` runs."""
    told = [run for run in contest.contenders if eligible(run)]
    item = replace(item, values=contest.values)
    if len(told) < 2 or item.reason:
        return _decided(item, told, (), names, "")
    return _contested(item, contest, told, names)


def _contested(
    item: ChecklistItem, contest: Contest, told: Sequence[int], names: Sequence[str]
) -> ChecklistItem:
    """The winner among the runs `told`, best first, of which repeats are no rivals."""
    best, family = told[0], contest.family(told[0])
    front = tuple(run for run in told if not contest.better(best, run))
    rivals = list(filterfalse(family.runs.__contains__, told))
    if not rivals and family.kind != FOLDS:
        return _decided(item, told, front, names, ": they repeat one configuration")
    rival = min(rivals or told[1:2], key=lambda run: run not in front)
    if why := contest.why_untested(best, rival):
        return replace(item, reason=f"No winner between {names[best]} and {names[rival]}: {why}.")
    if FOLDS in {contest.family(run).kind for run in told}:
        return _of_folds(item, contest, told, front, names)
    by = f"; the difference is {lead(contest, best, rival)}"
    if rival in front or len(front) == 1:
        return _decided(item, told, front, names, by)
    return _of_seeds(item, contest, best, names, by)


def _of_seeds(
    item: ChecklistItem, contest: Contest, best: int, names: Sequence[str], by: str
) -> ChecklistItem:
    """A configuration that is ahead of all others: its repeats are no rivals of each other."""
    told = contest.estimate(best)
    mean = f"mean {_number(told.mean, item)} over {told.count} seeds" if told else ""
    return replace(item, winner=best, reason=f"{names[best]} ({mean}) is clearly ahead{by}.")


def _of_folds(
    item: ChecklistItem,
    contest: Contest,
    told: Sequence[int],
    front: Sequence[int],
    names: Sequence[str],
) -> ChecklistItem:
    """Families of folds by their means: no single fold is named best."""

    def shown(runs: Sequence[int]) -> list[str]:
        families = dict.fromkeys(contest.family_of[run] for run in runs)
        return [
            f"{family_name([names[run] for run in contest.families[i].runs])} "
            f"(mean {words.number(contest.mean(i))})"
            for i in families
        ]

    best = shown(front)
    if len(best) > 1:
        return replace(item, tied=tuple(front), reason=f"{words.few(best)} cannot be told apart.")
    others = [run for run in told if run not in front]
    if not others:
        return replace(item, tied=tuple(front), reason=f"{best[0]} repeats one configuration.")
    by = lead(contest, front[0], others[0])
    first = min(front)
    return replace(
        item, winner=first, reason=f"{best[0]} is clearly ahead; the difference is {by}."
    )


def by_values(
    item: ChecklistItem,
    better: Callable[[int, int], bool],
    names: Sequence[str],
    by: Callable[[int, int], str],
    eligible: Callable[[int], bool] = lambda run: True,
) -> ChecklistItem:
    """An item of which low values are better; `better` tells which differences are clear.

    `by` says how far the first of two runs lies from the second, with what is left open.
    """
    told = sorted(
        (run for run, value in enumerate(item.values) if value is not None and eligible(run)),
        key=lambda run: item.values[run] or 0.0,
    )
    front = tuple(run for run in told if not better(told[0], run))
    how = by(told[0], (*front, *told[1:])[1]) if len(told) > 1 else ""
    return _decided(item, told, front, names, how)


def _decided(
    item: ChecklistItem,
    told: Sequence[int],
    front: tuple[int, ...],
    names: Sequence[str],
    by: str,
) -> ChecklistItem:
    """`item` with its winner or tie; as it is when it already says why it is not judged."""
    if item.reason:
        return item
    if len(told) < 2:
        return replace(item, reason=item.too_few)
    shown = [f"{names[run]} ({_number(item.values[run] or 0.0, item)})" for run in front]
    if len(front) > 1:
        return replace(item, tied=front, reason=f"{words.few(shown)} cannot be told apart{by}.")
    return replace(item, winner=front[0], reason=f"{shown[0]} is clearly ahead{by}.")


def _number(value: float, item: ChecklistItem) -> str:
    return words.whole(value) if item.whole else words.number(value)
