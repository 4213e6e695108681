"""Charts of trials with their words, and the rows of their table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from reportgen import words
from reportgen.comparison.sweep.charts import SweepCharts
from reportgen.figure.model.trials import ParallelChart, ScatterChart
from reportgen.figure.svg.trials import (
    PARALLEL_HEIGHT,
    SCATTER_HEIGHT,
    parallel_svg,
    scatter_svg,
)
from reportgen.page.run.views import ChartView, chart_view_of
from reportgen.page.text.format import metric
from reportgen.page.text.prose import Prose

MOST_ROWS = 500
"""Trials in the table; the best of more."""


class TrialRow(NamedTuple):
    """One run or trial."""

    name: str
    link: str
    shade: int
    cells: tuple[tuple[str, str], ...]
    """As shown, and in full: the metric, then the arguments."""


def trial_rows(
    given: SweepCharts, names: Sequence[str], links: Sequence[str]
) -> tuple[TrialRow, ...]:
    """All trials, the best first; those that do not tell the metric last."""
    sweep = given.sweep
    shades = given.parallel.shades if given.parallel else [0] * len(sweep.runs)
    rows = []
    for at, fitness in enumerate(sweep.fitness):
        values = [fitness, *(sweep.columns[name][at] for name in names)]
        link = links[at] if links else ""
        rows.append((fitness, TrialRow(given.names[at], link, shades[at], _cells(values))))
    rows.sort(key=lambda row: -math.inf if row[0] is None else row[0], reverse=True)
    return tuple(row for _, row in rows)


def _cells(values: Sequence[float | None]) -> tuple[tuple[str, str], ...]:
    first, *others = values
    shown = metric(first)
    return (shown.text, shown.full), *map(_cell, others)


def _cell(value: float | None) -> tuple[str, str]:
    if value is None:
        return words.UNKNOWN, ""
    text, full = words.rough(value, 4), words.exact(value)
    return text, "" if text == full else full


def trials_title(number: int, trial: str) -> str:
    """How many trials the table holds."""
    if number > MOST_ROWS:
        return f"The best {MOST_ROWS} of {words.whole(number)} {trial}s"
    return f"All {words.count(number, trial)}"


def parallel_view(id: str, chart: ParallelChart, prose: Prose) -> ChartView:
    """All trials as lines over their arguments."""
    return chart_view_of(id, chart, prose, Markup(parallel_svg(chart)), PARALLEL_HEIGHT)


def scatter_view(
    id: str, chart: ScatterChart, place: int, notable: set[str], prose: Prose
) -> ChartView:
    """One argument against the metric; `place` is that of the argument among all."""
    view = chart_view_of(id, chart, prose, Markup(scatter_svg(chart)), SCATTER_HEIGHT)
    return view._replace(notable=chart.argument.name in notable, place=place)
