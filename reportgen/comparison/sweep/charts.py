"""A sweep with its charts: those of runs that are compared, and those of a search's trials."""

from __future__ import annotations

import math
from typing import NamedTuple

from reportgen import words
from reportgen.charts.sweep import Trials, Tried, history_chart, parallel_chart, scatter_charts
from reportgen.comparison.model import Comparison
from reportgen.comparison.parts import Sweep
from reportgen.comparison.sweep.runs import sweep_of
from reportgen.figure.model.lines import LineChart
from reportgen.figure.model.trials import ParallelChart, ScatterChart
from reportgen.read.table.tune import Tune


class SweepCharts(NamedTuple):
    """Runs or trials that differ in their arguments, with their charts."""

    sweep: Sweep
    names: tuple[str, ...]
    """Of the runs or trials, one each of `Sweep.runs`."""
    trial: str
    """What one is called: ``trial`` or ``run``."""
    metric: str
    """What `Sweep.fitness` is, in words."""
    parallel: ParallelChart | None
    scatters: tuple[ScatterChart, ...]
    """Those of the arguments that go most with the metric first."""
    history: LineChart | None = None
    """The fitness from trial to trial, where there is an order."""

    @property
    def charts(self) -> tuple[LineChart | ParallelChart | ScatterChart, ...]:
        """All that there are."""
        leading = (chart for chart in (self.history, self.parallel) if chart is not None)
        return (*leading, *self.scatters)


def run_sweep(told: Comparison) -> SweepCharts | None:
    """The sweep among compared runs; None where there is none."""
    if told.sweep is None:
        return None
    names = tuple(told.runs[run].name for run in told.sweep.runs)
    label = told.rankings["balanced"].label if "balanced" in told.rankings else "the metric"
    return _with_charts(told.sweep, names, "run", label)


def search_sweep(tune: Tune) -> SweepCharts:
    """The trials of a hyperparameter search."""
    sweep = sweep_of(tune)
    names = tuple(f"Trial {tune.trials[index]}" for index in sweep.runs)
    return _with_charts(sweep, names, "trial", "fitness")._replace(history=_history(tune))


def _with_charts(sweep: Sweep, names: tuple[str, ...], trial: str, metric: str) -> SweepCharts:
    trials = Trials(
        names=names,
        metric=metric,
        fitness=tuple(math.nan if value is None else value for value in sweep.fitness),
        arguments=tuple(_tried(sweep)),
        trial=trial,
    )
    return SweepCharts(
        sweep=sweep,
        names=names,
        trial=trial,
        metric=metric,
        parallel=parallel_chart(trials),
        scatters=scatter_charts(trials),
    )


def _tried(sweep: Sweep) -> list[Tried]:
    """The arguments: what holds first, then the strongest, then those without a correlation."""
    values = {
        name: tuple(math.nan if value is None else value for value in column)
        for name, column in sweep.columns.items()
    }
    ordered = sorted(sweep.correlations, key=lambda each: (not each.notable, -abs(each.judged)))
    found = [
        Tried(each.argument, values.pop(each.argument), each.rho, each.interval, each.p, each.apart)
        for each in ordered
    ]
    return [*found, *(Tried(name, column) for name, column in values.items())]


def _history(tune: Tune) -> LineChart | None:
    best = tune.best_index
    if best is None:
        return None
    subtitle = f"Highest: {words.number(float(tune.fitness[best]))} at trial {tune.trials[best]}."
    return history_chart(tune.trials.tolist(), tune.fitness.tolist(), subtitle)
