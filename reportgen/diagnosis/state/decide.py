"""Signs -> the state of a run: which of the rules that hold is told first."""

from __future__ import annotations

from dataclasses import dataclass

from reportgen.diagnosis.state.signs import Signs, signs_of
from reportgen.facts.run_facts import Facts

STATES = (
    "good",
    "train-longer",
    "overfits",
    "plateau-low",
    "plateau-done",
    "unstable",
    "diverged",
    "learned-nothing",
    "too-short",
    "no-gain",
    "validation-broken",
    "mask-gap",
    "running",
    "unknown",
)
"""What a run may be in. The README of the labelled runs says what people mean by them."""
FEWEST = 5
"""Epochs below which nothing can be told."""


@dataclass(frozen=True)
class State:
    """What a run is in: what an expert would tell its owner first, and what else holds."""

    main: str
    """One of `STATES`."""
    also: tuple[str, ...]
    """Further ones that hold, the most pressing first; never `main` itself."""
    seen: Signs | None
    """The numbers that decided; None where the run tells none."""


def state_of(facts: Facts) -> State:
    """The state of a run; ``unknown`` without a score, ``too-short`` below `FEWEST` epochs."""
    signs = signs_of(facts)
    if signs is None:
        return State("unknown", (), None)
    if signs.epochs < FEWEST:
        return State("too-short", (), signs)
    said = list(dict.fromkeys(_first(signs) + _minor(signs))) or ["good"]
    return State(said[0], tuple(said[1:]), signs)


def _first(s: Signs) -> list[str]:
    """The states that hold, most pressing first."""
    nothing = s.best50 < 0.1
    few = s.epochs <= 30 or (s.done < 0.95 and s.epochs < 200)
    low = s.level < 0.575 and s.record / s.top < 0.045
    swings = s.late_swing > 0.07
    rules = {
        "validation-broken": (s.blind and s.train_fall > 0.05)
        or (s.perfect and (s.flat or s.start > 0.98)),
        "diverged": s.broken,
        "learned-nothing": nothing,
        "no-gain": s.start > 0.93 and not swings,
        "overfits": s.climb > 0.035,
        "unstable": swings and s.record / s.top < 0.2,
        "too-short": s.epochs < 15 and s.done < 0.5,
        "mask-gap": _gap(s) and s.mask_share < 0.56 and not low and s.done > 0.9,
        "plateau-low": low,
        "train-longer": s.record / s.top > (0.022 if few else 0.07),
        "plateau-done": s.late_gain < (0.019 if s.done < 0.9 else 0.0095),
    }
    return [name for name, holds in rules.items() if holds] or ["good"]


def _minor(s: Signs) -> list[str]:
    """The states that may be told besides."""
    rules = {
        "overfits": s.climb_one > 0.021,
        "mask-gap": _gap(s),
        "unstable": s.swing > 0.073,
        "train-longer": s.record > 0.0075 and s.record_end > 0 and s.best50 >= 0.1,
    }
    return [name for name, holds in rules.items() if holds]


def _gap(s: Signs) -> bool:
    return s.mask_share < 0.755 and s.box > 0.05
