"""The best set of a search: its hyperparameters beside the defaults, and a command with it."""

from __future__ import annotations

import math
from typing import NamedTuple

from reportgen import words
from reportgen.read.table.tune import Tune
from reportgen.tasks import recognise
from reportgen.trainers.ultralytics.arguments import ARGUMENTS, GIVEN, differs

SEARCHED = ("training", "learning", "losses", "augmentation")
"""Groups of arguments that a search may set."""


class HyperparameterRow(NamedTuple):
    """One hyperparameter of the best trial."""

    name: str
    value: str
    first: str
    """What the first trial had."""
    default: str
    meaning: str
    changed: bool
    """Whether it is not the default."""


def best_rows(tune: Tune) -> tuple[HyperparameterRow, ...]:
    """Hyperparameters of the best trial; those that are not the default first."""
    best = tune.best_index
    if best is None:
        return ()
    rows = []
    for name, values in tune.arguments.items():
        value = float(values[best])
        default = meaning = ""
        if known := ARGUMENTS.get(name):
            meaning = known.meaning
            default = "" if known.default == GIVEN else _number(known.default)
        changed = math.isfinite(value) and differs(name, value) is not False
        rows.append(
            HyperparameterRow(
                name, _number(value), _number(float(values[0])), default, meaning, changed
            )
        )
    return tuple(sorted(rows, key=lambda row: not row.changed))


def kept_note(rows: tuple[HyperparameterRow, ...]) -> str:
    """How many hyperparameters stand at their default; empty where none or all do."""
    kept = sum(not row.changed for row in rows)
    if not 0 < kept < len(rows):
        return ""
    return f"{words.whole(kept)} of {words.count(len(rows), 'hyperparameter')} at the default"


def _number(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value).lower()
    return words.plain(value) if math.isfinite(value) else words.UNKNOWN


def command(tune: Tune) -> str:
    """A training with the best set; empty where nothing of it can be typed.

    Names come from the table of arguments, never from the file alone.
    """
    best = tune.best_index
    if best is None:
        return ""
    values = _searched(tune, best)
    typed = [
        f"{name}={words.plain(values[name])}" for name in values if differs(name, values[name])
    ]
    if not typed:
        return ""
    task = recognise(None, tuple(tune.metrics or tune.best.metrics))
    # With optimizer=auto, Ultralytics sets lr0 and momentum by itself.
    own = "optimizer=OPTIMIZER" if {"lr0", "momentum"} & values.keys() else ""
    head = ("yolo", task.name if task else "", "train model=MODEL data=DATA", own)
    return " ".join([*filter(None, head), *typed])


def _searched(tune: Tune, trial: int) -> dict[str, float]:
    """What a search may set of the arguments that are known, as a trial has it."""
    return {
        name: float(column[trial])
        for name, column in tune.arguments.items()
        if name in ARGUMENTS and ARGUMENTS[name].group in SEARCHED and math.isfinite(column[trial])
    }
