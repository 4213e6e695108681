"""Findings and facts -> what is the matter with a run, and what to do about it."""

from __future__ import annotations

from reportgen.diagnosis.diagnose import diagnose
from reportgen.diagnosis.model import QUESTIONS, Answer, Cause, Certainty, Diagnosis, Step

__all__ = ["QUESTIONS", "Answer", "Cause", "Certainty", "Diagnosis", "Step", "diagnose"]
