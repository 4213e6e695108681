"""What happened on the way: jumps, the end of mosaic, learning by heart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from reportgen import words
from reportgen.checks.course.overfitting import climbing
from reportgen.checks.course.plateau import improves
from reportgen.diagnosis.cause import SERIOUS, cause, says
from reportgen.diagnosis.causes.rising import rises_plainly
from reportgen.diagnosis.groups import LEVELS, SIZE
from reportgen.diagnosis.model import Certainty, Told
from reportgen.diagnosis.state import SOUND, State
from reportgen.diagnosis.traces import FROZEN, Traces
from reportgen.diagnosis.traces.shapes import Spike, ToldClimb
from reportgen.facts.run_facts import Facts
from reportgen.facts.series import trend
from reportgen.facts.series.climbs import Climb as Rise
from reportgen.facts.series.climbs import its_training_loss
from reportgen.facts.series.signs import Signs
from reportgen.read.table.results import Series, known_of
from reportgen.rule import Finding

MOVED = 0.2
"""Share by which the training loss falls where the weights have changed."""


@cause(title="Losses jumped for an epoch or more")
def spike(traces: Traces, state: State, headline_curve: Series) -> Told | None:
    """Look for what happened there: a resume, broken labels in a batch, a rate at its limit.

    Likely when the training loss leaps by 15 % and beyond its own ups and downs in one epoch after
    the warm-up, and the validation loss with it. At a resume it is named so: certain. It is why a
    run is unstable unless the metric falls as far, again and again, where no loss jumps.
    """
    if not traces.spikes:
        return None
    worst = max(traces.spikes, key=_harm)
    harmed = _harm(worst) > 0.1
    if not harmed and worst.train <= 0.3:
        return None
    lasting = harmed and worst.back is None
    first = state.main in ("unstable", "diverged") and not (worst.resumed and worst.back)
    first = first and not _falls_anyway(headline_curve, traces.spikes)
    told = Told(
        Certainty.LIKELY,
        f"losses jumped at epoch {words.whole(worst.epoch)}",
        _what_jumped(worst),
        steps=("steadier",) if lasting else (),
        explains=("erratic",),
        weight=1 if lasting else 2,
    )
    if first:
        told = replace(told, steps=("steadier",), moot=frozenset(("fewer-epochs",)), weight=0)
    return _at_the_resume(told, worst, state, lasting=lasting) if worst.resumed else told


def _at_the_resume(told: Told, jump: Spike, state: State, *, lasting: bool) -> Told:
    """What is said of a jump that a resume brought: nothing is to be done where it passed."""
    return replace(
        told,
        certainty=Certainty.CERTAIN,
        title="losses jumped at the resume",
        steps=told.steps if lasting else (),
        explains=("erratic", "overfitting"),
        state=_but_for_the_resume(jump, state),
    )


def _but_for_the_resume(jump: Spike, state: State) -> str:
    """What the run is in where a resume alone makes it look unstable."""
    if state.main != "unstable" or jump.back is None:
        return ""
    return next((each for each in state.also if each != "unstable"), "good")


def _harm(jump: Spike) -> float:
    """What share of the main metric was lost."""
    return 1 - jump.score_at / jump.score_before if jump.score_before > 0 else 0.0


OFTEN = 3
"""Falls elsewhere, half as deep as that of a jump or deeper, with which a jump is one of many."""
BESIDE = 12
"""Epochs after a jump whose falls are its own."""


def _falls_anyway(curve: Series, jumps: Sequence[Spike]) -> bool:
    """Whether the metric falls and comes back again and again where no loss jumps."""
    settled = trend.warmed_up(curve).known
    deepest = max(jump.score_before - jump.score_at for jump in jumps)
    own = [(settled.epochs >= j.epoch - 1) & (settled.epochs < j.epoch + BESIDE) for j in jumps]
    fell = trend.dips(settled) >= deepest / 2
    return int(np.count_nonzero(fell & ~np.any(own, axis=0))) >= OFTEN


def _what_jumped(jump: Spike) -> str:
    told = f"Training loss rose {words.percent(jump.train)} at epoch {words.whole(jump.epoch)}"
    told += ", where the training was resumed" if jump.resumed else ""
    harm = _harm(jump)
    if harm > 0.02:
        told += (
            f", and the main metric fell from {words.number(jump.score_before)} to "
            f"{words.number(jump.score_at)}"
        )
        told += (
            f"; it is back at epoch {words.whole(jump.back)}"
            if jump.back is not None
            else ", a level that it never regained"
        )
    return f"{told}."


@cause(title="The metrics swing, and the curves do not tell why", states=("unstable",))
def swings(traces: Traces, erratic: Finding | None, *, smooth: float = 0.05) -> Told | None:
    """First look at what is validated: how many pictures, and which of them change from right to
    wrong; then at the labels of the training pictures.

    Possible in the state `unstable`, where no cause is seen. Where the training loss runs smoothly
    (its scatter about its trend is below `smooth`, 5 %) it is validation that moves: few pictures,
    or ones unlike those of training. Else the curves do not tell whether labels, batch or rate are
    to blame.
    """
    scatter = traces.train_scatter
    swung = erratic.seen if erratic and erratic.epochs else "The metrics swing to the end."
    if scatter is not None and scatter < smooth:
        size = "" if traces.objects is not None else "too small or "
        title = f"validation may be {size}unlike training"
        why = "The training loss runs smoothly, so the swings come from validation."
        step = "count-validation"
    else:
        title, step = "the curves do not tell why", "steadier"
        why = (
            "Neither the learning rate nor the number of objects explains it, as far as they are "
            "told."
        )
    return Told(
        Certainty.POSSIBLE,
        title,
        f"{swung} {why}",
        steps=(step,),
        explains=("erratic",) if rises_plainly(traces.facts) else ("erratic", "still-improving"),
        moot=frozenset(("fewer-epochs",)),
        fallback=True,
    )


@cause(title="A step where mosaic is switched off")
def mosaic_off(
    traces: Traces, state: State, *, rose: float = 0.02, fell: float = 0.015
) -> Told | None:
    """Nothing to do where only losses step. Where the score falls there, train with
    `close_mosaic=0`.

    Certain when the validation loss steps up by `rose` (2 %) more than it climbed just before, or
    the main metric down by `fell` (0.015; of a level below 0.3 by as large a share), where mosaic
    is switched off, and three times beyond their own ups and downs from epoch to epoch: it is no
    overfitting. A metric that moved as far before, up or down, says nothing of mosaic. Not told
    where nothing was learned that could be lost.
    """
    step = traces.mosaic_step
    if step is None or state.main in ("learned-nothing", "validation-broken", "diverged"):
        return None
    steps_up = step.val_loss - max(step.drift, 0.0) >= max(rose, 3 * step.loss_noise)
    best = traces.facts.best_epoch
    least = fell * min(step.level / SOUND, 1.0)
    worse = step.score <= -max(least, 3 * step.noise) and -step.score > step.earlier
    worse = worse and best is not None and best < step.epoch
    if not worse and not steps_up:
        return None
    moved = f"validation loss changes by {words.change(100 * step.val_loss, 1)} %"
    return Told(
        Certainty.CERTAIN,
        f"the score fell where mosaic was switched off (epoch {words.whole(step.epoch)})"
        if worse
        else f"a step where mosaic was switched off (epoch {words.whole(step.epoch)})",
        f"Mosaic augmentation is switched off at epoch {words.whole(step.epoch)}. There {moved} "
        f"and the main metric by {words.change(step.score, 3)}: not counted as overfitting.",
        steps=("keep-mosaic",) if worse else (),
        weight=1 if worse else 2,
    )


@cause(
    title="One validation loss grows many times over, nothing else does",
    states=("good", "plateau-done", "train-longer", "plateau-low"),
)
def loss_blown_up(signs: Signs) -> Told | None:
    """Validate in full precision, and look at the pictures that are validated worst.

    Possible when a single validation loss ends three times as high as its lowest level or higher,
    no other one climbs, and the score stays within 3 % of its best. Learning by heart moves the
    metrics and the other losses as well; a few pictures whose outputs overflow do not.
    """
    climb = _blown_up_alone(signs)
    if climb is None:
        return None
    return Told(
        Certainty.POSSIBLE,
        f"a few pictures may blow up the validation {climb.name}",
        f"Validation {climb.name}, smoothed, went from {words.number(climb.low)} at epoch "
        f"{words.whole(climb.start)} to {words.number(climb.end)} at the end. No other loss "
        "climbs and the metrics hold, so this hardly says that anything was learned by heart.",
        steps=("full-precision",),
        explains=("overfitting", *LEVELS),
        answers=frozenset(("overfitting",)),
        weight=1,
    )


def _blown_up_alone(signs: Signs | None, times: float = 3.0, held: float = 0.03) -> Rise | None:
    """The one validation loss that ends `times` its lowest, where score and all others hold."""
    if signs is None:
        return None
    climbs = climbing(signs)
    if len(climbs) != 1 or len(signs.climbs) < 3 or signs.lost > held:
        return None
    return climbs[0] if climbs[0].share >= times - 1 else None


@cause(title="It learned the training pictures by heart")
def memorised(
    facts: Facts,
    traces: Traces,
    state: State,
    overfitting: Finding | None,
    *,
    slight: float = 0.03,
) -> Told | None:
    """Use `best.pt`. Next time: more pictures or stronger augmentation, and stop sooner.

    Likely when the run is in the state `overfits`, or when that holds besides and the check
    overfitting warns. Possible when it holds besides and a validation loss ends `slight` (3 %)
    above its lowest, an error more than its standard error above.
    """
    seen = _how_it_climbed(traces.climb) or _gap(facts)
    if state.main == "overfits":
        return _by_heart(seen, frozenset())
    if "overfits" not in state.also or _is_of_something_else(traces, state.seen):
        return None
    if state.main == "learned-nothing":
        nothing = frozenset(("confidence", "classes"))
        return _by_heart(seen, nothing) if halved(facts) else None
    learns = "it learns the training pictures by heart"
    told = Told(
        Certainty.LIKELY,
        learns,
        seen,
        steps=("own-data", "more-data", "regularise"),
        explains=("overfitting",),
        weight=1,
    )
    if says(overfitting, *SERIOUS):
        return told
    if traces.climb is None or traces.climb.rise < slight or _by_chance(state.seen):
        return None
    signs = f"first signs that {learns}"
    steps = ("own-data", "more-data")
    return replace(told, certainty=Certainty.POSSIBLE, title=signs, steps=steps)


def _is_of_something_else(traces: Traces, signs: Signs | None) -> bool:
    """Whether a validation loss climbs though nothing, or hardly anything, is learned by heart."""
    return _hardly_moved(traces) or _blown_up_alone(signs) is not None or _only_creeps(signs)


def _only_creeps(signs: Signs | None, late: float = 0.9) -> bool:
    """Whether one loss climbs alone while the score rises, and all together are lowest at the end.

    That is within the last tenth of the epochs.
    """
    alone = signs is not None and len(climbing(signs)) == 1
    return signs is not None and alone and improves(signs) and signs.turn > late * signs.epochs


def _by_chance(signs: Signs | None) -> bool:
    """Whether it is an error alone that climbs, by less than its standard error."""
    climbs = climbing(signs) if signs else ()
    return bool(climbs) and all(c.share < c.standard_error for c in climbs)


def _hardly_moved(traces: Traces) -> bool:
    """Whether the weights hardly changed: few steps, and training loss did not fall by `MOVED`."""
    climb = traces.climb
    fell = climb is not None and climb.train[1] < (1 - MOVED) * climb.train[0]
    return not fell and (traces.warm_up_lasts or (traces.frozen or 0.0) >= FROZEN)


def _by_heart(seen: str, answers: frozenset[str]) -> Told:
    """What is said where it is the first thing to say."""
    return Told(
        Certainty.LIKELY,
        "it learned the training pictures by heart",
        seen,
        steps=("own-data", "more-data", "regularise", "fewer-epochs"),
        explains=("overfitting", "best-epoch", "early-plateau", "still-improving", "learning"),
        moot=SIZE | {"longer", "resume", "raise-rate"},
        answers=answers,
    )


def halved(facts: Facts) -> bool:
    """Whether training loss fell to less than half: something was learned, if nothing of use."""
    known = known_of(facts.train_loss).values
    return len(known) > 1 and bool(known[-1] < known[0] / 2)


def _how_it_climbed(climb: ToldClimb | None) -> str:
    """From where to where validation loss climbed, in the numbers of results.csv."""
    if climb is None:
        return ""
    driver = f" {climb.driver} rose most." if climb.driver else ""
    return (
        f"Validation {climb.name} rose {words.percent(climb.rise)} from its lowest level, "
        f"{words.number(climb.low)} about epoch {words.whole(climb.start)}, to "
        f"{words.number(climb.last)} at the end, while {its_training_loss(climb.name)} went from "
        f"{words.number(climb.train[0])} to {words.number(climb.train[1])}.{driver}"
    )


def _gap(facts: Facts) -> str:
    train, val = known_of(facts.train_loss).values, known_of(facts.val_loss).values
    if not len(train) or not len(val):
        return "Validation loss climbs while training loss falls."
    return (
        f"Validation loss ends at {words.number(val[-1])}, its lowest is "
        f"{words.number(val.min())}; training loss ends at {words.number(train[-1])}."
    )
