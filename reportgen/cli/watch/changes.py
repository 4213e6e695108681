"""What has changed in run folders: names, times and sizes of their files; none is opened."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reportgen.errors import ReportError
from reportgen.read.folder.below import find_runs
from reportgen.read.folder.kinds import recognise_file

IGNORED = ("tensorboard",)
"""Kinds of files that grow all the time and of which the report shows no more than the name."""
_RESULTS = ("results-csv", "tune-results")
_FINAL_PLOTS = ("curve", "confusion")


@dataclass(frozen=True)
class RunFiles:
    """The files of a run folder that the report is made of."""

    folder: Path
    stamps: frozenset[tuple[str, int, int]] = frozenset()
    """Name below the folder, time of change in nanoseconds, size in bytes."""
    csv_time: int = 0
    """When results.csv or the table of a search was changed, in nanoseconds since 1970; 0: there
    is none."""
    plots_time: int = 0
    """The same of the newest plot of a final validation."""

    @property
    def newest(self) -> float:
        """When a file was last changed, in seconds since 1970; 0 without files."""
        return max((time for _, time, _ in self.stamps), default=0) / 1e9

    @property
    def plots_drawn(self) -> bool:
        """Whether plots of a final validation were drawn after the last epoch was written.

        Plots from before it are of an epoch in which the training could have stopped early, or of
        an older training in this folder.
        """
        return self.plots_time > self.csv_time > 0


@dataclass(frozen=True)
class Snapshot:
    """What there is below the watched folders at one time."""

    runs: tuple[RunFiles, ...] = ()
    missing: tuple[Path, ...] = ()
    """The folders among the watched ones that lead to no run yet."""

    @property
    def begun(self) -> bool:
        """Whether any run has results, which come with the end of the first epoch or trial."""
        return any(run.csv_time for run in self.runs)


def snapshot(folders: Sequence[Path]) -> Snapshot:
    """The runs below `folders` as they are now."""
    found: dict[Path, RunFiles] = {}
    missing: list[Path] = []
    for folder in folders:
        try:
            runs = find_runs(folder).runs
        except (ReportError, OSError):
            missing.append(folder)
            continue
        found |= {run: _files(run) for run in runs if run not in found}
    return Snapshot(tuple(found.values()), tuple(missing))


def _files(folder: Path) -> RunFiles:
    stamps: set[tuple[str, int, int]] = set()
    csv_time = plots_time = 0
    for prefix, place in (("", folder), ("weights/", folder / "weights")):
        for name, time, size in _stamps(place):
            kind = recognise_file(prefix + name)
            if kind is None or kind.key in IGNORED:
                continue
            stamps.add((prefix + name, time, size))
            if kind.key in _RESULTS:
                csv_time = max(csv_time, time)
            elif any(word in kind.key for word in _FINAL_PLOTS):
                plots_time = max(plots_time, time)
    return RunFiles(folder, frozenset(stamps), csv_time, plots_time)


def _stamps(folder: Path) -> list[tuple[str, int, int]]:
    try:
        with os.scandir(folder) as entries:
            return [stamp for entry in entries if (stamp := _stamp(entry))]
    except OSError:
        return []


def _stamp(entry: os.DirEntry[str]) -> tuple[str, int, int] | None:
    """Of a regular file; None for anything else, and for one that has gone meanwhile."""
    try:
        if not entry.is_file(follow_symlinks=False):
            return None
        about = entry.stat(follow_symlinks=False)
    except OSError:
        return None
    return entry.name, about.st_mtime_ns, about.st_size
