"""The recorded validation of a run: the callback's, or what its predictions and labels tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportgen.read.plot.image import Declined
from reportgen.read.recorded.model import Recorded

if TYPE_CHECKING:
    from reportgen.read.run import Run


def find_recorded(run: Run) -> Recorded | None:
    """What `run` tells of single pictures; what cannot be used is noted in its problems."""
    for file in run.listing.of_kind("reportgen-pictures"):
        from reportgen.read.recorded.file import read_recorded

        recorded = read_recorded(run.folder / file.name)
        if isinstance(recorded, Recorded) and _of_this_training(recorded, run):
            return recorded
        if isinstance(recorded, Declined):
            _note(run, file.name, recorded.reason)
    return _from_predictions(run)


def _of_this_training(recorded: Recorded, run: Run) -> bool:
    rows = len(run.table.epochs) if run.table else None
    if recorded.epochs is None or rows is None or recorded.epochs == rows:
        return True
    _note(
        run,
        recorded.source,
        f"{recorded.source} is of a training of {recorded.epochs} epochs, results.csv of {rows}: "
        "it is not used.",
    )
    return False


def _from_predictions(run: Run) -> Recorded | None:
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
        _note(run, files[0].name, recorded.reason)
        return None
    return recorded


def _note(run: Run, file: str, sentence: str) -> None:
    from reportgen.read.run import Problem

    run.note(Problem(file, sentence, lost=True))
