"""The recorded validation of a run: the callback's, or what its predictions and labels tell."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from reportgen.read.plot.image import Declined
from reportgen.read.recorded.model import Recorded

if TYPE_CHECKING:
    from reportgen.read.run import Run


Note = Callable[[str, str], None]
"""Told which file cannot be used, and why."""


def find_recorded(run: Run, note: Note) -> Recorded | None:
    """What `run` tells of single pictures; `note` is told what cannot be used."""
    for file in run.listing.of_kind("reportgen-pictures"):
        from reportgen.read.recorded.file import read_recorded

        recorded = read_recorded(run.folder / file.name)
        if isinstance(recorded, Recorded) and _of_this_training(recorded, run, note):
            return recorded
        if isinstance(recorded, Declined):
            note(file.name, recorded.reason)
    return _from_predictions(run, note)


def _of_this_training(recorded: Recorded, run: Run, note: Note) -> bool:
    rows = len(run.table.epochs) if run.table else None
    if recorded.epochs is None or rows is None or recorded.epochs == rows:
        return True
    note(
        recorded.source,
        f"{recorded.source} is of a training of {recorded.epochs} epochs, results.csv of {rows}: "
        "it is not used.",
    )
    return False


def _from_predictions(run: Run, note: Note) -> Recorded | None:
    """predictions.json held against the labels of the validation set that the user names."""
    files = list(run.listing.of_kind("predictions"))
    if not files or run.data_file is None:
        return None
    from reportgen.read.recorded.predictions import read_predictions

    size = run.args.number("imgsz")
    split = run.args.text("split") or "val"
    recorded = read_predictions(
        run.folder / files[0].name, run.data_file, split, size or 640.0, run.task
    )
    if isinstance(recorded, Declined):
        note(files[0].name, recorded.reason)
        return None
    return recorded
