"""Whether runs may pass: what lets a pipeline stop, and why."""

from __future__ import annotations

from reportgen.gate.judge import NOT_DECIDED, Aim, Judgement, judge
from reportgen.gate.limits import Limit, limit_of, unknown_metric

__all__ = ["NOT_DECIDED", "Aim", "Judgement", "Limit", "judge", "limit_of", "unknown_metric"]
