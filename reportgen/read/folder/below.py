"""Which folders at and below a path are runs."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, filterfalse, islice, product
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reportgen import words
from reportgen.errors import ReportError
from reportgen.read.bounded import LFS_POINTER, Unreadable, read_bytes
from reportgen.read.folder.copies import may_tell_epochs
from reportgen.read.folder.files import is_log, kinds_in, sides_log
from reportgen.read.folder.kinds import (
    ANYBODYS,
    AS_CSV,
    COPY,
    OF_DATA,
    RESULTS,
    SPREADSHEET,
    recognise_file,
)
from reportgen.read.folder.validations import is_no_training, is_validation, unclaimed
from reportgen.read.redact import echoed, one_line
from reportgen.read.table.trials import trials_of
from reportgen.trainers import all_trainers
from reportgen.trainers.tensorboard import SIDES

if TYPE_CHECKING:
    from reportgen.read.folder.archive import Unpacked

MAX_FOLDERS = 100_000
# One of these makes a folder a run when it is met on the way down; a lone data.yaml does not.
_SIGNS = (RESULTS, COPY, "args", "confusion-matrix")
_SEARCH = "tune-results"
_ARCHIVE = re.compile(r"(?is).*\.(?:zip|tar|tar\.gz|tgz)")
_OF_OTHERS = re.compile(
    r"(?i).*\.(?:pth|pth\.tar|pdparams|ckpt|h5|keras|safetensors)|vdlrecords\..*"
)
"""Weights as other trainers than Ultralytics name them, and PaddlePaddle's VisualDL."""
_MOST_LOOKED_AT = 50
_LARGEST_POINTER = 1024
"""Bytes; Git LFS keeps its pointers below that."""
_CHECKPOINT = re.compile(r"checkpoint-(\d{1,12})")
"""Folders that Hugging Face's Trainer writes its state into."""
TRIALS = "multitrain"
"""What the folders of a search's trials are named, with a number."""


class Below(NamedTuple):
    """What a path leads to."""

    runs: list[Path]
    left_out: list[Path]
    """Validations that are found beside trainings, and name the weights of none of them."""


def find_runs(path: Path) -> Below:
    """The run folders that a path leads to: itself, or all runs below it, in order of name.

    Links are not followed. Raises ReportError when it is no folder or leads to no run.
    """
    if not path.is_dir():
        what = "Not a folder" if path.exists() else "No such folder"
        raise ReportError(f"{what}: {echoed(path)}. Give a run folder, the one with results.csv.")
    found = _runs_at(path)
    if not found.runs:
        raise ReportError(
            f"No training run in {echoed(path)}. Give a folder with results.csv, "
            f"or one above such folders.{_held_instead(path)}"
        )
    return found


def _runs_at(path: Path) -> Below:
    """The run at a path, else the search there and all runs below it."""
    below = _without_trials(list(_runs_from(path)))
    # A validation is none of the trainings; alone, it is all that there is to tell.
    runs = list(filterfalse(is_no_training, below)) or below
    if not runs and (_holds_anything(path) or not os.access(path, os.R_OK)):
        return Below([path], [])  # who reads it says why it cannot be listed
    others = filterfalse(set(runs).__contains__, below)
    return Below(_furthest(runs), unclaimed(filter(is_validation, others), runs))


def _without_trials(runs: Sequence[Path]) -> list[Path]:
    """The same without trials that lie beside their search: the search tells them."""
    searches = filter(is_search_folder, runs)
    trials = set(chain.from_iterable(map(trials_of, searches)))
    return [run for run in runs if run not in trials or not run.parent.name.startswith(TRIALS)]


def _furthest(runs: Sequence[Path]) -> list[Path]:
    """The same with only the last of a training's checkpoints: it tells all that came before."""
    steps = {run: int(step[1]) for run in runs if (step := _CHECKPOINT.fullmatch(run.name))}
    last = {run.parent: run for run in sorted(steps, key=steps.__getitem__)}
    earlier = steps.keys() - last.values()
    return [run for run in runs if run not in earlier]


def find_runs_in(archive: Unpacked) -> list[Path]:
    """The run folders in an archive. Raises ReportError when it holds none."""
    try:
        return find_runs(archive.folder).runs
    except ReportError:
        raise ReportError(
            f"No training run in {archive.shown(archive.folder)}. "
            f"Give an archive of a folder with results.csv.{_held_instead(archive.folder)}"
        ) from None


