"""Finds the run folders below the folders that a user names."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen import words
from reportgen.errors import ReportError
from reportgen.read.earlier.report import is_report, read_old_report
from reportgen.read.folder.files import (
    ANYBODYS,
    AS_CSV,
    COPY,
    OF_DATA,
    RESULTS,
    SPREADSHEET,
    is_log,
    kinds_in,
    recognise_file,
    sides_log,
)
from reportgen.read.folder.run_names import name_runs, tell_apart
from reportgen.read.folder.validations import is_no_training, is_validation
from reportgen.read.redact import echoed, one_line, showing_paths
from reportgen.trainers import all_trainers
from reportgen.trainers.tensorboard import SIDES

if TYPE_CHECKING:
    from reportgen.read.folder.archive import Unpacked
    from reportgen.read.run import Run

MAX_FOLDERS = 100_000
# One of these makes a folder a run when it is met on the way down; a lone data.yaml does not.
_SIGNS = (RESULTS, COPY, "args", "confusion-matrix")
_SEARCH = "tune-results"
_ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz")
_MOST_LOOKED_AT = 50
_CHECKPOINT = re.compile(r"checkpoint-(\d{1,12})")
"""Folders that Hugging Face's Trainer writes its state into."""
TRIALS = "multitrain"
"""What the folders of a search's trials are named, with a number."""


@dataclass(frozen=True)
class FoundRun:
    """A run as it was found: its folder, or what an old report tells of it."""

    folder: Path
    """The run folder, or the report that tells the run."""
    name: str
    shown: str
    """What the user knows it by: its path, or its place in an archive or a report."""
    named: bool
    """The user named this very run; else it was found below a folder, or with others in a file."""
    told: Run | None = None
    """The run as an old report tells it; None: its folder is to be read."""

    @property
    def is_search(self) -> bool:
        """Whether it holds a hyperparameter search, whatever else lies in it."""
        return self.told.is_search if self.told else _is_search(self.folder)

    @property
    def is_validation(self) -> bool:
        """Whether it is what ``yolo val`` writes, and no training."""
        return self.told is None and is_validation(self.folder)


@dataclass(frozen=True)
class _Place:
    """Where a run was found, before it has its name."""

    folder: Path
    shown: str
    named: bool
    named_as: Path
    """The path whose last parts name it."""
    told: Run | None = None


@contextmanager
def open_runs(paths: Sequence[Path], *, show_paths: bool = False) -> Iterator[list[FoundRun]]:
    """The runs that `paths` name: folders, folders above some, archives of either, old reports.

    A run folder or file that is named twice is given twice; one that is found below another is
    not; the results.csv of a run stands for its folder. Archives stay unpacked within the context.
    With `show_paths` paths in old reports stay whole. Raises ReportError as `find_runs`, `Unpacked`
    and `read_old_report` do.
    """
    paths = [_folder_of(path) for path in paths]
    with ExitStack() as stack:
        places: list[_Place] = []
        for number, path in enumerate(paths):
            if not path.is_file():
                known = {place.folder for place in places}
                if path in paths[:number]:
                    known.discard(path)
                new = [run for run in find_runs([path]) if run not in known]
                places += [_Place(run, echoed(run), run in paths, run) for run in new]
            elif is_report(path):
                places += _in_report(path, show_paths=show_paths)
            else:
                from reportgen.read.folder.archive import Unpacked

                _refuse_file_of_run(path)
                archive = Unpacked(path)
                stack.callback(archive.close)
                places += _in_archive(path, archive)
        yield _named(places)


def _folder_of(path: Path) -> Path:
    """The run folder where its table of results is named; else what is named."""
    kind = recognise_file(path.name) if path.is_file() else None
    return path.parent if kind is not None and kind.key == RESULTS else path


def _refuse_file_of_run(path: Path) -> None:
    for folder in (path.absolute().parent, path.absolute().parent.parent):
        if recognise_file(path.absolute().relative_to(folder).as_posix()):
            kind = recognise_file(path.name)
            if kind is not None and kind.key == SPREADSHEET:
                raise ReportError(f"{echoed(path)} is a spreadsheet. Give its folder: {AS_CSV}.")
            raise ReportError(f"{echoed(path)} is a file of a run. Give its folder.")


def _in_archive(path: Path, archive: Unpacked) -> list[_Place]:
    """The runs in an archive, named as if it were a folder in its place."""
    temporary = archive.folder.parent
    return [
        _Place(run, archive.shown(run), False, path.parent / run.relative_to(temporary))
        for run in find_runs_in(archive)
    ]


def _in_report(path: Path, *, show_paths: bool) -> list[_Place]:
    with showing_paths(show_paths):
        runs = read_old_report(path)
    shown = echoed(path)
    if len(runs) == 1:
        return [_Place(path, shown, True, path, runs[0])]
    return [_Place(path, f"{run.name} in {shown}", False, path, run) for run in runs]


