"""What the index shows of each data set: its trend, its models, its comparison."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from markupsafe import Markup

from reportgen import words
from reportgen.comparison.data.settings import fold_in, without_fold
from reportgen.output.site.listing.drawings import LEAST, MOST, dated, has_trend, trend
from reportgen.output.site.model import FROM_FILE, RUN, Card, SiteState
from reportgen.output.site.names import slug
from reportgen.page.run.views import Link
from reportgen.page.text.format import Number, metric
from reportgen.tasks import TASK_BY_NAME
from reportgen.values import digest

FOLDS = " (folds)"
"""What the name of a data set ends with that has several folds."""
MOST_NAMED = 40
"""Runs left out of a comparison that are named; a site may hold thousands."""
MOST_MODELS = 12
"""Models of a data set, the best ones."""


class ModelRow(NamedTuple):
    """One model on one data set."""

    model: str
    number: int
    best: Number
    link: Link


class DataSetRuns(NamedTuple):
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


def with_folds_joined(cards: Mapping[str, Card]) -> dict[str, Card]:
    """The cards, by id, with the folds of one data set under one name: ``fold#.yaml (folds)``.

    Folds are told by the names of their data; one alone keeps its own, as do those that the user
    has declared to be of another data set.
    """
    families: dict[tuple[str, str], set[int]] = {}
    own: dict[str, tuple[str, str]] = {}
    for card in cards.values():
        fold, name = fold_in(card.data), f"{without_fold(card.data)}{FOLDS}"
        if fold is not None and card.kind == RUN and card.set in (card.data, name):
            own[card.id] = (name, card.task)
            families.setdefault((name, card.task), set()).add(fold)
    return {
        id: replace(card, set=own[id][0] if len(families[own[id]]) > 1 else card.data)
        if id in own
        else card
        for id, card in cards.items()
    }


def group_anchor(data: str, task: str) -> str:
    """Id of a data set on the index; the pages of its runs lead there."""
    return f"data-{slug(data, digest(data, task))}"


def grouped(cards: Sequence[Card]) -> dict[tuple[str, str], list[Card]]:
    """Runs by data set and task, the data set of the newest run first."""
    groups: dict[tuple[str, str], list[Card]] = {}
    for card in cards:
        if card.group:
            groups.setdefault(card.group, []).append(card)
    return groups


def group_of(key: tuple[str, str], cards: Sequence[Card], state: SiteState) -> DataSetRuns:
    """What is told of a data set of several runs, the newest first; `key` is its name and task."""
    data, task = key
    together = next((t for t in state.comparisons.values() if (t.data, t.task) == key), None)
    best = max(cards, key=rank)
    sentence = "None has a result."
    if best.value is not None:
        sentence = f"Best: {best.name}, {metric(best.value).text}."
    name, number = best.metric, words.count(len(cards), "run")
    summary = f"{name} of {number} on {data}, in order of date. {sentence}"
    return DataSetRuns(
        id=group_anchor(data, task),
        data=data,
        task=task_label(task),
        runs=number,
        sentence=sentence,
        trend=trend(cards, summary),
        note=_note(cards),
        models=_models(cards),
        metric=name,
        comparison=Link(together.page, f"Comparison of {of_all(len(together.runs), len(cards))}")
        if together
        else None,
        left_out=left_out(together.runs, cards) if together else "",
    )


def lone_of(key: tuple[str, str], cards: Sequence[Card]) -> Lone:
    """What is told of a data set in a line."""
    data, task = key
    best = max(cards, key=rank)
    return Lone(
        id=group_anchor(data, task),
        data=data,
        task=task_label(task),
        best=_link(best),
        value=f"{best.metric} {metric(best.value).text}" if best.value is not None else "",
        others=words.count(len(cards) - 1, "other run") if len(cards) > 1 else "",
    )


def rank(card: Card) -> float:
    """What runs are ordered by; those without a result come last."""
    return -math.inf if card.value is None else card.value


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
    if from_file := sum(card.dated == FROM_FILE for card in told):
        dates = f"{from_file} of the dates {words.are(from_file)}"
        which = "All dates are" if from_file == len(told) else dates
        parts.append(f"{which} that of the file results.csv: no weights tell when it was trained.")
    return " ".join(parts)


def _models(cards: Sequence[Card]) -> tuple[ModelRow, ...]:
    """Models by their best run."""
    by_model: dict[str, list[Card]] = {}
    for card in cards:
        by_model.setdefault(card.model or words.UNKNOWN, []).append(card)
    best = {model: max(group, key=rank) for model, group in by_model.items()}
    ordered = sorted(best, key=lambda model: rank(best[model]), reverse=True)
    return tuple(
        ModelRow(model, len(by_model[model]), metric(best[model].value), _link(best[model]))
        for model in ordered[:MOST_MODELS]
    )


def _link(card: Card) -> Link:
    return Link(card.page, card.name)


def task_label(name: str) -> str:
    """A task in words, by its name."""
    return TASK_BY_NAME[name].label if name in TASK_BY_NAME else name


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
