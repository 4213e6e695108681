"""The public Python interface: read runs, ask them, write the report."""

from __future__ import annotations

from reportgen.api.against import compare
from reportgen.api.comparing import Pictures
from reportgen.api.reading import read_run, trainings
from reportgen.api.reporting import report
from reportgen.api.run import OwnCheck, Run

__all__ = [
    "OwnCheck",
    "Pictures",
    "Run",
    "compare",
    "read_run",
    "report",
    "trainings",
]
