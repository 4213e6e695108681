"""Folders that ``yolo val`` writes: told from trainings, and found beside the run they name."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from functools import lru_cache
from itertools import islice
from pathlib import Path

from reportgen.errors import ReportError
from reportgen.read.bounded import Unreadable
from reportgen.read.folder.files import RESULTS, kinds_in
from reportgen.read.table.args import Args, read_args
from reportgen.tasks import TASK_BY_NAME
from reportgen.trainers.trainer import ARGUMENTS_FILE

MOST = 20
"""Validations of one run that are read."""
_MOST_LOOKED_AT = 5_000
_OF_TRAINING = {RESULTS, "tune-results"}
_NAMED = re.compile(r"val(?:-?\d+)?")
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
        return _args_of(folder).text("mode") == "val"
    return bool(_NAMED.fullmatch(folder.name)) or (folder.parent.name == "val" and bool(kinds))


def validations_of(folder: Path) -> tuple[Path, ...]:
    """The validations within a run and beside it that name its weights, at most `MOST`."""
    folder = folder.absolute()
    places = [*_beside(folder.parent), *_beside(folder)]
    return tuple(path for path, named in places if _is_of(folder, path, named))[:MOST]


def _is_of(folder: Path, validation: Path, named: tuple[str, ...]) -> bool:
    """Whether the named folders are the run's, which may have been moved with its neighbours."""
    if not named:
        return validation.parent == folder
    if named[-1] != folder.name:
        return False
    above = named[-2] if len(named) > 1 else folder.parent.name
    if above == folder.parent.name:
        return True
    other_task = above in TASK_BY_NAME and folder.parent.name in TASK_BY_NAME
    return not other_task and not (folder.parent.parent / above / folder.name).is_dir()


def _beside(place: Path) -> tuple[tuple[Path, tuple[str, ...]], ...]:
    try:
        return _told_in(place, place.stat().st_mtime_ns)
    except OSError:
        return ()


@lru_cache(maxsize=256)
def _told_in(place: Path, written: int) -> tuple[tuple[Path, tuple[str, ...]], ...]:
    """The validations directly in a folder with the run that each names; one look for all runs.

    `written` is when the folder was last written, so that a changed one is looked at again.
    """
    with os.scandir(place) as entries:
        looked_at = islice(entries, _MOST_LOOKED_AT)
        found = sorted(each.path for each in looked_at if each.is_dir(follow_symlinks=False))
    told = []
    for path in map(Path, found):
        if (path / ARGUMENTS_FILE).is_file() and is_validation(path):
            weights = named_weights(_args_of(path), "model", "weights")
            if weights is not None:
                told.append((path, weights[0]))
    return tuple(told)


def _args_of(folder: Path) -> Args:
    with suppress(Unreadable, ReportError, OSError):
        return read_args(folder / ARGUMENTS_FILE)
    return Args({})
