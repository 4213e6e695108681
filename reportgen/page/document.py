"""The page as a whole: all that its template may see."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup

from reportgen.page.brand.look import PLAIN, Brand
from reportgen.page.section import ContentsItem, GlossaryEntry, OverviewRow, RunSection

if TYPE_CHECKING:
    from reportgen.page.compare.section import ComparisonView
    from reportgen.page.many.section import ManyView


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
    clocks: Mapping[str, Any] = MappingProxyType({})
    """Epochs of each run and the seconds of training until their ends, by the run's id."""
    comparison: ComparisonView | None = None
    """What the runs come down to together; None for a single one."""
    many: ManyView | None = None
    """All runs, where `runs` and `comparison` are of some of them only."""
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

    @property
    def has_mistakes(self) -> bool:
        """Whether any run tells its mistakes picture by picture."""
        return any(run.views["mistakes"] is not None for run in self.runs)
