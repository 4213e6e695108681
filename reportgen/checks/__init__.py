"""The guide's checks: one file a section of the guide, one function a check.

A new check is one function in the file of its section; nothing else needs to be told.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from reportgen.rule import Rule, rules_of


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every check that is declared in this folder, in the order of files and lines."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return rules_of(function for module in modules for function in vars(module).values())
