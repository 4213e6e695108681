"""Folders that ``yolo val`` writes: told from trainings, found within, beside and near a run."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import chain, filterfalse, islice
from pathlib import Path
from typing import NamedTuple

from reportgen.errors import ReportError
from reportgen.read.bounded import Unreadable, read_text
from reportgen.read.folder.files import kinds_in
from reportgen.read.folder.kinds import COPY, RESULTS
from reportgen.read.redact import showing_paths
from reportgen.read.table.args import MAX_BYTES, Args, read_args
from reportgen.tasks import TASK_BY_NAME
from reportgen.trainers.form.trainer import ARGUMENTS_FILE

MOST = 20
"""Validations of one run that are read."""
_MOST_LOOKED_AT = 5_000
_MOST_NEAR = 50
"""Folders around that of a run in which its validations are looked for."""
_RUNS = "runs"
"""The folder that Ultralytics writes all its runs into."""
_OF_TRAINING = {RESULTS, "tune-results"}
_LEFT_BY_TRAINING = {"results-png", "labels", "labels-correlogram", "train-batch"}
_LEFT_BY_TRAINING |= {"best-weights", "last-weights", "epoch-weights", "checkpoint", COPY}
_NAMED = re.compile(r"val(?:-?\d+)?")
_WRITES_INTO = ("val", "test")
"""What the folder is called that YOLOv5 and YOLOv7 write their validations into."""
_NO_TRAINING = ("val", "predict", "track", "export", "benchmark")
"""Modes of Ultralytics that write folders of their own, with an args.yaml."""
_SAYS_SO = re.compile(rf"\bmode\b.{{1,8}}?\b(?:{'|'.join(_NO_TRAINING)})\b")
_WEIGHTS = re.compile(r"(?:(?P<run>.+)/)?(?:weights/)?(?P<file>(?:best|last|epoch\d+)\.pt)")


def named_weights(args: Args, *names: str) -> tuple[tuple[str, ...], str] | None:
    """The folders of the run whose weights one of the arguments names, and the weights' file.

    As many folders as are told, without the one that holds the weights; None: no such file.
    """
    for name in names:
        match = _WEIGHTS.fullmatch((args.text(name) or "").replace("\\", "/"))
        if match:
            whole = (match["run"] or "").split("/")
            parts = tuple(filterfalse({"", ".", "..", "…"}.__contains__, whole))
            return parts[:-1] if parts[-1:] == ("weights",) else parts, match["file"]
    return None


def is_validation(folder: Path) -> bool:
    """Whether a folder is what ``yolo val`` writes: its arguments say so, or its name and plots."""
    kinds = set(kinds_in(folder))
    if _OF_TRAINING & kinds:
        return False
    if "args" in kinds:
        return _other_mode(folder) == "val"
    if _NAMED.fullmatch(folder.name):
        return True
    if _LEFT_BY_TRAINING & kinds:
        return False
    if folder.parent.name in _WRITES_INTO:
        return bool(kinds)
    draws = any(kind == "confusion-matrix" or kind.endswith("-curve") for kind in kinds)
    return draws and "val-pred" in kinds


def is_no_training(folder: Path) -> bool:
    """Whether it is a validation, or what another mode of Ultralytics writes, such as predict."""
    if is_validation(folder):
        return True
    kinds = set(kinds_in(folder))
    return "args" in kinds and not _OF_TRAINING & kinds and bool(_other_mode(folder))


def _other_mode(folder: Path) -> str:
    """The mode in the arguments; empty for a training, whose arguments are not parsed for that."""
    with suppress(Unreadable, OSError):
        if _SAYS_SO.search(read_text(folder / ARGUMENTS_FILE, MAX_BYTES)):
            mode = _args_of(folder).text("mode")
            return mode if mode in _NO_TRAINING else ""
    return ""


def validations_of(folder: Path) -> tuple[Path, ...]:
    """The validations within a run, beside it and near it that name its weights, at most `MOST`.

    Near it are the folders beside the one that it lies in, and those in them: ``runs/val/exp`` of
    ``runs/segment/train``; where that is called ``runs``, as Ultralytics has it, beside it as well.
    """
    folder = folder.absolute()
    places = [*_beside(folder.parent).named, *_beside(folder).named]
    found = [path for path, named in places if _is_of(folder, path, named)]
    near = [path for path, named in _near(folder) if _names_whole(folder, named)]
    alike = [path for path in near if path not in found and _same_task(folder, path)]
    return (*found, *alike)[:MOST]


def _near(folder: Path) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Validations in the folders around the one that a run lies in, and what each names."""
    above = folder.parent.parent
    roots = [above, above.parent] if above.name == _RUNS else [above]
    for root in roots:
        yield from _beside(root).named
        for place in _beside(root).folders:
            if place not in (folder.parent, above):
                yield from _beside(place).named


