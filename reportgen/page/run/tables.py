"""The tables: configuration, files and the epochs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from markupsafe import Markup

from reportgen import words
from reportgen.facts.run_facts import Facts
from reportgen.page.run.table_views import (
    Cell,
    Configuration,
    DataView,
    FileRow,
    FilesView,
    SetArgument,
)
from reportgen.page.run.views import Missing
from reportgen.page.text.format import file_name
from reportgen.read.run import ReadRun
from reportgen.trainers.form.trainer import ARGUMENTS_FILE
from reportgen.trainers.ultralytics.arguments import ARGUMENTS, GIVEN, differs

MAX_VALUE = 60
"""Longest value that is shown in a cell; the rest is in its title."""
_TITLE = 1_000
_NO_CSV = Markup("Copy results.csv from where the run was trained into the run folder.")


def configuration(facts: Facts, shared: Collection[str] = ()) -> Configuration:
    """The arguments; those that differ from the defaults first.

    Of `shared`, which all runs of the page have alike, those at their defaults are only counted.
    """
    values = facts.run.args.values
    rows = [(name, value, differs(name, value)) for name, value in values.items()]
    changed = [_argument(name, value) for name, value, other in rows if other]
    others = [_argument(n, value) for n, value, other in rows if not other and n not in shared]
    left_out = len(rows) - len(changed) - len(others)
    return Configuration(
        changed=tuple(changed),
        others=tuple(sorted(others, key=lambda row: (row.group == "", row.group))),
        none_changed="All arguments with a known default stand at it.",
        others_count=words.count(len(others), "further argument"),
        shared=words.count(left_out, "argument") if left_out else "",
        missing=None if rows else _no_arguments(facts),
    )


def _no_arguments(facts: Facts) -> Missing:
    if not facts.trainer.arguments_name:
        return Missing("No arguments", f"{facts.trainer.name} writes none.")
    copy = Markup("Copy {} from where the run was trained into the run folder.")
    return Missing(
        "No arguments",
        facts.said("There is no args.yaml that can be read."),
        copy.format(facts.said(ARGUMENTS_FILE)),
    )


def _argument(name: str, value: Any) -> SetArgument:
    known = ARGUMENTS.get(name)
    default = ""
    if known:
        default = "–" if known.default == GIVEN else _cell(value_text(known.default)).text
    return SetArgument(
        name=name,
        value=_cell(value_text(value)),
        default=default,
        group=known.group if known else "",
        meaning=known.meaning if known else "",
    )


def value_text(value: Any) -> str:
    """An argument's value as args.yaml writes it."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(value_text, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {value_text(item)}" for key, item in value.items()) + "}"
    return str(value)


def _cell(text: str) -> Cell:
    short = words.clipped(text, MAX_VALUE)
    return Cell(short, "" if short == text else text[:_TITLE])


def files(facts: Facts) -> FilesView:
    """The files of the run folder, and what the missing ones cost."""
    listing = facts.run.listing
    problems: dict[str, list[str]] = {}
    for problem in facts.run.problems:
        problems.setdefault(problem.file, []).append(problem.sentence)
    return FilesView(
        files=tuple(
            FileRow(
                file.name,
                words.size(file.size),
                str(file.size),
                file.kind.meaning if file.kind else "Not a file that Ultralytics writes",
                " ".join(problems.get(file.name, ())),
            )
            for file in listing.files
        ),
        missing=tuple(
            FileRow(kind.shown_as, "missing", "", kind.meaning, kind.cost)
            for kind in facts.missing_files
        ),
        problems=tuple(problem.sentence for problem in facts.run.problems),
        left_out=_left_out(facts.run),
    )


def _left_out(run: ReadRun) -> str:
    """What the table does not hold, and whose list it is where that is another report's."""
    said = f"As {run.read_back.file} lists them. " if run.read_back else ""
    if run.listing.left_out:
        entries = words.count(run.listing.left_out, "further entry", "further entries")
        said += f"{entries} left out: links, folders and what is no file of a training."
    return said.strip()


class EpochRows(Sequence[tuple[str, ...]]):
    """The rows of the table of epochs, put into words when they are written into a page."""

    def __init__(self, epochs: Sequence[int], columns: Sequence[Sequence[float]]) -> None:
        """One value of each column an epoch."""
        self._epochs, self._columns = epochs, columns

    def __len__(self) -> int:
        """How many epochs there are."""
        return len(self._epochs)

    def __getitem__(self, place: Any) -> Any:
        """The epoch, then its values."""
        values = (column[place] for column in self._columns)
        return (str(self._epochs[place]), *map(words.exact, values))


def data(facts: Facts) -> DataView:
    """results.csv as it was read, one row an epoch."""
    filename = f"{file_name(facts.run.name)}-epochs.csv"
    table = facts.table
    if table is None:
        reason = "There is no results.csv that can be read."
        return DataView((), (), "", -1, filename, Missing("No epochs", reason, _NO_CSV))
    columns = [values.tolist() for values in table.columns.values()]
    best = np.flatnonzero(table.epochs == facts.best_epoch)
    return DataView(
        columns=tuple(table.columns),
        rows=EpochRows(table.epochs.tolist(), columns),
        extent=(
            f"{words.count(len(table.epochs), 'epoch')} and {words.count(len(columns), 'column')}"
        ),
        best_row=int(best[0]) if best.size else -1,
        filename=filename,
        missing=None,
        source=facts.trainer.results_name,
    )
