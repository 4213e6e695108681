"""An address becomes a local path: what has changed is fetched, in parallel and within bounds."""

from __future__ import annotations

import posixpath
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from reportgen.errors import ReportError
from reportgen.read.folder.kinds import recognise_file
from reportgen.read.redact import show_as
from reportgen.read.remote.address import Address
from reportgen.read.remote.cache import Mirror, default_cache
from reportgen.read.remote.listing import RemoteFile, file_of, runs_below
from reportgen.read.remote.reasons import reason, refused
from reportgen.read.remote.store import ANSWER_SECONDS, asked, contents, open_store
from reportgen.read.remote.weights import Parts, what_is_read

MAX_BYTES = 20 * 2**30
"""Most bytes that one call fetches."""
MAX_SECONDS = 3 * 3600
"""Longest time that one call fetches."""
MAX_ARCHIVE = 4 * 2**30
TOGETHER = 32 * 2**20
"""Bytes that are fetched before they are written: they are in memory."""
MOST_TOGETHER = 256
_WEIGHTS = ".pt"


class _Wanted(NamedTuple):
    """A file to be fetched."""

    folder: str
    name: str
    file: RemoteFile

    @property
    def is_weights(self) -> bool:
        """Whether only parts of it are read."""
        return self.name.endswith(_WEIGHTS)


def bring(
    address: Address, cache: Path | None = None, say: Callable[[str], None] = lambda sentence: None
) -> Path:
    """A local folder with the runs below an address, or the file that it names.

    `cache` is where it is kept; `say` is told what had to be left out, a sentence each.
    Raises ReportError where nothing can be had.
    """
    system, root = open_store(address)
    mirror = Mirror(cache or default_cache(), address.store)
    try:
        if _is_file(system, root):
            return _brought_file(system, root, mirror, address)
        runs = runs_below(system, root, address)
    except ReportError:
        raise
    except Exception as error:
        raise refused(address, error) from None
    place = mirror.place(root)
    if not runs or place is None:
        raise ReportError(
            f"No training run in {address}. Give a folder with results.csv, "
            "or one above such folders."
        )
    show_as(place, address.shown.rstrip("/"))
    mirror.forget_all_but(root, runs)
    lost = _Fetch(system, mirror, address, say).all(runs)
    if len(lost) == len(runs):
        raise ReportError(f"Cannot fetch {address}: {next(iter(lost.values()))}")
    for folder, why in lost.items():
        say(f"{address.shown.rstrip('/')}{folder.removeprefix(root)} is left out: {why}")
    return place


def _is_file(system: Any, root: str) -> bool:
    # A folder of a web server is a page of links; what it is, its ending tells.
    if "http" in (system.protocol if isinstance(system.protocol, tuple) else (system.protocol,)):
        return bool(posixpath.splitext(root.split("?")[0])[1])
    if not root.strip("/"):
        return False
    return bool(asked(system, "isfile", root, seconds=ANSWER_SECONDS))


def _brought_file(system: Any, path: str, mirror: Mirror, address: Address) -> Path:
    """An archive or an old report. Raises ReportError for one that is too large."""
    file = file_of(system.info(path))
    folder, name = posixpath.split(path.split("?")[0].replace("://", "/"))
    place = mirror.place(f"{folder}/{name}")
    if place is None or file.size > MAX_ARCHIVE:
        raise ReportError(f"{address} is too large to be fetched. Unpack it there.")
    show_as(place, address.shown)
    if file.mark and place.is_file() and mirror.marks(path).get(name) == file.mark:
        return place
    mirror.write(place, {0: system.cat_file(path)})
    mirror.keep_marks(path, {name: file.mark})
    return place


class _Fetch:
    """One call's fetching."""

    def __init__(
        self, system: Any, mirror: Mirror, address: Address, say: Callable[[str], None]
    ) -> None:
        self._system, self._mirror, self._address, self._say = system, mirror, address, say
        self._left = MAX_BYTES
        self._until = time.monotonic() + MAX_SECONDS

    def all(self, runs: Mapping[str, Mapping[str, RemoteFile]]) -> dict[str, str]:
        """Bring all runs up to date; why a run is lost, by folder."""
        # A store knows longer names than a file system.
        lost = {run: "its path cannot be kept." for run in runs if self._mirror.place(run) is None}
        known = {folder: self._mirror.marks(folder) for folder in runs}
        marks: dict[str, dict[str, str]] = {folder: {} for folder in runs}
        wanted = self._wanted(runs, known, marks)
        while batch := list(self._batch(wanted)):
            for want, content in self._fetched(batch):
                if isinstance(content, BaseException):
                    lost[want.folder] = reason(content)
                else:
                    self._write(want, content)
                    marks[want.folder][want.name] = want.file.mark
        for folder in runs:
            self._mirror.keep_marks(folder, {} if folder in lost else marks[folder])
        return lost

    def _write(self, want: _Wanted, content: Parts) -> None:
        place = self._mirror.place(f"{want.folder}/{want.name}")
        assert place is not None
        self._mirror.write(place, content, want.file.size if want.is_weights else 0)

    def _wanted(
        self,
        runs: Mapping[str, Mapping[str, RemoteFile]],
        known: Mapping[str, Mapping[str, str]],
        marks: Mapping[str, dict[str, str]],
    ) -> Iterator[_Wanted]:
        """Files that have changed; those that are as they were are marked as they are."""
        for folder, files in runs.items():
            for name, file in files.items():
                place = self._mirror.place(f"{folder}/{name}")
                if place is None:
                    continue
                same = file.mark and known[folder].get(name) == file.mark and place.is_file()
                if same:
                    marks[folder][name] = file.mark
                elif recognise_file(name) is None:
                    self._mirror.write(place, {}, file.size)
                    marks[folder][name] = file.mark
                else:
                    yield _Wanted(folder, name, file)

    def _batch(self, wanted: Iterator[_Wanted]) -> Iterator[_Wanted]:
        """The next files that are fetched together. Raises ReportError beyond the bounds."""
        size = 0
        for want in islice(wanted, MOST_TOGETHER):
            fetched = 0 if want.is_weights else want.file.size
            size += fetched
            self._left -= fetched
            if self._left < 0 or time.monotonic() > self._until:
                raise ReportError(
                    f"Fetching {self._address} takes more than {MAX_BYTES >> 30} GB or "
                    f"{MAX_SECONDS // 3600} hours. Call again to go on, or name less."
                )
            yield want
            if size > TOGETHER:
                return

    def _fetched(self, batch: Sequence[_Wanted]) -> Iterator[tuple[_Wanted, Parts | BaseException]]:
        contents = self._contents([want.file.path for want in batch if not want.is_weights])
        for want in sorted(batch, key=lambda want: want.is_weights):
            if want.is_weights:
                yield want, what_is_read(self._system, want.file)
            else:
                content = contents[want.file.path]
                yield want, {0: content} if isinstance(content, bytes) else content

    def _contents(self, paths: Sequence[str]) -> dict[str, bytes | BaseException]:
        found = contents(self._system, paths)
        again = [path for path in paths if not isinstance(found.get(path), bytes)]
        if again:
            # A store that is asked for much refuses some: once more, later and in less haste.
            time.sleep(1)
            found |= contents(self._system, again, 2)
        return found