def _named(places: Sequence[_Place]) -> list[FoundRun]:
    """The runs with their names; one in a report keeps the name that it has there."""
    names = iter(name_runs([place.named_as for place in places if place.told is None]))
    given = [place.told.name if place.told else next(names) for place in places]
    sources = [place.folder.name if place.told else "" for place in places]
    return [
        FoundRun(place.folder, name, place.shown, place.named, place.told)
        for place, name in zip(places, tell_apart(given, sources), strict=True)
    ]


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
        below = _runs_at(path)
        if not below:
            raise ReportError(
                f"No training run in {echoed(path)}. Give a folder with results.csv, "
                f"or one above such folders.{_held_instead(path)}"
            )
        found += [run for run in below if run not in found]
    return found


def _runs_at(path: Path) -> list[Path]:
    """The run at a path, else the search there and all runs below it."""
    if not _is_search(path) and _is_run(path):
        return [path]
    below = list(_runs_below(path))
    # A validation is none of the trainings; alone, it is all that there is to tell.
    below = [run for run in below if not is_no_training(run)] or below
    if not below and (_holds_anything(path) or not os.access(path, os.R_OK)):
        return [path]  # who reads it says why it cannot be listed
    return _furthest(below)


def _furthest(runs: Sequence[Path]) -> list[Path]:
    """The same with only the last of a training's checkpoints: it tells all that came before."""
    steps = {run: int(step[1]) for run in runs if (step := _CHECKPOINT.fullmatch(run.name))}
    last = {run.parent: run for run in sorted(steps, key=steps.__getitem__)}
    return [run for run in runs if run not in steps or last[run.parent] == run]


def find_runs_in(archive: Unpacked) -> list[Path]:
    """The run folders in an archive. Raises ReportError when it holds none."""
    try:
        return find_runs([archive.folder])
    except ReportError:
        raise ReportError(
            f"No training run in {archive.shown(archive.folder)}. "
            f"Give an archive of a folder with results.csv.{_held_instead(archive.folder)}"
        ) from None


def _held_instead(folder: Path) -> str:
    """What a folder without a run holds that it may be taken for one: a data set, an archive."""
    for current, _, names in islice(os.walk(folder), _MOST_LOOKED_AT):
        archives = sorted(name for name in names if name.lower().endswith(_ARCHIVES))
        if archives:
            return (
                f" It holds {words.few([one_line(name, 80) for name in archives], 2)}: give that."
            )
        kinds = set(kinds_in(Path(current)))
        if SPREADSHEET in kinds:
            return f" It holds a spreadsheet, which is not read: {AS_CSV}."
        if kinds & set(OF_DATA):
            return " It holds a data set, no training."
    return ""


def _runs_below(folder: Path) -> Iterator[Path]:
    """The runs below a folder, and the searches there and at the folder itself."""
    for seen, (current, folders, _) in enumerate(os.walk(folder, followlinks=False)):
        if seen > MAX_FOLDERS:
            raise ReportError(
                f"More than {words.whole(MAX_FOLDERS)} folders below {echoed(folder)}. Name "
                "one nearer."
            )
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        path = Path(current)
        if _is_search(path):
            # Its trials are no runs of their own: the search tells them.
            folders[:] = [name for name in folders if not name.startswith(TRIALS)]
            yield path
        elif path != folder and _is_run(path):
            folders.clear()
            yield path


def _is_run(folder: Path) -> bool:
    return any(map(_is_sign, kinds_in(folder))) or _has_other_log(folder)


def _has_other_log(folder: Path) -> bool:
    """Whether a folder holds the log of a trainer whose files have names that others have too."""
    others = [trainer for trainer in all_trainers() if trainer.sniff]
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if entry.is_file(follow_symlinks=False)]
    except OSError:
        return False
    names += [name for side in SIDES for _, name in sides_log(folder, side)]
    return any(is_log(trainer, folder, name) for trainer in others for name in names)


def is_run_of(kinds: Iterable[str]) -> bool:
    """Whether files of these kinds make their folder a run, or one of a search."""
    return any(_is_sign(kind) or kind == _SEARCH for kind in kinds)


def _is_sign(kind: str) -> bool:
    return kind in _SIGNS or kind.endswith("-curve")


def _is_search(folder: Path) -> bool:
    """Whether a folder holds a hyperparameter search; its trainings may lie below it."""
    return _SEARCH in kinds_in(folder)


def _holds_anything(folder: Path) -> bool:
    named = any(kind not in (*ANYBODYS, *OF_DATA) for kind in kinds_in(folder))
    return named or any(kinds_in(folder / "weights", "weights/"))
