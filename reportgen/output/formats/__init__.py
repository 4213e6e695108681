"""What is written beside the page: one file a format, found by itself, with its option.

A new format is one new file here with a `FORMAT`; the command line, the gate's places and the check
that no two outputs are one file follow. What draws a text is imported when it is asked for.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from reportgen.comparison import Comparison
    from reportgen.config import Departure
    from reportgen.output.json import Reduced
    from reportgen.output.markdown import Decision
    from reportgen.page.inputs import RunInput
    from reportgen.rule import Rule


@dataclass(frozen=True)
class Material:
    """All that a format may draw from."""

    inputs: Sequence[RunInput]
    comparison: Comparison | None
    """Several runs held against each other; None for a single one."""
    judged: Sequence[RunInput]
    """The runs but for the baseline that the user named: that one is older, and no result."""
    names: Sequence[str]
    """Those of the runs that are `judged`."""
    rules: Callable[[], Sequence[Rule]]
    """The checks of the guide, then the user's own."""
    title: str | None = None
    report_url: str | None = None
    """Where the page will be opened."""
    reduced: Reduced | None = None
    """What was done to pictures to keep the page small."""
    gate: Decision | None = None
    """What the gate decided, where there is one."""
    departures: Sequence[Departure] = ()
    """Checks that are off and thresholds that moved."""
    warnings_fail: bool = False
    """Whether a warning is a failure where a format has failures."""


@dataclass(frozen=True)
class Format:
    """One form of a report, as its option tells it."""

    option: str
    """Name of the option that asks for it, and takes the file to write."""
    help: str
    group: Literal["report", "pipelines"]
    """The heading that the option stands under."""
    text: Callable[[Material], str]
    """The whole file."""
    order: int = 50
    """Its place among the options of its group."""


@cache
def all_formats() -> tuple[Format, ...]:
    """Every format, in the order of their options."""
    modules = [
        importlib.import_module(f"{__name__}.{module.name}")
        for module in pkgutil.iter_modules(__path__)
    ]
    formats: list[Format] = [module.FORMAT for module in modules]
    return tuple(sorted(formats, key=lambda each: (each.order, each.option)))
