"""The folder of a site: only what changed is written, and only what was written is removed."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from reportgen.errors import ReportError, why_failed
from reportgen.output.site.names import FOLDERS, INDEX, MISSING, RUNS_JSON, is_own
from reportgen.read.bounded import Unreadable, read_bytes, regular_handle
from reportgen.read.redact import echoed
from reportgen.write import replace

MAX_BYTES = 128 * 2**20
"""Largest file that is compared with what is to be written."""
_MARK = re.compile(rb'"reportgen [^"<>]{1,40} site"')
"""Stands near the start of every index.html, 404.html and runs.json of a site."""
_START = 4_096
_END = b"</html>\n"
TEMPORARY = ".reportgen-"
"""What the name of a file begins with that is being written."""
ALLOWED = {"CNAME", "README.md", "LICENSE"}
"""What a folder may hold before the first call; hidden files, such as .git, as well."""


@dataclass
class Folder:
    """The folder, and what was done in it."""

    path: Path
    written: int = 0
    """Pages written, new or changed."""
    unchanged: int = 0
    """Pages that were there as they are to be."""
    removed: int = 0
    """Pages removed."""

    def make(self) -> None:
        """Make the folder. Raises ReportError where it cannot be."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._cannot(error) from None

    def prepare(self) -> None:
        """Make what is in it. Raises ReportError where that cannot be, or is somebody else's.

        What a call that was killed left half written is removed: no other one is at work here.
        """
        shown = echoed(self.path)
        try:
            names = {entry.name for entry in os.scandir(self.path)}
            strange = {name for name in names - ALLOWED if not name.startswith(".")}
            if strange and not self._is_site(names):
                raise ReportError(
                    f"The folder {shown} holds other files ({min(strange)[:60]}). "
                    "Name an empty folder, or one that --site has made."
                )
            for name in FOLDERS:
                if (self.path / name).is_symlink():
                    raise ReportError(f"{name} in {shown} is a link. Remove it, or name another.")
                (self.path / name).mkdir(exist_ok=True)
            for name in (".", *FOLDERS):
                for left in (self.path / name).glob(f"{TEMPORARY}*"):
                    left.unlink(missing_ok=True)
        except OSError as error:
            raise self._cannot(error) from None

    def _is_site(self, names: set[str]) -> bool:
        """Whether this program has made it, or begun to."""
        if self.has_made(INDEX) or self.has_made(RUNS_JSON):
            return True
        return all(name in {*ALLOWED, *FOLDERS} or name.startswith(".") for name in names)

    def put(self, name: str, content: bytes) -> bool:
        """Write a file, whole or not at all; False where it is there with this content already."""
        if self._holds(name, content):
            self.unchanged += _is_page(name)
            return False
        target = self.path / name
        try:
            replace(target, content, mode=0o644, prefix=TEMPORARY)
        except OSError as error:
            raise self._cannot(error) from None
        self.written += _is_page(name)
        return True

    def _holds(self, name: str, content: bytes) -> bool:
        target = self.path / name
        try:
            status = target.lstat()
            if not stat.S_ISREG(status.st_mode) or status.st_size != len(content):
                return False
            return not content or read_bytes(target, MAX_BYTES) == content
        except (OSError, Unreadable):
            return False

    def keep(self, names: Iterable[str]) -> bool:
        """Whether all these files are there and whole; then pages of them count as unchanged."""
        listed = list(names)
        if not all(map(self.is_whole, listed)):
            return False
        self.count_unchanged(listed)
        return True

    def count_unchanged(self, names: Iterable[str]) -> None:
        """Count the pages among files that are known to be as they are to be."""
        self.unchanged += sum(map(_is_page, names))

    def has(self, name: str) -> bool:
        """Whether a file is there."""
        target = self.path / name
        return target.is_file() and not target.is_symlink()

    def is_whole(self, name: str) -> bool:
        """Whether a file is there; a page, whether with its end: a copy may have broken off."""
        if not self.has(name) or not _is_page(name):
            return self.has(name)
        with suppress(OSError), (self.path / name).open("rb") as file:
            file.seek(-len(_END), os.SEEK_END)
            return file.read() == _END
        return False

    def has_made(self, name: str) -> bool:
        """Whether a file is there that bears the mark of this program; a FIFO would wait."""
        with (
            suppress(OSError, Unreadable),
            os.fdopen(regular_handle(self.path / name), "rb") as file,
        ):
            return bool(_MARK.search(file.read(_START)))
        return False

    def remove(self, name: str) -> None:
        """Remove a file that this program has written."""
        if is_own(name):
            with suppress(OSError):
                (self.path / name).unlink()
                self.removed += _is_page(name)

    def total(self) -> tuple[int, int]:
        """Files and bytes in the folder, whoever has put them there; without .git."""
        files = size = 0
        for place, folders, names in os.walk(self.path):
            folders[:] = [name for name in folders if name != ".git"]
            for name in names:
                with suppress(OSError):
                    size += (Path(place) / name).lstat().st_size
                    files += 1
        return files, size

    def _cannot(self, error: OSError) -> ReportError:
        shown, why = echoed(self.path), why_failed(error)
        return ReportError(f"Cannot write to {shown}: {why}. Choose another folder with --site.")


def _is_page(name: str) -> bool:
    return name.endswith(".html") and name != MISSING
