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

from reportgen.arguments import ARGUMENTS, differs
from reportgen.read.table.args import Args
from reportgen.tasks import Task

CARRIED = ("training", "learning", "losses", "augmentation")
"""Groups of arguments that a new training takes over when they are not the defaults."""
LEFT_OUT = frozenset(
    ("epochs", "imgsz", "device", "workers", "cache", "resume", "cfg", "v5loader", "image_weights")
)
"""Arguments of the machine or of this run alone, and those that always stand in front."""
IGNORED = frozenset(("lr0", "momentum"))
"""Arguments that optimizer=auto sets itself."""
PLAIN = re.compile(r"[A-Za-z0-9_.+/-]+")
"""What means nothing to any shell, and to Python at most a name or a sum."""
MODEL, DATA = "MODEL", "DATA"
"""In place of a model and a data set whose names cannot be typed."""
SIZES = {
    "yolov5": "nsmlx",
    "yolov8": "nsmlx",
    "yolov9": "tsmce",
    "yolov10": "nsmblx",
    "yolo11": "nsmlx",
    "yolo12": "nsmlx",
    "yolo26": "nsmlx",
}
"""Letters of a family's models, the smallest first."""
_MODEL = re.compile(r"(yolov?\d+)([a-z])(u?(?:-(?:seg|pose|obb|cls))?\.(?:pt|yaml))")


def base_name(value: str | None) -> str | None:
    """The last part of a path; None when there is none that can be shown on one line."""
    name = (value or "").replace("\\", "/").rstrip("/").rsplit("/", 1)[-1].split("?", 1)[0]
    return name if name and name.isprintable() and "…" not in name else None


def larger_model(model: str | None) -> str | None:
    """The next larger model of a family: yolo11s-seg.pt for yolo11n-seg.pt; None: not known.

    YOLOv9 has masks only in its sizes c and e.
    """
    match = _MODEL.fullmatch(model or "")
    if match is None:
        return None
    family, letter, rest = match.groups()
    sizes = SIZES.get(family, "")
    place = sizes.find(letter)
    if place < 0 or place + 1 == len(sizes):
        return None
    larger = sizes[place + 1]
    drawn_masks = family != "yolov9" or "-seg" not in rest or larger in "ce"
    return f"{family}{larger}{rest}" if drawn_masks else None


def train_command(task: Task, args: Args, model: str, data: str, changes: Mapping[str, str]) -> str:
    """A new training like this one, with `changes` (argument and value as typed).

    What cannot be typed is left out; `not_typed` names it.
    """
    values = {"model": typed(model) or MODEL, "data": typed(data) or DATA}
    for name in ("epochs", "imgsz"):
        number = args.number(name)
        if number is not None:
            values[name] = typed(number)
    values |= {name: text for name, value in _carried(args).items() if (text := typed(value))}
    return _command(["yolo", task.name, "train"], {**values, **changes})


def not_typed(args: Args, changes: Mapping[str, str]) -> list[str]:
    """Arguments that this run had set and that `train_command` leaves out, by name."""
    carried = _carried(args).items()
    return [
        name
        for name, value in carried
        if value is not None and not typed(value) and name not in changes
    ]


def _carried(args: Args) -> dict[str, Any]:
    """Arguments of the run that a new training takes over."""
    left_out = LEFT_OUT | IGNORED if args.text("optimizer") == "auto" else LEFT_OUT
    return {
        name: value
        for name, value in args.values.items()
        if name in ARGUMENTS
        and ARGUMENTS[name].group in CARRIED
        and name not in left_out
        and differs(name, value)
    }


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
