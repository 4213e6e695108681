"""Opens what a user names: folders, archives, old reports; each run with its name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import filterfalse
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.errors import ReportError
from reportgen.read.earlier.report import is_report, read_old_report
from reportgen.read.folder.below import find_below, find_runs_in, is_search_folder
from reportgen.read.folder.kinds import AS_CSV, RESULTS, SPREADSHEET, recognise_file
from reportgen.read.folder.run_names import name_runs, tell_apart
from reportgen.read.folder.validations import is_validation
from reportgen.read.redact import echoed, showing_paths

if TYPE_CHECKING:
    from reportgen.read.folder.archive import Unpacked
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


@dataclass(frozen=True)
class _Place:
    """Where a run was found, before it has its name."""

    folder: Path
    shown: str
    named: bool
    named_as: Path
    """The path whose last parts name it."""
    told: ReadRun | None = None


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
        places: list[_Place] = []
        left_out: list[Path] = []
        for number, path in enumerate(paths):
            if not path.is_file():
                known = set(map(attrgetter("folder"), places))
                if path in paths[:number]:
                    known.discard(path)
                below = find_below([path])
                left_out += below.left_out
                new = filterfalse(known.__contains__, below.runs)
                places += [_Place(run, echoed(run), run in paths, run) for run in new]
            elif is_report(path):
                places += _in_report(path, show_paths=show_paths)
            else:
                from reportgen.read.folder.archive import Unpacked

                _refuse_file_of_run(path)
                archive = Unpacked(path)
                stack.callback(archive.close)
                places += _in_archive(path, archive)
        found = FoundRuns(_named(places))
        given = {place.folder for place in places}
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
