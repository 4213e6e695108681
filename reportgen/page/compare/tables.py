"""Tables over runs: the checklist, arguments that differ, and what the checks say of each run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from reportgen import words
from reportgen.comparison.checklist import ALONE
from reportgen.comparison.data.arguments import ArgumentDifference, ArgumentValue
from reportgen.comparison.data.settings import LABELS
from reportgen.comparison.item import ChecklistItem
from reportgen.comparison.model import OTHER_DATA, Comparison
from reportgen.page.inputs import RunInput
from reportgen.page.run.tables import value_text
from reportgen.page.text.format import metric

LONGEST_VALUE, LONGEST_NUMBER = 60, 10
"""Characters of an argument in its table, and of a number there; more are in its title."""
PREDICTIONS = "better-predictions"
LOW = " (counted from confidence 0.001 on, where nearly all is predicted)"
_SHARES = {"false alarms", PREDICTIONS}


class CheckCell(NamedTuple):
    """One run's number in an item of the checklist."""

    text: str
    notes: tuple[str, ...] = ()
    best: str = ""
    """``winner`` or ``tie``; empty otherwise."""


class CheckRow(NamedTuple):
    """One item of the checklist."""

    id: str
    title: str
    label: str
    result: str
    """``Winner: x``, ``Tie`` or ``Not judged``."""
    reason: str
    cells: tuple[CheckCell, ...]


class ArgumentCell(NamedTuple):
    """What one run has for an argument."""

    text: str
    title: str
    default: bool


class ArgumentRow(NamedTuple):
    """An argument that is not the same in all runs."""

    name: str
    group: str
    meaning: str
    cells: tuple[ArgumentCell, ...]


class ArgumentsView(NamedTuple):
    """What the runs were trained with."""

    bearing: tuple[ArgumentRow, ...]
    others: tuple[ArgumentRow, ...]
    equal: tuple[tuple[str, str], ...]
    equal_count: str
    none: str
    changes: tuple[str, ...]


# --- the checklist -------------------------------------------------------------------------------


def checklist_rows(told: Comparison, inputs: Sequence[RunInput]) -> tuple[CheckRow, ...]:
    """The guide's seven items, the runs in the order of their ranks; none where all are alone."""
    if all(item.reason == ALONE for item in told.checklist):
        return ()
    low = LOW if any(map(counted_low, inputs)) else ""
    return tuple(_check_row(item, told, low) for item in told.checklist)


def counted_low(given: RunInput) -> bool:
    """Whether the confusion matrix counts predictions that nobody would use."""
    matrix = given.facts.confusion
    return matrix is not None and bool(matrix.low_confidence_counts)


def _check_row(item: ChecklistItem, told: Comparison, low: str) -> CheckRow:
    if item.winner is not None:
        result = f"Winner: {told.shown_name(item.winner)}"
    elif item.tie:
        result = f"Tie of {words.count(len(item.tied), 'run')}"
    else:
        result = "Yours to judge" if item.id == PREDICTIONS else "Not judged"
    cells = tuple(_check_cell(item, run, told) for run in told.order)
    label = item.label + low if item.id == PREDICTIONS else item.label
    return CheckRow(item.id, item.title, label, result, item.reason, cells)


def _judged(run: int, told: Comparison) -> bool:
    """Whether the checklist is about a run: it holds the runs of the first set of data only."""
    return told.placed(run) in told.first.runs


def _check_cell(item: ChecklistItem, run: int, told: Comparison) -> CheckCell:
    value = item.values[run] if item.values else None
    notes = tuple(
        f"{name} {_shown(values[run], name)}"
        for name, values in item.details.items()
        if values[run] is not None
    )
    best = "winner" if item.winner == run else "tie" if run in item.tied else ""
    text = item.words.get(run) or (_shown(value, item.id) if _judged(run, told) else OTHER_DATA)
    return CheckCell(text, notes, best)


def _shown(value: float | None, what: str) -> str:
    if value is None:
        return "unknown"
    if what in _SHARES:
        return words.percent(value)
    if what == "faster-convergence":
        return words.decimals(value, 0)
    return metric(value).text


# --- arguments -----------------------------------------------------------------------------------


def arguments_view(told: Comparison, inputs: Sequence[RunInput]) -> ArgumentsView:
    """Arguments that differ, those that bear on the results apart from the others."""
    rows: dict[bool, list[ArgumentRow]] = {True: [], False: []}
    for item in told.argument_differences:
        rows[item.bears].append(_argument_row(item, told))
    equal = shared_arguments(told, inputs)
    return ArgumentsView(
        bearing=tuple(rows[True]),
        others=tuple(rows[False]),
        equal=equal,
        equal_count=words.count(len(equal), "argument"),
        none=_none(told, inputs),
        changes=tuple(change.sentence for change in told.changes),
    )


def _none(told: Comparison, inputs: Sequence[RunInput]) -> str:
    if sum(bool(given.facts.known_args) for given in inputs) < 2:
        return "Fewer than two runs have an args.yaml that can be read."
    if any(item.bears for item in told.argument_differences):
        return ""
    return "The runs have the same arguments, as far as these bear on the results."


def _argument_row(item: ArgumentDifference, told: Comparison) -> ArgumentRow:
    whole = [value_text(value.value) if value.told else value.text for value in item.values]
    short = [_short(value.value, text) for value, text in zip(item.values, whole, strict=True)]
    if len(set(short)) < len(set(whole)):
        short = [words.clipped(text, LONGEST_VALUE) for text in whole]
    cells = tuple(_argument_cell(item.values[run], whole[run], short[run]) for run in told.order)
    return ArgumentRow(item.name, item.group, item.meaning, cells)


def _argument_cell(value: ArgumentValue, whole: str, short: str) -> ArgumentCell:
    title = whole[:1000] if short != whole else ""
    return ArgumentCell(short, title, bool(value.is_default and value.told))


def _short(value: Any, text: str) -> str:
    """A value that fits its column: a search draws numbers of sixteen digits."""
    if isinstance(value, float) and len(text) > LONGEST_NUMBER:
        return words.plain(value)
    return words.clipped(text, LONGEST_VALUE)


def shared_arguments(told: Comparison, inputs: Sequence[RunInput]) -> tuple[tuple[str, str], ...]:
    """Arguments that all runs name with one value."""
    known = list(filter(None, (given.facts.known_args.values for given in inputs)))
    if len(known) < 2:
        return ()
    apart = {item.name for item in told.argument_differences} | LABELS
    shared = set(known[0]).intersection(*known[1:]) - apart
    return tuple(
        (name, value_text(value)[:LONGEST_VALUE])
        for name, value in known[0].items()
        if name in shared
    )
