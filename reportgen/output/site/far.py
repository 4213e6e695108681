"""A site at an address: a copy of it in the cache is brought up to date, and what changed is sent,
whenever the copy lists more pages and at the end.

A store has no lock and an object store no rename. Files go there whole; those that list others go
last, the index after all, so that a call that dies leaves a site that works and the next one goes
on. What another machine has sent is fetched first; where it sends while this call is at work, this
one sends nothing, says so, and its pages stand in the cache for the next call.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from reportgen.errors import ReportError
from reportgen.lock import held
from reportgen.output.site.folder import ALLOWED
from reportgen.output.site.names import INDEX, RUNS_JSON, is_own
from reportgen.read.bounded import Unreadable, read_bytes
from reportgen.read.redact import show_as
from reportgen.read.remote.address import Address
from reportgen.read.remote.cache import Mirror, default_cache
from reportgen.read.remote.listing import RemoteFile, all_below, file_of, files_of
from reportgen.read.remote.reasons import reason, refused
from reportgen.read.remote.store import contents, open_store
from reportgen.read.remote.target import is_of_objects

MAX_BYTES = 8 * 2**30
"""Largest site that is fetched; one of 100,000 runs without pictures has half of that."""
MAX_KNOWN = 64 * 2**20
TOGETHER = 200
"""Files that are fetched or sent together."""
PART = ".reportgen-part-"
"""What the name of a file begins with that is not whole yet."""


class FarSite:
    """The site at an address; a context, in which its copy is this process's alone."""

    def __init__(self, address: Address, cache: Path | None, waiting: Callable[[], None]) -> None:
        """`waiting` is called where another call of this machine is at work on it."""
        self._address, self._waiting = address, waiting
        self._system, self._root = open_store(address)
        self._root = self._root.rstrip("/")
        mirror = Mirror((cache or default_cache()) / "sites", address.store)
        place = mirror.place(self._root)
        if place is None or not self._root:
            raise ReportError(f"{address} has no room for a site. Name a folder there.")
        self._mirror, self.folder = mirror, place
        digits = sha256(self._root.encode()).hexdigest()[:20]
        self._notes = mirror.root / ".known" / f"{digits}.json"
        self._known: dict[str, tuple[str, str]] = {}
        """Of each file there as here: its mark in the store, and that of the copy."""
        self._begun = ""
        self._held = ExitStack()

    def __enter__(self) -> FarSite:
        """Fetch what has changed there. Raises ReportError where that cannot be."""
        self._mirror.write(self._mirror.root / ".sites", {0: b""})  # says what is wrong with it
        self.folder.mkdir(parents=True, exist_ok=True)
        self._held.enter_context(held(self._mirror.root, self._waiting))
        try:
            show_as(self.folder, self._address.shown.rstrip("/"))
            self._fetch()
        except BaseException:
            self._held.close()
            raise
        return self

    def __exit__(self, *failure: object) -> None:
        """Give the copy back."""
        self._held.close()

    # --- from there ------------------------------------------------------------------------------

    def _fetch(self) -> None:
        self._known = self._noted()
        there = self._listed()
        self._begun = _state_in(there)
        for name in self._known.keys() - there.keys():
            del self._known[name]
            (self.folder / name).unlink(missing_ok=True)
        wanted = [file for name, file in there.items() if not self._is_here(name, file)]
        if sum(file.size for file in wanted) > MAX_BYTES:
            raise ReportError(
                f"The site at {self._address} is too large to be fetched. Name another place."
            )
        for batch in _batches(wanted):
            self._take(batch)
        self._note()

    def _is_here(self, name: str, file: RemoteFile) -> bool:
        """Whether the copy has a file as it is there."""
        mark = self._known[name][0] if name in self._known else ""
        return bool(mark) and mark == file.mark and self._mark_of(name) != ""

    def _listed(self) -> dict[str, RemoteFile]:
        """The files of the site, by name. Raises ReportError where the place is somebody else's."""
        found: dict[str, RemoteFile] = {}
        strange = []
        for info in self._below():
            name = str(info["name"])[len(self._root) :].lstrip("/")
            if is_own(name):
                found[name] = file_of(info)
            elif not name.startswith(".") and PART not in name and name not in ALLOWED:
                strange.append(name)
        if strange and not {INDEX, RUNS_JSON} & found.keys():
            raise ReportError(
                f"{self._address} holds other files ({min(strange)[:60]}). "
                "Name an empty place, or one that --site has made."
            )
        return found

    def _below(self) -> list[Mapping[str, Any]]:
        try:
            return files_of(all_below(self._system, self._root))
        except FileNotFoundError as error:
            if is_of_objects(self._address):
                raise refused(self._address, error) from None
            return []
        except Exception as error:
            raise refused(self._address, error) from None

    def _take(self, files: Sequence[RemoteFile]) -> None:
        got = contents(self._system, [file.path for file in files])
        for file in files:
            content = got[file.path]
            if not isinstance(content, bytes):
                raise refused(self._address, content)
            name = file.path[len(self._root) :].lstrip("/")
            self._mirror.write(self.folder / name, {0: content})
            self._known[name] = (file.mark, self._mark_of(name))

    # --- to there --------------------------------------------------------------------------------

    def send(self) -> None:
        """Bring the store up to date with the copy. Raises ReportError where that cannot be."""
        here = {name: self._mark_of(name) for name in self._own()}
        before = {name: copy for name, (_, copy) in self._known.items()}
        changed = [name for name, mark in here.items() if before.get(name) != mark]
        gone = [name for name in self._known if name not in here]
        if not changed and not gone:
            return
        self._refuse_if_changed()
        try:
            self._bring(changed, gone)
        except ReportError:
            raise
        except Exception as error:
            raise ReportError(f"Cannot write to {self._address}: {reason(error)}") from None
        self._remember(here)

    def _remember(self, here: Mapping[str, str]) -> None:
        """Keep what is there as here, for the next call; `here` has the marks of the copy."""
        there = self._listed()
        self._begun = _state_in(there)
        self._known = {
            name: (there[name].mark, mark) for name, mark in here.items() if name in there
        }
        self._note()

    def _bring(self, changed: Sequence[str], gone: Sequence[str]) -> None:
        """Send what is new or has changed, then take away what is gone."""
        for batch in _batches(sorted(changed, key=_order)):
            self._put(batch)
        for name in gone:
            with suppress(FileNotFoundError):
                self._system.rm_file(f"{self._root}/{name}")

    def _refuse_if_changed(self) -> None:
        if _state_in(self._listed()) != self._begun:
            raise ReportError(
                f"Another call changed the site at {self._address} meanwhile; nothing was "
                "sent over it. Call again: what was made is kept."
            )

    def _put(self, names: Sequence[str]) -> None:
        if is_of_objects(self._address):
            self._system.put(
                [str(self.folder / name) for name in names],
                [f"{self._root}/{name}" for name in names],
            )
            return
        for name in names:
            target = f"{self._root}/{name}"
            folder, last = posixpath.split(target)
            self._system.makedirs(folder, exist_ok=True)
            self._system.put_file(str(self.folder / name), f"{folder}/{PART}{last}")
            self._system.mv(f"{folder}/{PART}{last}", target)

    # --- what is the same here and there ---------------------------------------------------------

    def _own(self) -> Iterator[str]:
        for path in self.folder.rglob("*"):
            name = path.relative_to(self.folder).as_posix()
            if is_own(name) and path.is_file() and not path.is_symlink():
                yield name

    def _mark_of(self, name: str) -> str:
        """Changes with the content of the copy; empty where it has none."""
        with suppress(OSError):
            told = (self.folder / name).stat()
            return f"{told.st_mtime_ns} {told.st_size}"
        return ""

    def _noted(self) -> dict[str, tuple[str, str]]:
        with suppress(Unreadable, ValueError, TypeError, AttributeError):
            told = json.loads(read_bytes(self._notes, MAX_KNOWN))
            pairs = {str(name): (str(there), str(here)) for name, (there, here) in told.items()}
            return {name: pair for name, pair in pairs.items() if is_own(name)}
        return {}

    def _note(self) -> None:
        self._mirror.write(self._notes, {0: json.dumps(self._known).encode()})


def _state_in(there: Mapping[str, RemoteFile]) -> str:
    """The mark of what the site tells of its runs; empty where there is no site yet."""
    return there[RUNS_JSON].mark if RUNS_JSON in there else ""


def _order(name: str) -> tuple[bool, bool, bool, str]:
    """What lists others comes after them, the index last."""
    return name == INDEX, name == RUNS_JSON, "/" not in name, name


def _batches(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    # The index is never sent together with what it lists.
    start = 0
    while start < len(items):
        end = min(start + TOGETHER, len(items))
        if items[start:end] and items[end - 1] == INDEX and end - start > 1:
            end -= 1
        yield items[start:end]
        start = end
