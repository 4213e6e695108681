"""What the files of a run tell outright, before any curve is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from reportgen.facts import best, look_at
from reportgen.facts.version import VersionRange, written_by
from reportgen.read.data_name import is_generic
from reportgen.read.dataset.model import Split
from reportgen.read.evidence import Evidence
from reportgen.read.folder.files import Listing
from reportgen.read.folder.kinds import FileKind
from reportgen.read.run import ReadRun
from reportgen.read.table.args import Args
from reportgen.read.table.results import EpochTable
from reportgen.tasks import Task
from reportgen.trainers import Trainer
from reportgen.trainers.form.fitness import Fitness
from reportgen.trainers.form.trainer import ARGUMENTS_FILE, RESULTS_FILE

if TYPE_CHECKING:
    from reportgen.read.dataset.model import DataSet


class Survey(NamedTuple):
    """The data set, if somebody asked for it to be looked at."""

    asked: bool
    """Whether a data file was named."""
    dataset: DataSet | None
    """None where none was, or where its pictures are not in reach."""
    imgsz: float | None
    """The longer side of pictures as the model sees them, in pixels."""

    @property
    def trained_on(self) -> Split | None:
        """The training pictures, or those of the only split that is there."""
        splits = self.dataset.splits if self.dataset else {}
        return splits.get("train") or next(iter(splits.values()), None)


class FolderFacts:
    """Files, arguments, trainer and length of a training; each computed once, when first asked."""

    def __init__(self, run: ReadRun) -> None:
        """Facts of `run`; nothing is read again."""
        self.run = run

    @property
    def task(self) -> Task | None:
        """The task of the training. Segment, detect, pose, obb or classify."""
        return self.run.task

    @property
    def headline_key(self) -> str:
        """The head that the run is judged by. Its key; empty where the task is not known."""
        return self.task.headline_head.key if self.task else ""

    @property
    def args(self) -> Args | None:
        """The arguments of the training. From args.yaml."""
        return self.run.args if self.run.args else None

    @property
    def table(self) -> EpochTable | None:
        """The epochs of results.csv. One row an epoch."""
        return self.run.table

    @property
    def known_args(self) -> Args:
        """The arguments as far as told. Empty without args.yaml."""
        return self.run.args

    @property
    def run_name(self) -> str:
        """The name of the run. Its folder's."""
        return self.run.name

    @property
    def listing(self) -> Listing:
        """The files of the run folder. Names and sizes."""
        return self.run.listing

    @cached_property
    def missing_files(self) -> tuple[FileKind, ...]:
        """The kinds of files that are missing. Of those that a finished training writes."""
        return self.listing.missing(self.task) if self.trainer.draws_plots else ()

    @cached_property
    def unreadable_files(self) -> Mapping[str, str]:
        """Why results.csv or args.yaml tell nothing, by name. From reading the run."""
        lost = {problem.file: problem.sentence for problem in self.run.problems if problem.lost}
        return {name: lost[name] for name in (RESULTS_FILE, ARGUMENTS_FILE) if name in lost}

    @property
    def evidence(self) -> Evidence:
        """The curves and the confusion matrix in numbers. As far as they are told."""
        return self.run.evidence

    @cached_property
    def survey(self) -> Survey:
        """The pictures and labels of the data set. Those that --data names."""
        back = self.run.read_back
        asked = back.data_named if back else self.run.data_file is not None
        return Survey(asked, self.run.dataset, self.run.args.number("imgsz"))

    @cached_property
    def milliseconds_a_picture(self) -> float | None:
        """The time that validation took for a picture. In milliseconds, without the loss."""
        speed = self.evidence.exact.speed if self.evidence.exact else {}
        parts = [ms for step, ms in speed.items() if step != "loss"]
        return sum(parts) if parts else None

    @cached_property
    def model(self) -> str | None:
        """The model that was trained. The file name in args.yaml."""
        name = self.run.args.text("model") or self.run.args.text("weights")
        return name.replace("\\", "/").rsplit("/", 1)[-1] if name else None

    @cached_property
    def data_name(self) -> str | None:
        """The name of the data set. Last parts of ``data`` in args.yaml, without its folder."""
        data = self.run.args.text("data")
        if not data:
            return None
        parts = data.split("?", 1)[0].replace("\\", "/").rstrip("/").split("/")
        named = len(parts) > 1 and parts[-2] not in {"", "…", ".", ".."}
        return "/".join(parts[-2:]) if is_generic(parts[-1]) and named else parts[-1]

    @property
    def trainer(self) -> Trainer:
        """The trainer that wrote the run. By its files, columns and arguments."""
        return self.run.trainer

    @property
    def splits(self) -> str:
        """Whether train and val are apart. ``apart``, ``same``, or ``untold`` without data.yaml."""
        shared = self.run.validates_on_training
        return "untold" if shared is None else "same" if shared else "apart"

    @cached_property
    def version_range(self) -> VersionRange:
        """The oldest and newest Ultralytics release that writes such files. None: open end."""
        return written_by(self.run)

    @cached_property
    def unjudged_metrics(self) -> tuple[str, ...]:
        """The metrics of a task that is unknown. Columns; empty where the task is known."""
        if self.task is not None or self.table is None:
            return ()
        return tuple(self.table.of("metrics/"))

    @property
    def row_unit(self) -> str:
        """What a row of the log stands for. ``epoch``, unless its trainer counts none."""
        return self.table.unit if self.table else "epoch"

    def said(self, text: str) -> str:
        """A sentence in the words of the run's trainer, which says which pictures are missing."""
        drawn = self.trainer.draws_plots
        shown = look_at.with_pictures(text, self.listing, draws_plots=drawn)
        return self.trainer.said(shown, self.row_unit)

    def said_of_files(self, text: str) -> str:
        """The same, which says where the weights are missing that are to be used."""
        drawn = self.trainer.draws_plots
        return self.said(look_at.with_weights(text, self.listing) if drawn else text)

    @cached_property
    def fitness_formulas(self) -> tuple[Fitness, ...]:
        """The formulas by which best.pt may have been kept. The likelier first."""
        return self.trainer.fitness(self.version_range)

    @cached_property
    def epochs_done(self) -> int | None:
        """The number of epochs trained. Rows of results.csv, each epoch once."""
        return int(self.table.epochs[-1]) if self.table else None

    @cached_property
    def epochs_planned(self) -> int | None:
        """The number of epochs planned. ``epochs`` in args.yaml."""
        epochs = self.run.args.number("epochs")
        return int(epochs) if epochs and epochs > 0 else None

    @cached_property
    def patience(self) -> int | None:
        """The patience of early stopping. Epochs without a better fitness; 0 is off."""
        patience = self.run.args.number("patience")
        return int(patience) if patience is not None and np.isfinite(patience) else None

    @property
    def resumed_at(self) -> tuple[int, ...]:
        """The first epochs after a resume. Empty when the run was not resumed."""
        return self.table.resumed_at if self.table else ()

    @cached_property
    def mosaic_off(self) -> int:
        """The first epoch without mosaic augmentation. Past the end when the run did not reach it.

        Without args.yaml the default of the trainer's release is assumed.
        """
        lengths = [self.epochs_planned, self.epochs_done]
        if self.run.args.number("time"):
            # The time sets the length: mosaic goes off so many epochs before where it ends.
            lengths.reverse()
        planned = next(filter(None, lengths), 0)
        close = self.run.args.number("close_mosaic")
        last = self.trainer.close_mosaic(self.version_range) if close is None else int(close)
        return planned + 1 if self._never_mosaic else best.first_without_mosaic(planned, last)

    @property
    def _never_mosaic(self) -> bool:
        """Whether the arguments switch it off, or the task has none."""
        off = self.run.args.number("mosaic") == 0
        return off or (self.task is not None and not self.task.mosaic)
