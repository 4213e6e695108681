"""The table of all runs: what stands in a row, as text without scripts and as columns for them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

from markupsafe import Markup

from reportgen import words
from reportgen.comparison.model import Comparison
from reportgen.page.inputs import RunInput
from reportgen.page.many.inputs import ManyInput
from reportgen.page.many.sparkline import sparkline
from reportgen.page.run.views import Badge
from reportgen.read.redact import one_line
from reportgen.tasks import HEADS
from reportgen.values import is_number

FIRST = 200
"""Rows that stand without scripts."""
LONGEST = 160
LONGEST_NAME = 32
"""Characters of a sentence or of a text in a row."""
MOST_ARGUMENTS = 12
"""Arguments that differ and have a column; those that bear on the results come first."""
NUMBER, TEXT = "number", "text"
_UNKNOWN = "–"
LEAD = "ranked-by"
"""Key of the column that runs are ranked by."""

Cell = float | str | None


class Column(NamedTuple):
    """One column over all runs."""

    key: str
    title: str
    kind: str
    """``number`` or ``text``."""
    values: tuple[Cell, ...]
    """One a run; None where it is not told."""
    measured: bool = False
    """Whether three digits tell it, as everywhere; counts and arguments stand as they are."""

    @property
    def told(self) -> dict[str, Any]:
        """For scripts. Texts recur: each stands once, and runs have its number."""
        about = {"key": self.key, "title": self.title, "kind": self.kind}
        if self.kind == NUMBER:
            return {**about, "measured": self.measured, "values": list(self.values)}
        words = sorted({str(value) for value in self.values if value is not None})
        places = {word: place for place, word in enumerate(words)}
        codes = [None if value is None else places[str(value)] for value in self.values]
        return {**about, "words": words, "values": codes}


class BareRow(NamedTuple):
    """One run, as it stands without scripts."""

    name: str
    short: str
    """The same with the middle cut out, where it is long: both ends tell runs apart."""
    href: str
    """Of its section; empty where the row is all that the page tells in words."""
    badge: Badge
    sentence: str
    spark: Markup
    cells: tuple[str, ...]


def columns(given: ManyInput) -> tuple[Column, ...]:
    """What is told of the runs: the metric that they are ranked by, others, epochs, arguments."""
    found = [*_lead(given), *_metrics(given), *_causes(given), *_epochs(given), *_arguments(given)]
    return tuple(each for each in found if any(value is not None for value in each.values))


def rows(given: ManyInput, shown: Sequence[Column]) -> tuple[BareRow, ...]:
    """The first rows, best first."""
    return tuple(_row(run, given, shown) for run in given.order[:FIRST])


def leading(shown: Sequence[Column]) -> int:
    """How many columns come first: what runs are ranked by, and on what."""
    return sum(column.key in (LEAD, "data") for column in shown)


def short(name: str, longest: int = LONGEST_NAME) -> str:
    """A name without its middle, where it is longer than `longest`."""
    if len(name) <= longest:
        return name
    return f"{name[: longest // 2 - 1]}…{name[longest // 2 - longest :]}"


def badges(given: ManyInput) -> list[Badge]:
    """The state of each run in a word or two, with the colour of its verdict."""
    return [Badge(*each.diagnosis.badge) for each in given.inputs]


def headline(given: RunInput) -> str:
    """What a run comes down to, in one sentence beside its badge."""
    return one_line(given.diagnosis.beside_badge, LONGEST)


def _row(run: int, given: ManyInput, shown: Sequence[Column]) -> BareRow:
    one = given.inputs[run]
    section = given.full.get(run, "")
    return BareRow(
        given.comparison.runs[run].name,
        short(given.comparison.runs[run].name),
        f"#{section}" if section else "",
        Badge(*one.diagnosis.badge),
        headline(one),
        sparkline(one),
        tuple(_cell_text(column, run) for column in shown),
    )


def _cell_text(column: Column, run: int) -> str:
    """A cell as it is shown; scripts write it in the same way."""
    value = column.values[run]
    if value is None:
        return _UNKNOWN
    if isinstance(value, str):
        return value
    return words.number(value) if column.measured else words.rough(value, 6)


def _lead(given: ManyInput) -> Iterator[Column]:
    """What each run is ranked by, which differs where sets of data have other heads."""
    told = given.comparison
    every = range(len(told.runs))
    # A copy has no rank, and the value of the run that it is a copy of.
    values = [row.value if (row := told.ranked(told.placed(run))) else None for run in every]
    ranked = _ranked_by(told)
    yield _measures(LEAD, column_title(*ranked) if len(ranked) == 1 else "Main metric", values)
    if len(told.groups) > 1:
        yield _texts("data", "Data", [run.data for run in told.runs])


def _ranked_by(told: Comparison) -> set[str]:
    """The metrics that runs are ranked by: one for each set of data."""
    every = range(len(told.runs))
    return {ranking.metric for run in every if (ranking := told.ranking_of(run))}


def _texts(key: str, title: str, told: Sequence[str | None]) -> Column:
    texts = tuple(None if each is None else one_line(each, LONGEST) for each in told)
    return Column(key, title, TEXT, texts)


def _metrics(given: ManyInput) -> Iterator[Column]:
    runs, ranked = given.comparison.runs, _ranked_by(given.comparison)
    for name in dict.fromkeys(chain.from_iterable(run.metrics for run in runs)):
        if ranked != {name}:  # which leads
            yield _measures(name, column_title(name), [run.metrics.get(name) for run in runs])
    yield _measures("val-loss", "Validation loss", [run.val_loss for run in runs])


def _causes(given: ManyInput) -> Iterator[Column]:
    """The surest and gravest cause of what was found."""
    told = [each.diagnosis.causes for each in given.inputs]
    yield _texts("cause", "First cause", [each[0].title if each else None for each in told])


def _epochs(given: ManyInput) -> Iterator[Column]:
    runs = given.comparison.runs
    yield _numbers("best-epoch", "Best epoch", [run.best_epoch for run in runs])
    yield _numbers("epochs", "Epochs", [run.epochs_done for run in runs])
    yield _measures("minutes", "Minutes", [run.seconds and run.seconds / 60 for run in runs])
    models = _texts("model", "Model", [run.model for run in runs])
    if len(set(models.values)) > 1:
        yield models


def _arguments(given: ManyInput) -> Iterator[Column]:
    bearing = [each for each in given.comparison.argument_differences if each.bears]
    for item in bearing[:MOST_ARGUMENTS]:
        key = f"argument-{item.name}"
        values = [each.value if each.told else None for each in item.values]
        if all(is_number(value) for value in values if value is not None):
            yield _numbers(key, item.name, values)
        else:
            yield _texts(key, item.name, [each.text if each.told else None for each in item.values])


def _numbers(key: str, title: str, values: Sequence[float | None]) -> Column:
    return Column(key, title, NUMBER, tuple(map(_finite, values)))


def _measures(key: str, title: str, values: Sequence[float | None]) -> Column:
    return _numbers(key, title, values)._replace(measured=True)


def _finite(value: float | None) -> float | None:
    if value is None or not math.isfinite(value):
        return None
    return float(words.plain(value))


_SIDES = {"train": "training", "val": "validation"}
_METRICS = {
    head.column(metric.name): head.title_of(metric) for head in HEADS for metric in head.metrics
}


def column_title(name: str) -> str:
    """A column of results.csv in words: ``Mask mAP50-95``, ``box_loss (validation)``."""
    side, _, rest = name.partition("/")
    if side in _SIDES:
        return f"{rest} ({_SIDES[side]})"
    return _METRICS.get(name) or rest or name
