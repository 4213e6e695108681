"""What a page is made of: runs with what is said of them, and what is told of several together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from reportgen.diagnosis import Diagnosis
from reportgen.facts.run_facts import Facts
from reportgen.figure.model.chart import Chart
from reportgen.rule import Finding

if TYPE_CHECKING:
    from reportgen.comparison.model import Comparison
    from reportgen.comparison.sweep.charts import SweepCharts
    from reportgen.figure.model.curves import CurveChart
    from reportgen.figure.model.lines import LineChart


class RunInput(NamedTuple):
    """What is told of one run: facts, findings, what they come down to, and the charts of it."""

    facts: Facts
    findings: Sequence[Finding]
    diagnosis: Diagnosis
    charts: Sequence[Chart]
    search: SweepCharts | None = None
    """The hyperparameter search in the run folder, if any."""

    @property
    def is_search(self) -> bool:
        """Whether it is a hyperparameter search without a training, and so is not compared."""
        return self.facts.run.is_search


def names_of(inputs: Sequence[RunInput], comparison: Comparison | None) -> list[str]:
    """Names of the runs as page and JSON write them: told apart where they are compared."""
    told = iter(comparison.runs if comparison else ())
    return [
        next(told).name if comparison and not given.is_search else given.facts.run.name
        for given in inputs
    ]


QUIET = "other"
"""Role of runs without a colour of their own."""


class ComparisonInput(NamedTuple):
    """What is told of several runs together. Runs are told by their index."""

    comparison: Comparison
    roles: tuple[str, ...]
    """The colour of each run: ``run1`` to ``run11``, or ``other``."""
    labels: tuple[str, ...]
    """The name of each run as charts write it."""
    charts: Sequence[LineChart]
    curves: Sequence[CurveChart]
    pictures: frozenset[int]
    """The runs whose pictures are embedded."""
    id: str = ""
    """Stays the same for the same runs, so that the reader's answers are found again."""
    sweep: SweepCharts | None = None
    """Runs that differ in numbers of their arguments only, if there are enough."""

    def drawn(self, run: int) -> bool:
        """Whether charts of a run stand drawn in its section: only those of runs with a colour.

        Drawings of fifty runs would take more of the page than all their numbers.
        """
        return run >= len(self.roles) or self.roles[run] != QUIET
