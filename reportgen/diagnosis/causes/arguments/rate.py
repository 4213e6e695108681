"""The learning rate, and losses that are no numbers."""

from __future__ import annotations

import numpy as np

from reportgen import words
from reportgen.diagnosis.cause import SERIOUS, cause
from reportgen.diagnosis.causes.resumed import lost_at_a_resume
from reportgen.diagnosis.groups import (
    CLASSES,
    CURVES,
    DATA,
    FLOORS,
    LENGTH,
    LEVELS,
    MORE_EPOCHS,
    RATE,
    SIZE,
    USE,
)
from reportgen.diagnosis.model import Certainty, Told
from reportgen.diagnosis.state import State
from reportgen.diagnosis.traces import Traces
from reportgen.diagnosis.traces.shapes import Rates
from reportgen.read.table.args import Args
from reportgen.read.table.results import known_of
from reportgen.rule import Finding
from reportgen.trainers.ultralytics.arguments import differs

LOW = ("learned-nothing", "plateau-low", "train-longer", "no-gain")
"""States that a rate that is too low can lead to."""
HIGH = 5.0
"""Multiple of the usual rate that is too high for a model that starts from trained weights."""
HIGHER = 2.0
"""Multiple of the usual rate from which on it is a suspect where metrics swing."""
ROUGH = 0.08
"""Scatter of the training loss about its trend from which on the training itself is unsteady; of
191 real runs with more than 400 pictures nine in ten scatter by less than 0.03."""
AT_SUCH_A_RATE = ("learned-nothing", "plateau-low", "unstable")
"""States that a rate that is too high can lead to."""
NOT_AT_SUCH_A_RATE = (
    SIZE | USE | CLASSES | MORE_EPOCHS | {"regularise", "fewer-epochs", "more-data"}
)
"""What is pointless before a rate that is too high is lower."""
DETR = "rtdetr"
"""How models start of which Ultralytics' documentation says that half precision may give NaN."""
LEAST = 0.05
"""Share of the usual rate up to which one is too low."""
AUTO_LEAST = 2e-5
"""The highest such rate where optimizer=auto sets it: lower, the more classes there are."""


