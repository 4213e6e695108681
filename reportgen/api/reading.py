"""Folders, archives and old reports -> runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.api.run import OwnCheck, Run
from reportgen.errors import ReportError
from reportgen.read.earlier.report import is_report, read_old_report
from reportgen.read.folder.below import find_runs_in
from reportgen.read.folder.run_names import tell_apart
from reportgen.read.redact import echoed, showing_paths
from reportgen.read.remote.address import Address, is_address
from reportgen.read.run import ReadRun
from reportgen.read.run import read_run as read_folder
from reportgen.rule import Settings

if TYPE_CHECKING:
    from reportgen.read.dataset.survey import Progress
    from reportgen.read.folder.archive import Unpacked


def read_run(
    folder: str | Path | ReadRun,
    *,
    name: str | None = None,
    settings: Settings | None = None,
    own_checks: Sequence[OwnCheck] = (),
    data: str | Path | None = None,
    progress: Progress | None = None,
    notes: str | Path | None = None,
    read_pictures: bool = True,
    show_paths: bool = False,
) -> Run:
    """Read one run folder, a zip or tar archive that holds one, or an old report of one.

    `folder` may also be a run that was read without being judged. `name` replaces the folder's
    name. `settings` overrides thresholds, or switches checks off, as the config file does:
    ``{"overfitting": {"rise": 0.1}, "erratic": None}``. `own_checks` are functions declared with
    `check`, which judge the run beside the guide's checks. `data` is the data.yaml of the training:
    for class names that no checkpoint tells, and for its pictures and labels, where they are in
    reach; `progress` is told how many of how many were looked at. Without `read_pictures` no
    numbers are read back out of the plots. `notes` is a Markdown file to show in place of the
    run's notes.md. With `show_paths` paths of the run stay whole; credentials never do.
    An address such as ``s3://bucket/run`` is fetched, see `reportgen.read.remote`.
    Raises ReportError when there is no such folder or nothing of a training in it.
    """
    with showing_paths(show_paths):
        raw = folder if isinstance(folder, ReadRun) else _raw(Path(here(folder)))
    values = {item.name: getattr(raw, item.name) for item in fields(raw)}
    values |= {
        "name": name or raw.name,
        "settings": settings or {},
        "own_checks": tuple(own_checks),
        "data_file": Path(data) if data else None,
        "progress": progress,
        "notes_file": Path(notes) if notes else None,
        "reads_plots": read_pictures,
    }
    return Run(**values)


def _raw(path: Path) -> ReadRun:
    """The run at a path: a folder, an archive that holds one, or an old report of one."""
    if is_report(path):
        return _only(read_old_report(path), path)
    archive = _unpacked(path)
    run = read_folder(_only_run(archive) if archive else path)
    return replace(run, archive=archive) if archive else run


def here(place: str | Path) -> str | Path:
    """The local path of an address; any other place as it is."""
    if not is_address(str(place)):
        return place
    from reportgen.read.remote.bring import bring

    return bring(Address(str(place)))


def _unpacked(path: Path) -> Unpacked | None:
    """The archive at `path`, unpacked; None for a folder."""
    if not path.is_file():
        return None
    from reportgen.read.folder.archive import Unpacked

    return Unpacked(path)


def _only_run(archive: Unpacked) -> Path:
    found = find_runs_in(archive)
    if len(found) > 1:
        inside = ", ".join(archive.shown(run) for run in found[:5])
        raise ReportError(f"The archive holds {len(found)} runs ({inside}). Unpack it first.")
    return found[0]


def _only(runs: Sequence[ReadRun], path: Path) -> ReadRun:
    if len(runs) > 1:
        raise ReportError(
            f"The report {echoed(path)} tells {len(runs)} runs. Give it to compare() or report()."
        )
    return runs[0]


def read_all(given: Sequence[Run | str | Path]) -> list[Run]:
    """All runs that are given, several for an old report of several; new ones are told apart."""
    runs = [(run, run is item) for item in given for run in _runs_of(item)]
    sources = [run.read_back.file if run.read_back else "" for run, _ in runs]
    names = tell_apart([run.name for run, _ in runs], sources)
    return [
        run if is_old or name == run.name else replace(run, name=name)
        for (run, is_old), name in zip(runs, names, strict=True)
    ]


def _runs_of(given: Run | str | Path) -> list[Run]:
    if isinstance(given, Run):
        return [given]
    if is_report(Path(given)):
        return list(map(read_run, read_old_report(Path(given))))
    return [read_run(given)]


def trainings(runs: Sequence[Run]) -> list[Run]:
    """The runs that are trainings; hyperparameter searches are no runs to compare."""
    return [run for run in runs if not run.is_search]
