"""A search for good arguments, told from the runs themselves."""

from __future__ import annotations

from collections.abc import Sequence

from reportgen.comparison.correlation import LEAST_RUNS, correlations
from reportgen.comparison.model import Sweep
from reportgen.comparison.settings import configuration, number
from reportgen.facts import Facts

LEAST_VALUES = 3
"""Different values of an argument from which on it is searched for, not switched."""
_SAME = ("model", "data")


def find_sweep(facts: Sequence[Facts], values: Sequence[float | None], metric: str) -> Sweep | None:
    """The largest sweep among the runs; None when there is none.

    At least 5 runs of one task, model and data set, of which at least one argument takes three
    or more numbers. `values` is the metric of each run.
    """
    groups: dict[tuple[str, ...], list[int]] = {}
    for index, each in enumerate(facts):
        if each.known_args and each.task:
            same = (str(each.known_args.values.get(name)) for name in _SAME)
            groups.setdefault((each.task.name, *same), []).append(index)
    runs = max(groups.values(), key=len, default=[])
    if len(runs) < LEAST_RUNS:
        return None
    told = [configuration(facts[run]) for run in runs]
    varying = sorted(
        name
        for name in {name for each in told for name in each}
        if len({str(each.get(name)) for each in told}) > 1
    )
    columns = {name: tuple(number(each.get(name)) for each in told) for name in varying}
    numeric = {name: column for name, column in columns.items() if _is_numeric(column)}
    if not any(len(set(column)) >= LEAST_VALUES for column in numeric.values()):
        return None
    fitness = tuple(values[run] for run in runs)
    return Sweep(
        runs=tuple(runs),
        metric=metric,
        columns=numeric,
        fitness=fitness,
        correlations=correlations(numeric, fitness),
        also_vary=tuple(name for name in varying if name not in numeric),
    )


def _is_numeric(column: Sequence[float | None]) -> bool:
    told = {value for value in column if value is not None}
    return len(told) > 1