def _held_instead(folder: Path) -> str:
    """What a folder without a run holds: an archive, a data set, weights of other trainers."""
    for current, _, names in islice(os.walk(folder), _MOST_LOOKED_AT):
        if pointers := sorted(name for name in names if _is_pointer(Path(current, name))):
            return f" {one_line(pointers[0], 80)} is a Git LFS pointer: run git lfs pull."
        others = sorted(filter(_OF_OTHERS.fullmatch, names))
        archives = sorted(set(filter(_ARCHIVE.fullmatch, names)).difference(others))
        if archives:
            return (
                f" It holds {words.few([one_line(name, 80) for name in archives], 2)}: give that."
            )
        kinds = set(kinds_in(Path(current)))
        if SPREADSHEET in kinds:
            return f" It holds a spreadsheet, which is not read: {AS_CSV}."
        if kinds & set(OF_DATA):
            return " It holds a data set, no training."
        if others:
            return (
                f" It holds {one_line(others[0], 80)}, but no log that is read: "
                "let its trainer write one for TensorBoard, or a CSV file."
            )
    return ""


def _is_pointer(path: Path) -> bool:
    """Whether a file only stands for the one that Git LFS keeps elsewhere."""
    try:
        return read_bytes(path, _LARGEST_POINTER).startswith(LFS_POINTER)
    except Unreadable:
        return False


def _runs_from(folder: Path) -> Iterator[Path]:
    """The runs and searches at a folder and below it; none within a run."""
    for path, folders in _walked(folder):
        if is_search_folder(path):
            # Its trials are no runs of their own: the search tells them.
            folders[:] = [name for name in folders if not name.startswith(TRIALS)]
            yield path
        elif _is_run(path):
            folders.clear()
            yield path


def _walked(folder: Path) -> Iterator[tuple[Path, list[str]]]:
    """Each folder and those in it, which may be taken out; hidden ones are passed over."""
    for seen, (current, folders, _) in enumerate(os.walk(folder, followlinks=False)):
        if seen > MAX_FOLDERS:
            raise ReportError(
                f"More than {words.whole(MAX_FOLDERS)} folders below {echoed(folder)}. Name "
                "one nearer."
            )
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield Path(current), folders


def _is_run(folder: Path) -> bool:
    signs = set(filter(_is_sign, kinds_in(folder)))
    if signs == {RESULTS}:
        signs = {path.name for path in folder.iterdir() if _is_of_epochs(path)}
    return bool(signs) or _has_other_log(folder)


def _is_of_epochs(path: Path) -> bool:
    """Whether a file is named as results are, and not another program's table of that name."""
    kind = recognise_file(path.name)
    return kind is not None and kind.key == RESULTS and may_tell_epochs(path)


def _has_other_log(folder: Path) -> bool:
    """Whether a folder holds the log of a trainer whose files have names that others have too."""
    others = [trainer for trainer in all_trainers() if trainer.sniff]
    names = list(_files_in(folder))
    names += [name for side in SIDES for _, name in sides_log(folder, side)]
    return any(is_log(trainer, folder, name) for trainer, name in product(others, names))


def _files_in(folder: Path) -> Iterator[str]:
    """Names of the files directly in a folder; none where it cannot be listed."""
    with suppress(OSError), os.scandir(folder) as entries:
        yield from [entry.name for entry in entries if entry.is_file(follow_symlinks=False)]


def is_run_of(kinds: Iterable[str]) -> bool:
    """Whether files of these kinds make their folder a run, or one of a search."""
    return any(_is_sign(kind) or kind == _SEARCH for kind in kinds)


def _is_sign(kind: str) -> bool:
    return kind in _SIGNS or kind.endswith("-curve")


def is_search_folder(folder: Path) -> bool:
    """Whether a folder holds a hyperparameter search; its trainings may lie below it."""
    return _SEARCH in kinds_in(folder)


def _holds_anything(folder: Path) -> bool:
    named = any(kind not in (*ANYBODYS, *OF_DATA) for kind in kinds_in(folder))
    return named or any(kinds_in(folder / "weights", "weights/"))
