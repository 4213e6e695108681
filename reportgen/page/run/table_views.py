"""The tables of a run: configuration, files and epochs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from reportgen.page.run.views import Missing
from reportgen.trainers.form.trainer import RESULTS_FILE


class Cell(NamedTuple):
    """A table cell with its text in full, where it is too long to show."""

    text: str
    title: str = ""


class SetArgument(NamedTuple):
    """A row of the configuration."""

    name: str
    value: Cell
    default: str
    group: str
    meaning: str


class Configuration(NamedTuple):
    """The arguments of a training."""

    changed: tuple[SetArgument, ...]
    others: tuple[SetArgument, ...]
    none_changed: str
    """What is said when `changed` is empty."""
    others_count: str
    missing: Missing | None
    shared: str = ""
    """How many arguments all runs of the page have alike, where these are left to one list."""


class FileRow(NamedTuple):
    """A row of the file table."""

    name: str
    size: str
    bytes: str
    meaning: str
    problem: str = ""


class FilesView(NamedTuple):
    """The files of a run folder, and what the missing ones cost."""

    files: tuple[FileRow, ...]
    missing: tuple[FileRow, ...]
    problems: tuple[str, ...]
    left_out: str = ""


class DataView(NamedTuple):
    """The epochs table."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    extent: str
    """How large the table is: "50 epochs and 22 columns"."""
    best_row: int
    """Index of the best epoch's row; -1 when unknown."""
    filename: str
    missing: Missing | None
    source: str = RESULTS_FILE
    """The file that the numbers are of, as its trainer calls it."""
