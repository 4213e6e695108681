"""Metrics that still rise where a training ends."""

from __future__ import annotations

from reportgen import words
from reportgen.checks.course.plateau import FULL, IMPATIENT, STEEP
from reportgen.diagnosis.cause import cause, says, warns
from reportgen.diagnosis.groups import SIZE
from reportgen.diagnosis.model import Certainty, Told
from reportgen.diagnosis.state import State
from reportgen.facts.run_facts import Facts
from reportgen.facts.series.signs import Signs
from reportgen.read.table.results import Series
from reportgen.rule import Finding, Verdict

MORE = "more epochs may add a little"
RISING = {
    **dict.fromkeys(("good", "mask-gap", "unstable"), f"it was still rising: {MORE}"),
    "no-gain": "it gained little so far, and was still rising",
    "plateau-low": MORE,
}
"""What is said in the states in which it may rise; where it is low, the state says that it does."""
HALF_AGAIN = {"half as many again": 1.0}
"""For what is good, and where all objects are found: no plan of the usual length is needed."""


@cause(title="The metrics were still rising")
def still_rising(
    facts: Facts, state: State, headline_curve: Series, still_improving: Finding | None
) -> Told | None:
    """Train longer: resume what was cut short, else start anew with more `epochs`.

    Likely in the state `train-longer`. The steps differ by how it ended: what was cut is resumed,
    what stopped early gets more patience, what went through its plan more epochs. Possible in
    the states `good`, `mask-gap`, `unstable`, `plateau-low` and `no-gain` where still-improving
    notes it at the end of the plan: readers say so of 32 of 41 such runs; in the state `good` also
    where patience ended it, which waits for single epochs while their average may rise. An
    unstable run that gained more than two points to the end is told so before what else there is.
    """
    if state.main == "train-longer":
        return Told(
            Certainty.LIKELY,
            "it was still rising",
            _late(facts, headline_curve) + _by_mosaic(facts, headline_curve),
            steps=("longer",),
            explains=("still-improving", "underfitting", "finished"),
            data=HALF_AGAIN if state.seen is not None and state.seen.level >= FULL else {},
            moot=SIZE | {"fewer-epochs", "lower-rate", "more-variety"} - {"finer-masks"},
        )
    if state.main not in RISING:
        return None
    if not rises_at_end(facts, still_improving, patient=state.main == "good"):
        return None
    low, plain = state.main == "plateau-low", state.main == "unstable" and rises_plainly(facts)
    return Told(
        Certainty.POSSIBLE,
        RISING[state.main],
        _late(facts, headline_curve) + _by_mosaic(facts, headline_curve),
        steps=("longer",),
        explains=("still-improving",),
        data={} if low else HALF_AGAIN,
        weight=0 if low or plain else 1,
    )


@cause(title="A short patience ended it early", states=("plateau-low", "unstable"))
def impatient(signs: Signs, facts: Facts, state: State, epochs_planned: int) -> Told | None:
    """Give it more `patience`: a few epochs without a better one are no plateau.

    Possible at a low level, and where the metrics swing, where a `patience` of 10 or fewer ended
    the training before half of its plan, with a learning rate that had hardly come down.
    """
    if not 0 < signs.patience <= IMPATIENT or signs.done >= EARLY or facts.epochs_done is None:
        return None
    return Told(
        Certainty.POSSIBLE,
        f"patience={words.plain(signs.patience)} ended it early",
        f"It ended after {words.whole(facts.epochs_done)} of "
        f"{words.count(epochs_planned, 'epoch')}, as {words.count(signs.patience, 'epoch')} had "
        "brought nothing better. The metrics of a training at its full rate may pause for as long.",
        steps=("longer",),
        explains=("early-plateau", "still-improving", "underfitting"),
        moot=frozenset(("fewer-epochs",)),
        weight=1 if state.main == "unstable" else 0,
    )


EARLY = 0.5
"""Share of the plan before which a learning rate has hardly come down."""


def rises_plainly(facts: Facts) -> bool:
    """Whether it rose far beyond what counts as a rise, to the very end."""
    signs = facts.signs
    return signs is not None and min(signs.record, signs.record_end) > STEEP


