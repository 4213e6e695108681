"""Guide: "Using results.csv for Analysis": whether there is validation to analyse."""

from __future__ import annotations

import numpy as np

from reportgen import words
from reportgen.read.table.results import EpochTable, FloatArray
from reportgen.rule import Outcome, Verdict, check

CSV = "Using results.csv for Analysis"
OF_OBJECTS = ("box_loss", "seg_loss", "pose_loss", "dfl_loss")
"""Losses that are 0 where no object is labelled; that of the classes is not."""
LIMITS = "warns when no epoch was validated, notes when some were not"


@check(title="Every epoch was validated", guide=CSV)
def validated(table: EpochTable) -> Outcome:
    """Check that the validation pictures and their labels are found: `yolo val model=… data=…`
    prints how many of each it reads.

    Warn when results.csv has validation columns and not one epoch with a finite validation loss or
    a metric above 0 in them: the set was empty, or its labels were not found. Warn as well when no
    metric is ever above 0 and the box, mask or pose loss of validation is exactly 0 in every epoch,
    while that of training is not: no validated picture has a labelled object. Note when some epochs
    were skipped; pass otherwise. Unknown without validation columns, and where training had no
    numbers either. The guide takes validation for granted.
    """
    val = [*table.of("val/").values()]
    if not val:
        return Outcome(
            Verdict.UNKNOWN,
            "Whether the run was validated is unknown",
            "results.csv has no validation columns.",
        )
    if not _told(val, table):
        return _nothing_told(table)
    if silent := without_objects(table):
        return _never_validated(
            table,
            "Validation found no labelled objects",
            f"{words.listed(silent)} {words.are(len(silent))} exactly 0 in every "
            "epoch and no metric is above 0: without a labelled object no box can be wrong.",
        )
    skipped = int((~table.validated).sum())
    if skipped:
        return Outcome(
            Verdict.NOTE,
            f"{words.count(skipped, 'epoch was', 'epochs were')} not validated",
            f"Validation stands as 0 in {skipped} of {len(table.epochs)} epochs: not told, not 0.",
            measured={"epochs without validation": skipped},
            threshold=LIMITS,
            remedy="Leave `val` on: without it neither the best epoch nor overfitting can be told.",
        )
    return Outcome(
        Verdict.PASS,
        "Every epoch was validated",
        f"All {len(table.epochs)} epochs have validation losses and metrics.",
        measured={"epochs without validation": 0},
        threshold=LIMITS,
    )


def _nothing_told(table: EpochTable) -> Outcome:
    """Of a run whose validation told nothing: unknown where training told nothing either."""
    if _nothing_is_a_number(table):
        return Outcome(
            Verdict.UNKNOWN,
            "What validation measured is unknown",
            "No loss is a number in any epoch, in training or in validation: the training "
            "itself broke down.",
            chart="total-loss",
        )
    return _never_validated(
        table,
        "Validation measured nothing in any epoch",
        "No validation loss is a number other than 0, and every metric is 0: the validation "
        "set was empty, its labels were not found, validation was off, or it overflowed.",
    )


def _nothing_is_a_number(table: EpochTable) -> bool:
    """Whether training has losses, and none of them is a number in any epoch."""
    train = [*table.of("train/").values()]
    return bool(train) and not np.isfinite(np.stack(train)).any()


def _never_validated(table: EpochTable, title: str, seen: str) -> Outcome:
    """The warning on a run none of whose epochs was validated on a labelled object."""
    return Outcome(
        Verdict.WARN,
        title,
        seen,
        chart="total-loss",
        measured={"epochs without validation": len(table.epochs)},
        threshold=LIMITS,
    )


def without_objects(table: EpochTable) -> list[str]:
    """Validation losses that take a labelled object and are exactly 0, where nothing scored."""
    metrics = [*table.of("metrics/").values()]
    if not metrics or np.nan_to_num(np.stack(metrics)).any():
        return []
    pairs = ((f"val/{name}", table.columns.get(f"train/{name}")) for name in OF_OBJECTS)
    return [
        name
        for name, train in pairs
        if train is not None and np.nan_to_num(train).any() and name in table.columns
        if np.all(table.columns[name] == 0)
    ]


def _told(val: list[FloatArray], table: EpochTable) -> bool:
    """Whether any epoch has a validation loss, or a metric above 0, that was measured."""
    metrics = [*table.of("metrics/").values()]
    scored = np.nan_to_num(np.stack(metrics)).any() if metrics else True
    with_loss = np.isfinite(np.stack(val)).any(axis=0) & table.validated
    return bool(with_loss.any() or (scored and table.validated.any()))


@check(title="Validation uses other pictures than training", guide=CSV)
def separate_pictures(splits: str) -> Outcome:
    """Set pictures aside for validation, whole scenes of them, and name their folder in `val:`.

    Warn when a data.yaml (in the run folder, or given with --data) names a folder or list under
    `train` and under `val`; pass otherwise. Not applicable without one. Copies of the same
    pictures in two folders are not seen. The guide takes a validation set of its own for granted.
    """
    title = "Validation uses other pictures than training"
    if splits == "untold":
        why = "No data.yaml with train and val is at hand; --data names one."
        return Outcome(Verdict.NOT_APPLICABLE, title, why)
    threshold = "warns when train and val name the same"
    if splits == "same":
        return Outcome(
            Verdict.WARN,
            "Validation uses the training pictures",
            "data.yaml names the same pictures under train and under val.",
            measured={"same pictures": 1},
            threshold=threshold,
        )
    seen = "data.yaml names different pictures under train and under val."
    return Outcome(Verdict.PASS, title, seen, measured={"same pictures": 0}, threshold=threshold)
