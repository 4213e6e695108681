"""What is true of one trainer only: its files, columns, arguments, dated facts and commands.

A new trainer is one module here that declares a `Trainer`; nothing else needs to be told.
"""

from __future__ import annotations

import copyreg
import importlib
import pkgutil
from collections.abc import Callable
from functools import cache

from reportgen.trainers.trainer import Clues as Clues
from reportgen.trainers.trainer import Trainer as Trainer

MAIN = "ultralytics"
"""The trainer of a folder in which nothing speaks for another."""


@cache
def all_trainers() -> tuple[Trainer, ...]:
    """Every trainer that is declared here: Ultralytics first, the others by module and line."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    found = {
        value.key: value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, Trainer)
    }
    others = sorted(found.values(), key=lambda trainer: trainer.last_resort)
    return (found[MAIN], *(trainer for trainer in others if trainer.key != MAIN))


def trainer_named(key: str) -> Trainer:
    """The trainer with this key; StopIteration where none is declared with it."""
    return next(trainer for trainer in all_trainers() if trainer.key == key)


def trainer_of(clues: Clues) -> Trainer:
    """The trainer that a folder's clues speak for; the most special one where several do."""
    if clues.log:
        reader = trainer_named(clues.log)
        alike = [trainer for trainer in all_trainers() if trainer.read is reader.read]
        return next((each for each in reversed(alike) if each.wrote(clues)), reader)
    main, *others = all_trainers()
    # What a module declares later, such as YOLOv9, is more special; the last resort is not.
    for last_resort in (False, True):
        for trainer in reversed(others):
            if trainer.last_resort is last_resort and trainer.wrote(clues):
                return trainer
    return main


def _by_name(trainer: Trainer) -> tuple[Callable[[str], Trainer], tuple[str]]:
    return trainer_named, (trainer.key,)


# A run that another process has read names its trainer: what a trainer declares is code.
copyreg.pickle(Trainer, _by_name)
