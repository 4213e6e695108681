"""What was resumed, or was meant to be, and what was lost again on the way."""

from __future__ import annotations

from reportgen import words
from reportgen.diagnosis.cause import cause
from reportgen.diagnosis.groups import CURVES, DATA, FLOORS, LENGTH, RATE, SIZE
from reportgen.diagnosis.model import Certainty, Told
from reportgen.diagnosis.state import State
from reportgen.diagnosis.traces import Traces
from reportgen.measures import Measure
from reportgen.rule import Finding
from reportgen.trainers.form.trainer import LAST_FILE

BESIDE_A_RESUME = 3
"""Epochs between a resume and the smoothed fall that it brings."""


@cause(title="It was to be resumed and started anew")
def restarted(traces: Traces, model: str | None) -> Told | None:
    """Resume with `yolo train resume model=…/last.pt`: `resume=True` beside other arguments starts
    anew.

    Certain when args.yaml has `resume` and results.csv begins at epoch 1 with a warm-up of its own:
    it continues the weights of an earlier run under a new schedule, so the two are not independent.
    """
    if not traces.restarted:
        return None
    return Told(
        Certainty.CERTAIN,
        "it was to be resumed and started anew",
        "resume is set, yet the rows begin at epoch 1 with a new warm-up. So it is a new training "
        f"that starts from {model or LAST_FILE}, and the two are not independent.",
        explains=("finished",),
        weight=2,
    )


@cause(title="What was learned was lost again")
def training_lost(
    traces: Traces, state: State, underfitting: Finding | None, diverged: Finding | None
) -> Told | None:
    """First mend what made it fall: a lower learning rate, then the labels.

    Likely when the metrics had been good and end near nothing. Where they fell for good at a
    resume, with losses that stayed numbers, that is why: the weights were not those of before.
    """
    if at := lost_at_a_resume(traces, diverged):
        return _lost_there(at)
    if state.main not in ("unstable", "diverged") or underfitting is None:
        return None
    if Measure.HIGHEST_MAP50 not in underfitting.measured:
        return None
    return Told(
        Certainty.LIKELY,
        "what was learned was lost again",
        underfitting.seen,
        steps=("lower-rate", "check-labels"),
        explains=("underfitting", "erratic", "diverged", "best-epoch"),
        moot=SIZE | {"longer", "resume", "fewer-epochs"},
    )


def lost_at_a_resume(traces: Traces, diverged: Finding | None) -> int | None:
    """The resume at which the metrics fell for good; None where it was none, or losses broke."""
    since = diverged.epochs[0] if diverged and diverged.measured and diverged.epochs else None
    if since is None or traces.broken_since is not None:
        return None
    return next((at for at in traces.facts.resumed_at if abs(at - since) <= BESIDE_A_RESUME), None)


def _lost_there(at: int) -> Told:
    return Told(
        Certainty.LIKELY,
        f"what was learned was gone after the resume at epoch {words.whole(at)}",
        f"It was resumed at epoch {words.whole(at)}, and from there on the metrics are those of "
        "other weights, though the losses are numbers.",
        steps=("validate-again",),
        explains=(*FLOORS, *CURVES),
        moot=SIZE | DATA | RATE | LENGTH | {"regularise"},
    )
