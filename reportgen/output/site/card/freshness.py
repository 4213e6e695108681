"""Whether anything of a run has changed since its page was made.

Times tell that at once. A checkout gives every file a new one, though, and unpacking does: then the
content is compared. Both are kept with the run, as digests.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from reportgen.output.site.card.identity import in_archive
from reportgen.output.site.names import digest
from reportgen.read.bounded import Unreadable, read_bytes
from reportgen.read.checkpoint.member import open_regular
from reportgen.read.folder.discover import FoundRun
from reportgen.read.folder.files import MAX_FILES
from reportgen.read.folder.validations import validations_of

MAX_WHOLE = 32 * 2**20
"""Largest file that is compared byte by byte; larger ones are weights."""
ENDS = 2**20
"""Bytes at each end of a larger zip that are compared. Weights are one, and at the end of a zip
stands a checksum of every part (PKWARE, APPNOTE.TXT, 4.3.12)."""
MAX_OF_RUN = 2**29
"""Most bytes of one run that are compared; of what is beyond, size and time stand for it."""
_ZIP = b"PK"


class _File(NamedTuple):
    """A regular file that a page may be made of."""

    name: str
    path: Path
    size: int
    changed: int
    """Nanoseconds since 1970."""


def stamp(found: FoundRun, *settings: object) -> str:
    """A digest of names, sizes and times of a run's files, and of how it is shown; none is opened.

    Empty for a run of an archive, whose files are as old as their unpacking.
    """
    if in_archive(found):
        return ""
    files = [(file.name, file.size, file.changed) for file in _files(found)]
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
        return [_File("", found.folder, status.st_size, status.st_mtime_ns)]
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
                name = prefix + entry.name
                yield _File(name, Path(entry.path), status.st_size, status.st_mtime_ns)
