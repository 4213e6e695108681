"""What became of the weights that were loaded: shaken at the start, or not bettered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from reportgen import words
from reportgen.checks.wording import things
from reportgen.diagnosis.cause import cause
from reportgen.diagnosis.causes.rising import rises_at_end
from reportgen.diagnosis.groups import DATA, LENGTH, RATE, SIZE
from reportgen.diagnosis.model import Certainty, Told, Weight
from reportgen.diagnosis.state import State
from reportgen.diagnosis.told import metric_name
from reportgen.diagnosis.traces import Traces
from reportgen.facts.run_facts import Facts
from reportgen.facts.series import trend
from reportgen.read.table.results import Series, known_of
from reportgen.rule import Finding
from reportgen.trainers.ultralytics.models import is_new_to, knows

DEEP, LONG = 0.2, 0.25
"""Shares of the first epoch's level that are lost, and of the epochs until it is back, from which
on a start cost a good part of the training."""
GAINED = 0.01
"""A gain over the first epoch below which it is called none."""
KNEW = 0.5
"""Share of the highest level from which on the weights that were loaded knew the task."""
SOME = 0.03
"""A gain from here on is more than little, if less than what was there before."""
MOST = 0.75
"""Share of the highest level that is most of it."""


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
    started from the weights of an earlier training and no epoch beats the first, of boxes and of
    masks or key points. Where the score dipped by `dip` (5 %) after the start, the rate shook the
    weights. More epochs are moot unless one beat the first and the end still rises. Possible only
    where validation counts fewer than `few` (30) objects: those do not show it.
    """
    known = headline_curve.known
    if len(known) < 2:
        return None
    if knows(facts.model, facts.data_name):
        return _knew_them(facts)
    first, after = float(known.values[0]), known.values[1:]
    curves, least = _by_head(facts, known), (1 - dip) * first
    gain = max(float(each.values[1:].max() - each.values[0]) for each in curves.values())
    beaten, shaken = gain > 0, float(after.min()) < least
    worse = "worse" if float(after[-1]) < least else "no better"
    new = is_new_to(facts.model, facts.data_name)
    longer = () if beaten and rises_at_end(facts, still_improving) else ("longer",)
    shows = traces.counts(few)
    return Told(
        _certainty(traces, shows=shows, beaten=beaten),
        _most(curves, new=new) if gain >= SOME else _brought(gain, worse, new=new),
        _after_its_start(known, _loaded(facts, traces), _within(facts), shaken=shaken),
        steps=("fine-tune-rate",) if shaken else ("more-data",),
        explains=("learning", "best-epoch", "early-plateau", "still-improving", "erratic"),
        moot=SIZE | {"resume", "fewer-epochs", "lower-rate", *longer},
        weight=0 if shows else 1,
    )


def _certainty(traces: Traces, *, shows: bool, beaten: bool) -> Certainty:
    """How sure it is: few objects show nothing; own weights that no epoch beats, all."""
    if not shows:
        return Certainty.POSSIBLE
    return Certainty.CERTAIN if traces.own_weights and not beaten else Certainty.LIKELY


def _loaded(facts: Facts, traces: Traces) -> str:
    """The weights that it started from; a resumed training names those that it went on from."""
    return facts.model if facts.model and not traces.goes_on else "the loaded weights"


def _by_head(facts: Facts, main: Series) -> dict[str, Series]:
    """The mAP50-95 of each head, by its name in the plural; the main metric where none is told."""
    told = {things(head.head): known_of(head.map50_95_curve) for head in facts.heads}
    return {name: curve for name, curve in told.items() if len(curve) > 1} or {"": main}


def _within(facts: Facts) -> str:
    """The metric that is spoken of, where there are several heads."""
    return f" in {metric_name(facts)}" if len(facts.heads) > 1 else ""


def _after_its_start(known: Series, loaded: str, within: str, *, shaken: bool) -> str:
    """What the first epoch scores, and those after it; `known` are the epochs that tell a score."""
    first, after = float(known.values[0]), known.values[1:]
    rest = f"none of the {words.count(len(after), 'epoch')} after it scores more"
    if after.max() > first:
        rest = f"the best after it scores {words.number(float(after.max()))}"
    fell = f", the lowest {words.number(float(after.min()))}" if shaken else ""
    return (
        f"Epoch {int(known.epochs[0])}, which started from {loaded}, scores {words.number(first)}"
        f"{within}; {rest}{fell}."
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
    if not (traces.counts(few) and knew) or state.main in ("no-gain", "too-short"):
        return None
    fall = _first_fall(headline_curve, dip)
    if fall is None:
        return None
    weight = fall.weight(state)
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

    def weight(self, state: State) -> Weight:
        """How much it counts: most where it alone makes a run unstable."""
        if state.main == "unstable" and self.held:
            return 0
        return 1 if self.deep else 2


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
    """That a training brought nothing, or little, beyond its first epoch.

    That epoch shows the weights it started from; where the task is `new` to them, what it taught.
    """
    made, start = "", "its first epoch"
    if not new:
        made, start = f": training made the loaded weights {worse}", "the weights it started from"
    if gain <= 0:
        return f"nothing beat epoch 1{made}"
    little = "little" if gain >= GAINED else "nothing"
    return f"training brought {little} beyond {start}"


def _most(curves: Mapping[str, Series], *, new: bool) -> str:
    """When most of it was there: at once, or by which epoch of each head."""
    at = {name: _most_at(curve) for name, curve in curves.items()}
    if all(at[name] == curve.epochs[0] for name, curve in curves.items()):
        told = "came with the first epoch" if new else "was in the weights it started from"
        return f"most of it {told}"
    heads = [f"at epoch {epoch}{name and f' for {name}'}" for name, epoch in at.items()]
    return f"most of it was there {words.listed(heads)}"


def _most_at(curve: Series) -> int:
    """The first epoch with most of what a curve reaches."""
    return int(curve.epochs[np.argmax(curve.values >= MOST * curve.values.max())])
