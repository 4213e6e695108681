"""The sections of a run, as its templates see them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from reportgen.page.run.views import (
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
from reportgen.page.shell.format import Number

if TYPE_CHECKING:
    from reportgen.page.compare.search import SearchView
    from reportgen.page.evidence.classes import ClassesView
    from reportgen.page.evidence.confusion import ConfusionView
    from reportgen.page.evidence.curves import CurvesView
    from reportgen.page.evidence.dataset import DataSetView
    from reportgen.page.evidence.mistakes import MistakesView
    from reportgen.page.shell.notes import Notes


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
    configuration: Configuration
    files: FilesView
    data: DataView
    failed: Mapping[str, tuple[str, ...]]
    """What could not be read, in sentences, by the end of the section's id."""
    dataset: DataSetView | None = None
    """The pictures and labels that --data names; None without them."""
    mistakes: MistakesView | None = None
    """What was found in each picture; None where no validation was recorded."""
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
