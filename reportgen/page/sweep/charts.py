"""Charts of trials with their words."""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from reportgen.figure.model.trials import ParallelChart, ScatterChart
from reportgen.figure.svg.trials import (
    PARALLEL_HEIGHT,
    SCATTER_HEIGHT,
    parallel_svg,
    scatter_svg,
)
from reportgen.page.shell.prose import Prose


class TrialsChart(NamedTuple):
    """One chart of trials: its words and its drawing."""

    id: str
    title: str
    subtitle: str
    summary: str
    how_to_read: Markup
    svg: Markup
    height: int
    notable: bool = False
    place: int | None = None
    """Which argument of the data a scatter draws."""


def parallel_view(id: str, chart: ParallelChart, prose: Prose) -> TrialsChart:
    """All trials as lines over their arguments."""
    return _trials_chart(id, chart, prose, parallel_svg(chart), PARALLEL_HEIGHT)


def scatter_view(
    id: str, chart: ScatterChart, place: int, notable: set[str], prose: Prose
) -> TrialsChart:
    """One argument against the metric; `place` is that of the argument among all."""
    view = _trials_chart(id, chart, prose, scatter_svg(chart), SCATTER_HEIGHT)
    return view._replace(notable=chart.argument.name in notable, place=place)


def _trials_chart(
    id: str, chart: ParallelChart | ScatterChart, prose: Prose, svg: str, height: int
) -> TrialsChart:
    return TrialsChart(
        id=f"{id}-{chart.id}",
        title=chart.title,
        subtitle=chart.subtitle,
        summary=chart.summary,
        how_to_read=prose.markdown(chart.how_to_read),
        svg=Markup(svg),
        height=height,
    )
