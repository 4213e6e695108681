"""A sweep on the page: its charts, how arguments go with the metric, and every trial."""

from __future__ import annotations

import math
from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple

from markupsafe import Markup

from reportgen import words
from reportgen.comparison.parts import Sweep
from reportgen.comparison.sweep.charts import SweepCharts
from reportgen.comparison.sweep.correlation import LEAST_RUNS, Correlation
from reportgen.figure.model.trials import LIGHT, shades, tick_text
from reportgen.page.run.views import ChartView
from reportgen.page.shell.script_data import script_json
from reportgen.page.sweep.charts import (
    MOST_ROWS,
    TrialRow,
    parallel_view,
    scatter_view,
    trial_rows,
    trials_title,
)
from reportgen.page.text.prose import Prose

OPEN_SCATTERS = 6
"""Scatters that stand open at most; the others are folded."""
FEW = 20
"""Below so many trials it is said how far chance alone reaches."""
_NORMAL_95 = 1.96


class Correlated(NamedTuple):
    """How one argument of a sweep goes with the metric."""

    argument: str
    rho: str
    interval: str
    apart: str
    """With the order of the trials held fixed; empty where there is none."""
    p: str
    notable: str
    tried: str
    """The values tried: ``0.001 to 0.02``."""


class SweepView(NamedTuple):
    """All of a sweep."""

    id: str
    """What ids begin with."""
    trial: str
    """What one is called: ``Trial`` or ``Run``."""
    intro: str
    caution: str
    parallel: ChartView | None
    scatters: tuple[ChartView, ...]
    more_scatters: tuple[ChartView, ...]
    correlated: tuple[Correlated, ...]
    ordered: bool
    """Whether trials follow from each other."""
    none: str
    """Why no correlation is told; empty when one is."""
    columns: tuple[str, ...]
    """Of the table of trials: the metric, then the arguments."""
    trials: tuple[TrialRow, ...]
    trials_title: str
    shades: tuple[str, ...]
    data: Markup
    """For the script."""


def sweep_view(
    id: str,
    given: SweepCharts,
    prose: Prose,
    *,
    links: Sequence[str] = (),
) -> SweepView:
    """The view; `id` is what ids begin with, and `links` lead to the runs, one each."""
    sweep, trial, label = given.sweep, given.trial, given.metric
    names = [chart.argument.name for chart in given.scatters]
    notable = {each.argument for each in sweep.correlations if each.notable}
    scatters = [
        scatter_view(id, chart, at, notable, prose) for at, chart in enumerate(given.scatters)
    ]
    opened = max(OPEN_SCATTERS, len(notable))
    trials = trial_rows(given, names, links)
    return SweepView(
        id=id,
        trial=trial.capitalize(),
        intro=_intro(sweep, trial, label),
        caution=_caution(sweep, trial),
        parallel=parallel_view(id, given.parallel, prose) if given.parallel else None,
        scatters=tuple(scatters[:opened]),
        more_scatters=tuple(scatters[opened:]),
        correlated=tuple(_correlated(each, sweep) for each in sweep.correlations),
        ordered=any(each.apart is not None for each in sweep.correlations),
        none=_none(sweep, trial),
        columns=(label, *names),
        trials=trials[:MOST_ROWS],
        trials_title=trials_title(len(trials), trial),
        shades=LIGHT[1:],
        data=_data(given, names, label),
    )


# --- words ---------------------------------------------------------------------------------------


def _intro(sweep: Sweep, trial: str, label: str) -> str:
    said = (
        f"{words.count(len(sweep.runs), trial)} that differ in "
        f"{words.count(len(sweep.columns), 'argument')}"
    )
    found = list(filter(attrgetter("notable"), sweep.correlations))
    if sweep.also_vary:
        said += f", and in {words.listed(sweep.also_vary)}, which no chart here shows"
    if not sweep.correlations:
        return f"{said}."
    if not found:
        return f"{said}. None correlates with {label} beyond chance."
    names = [f"{each.argument} ({words.change(each.judged, 2)})" for each in found]
    few = "the only one" if len(names) == 1 else "more than chance gives"
    tried = words.count(len(sweep.correlations), "argument")
    return f"{said}. Correlated with {label}: {words.listed(names)}, {few} among {tried} tried."


def _caution(sweep: Sweep, trial: str) -> str:
    """How little few trials say; empty where there are many or no correlations."""
    told = len(sweep.runs)
    if not sweep.correlations or told >= FEW:
        return ""
    reach = min(1.0, _NORMAL_95 / math.sqrt(told - 1))
    return (
        f"With {told} {trial}s little is certain: even where an argument does nothing, one "
        f"correlation in twenty lies beyond ±{words.decimals(reach, 2)} by chance, and "
        f"{words.count(len(sweep.correlations), 'argument')} "
        f"{'was' if len(sweep.correlations) == 1 else 'were'} tried."
    )


def _none(sweep: Sweep, trial: str) -> str:
    if sweep.correlations:
        return ""
    if len(sweep.runs) < LEAST_RUNS:
        return f"Correlations need at least {LEAST_RUNS} {trial}s that tell the fitness."
    return f"No argument varies over {LEAST_RUNS} or more {trial}s, or the fitness does not."


def _correlated(each: Correlation, sweep: Sweep) -> Correlated:
    low, high = each.interval
    values = [value for value in sweep.columns[each.argument] if value is not None]
    return Correlated(
        each.argument,
        words.change(each.rho, 2),
        f"{words.change(low, 2)} to {words.change(high, 2)}",
        "" if each.apart is None else words.change(each.apart, 2),
        "< 0.001" if each.p < 0.001 else words.decimals(each.p, 3),
        "goes with the metric" if each.notable else "may be chance",
        f"{tick_text(min(values))} to {tick_text(max(values))}",
    )


def _data(given: SweepCharts, names: Sequence[str], label: str) -> Markup:
    """Values of all trials, from which the script finds the one under the pointer."""
    fitness = list(given.sweep.fitness)
    axes = given.parallel.all_axes if given.parallel else ()
    return script_json(
        {
            "names": list(given.names),
            "metric": label,
            "fitness": fitness,
            "shades": shades([math.nan if value is None else value for value in fitness]),
            "arguments": [
                {
                    "name": chart.argument.name,
                    "log": chart.argument.log,
                    "values": list(given.sweep.columns[chart.argument.name]),
                }
                for chart in given.scatters
            ],
            "axes": [names.index(axis.name) for axis in axes[:-1]],
        }
    )
