"""What the index shows: runs newest first, latest predictions, data sets with their models."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple
from urllib.parse import quote

from markupsafe import Markup

from reportgen import words
from reportgen.about import __version__
from reportgen.diagnosis.badge import BADGES
from reportgen.output.site.drawings import LEAST, MOST, dated, has_trend, sparkline, trend
from reportgen.output.site.model import (
    BROKEN,
    FROM_FILE,
    RUN,
    SEARCH,
    VALIDATION,
    Card,
    State,
)
from reportgen.output.site.names import digest, slug
from reportgen.page.run.views import Badge, Link
from reportgen.page.shell.assets import script_json
from reportgen.page.shell.format import VERDICT_WORDS, Number, metric
from reportgen.page.shell.look import PLAIN, Brand
from reportgen.rule import Verdict
from reportgen.tasks import TASK_BY_NAME

TITLE = "Training runs"
FIRST = 200
"""Runs that stand in the page itself, for readers without scripts."""
LATEST = 6
"""Runs whose predictions are shown."""
MOST_SETS, MOST_LINES, MOST_MODELS = 8, 200, 12
"""Data sets that are drawn, those that are told in a line each, and models of a data set."""
MOST_NAMED = 40
"""Runs left out of a comparison that are named; a site may hold thousands."""
Files = tuple[str, str]
"""The two files of a shard."""
KINDS = {RUN: "Run", SEARCH: "Search", VALIDATION: "Validation"}
NOT_READ = Badge("error", "Not read")
_WORDS = {verdict.value: word for verdict, word in VERDICT_WORDS.items()}
_ORDER = {verdict.value: verdict.severity for verdict in Verdict}


class Row(NamedTuple):
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


class Filter(NamedTuple):
    """One list to filter by; scripts fill it."""

    key: str
    label: str


class ModelRow(NamedTuple):
    """One model on one data set."""

    model: str
    number: int
    best: Number
    link: Link


class Group(NamedTuple):
    """The runs on one data set, of one task."""

    id: str
    data: str
    task: str
    runs: str
    sentence: str
    trend: Markup
    note: str
    models: tuple[ModelRow, ...]
    metric: str
    comparison: Link | None
    left_out: str
    """Which runs the comparison is without, as a sentence."""


class Lone(NamedTuple):
    """A data set that is told in a line."""

    id: str
    data: str
    task: str
    best: Link
    value: str
    """The main metric of its best run, with its name; empty where none has a result."""
    others: str
    """How many more runs it has, in words; empty for none."""


class Index(NamedTuple):
    """Everything that the index shows."""

    title: str
    sentence: str
    counted: str
    """How many runs, searches and validations there are, in words."""
    rows: tuple[Row, ...]
    """The first of them, which stand in the page itself."""
    more: str
    """How many more there are, in a sentence; empty when these are all."""
    shards: Markup
    """The files of all runs, as JSON for scripts."""
    latest: tuple[Row, ...]
    filters: tuple[Filter, ...]
    groups: tuple[Group, ...]
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


def group_anchor(data: str, task: str) -> str:
    """Id of a data set on the index; the pages of its runs lead there."""
    return f"data-{slug(data, digest(data, task))}"


def on_data(data: str) -> str:
    """The end of an address that shows the runs on a data set in the index."""
    return f"#data={quote(data, safe='')}"


def build_index(
    state: State, title: str | None, brand: Brand = PLAIN, shards: Sequence[Files] = ()
) -> Index:
    """The index of all runs; `shards` names their files."""
    cards = in_order(state.cards.values())
    rows = [_row(card) for card in cards[:FIRST]]
    groups = _grouped(cards)
    several = [(key, group) for key, group in groups.items() if len(group) > 1]
    drawn = several[:MOST_SETS]
    kept = {key for key, _ in drawn}
    others = [(key, group) for key, group in groups.items() if key not in kept]
    newest = [card for card in cards if card.shot and card.page][:LATEST]
    return Index(
        title=title or TITLE,
        sentence=_sentence(cards, groups),
        counted=_count(cards),
        rows=tuple(rows),
        more=_more(len(cards)),
        shards=script_json({"runs": len(cards), "shards": shards, "states": _states()}),
        latest=tuple(map(_row, newest)),
        filters=_filters(cards),
        groups=tuple(_group(key, group, state) for key, group in drawn),
        lone=tuple(_lone(key, group) for key, group in others[:MOST_LINES]),
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
    return f"And {words.count(number, 'data set')} more: choose one in the list Data." * (
        number > 0
    )


def _row(card: Card) -> Row:
    broken = card.verdict == BROKEN
    trials = words.count(card.trials, "trial") if card.trials is not None else ""
    return Row(
        card=card,
        badge=NOT_READ if broken else _badge(card),
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
    verdicts = Counter(card.verdict for card in cards)
    told = [
        (verdicts[Verdict.FAIL.value], "fails", "fail"),
        (verdicts[Verdict.WARN.value], "has warnings", "have warnings"),
        (verdicts[BROKEN], "could not be read", "could not be read"),
    ]
    parts = [
        f"{words.whole(number)} {one if number == 1 else many}"
        for number, one, many in told
        if number
    ]
    newest = next((card for card in cards if card.date), None)
    end = f" The newest is {newest.name} ({newest.date[:10]})." if newest else ""
    return f"{start}{': ' if parts else ''}{words.listed(parts)}.{end}"


def _filters(cards: Sequence[Card]) -> tuple[Filter, ...]:
    """What the runs can be told apart by, the data set first; one of one value filters nothing."""
    told = {
        "data": ("Data", {card.known_data for card in cards}),
        "model": ("Model", {card.model for card in cards}),
        "state": ("State", {card.state or card.kind for card in cards}),
        "kind": ("Kind", {card.kind for card in cards}),
        "task": ("Task", {card.task for card in cards}),
        "folder": ("Folder", {card.folder for card in cards}),
        "tag": ("Tag", {"", *(tag for card in cards for tag in card.tags)}),
    }
    return tuple(Filter(key, label) for key, (label, values) in told.items() if len(values) > 1)


# --- data sets ---------------------------------------------------------------------------------


def _grouped(cards: Sequence[Card]) -> dict[tuple[str, str], list[Card]]:
    """Runs by data set and task, the data set of the newest run first."""
    groups: dict[tuple[str, str], list[Card]] = {}
    for card in cards:
        if card.group:
            groups.setdefault(card.group, []).append(card)
    return groups


def _group(key: tuple[str, str], cards: Sequence[Card], state: State) -> Group:
    data, task = key
    together = next((t for t in state.comparisons.values() if (t.data, t.task) == key), None)
    shown = f"Comparison of {of_all(len(together.runs), len(cards))}" if together else ""
    best = max((c for c in cards if c.value is not None), key=_value, default=None)
    sentence = f"Best: {best.name}, {metric(best.value).text}." if best else "None has a result."
    name = best.metric if best else cards[0].metric
    summary = f"{name} of {words.count(len(cards), 'run')} on {data}, in order of date. {sentence}"
    return Group(
        id=group_anchor(data, task),
        data=data,
        task=TASK_BY_NAME[task].label if task in TASK_BY_NAME else task,
        runs=words.count(len(cards), "run"),
        sentence=sentence,
        trend=trend(cards, summary),
        note=_note(cards),
        models=_models(cards),
        metric=name,
        comparison=Link(together.page, shown) if together else None,
        left_out=left_out(together.runs, cards) if together else "",
    )


def _lone(key: tuple[str, str], cards: Sequence[Card]) -> Lone:
    data, task = key
    best = max(cards, key=_rank)
    told = TASK_BY_NAME.get(task)
    return Lone(
        id=group_anchor(data, task),
        data=data,
        task=told.label if told else task,
        best=_link(best),
        value=f"{best.metric} {metric(best.value).text}" if best.value is not None else "",
        others=words.count(len(cards) - 1, "other run") if len(cards) > 1 else "",
    )


def _rank(card: Card) -> float:
    return -1.0 if card.value is None else card.value


def _value(card: Card) -> float:
    return card.value or 0.0


def _note(cards: Sequence[Card]) -> str:
    """What the trend does not show, and what its dates are."""
    told = dated(cards)
    if len(told) < LEAST:
        return "There is no trend: fewer than two of these runs have a date and a result."
    if not has_trend(told[-MOST:]):
        return (
            "There is no trend: the files of these runs are all dated alike, as after a download, "
            "and no weights tell when they were trained."
        )
    parts = []
    if len(told) > MOST:
        parts.append(f"The latest {MOST} runs.")
    if missing := len(cards) - len(told):
        parts.append(f"{words.count(missing, 'run')} without a date or a result left out.")
    from_file = sum(card.dated == FROM_FILE for card in told)
    if from_file:
        which = "All dates are" if from_file == len(told) else f"{from_file} of the dates "
        which += "" if from_file == len(told) else "is" if from_file == 1 else "are"
        parts.append(f"{which} that of the file results.csv: no weights tell when it was trained.")
    return " ".join(parts)


def _models(cards: Sequence[Card]) -> tuple[ModelRow, ...]:
    """Models by their best run."""
    by_model: dict[str, list[Card]] = {}
    for card in cards:
        by_model.setdefault(card.model or words.UNKNOWN, []).append(card)
    found = []
    for model, group in by_model.items():
        best = max(group, key=_rank)
        found.append((best.value, ModelRow(model, len(group), metric(best.value), _link(best))))
    found.sort(key=lambda pair: -1.0 if pair[0] is None else pair[0], reverse=True)
    return tuple(row for _, row in found[:MOST_MODELS])


def _link(card: Card) -> Link:
    return Link(card.page, card.name)


def of_all(runs: int, all_runs: int) -> str:
    """``12 of 19 runs``, or ``12 runs`` where these are all."""
    told = words.count(all_runs, "run")
    return told if runs == all_runs else f"{words.whole(runs)} of {told}"


def left_out(compared: Collection[str], cards: Sequence[Card]) -> str:
    """Which runs of a data set its comparison leaves out, as a sentence; empty when none."""
    others = [card.name for card in cards if card.id not in compared]
    if not others:
        return ""
    shown = others[:MOST_NAMED]
    if len(others) > MOST_NAMED:
        shown.append(f"{words.whole(len(others) - MOST_NAMED)} more")
    return f"Left out of the comparison: {words.listed(shown)}."