@cause(title="Training overflowed in half precision")
def precision_overflow(traces: Traces, known_args: Args, *, early: int = 3) -> Told | None:
    """Train with `amp=False`: half precision overflows on some graphics cards (GTX 16xx).

    Likely when training losses are NaN or infinite from one of the first `early` (3) epochs on, and
    the learning rate is not above what is usual; in an RT-DETR from any epoch on, whose matching
    overflows by itself. Not told with `amp=False`.
    """
    since, detr = traces.broken_since, (traces.facts.model or "").startswith(DETR)
    if since is None or (since > early and not detr) or known_args.flag("amp") is False:
        return None
    if traces.usual_rate is None or _is_high(traces):
        return None
    return Told(
        Certainty.LIKELY,
        "training overflowed in half precision",
        f"Training losses are NaN or infinite from epoch {words.whole(since)} on, though the "
        "learning rate is not high: on some cards mixed precision overflows like that.",
        steps=("no-amp",),
        explains=(*FLOORS, *CURVES, *LEVELS),
        moot=SIZE
        | USE
        | CLASSES
        | RATE
        | {
            "check-labels",
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


@cause(title="The losses were never numbers")
def never_finite(traces: Traces, known_args: Args) -> Told | None:
    """Look for broken label files, then for a torch that fits the graphics card.

    Possible when training losses are NaN or infinite from the first epoch on, though `amp=False`
    and the learning rate is not above what is usual; or a trainer of which no usual rate is known.
    """
    full, untold = known_args.flag("amp") is False, traces.usual_rate is None
    if not (full or untold) or not _never_finite(traces) or _is_high(traces):
        return None
    ruled_out = "" if untold else ", at a learning rate that is not high and in full precision"
    besides = "a learning rate that is too high, half precision, " if untold else ""
    return Told(
        Certainty.POSSIBLE,
        "the losses were never numbers",
        f"Training losses are NaN or infinite from the first epoch on{ruled_out}: broken label "
        f"files, {besides}or a torch that does not fit the graphics card, lead to that.",
        steps=("check-labels",),
        explains=(*FLOORS, *CURVES, *LEVELS),
        moot=SIZE | USE | CLASSES | RATE | MORE_EPOCHS | {"regularise", "more-data"},
        answers=frozenset(("confidence", "classes")),
    )


def _never_finite(traces: Traces) -> bool:
    """Whether a training loss was no number in any epoch."""
    return traces.table is not None and traces.broken_since == int(traces.table.epochs[0])


def _is_high(traces: Traces) -> bool:
    """Whether the rate went five times above what is usual."""
    return _times_the_usual(traces) >= HIGH


def _times_the_usual(traces: Traces) -> float:
    """The highest rate as a multiple of what is usual for the optimizer; 0 where it is not told."""
    rates = traces.rates
    if rates is None or traces.usual_rate is None or not np.isfinite(rates.peak):
        return 0.0
    return rates.peak / traces.usual_rate


def _speaks_for_it(traces: Traces) -> str:
    """What speaks for a rate that is too high where metrics swing; empty where nothing does."""
    if (times := _times_the_usual(traces)) >= HIGHER:
        return f"That is {words.ratio(times)} times the usual."
    scatter = traces.train_scatter
    # Steps of a handful of pictures scatter by themselves.
    if scatter is None or scatter < ROUGH or traces.pictures is not None:
        return ""
    return (
        f"The training loss swings as well, typically by {words.percent(scatter)}, though nothing "
        "tells that there are few pictures."
    )


@cause(title="The learning rate is too high")
def rate_too_high(
    traces: Traces,
    state: State,
    known_args: Args,
    diverged: Finding | None,
    erratic: Finding | None,
) -> Told | None:
    """Lower the learning rate: `lr0` with an explicit `optimizer`, as `optimizer=auto` ignores it.

    Likely when the training diverged, or when the rate went five times above what is usual (0.001
    for Adam and its relatives, 0.01 for SGD) and the run learned nothing or stays weak; in a run
    that is too short where `lr0` was set so high and the training loss climbs. Possible
    when the metrics swing to the end and the rate went to twice the usual or more, or the training
    loss swings as well: that validation alone swings says nothing about the rate.
    """
    if state.main == "diverged":
        return _broke_down(traces, diverged)
    if state.main == "too-short":
        return _climbs_from_the_start(traces, known_args)
    went, usual = _went_up(traces), traces.usual_rate
    if usual and _is_high(traces) and state.main in AT_SUCH_A_RATE:
        return Told(
            Certainty.LIKELY,
            "the learning rate is too high",
            f"{went}About {words.plain(usual)} is usual.{_and_broke(diverged)}",
            steps=("lower-rate",),
            explains=(*FLOORS, "learning", "erratic", "early-plateau"),
            moot=NOT_AT_SUCH_A_RATE - ({"more-data"} if "overfits" in state.also else set()),
            data={"divide by": 10.0},
        )
    seen = _speaks_for_it(traces)
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


def _climbs_from_the_start(traces: Traces, args: Args) -> Told | None:
    """What is said of a short run whose training loss climbs at an `lr0` that was set too high."""
    lr0, optimizer, usual = args.number("lr0"), args.text("optimizer"), traces.usual_rate
    if lr0 is None or usual is None or optimizer in (None, "auto") or lr0 < HIGH * usual:
        return None
    losses = known_of(traces.facts.train_loss).values
    if len(losses) < 3 or losses[-1] <= losses[0]:
        return None
    return Told(
        Certainty.LIKELY,
        "the learning rate is too high",
        f"lr0={words.plain(lr0)} was set with optimizer={optimizer}; "
        f"{words.plain(usual)} is usual. Training loss rose from "
        f"{words.number(losses[0])} to {words.number(losses[-1])}.",
        steps=("lower-rate",),
        explains=("learning", "diverged", *FLOORS),
        moot=NOT_AT_SUCH_A_RATE,
        data={"set": lr0},
    )


def _and_broke(diverged: Finding | None) -> str:
    """The losses that stopped being numbers, as a further sentence; empty where none did."""
    return f" {diverged.seen}" if diverged and diverged.verdict in SERIOUS else ""


def _usable(traces: Traces) -> bool:
    """Whether best.pt is of an epoch that scored."""
    return (traces.facts.headline or 0.0) > 0.1


def _broke_down(traces: Traces, diverged: Finding | None) -> Told | None:
    """What is said where the training diverged; losses that never were numbers have no rate."""
    if _never_finite(traces) and not _is_high(traces):
        return None
    if lost_at_a_resume(traces, diverged):
        return None
    told = diverged.seen if diverged and diverged.measured else ""
    return Told(
        Certainty.LIKELY,
        "the learning rate is too high, or single labels are broken",
        f"{_went_up(traces)}{told}".strip() or "The losses do not stay finite.",
        steps=("lower-rate", "check-labels"),
        explains=(*FLOORS, *CURVES, *LEVELS),
        moot=NOT_AT_SUCH_A_RATE,
        answers=frozenset(("confidence", "classes")) if not _usable(traces) else frozenset(),
        data={"divide by": 10.0},
    )


def _went_up(traces: Traces) -> str:
    rates = traces.rates
    return f"The learning rate went up to {words.rough(rates.peak, 2)}. " if rates else ""


@cause(title="The learning rate is 0")
def rate_zero(traces: Traces, state: State) -> Told | None:
    """Give `lr0` with an explicit `optimizer`: at a rate of 0 no weight changes.

    Certain when results.csv holds a learning rate of 0 in every epoch and nothing was gained: a
    trainer that does not write its rate may leave zeros.
    """
    gained = state.main not in ("no-gain", "learned-nothing", "validation-broken", "unknown")
    if not traces.rate_is_zero or gained:
        return None
    return Told(
        Certainty.CERTAIN,
        "the learning rate is 0",
        "The learning rate is 0 in every epoch: no weight was changed, and every validation is "
        "that of the weights it started from.",
        steps=("raise-rate",),
        explains=(*FLOORS, *CURVES, *LEVELS),
        moot=SIZE | DATA | LENGTH | {"lower-rate", "regularise", "step-each-batch"},
    )


@cause(title="The learning rate never came down", states=("unstable",))
def rate_constant(
    traces: Traces,
    rates: Rates,
    epochs_done: int,
    epochs_planned: int,
    known_args: Args,
    *,
    share: float = 0.5,
) -> Told | None:
    """Let the rate wind down: `lrf=0.01`, the default.

    Likely when the metrics swing to the end of a plan that was gone through, and the learning rate
    of the last epoch is still `share` (half) of its highest: steps as large as in the middle.
    """
    if epochs_done < epochs_planned or rates.last < share * rates.peak or traces.warm_up_lasts:
        return None
    alone = frozenset(() if _is_high(traces) else ("lower-rate",))
    return Told(
        Certainty.LIKELY,
        "the learning rate never came down",
        f"In the last epoch the learning rate is {words.rough(rates.last)}, "
        f"{words.percent(rates.last / rates.peak)} of its highest: with steps that large the "
        "weights do not settle.",
        steps=("wind-down",),
        explains=("erratic",),
        moot=alone | {"fewer-epochs"},
    )


@cause(title="The learning rate is too low", states=LOW)
def rate_too_low(traces: Traces, rates: Rates, known_args: Args) -> Told | None:
    """Raise the learning rate: `lr0=0.01` with `optimizer=SGD`, or 0.001 with AdamW.

    Likely when its highest value is a twentieth of what is usual or less (5e-5 for Adam and its
    relatives, 5e-4 for SGD; 2e-5 where optimizer=auto sets it), the warm-up did end, and the run
    learned nothing or stays weak.
    """
    if traces.warm_up_lasts or rates.peak_epoch >= int(rates.series.epochs[-1]):
        return None
    usual = traces.usual_rate
    auto = known_args.text("optimizer") in (None, "auto")
    if usual is None or rates.peak > (AUTO_LEAST if auto else LEAST * usual):
        return None
    return Told(
        Certainty.LIKELY,
        "the learning rate is too low",
        f"The learning rate never went above {words.rough(rates.peak, 2)} (epoch "
        f"{rates.peak_epoch}); {words.plain(usual)} is usual.",
        steps=("raise-rate",),
        explains=(*FLOORS, "learning", "early-plateau", "still-improving"),
        moot=SIZE | {"lower-rate", "fine-tune-rate", "more-data", "longer", "check-labels"},
    )


@cause(title="The learning rate that was set had no effect")
def rate_ignored(known_args: Args) -> Told | None:
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
