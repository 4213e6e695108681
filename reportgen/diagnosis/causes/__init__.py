"""The causes: one file a theme, one function a cause, the gravest theme first.

A new cause is one function in the file of its theme; nothing else needs to be told.
"""

from __future__ import annotations

import importlib
from functools import cache

from reportgen.diagnosis.cause import CauseRule
from reportgen.rule import declared

THEMES = (
    "folder",
    "data.validation",
    "data.names",
    "data.validation_set",
    "arguments.suited",
    "learning",
    "arguments.rate",
    "arguments.schedule",
    "start",
    "loaded",
    "resumed",
    "course",
    "rising",
    "limits",
    "masks",
    "data.pictures",
    "classes",
    "ending",
    "arguments.single",
)
"""Files of this folder: what makes other numbers worthless comes first."""


@cache
def all_causes() -> tuple[CauseRule, ...]:
    """Every cause that is declared in this folder, in the order of `THEMES` and of lines."""
    modules = [importlib.import_module(f"{__name__}.{name}") for name in THEMES]
    functions = (function for module in modules for function in vars(module).values())
    return tuple(declared(functions, "cause", CauseRule, "causes").values())
