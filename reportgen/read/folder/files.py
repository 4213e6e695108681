"""Which files a run folder holds."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from reportgen.read.bounded import LFS_POINTER
from reportgen.read.folder.copies import original, tells_epochs
from reportgen.read.folder.kinds import (
    ANYBODYS,
    COPY,
    FILE_KINDS,
    OF_DATA,
    RESULTS,
    SECOND,
    FileKind,
    recognise_file,
)
from reportgen.read.redact import one_line, redact
from reportgen.tasks import Task
from reportgen.trainers import Trainer, all_trainers
from reportgen.trainers.tensorboard import SIDES

MAX_FILES = 5_000
_TELLING = ("trainer_state.json", "metrics.csv")
_MOST_OF_SIDE = 100
_STANDS_FOR = {COPY: RESULTS}
HEAD = 4_096
"""Bytes that tell whether a file is the log of a certain trainer."""
MAX_NAME = 255
"""Longest name that is shown, in characters; file systems allow no longer ones."""


@dataclass(frozen=True)
class RunFile:
    """One file of a run folder."""

    name: str
    """Path below the run folder, with ``/``; of one that Ultralytics does not write, redacted."""
    size: int
    """In bytes."""
    kind: FileKind | None
    """None: not a file that Ultralytics writes."""

    @property
    def key(self) -> str:
        """Key of its kind; empty when it has none."""
        return self.kind.key if self.kind else ""


@dataclass(frozen=True)
class Listing:
    """The files of a run folder, in the order of `FILE_KINDS`, then by name."""

    files: tuple[RunFile, ...] = ()
    left_out: int = 0
    """Links, devices, folders without meaning and what came after the first 5,000 files."""

    def of_kind(self, key: str) -> tuple[RunFile, ...]:
        """Files of one kind, by name."""
        return tuple(file for file in self.files if file.key == key)

    def missing(self, task: Task | None) -> tuple[FileKind, ...]:
        """Kinds that a finished training of `task` writes and that are not here."""
        present = {_STANDS_FOR.get(file.key, file.key) for file in self.files}
        return tuple(
            kind
            for kind in FILE_KINDS
            if kind.cost and kind.key not in present and kind.written_for(task)
        )


def list_files(folder: Path) -> Listing:
    """Files of a run folder and of its ``weights`` folder, by name and size; none is opened.

    Links are not followed: they could lead out of the folder. Raises OSError when the folder
    itself cannot be listed.
    """
    files: list[RunFile] = []
    left_out = 0
    for entry, name in _entries(folder):
        size = _regular_size(entry) if len(files) < MAX_FILES else None
        if size is None:
            left_out += 1
            continue
        files.append(RunFile(one_line(redact(name), MAX_NAME), size, recognise_file(name)))
    files = _once_each(files)
    rank = {kind.key: place for place, kind in enumerate(FILE_KINDS)}
    files.sort(key=lambda file: (rank.get(file.key, len(rank)), _natural(file.name)))
    return Listing(tuple(files), left_out)


def _once_each(files: list[RunFile]) -> list[RunFile]:
    """The same; what is here under its own name, or as an earlier copy, counts once."""
    taken = {file.name for file in files}
    told: list[RunFile] = []
    for file in sorted(files, key=lambda file: _natural(file.name)):
        own = original(file.name)
        if own != file.name and file.key not in ("", COPY):
            if own in taken:
                file = replace(file, kind=SECOND)
            taken.add(own)
        told.append(file)
    return told


def _regular_size(entry: os.DirEntry[str]) -> int | None:
    """Bytes of a regular file; None for anything else, and for what has gone meanwhile."""
    try:
        if entry.is_file(follow_symlinks=False):
            return entry.stat(follow_symlinks=False).st_size
    except OSError:
        pass
    return None


def is_log(trainer: Trainer, folder: Path, name: str) -> bool:
    """Whether a file is the log of a trainer, by its name and, where that says little, its head."""
    if not re.fullmatch(trainer.results, name, re.IGNORECASE):
        return False
    if trainer.sniff is None:
        return True
    try:
        with (folder / name).open("rb") as file:
            head = file.read(HEAD)
    except OSError:
        return False
    # What a pointer stands for is told by a name that few others use.
    return trainer.sniff(head) or (head.startswith(LFS_POINTER) and name.lower() in _TELLING)


def tells_anything(folder: Path, listing: Listing) -> bool:
    """Whether any file is of a training: by its name, or as the log of another trainer."""
    return any(_tells(folder, file) for file in listing.files)


def _tells(folder: Path, file: RunFile) -> bool:
    if file.kind is None or file.key in OF_DATA:
        return False
    if file.key == COPY:
        return tells_epochs(folder / file.name)
    return file.key not in ANYBODYS or any(is_log(t, folder, file.name) for t in all_trainers())


def _entries(folder: Path) -> Iterator[tuple[os.DirEntry[str], str]]:
    for entry in _scan(folder):
        if not entry.is_dir(follow_symlinks=False):
            yield entry, entry.name
        elif entry.name == "weights":
            yield from _weights(Path(entry.path))
        elif entry.name in SIDES:
            yield from sides_log(folder, entry.name)


def sides_log(folder: Path, side: str) -> Iterator[tuple[os.DirEntry[str], str]]:
    """The log in a folder of Keras' for training or validation, where there are both.

    A data set has such folders as well, of very many files: only the first ones are looked at.
    """
    if not all((folder / name).is_dir() for name in SIDES):
        return
    with suppress(OSError):
        for entry in islice(_scan(folder / side), _MOST_OF_SIDE):
            if entry.name.startswith("events.out.tfevents."):
                yield entry, f"{side}/{entry.name}"


def _weights(folder: Path) -> Iterator[tuple[os.DirEntry[str], str]]:
    for entry in _files(folder):
        yield entry, f"weights/{entry.name}"


def _files(folder: Path) -> Iterator[os.DirEntry[str]]:
    """What is no folder, directly in a folder; nothing where it cannot be listed."""
    with suppress(OSError):
        for entry in _scan(folder):
            if not entry.is_dir(follow_symlinks=False):
                yield entry


def _scan(folder: Path) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        yield from entries


def _natural(name: str) -> list[tuple[int, str]]:
    """Sort key under which batch 2 stands before batch 10."""
    return [
        (int(part[:12]) if part.isdigit() and part.isascii() else -1, part)
        for part in re.split(r"([0-9]+)", name)
    ]


def kinds_in(folder: Path, prefix: str = "") -> Iterator[str]:
    """The keys of the files directly in a folder, as far as they are known there."""
    for file in list(_files(folder)):
        kind = recognise_file(prefix + file.name)
        if kind is not None and (kind.key != COPY or tells_epochs(folder / file.name)):
            yield kind.key
