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

__all__ = ["ReportError", "Run", "__version__", "compare", "read_run", "report"]


def __getattr__(name: str) -> Any:
    """Import the public names when they are first asked for."""
    if name in {"Run", "compare", "read_run", "report"}:
        from reportgen import api

        return getattr(api, name)
    if name == "ReportError":
        from reportgen.errors import ReportError

        return ReportError
    raise AttributeError(f"module 'reportgen' has no attribute {name!r}")
