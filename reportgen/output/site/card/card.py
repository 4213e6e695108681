"""A run and its page -> what the index, runs.json and the feed tell of it."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from reportgen import words
from reportgen.comparison.data.same_data import SameData
from reportgen.comparison.data.settings import bears
from reportgen.evaluation import worst
from reportgen.facts.run_facts import Facts
from reportgen.figure.svg.decimate import decimate
from reportgen.output.site.model import (
    SEARCH,
    VALIDATION,
    Argument,
    Card,
    CardPicture,
    packed_curve,
)
from reportgen.page.document import Page
from reportgen.page.inputs import RunInput
from reportgen.page.run.summary import epochs_text
from reportgen.read.data_name import is_generic
from reportgen.read.redact import one_line
from reportgen.rule import Verdict
from reportgen.values import finite

POINTS = 24
"""Most points of the small curve."""
LONGEST = 600
"""Characters of a sentence."""
MOST_ARGUMENTS, LONGEST_ARGUMENT = 120, 80
"""Arguments of a run, and characters of one."""
MOST_ARGUMENT = 1e15
MOST_METRICS = 100
_OWN_COLUMNS = {"model", "data", "epochs"}
"""Arguments that the index tells in columns of their own; epochs beside those that were done."""


def card_of(given: RunInput, page: Page, base: Card, root: str, set: str) -> Card:
    """The card of a run that was read. `base` has its names, addresses and dates.

    `set` is the name of its data set.
    `root` is what the addresses of the page's pictures begin with.
    """
    if given.is_search:
        return _search_card(given, page, base)
    facts, section = given.facts, page.runs[0]
    values = _named(facts) | {
        "verdict": worst(given.findings).value,
        "state": given.diagnosis.state.main,
        "badge": one_line(given.diagnosis.badge[1], LONGEST),
        "sentence": one_line(section.summary.sentence, LONGEST),
        "set": set,
        "head": facts.headline_key,
        "metric": section.key_figures.headline_label,
        "value": finite(facts.headline),
        "metrics": _metrics(given),
        "arguments": arguments_of(facts),
        "best_epoch": facts.best_epoch,
        "epochs": epochs_text(facts) or "",
        "curve": _curve(given),
        "shot": _shot(page, root),
    }
    card = replace(base, **values)
    return _of_validation(card) if base.kind == VALIDATION else card


def _of_validation(card: Card) -> Card:
    """Plots of a validation: they tell no training that could be judged."""
    sentence = "What a validation wrote: its plots, and nothing of a training."
    verdict = Verdict.NOT_APPLICABLE.value
    return replace(card, verdict=verdict, sentence=sentence, state="", badge="")


def _named(facts: Facts) -> dict[str, Any]:
    """What the cards of trainings and of searches are called by."""
    return {
        "name": one_line(facts.run.name, LONGEST),
        "task": facts.task_name or "",
        "model": one_line(facts.model or "", LONGEST),
        "data": one_line(facts.data_name or "", LONGEST),
    }


def _search_card(given: RunInput, page: Page, base: Card) -> Card:
    """The card of a hyperparameter search: its best trial, and how many there are."""
    facts, tune, view = given.facts, given.facts.run.tune, page.runs[0].search
    values = _named(facts) | {
        "kind": SEARCH,
        "verdict": Verdict.NOT_APPLICABLE.value,
        "sentence": one_line(view.sentence if view else "A hyperparameter search.", LONGEST),
        "metric": "best fitness",
        "trials": len(tune.trials) if tune else None,
    }
    if tune and (best := tune.best_index) is not None:
        told = ((name, finite(each[best])) for name, each in tune.metrics.items())
        values["value"] = finite(tune.fitness[best])
        values["metrics"] = _told(islice(told, MOST_METRICS))
    return replace(base, **values)


def _told(metrics: Iterable[tuple[str, float | None]]) -> dict[str, float]:
    return {name: value for name, value in metrics if value is not None}


def arguments_of(facts: Facts) -> dict[str, Argument]:
    """The arguments that runs may be told apart by: those that bear on results, and the seed."""
    found: dict[str, Argument] = {}
    for name, value in facts.known_args.values.items():
        if name in _OWN_COLUMNS or not (name == "seed" or bears(name)):
            continue
        if isinstance(value, str) and value:
            found[one_line(name, LONGEST_ARGUMENT)] = one_line(value, LONGEST_ARGUMENT)
        elif isinstance(value, (int, float)) and abs(value) < MOST_ARGUMENT:
            found[name] = value
    return dict(islice(found.items(), MOST_ARGUMENTS))


def data_set(given: RunInput, declared: Sequence[SameData] = ()) -> str:
    """A name that tells the data set of a run from others; empty when none does.

    Runs whose data the user has `declared` alike are of one. Many data sets are called data.yaml:
    their class names are then part of the name.
    """
    if known_as := next((each for each in declared if each.matches(given.facts)), None):
        return one_line(known_as.name or known_as.pattern, LONGEST)
    name = one_line(given.facts.data_name or "", LONGEST)
    if not all(map(is_generic, name.split("/"))):
        return name
    known = given.facts.run.class_names
    if not known.source or not known.names:
        return ""
    shown = ", ".join(known.names[:3]) + (", …" if len(known.names) > 3 else "")
    return one_line(
        f"{name} ({words.count(len(known.names), 'class', 'classes')}: {shown})", LONGEST
    )


def _metrics(given: RunInput) -> dict[str, float]:
    facts = given.facts
    names = [name for name in (facts.table.columns if facts.table else ()) if "metrics/" in name]
    return _told((name, finite(facts.at_best(facts.metric(name)))) for name in names[:MOST_METRICS])


def _curve(given: RunInput) -> array[float]:
    series = given.facts.headline_curve
    if series is None:
        return packed_curve(())
    known = series.known
    pairs = zip(known.epochs.tolist(), known.values.tolist(), strict=True)
    kept = decimate([point for point in pairs if abs(point[1]) < 1e9], POINTS)
    return packed_curve((epoch, float(words.rough(value, 4))) for epoch, value in kept)


def _shot(page: Page, root: str) -> CardPicture | None:
    """The first batch of predictions."""
    for pair in page.runs[0].pictures.pairs:
        for side in pair.sides:
            if side.key == "prediction" and side.image.uri.startswith(root):
                return CardPicture(side.image.uri[len(root) :], side.image.width, side.image.height)
    return None
