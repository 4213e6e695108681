"""What scripts draw: every chart as a plotly figure, and when each epoch of each run ended."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from reportgen.figure.model.lines import TRAINING
from reportgen.figure.plotly.lines import plotly_figure
from reportgen.page.inputs import ComparisonInput, RunInput
from reportgen.page.run.drawings import epoch_charts

if TYPE_CHECKING:
    from reportgen.figure.model.lines import Line, LineChart

Clock = Callable[["Line"], str | None]
"""The id of the run whose time a line goes by."""


def figures(inputs: Sequence[RunInput], compared: ComparisonInput | None) -> dict[str, Any]:
    """Plotly figures by the id of their chart. One that cannot be made stays a drawing."""
    made: dict[str, dict[str, Any] | None] = {}
    if compared is not None:
        ids = {run.name: f"r{at}" for at, run in enumerate(compared.comparison.runs, start=1)}
        for chart in compared.charts:
            made[f"comparison-{chart.id}"] = _figure(
                chart, lambda line: ids.get(line.column.removesuffix(TRAINING))
            )
    for number, given in enumerate(inputs, start=1):
        made |= _of_run(f"r{number}", given)
    return {id: figure for id, figure in made.items() if figure is not None}


def clocks(inputs: Sequence[RunInput]) -> dict[str, Any]:
    """When each epoch of each run ended, in seconds of training, where the run tells that."""
    told = {}
    for number, given in enumerate(inputs, start=1):
        table = given.facts.table
        if table is not None and table.elapsed is not None:
            seconds = [round(value, 1) for value in table.elapsed.tolist()]
            told[f"r{number}"] = {"epochs": table.epochs.tolist(), "seconds": seconds}
    return told


def _of_run(run: str, given: RunInput) -> dict[str, dict[str, Any] | None]:
    # The chart of a search over its trials is drawn like those over the epochs.
    history = given.search.history if given.search else None
    over_trials = {f"{run}-{history.id}": _figure(history, None)} if history else {}
    charts = epoch_charts(given.charts)
    return {f"{run}-{chart.id}": _figure(chart, lambda _: run) for chart in charts} | over_trials


def _figure(chart: LineChart, clock: Clock | None) -> dict[str, Any] | None:
    try:
        sound = all(map(math.isfinite, chart.y_range))
        return plotly_figure(chart, clock=clock) if sound else None
    except (ArithmeticError, ValueError, LookupError):
        return None
