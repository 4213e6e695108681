"""What a script in the page tells of a point, in one window or in several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.page.views import USUAL, Opened, View

Faults = list[str] | None
"""What is not met; None where a point is not asked of such a page."""
SCRIPT = Path(__file__).with_name("points.js").read_text(encoding="utf-8")


def told(page: Any, name: str) -> Faults:
    """The faults that this function of points.js tells, as the page stands now."""
    found: Faults = page.evaluate(f"(() => {{ {SCRIPT}\nreturn points.{name}(); }})()")
    return found


def asked(name: str, views: Sequence[View] = (USUAL,)) -> Callable[[Opened], Faults]:
    """A point that a script in the page tells, once the page was read to its end."""
    return lambda opened: each(views, lambda view: told(opened.read(view), name))


def each(views: Sequence[View], faults_of: Callable[[View], Faults]) -> Faults:
    """The faults of all windows, each with its own; None where none asks."""
    found = {view: faults_of(view) for view in views}
    if all(faults is None for faults in found.values()):
        return None
    return [f"{view}: {fault}" for view, faults in found.items() for fault in faults or ()]
