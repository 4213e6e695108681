"""Traces that a kind of fault leaves in a run's files, which causes look for."""

from __future__ import annotations

from reportgen.diagnosis.traces.run import FROZEN, Traces

__all__ = ["FROZEN", "Traces"]
