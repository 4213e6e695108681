"""What the training started from, and which layers it could change."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from reportgen import words
from reportgen.diagnosis.cause import cause
from reportgen.diagnosis.causes.rising import rises_at_end
from reportgen.diagnosis.groups import CURVES, DATA, FLOORS, LENGTH, LOW, RATE, SIZE
from reportgen.diagnosis.model import Certainty, Told, Weight
from reportgen.diagnosis.state import State
from reportgen.diagnosis.traces import Traces
from reportgen.facts.run_facts import Facts
from reportgen.facts.series import trend
from reportgen.measures import Measure
from reportgen.read.table.args import Args
from reportgen.read.table.results import Series
from reportgen.rule import Finding
from reportgen.trainers.form.trainer import LAST_FILE
from reportgen.trainers.ultralytics.models import is_new_to, knows
from reportgen.values import is_number, is_whole

WEAK = ("learned-nothing", "plateau-low", "too-short", "train-longer")
WEAKEST = ("learned-nothing", "plateau-low")
DEEP, LONG = 0.2, 0.25
"""Shares of the first epoch's level that are lost, and of the epochs until it is back, from which
on a start cost a good part of the training."""
GAINED = 0.01
"""A gain over the first epoch below which it is called none."""
KNEW = 0.5
"""Share of the highest level from which on the weights that were loaded knew the task."""
SOME = 0.03
"""A gain from here on is more than little, if less than what was there before."""
BESIDE_A_RESUME = 3
"""Epochs between a resume and the smoothed fall that it brings."""
FEW_LAYERS = 5
"""Frozen layers below which a training is hardly held back."""
BACKBONE = 10
"""Layers of the backbone in YOLOv8 and YOLO11 models up to where freezing is usual."""


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
    if state.main in WEAKEST or (state.main == "train-longer" and little):
        return _to_blame(told, state, epochs_done, known=not model or is_known(model))
    return told if state.main in WEAK or (state.main == "overfits" and little) else None


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


@cause(title="Most layers were frozen")
def frozen_layers(known_args: Args, facts: Facts, state: State) -> Told | None:
    """Leave `freeze` out, or freeze the backbone only (`freeze=10`).

    Certain that they were when `freeze` is above 10: backbone and neck keep what they had learned
    on other pictures, and only the head adapts. Told where the run ended weak: likely; possible,
    and the first thing to try, where the backbone alone was frozen and the run learned nothing or
    levelled off low.
    """
    count = frozen_count(known_args, facts.trainer.has_yolo)
    if count < FEW_LAYERS:
        return None
    weak = state.main in (("no-gain", "unstable", *WEAK) if count > BACKBONE else WEAKEST)
    if not weak and count <= BACKBONE:
        return None
    part = "the backbone" if count == BACKBONE else "a part of the backbone"
    return Told(
        Certainty.LIKELY if count > BACKBONE else Certainty.POSSIBLE,
        f"freeze={words.plain(count)} leaves only the last layers to learn"
        if count > BACKBONE
        else f"freeze={words.plain(count)} keeps {part} as it was",
        f"freeze={words.plain(count)}: the first {words.plain(count)} layers kept the weights they "
        "had" + (", backbone and neck with them." if count > BACKBONE else f", {part} with them."),
        steps=("unfreeze",),
        explains=(*FLOORS, "early-plateau"),
        moot=SIZE | {"lower-rate", "raise-rate", "more-data", "fewer-epochs"},
        weight=0 if weak else 1,
    )


def frozen_count(args: Args, lists: bool) -> float:
    """How many layers `freeze` holds; 0 for none.

    With `lists` a list names layers; YOLOv5 writes the one number in a list of its own.
    """
    freeze = args.values.get("freeze")
    if isinstance(freeze, list):
        numbers = list(filter(is_whole, freeze))
        return len(numbers) if lists or len(numbers) != 1 else numbers[0]
    return freeze if is_number(freeze) else 0


@cause(
    title="Training brought nothing beyond the weights it started from",
    states=("no-gain",),
)
def fine_tune_lost(
    facts: Facts,
    traces: Traces,
    headline_curve: Series,
    still_improving: Finding | None,
    *,
    dip: float = 0.05,
    few: int = 30,
) -> Told | None:
    """Use a lower `lr0` with `warmup_bias_lr=0`, or pictures that the weights do not know yet.

    Likely when the run is in the state `no-gain`: it starts at its top level. Certain when it
    started from the weights of an earlier training and no epoch beats the first. Where the score
    dipped by `dip` (5 %) after the start, the rate shook the weights. More epochs are moot
    unless one beat the first and the end still rises. Possible only where validation counts fewer
    than `few` (30) objects: those do not show it.
    """
    known = headline_curve.known
    if len(known) < 2:
        return None
    first, after = float(known.values[0]), known.values[1:]
    beaten = float(after.max()) > first
    lowest = float(after.min())
    shaken = lowest < (1 - dip) * first
    if knows(facts.model, facts.data_name):
        return _knew_them(facts)
    loaded = facts.model or "the loaded weights"
    rest = (
        f"the best after it scores {words.number(float(after.max()))}"
        if beaten
        else f"none of the {words.count(len(after), 'epoch')} after it scores more"
    )
    worse = "worse" if float(after[-1]) < (1 - dip) * first else "no better"
    fell = f", the lowest {words.number(lowest)}" if shaken else ""
    longer = () if beaten and rises_at_end(facts, still_improving) else ("longer",)
    shows = traces.objects is None or traces.objects >= few
    sure = Certainty.CERTAIN if traces.own_weights and not beaten else Certainty.LIKELY
    return Told(
        sure if shows else Certainty.POSSIBLE,
        _brought(float(after.max()) - first, worse, new=is_new_to(facts.model, facts.data_name)),
        f"Epoch {int(known.epochs[0])}, which started from {loaded}, scores {words.number(first)}; "
        f"{rest}{fell}.",
        steps=("fine-tune-rate",) if shaken else ("more-data",),
        explains=("learning", "best-epoch", "early-plateau", "still-improving", "erratic"),
        moot=SIZE | {"resume", "fewer-epochs", "lower-rate", *longer},
        weight=0 if shows else 1,
    )


def _knew_them(facts: Facts) -> Told:
    """What is said of weights that were trained on this very data set."""
    return Told(
        Certainty.CERTAIN,
        "the weights were trained on these pictures already",
        f"{facts.model} was trained on the pictures of {facts.data_name}: more of the same brings "
        "nothing.",
        explains=("learning", "best-epoch", "early-plateau", "erratic"),
        moot=RATE | SIZE | DATA | LENGTH,
    )


@cause(title="The first epochs shook the weights it started from")
def start_shaken(
    traces: Traces, state: State, headline_curve: Series, *, dip: float = 0.05, few: int = 30
) -> Told | None:
    """Next time a lower `lr0` with `warmup_bias_lr=0` loses less on the way.

    Certain when it started from the weights of an earlier training that knew the task (at half of
    the highest level at least), the main metric fell by `dip` (5 %) after the first epoch, and a
    later one beats that. It is why a run is unstable where the metric did not fall so far again;
    then published weights are told of too, if training loss climbed by `dip` on the way down; and
    wherever they lost a fifth so, and had it back after a quarter of the epochs only.
    Not told where validation has fewer than `few` (30) objects: those do not show it.
    """
    signs = traces.facts.signs
    knew = signs is not None and signs.start >= KNEW
    shows = traces.objects is None or traces.objects >= few
    if not (shows and knew) or state.main in ("no-gain", "too-short"):
        return None
    fall = _first_fall(headline_curve, dip)
    if fall is None:
        return None
    weight: Weight = 0 if state.main == "unstable" and fall.held else 1 if fall.deep else 2
    lost = weight < 2
    if not traces.own_weights and not (lost and _train_climbed(traces.facts, fall.at, dip)):
        return None
    return Told(
        Certainty.CERTAIN,
        "the first epochs shook the weights it started from",
        f"The main metric was {words.number(fall.start)} in epoch {fall.first}, fell to "
        f"{words.number(fall.lowest)}, and was back at epoch {fall.back}. A new training begins "
        "with a new optimizer, and with a learning rate that trained weights are not used to.",
        steps=("fine-tune-rate",) if lost else (),
        explains=("erratic", "still-improving") if lost else (),
        weight=weight,
    )


class _FirstFall(NamedTuple):
    """How a metric fell below its first epoch, and came back."""

    start: float
    """Its level in the first epoch."""
    first: int
    lowest: float
    at: int
    """The epoch of the lowest."""
    back: int
    """The first epoch that beat the first one."""
    deep: bool
    """Whether it was much that was lost, and for long."""
    held: bool
    """Whether it never fell so far again."""


def _first_fall(curve: Series, dip: float) -> _FirstFall | None:
    """The fall after the first epoch, by a share of `dip` at least; None where there is none."""
    epochs, values = curve.known.epochs, curve.known.values
    start, after = float(values[0]), values[1:]
    beaten = np.flatnonzero(after > start)
    if not beaten.size or not beaten[0]:
        return None
    down, on = after[: beaten[0]], after[beaten[0] :]
    lowest, least = float(down.min()), (1 - dip) * start
    if lowest >= least:
        return None
    at, back = int(epochs[1 + int(down.argmin())]), int(epochs[beaten[0] + 1])
    deep = lowest <= (1 - DEEP) * start and len(down) > LONG * len(after)
    return _FirstFall(start, int(epochs[0]), lowest, at, back, deep, float(on.min()) >= least)


def _train_climbed(facts: Facts, until: int, share: float) -> bool:
    """Whether training loss stood by a share above its lowest about an epoch, as medians of five.

    Where it did, the weights were shaken, and not validation alone.
    """
    known = facts.train_loss.known if facts.train_loss else None
    at = int(np.searchsorted(known.epochs, until)) if known else 0
    if known is None or at < 2:
        return False
    level = trend.median(known.values[max(at - 2, 0) : at + 3])
    return level > (1 + share) * float(known.values[: at + 1].min())


def _brought(gain: float, worse: str, *, new: bool) -> str:
    """What a training brought beyond its first epoch.

    That epoch shows the weights it started from; where the task is `new` to them, what it taught.
    """
    made, where, start = "", "came with the first epoch", "its first epoch"
    if not new:
        made, start = f": training made the loaded weights {worse}", "the weights it started from"
        where = f"was in {start}"
    if gain <= 0:
        return f"nothing beat epoch 1{made}"
    if gain >= SOME:
        return f"most of it {where}"
    little = "little" if gain >= GAINED else "nothing"
    return f"training brought {little} beyond {start}"


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
