"""What is true of one trainer only: its files, columns, arguments, dated facts and commands.

A new trainer is one module here that declares a `Trainer`; nothing else needs to be told.
"""

from __future__ import annotations

import copyreg
import importlib
import pkgutil
from collections.abc import Callable
from functools import cache
from operator import attrgetter, methodcaller
from typing import Any

from reportgen.trainers.form.trainer import Clues as Clues
from reportgen.trainers.form.trainer import LogTrainer
from reportgen.trainers.form.trainer import Trainer as Trainer

MAIN = "ultralytics"
"""The trainer of a folder in which nothing speaks for another."""


@cache
def all_trainers() -> tuple[Trainer, ...]:
    """Every trainer that is declared here: Ultralytics first, the others by module and line."""
    found: dict[str, Trainer] = {}
    for name in sorted(module.name for module in pkgutil.iter_modules(__path__)):
        declared = vars(importlib.import_module(f"{__name__}.{name}")).values()
        found |= {value.key: value for value in declared if isinstance(value, Trainer)}
    return tuple(sorted(found.values(), key=lambda one: (one.key != MAIN, one.last_resort)))


def trainer_named(key: str) -> Trainer:
    """The trainer with this key; StopIteration where none is declared with it."""
    return next(trainer for trainer in all_trainers() if trainer.key == key)


def trainer_of(clues: Clues) -> Trainer:
    """The trainer that a folder's clues speak for; the most special one where several do."""
    wrote = methodcaller("wrote", clues)
    if clues.log:
        reader = trainer_named(clues.log)
        alike = [trainer for trainer in all_trainers() if trainer.read is reader.read]
        return next(filter(wrote, reversed(alike)), reader)
    main, *others = all_trainers()
    # What a module declares later, such as YOLOv9, is more special; the last resort is not.
    return min(filter(wrote, reversed(others)), key=attrgetter("last_resort"), default=main)


def _by_name(trainer: Trainer) -> tuple[Callable[[str], Any], tuple[str]]:
    return trainer_named, (trainer.key,)


# A run that another process has read names its trainer: what a trainer declares is code.
copyreg.pickle(Trainer, _by_name)
copyreg.pickle(LogTrainer, _by_name)
