"""What the index shows: runs newest first, latest predictions, data sets with their models."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from markupsafe import Markup

from reportgen import words
from reportgen.about import __version__
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
from reportgen.page.shell.format import VERDICT_WORDS, Number, metric
from reportgen.page.shell.look import PLAIN, Brand
from reportgen.rule import Verdict
from reportgen.tasks import TASK_BY_NAME

TITLE = "Training runs"
LATEST = 6
"""Runs whose predictions stand at the top."""
MOST_NAMED = 40
"""Runs left out of a comparison that are named; a site may hold thousands."""
KINDS = {RUN: "Run", SEARCH: "Search", VALIDATION: "Validation"}
NOT_READ = Badge("error", "Not read")
_WORDS = {verdict.value: word for verdict, word in VERDICT_WORDS.items()}
_ORDER = {verdict.value: verdict.severity for verdict in Verdict}


class Row(NamedTuple):
    """One run in the table."""

    card: Card
    badge: Badge
    severity: int
    value: Number
    spark: Markup
    model: str
    data: str
    task: str
    best_epoch: str
    epochs: str
    date: str
    note: str
    """What the date is of, where it is not told by the run itself."""
    anchor: str
    """Of its data set on this page; empty when not told."""


class Choice(NamedTuple):
    """One value of a filter."""

    value: str
    label: str
    number: int


class Filter(NamedTuple):
    """One list to filter by."""

    key: str
    label: str
    choices: tuple[Choice, ...]


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


class Index(NamedTuple):
    """Everything that the index shows."""

    title: str
    sentence: str
    rows: tuple[Row, ...]
    latest: tuple[Row, ...]
    filters: tuple[Filter, ...]
    groups: tuple[Group, ...]
    lone: tuple[tuple[str, Row], ...]
    """Data sets with a single run: the anchor and the run."""
    brand: Brand
    version: str = __version__


def in_order(cards: Iterable[Card]) -> list[Card]:
    """Newest first; runs without a date after those with one, by when they were published."""
    by_name = sorted(cards, key=lambda card: card.slug)
    return sorted(by_name, key=lambda card: (card.date, card.published), reverse=True)


def group_anchor(data: str, task: str) -> str:
    """Id of a data set on the index; the pages of its runs lead there."""
    return f"data-{slug(data, digest(data, task))}"


def build_index(state: State, title: str | None, brand: Brand = PLAIN) -> Index:
    """The index of all runs."""
    cards = in_order(state.cards.values())
    rows = [_row(card) for card in cards]
    groups = _grouped(cards)
    several = [(key, group) for key, group in groups.items() if len(group) > 1]
    by_id = {row.card.id: row for row in rows}
    return Index(
        title=title or TITLE,
        sentence=_sentence(cards, groups),
        rows=tuple(rows),
        latest=tuple([row for row in rows if row.card.shot and row.card.page][:LATEST]),
        filters=_filters(rows),
        groups=tuple(_group(key, group, state) for key, group in several),
        lone=tuple(
            (group_anchor(*key), by_id[group[0].id])
            for key, group in groups.items()
            if len(group) == 1
        ),
        brand=brand,
    )


def _row(card: Card) -> Row:
    broken = card.verdict == BROKEN
    trials = words.count(card.trials, "trial") if card.trials is not None else ""
    task = TASK_BY_NAME.get(card.task)
    return Row(
        card=card,
        badge=NOT_READ if broken else _badge(card),
        severity=-1 if broken else _ORDER[card.verdict],
        value=metric(card.value),
        spark=sparkline(card),
        model=card.model or words.UNKNOWN,
        data=card.data or words.UNKNOWN,
        task=task.label if task else card.task or words.UNKNOWN,
        best_epoch=str(card.best_epoch) if card.best_epoch else words.UNKNOWN,
        epochs=card.epochs or trials or words.UNKNOWN,
        date=card.date[:10] or words.UNKNOWN,
        note="date of the file" if card.dated == FROM_FILE else "",
        anchor=group_anchor(*card.group) if card.group else "",
    )


def _badge(card: Card) -> Badge:
    """The verdict on a training; of what is none, what it is."""
    return Badge(card.verdict, _WORDS[card.verdict] if card.kind == RUN else KINDS[card.kind])


def _sentence(cards: Sequence[Card], groups: dict[tuple[str, str], list[Card]]) -> str:
    """How many runs, on what, and how they did."""
    kinds = Counter(card.kind for card in cards)
    others = [(SEARCH, "search", "searches"), (VALIDATION, "validation", "validations")]
    counted = [words.count(kinds[RUN], "run")]
    counted += [words.count(kinds[k], one, many) for k, one, many in others if kinds[k]]
    start = words.listed(counted)
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


def _filters(rows: Sequence[Row]) -> tuple[Filter, ...]:
    """What the runs can be told apart by; a list of one value filters nothing."""
    verdicts = sorted(rows, key=lambda row: row.severity)
    found = [
        _filter("data", "Data", [(row.data, row.data) for row in rows]),
        _filter("kind", "Kind", [(row.card.kind, KINDS[row.card.kind]) for row in rows]),
        _filter("task", "Task", [(row.card.task or words.UNKNOWN, row.task) for row in rows]),
        _filter("verdict", "Verdict", [(row.card.verdict, row.badge.word) for row in verdicts], 0),
        _filter("model", "Model", [(row.model, row.model) for row in rows]),
    ]
    return tuple(each for each in found if len(each.choices) > 1)


def _filter(key: str, label: str, values: list[tuple[str, str]], by_name: int = 1) -> Filter:
    numbers = Counter(values)
    pairs = sorted(numbers, key=lambda pair: pair[1].lower()) if by_name else list(numbers)
    return Filter(key, label, tuple(Choice(*pair, numbers[pair]) for pair in pairs))


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
        best = max(group, key=lambda card: -1.0 if card.value is None else card.value)
        found.append((best.value, ModelRow(model, len(group), metric(best.value), _link(best))))
    found.sort(key=lambda pair: -1.0 if pair[0] is None else pair[0], reverse=True)
    return tuple(row for _, row in found)


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
