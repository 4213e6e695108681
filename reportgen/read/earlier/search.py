"""The hyperparameter search of one run in the JSON of a report: its trials, as they were read.

As in `old_run`, each field is what it must be, or the report is declined. What follows from the
trials (the best of them, correlations) is worked out again, not believed.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from reportgen.read.earlier.json_fields import (
    count,
    listed,
    mapping,
    mapping_if_any,
    number_if_any,
    odd,
    text,
)
from reportgen.read.table import tune
from reportgen.read.table.results import FloatArray, IntArray
from reportgen.read.table.tune import BestTrial, Tune
from reportgen.values import MAX_EPOCH

MAX_TRIAL = MAX_EPOCH + tune.MAX_TRIALS
"""Numbers of trials are below it: `read_tune` counts on from less than a thousand million."""
MAX_SECONDS = 10**12


def search_of(run: dict[str, Any]) -> Tune | None:
    """The search of one run in the JSON; None where it has none. Raises `Odd`."""
    if run.get("search") is None:
        return None
    told = mapping(run["search"], "search")
    trials = _trials(told.get("trials"))
    return Tune(
        trials=trials,
        fitness=_column(told.get("fitness"), "search.fitness", len(trials)),
        arguments=_columns(told, "arguments", tune.MAX_ARGUMENTS, len(trials)),
        metrics=_columns(told, "metrics", tune.MAX_METRICS, len(trials)),
        datasets=_columns(told, "datasets", tune.MAX_DATASETS, len(trials)),
        best=_best(told),
    )


def _trials(value: Any) -> IntArray:
    """Numbers of the trials, from 1, strictly increasing."""
    items = listed(value, "search.trials")
    if not 0 < len(items) <= tune.MAX_TRIALS:
        odd("search.trials")
    if not all(type(item) is int and 0 < item < MAX_TRIAL for item in items):
        odd("search.trials")
    trials = np.array(items, dtype=np.int64)
    return trials if np.all(np.diff(trials) > 0) else odd("search.trials")


def _columns(told: dict[str, Any], key: str, most: int, length: int) -> dict[str, FloatArray]:
    """Columns by name, in their order; `length` numbers each."""
    place = f"search.{key}"
    given = mapping(told.get(key), place)
    if len(given) > most or len(set(map(str.strip, given))) < len(given):
        odd(place)
    columns: dict[str, FloatArray] = {}
    for name, item in given.items():
        shown = _name(name, place)
        # What is private in two names may be all that told them apart.
        shown = shown if shown not in columns else f"{shown} ({len(columns) + 1})"
        columns[shown] = _column(item, place, length)
    return columns if len(columns) == len(given) else odd(place)


def _name(name: str, place: str) -> str:
    # A csv may have a column without a name.
    return text(name.strip(), place, tune.MAX_NAME) or ""


def _column(value: Any, place: str, length: int) -> FloatArray:
    """Numbers, NaN where it is null."""
    return np.array([_number(item, place) for item in listed(value, place, length)], dtype=float)


def _number(value: Any, place: str) -> float:
    """A number as small as `read_tune` takes it, NaN for null."""
    if value is None:
        return np.nan
    # The comparison leaves out infinity and integers too large for a float.
    if type(value) not in (int, float) or not -tune.TOO_LARGE < value < tune.TOO_LARGE:
        odd(place)
    return float(value)


def _best(told: dict[str, Any]) -> BestTrial:
    """What ``best_hyperparameters.yaml`` said; older reports hold less of it."""
    place = "search.best_file"
    file = mapping_if_any(told.get("best_file"), place)
    metrics = mapping_if_any(file.get("metrics"), place)
    if len(metrics) > tune.MAX_METRICS:
        odd(place)
    fitness = file.get("fitness")
    return BestTrial(
        done=count(file.get("done"), place),
        planned=count(told.get("planned"), "search.planned"),
        seconds=number_if_any(told.get("seconds"), "search.seconds", MAX_SECONDS),
        trial=count(file.get("trial"), place),
        fitness=None if fitness is None else _number(fitness, place),
        metrics={_name(name, place): _number(item, place) for name, item in metrics.items()},
    )
