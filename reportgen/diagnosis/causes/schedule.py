"""The learning rate, the batch and how many steps there were."""

from __future__ import annotations

import math

import numpy as np

from reportgen import words
from reportgen.diagnosis.cause import cause
from reportgen.diagnosis.groups import CLASSES, CURVES, FLOORS, LEVELS, MATRIX, RATE, SIZE, USE
from reportgen.diagnosis.model import Certainty, Told
from reportgen.diagnosis.state import State
from reportgen.diagnosis.traces import Traces
from reportgen.read.table.args import Args
from reportgen.read.table.results import EpochTable
from reportgen.rule import Finding, Verdict
from reportgen.trainers.ultralytics.arguments import differs

LOW = ("learned-nothing", "plateau-low", "train-longer", "no-gain")
"""States that a rate that is too low can lead to."""
WEAK = ("learned-nothing", "plateau-low", "too-short", "train-longer", "unknown")
ADAM_USUAL, SGD_USUAL = 0.001, 0.01
"""Rates that training usually starts from, by optimizer: Ultralytics' advice for lr0. Five times as
much is too high for a model that starts from trained weights."""
HIGHER = 2.0
"""Multiple of the usual rate from which on it is a suspect where metrics swing."""
ROUGH = 0.08
"""Scatter of the training loss about its trend from which on the training itself is unsteady; of
191 real runs with more than 400 pictures nine in ten scatter by less than 0.03."""
WHILE_WARMING = frozenset(
    ("check-labels", "longer", "train-at-all", "more-data", "fewer-epochs", "regularise",
     "trained-weights", "step-each-batch")
)  # fmt: skip
"""What cannot be judged before the warm-up has ended."""
ADAM_LEAST, SGD_LEAST = 5e-5, 5e-4
"""Rates up to here are a twentieth of the usual."""
AUTO_LEAST = 2e-5
"""The same where optimizer=auto sets the rate, which it lowers with the number of classes."""


@cause(id="warm-up-only", title="The whole training was warm-up")
def warm_up_only(
    traces: Traces, table: EpochTable, state: State, known_args: Args, finished: Finding | None
) -> Told | None:
    """Train for many more epochs, or with a smaller batch: the learning rate never got where it was
    to go.

    Certain when the learning rate rises in every epoch to the last one, or when the first epochs
    tell so few batches that 100 of them, which a warm-up takes at least, were never reached. Where
    the training was cut short it is to be finished.
    """
    rates, done = traces.rates, int(table.epochs[-1])
    if rates is None or not traces.warm_up_lasts or len(table.epochs) < 4:
        return None
    if not traces.facts.trainer.draws_plots:
        return None  # How it warms up is its user's choice.
    cut = finished is not None and finished.verdict is Verdict.WARN
    batches = traces.batches or max(1.0, math.floor(100 / done))
    batch = known_args.number("batch")
    of = f" of {words.plain(batch)} pictures" if batch and batch > 0 else ""
    weak = state.main in (*WEAK, "validation-broken") and (cut or state.main != "too-short")
    return Told(
        Certainty.CERTAIN,
        "it was cut short within its warm-up" if cut else "the whole training was warm-up",
        f"The learning rate was still on its way up when the training ended (highest "
        f"{words.rough(rates.peak, 2)}, epoch {words.whole(rates.peak_epoch)} of "
        f"{words.whole(done)}). A warm-up takes at least 100 batches, and an epoch has about "
        f"{words.whole(batches)}{of}.",
        steps=() if not weak else ("resume",) if cut else ("many-epochs", "smaller-batch"),
        explains=(*FLOORS, *CURVES, *LEVELS, *MATRIX, "best-confidence") if weak else (),
        moot=RATE | SIZE | USE | CLASSES | WHILE_WARMING if weak else frozenset(),
        answers=frozenset(("confidence", "classes")) if weak else frozenset(),
        data={"steps an epoch": batches},
        weight=0 if weak else 2,
    )


@cause(id="few-steps", title="An epoch has very few steps")
def few_steps(traces: Traces, state: State, known_args: Args, *, few: float = 4.0) -> Told | None:
    """Make the batch smaller, or train for many more epochs.

    Likely when the warm-up tells that an epoch has at most `few` (4) batches: it lasts 100 of them
    at least, so the rates of the first epochs, or the epoch of the highest, tell how many.
    """
    steps = traces.batches
    if steps is None or traces.warm_up_lasts or round(steps) > few:
        return None
    batch = known_args.number("batch")
    told = f" of {words.plain(batch)} pictures" if batch and batch > 0 else ""
    weak = state.main in ("learned-nothing", "plateau-low")
    return Told(
        Certainty.LIKELY,
        f"an epoch has about {words.count(max(round(steps), 1), 'step')}",
        "The learning rate climbs so slowly in its warm-up, which takes 100 batches, that an epoch "
        f"has about {words.count(max(round(steps), 1), 'batch', 'batches')}{told}.",
        steps=("smaller-batch", "many-epochs") if weak else (),
        explains=(*FLOORS, "learning", "early-plateau") if weak else (),
        moot=SIZE | {"raise-rate", "longer", "train-at-all"} if weak else frozenset(),
        data={"steps an epoch": steps},
        weight=0 if weak else 2,
    )


