"""What the files of a run folder are, by their names, and what a missing one costs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reportgen.read.folder.copies import original
from reportgen.tasks import Task
from reportgen.trainers import all_trainers
from reportgen.trainers.tensorboard import TENSORBOARD

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


def recognise_file(name: str) -> FileKind | None:
    """The kind of a file, by its name below the run folder, or by the one that it is a copy of."""
    kind = _named(name)
    if kind is None and (own := original(name)) != name:
        kind = _named(own)
        return RESULTS_COPY if kind is not None and kind.key == RESULTS else kind
    return kind


def _named(name: str) -> FileKind | None:
    return next((kind for kind, pattern in _COMPILED if pattern.fullmatch(name)), None)
