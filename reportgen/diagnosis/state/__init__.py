"""What is to be told first of a run: exactly one state, and further ones that also hold."""

from __future__ import annotations

from reportgen.diagnosis.state.decide import SOUND, STATES, TOLD_EARLY, State, soon_full, state_of

__all__ = ["SOUND", "STATES", "TOLD_EARLY", "State", "soon_full", "state_of"]