def rises_at_end(facts: Facts, still_improving: Finding | None, *, patient: bool = False) -> bool:
    """Whether the plan was over while the metrics rose; or, with `patient`, patience ran out.

    A main metric that is all but perfect has nothing to rise to, whatever other heads do; nor does
    a run promise more whose second half beat nothing of its first, or, where it is good already
    (`patient`), whose last epochs are all but flat.
    """
    planned, done = facts.epochs_planned, facts.epochs_done or 0
    over = planned is None or done >= planned
    over = over or (patient and facts.signs is not None and facts.signs.by_itself)
    beat = facts.best_epoch is not None and 2 * facts.best_epoch > done
    flat = patient and is_flat(facts)
    rises = says(still_improving, Verdict.NOTE)
    return rises and over and beat and not flat and not is_full(facts)


def was_cut_rising(
    facts: Facts, state: State, still_improving: Finding | None, finished: Finding | None
) -> bool:
    """Whether a good run was cut short while it rose: the rest of its plan may add a little."""
    rises = says(still_improving, Verdict.NOTE)
    return state.main == "good" and rises and warns(finished) and not is_flat(facts)


FLAT = 0.001
"""Points below which the last tenth of the epochs adds next to nothing: of 31 good real runs that
rise by the check readers see no rise in four of five below it."""
LONG = 100
"""Epochs of a plan of the usual length. A shorter run that is as flat may be at its start still:
one of 20 epochs gained 0.045 in 100, one of 100 only 0.009 in 200, as alike trainings differ."""


def is_flat(facts: Facts) -> bool:
    """Whether the rise of a long run is all but over at the end, and was not steep before."""
    signs = facts.signs
    long = signs is not None and signs.epochs >= LONG
    return signs is not None and long and signs.record_end < FLAT and signs.record <= STEEP


def is_full(facts: Facts) -> bool:
    """Whether the main metric leaves nothing to gain."""
    return (facts.headline or 0.0) >= FULL


CLEAR_RECORD = 0.005
"""A record below it is told by averages: one epoch more or less is no rise."""


def _late(facts: Facts, curve: Series) -> str:
    """The main metric near the end, in the numbers of results.csv.

    Its value at the best epoch, which all heads decide together, is the one of the headline.
    """
    known, best = curve.known, facts.best_epoch
    count, last = max(len(known) // 4, 1), int(known.epochs[-1])
    if len(known) <= count:
        return f"The main metric ends at {words.number(float(known.values[-1]))}."
    then, now = known.values[:-count], known.values[-count:]
    late = best is not None and best > known.epochs[-count - 1]
    top = facts.headline if late and facts.headline else float(now.max())
    record = top - float(then.max())
    if record >= CLEAR_RECORD:
        best_of = f"The best of the last {words.count(count, 'epoch')} is {words.number(top)}"
        if top < now.max():  # All heads together decide which epoch is the best.
            best_of = f"The best epoch, {words.whole(best or 0)}, has {words.number(top)}"
        return (
            f"{best_of}, {words.number(record)} above the earlier best; the training ended at "
            f"epoch {words.whole(last)}."
        )
    after, before = float(now.mean()), float(then[-count:].mean())
    if after > before:
        return (
            f"On average the main metric is {words.number(after)} over the last "
            f"{words.count(count, 'epoch')}, after {words.number(before)} over as many before."
        )
    at = best or int(known.epochs[known.values.argmax()])
    return (
        f"The main metric is {words.number(known.at(at))} at the best epoch, {words.whole(at)} of "
        f"{words.whole(last)}."
    )


def _by_mosaic(facts: Facts, curve: Series) -> str:
    """What of a late rise is the jump where mosaic is switched off; empty where it is none."""
    known, course = curve.known, facts.course
    count = max(len(known) // 4, 1)
    if course is None or len(known) <= count or facts.mosaic_off < known.epochs[-count]:
        return ""
    record = float(known.values[-count:].max() - known.values[:-count].max())
    jump = course.jump(curve)
    if min(jump, record) < CLEAR_RECORD:
        return ""
    at = words.whole(facts.mosaic_off)
    return f" Switching mosaic off (epoch {at}) brought {words.number(jump)} at once."
