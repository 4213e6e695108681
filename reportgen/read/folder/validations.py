"""Folders that ``yolo val`` writes: told from trainings, and found within and beside a run."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from reportgen.errors import ReportError
from reportgen.read.bounded import Unreadable, read_text
from reportgen.read.folder.files import kinds_in
from reportgen.read.folder.kinds import COPY, RESULTS
from reportgen.read.table.args import MAX_BYTES, Args, read_args
from reportgen.tasks import TASK_BY_NAME
from reportgen.trainers.form.trainer import ARGUMENTS_FILE

MOST = 20
"""Validations of one run that are read."""
_MOST_LOOKED_AT = 5_000
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
            whole = (match["run"] or "").removesuffix("weights").strip("/")
            parts = [part for part in whole.split("/") if part not in {"", ".", "..", "…"}]
            return tuple(parts), match["file"]
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
    """The validations within a run and beside it that name its weights, at most `MOST`."""
    folder = folder.absolute()
    places = [*_beside(folder.parent).named, *_beside(folder).named]
    return tuple(path for path, named in places if _is_of(folder, path, named))[:MOST]


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
    for path in map(Path, found):
        if RESULTS in kinds_in(path):
            trainings.append(path)
        elif is_validation(path):
            if not (path / ARGUMENTS_FILE).is_file() or (path / ARGUMENTS_FILE).is_symlink():
                unnamed.append(path)
            elif weights := named_weights(_args_of(path), "model", "weights"):
                named.append((path, weights[0]))
    return _Told(tuple(named), tuple(unnamed), tuple(trainings))


def _args_of(folder: Path) -> Args:
    with suppress(Unreadable, ReportError, OSError):
        return read_args(folder / ARGUMENTS_FILE)
    return Args({})
