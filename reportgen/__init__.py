"""Reads Ultralytics YOLO training runs and writes one self-contained HTML report.

    from reportgen import read_run, report

    run = read_run("runs/segment/train")
    run.findings                      # what the guide's checks say
    run.results                       # results.csv as a pandas DataFrame
    report([run], "report.html")

Names are imported on first use, so that ``reportgen --help`` need not wait for numpy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reportgen.about import __version__

if TYPE_CHECKING:
    from reportgen.api import Run, compare, read_run, report
    from reportgen.errors import ReportError
    from reportgen.page.brand.look import Look
    from reportgen.rule import Outcome, Verdict, check

__all__ = [
    "Look",
    "Outcome",
    "ReportError",
    "Run",
    "Verdict",
    "__version__",
    "check",
    "compare",
    "read_run",
    "report",
]
_HOMES = {
    "Look": "reportgen.page.brand.look",
    "Outcome": "reportgen.rule",
    "ReportError": "reportgen.errors",
    "Run": "reportgen.api",
    "Verdict": "reportgen.rule",
    "check": "reportgen.rule",
    "compare": "reportgen.api",
    "read_run": "reportgen.api",
    "report": "reportgen.api",
}
"""The module of each public name."""


def __getattr__(name: str) -> Any:
    """Import the public names when they are first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'reportgen' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
