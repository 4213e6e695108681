"""What scripts draw: every chart as a plotly figure, and when each epoch of each run ended."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from reportgen.figure.model.lines import TRAINING
from reportgen.figure.plotly.lines import plotly_figure
from reportgen.page.inputs import ComparisonInput, RunInput
from reportgen.page.run.drawings import epoch_charts

if TYPE_CHECKING:
    from reportgen.comparison.lineage.continuations import Continuation
    from reportgen.comparison.model import Comparison
    from reportgen.figure.model.lines import Line, LineChart

LATER = "-on"
"""What the id of a clock ends with that goes on from that of another run."""
Clock = Callable[["Line"], str | None]
"""The id of the run whose time a line goes by."""


def figures(inputs: Sequence[RunInput], compared: ComparisonInput | None) -> dict[str, Any]:
    """Plotly figures by the id of their chart. One that cannot be made stays a drawing."""
    made: dict[str, dict[str, Any] | None] = {}
    if compared is not None:
        later = {each.run for each in compared.comparison.continuations}
        ids = {
            run.name: f"r{at + 1}{LATER if at in later else ''}"
            for at, run in enumerate(compared.comparison.runs)
        }
        for chart in compared.charts:
            made[f"comparison-{chart.id}"] = _figure(
                chart, lambda line: ids.get(line.column.removesuffix(TRAINING))
            )
    for number, given in enumerate(inputs, start=1):
        made |= _of_run(f"r{number}", given)
    return {id: figure for id, figure in made.items() if figure is not None}


def clocks(inputs: Sequence[RunInput], compared: ComparisonInput | None) -> dict[str, Any]:
    """When each epoch of each run ended, in seconds of training, where the run tells that.

    A run that goes on from another has a second clock, as its comparison with that one draws it.
    """
    told = {}
    for number, given in enumerate(inputs, start=1):
        table = given.facts.table
        if table is not None and table.elapsed is not None:
            seconds = [round(value, 1) for value in table.elapsed.tolist()]
            told[f"r{number}"] = {"epochs": table.epochs.tolist(), "seconds": seconds}
    return told | (_later(told, compared.comparison) if compared else {})


def _later(told: Mapping[str, Any], comparison: Comparison) -> dict[str, Any]:
    """Clocks that begin when the run was left that another goes on from, that moment included."""
    links = {each.run: each for each in comparison.continuations}
    found = {}
    for run in links:
        seconds = _until(run, links, told)
        own = told.get(f"r{run + 1}")
        if own is not None and seconds is not None:
            epochs = [epoch + comparison.starts[run] for epoch in own["epochs"]]
            found[f"r{run + 1}{LATER}"] = {
                "epochs": [epochs[0] - 1, *epochs],
                "seconds": [seconds, *(round(seconds + value, 1) for value in own["seconds"])],
            }
    return found


def _until(run: int, links: Mapping[int, Continuation], told: Mapping[str, Any]) -> float | None:
    """Seconds of training before a run over all that it goes back to; None where one tells none."""
    seconds = 0.0
    while (link := links.get(run)) is not None:
        before = _at(told.get(f"r{link.of + 1}"), link.epoch)
        if before is None:
            return None
        seconds, run = seconds + before, link.of
    return seconds


def _at(clock: Mapping[str, Any] | None, epoch: int | None) -> float | None:
    """The seconds at an epoch; None where the clock does not tell it."""
    if clock is None or epoch not in clock["epochs"]:
        return None
    return float(clock["seconds"][clock["epochs"].index(epoch)])


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
