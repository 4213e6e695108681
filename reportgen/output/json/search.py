"""A hyperparameter search as JSON: its trials, the best of them, and what goes with the fitness."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reportgen.comparison.sweep.charts import SweepCharts
from reportgen.comparison.sweep.correlation import Correlation
from reportgen.read.table.results import FloatArray
from reportgen.read.table.tune import BestTrial, Tune
from reportgen.values import finite


def search(tune: Tune, charts: SweepCharts | None) -> dict[str, Any]:
    """The search as plain dicts and lists; what is not told is null."""
    best = tune.best_index
    return {
        "trials": tune.trials.tolist(),
        "planned": tune.best.planned,
        "seconds": tune.best.seconds,
        "fitness": _numbers(tune.fitness.tolist()),
        "arguments": _columns(tune.arguments),
        "metrics": _columns(tune.metrics),
        "datasets": _columns(tune.datasets),
        "best": None if best is None else _trial(tune, best),
        "best_file": _best_file(tune.best),
        "correlations": correlations(charts.sweep.correlations if charts else ()),
    }


def _columns(told: Mapping[str, FloatArray]) -> dict[str, list[float | None]]:
    return {name: _numbers(values.tolist()) for name, values in told.items()}


def _trial(tune: Tune, at: int) -> dict[str, Any]:
    return {
        "trial": int(tune.trials[at]),
        "fitness": float(tune.fitness[at]),
        "arguments": {name: finite(values[at]) for name, values in tune.arguments.items()},
    }


def _best_file(told: BestTrial) -> dict[str, Any]:
    """What the comments of best_hyperparameters.yaml say, besides `planned` and `seconds`."""
    return {
        "done": told.done,
        "trial": told.trial,
        "fitness": finite(told.fitness),
        "metrics": {name: finite(value) for name, value in told.metrics.items()},
    }


def correlations(told: Sequence[Correlation]) -> list[dict[str, Any]]:
    """How arguments go with the metric, what is judged strongest first."""
    return [
        {
            "argument": each.argument,
            "rho": each.rho,
            "interval": list(each.interval),
            "apart": each.apart,
            "p": each.p,
            "runs": each.count,
            "notable": each.notable,
        }
        for each in told
    ]


def _numbers(values: Iterable[float]) -> list[float | None]:
    return list(map(finite, values))
