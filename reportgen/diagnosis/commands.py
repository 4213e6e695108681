"""Commands that a reader can copy, made from the run's own arguments.

A run comes from a stranger, and its reader may paste a command into any shell: a command carries
nothing of a run but what `trainers.form.command.carried` lets through. What else it had is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reportgen import words
from reportgen.facts.run_facts import Facts
from reportgen.trainers.form.command import Command, carried, file_name, line
from reportgen.trainers.form.trainer import LAST_FILE
from reportgen.trainers.ultralytics.commands import DATA, MODEL
from reportgen.trainers.ultralytics.commands import train_command as repeated
from reportgen.trainers.ultralytics.models import weights_of

NAME_IS_NO_WORD = "Its name has special characters, so it is not typed for you."
NONE = Command("")


def train_again(facts: Facts, changes: Mapping[str, str]) -> Command:
    """A training like the run's own, with `changes`; one to ``""`` takes an argument out.

    Empty where the run does not tell its model, or has no `yolo` command.
    """
    args, task = facts.known_args, facts.task
    if task is None or args.text("model") is None or not facts.trainer.has_yolo:
        return NONE
    checkpoint = facts.run.checkpoint
    first = weights_of(checkpoint.architecture) if checkpoint else None
    first = None if args.flag("pretrained") is False else first
    command = repeated(task.name, args.values, facts.version_range, changes, first_model=first)
    changed = f" {command.text} "
    said = [*command.left_out]
    if f"model={MODEL} " in changed and not any(MODEL in each for each in said):
        said.append(f"Put the model of this run in place of {MODEL}. {NAME_IS_NO_WORD}")
    if f"data={DATA} " in changed:
        said.append(f"Put the data set of this run in place of {DATA}. {NAME_IS_NO_WORD}")
    return Command(command.text, tuple(said))


def validate(facts: Facts, weights: str, **options: str) -> Command:
    """Validate a file of the weights folder again; empty where there is no `yolo` command."""
    if facts.task is None or not facts.trainer.has_yolo:
        return NONE
    data = carried(file_name(facts.known_args.values.get("data")) or "data.yaml")
    model, said = _weights(facts, weights)
    if data is None:
        said = (*said, f"Put the data set of this run in place of {DATA}. {NAME_IS_NO_WORD}")
    values = {"model": model, "data": data or DATA, **options}
    return Command(line(("yolo", facts.task.name, "val"), values), said)


def predict(facts: Facts, weights: str, confidence: float | None) -> Command:
    """Use a file of the weights folder on pictures; empty where there is no `yolo` command."""
    if facts.task is None or not facts.trainer.has_yolo:
        return NONE
    model, said = _weights(facts, weights)
    values = {"model": model, "source": "pictures/"}
    if confidence is not None:
        values["conf"] = words.decimals(confidence, 3)
    return Command(line(("yolo", facts.task.name, "predict"), values), said)


def resume(facts: Facts) -> Command:
    """Continue an interrupted training; empty where there is no `yolo` command."""
    if not facts.trainer.has_yolo:
        return NONE
    model, said = _weights(facts, LAST_FILE)
    return Command(line(("yolo", "train", "resume"), {"model": model}), said)


def typed(value: Any) -> str:
    """A number as typed on the command line, with at most six digits."""
    return words.plain(value)


def _weights(facts: Facts, name: str) -> tuple[str, tuple[str, ...]]:
    """A file of the weights folder, seen from the folder above the run.

    From the run's own folder where the run's name cannot be typed, which is then said.
    """
    there = facts.listing.of_kind(f"{name.partition('.')[0]}-weights")
    lost = () if there else (f"{name} is not in this folder: look where it was trained.",)
    if carried(facts.run_name):
        return f"{facts.run_name}/weights/{name}", lost
    return f"weights/{name}", (f"Run it in the folder of this run. {NAME_IS_NO_WORD}", *lost)
