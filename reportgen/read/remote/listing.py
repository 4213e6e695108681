"""What lies below an address: one listing, from which runs are told by the names of their files."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from reportgen import words
from reportgen.errors import ReportError
from reportgen.read.folder.below import is_run_of
from reportgen.read.folder.files import MAX_FILES
from reportgen.read.folder.kinds import recognise_file
from reportgen.read.remote.address import Address
from reportgen.read.remote.store import LISTING_SECONDS, asked

MAX_LISTED = 2_000_000
"""Most files below one address: those of 100,000 runs."""
MAX_FOLDERS = 20_000
"""Most folders that are listed one by one, as those of a web server are: as many as one that takes
45 ms for each lists in LISTING_SECONDS."""
LARGEST = 2**40
"""Bytes; no file of a training is larger, and not every disk takes the hole of a larger one."""
_MARKS = ("ETag", "etag", "md5Hash", "md5", "content_settings", "sha", "checksum", "CRC", "Digest")
_TIMES = ("LastModified", "last_modified", "mtime", "updated", "created")


@dataclass(frozen=True)
class RemoteFile:
    """A file of a store."""

    path: str
    """As the store knows it."""
    size: int
    mark: str
    """Changes with its content; empty where the store tells nothing of the kind."""


def file_of(info: Mapping[str, Any]) -> RemoteFile:
    """A file as a back end describes it."""
    size = _size(info.get("size"))
    mark = _first(info, _MARKS)
    if not mark and (time := _first(info, _TIMES)):
        mark = f"{time} {size}"
    return RemoteFile(str(info["name"]), size, mark)


def _size(told: Any) -> int:
    """The size of a file as far as one can be, whatever a server tells."""
    with suppress(TypeError, ValueError, OverflowError):
        return min(max(int(told or 0), 0), LARGEST)
    return 0


def _first(info: Mapping[str, Any], keys: Iterable[str]) -> str:
    """What the first of the keys tells that tells something; empty where none does."""
    return next((str(info[key]) for key in keys if info.get(key)), "")


def runs_below(system: Any, root: str, address: Address) -> dict[str, dict[str, RemoteFile]]:
    """Folders of runs below `root`, each with its files by their names in the folder.

    Raises ReportError where more lies below than is listed.
    """
    _bound(system, address)
    found = all_below(system, root)
    _refuse_beyond(MAX_LISTED, "files", len(found), address)
    folders: dict[str, dict[str, RemoteFile]] = {}
    for info in files_of(found):
        file = file_of(info)
        folder, name = _placed(file.path)
        files = folders.setdefault(folder, {})
        if len(files) < MAX_FILES:
            files[name] = file
    return dict(_runs(folders))


def all_below(system: Any, root: str) -> Mapping[str, Mapping[str, Any]]:
    """All that lies below `root`, as the back end describes it. Raises what the back end raises."""
    found: Mapping[str, Mapping[str, Any]] = asked(
        system, "find", root, seconds=LISTING_SECONDS, detail=True
    )
    if not found:
        # A store that cannot be reached looks empty to it.
        with suppress(FileNotFoundError):
            system.ls(root, detail=False)
    return found


def _bound(system: Any, address: Address) -> None:
    """Let a store whose folders are listed one by one be listed no further than is read: a server
    may name new folders in each."""
    if not system.async_impl:
        return
    folders = files = 0
    listed = system._ls

    async def bounded(*given: Any, **told: Any) -> Any:
        nonlocal folders, files
        found = await listed(*given, **told)
        folders, files = folders + 1, files + len(found)
        _refuse_beyond(MAX_FOLDERS, "folders", folders, address)
        _refuse_beyond(MAX_LISTED, "files", files, address)
        return found

    system._ls = bounded


def _refuse_beyond(most: int, what: str, number: int, address: Address) -> None:
    if number > most:
        raise ReportError(f"More than {words.whole(most)} {what} below {address}. Name one nearer.")


def files_of(found: Mapping[str, Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The files of a listing that a folder can hold, too.

    Of objects one may be called ``runs/``, as consoles make a folder, and another as what lies
    below it begins: no file is a folder.
    """
    told = [
        each for each in found.values() if "name" in each and each.get("type", "file") == "file"
    ]
    names = {str(info["name"]) for info in told}
    folders: set[str] = set()
    for name in names:
        folder = posixpath.dirname(name)
        while folder.strip("/") and folder not in folders:
            folders.add(folder)
            folder = posixpath.dirname(folder)
    kept = {name for name in names - folders if not name.endswith("/")}
    return [info for info in told if str(info["name"]) in kept]


def _placed(path: str) -> tuple[str, str]:
    """The folder that a file belongs to, and its name there; weights belong to that above."""
    folder, name = posixpath.split(path)
    if posixpath.basename(folder) == "weights":
        return posixpath.dirname(folder), f"weights/{name}"
    return folder, name


def _runs(
    folders: Mapping[str, dict[str, RemoteFile]],
) -> Iterator[tuple[str, dict[str, RemoteFile]]]:
    for folder in sorted(folders):
        kinds = [kind.key for name in folders[folder] if (kind := recognise_file(name))]
        if is_run_of(kinds):
            yield folder, folders[folder]