@cause(id="precision-overflow", title="Training overflowed in half precision")
def precision_overflow(
    traces: Traces, state: State, known_args: Args, *, early: int = 3
) -> Told | None:
    """Train with `amp=False`: half precision overflows on some graphics cards (GTX 16xx).

    Likely when training losses are NaN or infinite from one of the first `early` (3) epochs on, and
    the learning rate is not above what is usual. Not told with `amp=False`.
    """
    since = traces.broken_since
    if since is None or since > early or known_args.flag("amp") is False:
        return None
    if _is_high(traces, known_args):
        return None
    return Told(
        Certainty.LIKELY,
        "training overflowed in half precision",
        f"Training losses are NaN or infinite from epoch {words.whole(since)} on, at a learning "
        "rate that is not high: mixed precision overflows like that on some cards.",
        steps=("no-amp", "check-labels"),
        explains=(*FLOORS, *CURVES, *LEVELS),
        moot=SIZE
        | USE
        | CLASSES
        | RATE
        | {
            "longer",
            "resume",
            "regularise",
            "more-data",
            "many-epochs",
            "smaller-batch",
            "fewer-epochs",
        },
        answers=frozenset(("confidence", "classes")),
    )


def _is_high(traces: Traces, args: Args) -> bool:
    """Whether the rate went five times above what is usual."""
    return _times_the_usual(traces, args) >= 5.0


def _times_the_usual(traces: Traces, args: Args) -> float:
    """The highest rate as a multiple of what is usual for the optimizer; 0 where it is not told."""
    rates = traces.rates
    if rates is None or not np.isfinite(rates.peak):
        return 0.0
    return rates.peak / (ADAM_USUAL if _is_adam(args) else SGD_USUAL)


def _is_adam(args: Args) -> bool:
    return "adam" in (args.text("optimizer") or "").lower()


def _speaks_for_it(traces: Traces, args: Args) -> str:
    """What speaks for a rate that is too high where metrics swing; empty where nothing does."""
    if (times := _times_the_usual(traces, args)) >= HIGHER:
        return f"That is {words.decimals(times, 1)} times the usual."
    scatter = traces.train_scatter
    # Steps of a handful of pictures scatter by themselves.
    if scatter is None or scatter < ROUGH or traces.pictures is not None:
        return ""
    return (
        f"The training loss swings as well, typically by {words.percent(scatter)}, though nothing "
        "tells that there are few pictures."
    )


@cause(id="rate-too-high", title="The learning rate is too high")
def rate_too_high(
    traces: Traces,
    state: State,
    known_args: Args,
    diverged: Finding | None,
    erratic: Finding | None,
) -> Told | None:
    """Lower the learning rate: `lr0` with an explicit `optimizer`, as `optimizer=auto` ignores it.

    Likely when the training diverged, or when the rate went five times above what is usual (0.001
    for Adam and its relatives, 0.01 for SGD) and the run learned nothing or stays weak. Possible
    when the metrics swing to the end and the rate went to twice the usual or more, or the training
    loss swings as well: that validation alone swings says nothing about the rate.
    """
    rates = traces.rates
    high = _is_high(traces, known_args)
    moot = SIZE | USE | CLASSES | {"longer", "resume", "regularise", "fewer-epochs", "more-data"}
    went = f"The learning rate went up to {words.rough(rates.peak, 2)}. " if rates else ""
    if state.main == "diverged":
        told = diverged.seen if diverged and diverged.measured else ""
        return Told(
            Certainty.LIKELY,
            "the learning rate is too high, or single labels are broken",
            f"{went}{told}".strip() or "The losses do not stay finite.",
            steps=("lower-rate", "check-labels"),
            explains=(*FLOORS, *CURVES, *LEVELS),
            moot=moot,
            answers=frozenset(("confidence", "classes")) if not _usable(traces) else frozenset(),
            data={"divide by": 10.0},
        )
    usual = ADAM_USUAL if _is_adam(known_args) else SGD_USUAL
    if high and state.main in ("learned-nothing", "plateau-low", "unstable"):
        return Told(
            Certainty.LIKELY,
            "the learning rate is too high",
            f"{went}About {words.plain(usual)} is usual.",
            steps=("lower-rate",),
            explains=(*FLOORS, "learning", "erratic", "early-plateau"),
            moot=moot,
            data={"divide by": 10.0},
        )
    seen = _speaks_for_it(traces, known_args)
    if state.main != "unstable" or not seen:
        return None
    return Told(
        Certainty.POSSIBLE,
        "the learning rate may be too high",
        f"{went}{seen}{f' {erratic.seen}' if erratic and erratic.epochs else ''}",
        steps=("lower-rate",),
        explains=("erratic",),
        moot=frozenset(("fewer-epochs",)),
    )


