"""The cache of fetched files: a mirror of each store, with what each file was fetched as.

It may be deleted at any time. ``STORE/PATH/FILE`` is a file as the store has it, and
``STORE/.marks/DIGITS.json`` tells the marks (see `listing`) of the files of one folder. Files that
that no report reads stand as empty ones of the same size, which take no room on the disk.

What is kept is data, never code. But it is written and removed by name: no link is followed, and a
cache to which anybody may write is none.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from reportgen.errors import ReportError, why_failed
from reportgen.read.bounded import Unreadable, read_bytes
from reportgen.read.redact import echoed

MAX_MARKS = 16 * 2**20
_UNSAFE = re.compile(r'[%<>:"|?*\\\x00-\x1f]' if os.name == "nt" else r"[\x00]")
"""What no file may be called by; of Windows with the sign that stands for it."""


def default_cache() -> Path:
    """Where caches go: XDG_CACHE_HOME, or the folder that it stands for."""
    told = Path(os.environ.get("XDG_CACHE_HOME", ""))
    # A relative one does not count (XDG Base Directory Specification).
    return (told if told.is_absolute() else Path.home() / ".cache") / "reportgen"


class Mirror:
    """What is kept of one store."""

    def __init__(self, cache: Path, store: str) -> None:
        """`cache` need not be there yet; `store` is the digits of `Address.store`.

        Raises ReportError for a cache to which everybody may write, where a link could be put.
        """
        with suppress(OSError):
            if os.name == "posix" and cache.stat().st_mode & 0o002:
                raise ReportError(
                    f"Anybody may write to the cache {echoed(cache)}. Choose another with --cache."
                )
        self.root = cache / store

    def place(self, path: str) -> Path | None:
        """Where a path of the store is kept; None for one that would lie elsewhere."""
        parts = list(filter(None, path.split("/")))
        if any(part in (".", "..") or len(part.encode()) > 200 for part in parts):
            return None
        # Two names stay two: of runs a:b and a_b each has its own files.
        place = self.root.joinpath(
            *(_UNSAFE.sub(lambda sign: quote(sign[0], safe=""), part) for part in parts)
        )
        return None if self._is_linked(place) else place

    def marks(self, folder: str) -> dict[str, str]:
        """What the files of a folder were fetched as, by name; empty when nothing is known."""
        with suppress(Unreadable, ValueError):
            told = json.loads(read_bytes(self._marks(folder), MAX_MARKS))
            if isinstance(told, dict):
                return {str(name): str(mark) for name, mark in told.items()}
        return {}

    def keep_marks(self, folder: str, marks: Mapping[str, str]) -> None:
        """Note what the files of a folder are now; those of other names are removed."""
        place = self.place(folder)
        before = self.marks(folder)
        if place is not None:
            for name in before.keys() - marks.keys():
                if (place / name).is_file():
                    (place / name).unlink(missing_ok=True)
        if marks != before:
            self.write(self._marks(folder), {0: json.dumps(marks).encode()})

    def forget_all_but(self, root: str, folders: Iterable[str]) -> None:
        """Remove the runs below `root` that the store no longer has."""
        kept = {place for folder in folders if (place := self.place(folder))}
        top = self.place(root)
        if top is None or not top.is_dir():
            return
        for current, _, names in os.walk(top):
            place = Path(current)
            run = place.parent if place.name == "weights" else place
            if run not in kept:
                for name in names:
                    (place / name).unlink(missing_ok=True)

    def write(self, place: Path, parts: Mapping[int, bytes], size: int = 0) -> None:
        """Write a file of at least `size` bytes, whole or not at all; holes take no room.

        Raises ReportError where that is not possible.
        """
        try:
            if self._is_linked(place):
                raise OSError(errno.ELOOP, "a link stands in it")
            self._clear(place)
            place.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=place.parent, prefix=".part-")
            try:
                _fill(handle, parts, size)
                Path(name).replace(place)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise ReportError(
                f"Cannot write to the cache {echoed(self.root.parent)}: "
                f"{why_failed(error)}. Choose another with --cache."
            ) from None

    def _clear(self, place: Path) -> None:
        """Remove what the store had in the way of a file: a folder of its name, a file above it."""
        if place.is_dir():
            shutil.rmtree(place)
        for above in self._within(place.parent):
            if above.is_file():
                above.unlink()

    def _is_linked(self, place: Path) -> bool:
        """Whether a link stands among what of the cache leads to a place."""
        return any(path.is_symlink() for path in self._within(place))

    def _within(self, place: Path) -> tuple[Path, ...]:
        """A place and what lies above it, up to the root."""
        return (place, *place.parents)[: len(place.parts) - len(self.root.parts) + 1]

    def _marks(self, folder: str) -> Path:
        return self.root / ".marks" / f"{sha256(folder.encode()).hexdigest()[:20]}.json"


def _fill(handle: int, parts: Mapping[int, bytes], size: int) -> None:
    """Write each part at its place into an open file, which is closed; holes take no room."""
    with os.fdopen(handle, "wb") as file:
        for start, part in parts.items():
            file.seek(start)
            file.write(part)
        file.truncate(max(size, file.seek(0, os.SEEK_END)))
