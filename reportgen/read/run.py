"""One training folder, read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.errors import ReportError
from reportgen.read.bounded import Unreadable, read_bytes
from reportgen.read.dataset.class_names import ClassNames, validates_on_training
from reportgen.read.dataset.known_sets import known_names
from reportgen.read.evidence import (
    Evidence,
    class_names,
    exact_evidence,
    find_checkpoint,
    read_plots,
)
from reportgen.read.folder.files import Listing, list_files, tells_anything
from reportgen.read.folder.moments import Moments, moments_of
from reportgen.read.folder.pictures import NO_PICTURES, Pictures, find_pictures
from reportgen.read.folder.run_names import name_runs
from reportgen.read.folder.validations import (
    is_validation,
    trainings_beside,
    unnamed_validations,
    validations_of,
)
from reportgen.read.problem import Problem as Problem
from reportgen.read.problem import unreadable as unreadable
from reportgen.read.redact import echoed
from reportgen.read.same_weights import MOST_RIVALS, same_weights
from reportgen.read.table.args import Args
from reportgen.read.table.of_folder import arguments_of, epochs_of, tune_of
from reportgen.read.table.results import EpochTable
from reportgen.tasks import Task, recognise
from reportgen.trainers import Clues, Trainer, trainer_of

if TYPE_CHECKING:
    import pandas as pd

    from reportgen.read.checkpoint.weights import Checkpoint, NotReadable
    from reportgen.read.dataset.model import DataSet
    from reportgen.read.dataset.survey import Progress
    from reportgen.read.exact import Exact
    from reportgen.read.recorded.model import Recorded
    from reportgen.read.table.tune import Tune

MAX_LABELS = 2**25
"""Largest labels.jpg that is read; those of many classes have a few hundred kB."""


@dataclass(frozen=True, eq=False)
class ReadBack:
    """What an old report tells of a run in place of its folder, which may long be gone."""

    file: str
    """Name of the report, without its folder."""
    evidence: Evidence
    rows: int = 0
    """Other runs that the report tells in rows alone, which are not read back."""
    recorded: Recorded | None = None
    """The last validation, picture by picture, without copies of pictures."""
    data_named: bool = False
    """Whether a data file was named, so that the data set was looked at."""
    dataset: DataSet | None = None
    validates_on_training: bool | None = None


@dataclass(frozen=True, eq=False)
class ReadRun:
    """One training folder: what is in it, as read, and nothing that it does not say."""

    folder: Path
    """The folder; of a run that is read back from an old report, that report."""
    name: str
    table: EpochTable | None
    """results.csv; None when there is none or it cannot be read (see `problems`)."""
    args: Args
    listing: Listing
    problems: tuple[Problem, ...] = ()
    checkpoint: Checkpoint | None = None
    """What best.pt, or else last.pt, says of the training; None when neither can be read."""
    exact: Exact | None = None
    """What the training callback wrote; None without it, or where it is of another training."""
    tune: Tune | None = None
    """The trials of a hyperparameter search; None where the folder holds none."""
    moments: Moments | None = None
    """When its files were written; None where nothing tells."""
    reads_plots: bool = True
    """Whether numbers are read back out of the plots when they are asked for."""
    data_file: Path | None = None
    """A data.yaml that the user names: class names, and the pictures and labels to look at."""
    progress: Progress | None = None
    """Told how many of how many pictures of the data set were looked at."""
    notes_file: Path | None = None
    """Notes that the user names, in place of the folder's notes.md."""
    failures: list[Problem] = field(default_factory=list)
    """What failed while the report was made; it grows until the report is written."""
    archive: object = None
    """Holds the folder that an archive was unpacked to, as long as the run is in use."""
    read_back: ReadBack | None = None
    """What an old report tells, where the run comes from one: no file of it is ever opened."""

    @property
    def is_search(self) -> bool:
        """Whether the folder holds a hyperparameter search.

        What else lies in it, such as weights, epochs or plots, is that of one of its trials.
        """
        return self.tune is not None

    @cached_property
    def is_validation(self) -> bool:
        """Whether the folder is what ``yolo val`` writes, and tells no training."""
        if self.table is not None or self.is_search:
            return False
        by_arguments = self.args.text("mode") == "val"
        return by_arguments or (self.read_back is None and is_validation(self.folder))

    @cached_property
    def validations(self) -> tuple[ReadRun, ...]:
        """Validations in the folder and beside it of the weights of this run.

        They name the weights, or their plots tell the same numbers as this run's alone.
        """
        if self.read_back is not None or self.is_search or self.is_validation:
            return ()
        named = filter(None, map(self._other, validations_of(self.folder)))
        return (*named, *(self._seen_alike() if self.reads_plots and self.table else ()))

    def _seen_alike(self) -> Iterator[ReadRun]:
        """Validations without arguments whose numbers are this run's, and no other training's."""
        rivals = trainings_beside(self.folder)
        if len(rivals) > MOST_RIVALS:
            return
        for other in filter(None, map(self._other, unnamed_validations(self.folder))):
            if same_weights(self.evidence, other.evidence):
                runs = filter(None, map(self._other, rivals))
                if not any(same_weights(run.evidence, other.evidence) for run in runs):
                    yield other

    def _other(self, folder: Path) -> ReadRun | None:
        with suppress(ReportError):
            return replace(read_run(folder), reads_plots=self.reads_plots)
        return None

    @cached_property
    def task(self) -> Task | None:
        """The task, from the columns of results.csv and from args.yaml; None when unknown."""
        columns = self.table.columns if self.table else ()
        return recognise(self.args.text("task"), tuple(columns)) or self._task_by_pictures()

    @property
    def clues(self) -> Clues:
        """What speaks for a trainer, and for its release: files, columns, arguments."""
        files = frozenset(file.name for file in self.listing.files)
        arguments = frozenset(self.args.values)
        if self.table is None:
            return Clues(files, arguments=arguments)
        columns = frozenset({*self.table.columns, *self.table.written_names})
        padded, from_zero = self.table.padded, self.table.counted_from_zero
        return Clues(files, columns, arguments, self.table.log, padded, from_zero)

    @cached_property
    def trainer(self) -> Trainer:
        """The trainer that wrote the folder."""
        return trainer_of(self.clues)

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
        if self.read_back:
            return NO_PICTURES
        return find_pictures(self.folder, self.listing, self.task)

    @cached_property
    def labels_digest(self) -> str:
        """SHA-256 of labels.jpg, which is drawn from the training labels; empty without one."""
        if self.read_back or not self.listing.of_kind("labels"):
            return ""
        name = self.listing.of_kind("labels")[0].name
        try:
            return sha256(read_bytes(self.folder / name, MAX_LABELS)).hexdigest()
        except (Unreadable, OSError):
            return ""

    @cached_property
    def class_names(self) -> ClassNames:
        """Class names and what told them.

        Raises ReportError when the user's own `data_file` cannot be read.
        """
        if self.read_back:
            return self.read_back.evidence.names
        try:
            told = class_names(self.folder, self.listing, self.checkpoint, self.data_file)
        except Unreadable as error:
            raise self._bad_data_file(error) from None
        known = known_names(self.args.text("data"))
        if told.names or not known:
            return told
        return ClassNames(known, f"the data set {self.args.text('data')}, by its name")

    @cached_property
    def validates_on_training(self) -> bool | None:
        """Whether validation uses training pictures, by a data.yaml in the folder or the user's."""
        if self.read_back:
            return self.read_back.validates_on_training
        found = [self.folder / file.name for file in self.listing.of_kind("data")]
        told = map(validates_on_training, filter(None, (*found, self.data_file)))
        return next((answer for answer in told if answer is not None), None)

    @cached_property
    def evidence(self) -> Evidence:
        """Curves and confusion matrix in numbers, as far as they are told."""
        if self.read_back:
            return self.read_back.evidence
        try:
            return self._read_evidence()
        except ReportError:
            raise
        except Exception as error:
            self.failed("curves", error)
            return Evidence(names=self.class_names)

    def _read_evidence(self) -> Evidence:
        background = self.task is None or self.task.finds_objects
        pictures = self.pictures if self.reads_plots else NO_PICTURES
        if self.exact:
            return exact_evidence(self.exact, pictures, background=background)
        return read_plots(pictures, self.class_names, background=background)

    @cached_property
    def recorded(self) -> Recorded | None:
        """What the last validation found in each picture; None where nothing tells it."""
        if self.read_back:
            return self.read_back.recorded
        from reportgen.read.recorded.find import Source, find_recorded

        source = Source(
            folder=self.folder,
            listing=self.listing,
            epochs=len(self.table.epochs) if self.table else None,
            args=self.args,
            task=self.task,
            data=self.data_file,
            note=lambda file, why: self.note(Problem(file, why, lost=True)),
        )
        try:
            return find_recorded(source)
        except ReportError:
            raise
        except Exception as error:
            self.failed("mistakes", error)
            return None

    @cached_property
    def dataset(self) -> DataSet | None:
        """The pictures and labels that `data_file` names; None without it, or where none is there.

        Raises ReportError when `data_file` cannot be read.
        """
        if self.read_back:
            return self.read_back.dataset
        if self.data_file is None:
            return None
        from reportgen.read.dataset.survey import survey

        try:
            return survey(self.data_file, self.progress)
        except Unreadable as error:
            raise self._bad_data_file(error) from None

    def _bad_data_file(self, error: Unreadable) -> ReportError:
        return ReportError(f"Data file {echoed(self.data_file or Path())} {error}. Check --data.")

    def failed(self, section: str, error: Exception) -> None:
        """Note that a part of the report could not be made; the rest of it stands."""
        kind = type(error).__name__
        sentence = f"This could not be read: reportgen failed on it ({kind}). Please report this."
        self.note(Problem("", sentence, lost=True, section=section))

    def note(self, problem: Problem) -> None:
        """Add to `failures`, once."""
        if problem not in self.failures:
            self.failures.append(problem)

    @property
    def lost(self) -> list[Problem]:
        """What could not be read so far, of all problems."""
        return [problem for problem in (*self.problems, *self.failures) if problem.lost]

    @property
    def results(self) -> pd.DataFrame:
        """results.csv as a pandas DataFrame, one row an epoch (counted from 1).

        Raises ReportError when the run has no results.csv that can be read.
        """
        if self.table is None:
            raise ReportError(
                f"Run {self.name} has no results.csv that can be read. Copy it into the run folder."
            )
        return self.table.frame()


