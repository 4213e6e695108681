"""What ``yolo val`` measured of a run's weights, as its section shows it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from reportgen import words
from reportgen.facts.run_facts import Facts

if TYPE_CHECKING:
    from reportgen.comparison.data.validations import Validation

DATA = {"same": "the run's own", "different": "other", "open": "not told"}


class ValidationRow(NamedTuple):
    """One validation, or the training itself."""

    name: str
    data: str
    cells: tuple[str, ...]


class ValidationsView(NamedTuple):
    """The validations of a run, below what its training reached."""

    columns: tuple[str, ...]
    rows: tuple[ValidationRow, ...]


def validations_view(facts: Facts) -> ValidationsView | None:
    """A row each; None where no validation names the run's weights."""
    if not facts.run.validations:
        return None
    from reportgen.comparison.data.validations import validation, validations

    told = validations(facts)
    columns = tuple(dict.fromkeys(name for each in told for name in each.metrics))
    training = replace(validation(facts, facts), name="the training itself", alike="same")
    rows = tuple(_row(each, columns) for each in (training, *told))
    things = facts.task.headline_head.things if facts.task else "objects"
    return ValidationsView((*columns, things), rows)


def _row(told: Validation, columns: tuple[str, ...]) -> ValidationRow:
    data = DATA[told.alike]
    if told.alike == "different" and told.data:
        data += f": {told.data}"
    if told.split != "val":
        data += f", split {told.split}"
    cells = (words.number(told.metrics.get(name)) for name in columns)
    objects = words.UNKNOWN if told.objects is None else words.whole(told.objects)
    return ValidationRow(told.name, data, (*cells, objects))
