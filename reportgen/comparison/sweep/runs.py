"""A search for good arguments, told from the runs themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reportgen.comparison.data.settings import configuration, number
from reportgen.comparison.parts import Sweep
from reportgen.comparison.sweep.correlation import LEAST_RUNS, correlations
from reportgen.facts.run_facts import Facts
from reportgen.read.table.tune import FITNESS, Tune

LEAST_VALUES = 3
"""Different values of an argument from which on it is searched for, not switched."""
_SAME = ("model", "data")


def find_sweep(
    facts: Sequence[Facts], among: Sequence[int], values: Sequence[float | None], metric: str
) -> Sweep | None:
    """The largest sweep among the runs `among` them; None when there is none.

    At least 5 runs of one task, model and data set, of which at least one argument takes three
    or more numbers. `values` is the metric of each run.
    """
    runs = _largest_group(facts, among)
    if len(runs) < LEAST_RUNS:
        return None
    told = [configuration(facts[run]) for run in runs]
    columns = _varying(told)
    numeric = {
        name: numbers
        for name, column in columns.items()
        if len(set(numbers := tuple(map(number, column))) - {None}) > 1
    }
    if not any(len(set(column)) >= LEAST_VALUES for column in numeric.values()):
        return None
    fitness = tuple(values[run] for run in runs)
    return Sweep(
        runs=tuple(runs),
        metric=metric,
        columns=numeric,
        fitness=fitness,
        correlations=correlations(numeric, fitness),
        also_vary=tuple(name for name in columns if name not in numeric),
    )


def sweep_of(tune: Tune) -> Sweep:
    """The trials of a hyperparameter search that have a fitness above 0, as a sweep.

    `Sweep.runs` are indices of the trials.
    """
    sound = tune.sound
    fitness = tuple(tune.fitness[sound].tolist())
    columns: dict[str, tuple[float | None, ...]] = {}
    for name, values in tune.arguments.items():
        column = tuple(None if value != value else value for value in values[sound].tolist())
        if len(set(column) - {None}) > 1:
            columns[name] = column
    return Sweep(
        runs=tuple(sound.tolist()),
        metric=FITNESS,
        columns=columns,
        fitness=fitness,
        correlations=correlations(columns, fitness, ordered=True),
        also_vary=(),
    )


def _largest_group(facts: Sequence[Facts], among: Sequence[int]) -> list[int]:
    """The most runs that have one task, model and data set."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for index in among:
        each = facts[index]
        if each.known_args and each.task:
            same = (str(each.known_args.values.get(name)) for name in _SAME)
            groups.setdefault((each.task.name, *same), []).append(index)
    return max(groups.values(), key=len, default=[])


def _varying(told: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """The arguments that are not the same in all runs, with their values; in order of name."""
    names = sorted(set[str]().union(*told))
    columns = {name: [each.get(name) for each in told] for name in names}
    return {name: column for name, column in columns.items() if len(set(map(str, column))) > 1}
