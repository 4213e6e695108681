"""Runs read and judged as a call's options say, here or in another process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportgen.api.keeping.sending import PackedTable, packed_table
from reportgen.api.reading import here, read_run
from reportgen.api.run import OwnCheck, Run
from reportgen.engine import Delivery, Engine
from reportgen.read.folder.discover import FoundRun
from reportgen.read.remote.address import is_address
from reportgen.rule import Settings

if TYPE_CHECKING:
    from reportgen.read.dataset.survey import Progress


@dataclass(frozen=True)
class Reading:
    """How runs are read and judged; each is as in `read_run`. It can be sent to other processes."""

    settings: Settings = field(default_factory=dict)
    own_checks: Sequence[OwnCheck] = ()
    data: Path | None = None
    progress: Progress | None = None
    spare: bool = False
    """Whether only what is said of a run is kept, and its facts are made anew where asked for."""
    packs: bool = False
    """Whether tables are packed, to be sent; see `judged_runs`."""
    notes: Path | None = None
    read_pictures: bool = True
    show_paths: bool = False

    def __getstate__(self) -> dict[str, Any]:
        """Checks of the user's own go as the files that declare them: functions cannot be sent."""
        files = dict.fromkeys(check.__code__.co_filename for check in self.own_checks)
        return {**self.__dict__, "own_checks": tuple(files)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Raises ReportError where a file of checks cannot be run there."""
        from reportgen.checks import all_rules
        from reportgen.config.own import load_own_checks

        files = [Path(file) for file in state["own_checks"]]
        rules = load_own_checks(files, all_rules()) if files else ()
        self.__dict__.update(state, own_checks=tuple(rule.function for rule in rules))

    def run(self, found: FoundRun) -> Run:
        """The run, read. Raises ReportError as `read_run` does.

        One that was fetched from an address is fetched again where this machine has it not.
        """
        folder = found.folder
        if not folder.exists() and is_address(found.shown):
            folder = Path(here(found.shown))
        return read_run(
            found.told or folder,
            name=found.name,
            settings=self.settings,
            own_checks=self.own_checks,
            data=self.data,
            progress=self.progress,
            notes=self.notes,
            read_pictures=self.read_pictures,
            show_paths=self.show_paths,
        )


def judged_runs(
    found: Sequence[FoundRun], reading: Reading, engine: Engine
) -> Iterator[Delivery[Run]]:
    """The runs, judged, in the order in which they were found; see `Engine.results`."""
    # Workers elsewhere have another folder that they start from.
    placed = [replace(item, folder=item.folder.absolute()) for item in found]
    # Where facts go along, they hold the table as it is.
    there = replace(reading, packs=engine.far and reading.spare)
    for outcome in engine.results(partial(_judged, there), placed):
        if (run := outcome.value) is not None:
            run.__dict__["own_checks"] = reading.own_checks
            if isinstance(packed := run.__dict__["table"], PackedTable):
                run.__dict__["table"] = packed.table()
        yield outcome


def _judged(reading: Reading, found: FoundRun) -> Run:
    """A run with all that judging it takes: pictures of plots are read, none is embedded."""
    run = reading.run(found)
    _ = run.findings, run.evidence, run.diagnosis
    sent = copy(run)
    sent.__dict__["own_checks"] = ()
    if reading.spare:
        # Smoothed curves and the like take four times what the table does.
        del sent.__dict__["facts"]
    if reading.packs and run.table is not None:
        sent.__dict__["table"] = packed_table(run.table)
    return sent
