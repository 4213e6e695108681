"""Which files a run folder holds, what each of them is, and what a missing one costs."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from reportgen.read.bounded import LFS_POINTER
from reportgen.read.folder.copies import original, tells_epochs
from reportgen.read.redact import one_line, redact
from reportgen.tasks import Task
from reportgen.trainers import Trainer, all_trainers
from reportgen.trainers.tensorboard import SIDES, TENSORBOARD

MAX_FILES = 5_000
OTHER_LOG = "other-log"
"""Key of files that are named as another trainer names its log, and may be anybody's."""
ANYBODYS = (OTHER_LOG, "tensorboard")
"""Keys of files that make no run by their name alone."""
COPY = "results-copy"
"""Key of files that a browser or a file manager names as copies of results.csv."""
SPREADSHEET = "spreadsheet"
"""Key of a table of results that a spreadsheet program has saved in a format of its own."""
AS_CSV = "save it as results.csv there"
RESULTS = "results-csv"
"""Key of the file that tells every epoch."""
OF_DATA = ("data", "notes", SPREADSHEET)
"""Keys of files that make no run: they stand beside a data set as well, or are not read."""
_TELLING = ("trainer_state.json", "metrics.csv")
_MOST_OF_SIDE = 100
HEAD = 4_096
"""Bytes that tell whether a file is the log of a certain trainer."""
MAX_NAME = 255
"""Longest name that is shown, in characters; file systems allow no longer ones."""


@dataclass(frozen=True)
class FileKind:
    """A row of the guide's file table: one sort of file that Ultralytics writes."""

    key: str
    pattern: str
    """Regular expression for the whole name, below the run folder, with ``/``."""
    meaning: str
    cost: str = ""
    """What the report lacks without it; empty when its absence costs nothing."""
    heads: tuple[str, ...] = ()
    """Heads that write it; empty: every task does."""
    shown_as: str = ""
    """How the page names it when it is missing; the present version's name."""

    def written_for(self, task: Task | None) -> bool:
        """Whether a training of this task writes the file at all."""
        if not self.heads:
            return True
        return task is not None and any(head.key in self.heads for head in task.heads)


def _curve(head: str, kind: str, what: str) -> FileKind:
    prefix = {"box": "(?:Box)?", "mask": "Mask", "pose": "Pose"}[head]
    shown = f"{head.capitalize()}{kind}_curve.png"
    return FileKind(
        f"{head}-{kind.lower()}-curve",
        rf"{prefix}{kind}_curve\.png",
        f"{what} ({head})",
        f"no {what if kind == 'F1' else what.lower()} for the {head} head",
        (head,),
        shown,
    )


_CURVES = tuple(
    _curve(head, kind, what)
    for head in ("box", "mask", "pose")
    for kind, what in (
        ("F1", "F1 against confidence"),
        ("P", "Precision against confidence"),
        ("R", "Recall against confidence"),
        ("PR", "Precision against recall"),
    )
)

_OF_CLASSES = ("box", "class", "pixels")

