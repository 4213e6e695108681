"""Charts of a sweep: all arguments at once, each against the fitness, and the search over time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reportgen import words
from reportgen.charts.parts import chart_id
from reportgen.figure.model.lines import Line, LineChart, Mark
from reportgen.figure.model.trials import MOST_COLOURED, ParallelChart, ScatterChart, TrialAxis
from reportgen.figure.svg.scale import value_range

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
class Tried:
    """One argument of a sweep, and how it goes with the fitness as far as that can be told."""

    name: str
    values: tuple[float, ...]
    """One a trial; NaN where it is not told."""
    rho: float | None = None
    """Rank correlation, -1 to 1; None where too few trials tell it."""
    interval: tuple[float, float] = (-1.0, 1.0)
    """95 % interval of `rho`."""
    p: float = 1.0
    apart: float | None = None
    """The correlation at equal place in the order of the trials; `p` is of it where it is told."""


@dataclass(frozen=True)
class Trials:
    """All trials of a sweep; the arguments that bear most on the fitness come first."""

    names: tuple[str, ...]
    metric: str
    """What the fitness is, as an axis names it."""
    fitness: tuple[float, ...]
    """One a trial; NaN where it is not told."""
    arguments: tuple[Tried, ...]
    trial: str = "trial"
    """What one is called: ``trial`` or ``run``."""


def parallel_chart(trials: Trials) -> ParallelChart | None:
    """One line a trial over the first arguments; None for fewer than two trials or no argument."""
    shown = trials.arguments[:MOST_AXES]
    if len(trials.names) < 2 or not shown:
        return None
    names = ", ".join(tried.name for tried in shown)
    return ParallelChart(
        id="parallel",
        title="All arguments at once",
        subtitle=_parallel_subtitle(trials, shown),
        how_to_read=_PARALLEL.format(trial=trials.trial, metric=trials.metric),
        summary=f"Parallel coordinates of {len(trials.names)} {trials.trial}s over {names}; "
        f"{_best(trials)}",
        names=trials.names,
        fitness=TrialAxis(trials.metric, trials.fitness),
        axes=tuple(TrialAxis(tried.name, tried.values) for tried in shown),
    )


def _parallel_subtitle(trials: Trials, shown: Sequence[Tried]) -> str:
    label = words.capital(trials.metric)
    told = f"{label} is the last axis; the stronger the colour, the better."
    if len(shown) < len(trials.arguments):
        strong = any(tried.rho is not None for tried in shown)
        which = "those that go with it most" if strong else "the first"
        told += f" {len(shown)} of {len(trials.arguments)} arguments are shown, {which}."
    if len(trials.names) > MOST_COLOURED:
        told += f" The best tenth of the {len(trials.names)} {trials.trial}s is in colour."
    return told


def scatter_charts(trials: Trials) -> tuple[ScatterChart, ...]:
    """One chart an argument, in their order."""
    fitness = TrialAxis(trials.metric, trials.fitness)
    unique: dict[str, int] = {}
    charts = []
    for tried in trials.arguments:
        id = f"scatter-{chart_id(tried.name)}"
        unique[id] = unique.get(id, 0) + 1
        note = correlation_words(tried)
        charts.append(
            ScatterChart(
                id=id if unique[id] == 1 else f"{id}-{unique[id]}",
                title=tried.name,
                subtitle=note,
                how_to_read=_SCATTER.format(trial=trials.trial),
                summary=f"Scatter of {trials.metric} over {tried.name}, "
                f"{len(trials.names)} {trials.trial}s. {note}",
                names=trials.names,
                fitness=fitness,
                argument=TrialAxis(tried.name, tried.values),
            )
        )
    return tuple(charts)


def correlation_words(tried: Tried) -> str:
    """``\u03c1 0.62 (0.35 to 0.80), p 0.001``, or that it is not told."""
    if tried.rho is None:
        return "Too few tell it for a correlation."
    low, high = (signed(value) for value in tried.interval)
    said = f"\u03c1 {signed(tried.rho)} ({low} to {high})"
    if tried.apart is not None:
        said += f"; at equal trial number {signed(tried.apart)}"
    return f"{said}, p {p_words(tried.p)}"


def signed(value: float) -> str:
    """A correlation with two decimals and a true minus."""
    return f"{words.decimals(value, 2)}".replace("-0.00", "0.00").replace("-", _MINUS)


def p_words(p: float) -> str:
    """A p-value; over shuffles it is never known to be smaller than one in 5,000."""
    return "< 0.001" if p < 0.001 else words.decimals(p, 3 if p < 0.1 else 2)


def _best(trials: Trials) -> str:
    told = [i for i, value in enumerate(trials.fitness) if math.isfinite(value)]
    if not told:
        return "none tells it."
    best = max(told, key=lambda trial: trials.fitness[trial])
    return f"{trials.names[best]} is best with {words.number(trials.fitness[best])}."


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
