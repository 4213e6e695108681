"""The answer over several sets of data: who is first on each, and what copies there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reportgen import words
from reportgen.comparison.lineage.copies import Copy

MOST_GROUPS, MOST_COPIES = 3, 3
"""Groups and copies that are told one by one."""


class ToldGroup(NamedTuple):
    """A group, as far as the answer to all names it."""

    data: str
    runs: Sequence[int]
    answer: str
    best: int | None
    """The run that stands first; None where none does."""


def overall(groups: Sequence[ToldGroup], copies: Sequence[Copy], names: Sequence[str]) -> str:
    """The answer of the largest group, who is first in the others, and what copies there are."""
    first = groups[0]
    if len(groups) > 1:
        return " ".join([*_by_data(groups, names), *_copied(copies, 1)])
    # A run whose only fellows are its copies is compared with nothing.
    sentences = [first.answer] if len(first.runs) > 1 or not copies else []
    return " ".join([*sentences, *_copied(copies, MOST_COPIES)])


def _by_data(groups: Sequence[ToldGroup], names: Sequence[str]) -> Iterator[str]:
    """The sentences on several sets of data."""
    alone = [names[group.runs[0]] for group in groups if len(group.runs) == 1]
    if len(alone) == len(groups):
        yield "No two runs were validated on the same data: none can be ranked."
        return
    yield f"There are {len(groups)} sets of validation data, each ranked by itself."
    first, *others = groups
    if len(first.runs) > 1:
        yield f"On {first.data}: {first.answer}"
    several = [group for group in others if len(group.runs) > 1]
    leading = [f"{names[g.best]} on {g.data}" for g in several if g.best is not None]
    if leading:
        yield _listed("First elsewhere", leading, "further sets are ranked below")
    if alone:
        whose = "its" if len(alone) == 1 else "their"
        yield _listed(f"Alone on {whose} data", alone, "runs stand alone")


def _listed(what: str, each: Sequence[str], counted: str) -> str:
    """A few by name; more are counted, as the table has them."""
    if len(each) <= MOST_GROUPS:
        return f"{what}: {words.listed(each)}."
    return f"{words.whole(len(each))} {counted}."


def _copied(copies: Sequence[Copy], most: int) -> list[str]:
    told = [copy.sentence for copy in copies]
    if len(told) <= most:
        return told
    without = [copy for copy in copies if copy.arguments]
    return [f"{len(copies)} runs are copies of others.", *[c.sentence for c in without[:1]]]