def _usable(traces: Traces) -> bool:
    """Whether best.pt is of an epoch that scored."""
    return (traces.facts.headline or 0.0) > 0.1


@cause(id="rate-constant", title="The learning rate never came down")
def rate_constant(
    traces: Traces, state: State, epochs_done: int, epochs_planned: int, *, share: float = 0.5
) -> Told | None:
    """Let the rate wind down: `lrf=0.01`, the default.

    Likely when the metrics swing to the end of a plan that was gone through, and the learning rate
    of the last epoch is still `share` (half) of its highest: steps as large as in the middle.
    """
    rates = traces.rates
    if state.main != "unstable" or rates is None or epochs_done < epochs_planned:
        return None
    if rates.last < share * rates.peak or traces.warm_up_lasts:
        return None
    return Told(
        Certainty.LIKELY,
        "the learning rate never came down",
        f"In the last epoch the learning rate is {words.rough(rates.last)}, "
        f"{words.percent(rates.last / rates.peak)} of its highest: the weights take steps as "
        "large as in the middle, and do not settle.",
        steps=("wind-down",),
        explains=("erratic",),
        moot=frozenset(("fewer-epochs", "lower-rate")),
    )


@cause(id="rate-too-low", title="The learning rate is too low")
def rate_too_low(traces: Traces, state: State, known_args: Args) -> Told | None:
    """Raise the learning rate: `lr0=0.01` with `optimizer=SGD`, or 0.001 with AdamW.

    Likely when its highest value is a twentieth of what is usual or less (5e-5 for Adam and its
    relatives, 5e-4 for SGD; 2e-5 where optimizer=auto sets it), the warm-up did end, and the run
    learned nothing or stays weak.
    """
    rates = traces.rates
    if rates is None or traces.warm_up_lasts or state.main not in LOW:
        return None
    if rates.peak_epoch >= int(rates.series.epochs[-1]):
        return None
    adam = "adam" in (known_args.text("optimizer") or "").lower()
    auto = known_args.text("optimizer") in (None, "auto")
    limit = AUTO_LEAST if auto else ADAM_LEAST if adam else SGD_LEAST
    if rates.peak > limit:
        return None
    return Told(
        Certainty.LIKELY,
        "the learning rate is too low",
        f"The learning rate never went above {words.rough(rates.peak, 2)} (epoch "
        f"{rates.peak_epoch}); {words.plain(0.001 if adam else 0.01)} is usual.",
        steps=("raise-rate",),
        explains=(*FLOORS, "learning", "early-plateau", "still-improving"),
        moot=SIZE | {"lower-rate", "fine-tune-rate", "more-data", "longer", "check-labels"},
    )


@cause(id="rate-ignored", title="The learning rate that was set had no effect")
def rate_ignored(known_args: Args, settings: Finding | None) -> Told | None:
    """Name the optimizer as well: `optimizer=auto` sets its own learning rate.

    Certain when `lr0` is not the default and `optimizer` is auto.
    """
    lr0 = known_args.number("lr0")
    if known_args.text("optimizer") != "auto" or lr0 is None or not differs("lr0", lr0):
        return None
    return Told(
        Certainty.CERTAIN,
        f"lr0={words.plain(lr0)} had no effect",
        f"optimizer=auto sets its own learning rate: lr0={words.plain(lr0)} was not used.",
        explains=("settings",),
        weight=2,
    )


@cause(id="batch-extreme", title="The batch is very small")
def batch_extreme(known_args: Args, state: State, *, least: float = 3.0) -> Told | None:
    """Take 8 to 16 pictures a step; a smaller `imgsz` or model makes room.

    Likely when the metrics swing and `batch` is below `least` (3): batch statistics of one or two
    pictures are mostly chance. Possible when the run stays weak.
    """
    batch = known_args.number("batch")
    if batch is None or not 0 < batch < least or batch != int(batch):
        return None
    unsteady = "unstable" in (state.main, *state.also)
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
        weight=0 if state.main == "unstable" else 1,
    )