FILE_KINDS: tuple[FileKind, ...] = (
    FileKind(
        RESULTS,
        "|".join(dict.fromkeys(each.results for each in all_trainers() if not each.sniff)),
        "Losses and metrics of every epoch",
        "no losses, no metrics, and so hardly any finding",
        shown_as=all_trainers()[0].results_name,
    ),
    FileKind(
        "args",
        "|".join(dict.fromkeys(trainer.arguments for trainer in all_trainers())),
        "The arguments of the training",
        "planned epochs, patience, augmentation and learning-rate settings are unknown",
        shown_as=all_trainers()[0].arguments_name,
    ),
    *(
        FileKind(key, pattern, meaning)
        for key, (pattern, meaning) in {
            key: file for trainer in all_trainers() for key, file in trainer.more_files.items()
        }.items()
    ),
    FileKind(
        "results-png",
        r"results\.png",
        "All losses and metrics in one picture",
        "nothing: the charts here are drawn from results.csv",
        shown_as="results.png",
    ),
    *_CURVES,
    FileKind(
        "confusion-matrix",
        r"confusion_matrix\.png",
        "Confusion matrix, counts",
        "which classes are confused or missed is unknown",
        _OF_CLASSES,
        shown_as="confusion_matrix.png",
    ),
    FileKind(
        "confusion-matrix-normalized",
        r"confusion_matrix_normalized\.png",
        "Confusion matrix, shares of each true class",
        "which classes are confused or missed is known by counts only",
        _OF_CLASSES,
        shown_as="confusion_matrix_normalized.png",
    ),
    FileKind("iou-bars", r"iou_bar_chart\.png", "IoU of each class, as bars (semantic)"),
    FileKind(
        "labels",
        r"labels\.(?:jpg|png)",
        "Statistics of the training labels",
        "how the training labels are made up is not shown",
        ("box", "pixels", "depth"),
        "labels.jpg",
    ),
    FileKind(
        "labels-correlogram",
        r"labels_correlogram\.(?:jpg|png)",
        "Positions and sizes of the training labels against each other (up to 8.3.186)",
    ),
    FileKind(
        "train-batch",
        r"train_batch\d{1,9}\.(?:jpg|png)",
        "Training pictures with augmentation, as the model saw them",
        "augmentation cannot be looked at",
        shown_as="train_batch*.jpg",
    ),
    FileKind(
        "val-labels",
        r"val_batch\d{1,9}_labels\.(?:jpg|png)",
        "Validation pictures with their ground truth",
        "predictions cannot be compared with the ground truth",
        shown_as="val_batch*_labels.jpg",
    ),
    FileKind(
        "val-pred",
        r"val_batch\d{1,9}_pred\.(?:jpg|png)",
        "The same validation pictures with what the model found",
        "predictions cannot be looked at",
        shown_as="val_batch*_pred.jpg",
    ),
    FileKind(
        "calibrated",
        r"val_batch\d{1,9}_calibrated\.(?:jpg|png)",
        "Depth of validation pictures: true, predicted, and calibrated",
    ),
    FileKind(
        "best-weights",
        r"(?:weights/)?best\.(?:pt|onnx|engine)",
        "Weights of the best epoch, the ones to use",
        "there is nothing here to predict with",
        shown_as="weights/best.pt",
    ),
    FileKind(
        "last-weights",
        r"(?:weights/)?last\.pt",
        "Weights of the last epoch, to resume from",
        shown_as="weights/last.pt",
    ),
    FileKind("epoch-weights", r"weights/epoch-?\d{1,9}\.pt", "Weights saved on the way"),
    FileKind("weights-zip", r"weights/.*", "In the weights folder"),
    FileKind("data", r"data\.ya?ml", "Description of the data set, with the class names"),
    FileKind("notes", r"notes\.md", "Notes to this run"),
    FileKind("reportgen", r"reportgen\.json", "Exact numbers written by reportgen's callback"),
    FileKind(
        "reportgen-pictures",
        r"reportgen-pictures\.json",
        "What the last validation found in each picture, written by reportgen's callback",
    ),
    FileKind("predictions", r"predictions\.json", "Predictions of a validation (`save_json`)"),
    FileKind(
        OTHER_LOG,
        "|".join(each.results for each in all_trainers() if each.sniff and not each.last_resort),
        "Losses and metrics, as another trainer logs them",
    ),
    FileKind("tensorboard", TENSORBOARD.results, "TensorBoard log"),
    FileKind("predictions", r"predictions\.json", "Predictions of the validation, COCO format"),
    FileKind("tune-results", r"tune_results\.(?:csv|ndjson)", "Trials of a hyperparameter search"),
    FileKind("tune-best", r"best_hyperparameters\.yaml", "Best trial of a hyperparameter search"),
    FileKind("tune-plot", r"tune_(?:fitness|scatter_plots)\.png", "Hyperparameter search, drawn"),
)
_SHEET = FileKind(
    SPREADSHEET,
    r"(?:results?|metrics|training)[\w .()-]{0,60}\.(?:xlsx?|xlsm|ods|numbers)",
    "A spreadsheet, which is not read: save it as results.csv",
)
RESULTS_COPY = FileKind(COPY, r"(?!)", "A copy of results.csv")
SECOND = FileKind("copy", r"(?!)", "A copy of a file that is here as well")
_COMPILED = tuple((kind, re.compile(kind.pattern, re.IGNORECASE)) for kind in (*FILE_KINDS, _SHEET))


@dataclass(frozen=True)
class RunFile:
    """One file of a run folder."""

    name: str
    """Path below the run folder, with ``/``; of one that Ultralytics does not write, redacted."""
    size: int
    """In bytes."""
    kind: FileKind | None
    """None: not a file that Ultralytics writes."""

    @property
    def key(self) -> str:
        """Key of its kind; empty when it has none."""
        return self.kind.key if self.kind else ""


@dataclass(frozen=True)
class Listing:
    """The files of a run folder, in the order of `FILE_KINDS`, then by name."""

    files: tuple[RunFile, ...] = ()
    left_out: int = 0
    """Links, devices, folders without meaning and what came after the first 5,000 files."""

    def of_kind(self, key: str) -> tuple[RunFile, ...]:
        """Files of one kind, by name."""
        return tuple(file for file in self.files if file.key == key)

    def missing(self, task: Task | None) -> tuple[FileKind, ...]:
        """Kinds that a finished training of `task` writes and that are not here."""
        present = {file.key for file in self.files}
        present |= {RESULTS} if COPY in present else set()
        return tuple(
            kind
            for kind in FILE_KINDS
            if kind.cost and kind.key not in present and kind.written_for(task)
        )


