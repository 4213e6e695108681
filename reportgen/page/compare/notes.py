"""What is said of compared runs beside the ranking: groups, continuations, copies, warnings."""

from __future__ import annotations

from typing import NamedTuple

from reportgen.comparison.data.incomparable import Incomparable
from reportgen.comparison.model import Comparison
from reportgen.page.compare.ranking import RankingView

MOST_NOTES = 12
"""Sentences on groups below the table."""


class Warned(NamedTuple):
    """One thing that makes numbers of the runs incomparable."""

    change: str
    sentence: str
    touches: str
    certain: bool
    differs: tuple[tuple[str, str], ...]


def notes_on(told: Comparison, ranking: RankingView) -> tuple[str, ...]:
    """The sentences below the ranking."""
    copied = (each.sentence for each in told.copies[:MOST_NOTES])
    about = (told.first.head_note, ranking.note, told.first.favour_note)
    return tuple(filter(None, (*_groups_told(told), *_going_on(told), *copied, *about)))


def _going_on(told: Comparison) -> list[str]:
    """Which runs continue others, and how that is known."""
    found = []
    for each in told.continuations[:MOST_NOTES]:
        after = "" if each.epoch is None else f" after its epoch {each.epoch}"
        names = told.runs[each.run].name, told.runs[each.of].name
        found.append(f"{names[0]} continues {names[1]}{after}: {each.how}.")
    return found


def _groups_told(told: Comparison) -> list[str]:
    """Each group with how its data is known and, but for the first, what it comes down to."""
    found = []
    for group in told.groups:
        how = [f"one set of data {each}" for each in group.known[:3]]
        if len(told.groups) > 1:
            how += [f"other data than another group ({each})" for each in group.apart[:3]]
        if how:
            found.append(f"{group.data}: {', '.join(how)}.")
        if group is not told.first and len(group.runs) > 1:
            found.append(f"{group.data}: {group.answer}")
    return found[:MOST_NOTES]


def warning_of(item: Incomparable, told: Comparison) -> Warned:
    """A reason why numbers of the runs are incomparable, with what each run has."""
    differs = tuple((told.runs[run].name, what) for run, what in item.differs.items())
    return Warned(item.change, item.sentence, ", ".join(item.touches), item.certain, differs)
