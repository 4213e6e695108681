"""Which run is which, and whether anything of it has changed since its page was made."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime, timezone
from itertools import islice
from pathlib import Path

from reportgen.facts import Facts
from reportgen.output.site.model import FROM_CHECKPOINT, FROM_FILE
from reportgen.output.site.names import digest
from reportgen.read.bounded import Unreadable, read_bytes
from reportgen.read.discover import FoundRun
from reportgen.read.files import MAX_FILES
from reportgen.read.redact import echoed

RESULTS = "results.csv"
MAX_BYTES = 32 * 2**20
"""Largest file of an archive that is compared by its content."""
EARLIEST, LATEST = 2015, 2100
"""Years that a date is believed in: YOLO is of 2015."""
_ARGUMENTS = ("epochs", "seed", "name")


def run_id(facts: Facts, place: str) -> str:
    """What tells a training from all others: its first epoch and how it was started.

    Both stay as they are while it goes on and wherever its folder is moved, and a new training
    in the same folder has others. A run without epochs is told by its place.
    """
    table = facts.table
    if table is None or not len(table.epochs):
        return digest("place", place)
    first = sorted((name, float(values[0])) for name, values in table.columns.items())
    arguments = [str(facts.known_args.values.get(name)) for name in _ARGUMENTS]
    return digest("run", first, arguments, facts.data_name)


def table_digest(facts: Facts) -> str:
    """A digest of all epochs; empty when there are none."""
    if facts.table is None:
        return ""
    columns = [(name, values.tobytes()) for name, values in sorted(facts.table.columns.items())]
    return digest(facts.table.epochs.tobytes(), columns)


def place_of(found: FoundRun, site: Path) -> str:
    """A digest of where a run lies as seen from the site: the same in any checkout of a project."""
    where = str(found.folder.resolve())
    if in_archive(found):
        where = os.path.abspath(Path(found.shown).expanduser())  # noqa: PTH100  (nothing is there)
    elif found.told:
        where = f"{where}: {found.name}"
    with suppress(ValueError):  # another drive
        where = os.path.relpath(where, site.resolve())
    return digest(Path(where).as_posix())


def in_archive(found: FoundRun) -> bool:
    """Whether the folder is one that an archive was unpacked to."""
    return found.told is None and found.shown != echoed(found.folder)


def fingerprint(found: FoundRun, *settings: object) -> str:
    """A digest of names, sizes and times of a run's files, and of how it is shown."""
    if found.told:
        status = found.folder.stat()
        files: list[tuple[str, int, object]] = [("", status.st_size, status.st_mtime_ns)]
    else:
        files = _files(found.folder, by_content=in_archive(found))
    return digest(found.name, files, settings)


def _files(folder: Path, *, by_content: bool) -> list[tuple[str, int, object]]:
    """Name, size and time of each file that a page may be made of; none is opened.

    Files of an archive are as old as their unpacking: there the content stands for the time.
    """
    found: list[tuple[str, int, object]] = []
    for entry, name in [*_entries(folder, ""), *_entries(folder / "weights", "weights/")]:
        with suppress(OSError):
            status = entry.stat(follow_symlinks=False)
            changed = _content(Path(entry.path)) if by_content else status.st_mtime_ns
            found.append((name, status.st_size, changed))
    return sorted(found, key=lambda file: file[0])


def _entries(folder: Path, prefix: str) -> list[tuple[os.DirEntry[str], str]]:
    """The first regular files of a folder, with their names."""
    with suppress(OSError), os.scandir(folder) as entries:
        files = (entry for entry in entries if entry.is_file(follow_symlinks=False))
        return [(entry, prefix + entry.name) for entry in islice(files, MAX_FILES)]
    return []


def _content(path: Path) -> str:
    """A digest of a file; empty where it cannot be read, or is as large as only weights are."""
    try:
        return digest(read_bytes(path, MAX_BYTES))
    except Unreadable:
        return ""


def date_of(facts: Facts, found: FoundRun) -> tuple[str, str]:
    """When a run was trained, as ISO 8601, and what tells it; both empty when nothing does."""
    told = facts.run.checkpoint.date if facts.run.checkpoint else None
    if told:
        with suppress(ValueError):
            moment = datetime.fromisoformat(told)
            if EARLIEST <= moment.year <= LATEST:
                return moment.replace(tzinfo=None, microsecond=0).isoformat(), FROM_CHECKPOINT
    if found.told is None and not in_archive(found):
        with suppress(OSError, OverflowError, ValueError):
            seconds = (found.folder / RESULTS).stat(follow_symlinks=False).st_mtime
            moment = datetime.fromtimestamp(int(seconds), timezone.utc).replace(tzinfo=None)
            if EARLIEST <= moment.year <= LATEST:
                return moment.isoformat(), FROM_FILE
    return "", ""