def list_files(folder: Path) -> Listing:
    """Files of a run folder and of its ``weights`` folder, by name and size; none is opened.

    Links are not followed: they could lead out of the folder. Raises OSError when the folder
    itself cannot be listed.
    """
    files: list[RunFile] = []
    left_out = 0
    for entry, name in _entries(folder):
        size = _regular_size(entry) if len(files) < MAX_FILES else None
        if size is None:
            left_out += 1
            continue
        files.append(RunFile(one_line(redact(name), MAX_NAME), size, recognise_file(name)))
    files = _once_each(files)
    rank = {kind.key: place for place, kind in enumerate(FILE_KINDS)}
    files.sort(key=lambda file: (rank.get(file.key, len(rank)), _natural(file.name)))
    return Listing(tuple(files), left_out)


def _once_each(files: list[RunFile]) -> list[RunFile]:
    """The same; what is here under its own name, or as an earlier copy, counts once."""
    names = {file.name for file in files}
    taken: set[str] = set()
    told: list[RunFile] = []
    for file in sorted(files, key=lambda file: _natural(file.name)):
        own = original(file.name)
        if own != file.name and file.kind is not None and file.key != COPY:
            if own in names or own in taken:
                file = replace(file, kind=SECOND)
            taken.add(own)
        told.append(file)
    return told


def _regular_size(entry: os.DirEntry[str]) -> int | None:
    """Bytes of a regular file; None for anything else, and for what has gone meanwhile."""
    try:
        if entry.is_file(follow_symlinks=False):
            return entry.stat(follow_symlinks=False).st_size
    except OSError:
        pass
    return None


def recognise_file(name: str) -> FileKind | None:
    """The kind of a file, by its name below the run folder, or by the one that it is a copy of."""
    kind = _named(name)
    if kind is None and (own := original(name)) != name:
        kind = _named(own)
        return RESULTS_COPY if kind is not None and kind.key == RESULTS else kind
    return kind


def _named(name: str) -> FileKind | None:
    return next((kind for kind, pattern in _COMPILED if pattern.fullmatch(name)), None)


def is_log(trainer: Trainer, folder: Path, name: str) -> bool:
    """Whether a file is the log of a trainer, by its name and, where that says little, its head."""
    if not re.fullmatch(trainer.results, name, re.IGNORECASE):
        return False
    if trainer.sniff is None:
        return True
    try:
        with (folder / name).open("rb") as file:
            head = file.read(HEAD)
    except OSError:
        return False
    # What a pointer stands for is told by a name that few others use.
    return trainer.sniff(head) or (head.startswith(LFS_POINTER) and name.lower() in _TELLING)


def tells_anything(folder: Path, listing: Listing) -> bool:
    """Whether any file is of a training: by its name, or as the log of another trainer."""
    return any(_tells(folder, file) for file in listing.files)


def _tells(folder: Path, file: RunFile) -> bool:
    if file.kind is None or file.key in OF_DATA:
        return False
    if file.key == COPY:
        return tells_epochs(folder / file.name)
    return file.key not in ANYBODYS or any(is_log(t, folder, file.name) for t in all_trainers())


def _entries(folder: Path) -> Iterator[tuple[os.DirEntry[str], str]]:
    for entry in _scan(folder):
        if not entry.is_dir(follow_symlinks=False):
            yield entry, entry.name
        elif entry.name == "weights":
            yield from _weights(Path(entry.path))
        elif entry.name in SIDES:
            yield from sides_log(folder, entry.name)


def sides_log(folder: Path, side: str) -> Iterator[tuple[os.DirEntry[str], str]]:
    """The log in a folder of Keras' for training or validation, where there are both.

    A data set has such folders as well, of very many files: only the first ones are looked at.
    """
    if not all((folder / name).is_dir() for name in SIDES):
        return
    with suppress(OSError):
        for entry in islice(_scan(folder / side), _MOST_OF_SIDE):
            if entry.name.startswith("events.out.tfevents."):
                yield entry, f"{side}/{entry.name}"


def _weights(folder: Path) -> Iterator[tuple[os.DirEntry[str], str]]:
    with suppress(OSError):
        for entry in _scan(folder):
            if not entry.is_dir(follow_symlinks=False):
                yield entry, f"weights/{entry.name}"


def _scan(folder: Path) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        yield from entries


def _natural(name: str) -> list[tuple[int, str]]:
    """Sort key under which batch 2 stands before batch 10."""
    return [
        (int(part[:12]) if part.isdigit() and part.isascii() else -1, part)
        for part in re.split(r"([0-9]+)", name)
    ]


def kinds_in(folder: Path, prefix: str = "") -> Iterator[str]:
    """The keys of the files directly in a folder, as far as they are known there."""
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if not entry.is_dir(follow_symlinks=False)]
    except OSError:
        return
    for name in names:
        kind = recognise_file(prefix + name)
        if kind is not None and (kind.key != COPY or tells_epochs(folder / name)):
            yield kind.key
