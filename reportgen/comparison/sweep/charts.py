"""A sweep with its charts: those of runs that are compared, and those of a search's trials."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from reportgen import words
from reportgen.charts.parts import chart_id
from reportgen.comparison.model import Comparison
from reportgen.comparison.parts import Sweep
from reportgen.comparison.sweep.correlation import Correlation
from reportgen.comparison.sweep.runs import sweep_of
from reportgen.figure.model.lines import Line, LineChart, Mark
from reportgen.figure.model.trials import MOST_COLOURED, ParallelChart, ScatterChart, TrialAxis
from reportgen.figure.svg.scale import value_range
from reportgen.read.table.tune import Tune

MOST_AXES = 7
"""Arguments side by side, besides the fitness; more leave no room for their names."""
_MINUS = "\u2212"
_PARALLEL = (
    "Each line is one {trial}: it crosses every axis at the value that the {trial} had, and ends "
    "at its {metric} on the right. Where the strong lines meet on one axis and spread on another, "
    "the first argument mattered among these {trial}s and the second did not."
)
_SCATTER = (
    "Each dot is one {trial}. A cloud without a slope says that the argument did not matter over "
    "the values tried, or that chance hides it."
)


@dataclass(frozen=True)
class SweepCharts:
    """Runs or trials that differ in their arguments, with their charts."""

    sweep: Sweep
    names: tuple[str, ...]
    """Of the runs or trials, one each of `Sweep.runs`."""
    trial: str
    """What one is called: ``trial`` or ``run``."""
    metric: str
    """What `Sweep.fitness` is, in words."""
    history: LineChart | None = None
    """The fitness from trial to trial, where there is an order."""

    @property
    def charts(self) -> tuple[LineChart | ParallelChart | ScatterChart, ...]:
        """All that there are."""
        leading = (chart for chart in (self.history, self.parallel) if chart is not None)
        return (*leading, *self.scatters)

    @cached_property
    def parallel(self) -> ParallelChart | None:
        """A line a trial over the first arguments; None below two trials, or without arguments."""
        shown = self._arguments[:MOST_AXES]
        if len(self.names) < 2 or not shown:
            return None
        names = ", ".join(axis.name for axis in shown)
        return ParallelChart(
            id="parallel",
            title="All arguments at once",
            subtitle=self._about_parallel(len(shown)),
            how_to_read=_PARALLEL.format(trial=self.trial, metric=self.metric),
            summary=f"Parallel coordinates of {len(self.names)} {self.trial}s over {names}; "
            f"{self._best()}",
            names=self.names,
            fitness=self._fitness,
            axes=shown,
        )

    @cached_property
    def scatters(self) -> tuple[ScatterChart, ...]:
        """One an argument, those that go most with the metric first."""
        told = {each.argument: each for each in self.sweep.correlations}
        unique: dict[str, int] = {}
        charts = []
        for axis in self._arguments:
            id = f"scatter-{chart_id(axis.name)}"
            unique[id] = unique.get(id, 0) + 1
            note = correlation_words(told.get(axis.name))
            charts.append(
                ScatterChart(
                    id=id if unique[id] == 1 else f"{id}-{unique[id]}",
                    title=axis.name,
                    subtitle=note,
                    how_to_read=_SCATTER.format(trial=self.trial),
                    summary=f"Scatter of {self.metric} over {axis.name}, "
                    f"{len(self.names)} {self.trial}s. {note}",
                    names=self.names,
                    fitness=self._fitness,
                    argument=axis,
                )
            )
        return tuple(charts)

    @cached_property
    def _fitness(self) -> TrialAxis:
        return _axis(self.metric, self.sweep.fitness)

    @cached_property
    def _arguments(self) -> tuple[TrialAxis, ...]:
        """What holds first, then the strongest, then those without a correlation."""
        columns, told = self.sweep.columns, self.sweep.correlations
        ordered = sorted(told, key=lambda each: (not each.notable, -abs(each.judged)))
        names = dict.fromkeys((*(each.argument for each in ordered), *columns))
        return tuple(_axis(name, columns[name]) for name in names)

    def _about_parallel(self, shown: int) -> str:
        label = words.capital(self.metric)
        told = f"{label} is the last axis; the stronger the colour, the better."
        if shown < len(self._arguments):
            which = "those that go with it most" if self.sweep.correlations else "the first"
            told += f" {shown} of {len(self._arguments)} arguments are shown, {which}."
        if len(self.names) > MOST_COLOURED:
            told += f" The best tenth of the {len(self.names)} {self.trial}s is in colour."
        return told

    def _best(self) -> str:
        told = [i for i, value in enumerate(self._fitness.values) if math.isfinite(value)]
        if not told:
            return "none tells it."
        best = max(told, key=lambda trial: self._fitness.values[trial])
        return f"{self.names[best]} is best with {words.number(self._fitness.values[best])}."


def _axis(name: str, values: Sequence[float | None]) -> TrialAxis:
    return TrialAxis(name, tuple(math.nan if value is None else value for value in values))


def run_sweep(told: Comparison) -> SweepCharts | None:
    """The sweep among compared runs; None where there is none."""
    if told.sweep is None:
        return None
    names = tuple(told.runs[run].name for run in told.sweep.runs)
    label = told.rankings["balanced"].label if "balanced" in told.rankings else "the metric"
    return SweepCharts(told.sweep, names, "run", label)


def search_sweep(tune: Tune) -> SweepCharts:
    """The trials of a hyperparameter search."""
    sweep = sweep_of(tune)
    names = tuple(f"Trial {tune.trials[index]}" for index in sweep.runs)
    return SweepCharts(sweep, names, "trial", "fitness", _history(tune))


def correlation_words(told: Correlation | None) -> str:
    """``\u03c1 0.62 (0.35 to 0.80), p 0.001``, or that it is not told."""
    if told is None:
        return "Too few tell it for a correlation."
    low, high = (signed(value) for value in told.interval)
    said = f"\u03c1 {signed(told.rho)} ({low} to {high})"
    if told.apart is not None:
        said += f"; at equal trial number {signed(told.apart)}"
    return f"{said}, p {p_words(told.p)}"


def signed(value: float) -> str:
    """A correlation with two decimals and a true minus."""
    return f"{words.decimals(value, 2)}".replace("-0.00", "0.00").replace("-", _MINUS)


def p_words(p: float) -> str:
    """A p-value; over shuffles it is never known to be smaller than one in 5,000."""
    return "< 0.001" if p < 0.001 else words.decimals(p, 3 if p < 0.1 else 2)


def _history(tune: Tune) -> LineChart | None:
    best = tune.best_index
    if best is None:
        return None
    subtitle = f"Highest: {words.number(float(tune.fitness[best]))} at trial {tune.trials[best]}."
    return history_chart(tune.trials.tolist(), tune.fitness.tolist(), subtitle)


def history_chart(
    numbers: Sequence[int], fitness: Sequence[float], subtitle: str
) -> LineChart | None:
    """The fitness of each trial of a search and the best so far; None for fewer than two.

    `numbers` are those of the trials, strictly increasing; a fitness of 0 or NaN is a gap.
    """
    values = [value if 0 < value < math.inf else math.nan for value in fitness]
    sound = [value for value in values if not math.isnan(value)]
    if len(sound) < 2:
        return None
    best, running = max(sound), np.fmax.accumulate(values).tolist()
    x = tuple(numbers)
    lines = (
        Line("each trial", x, tuple(values), "other", dash="dot", shade="soft", width=1.4),
        Line("best so far", x, tuple(running), "box", lead=True, width=2.4),
    )
    at = numbers[values.index(best)]
    shown, _ = value_range(lines)
    return LineChart(
        id="fitness",
        title="Fitness from trial to trial",
        subtitle=subtitle,
        how_to_read="The solid line is the best fitness up to each trial: while it still climbs, "
        "further trials may find more. Its steps are partly luck, as the best of many values that "
        "vary by chance is always high.",
        summary=(
            f"Line chart of the fitness over {len(x)} trials, from {words.number(sound[0])} at the "
            f"first to {words.number(best)} at trial {at}, the best."
        ),
        y_title="fitness",
        x_title="Trial",
        lines=lines,
        group="metrics",
        marks=(Mark(at, f"best {at}", "best"),),
        y_range=shown,
    )
