"""Whether anything of a run has changed since it was read.

Times tell that at once. A checkout gives every file a new one, though, and unpacking does: then the
content is compared. Both are kept with the run, as digests.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from reportgen.read.bounded import Unreadable, read_bytes
from reportgen.read.checkpoint.member import open_regular
from reportgen.read.folder.discover import FoundRun
from reportgen.read.folder.files import MAX_FILES
from reportgen.read.folder.validations import validations_of
from reportgen.values import digest

MAX_WHOLE = 32 * 2**20
"""Largest file that is compared byte by byte; larger ones are weights."""
ENDS = 2**20
"""Bytes at each end of a larger zip that are compared. Weights are one, and at the end of a zip
stands a checksum of every part (PKWARE, APPNOTE.TXT, 4.3.12)."""
MAX_OF_RUN = 2**29
"""Most bytes of one run that are compared; of what is beyond, size and time stand for it."""
TICK = 20_000_000
"""Nanoseconds within which two changes may bear the same time; Linux counts in steps of 10 ms."""
_ZIP = b"PK"


class _File(NamedTuple):
    """A regular file that a run may be told by."""

    name: str
    path: Path
    size: int
    changed: int
    """Nanoseconds since 1970."""
    noted: int
    """The same of the latest change that the system noted, which no program can set back."""


def stamp(found: FoundRun, *settings: object) -> str:
    """A digest of names, sizes and times of a run's files, and of how it is shown; none is opened.

    Empty for a run of an archive, whose files are as old as their unpacking, and of one that was
    written this very moment: the next change may bear the same time.
    """
    listed = [] if found.is_unpacked else _files(found)
    if found.is_unpacked or any(time.time_ns() - file.noted < TICK for file in listed):
        return ""
    files = [(file.name, file.size, file.changed, file.noted) for file in listed]
    return digest(found.name, files, settings)


def fingerprint(found: FoundRun, *settings: object) -> str:
    """A digest of names and contents of a run's files, and of how it is shown."""
    return digest(found.name, list(_contents(_files(found))), settings)


def content_of(path: Path) -> str:
    """A digest of a file of at most `MAX_WHOLE` bytes; empty where it cannot be read."""
    try:
        return sha256(read_bytes(path, MAX_WHOLE)).hexdigest()
    except Unreadable:
        return ""


def _contents(files: list[_File]) -> Iterator[tuple[str, int, object]]:
    left = MAX_OF_RUN
    for file in files:
        compared = file.size if file.size <= MAX_WHOLE else 2 * ENDS
        told: object = file.changed
        if compared <= left:
            left -= compared
            told = content_of(file.path) if file.size <= MAX_WHOLE else _of_ends(file)
        yield file.name, file.size, told


def _of_ends(file: _File) -> object:
    """What stands for a large file: of a zip its ends, of any other its time."""
    try:
        with open_regular(file.path) as opened:
            ends = opened.read(ENDS)
            opened.seek(max(file.size - ENDS, len(ends)))
            ends += opened.read(ENDS)
    except (Unreadable, OSError):
        return ""
    return sha256(ends).hexdigest() if ends.startswith(_ZIP) else file.changed


def _files(found: FoundRun) -> list[_File]:
    if found.told:
        status = found.folder.stat()
        return [_file("", found.folder, status)]
    folder = found.folder
    listed = [*_entries(folder, ""), *_entries(folder / "weights", "weights/")]
    for validation in validations_of(folder):  # the page tells what they came to
        listed += _entries(validation, f"{os.path.relpath(validation, folder.absolute())}/")
    return sorted(listed, key=lambda file: file.name)


def _entries(folder: Path, prefix: str) -> Iterator[_File]:
    """The first regular files of a folder."""
    with suppress(OSError), os.scandir(folder) as entries:
        files = (entry for entry in entries if entry.is_file(follow_symlinks=False))
        for entry in islice(files, MAX_FILES):
            with suppress(OSError):
                status = entry.stat(follow_symlinks=False)
                yield _file(prefix + entry.name, Path(entry.path), status)


def _file(name: str, path: Path, status: os.stat_result) -> _File:
    return _File(name, path, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
