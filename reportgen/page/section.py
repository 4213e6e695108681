"""The sections of a run, as its templates see them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from reportgen.page.judged.card_views import FindingsView
from reportgen.page.picture.views import PicturesView
from reportgen.page.run.views import (
    Badge,
    ChartGroup,
    KeyFigures,
    Link,
    Missing,
    Question,
    StepView,
    Summary,
)
from reportgen.page.text.format import Number

if TYPE_CHECKING:
    from reportgen.page.sweep.search import SearchView


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
    below: tuple[str, ...]
    """Sections that follow upon the summary, in their order, by the end of their id."""
    summary: Summary
    key_figures: KeyFigures
    questions: tuple[Question, ...]
    findings: FindingsView
    charts: tuple[ChartGroup, ...]
    charts_missing: Missing | None
    pictures: PicturesView
    steps: tuple[StepView, ...]
    views: Mapping[str, object]
    """What all other sections draw, by the end of their id; None for one that there is not."""
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
