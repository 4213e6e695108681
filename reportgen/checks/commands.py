"""Commands that a reader can copy, made from the run's own arguments.

Everything that comes from a run folder is quoted for the shell; names of arguments come from
`reportgen.arguments`, never from the folder.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from typing import Any

from reportgen.arguments import ARGUMENTS, differs
from reportgen.read.args import Args
from reportgen.tasks import Task

CARRIED = ("training", "learning", "losses", "augmentation")
"""Groups of arguments that a new training takes over when they are not the defaults."""
LEFT_OUT = frozenset(
    ("epochs", "imgsz", "device", "workers", "cache", "resume", "cfg", "v5loader", "image_weights")
)
"""Arguments of the machine or of this run alone, and those that always stand in front."""
IGNORED = frozenset(("lr0", "momentum"))
"""Arguments that optimizer=auto sets itself."""
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
    """A new training like this one, with `changes` (argument and value as typed)."""
    values = {"model": model, "data": data}
    for name in ("epochs", "imgsz"):
        number = args.number(name)
        if number is not None:
            values[name] = typed(number)
    left_out = LEFT_OUT | IGNORED if args.text("optimizer") == "auto" else LEFT_OUT
    for name, value in args.values.items():
        known = ARGUMENTS.get(name)
        carried = known is not None and known.group in CARRIED and name not in left_out
        if carried and differs(name, value) and (text := typed(value)):
            values[name] = text
    return _command(["yolo", task.name, "train"], {**values, **changes})


def predict_command(task: Task, weights: str, confidence: float | None) -> str:
    """Use a model on pictures, at the best confidence where that is known."""
    values = {"model": weights, "source": "pictures/"}
    if confidence is not None:
        values["conf"] = f"{confidence:.3f}"
    return _command(["yolo", task.name, "predict"], values)


def validate_command(task: Task, weights: str, data: str, *, split: str = "val") -> str:
    """Validate a model again, on one split of the data; that draws the curves and matrices."""
    values = {"model": weights, "data": data}
    if split != "val":
        values["split"] = split
    return _command(["yolo", task.name, "val"], values)


def resume_command(weights: str) -> str:
    """Continue an interrupted training."""
    return _command(["yolo", "train", "resume"], {"model": weights})


def typed(value: Any) -> str:
    """A value as typed on the command line; empty for what cannot be typed on one line."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, (int, float)):
        return str(int(value)) if float(value).is_integer() else f"{value:.6g}"
    if isinstance(value, str) and value.isprintable() and "…" not in value:
        return value
    return ""


def _command(words: list[str], values: Mapping[str, str]) -> str:
    return shlex.join([*words, *(f"{name}={value}" for name, value in values.items())])
