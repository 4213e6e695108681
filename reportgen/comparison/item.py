"""One item of the checklist, and how its winner is found and said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from reportgen.comparison.contest import Contest
from reportgen.comparison.words import lead, listed
from reportgen.figure.words import three

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
    values: Values
    winner: int | None
    """The run that is clearly better than all others; None for a tie, or when not judged."""
    tied: tuple[int, ...]
    """Runs that share the best place; empty when there is a winner, or when not judged."""
    reason: str
    """In a sentence: by how much it is won, why it is a tie, or why it is not judged."""
    details: Mapping[str, Values] = field(default_factory=dict)
    """Further numbers of each run by name: minutes, confidence, shares of mistakes."""

    @property
    def tie(self) -> bool:
        """Whether the best runs cannot be told apart."""
        return bool(self.tied)


def by_contest(
    id: str,
    title: str,
    contest: Contest,
    names: Sequence[str],
    *,
    why_not: str = "",
    details: Mapping[str, Values] | None = None,
) -> ChecklistItem:
    """An item whose values were tested against chance; `why_not` says why it is not judged."""
    front, measure = contest.front, contest.measure
    told = [run for run in contest.order if run in contest.told]
    by = ""
    if len(told) > 1:
        rival = front[1] if len(front) > 1 else told[1]
        by = f"; the difference is {lead(contest, told[0], rival)}"
    return _item(
        ChecklistItem(id, title, measure.label, contest.values, None, (), why_not, details or {}),
        front,
        names,
        by,
    )


def by_values(
    item: ChecklistItem, better: Callable[[int, int], bool], names: Sequence[str]
) -> ChecklistItem:
    """An item of which low values are better; `better` tells which differences are clear."""
    told = sorted(
        (run for run, value in enumerate(item.values) if value is not None),
        key=lambda run: item.values[run] or 0.0,
    )
    front = tuple(run for run in told if run == told[0] or not better(told[0], run))
    return _item(item, front, names, "")


def _item(
    item: ChecklistItem, front: tuple[int, ...], names: Sequence[str], by: str
) -> ChecklistItem:
    """`item` with its winner or tie; as it is when it already says why it is not judged."""
    if item.reason:
        return item
    told = [run for run, value in enumerate(item.values) if value is not None]
    if len(told) < 2:
        return replace(item, reason="Fewer than two runs tell it.")
    shown = [f"{names[run]} ({three(item.values[run] or 0.0)})" for run in front]
    if len(front) > 1:
        return replace(item, tied=front, reason=f"{listed(shown)} cannot be told apart{by}.")
    return replace(item, winner=front[0], reason=f"{shown[0]} is clearly ahead{by}.")
