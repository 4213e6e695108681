"""The command that repeats a training, but for named changes.

An argument is printed unless it is the default both of the releases that may have written the run
and of today's newest: who copies the command may use either. What is not as in the run is said.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from reportgen.trainers.command import Command, carried, file_name, line
from reportgen.trainers.release import VersionRange
from reportgen.trainers.ultralytics import releases
from reportgen.trainers.ultralytics.arguments import ARGUMENTS
from reportgen.trainers.ultralytics.models import layers

GROUPS = ("training", "learning", "losses", "augmentation")
"""Groups of arguments that decide what a training becomes."""
VALIDATION = ("val", "split", "iou", "max_det", "agnostic_nms")
"""And those of validation that decide which epoch is best."""
NOT_CARRIED = frozenset(
    (
        *("task", "mode", "model", "data", "resume", "cfg", "v5loader"),
        *("device", "workers", "cache", "compile", "channels_last"),
    )
)
"""Arguments of the machine or of this run alone, and those that stand in front."""
FIRST = ("epochs", "imgsz")
"""Printed always, default or not: a reader looks for them."""
SET_BY_AUTO = ("lr0", "momentum")
"""Arguments that optimizer=auto sets itself, whatever they say."""
AUTO_KEEPS = {"momentum": "0.9", "warmup_bias_lr": "0"}
"""What optimizer=auto sets them to, beside lr0, in every release that has it."""
SUSPECTS = {
    "conf": "it hides predictions from validation",
    "save_hybrid": "it mixes the labels into the predictions that are judged",
    "time": "it ends the training by the clock",
}
"""Arguments that a repeated training is better off without, and why."""
MODEL, DATA = "MODEL", "DATA"
"""In place of a model and a data set that are not told, or whose names cannot be typed."""
_NO_WEIGHTS = frozenset(("last.pt", "last.yaml"))


def train_command(
    task: str,
    args: Mapping[str, Any],
    versions: VersionRange,
    changes: Mapping[str, str],
    *,
    leave_out: Collection[str] = (),
    first_model: str | None = None,
) -> Command:
    """A training like the run with these arguments, with `changes` (argument and value as typed).

    `args` are the run's arguments as written, `versions` the releases that may have written them.
    A change to ``""``, and what `leave_out` names, falls back to the default without a word: the
    caller says why. `first_model` is what a resumed run started from, where anything tells it.
    """
    said: list[str] = []
    values = {
        "model": _model(args, first_model, said),
        "data": _name(args.get("data") or "data.yaml", DATA),
    }
    dropped = {*leave_out, *(name for name, value in changes.items() if not value)}
    named = {name: value for name, value in changes.items() if value}
    for name, value in _deciding(args, versions):
        if name in dropped or name in named:
            continue
        text = _typed(name, value, args, said)
        if text is not None:
            values[name] = text
    values |= _kept_from_auto(args, named, said)
    return Command(line(("yolo", task, "train"), {**values, **named}), tuple(said))


def _model(args: Mapping[str, Any], first: str | None, said: list[str]) -> str:
    """The model that the training started from; not the last.pt that it was resumed from."""
    name = file_name(args.get("model"))
    resumed = bool(args.get("resume")) or name in _NO_WEIGHTS
    if not resumed or (name is not None and name not in _NO_WEIGHTS):
        return _name(args.get("model"), MODEL)
    if first and carried(first):
        said.append(f"It was resumed; the model named here is its architecture: {first}.")
        return first
    said.append(f"It was resumed: replace {MODEL} with the model that it first started from.")
    return MODEL


def _name(value: Any, instead: str) -> str:
    """The name of a file, without the folders of the machine that trained."""
    name = file_name(value)
    return name if name and carried(name) else instead


def _deciding(args: Mapping[str, Any], versions: VersionRange) -> Iterator[tuple[str, Any]]:
    """Arguments that decide, but for those that are the default then and today."""
    for name in (*FIRST, *(name for name in args if name not in FIRST)):
        if name not in args or not decides(name):
            continue
        if args.get("optimizer") == "auto" and name in SET_BY_AUTO:
            continue
        if name in FIRST or not _is_default(name, args[name], versions):
            yield name, args[name]


def _is_default(name: str, value: Any, versions: VersionRange) -> bool:
    """Whether nobody has to set it: then, in what may have written the run, and today."""
    then = releases.defaults(name, versions) or releases.defaults(name)
    now = [releases.default_today(name)] if releases.is_known_today(name) else []
    return all(alike(name, value, standard) for standard in (*then, *now))


def decides(name: str) -> bool:
    """Whether an argument decides what a training becomes, or which of its epochs is best."""
    known = ARGUMENTS.get(name)
    if known is None or name in NOT_CARRIED:
        return False
    return known.group in GROUPS or name in VALIDATION or name in SUSPECTS


def alike(name: str, one: Any, other: Any) -> bool:
    """Whether two values of an argument mean the same."""
    one, other = today(name, one), today(name, other)
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return float(one) == float(other)
    return type(one) is type(other) and bool(one == other)


def today(name: str, value: Any) -> Any:
    """A value as the newest release would have it: what was a flag is a number there."""
    if isinstance(value, str) and value.lower() == "none":
        return None
    if name == "multi_scale" and isinstance(value, bool):
        return 0.5 if value else 0.0  # the flag varied the size by half
    if name == "freeze" and isinstance(value, list):
        return len(value) if value == list(range(len(value))) else value
    if name in ("dropout", "copy_paste", "mixup") and value is False:
        return 0.0
    return value


def _typed(name: str, value: Any, args: Mapping[str, Any], said: list[str]) -> str | None:
    """The value as typed; None where it is left out, which is then said."""
    value = today(name, value)
    shown = carried(value)
    mention = f"{name}={shown}" if shown else name
    if name in SUSPECTS:
        if value in (None, False):
            return None
        said.append(f"{mention} is left out: {SUSPECTS[name]}.")
    elif name == "freeze" and freezes_all(args):
        said.append(f"{mention} is left out: it freezes every layer, so nothing is learned.")
    elif not releases.is_known_today(name):
        last = releases.last_release_with(name)
        since = f" after {last}" if last else ""
        said.append(f"{mention} is left out: Ultralytics has no such argument{since}.")
    elif shown is None and (base := file_name(value)) and carried(base):
        return base
    elif shown is None:
        said.append(f"{name} is left out: its value is neither number, flag nor plain word.")
    elif name in ("pretrained", "distill_model") and isinstance(value, str):
        return file_name(value)
    else:
        return shown
    return None


def freezes_all(args: Mapping[str, Any]) -> bool:
    """Whether ``freeze`` holds every layer of the model; False also where nothing tells."""
    frozen = today("freeze", args.get("freeze"))
    deep = layers(file_name(args.get("model")))
    if isinstance(frozen, str) and frozen.startswith("range(0, "):
        count = frozen.removeprefix("range(0, ").rstrip(")")
        frozen = int(count) if count.isdigit() and len(count) < 6 else None
    if isinstance(frozen, bool) or not isinstance(frozen, int):
        return False
    return frozen >= deep


def _kept_from_auto(
    args: Mapping[str, Any], named: Mapping[str, str], said: list[str]
) -> dict[str, str]:
    """What optimizer=auto had set, where a change names an optimizer in its place."""
    optimizer = named.get("optimizer")
    if args.get("optimizer") != "auto" or optimizer in (None, "auto"):
        return {}
    kept = {name: value for name, value in AUTO_KEEPS.items() if name not in named}
    told = " and ".join(f"{name}={value}" for name, value in kept.items())
    named_here = "it is" if len(kept) == 1 else "they are"
    said.append(f"optimizer=auto had set {told}, so {named_here} named here.")
    return kept
