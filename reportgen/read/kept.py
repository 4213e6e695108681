"""What is read is not written over, and of a run folder nothing that this program did not write."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from reportgen.errors import ReportError
from reportgen.read.bounded import is_same
from reportgen.read.redact import echoed

MARKS = {
    ".html": (b'id="reportgen-report"', b'content="reportgen'),
    ".htm": (b'id="reportgen-report"', b'content="reportgen'),
    ".json": (b'"reportgen_version"',),
    ".xml": (b'package="reportgen"',),
    ".sarif": (b'"name": "reportgen"',),
}
"""By the end of its name, what stands near the start of a file that this program has written."""
READ_THERE = ("notes.md", "predictions.json", "reportgen.json", "reportgen-pictures.json")
"""Names in a run folder that are read, whoever wrote them."""
_START, _END = 2**18, 2**10
_LAST_LINE = b"<!-- reportgen"
"""Of a summary in Markdown."""


def keep_what_is_read(
    targets: Iterable[Path], files: Iterable[Path], folders: Iterable[Path]
) -> None:
    """Raise ReportError where one of `targets` is among `files`, or lies in a run of `folders`.

    A report in a run folder may be written over where an earlier call wrote it.
    """
    read, runs = list(files), {folder.resolve() for folder in folders}
    for target in filter(Path.is_file, targets):
        real = target.resolve()
        inside = not runs.isdisjoint(real.parents)
        if any(is_same(target, path) for path in read) or (inside and is_of_training(real)):
            raise is_read(echoed(target))
        if inside and not _is_ours(real):
            raise ReportError(
                f"{echoed(target)} lies in a run and was not made by reportgen, so it is not "
                "written over. Name another file."
            )


def is_read(shown: str) -> ReportError:
    """What is said of a target that is read."""
    return ReportError(f"{shown} is read, so it is not written over. Name another file.")


def is_of_training(path: Path) -> bool:
    """Whether a file in a run is one that is read from there, or no form of a report."""
    return path.name in READ_THERE or path.suffix.lower() not in (*MARKS, ".md")


def _is_ours(path: Path) -> bool:
    """Whether this program has written the file, by what stands in it."""
    with suppress(OSError), path.open("rb") as file:
        start = file.read(_START)
        if path.suffix.lower() != ".md":
            return any(mark in start for mark in MARKS.get(path.suffix.lower(), ()))
        file.seek(max(0, path.stat().st_size - _END))
        lines = file.read().rstrip().splitlines()
        return bool(lines) and lines[-1].startswith(_LAST_LINE)
    return False
