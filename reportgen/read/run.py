"""One training folder, read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.errors import ReportError
from reportgen.read.args import Args, read_args
from reportgen.read.bounded import Unreadable
from reportgen.read.checkpoint import Checkpoint, NotReadable
from reportgen.read.evidence import Evidence, class_names, find_checkpoint, read_plots
from reportgen.read.files import Listing, list_files
from reportgen.read.names import ClassNames
from reportgen.read.pictures import Pictures, find_pictures
from reportgen.read.results import EpochTable, read_results, table_of
from reportgen.tasks import CLASS, Task, recognise

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Problem:
    """A file that could not be read, or was read with a reservation."""

    file: str
    """Name below the run folder."""
    sentence: str


@dataclass(frozen=True, eq=False)
class Run:
    """One training folder: what is in it, as read, and nothing that it does not say."""

    folder: Path
    name: str
    table: EpochTable | None
    """results.csv; None when there is none or it cannot be read (see `problems`)."""
    args: Args
    listing: Listing
    problems: tuple[Problem, ...] = ()
    checkpoint: Checkpoint | None = None
    """What best.pt, or else last.pt, says of the training; None when neither can be read."""
    reads_plots: bool = True
    """Whether numbers are read back out of the plots when they are asked for."""
    data_file: Path | None = None
    """A data.yaml that the user names, for class names that nothing in the folder tells."""

    @cached_property
    def task(self) -> Task | None:
        """The task, from the columns of results.csv and from args.yaml; None when unknown."""
        columns = self.table.columns if self.table else ()
        return recognise(self.args.text("task"), tuple(columns)) or self._task_by_pictures()

    def _task_by_pictures(self) -> Task | None:
        """The head names in curve pictures tell the task where nothing else does."""
        keys = {file.key.split("-")[0] for file in self.listing.files if "curve" in file.key}
        for head, task in (("mask", "segment"), ("pose", "pose"), ("box", "detect")):
            if head in keys:
                return recognise(task, ())
        return None

    @cached_property
    def pictures(self) -> Pictures:
        """Plots and batch pictures, sorted by what they show; none is opened."""
        return find_pictures(self.folder, self.listing, self.task)

    @cached_property
    def class_names(self) -> ClassNames:
        """Class names and what told them.

        Raises ReportError when the user's own `data_file` cannot be read.
        """
        try:
            return class_names(self.folder, self.listing, self.checkpoint, self.data_file)
        except Unreadable as error:
            raise ReportError(f"Data file {self.data_file} {error}.") from None

    @cached_property
    def evidence(self) -> Evidence:
        """Curves and confusion matrix in numbers, as far as they are told."""
        if not self.reads_plots:
            return Evidence(names=self.class_names)
        background = self.task is None or self.task.headline_head is not CLASS
        return read_plots(self.pictures, self.class_names, background=background)

    @property
    def results(self) -> pd.DataFrame:
        """results.csv as a pandas DataFrame, one row an epoch (counted from 1).

        Raises ReportError when the run has no results.csv that can be read.
        """
        if self.table is None:
            raise ReportError(f"Run {self.name} has no results.csv that can be read.")
        return self.table.frame()


def read_run(folder: str | Path) -> Run:
    """Read one run folder. A damaged file costs its own part and is named in `Run.problems`.

    Raises ReportError when `folder` is no folder, or holds nothing of a training.
    """
    folder = Path(folder)
    if not folder.exists():
        raise ReportError(f"No such folder: {folder}. Give the folder that holds results.csv.")
    if not folder.is_dir():
        raise ReportError(f"Not a folder: {folder}. Give the run folder itself, not a file in it.")
    try:
        listing = list_files(folder)
    except OSError as error:
        raise ReportError(
            f"Cannot list {folder}: {error.strerror}. Check its permissions."
        ) from None
    if not any(file.kind for file in listing.files):
        raise ReportError(
            f"Nothing of a training in {folder}: no results.csv, args.yaml, plots or weights. "
            "Give the folder that a training wrote."
        )
    problems: list[Problem] = []
    checkpoint = find_checkpoint(folder, listing)
    if isinstance(checkpoint, NotReadable):
        problems.append(Problem("weights", checkpoint.reason))
        checkpoint = None
    table = _table(folder, listing, checkpoint, problems)
    args = _args(folder, listing, checkpoint, problems)
    return Run(folder, _name(folder), table, args, listing, tuple(problems), checkpoint)


def _name(folder: Path) -> str:
    return folder.name or folder.resolve().name or "run"


def _table(
    folder: Path, listing: Listing, checkpoint: Checkpoint | None, problems: list[Problem]
) -> EpochTable | None:
    """The epochs of results.csv, or those in the checkpoint where it holds more of them."""
    table: EpochTable | None = None
    for file in listing.of_kind("results-csv"):
        try:
            table = read_results(folder / file.name)
        except Unreadable as error:
            problems.append(Problem(file.name, f"{file.name} {error}."))
        else:
            problems += [Problem(file.name, note) for note in table.notes]
    rows = len(table.epochs) if table else 0
    if checkpoint and checkpoint.results and checkpoint.rows > rows:
        try:
            table = table_of(checkpoint.results)
        except Unreadable:
            return table
        held = f"results.csv holds {rows} epochs" if rows else "There is no results.csv to read"
        note = f"{held}; the {checkpoint.rows} epochs that the checkpoint holds are reported."
        problems.append(Problem("results.csv", note))
    return table


def _args(
    folder: Path, listing: Listing, checkpoint: Checkpoint | None, problems: list[Problem]
) -> Args:
    """The arguments in args.yaml, or else those in the checkpoint."""
    for file in listing.of_kind("args"):
        try:
            return read_args(folder / file.name)
        except Unreadable as error:
            problems.append(Problem(file.name, f"{file.name} {error}."))
    if checkpoint and checkpoint.train_args:
        note = "There is no args.yaml to read; the arguments in the checkpoint are reported."
        problems.append(Problem("args.yaml", note))
        return Args(dict(checkpoint.train_args))
    return Args()
