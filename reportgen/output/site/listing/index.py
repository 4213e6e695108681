"""What the index shows: runs newest first, latest predictions, data sets with their models."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from urllib.parse import quote

from markupsafe import Markup

from reportgen import words
from reportgen.about import __version__
from reportgen.diagnosis.badge import BADGES
from reportgen.output.site.listing.drawings import has_trend, sparkline
from reportgen.output.site.listing.filters import Filter, filters_of
from reportgen.output.site.listing.sets import DataSetRuns, Lone, group_of, grouped, lone_of
from reportgen.output.site.model import (
    BROKEN,
    FROM_FILE,
    RUN,
    SEARCH,
    VALIDATION,
    Card,
    SiteState,
)
from reportgen.page.brand.look import PLAIN, Brand
from reportgen.page.run.views import Badge
from reportgen.page.shell.script_data import script_json
from reportgen.page.text.format import VERDICT_WORDS, Number, metric
from reportgen.rule import Verdict

TITLE = "Training runs"
FIRST = 200
"""Runs that stand in the page itself, for readers without scripts."""
LATEST = 6
"""Runs whose predictions are shown."""
MOST_SETS, MOST_LINES = 5, 100
"""Data sets that are drawn, and those that are told in a line each."""
Files = tuple[str, str]
"""The two files of a shard."""
KINDS = {RUN: "Run", SEARCH: "Search", VALIDATION: "Validation"}
NOT_READ = Badge("error", "Not read")
_WORDS = {verdict.value: word for verdict, word in VERDICT_WORDS.items()}
_ORDER = {verdict.value: verdict.severity for verdict in Verdict}


class IndexRow(NamedTuple):
    """One run in the table."""

    card: Card
    badge: Badge
    value: Number
    spark: Markup
    model: str
    data: str
    best_epoch: str
    epochs: str
    date: str
    note: str
    """What the date is of, where it is not told by the run itself."""


class Index(NamedTuple):
    """Everything that the index shows."""

    title: str
    sentence: str
    counted: str
    """How many runs, searches and validations there are, in words."""
    rows: tuple[IndexRow, ...]
    """The first of them, which stand in the page itself."""
    more: str
    """How many more there are, in a sentence; empty when these are all."""
    shards: Markup
    """The files of all runs, as JSON for scripts."""
    latest: tuple[IndexRow, ...]
    filters: tuple[Filter, ...]
    groups: tuple[DataSetRuns, ...]
    lone: tuple[Lone, ...]
    """Data sets in a line each: those with a single run, and those beyond the first."""
    other_sets: str
    """How many further data sets there are, in a sentence; empty when these are all."""
    brand: Brand
    version: str = __version__


def in_order(cards: Iterable[Card]) -> list[Card]:
    """Newest first; runs without a date after those with one, by when they were published."""
    by_name = sorted(cards, key=lambda card: card.slug)
    return sorted(by_name, key=lambda card: (card.date, card.published), reverse=True)


def on_data(data: str) -> str:
    """The end of an address that shows the runs on a data set in the index."""
    return f"#data={quote(data, safe='')}"


def build_index(
    state: SiteState, title: str | None, brand: Brand = PLAIN, shards: Sequence[Files] = ()
) -> Index:
    """The index of all runs; `shards` names their files."""
    cards = in_order(state.cards.values())
    groups = grouped(cards)
    drawn = [key for key, group in groups.items() if len(group) > 1][:MOST_SETS]
    others = [key for key in groups if key not in drawn]
    newest = [card for card in cards if card.shot and card.page][:LATEST]
    return Index(
        title=title or TITLE,
        sentence=_sentence(cards, groups),
        counted=_count(cards),
        rows=tuple(map(_row, cards[:FIRST])),
        more=_more(len(cards)),
        shards=script_json({"runs": len(cards), "shards": shards, "states": _states()}),
        latest=tuple(map(_row, newest)),
        filters=filters_of(cards),
        groups=tuple(group_of(key, groups[key], state) for key in drawn),
        lone=tuple(lone_of(key, groups[key]) for key in others[:MOST_LINES]),
        other_sets=_other_sets(len(others) - MOST_LINES),
        brand=brand,
    )


def _states() -> dict[str, tuple[str, str, int]]:
    """Verdict, words and place in order of each state, and of what stands in its place."""
    found = {name: (verdict.value, word) for name, (verdict, word) in BADGES.items()}
    found[BROKEN] = (NOT_READ.key, NOT_READ.word)
    found |= {kind: (Verdict.NOT_APPLICABLE.value, KINDS[kind]) for kind in (SEARCH, VALIDATION)}
    order = sorted(found, key=lambda name: _ORDER.get(found[name][0], -1) if name != BROKEN else -1)
    return {name: (*found[name], order.index(name)) for name in found}


def _more(runs: int) -> str:
    if runs <= FIRST:
        return ""
    return (
        f"These are the latest {FIRST} of {words.whole(runs)}. Scripts show, search and sort all; "
        "runs.json tells all as well."
    )


def _other_sets(number: int) -> str:
    if number <= 0:
        return ""
    return f"And {words.count(number, 'data set')} more: choose one in the list Data."


def _row(card: Card) -> IndexRow:
    trials = words.count(card.trials, "trial") if card.trials is not None else ""
    return IndexRow(
        card=card,
        badge=_badge(card),
        value=metric(card.value),
        spark=sparkline(card),
        model=card.model or words.UNKNOWN,
        data=card.known_data or words.UNKNOWN,
        best_epoch=str(card.best_epoch) if card.best_epoch else words.UNKNOWN,
        epochs=card.epochs or trials or words.UNKNOWN,
        date=card.date[:10] or words.UNKNOWN,
        note="date of the file" if card.dated == FROM_FILE else "",
    )


def _count(cards: Sequence[Card]) -> str:
    kinds = Counter(card.kind for card in cards)
    others = [(SEARCH, "search", "searches"), (VALIDATION, "validation", "validations")]
    counted = [words.count(kinds[RUN], "run")]
    counted += [words.count(kinds[k], one, many) for k, one, many in others if kinds[k]]
    return words.listed(counted)


def _badge(card: Card) -> Badge:
    """The state of a training; of what is none, what it is."""
    if card.verdict == BROKEN:
        return NOT_READ
    if card.kind != RUN:
        return Badge(card.verdict, KINDS[card.kind])
    if card.state in BADGES:
        return Badge(BADGES[card.state][0].value, card.badge or BADGES[card.state][1])
    return Badge(card.verdict, _WORDS[card.verdict])


def _sentence(cards: Sequence[Card], groups: dict[tuple[str, str], list[Card]]) -> str:
    """How many runs, on what, and how they did."""
    start = _count(cards)
    if groups:
        start += f" on {words.count(len({data for data, _ in groups}), 'data set')}"
    in_time = [card for card in reversed(cards) if card.date]
    said = f"{start}.{_counted_states(cards)}"
    if has_trend(in_time):
        said += f" The newest is {in_time[-1].name} ({in_time[-1].date[:10]})."
    return said


def _counted_states(cards: Sequence[Card]) -> str:
    """How many have each state that asks for something, the gravest and commonest first."""
    counted = Counter(BADGES[card.state] for card in cards if card.state in BADGES)
    counted[Verdict.ERROR, "Not read"] = sum(card.verdict == BROKEN for card in cards)
    grave = [
        (verdict.severity, -number, word)
        for (verdict, word), number in counted.items()
        if number and verdict in (Verdict.FAIL, Verdict.WARN, Verdict.ERROR)
    ]
    told = [f"{words.mid_sentence(word)}: {words.whole(-n)}" for _, n, word in sorted(grave)]
    return f" {words.capital('; '.join(told))}." if told else ""