def _names_whole(folder: Path, named: tuple[str, ...]) -> bool:
    """Whether a path names a run by its folder and the one above, and by a third where told."""
    own = folder.parts[-3:]
    return len(named) > 1 and len(own) > 2 and own[-len(named[-3:]) :] == named[-3:]


def _same_task(folder: Path, validation: Path) -> bool:
    """Whether both say the same task, or one says none."""
    told = {_args_of(each).text("task") for each in (folder, validation)}
    return len(told - {None}) < 2


def unclaimed(validations: Iterable[Path], runs: Sequence[Path]) -> list[Path]:
    """Those that name the weights of no run of `runs`.

    One without arguments names none: the runs that it lies in or beside may know it by its numbers.
    """
    validations = list(validations)
    if not validations:
        return []
    claimed = set(chain.from_iterable(map(validations_of, runs)))
    near = {place for run in runs for place in (run.absolute(), run.absolute().parent)}
    return [
        each
        for each in validations
        if each.absolute() not in claimed
        and (_has_arguments(each) or each.absolute().parent not in near)
    ]


def unnamed_validations(folder: Path) -> tuple[Path, ...]:
    """Those within a run and beside it that hold no arguments, and so name no weights."""
    folder = folder.absolute()
    return (*_beside(folder).unnamed, *_beside(folder.parent).unnamed)[:MOST]


def trainings_beside(folder: Path) -> tuple[Path, ...]:
    """Other trainings in the folder that a run lies in."""
    folder = folder.absolute()
    return tuple(path for path in _beside(folder.parent).trainings if path != folder)


def _is_of(folder: Path, validation: Path, named: tuple[str, ...]) -> bool:
    """Whether the named folders are the run's, which may have been moved with its neighbours."""
    if not named:
        return validation.parent == folder
    above, name = (folder.parent.name, *named)[-2:]
    if name != folder.name:
        return False
    if above == folder.parent.name:
        return True
    other_task = above in TASK_BY_NAME and folder.parent.name in TASK_BY_NAME
    return not other_task and not (folder.parent.parent / above / folder.name).is_dir()


class _Told(NamedTuple):
    """What lies directly in a folder."""

    named: tuple[tuple[Path, tuple[str, ...]], ...] = ()
    """Validations, each with the folders of the run whose weights it names."""
    unnamed: tuple[Path, ...] = ()
    """Validations without arguments."""
    trainings: tuple[Path, ...] = ()
    """Folders with a table of epochs."""
    folders: tuple[Path, ...] = ()
    """Other folders, at most `_MOST_NEAR`; hidden ones are passed over."""


def _beside(place: Path) -> _Told:
    try:
        return _told_in(place, place.stat().st_mtime_ns)
    except OSError:
        return _Told()


@lru_cache(maxsize=256)
def _told_in(place: Path, written: int) -> _Told:
    """The validations and trainings directly in a folder; one look for all runs.

    `written` is when the folder was last written, so that a changed one is looked at again.
    """
    with os.scandir(place) as entries:
        looked_at = islice(entries, _MOST_LOOKED_AT)
        found = sorted(each.path for each in looked_at if each.is_dir(follow_symlinks=False))
    named, unnamed, trainings = [], [], []
    folders: list[Path] = []
    for path in map(Path, found):
        if RESULTS in (kinds := set(kinds_in(path))):
            trainings.append(path)
        elif kinds and is_validation(path):
            if not _has_arguments(path):
                unnamed.append(path)
            elif weights := named_weights(_args_of(path), "model", "weights"):
                named.append((path, weights[0]))
        elif not kinds and not path.name.startswith(".") and len(folders) < _MOST_NEAR:
            folders.append(path)
    return _Told(tuple(named), tuple(unnamed), tuple(trainings), tuple(folders))


def _has_arguments(folder: Path) -> bool:
    file = folder / ARGUMENTS_FILE
    return file.is_file() and not file.is_symlink()


def _args_of(folder: Path) -> Args:
    """With whole paths, as they are only held against those of runs."""
    with suppress(Unreadable, ReportError, OSError), showing_paths(True):
        return read_args(folder / ARGUMENTS_FILE)
    return Args({})
