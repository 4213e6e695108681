"""The command that repeats a training, but for named changes.

An argument is printed unless it is the default both of the releases that may have written the run
and of today's newest: who copies the command may use either. What is not as in the run is said.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from reportgen.trainers.form.command import Command, carried, file_name, line
from reportgen.trainers.form.release import VersionRange
from reportgen.trainers.ultralytics import releases
from reportgen.trainers.ultralytics.arguments import ARGUMENTS, differs
from reportgen.trainers.ultralytics.models import layers
from reportgen.values import is_number, is_whole

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
_WEIGHTS = ("pretrained", "distill_model")
_FLAGS: dict[str, dict[bool, float]] = {
    "multi_scale": {False: 0.0, True: 0.5},  # the flag varied the size by half
    "dropout": {False: 0.0},
    "copy_paste": {False: 0.0},
    "mixup": {False: 0.0},
}
"""What a flag of earlier releases is as a number."""
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
        "data": _name(args.get("data") or "data.yaml") or DATA,
    }
    named = {name: value for name, value in changes.items() if value}
    for name, value in _deciding(args, versions):
        if name in leave_out or name in changes:
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
        return _name(args.get("model")) or MODEL
    if first and carried(first):
        said.append(f"It was resumed; the model named here is its architecture: {first}.")
        return first
    said.append(f"It was resumed: replace {MODEL} with the model that it first started from.")
    return MODEL


def _name(value: Any) -> str | None:
    """The name of a file, without the folders of a machine; None: it cannot be typed."""
    name = file_name(value)
    return name if name and carried(name) else None


def _deciding(args: Mapping[str, Any], versions: VersionRange) -> Iterator[tuple[str, Any]]:
    """Arguments that decide, but for those that are the default then and today."""
    by_auto = SET_BY_AUTO if args.get("optimizer") == "auto" else ()
    told = args.keys() - set(by_auto)
    for name in filter(decides, dict.fromkeys((*FIRST, *args))):
        if name in told and (name in FIRST or not _is_default(name, args[name], versions)):
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
    if is_number(one) and is_number(other):
        return float(one) == float(other)
    return type(one) is type(other) and bool(one == other)


def today(name: str, value: Any) -> Any:
    """A value as the newest release would have it: what was a flag is a number there."""
    match value:
        case bool():
            return _FLAGS.get(name, {}).get(value, value)
        case str():
            return None if value.lower() == "none" else value
        case list() if name == "freeze" and value == list(range(len(value))):
            return len(value)
    return value


def _typed(name: str, value: Any, args: Mapping[str, Any], said: list[str]) -> str | None:
    """The value as typed; None where it is left out, which is then said."""
    value = today(name, value)
    if name in SUSPECTS and (value in (None, False) or not differs(name, value)):
        return None
    typed = _carried(name, value)
    reason = _reason_against(name, args)
    if reason is None and typed is None:
        reason = "its value is neither number, flag nor plain word"
    if reason is None:
        return typed
    shown = carried(value)
    said.append(f"{name}{f'={shown}' if shown else ''} is left out: {reason}.")
    return None


def _carried(name: str, value: Any) -> str | None:
    """A value as typed; of weights, and of a path that cannot be typed, the name of the file."""
    shown = carried(value)
    if shown is None or (name in _WEIGHTS and isinstance(value, str)):
        return _name(value)
    return shown


def _reason_against(name: str, args: Mapping[str, Any]) -> str | None:
    """Why an argument is not repeated, whatever its value; None: it is."""
    if name in SUSPECTS:
        return SUSPECTS[name]
    if name == "freeze" and freezes_all(args):
        return "it freezes every layer, so nothing is learned"
    if releases.is_known_today(name):
        return None
    last = releases.last_release_with(name)
    return f"Ultralytics has no such argument{f' after {last}' if last else ''}"


def freezes_all(args: Mapping[str, Any]) -> bool:
    """Whether ``freeze`` holds every layer of the model; False also where nothing tells."""
    frozen = today("freeze", args.get("freeze"))
    deep = layers(file_name(args.get("model")))
    if isinstance(frozen, str) and frozen.startswith("range(0, "):
        count = frozen.removeprefix("range(0, ").rstrip(")")
        frozen = int(count) if count.isdigit() and len(count) < 6 else None
    return is_whole(frozen) and frozen >= deep


def _kept_from_auto(
    args: Mapping[str, Any], named: Mapping[str, str], said: list[str]
) -> dict[str, str]:
    """What optimizer=auto had set, where a change names an optimizer in its place."""
    optimizer = named.get("optimizer")
    if args.get("optimizer") != "auto" or optimizer in (None, "auto"):
        return {}
    kept = {name: value for name, value in AUTO_KEEPS.items() if name not in named}
    told = " and ".join(map("=".join, kept.items()))
    named_here = "it is" if len(kept) == 1 else "they are"
    said.append(f"optimizer=auto had set {told}, so {named_here} named here.")
    return kept
