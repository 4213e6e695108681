"""Commands that a reader can copy, made from the run's own arguments.

A run comes from a stranger, and its reader may paste a command into bash, PowerShell or cmd.exe,
for which no quotes are safe alike; older releases of ``yolo`` even evaluate values as Python. So a
command carries nothing of a run but numbers, flags and plain words (`PLAIN`); what else a run had
set is left out, and said. Names of arguments come from `reportgen.arguments`, never from a run.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from reportgen.read.table.args import Args
from reportgen.tasks import Task
from reportgen.trainers.command import Command
from reportgen.trainers.ultralytics.commands import train_command as repeated
from reportgen.trainers.ultralytics.models import larger_model as larger_model
from reportgen.trainers.ultralytics.releases import written_between

PLAIN = re.compile(r"[A-Za-z0-9_.+/-]+")
"""What means nothing to any shell, and to Python at most a name or a sum."""
MODEL, DATA = "MODEL", "DATA"
"""In place of a model and a data set whose names cannot be typed."""


def base_name(value: str | None) -> str | None:
    """The last part of a path; None when there is none that can be shown on one line."""
    name = (value or "").replace("\\", "/").rstrip("/").rsplit("/", 1)[-1].split("?", 1)[0]
    return name if name and name.isprintable() and "…" not in name else None


def train_command(
    task: Task, args: Args, model: str, data: str, changes: Mapping[str, str]
) -> Command:
    """A new training like this one, with `changes` (argument and value as typed).

    What is not as in the run stands in `Command.left_out`.
    """
    values = {**args.values, "model": model, "data": data}
    return repeated(task.name, values, written_between(args.values), changes)


def predict_command(task: Task, weights: str, confidence: float | None) -> str:
    """Use a model on pictures, at the best confidence where that is known."""
    values = {"model": weights, "source": "pictures/"}
    if confidence is not None:
        values["conf"] = f"{confidence:.3f}"
    return _command(["yolo", task.name, "predict"], values)


def validate_command(task: Task, weights: str, data: str, *, split: str = "val") -> str:
    """Validate a model again, on one split of the data; that draws the curves and matrices."""
    values = {"model": weights, "data": typed(data) or DATA}
    if split != "val":
        values["split"] = split
    return _command(["yolo", task.name, "val"], values)


def resume_command(weights: str) -> str:
    """Continue an interrupted training."""
    return _command(["yolo", "train", "resume"], {"model": weights})


def typed(value: Any) -> str:
    """A value as typed on the command line of any shell; empty for what is not safe in all."""
    if isinstance(value, (bool, int)):
        return str(value)
    if isinstance(value, float) and math.isfinite(value):
        return str(int(value)) if value.is_integer() else f"{value:.6g}"
    return value if isinstance(value, str) and PLAIN.fullmatch(value) else ""


def _command(words: list[str], values: Mapping[str, str]) -> str:
    """A command of words that are plain all: nothing in it has to be quoted."""
    return " ".join([*words, *(f"{name}={value}" for name, value in values.items())])
