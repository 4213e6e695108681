"""Finds the run folders below the folders that a user names."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from reportgen.errors import ReportError
from reportgen.read.archive import Unpacked
from reportgen.read.files import recognise_file
from reportgen.read.redact import echoed, is_home, one_line

MAX_FOLDERS = 100_000
MAX_NAME = 200
"""Longest name of a run, in characters."""
# One of these makes a folder a run when it is met on the way down; a lone data.yaml does not.
_SIGNS = ("results-csv", "args", "confusion-matrix")


@dataclass(frozen=True)
class FoundRun:
    """A run folder, as it was found."""

    folder: Path
    name: str
    shown: str
    """What the user knows it by: its path, or its place in an archive."""
    named: bool
    """The user named this very folder; else it was found below one, or in an archive."""


@contextmanager
def open_runs(paths: Sequence[Path]) -> Iterator[list[FoundRun]]:
    """The runs that `paths` name: folders, folders above some, and archives of either.

    Archives stay unpacked within the context. Raises ReportError as `find_runs` and `Unpacked` do.
    """
    with ExitStack() as stack:
        shown: dict[Path, str] = {}
        for path in paths:
            if path.is_file():
                archive = Unpacked(path)
                stack.callback(archive.close)
                shown |= {run: archive.shown(run) for run in find_runs_in(archive)}
            else:
                shown |= {run: echoed(run) for run in find_runs([path]) if run not in shown}
        found = zip(shown, name_runs(list(shown)), shown.values(), strict=True)
        yield [FoundRun(folder, name, text, folder in paths) for folder, name, text in found]


def find_runs(paths: Sequence[Path]) -> list[Path]:
    """The run folders that `paths` name: each itself, or all runs below it, in order of name.

    Links are not followed. Raises ReportError when a path is no folder or leads to no run.
    """
    found: list[Path] = []
    for path in paths:
        if not path.is_dir():
            what = "Not a folder" if path.exists() else "No such folder"
            raise ReportError(
                f"{what}: {echoed(path)}. Give a run folder, the one with results.csv."
            )
        below = [path] if _is_run(path) else list(_runs_below(path))
        if not below and _holds_anything(path):
            below = [path]
        if not below:
            raise ReportError(
                f"No training run in {echoed(path)}. Give a folder with results.csv, "
                "or one above such folders."
            )
        found += [run for run in below if run not in found]
    return found


def find_runs_in(archive: Unpacked) -> list[Path]:
    """The run folders in an archive. Raises ReportError when it holds none."""
    try:
        return find_runs([archive.folder])
    except ReportError:
        raise ReportError(
            f"No training run in {archive.shown(archive.folder)}. "
            "Give an archive of a folder with results.csv."
        ) from None


def name_runs(folders: Sequence[Path]) -> list[str]:
    """A name for each run, as short as tells them apart: ``train``, else ``first/train``.

    Never so long that it names a user; what is not told apart is numbered.
    """
    parts = [_parts(folder) for folder in folders]
    names: list[str] = []
    for own in parts:
        depth = 1
        while depth < len(own) and sum(other[-depth:] == own[-depth:] for other in parts) > 1:
            depth += 1
        name = one_line("/".join(own[-depth:]) or "run", MAX_NAME)
        same = sum(other == name or other.startswith(f"{name} (") for other in names)
        names.append(f"{name} ({same + 1})" if same else name)
    return names


def _parts(folder: Path) -> list[str]:
    """Names of the folder and those above it, up to the home directory that they lie in."""
    whole = folder.resolve()
    above = [path for path in (whole, *whole.parents) if path.name]
    homes = [place for place, path in enumerate(above) if is_home(path)]
    return [path.name for path in above[: homes[0] if homes else None]][::-1]


def _runs_below(folder: Path) -> Iterator[Path]:
    for seen, (current, folders, _) in enumerate(os.walk(folder, followlinks=False)):
        if seen > MAX_FOLDERS:
            raise ReportError(
                f"More than {MAX_FOLDERS:,} folders below {echoed(folder)}. Name one nearer."
            )
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        path = Path(current)
        if path != folder and _is_run(path):
            folders.clear()
            yield path


def _is_run(folder: Path) -> bool:
    return any(kind in _SIGNS or kind.endswith("-curve") for kind in _kinds(folder))


def _holds_anything(folder: Path) -> bool:
    return any(_kinds(folder)) or any(_kinds(folder / "weights", "weights/"))


def _kinds(folder: Path, prefix: str = "") -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if not entry.is_dir(follow_symlinks=False)]
    except OSError:
        return
    for name in names:
        kind = recognise_file(prefix + name)
        if kind is not None:
            yield kind.key
