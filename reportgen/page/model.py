"""The page as a whole: what it is made of, and all that a template may see of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup

from reportgen.facts import Facts
from reportgen.figure.chart import Chart
from reportgen.page.format import Number
from reportgen.page.look import PLAIN, Brand
from reportgen.page.views import (
    Badge,
    ChartGroup,
    Configuration,
    DataView,
    FilesView,
    FindingsView,
    KeyFigures,
    Link,
    Missing,
    PicturesView,
    Question,
    StepView,
    Summary,
)
from reportgen.rule import Finding

if TYPE_CHECKING:
    from reportgen.comparison.model import Comparison
    from reportgen.comparison.sweep_charts import SweepCharts
    from reportgen.figure.curves import CurveChart
    from reportgen.figure.model import LineChart
    from reportgen.page.classes import ClassesView
    from reportgen.page.comparison import ComparisonView
    from reportgen.page.confusion import ConfusionView
    from reportgen.page.curves import CurvesView
    from reportgen.page.notes import Notes
    from reportgen.page.search import SearchView


class RunInput(NamedTuple):
    """What is told of one run: its facts, what the checks say, and the charts drawn of it."""

    facts: Facts
    findings: Sequence[Finding]
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


class Headings(NamedTuple):
    """The heading levels of a run: one deeper when the page holds several."""

    run: str = "h1"
    section: str = "h2"
    group: str = "h3"
    item: str = "h4"


class RunSection(NamedTuple):
    """Everything of one run."""

    id: str
    name: str
    headings: Headings
    titles: Mapping[str, str]
    """Titles of the sections, by the end of their id."""
    summary: Summary
    key_figures: KeyFigures
    questions: tuple[Question, ...]
    notes: Notes | None
    findings: FindingsView
    charts: tuple[ChartGroup, ...]
    charts_missing: Missing | None
    curves: CurvesView
    confusion: ConfusionView
    classes: ClassesView
    pictures: PicturesView
    steps: tuple[StepView, ...]
    steps_missing: str
    configuration: Configuration
    files: FilesView
    data: DataView
    failed: Mapping[str, tuple[str, ...]]
    """What could not be read, in sentences, by the end of the section's id."""
    search: SearchView | None = None
    """The hyperparameter search; it stands alone where the folder holds no training."""
    drawn: bool = True
    """Whether its charts stand drawn; else it leads to a run that has them, for what is alike."""


class GlossaryEntry(NamedTuple):
    """An explained term."""

    id: str
    term: str
    meaning: Markup
    formula: str = ""
    direction: str = ""
    range: str = ""
    matters: Markup = Markup()


class ContentsItem(NamedTuple):
    """A line of the contents list."""

    link: Link
    items: tuple[ContentsItem, ...] = ()


class OverviewRow(NamedTuple):
    """A run in the list of runs."""

    id: str
    name: str
    badge: Badge
    metric: str
    value: Number
    best_epoch: str
    epochs: str


class Page(NamedTuple):
    """The whole report."""

    title: str
    heading: str
    """The h1 of a page with several runs; empty when the run's name is the h1."""
    overview: tuple[OverviewRow, ...]
    runs: tuple[RunSection, ...]
    contents: tuple[ContentsItem, ...]
    glossary: tuple[GlossaryEntry, ...]
    figures: Mapping[str, Any]
    """Plotly figures by the id of their chart on the page."""
    version: str
    comparison: ComparisonView | None = None
    """What the runs come down to together; None for a single one."""
    embedded: Markup = Markup()
    """The report's JSON, packed, from which the page is read back as runs; empty: without it."""
    brand: Brand = PLAIN
    """The user's logo, accent and templates."""

    @property
    def reduced(self) -> list[tuple[str, str]]:
        """Runs whose pictures were made smaller or left out to keep the page small, and how."""
        return [(run.name, run.pictures.reduced) for run in self.runs if run.pictures.reduced]

    @property
    def has_sweep(self) -> bool:
        """Whether there is a sweep of runs or a hyperparameter search on the page."""
        together = self.comparison is not None and self.comparison.sweep is not None
        return together or any(run.search is not None for run in self.runs)