def read_run(folder: str | Path) -> ReadRun:
    """Read one run folder. A damaged file costs its own part and is named in `Run.problems`.

    Raises ReportError when `folder` is no folder, or holds nothing of a training.
    """
    folder = Path(folder)
    listing = _listing(folder)
    problems: list[Problem] = []
    tune = tune_of(folder, listing, problems)
    # A tune_results.csv alone may be of another program.
    only_trials = {file.key for file in listing.files if file.key} == {"tune-results"}
    if not tells_anything(folder, listing) or (only_trials and tune is None):
        raise ReportError(
            f"Nothing of a training in {echoed(folder)}: no results.csv, args.yaml, plots or "
            "weights. Give the folder that a training wrote."
        )
    checkpoint = _checkpoint(find_checkpoint(folder, listing), problems)
    table = epochs_of(folder, listing, checkpoint, problems)
    args = arguments_of(folder, listing, checkpoint, problems)
    exact = _exact(folder, listing, table, problems)
    (name,) = name_runs([folder])
    moments = moments_of(folder, listing)
    found = tuple(problems)
    return ReadRun(folder, name, table, args, listing, found, checkpoint, exact, tune, moments)


def _listing(folder: Path) -> Listing:
    shown = echoed(folder)
    if not folder.exists():
        raise ReportError(f"No such folder: {shown}. Give the folder that holds results.csv.")
    if not folder.is_dir():
        raise ReportError(f"Not a folder: {shown}. Give the run folder itself, not a file in it.")
    try:
        return list_files(folder)
    except OSError as error:
        raise ReportError(
            f"Cannot list {shown}: {error.strerror}. Check its permissions."
        ) from None


def _checkpoint(
    read: Checkpoint | NotReadable | None, problems: list[Problem]
) -> Checkpoint | None:
    """What was read; the reason why nothing was goes to `problems`."""
    if read is None:
        return None
    from reportgen.read.checkpoint.weights import NotReadable

    if not isinstance(read, NotReadable):
        return read
    problems.append(Problem("weights", read.reason, lost=True))
    return None


def _exact(
    folder: Path, listing: Listing, table: EpochTable | None, problems: list[Problem]
) -> Exact | None:
    """reportgen.json, unless it cannot be read or is of another training."""
    for file in listing.of_kind("reportgen"):
        from reportgen.read.exact import Exact
        from reportgen.read.exact.json import read_exact

        exact = read_exact(folder / file.name)
        if not isinstance(exact, Exact):
            problems.append(Problem(file.name, exact.reason, lost=True))
            continue
        if table is None or exact.epochs in (None, len(table.epochs)):
            return exact
        note = (
            f"{file.name} is of a training of {exact.epochs} epochs, results.csv of "
            f"{len(table.epochs)}: its numbers are not used."
        )
        problems.append(Problem(file.name, note))
    return None
