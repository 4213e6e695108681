"""The warm-up, the batch and how many steps there were."""

from __future__ import annotations

import math
from dataclasses import replace

from reportgen import words
from reportgen.checks.course.overfitting import overfits
from reportgen.diagnosis.cause import cause, warns
from reportgen.diagnosis.groups import (
    CLASSES,
    CURVES,
    FLOORS,
    LEVELS,
    MATRIX,
    RATE,
    SIZE,
    USE,
)
from reportgen.diagnosis.model import Certainty, Told
from reportgen.diagnosis.state import State
from reportgen.diagnosis.traces import Traces
from reportgen.read.table.args import Args
from reportgen.read.table.results import EpochTable
from reportgen.rule import Finding

WEAK = ("learned-nothing", "plateau-low", "too-short", "train-longer", "unknown")
WHILE_WARMING = frozenset(
    ("check-labels", "longer", "train-at-all", "more-data", "fewer-epochs", "regularise",
     "trained-weights")
)  # fmt: skip
"""What cannot be judged before the warm-up has ended."""


@cause(title="The whole training was warm-up")
def warm_up_only(
    traces: Traces, table: EpochTable, state: State, known_args: Args, finished: Finding | None
) -> Told | None:
    """Train for many more epochs, or with a smaller batch: the learning rate never got where it was
    to go.

    Certain when the learning rate rises in every epoch to the last one, or when the first epochs
    tell that there were fewer than 100 batches in all, and the rate, as what it is of its schedule,
    rises through nine tenths of the epochs. Where the training was cut short it is to be finished.
    What never trained at its full rate is neither good nor done: it is to be trained longer.
    """
    rates, done = traces.rates, int(table.epochs[-1])
    if rates is None or not traces.warm_up_lasts or len(table.epochs) < 4:
        return None
    if not traces.facts.trainer.draws_plots:
        return None  # How it warms up is its user's choice.
    cut = warns(finished)
    batches = traces.batches or max(1.0, math.floor(100 / done))
    told = Told(
        Certainty.CERTAIN,
        "it was cut short within its warm-up" if cut else "the whole training was warm-up",
        f"The learning rate still warmed up at epoch {words.whole(traces.warmed_until)} of "
        f"{words.whole(done)}, and was {words.rough(rates.peak, 2)} at most. "
        f"{_why_so_long(traces, batches, known_args)}",
        data={"steps an epoch": batches},
        weight=2,
    )
    unfinished = state.main in ("good", "plateau-done") or _overfits_slightly(state)
    if not unfinished and not _is_weak(state, cut=cut):
        return told
    return replace(
        told,
        state="train-longer" if unfinished else "",
        steps=("resume",) if cut else _against_it(traces),
        explains=(*FLOORS, *CURVES, *LEVELS, *MATRIX, "best-confidence"),
        moot=RATE | SIZE | USE | CLASSES | WHILE_WARMING,
        answers=frozenset(("confidence", "classes")),
        weight=0,
    )


def _is_weak(state: State, *, cut: bool) -> bool:
    """Whether it ended weak; one that is too short by its plan says so itself."""
    return state.main in (*WEAK, "validation-broken") and (cut or state.main != "too-short")


def _against_it(traces: Traces) -> tuple[str, ...]:
    """What lets a training get beyond its warm-up."""
    if traces.warms_longer:
        return ("many-epochs", "smaller-batch")
    return ("usual-warm-up", "many-epochs")


def _why_so_long(traces: Traces, batches: float, args: Args) -> str:
    """Why the warm-up took all epochs."""
    if not traces.warms_longer:
        return f"warmup_epochs={words.plain(traces.warm_up_planned)} asks for as much."
    return (
        "Up to release 8.4.100 a warm-up takes at least 100 batches, and an epoch has about "
        f"{_batches(batches, args)}."
    )


def _overfits_slightly(state: State) -> bool:
    """Whether the check itself would not call it overfitting."""
    return state.main == "overfits" and state.seen is not None and not overfits(state.seen)


def _batches(count: float, args: Args) -> str:
    """How many batches, and of how many pictures each where that is told."""
    batch = args.number("batch") or 0.0
    of = f" of {words.count(int(batch), 'picture')}" if batch >= 1 else ""
    return f"{words.count(max(round(count), 1), 'batch', 'batches')}{of}"


@cause(title="An epoch has very few batches")
def few_steps(traces: Traces, state: State, known_args: Args, *, few: float = 4.0) -> Told | None:
    """Make the batch smaller, or train for many more epochs.

    Likely when the warm-up tells that an epoch has at most `few` (4) batches: the rates of the
    first epochs, or the epoch of the highest, tell how many.
    """
    steps = traces.batches
    if steps is None or traces.warm_up_lasts or round(steps) > few:
        return None
    told = Told(
        Certainty.LIKELY,
        f"an epoch has about {words.count(max(round(steps), 1), 'batch', 'batches')}",
        "How the learning rate climbs in its warm-up tells that an epoch has about "
        f"{_batches(steps, known_args)}.",
        data={"steps an epoch": steps},
        weight=2,
    )
    if state.main not in ("learned-nothing", "plateau-low"):
        return told
    return replace(
        told,
        steps=("smaller-batch", "many-epochs"),
        explains=(*FLOORS, "learning", "early-plateau"),
        moot=SIZE | {"longer", "train-at-all"},
        weight=0,
    )


@cause(title="The batch is very small, or very large")
def batch_extreme(
    known_args: Args, traces: Traces, state: State, *, least: float = 3.0
) -> Told | None:
    """Take 8 to 16 pictures a step; a smaller `imgsz` or model makes room. Take 64 in place of
    hundreds.

    Likely when the metrics swing and `batch` is below `least` (3): batch statistics of one or two
    pictures are mostly chance. Possible when the run stays weak; also where it stays weak, or gains
    nothing, with a batch of four times `nbs` or more, of which an epoch makes few steps.
    """
    if traces.huge_batch is not None:
        return _huge(traces.huge_batch, state)
    batch = known_args.number("batch")
    if batch is None or not 0 < batch < least or batch != int(batch):
        return None
    unsteady = state.holds("unstable")
    if not unsteady and state.main not in ("learned-nothing", "plateau-low", "train-longer"):
        return None
    return Told(
        Certainty.LIKELY if unsteady else Certainty.POSSIBLE,
        f"batch={words.plain(batch)} is very small",
        f"batch={words.plain(batch)}: batch statistics and each step rest on "
        f"{words.count(int(batch), 'picture')}.",
        steps=("larger-batch",),
        explains=("erratic",),
        moot=frozenset(("lower-rate", "image-size", "larger-model")),
        weight=0 if unsteady and state.main in ("unstable", "no-gain") else 1,
    )


def _huge(batch: float, state: State) -> Told | None:
    """What is said of a batch that leaves an epoch few steps."""
    if state.main not in ("learned-nothing", "plateau-low", "no-gain"):
        return None
    return Told(
        Certainty.POSSIBLE,
        f"batch={words.plain(batch)} is very large",
        f"batch={words.plain(batch)}: a step rests on that many pictures, so an epoch makes few of "
        "them, at a learning rate that is meant for 64.",
        steps=("usual-batch",),
        explains=("early-plateau", "underfitting"),
    )
