"""What is read is not written over: a file of a run may be all that is left of a training."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from reportgen.errors import ReportError
from reportgen.read.redact import echoed

WRITTEN = (".html", ".htm", ".json", ".md", ".xml", ".sarif")
"""Ends of names that what this program writes has; others in a run folder are the training's."""
READ_THERE = ("notes.md", "predictions.json", "reportgen.json")
"""Names that end alike in a run folder and are not what this program writes there."""


def keep_what_is_read(
    targets: Iterable[Path], files: Iterable[Path], folders: Iterable[Path]
) -> None:
    """Raise ReportError where one of `targets` is among `files`, or is of a run in `folders`.

    A report in a run folder may be written over: it was written by an earlier call.
    """
    read, runs = list(files), list(folders)
    for target in [path for path in targets if path.is_file()]:
        if any(_same(target, path) for path in read) or _of_training(target.resolve(), runs):
            raise ReportError(
                f"{echoed(target)} is read, so it is not written over. Name another file."
            )


def _of_training(target: Path, folders: Iterable[Path]) -> bool:
    if target.suffix.lower() in WRITTEN and target.name.lower() not in READ_THERE:
        return False
    above = (target.parent, target.parent.parent)
    return any(_same(place, folder) for folder in folders for place in above)


def _same(one: Path, other: Path) -> bool:
    with suppress(OSError):
        return one.samefile(other)
    return False
