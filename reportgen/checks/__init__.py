"""The guide's checks: one folder a subject, one file a section of the guide, one function a check.

A new check is one function in the file of its section; nothing else needs to be told.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from reportgen.rule import Rule, rules_of


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every check that is declared below this folder, in the order of files and lines."""
    names = [module.name for module in pkgutil.walk_packages(__path__, f"{__name__}.")]
    names.sort(key=lambda name: name.rpartition(".")[2])
    modules = [importlib.import_module(name) for name in names]
    return rules_of(function for module in modules for function in vars(module).values())
