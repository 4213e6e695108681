"""The recorded validation of a run: the callback's, or what its predictions and labels tell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reportgen.read.folder.files import Listing
from reportgen.read.plot.image import Declined
from reportgen.read.table.args import Args
from reportgen.tasks import Task

if TYPE_CHECKING:
    from reportgen.read.recorded.model import Recorded


class Source(NamedTuple):
    """Where to look, and what must fit."""

    folder: Path
    listing: Listing
    epochs: int | None
    """Rows of results.csv; None where there is none."""
    args: Args
    task: Task | None
    data: Path | None
    """The data.yaml that the user names, for the labels of predictions.json."""
    note: Callable[[str, str], None]
    """Told which file cannot be used, and why."""


def find_recorded(source: Source) -> Recorded | None:
    """What a run tells of single pictures; None where it tells nothing."""
    for file in source.listing.of_kind("reportgen-pictures"):
        from reportgen.read.recorded.file import read_recorded

        recorded = read_recorded(source.folder / file.name)
        if isinstance(recorded, Declined):
            source.note(file.name, recorded.reason)
        elif recorded.epochs in (None, source.epochs) or source.epochs is None:
            return recorded
        else:
            source.note(
                file.name,
                f"{file.name} is of a training of {recorded.epochs} epochs, results.csv of "
                f"{source.epochs}: it is not used.",
            )
    return _from_predictions(source)


def _from_predictions(source: Source) -> Recorded | None:
    """predictions.json held against the labels of the validation set that the user names."""
    files = list(source.listing.of_kind("predictions"))
    if not files or source.data is None:
        return None
    from reportgen.read.recorded.predictions import read_predictions

    size, split = source.args.number("imgsz"), source.args.text("split")
    path = source.folder / files[0].name
    recorded = read_predictions(path, source.data, split or "val", size or 640.0, source.task)
    if isinstance(recorded, Declined):
        source.note(files[0].name, recorded.reason)
        return None
    return recorded
