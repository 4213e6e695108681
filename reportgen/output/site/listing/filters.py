"""The lists that the index filters by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from typing import NamedTuple

from reportgen.output.site.model import Card


class Filter(NamedTuple):
    """One list to filter by; scripts fill it."""

    key: str
    label: str


def filters_of(cards: Sequence[Card]) -> tuple[Filter, ...]:
    """What the runs can be told apart by, the data set first; one of one value filters nothing."""
    return tuple(
        Filter(key, label)
        for key, label, of in _FILTERS
        if len(set(chain.from_iterable(map(of, cards)))) > 1
    )


_FILTERS: tuple[tuple[str, str, Callable[[Card], Sequence[str]]], ...] = (
    ("data", "Data", lambda card: [card.known_data]),
    ("model", "Model", lambda card: [card.model]),
    ("state", "State", lambda card: [card.state or card.kind]),
    ("kind", "Kind", lambda card: [card.kind]),
    ("task", "Task", lambda card: [card.task]),
    ("folder", "Folder", lambda card: [card.folder]),
    ("tag", "Tag", lambda card: ["", *card.tags]),
)
