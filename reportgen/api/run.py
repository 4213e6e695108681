"""A run, judged: its facts, its findings and its charts, each made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from reportgen.charts import all_charts
from reportgen.checks import all_rules
from reportgen.diagnosis import Diagnosis, diagnose
from reportgen.evaluation import evaluate, worst
from reportgen.facts.run_facts import Facts
from reportgen.figure.model.chart import Chart
from reportgen.page.inputs import RunInput
from reportgen.read.run import ReadRun
from reportgen.rule import Finding, Outcome, Rule, Settings, Verdict, rules_of

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from reportgen.comparison.sweep.charts import SweepCharts

OwnCheck = Callable[..., Outcome]
"""A function declared with `check`."""


@dataclass(frozen=True, eq=False)
class Run(ReadRun):
    """One training run: its results, what the checks say of it, and its charts.

    In a notebook it shows itself as its report.
    """

    settings: Settings = field(default_factory=dict)
    """Thresholds in place of the defaults, by check id; None switches a check off."""
    own_checks: Sequence[OwnCheck] = ()
    """Functions declared with `check`, which judge it beside the guide's checks."""

    @cached_property
    def facts(self) -> Facts:
        """What the run tells, value by value."""
        return Facts(self)

    @cached_property
    def findings(self) -> list[Finding]:
        """What every check says, worst first; nothing of a folder that holds a search only."""
        if self.is_search:
            return []
        return evaluate(self._rules, self.facts, self.settings)

    @cached_property
    def diagnosis(self) -> Diagnosis:
        """What it comes down to: state, causes, answers to the guide's questions, next steps."""
        return diagnose(self.facts, self.findings)

    @property
    def _rules(self) -> tuple[Rule, ...]:
        ours = all_rules()
        if not self.own_checks:
            return ours
        if not all(hasattr(function, "rule") for function in self.own_checks):
            raise TypeError("own_checks takes functions that are declared with @check")
        return rules_of([*(rule.function for rule in ours), *self.own_checks])

    @property
    def verdict(self) -> Verdict:
        """The verdict of the worst finding."""
        return worst(self.findings)

    @cached_property
    def _search(self) -> SweepCharts | None:
        if self.tune is None:
            return None
        from reportgen.comparison.sweep.charts import search_sweep

        return search_sweep(self.tune)

    @cached_property
    def charts(self) -> Mapping[str, go.Figure]:
        """The charts by id, each a plotly figure that is built when it is asked for."""
        return _Figures([*self._charts, *(self._search.charts if self._search else ())])

    @cached_property
    def _charts(self) -> list[Chart]:
        return all_charts(self.facts)

    @property
    def page_input(self) -> RunInput:
        """What the page is made of."""
        told = self.diagnosis.advised(self.findings)
        return RunInput(self.facts, told, self.diagnosis, self._charts, self._search)

    def __repr__(self) -> str:
        """Short, as a notebook keeps it beside the report; it tells no path."""
        epochs = f", {len(self.table.epochs)} epochs" if self.table else ""
        return f"<Run {self.name!r}{epochs}>"

    def _repr_html_(self) -> str:
        """The report in a frame, as Jupyter shows it; without pictures, see `notebook.frame`."""
        from reportgen.api.notebook import frame
        from reportgen.page.build import build_page
        from reportgen.page.picture.budget import MAX_BYTES, fitted

        def whole() -> str:
            return fitted(lambda album: build_page([self.page_input], album=album), MAX_BYTES)[1]

        page = build_page([self.page_input], pictures=False)
        return frame(page, [self.name], [self.folder], whole)


class _Figures(Mapping[str, "go.Figure"]):
    """Charts by id; plotly is imported and a figure built only for the one that is asked for."""

    def __init__(self, charts: Sequence[Chart]) -> None:
        self._charts = {chart.id: chart for chart in charts}

    def __getitem__(self, id: str) -> go.Figure:
        import plotly.graph_objects as go

        from reportgen.figure.model.chart import chart_figure

        return go.Figure(chart_figure(self._charts[id]))

    def __iter__(self) -> Iterator[str]:
        return iter(self._charts)

    def __len__(self) -> int:
        return len(self._charts)

    def __repr__(self) -> str:
        return f"<charts: {', '.join(self._charts)}>"
