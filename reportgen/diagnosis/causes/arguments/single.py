"""What single arguments do to a training."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from reportgen import words
from reportgen.diagnosis.cause import cause, warns
from reportgen.diagnosis.groups import UNMEASURED
from reportgen.diagnosis.model import Certainty, Told
from reportgen.diagnosis.state import State
from reportgen.diagnosis.traces import Traces
from reportgen.read.data_name import is_toy
from reportgen.read.table.args import Args
from reportgen.read.table.results import known_of
from reportgen.rule import Finding

NOTHING_TOLD = frozenset(("learning", "confidence", "classes", "continue"))
"""Questions that a handful of pictures does not answer."""


@cause(title="Validation was switched off")
def validation_off(known_args: Args, traces: Traces) -> Told | None:
    """Train with `val=True`: without it neither the best epoch nor overfitting can be told.

    Certain with `val=False`: only the last epoch is validated. Not told where most epochs scored
    all the same.
    """
    scores = int(np.count_nonzero(known_of(traces.facts.headline_curve).values))
    validated = scores > (traces.facts.epochs_done or 0) / 2
    if known_args.flag("val") is not False or (validated and scores > 1):
        return None
    return Told(
        Certainty.CERTAIN,
        "val=False: only the last epoch was validated",
        "val=False: best.pt was not chosen by its score, early stopping could not act, and the "
        "course of the metrics is not known.",
        steps=("full-data",),
        explains=(
            "settings",
            "validated",
            "learning",
            "still-improving",
            "early-plateau",
            "overfitting",
            "erratic",
            "diverged",
        ),
        moot=UNMEASURED,
        answers=frozenset(("learning", "overfitting", "continue")),
        state="" if scores > 1 else "validation-broken",
    )


@cause(title="The data set is a toy")
def toy_data(traces: Traces, state: State, finished: Finding | None) -> Told | None:
    """Use it to see that everything works, and your own pictures for all else.

    Certain by the name of the data file that Ultralytics ships: a handful of pictures. Nothing is
    advised then but pictures of one's own, unless the training failed or was cut short.
    """
    name = traces.facts.data_name or ""
    if not is_toy(name):
        return None
    told = Told(
        Certainty.CERTAIN,
        f"{name} is a toy data set",
        f"{name} holds a handful of pictures, to see that everything works: its scores tell "
        "nothing about a model.",
        weight=2,
    )
    cut = warns(finished) and state.main == "too-short"
    if cut or traces.broken_since or state.main in ("learned-nothing", "validation-broken"):
        return told
    return replace(
        told,
        steps=("own-data",),
        moot=UNMEASURED | {"step-each-batch", "smaller-batch", "trained-weights", "check-points"},
        answers=NOTHING_TOLD,
        weight=-1,
    )


@cause(title="Only a part of the training pictures was used")
def part_of_data(known_args: Args, state: State) -> Told | None:
    """Set `fraction=1.0` for the final model.

    Certain with `fraction` below 1. It comes first where the run is weak, or learns by heart.
    """
    fraction = known_args.number("fraction")
    if fraction is None or not 0 < fraction < 1:
        return None
    return Told(
        Certainty.CERTAIN,
        f"only {words.percent(fraction)} of the training pictures were used",
        f"fraction={words.plain(fraction)}: the rest of the training pictures was left out.",
        steps=("full-data",),
        explains=("settings",),
        moot=frozenset(("more-data", "larger-model")),
        weight=0 if state.main in ("plateau-low", "overfits", "learned-nothing") else 1,
    )
