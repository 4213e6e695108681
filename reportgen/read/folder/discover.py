"""Opens what a user names: folders, archives, old reports; each run with its name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import filterfalse
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.errors import ReportError
from reportgen.read.earlier.report import is_report, read_old_report
from reportgen.read.folder.below import find_runs, find_runs_in, is_search_folder
from reportgen.read.folder.kinds import AS_CSV, RESULTS, SPREADSHEET, recognise_file
from reportgen.read.folder.run_names import name_runs, tell_apart
from reportgen.read.folder.validations import is_validation
from reportgen.read.redact import echoed, showing_paths

if TYPE_CHECKING:
    from reportgen.read.run import ReadRun


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
    told: ReadRun | None = None
    """The run as an old report tells it; None: its folder is to be read."""

    @property
    def is_unpacked(self) -> bool:
        """Whether the folder is one that an archive was unpacked to."""
        return self.told is None and self.shown != echoed(self.folder)

    @property
    def is_search(self) -> bool:
        """Whether it holds a hyperparameter search, whatever else lies in it."""
        return self.told.is_search if self.told else is_search_folder(self.folder)

    @property
    def is_validation(self) -> bool:
        """Whether it is what ``yolo val`` writes, and no training."""
        return self.told is None and is_validation(self.folder)


class FoundRuns(list[FoundRun]):
    """The runs that were found, and what was left out."""

    left_out: tuple[str, ...] = ()
    """Validations as the user knows them that were found beside trainings, and are of none."""


@contextmanager
def open_runs(paths: Sequence[Path], *, show_paths: bool = False) -> Iterator[FoundRuns]:
    """The runs that `paths` name: folders, folders above some, archives of either, old reports.

    A run folder or file that is named twice is given twice; one that is found below another is
    not; the results.csv of a run stands for its folder. Archives stay unpacked within the context.
    With `show_paths` paths in old reports stay whole. Raises ReportError as `find_runs`, `Unpacked`
    and `read_old_report` do.
    """
    paths = list(map(_folder_of, paths))
    with ExitStack() as stack:
        runs: list[FoundRun] = []
        left_out: list[Path] = []
        for number, path in enumerate(paths):
            if path.is_file():
                runs += _in_file(path, stack, show_paths=show_paths)
                continue
            known = {run.folder for run in runs} - {path}.intersection(paths[:number])
            below = find_runs(path)
            left_out += below.left_out
            new = filterfalse(known.__contains__, below.runs)
            runs += [FoundRun(run, str(run), echoed(run), run in paths) for run in new]
        found = FoundRuns(_named(runs))
        given = {run.folder for run in runs}
        others = dict.fromkeys(filterfalse(given.__contains__, left_out))
        found.left_out = tuple(map(echoed, others))
        yield found


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


def _in_file(path: Path, stack: ExitStack, *, show_paths: bool) -> list[FoundRun]:
    """The runs in an old report, or in an archive: named as if that were a folder in its place."""
    if is_report(path):
        return _in_report(path, show_paths=show_paths)
    from reportgen.read.folder.archive import Unpacked

    _refuse_file_of_run(path)
    archive = Unpacked(path)
    stack.callback(archive.close)
    temporary = archive.folder.parent
    return [
        FoundRun(run, str(path.parent / run.relative_to(temporary)), archive.shown(run), False)
        for run in find_runs_in(archive)
    ]


def _in_report(path: Path, *, show_paths: bool) -> list[FoundRun]:
    with showing_paths(show_paths):
        runs = read_old_report(path)
    shown = echoed(path)
    if len(runs) == 1:
        return [FoundRun(path, runs[0].name, shown, True, runs[0])]
    return [FoundRun(path, run.name, f"{run.name} in {shown}", False, run) for run in runs]


def _named(runs: Sequence[FoundRun]) -> list[FoundRun]:
    """The runs with short names in place of their paths; one in a report keeps its name there."""
    names = iter(name_runs([Path(run.name) for run in runs if run.told is None]))
    given = [run.name if run.told else next(names) for run in runs]
    sources = [run.folder.name if run.told else "" for run in runs]
    named = zip(runs, tell_apart(given, sources), strict=True)
    return [replace(run, name=name) for run, name in named]
