"""The one reader of the situations: all that are declared in `asked/`, whatever the file."""

from __future__ import annotations

import importlib
import pkgutil

from tests.diagnosis.threads import asked
from tests.diagnosis.threads.situation import Situation

_NAMES = [each.name for each in pkgutil.walk_packages(asked.__path__, f"{asked.__name__}.")]

SITUATIONS = {
    name.replace("_", "-"): declared
    for module in map(importlib.import_module, _NAMES)
    for name, declared in vars(module).items()
    if isinstance(declared, Situation)
}
"""By name: how it is made, where it was asked, what is right."""
