"""The run that others are held against: one of those given, or one more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from reportgen.errors import ReportError
from reportgen.read.folder.discover import FoundRun, FoundRuns, open_runs
from reportgen.read.redact import echoed


@contextmanager
def open_with_baseline(
    paths: Sequence[Path], baseline: str | None, *, show_paths: bool = False
) -> Iterator[tuple[FoundRuns, str | None]]:
    """The runs that `paths` name, and the name of the one that `baseline` means; None: not told.

    `baseline` is the name of one of the runs, else a path; a folder, archive or old report that
    is not among them is added to them; searches beside the one run of an old report do not count.
    With `show_paths` paths in old reports stay whole.
    Raises ReportError when it is neither, leads to more than one run, or is a search.
    """
    with open_runs(paths, show_paths=show_paths) as found:
        named = [run for run in found if run.name == baseline]
        if baseline is None or named:
            yield found, _name_of_training(named) if named else None
            return
    path = Path(baseline)
    if not path.exists():
        raise ReportError(
            f"The baseline {echoed(path)} is neither the name of a run nor a folder. "
            "Give one of either."
        )
    own = _only_folder(path)
    more = [] if any(run.folder.resolve() == own for run in found) else [path]
    with open_runs([*paths, *more], show_paths=show_paths) as together:
        same = [run for run in together if run.folder.resolve() == own]
        # An archive is unpacked to another place each time: it comes last.
        yield together, _name_of_training(same or together[-1:])


def _name_of_training(meant: Sequence[FoundRun]) -> str:
    """The name of the first that is no search; ReportError where there is none."""
    for run in meant:
        if not run.is_search:
            return run.name
    raise ReportError(
        f"The baseline {meant[0].shown} is a hyperparameter search. Give the folder of a run."
    )


def _only_folder(path: Path) -> Path:
    """The folder of the one run that a path leads to."""
    with open_runs([path]) as inside:
        # A search in an old report stands behind its run, and nothing is held against it.
        alone = [run for run in inside if run.told is None or not run.told.is_search] or inside
        if len(alone) > 1:
            raise ReportError(
                f"The baseline {echoed(path)} holds {len(alone)} runs. Give the folder of one."
            )
        return alone[0].folder.resolve()
