"""What can be done about causes: one file a theme, one function a treatment.

A new treatment is one function here, or a row of `fixed`, named by the causes that call for it.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from itertools import chain

from reportgen.diagnosis.steps.fixed import FIXED
from reportgen.diagnosis.steps.treatment import Treatment, always
from reportgen.rule import declared


@cache
def all_treatments() -> dict[str, Treatment]:
    """Every treatment that is declared in this folder, by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    functions = chain.from_iterable(vars(module).values() for module in modules)
    same = [always(*row, strategy) for strategy, rows in FIXED.items() for row in rows.items()]
    return declared([*functions, *same], "treatment", Treatment, "treatments")
