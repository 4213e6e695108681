"""Whether the training started from trained weights."""

from __future__ import annotations

import re
from dataclasses import replace

from reportgen import words
from reportgen.diagnosis.cause import cause
from reportgen.diagnosis.causes.rising import rises_at_end
from reportgen.diagnosis.groups import CURVES, FLOORS, LOW, SIZE
from reportgen.diagnosis.model import Certainty, Told
from reportgen.diagnosis.state import State
from reportgen.diagnosis.traces import Traces
from reportgen.facts.run_facts import Facts
from reportgen.rule import Finding

WEAK = ("learned-nothing", "plateau-low", "too-short", "train-longer")
WEAKEST = ("learned-nothing", "plateau-low")


@cause(title="It started from random weights")
def from_scratch(
    facts: Facts,
    traces: Traces,
    state: State,
    epochs_done: int,
    model: str | None,
    still_improving: Finding | None,
) -> Told | None:
    """Start from trained weights (`yolo11n-seg.pt` and the like) and train for more epochs.

    Likely when the model is a .yaml without trained weights and the run learned nothing, levelled
    off low, or still rises from next to nothing; possible when it ended weak otherwise. Likely as
    well when it still rises at a good level: from `MANY` (300) epochs on no more are advised then.
    Random weights take many thousands of pictures and hundreds of epochs. Where no model is told
    the first dfl_loss may: that of boxes that know nothing. Not told of large public data sets,
    which have the pictures.
    """
    if not traces.from_scratch or traces.public_data:
        return None
    told = _untrained(traces, model, epochs_done)
    if state.main == "good":
        rises = is_known(model) and rises_at_end(facts, still_improving)
        return _slower(told, epochs_done) if rises else None
    little = facts.signs is None or facts.signs.level < LOW
    blamed, told_of = (("train-longer",), ("overfits", "unstable")) if little else ((), ())
    if state.main in (*WEAKEST, *blamed):
        return _to_blame(told, state, epochs_done, known=not model or is_known(model))
    return told if state.main in (*WEAK, *told_of) else None


def _untrained(traces: Traces, model: str | None, epochs: int) -> Told:
    """What is said of random weights wherever they are told."""
    measured = f" {UNTRAINED_BOXES}" if traces.boxes_untrained and not model else ""
    return Told(
        Certainty.POSSIBLE,
        "it started from random weights",
        f"{model or 'The model'} was trained from random weights for "
        f"{words.count(epochs, 'epoch')}; no trained weights were loaded.{measured}",
        steps=("trained-weights",),
        explains=(*FLOORS, "learning", "early-plateau"),
        moot=SIZE,
        weight=1,
    )


def _slower(told: Told, epochs: int) -> Told:
    """What is said of a good run that would have come there sooner with trained weights."""
    enough = {"longer"} if epochs >= MANY else set()
    explains, moot = ("still-improving",), told.moot | enough
    return replace(told, certainty=Certainty.LIKELY, explains=explains, moot=moot)


def _to_blame(told: Told, state: State, epochs: int, *, known: bool) -> Told:
    """What is said where random weights are why there is little or nothing."""
    short = epochs < FEW_FROM_SCRATCH
    nothing = state.main == "learned-nothing"
    return replace(
        told,
        certainty=Certainty.LIKELY if known else Certainty.POSSIBLE,
        steps=("trained-weights", "train-at-all") if short else ("trained-weights",),
        explains=(*told.explains, *CURVES),
        moot=told.moot | ({"longer"} if short else set()),
        answers=frozenset(("confidence", "classes")) if nothing else frozenset(),
        weight=0,
    )


MANY = 300
"""Epochs after which trained weights save more than further epochs bring."""
FEW_FROM_SCRATCH = 50
"""Epochs below which more are advised with them."""
UNTRAINED_BOXES = (
    "No model is told, but the first dfl_loss is that of boxes that know nothing: ln 16 times its "
    "gain."
)


def is_known(model: str | None) -> bool:
    """Whether a .yaml is an architecture of Ultralytics; weights may be loaded into others."""
    return bool(re.match(r"(?:yolo|rtdetr)[v\d-]", (model or "").lower()))
