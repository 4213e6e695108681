"""Keeps an error in one section to that section: it says so, and the rest of the page stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from reportgen.diagnosis import diagnose
from reportgen.errors import ReportError
from reportgen.facts.run_facts import Facts
from reportgen.page.inputs import RunInput
from reportgen.read.folder.files import Listing
from reportgen.read.folder.kinds import recognise_file
from reportgen.read.run import ReadRun
from reportgen.read.table.args import Args

View = TypeVar("View")

# Sections that show what a file tells, and so what is lost with it.
_SECTIONS_OF = {
    "results-csv": ("training", "data"),
    "args": ("configuration",),
}


@dataclass(frozen=True)
class Guard:
    """Makes the sections of one run."""

    given: RunInput

    def make(self, section: str, view: Callable[[RunInput], View]) -> View:
        """The view of a section; where it fails, that of a run which tells nothing.

        A ReportError passes: it is something that the user can mend.
        """
        try:
            return view(self.given)
        except ReportError:
            raise
        except Exception as error:
            self.given.facts.run.failed(section, error)
            return view(self._nothing)

    @cached_property
    def _nothing(self) -> RunInput:
        run = self.given.facts.run
        bare = ReadRun(run.folder, run.name, None, Args(), Listing(), reads_plots=False)
        facts = Facts(bare)
        return RunInput(facts, (), diagnose(facts, ()), ())

    def failed(self) -> Mapping[str, tuple[str, ...]]:
        """What could not be read, in sentences by section. Ask when all sections are made."""
        found: dict[str, tuple[str, ...]] = {}
        run = self.given.facts.run
        for problem in (*run.problems, *run.failures):
            sections = (problem.section,) if problem.section else _sections_of(problem.file)
            for section in sections if problem.lost else ():
                found[section] = (*found.get(section, ()), problem.sentence)
        return found


def _sections_of(file: str) -> tuple[str, ...]:
    kind = recognise_file(file)
    return _SECTIONS_OF.get(kind.key, ()) if kind else ()
