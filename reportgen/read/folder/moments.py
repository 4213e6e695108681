"""When the files of a folder were written: what tells a training that goes on from an old one."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import NamedTuple

from reportgen.read.folder.files import Listing, RunFile

_watched: ContextVar[frozenset[Path]] = ContextVar("watched", default=frozenset())
"""No argument: `--watch` alone sees a training go on, and every reader would have to hand it on."""


class Moments(NamedTuple):
    """Times of a folder at the moment it was read, in seconds."""

    since: float
    """Since results.csv was written; below 0 where a clock is wrong."""
    between: float | None
    """From args.yaml, written when a training begins, to results.csv; None without it."""
    plots_drawn: bool
    """Whether plots of a final validation are newer than results.csv."""
    watched: bool
    """Whether somebody watches the training, and saw it go on."""


@contextmanager
def watching(folders: Iterable[Path]) -> Iterator[None]:
    """Runs of these folders that are read within it are known to go on."""
    token = _watched.set(frozenset(folders))
    try:
        yield
    finally:
        _watched.reset(token)


def moments_of(folder: Path, listing: Listing) -> Moments | None:
    """The times of a folder; None where it has no results.csv, or tells no times."""
    try:
        results = _written(folder, listing.of_kind("results-csv"))
        begun = _written(folder, listing.of_kind("args"))
        plots = [f for f in listing.files if "curve" in f.key or "confusion" in f.key]
        drawn = _written(folder, plots)
    except OSError:
        return None
    if not results:
        return None
    return Moments(
        since=time.time() - results[0],
        between=results[0] - begun[0] if begun else None,
        plots_drawn=any(when > results[0] for when in drawn),
        watched=folder in _watched.get(),
    )


def _written(folder: Path, files: Iterable[RunFile]) -> list[float]:
    return [(folder / file.name).stat(follow_symlinks=False).st_mtime for file in files]
