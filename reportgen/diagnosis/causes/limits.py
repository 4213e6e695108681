"""Where the metrics end, and what sets the limit."""

from __future__ import annotations

import math

from reportgen import words
from reportgen.checks.course.plateau import FULL, is_late
from reportgen.diagnosis.cause import cause
from reportgen.diagnosis.groups import LENGTH, RATE, SIZE
from reportgen.diagnosis.model import Certainty, Told
from reportgen.diagnosis.state import State
from reportgen.diagnosis.traces import Traces
from reportgen.facts.run_facts import Facts
from reportgen.facts.series import trend
from reportgen.facts.series.course import LEVEL, Course, Curve
from reportgen.read.table.results import Series, known_of
from reportgen.rule import Finding, Verdict

SOUND = ("good", "plateau-done")
APART = 0.75
"""Share of the validation loss below which the training loss ends far from it."""
NOTHING = 0.1
"""mAP50 below which no head found anything to speak of."""


@cause(title="The metrics were still rising")
def still_rising(
    facts: Facts, state: State, headline_curve: Series, still_improving: Finding | None
) -> Told | None:
    """Train longer: resume what was cut short, else start anew with more `epochs`.

    Likely in the state `train-longer`. The steps differ by how it ended: what was cut is resumed,
    what stopped early gets more patience, what went through its plan more epochs. Possible in
    the states `good`, `mask-gap`, `unstable`, `plateau-low` and `no-gain` where still-improving
    notes it at the end of the plan: readers say so of 32 of 41 such runs; in the state `good` also
    where patience ended it, which waits for single epochs while their average may rise.
    """
    low, little = state.main == "plateau-low", state.main == "no-gain"
    may_rise = low or little or state.main in ("good", "mask-gap", "unstable")
    if may_rise and rises_at_end(facts, still_improving, patient=state.main == "good"):
        # Where it is low, the state says that it rises.
        title = "more epochs may add some" if low else "it still rose: more epochs may add some"
        return Told(
            Certainty.POSSIBLE,
            "it gained little so far, and still rose" if little else title,
            _late(headline_curve) + _by_mosaic(facts, headline_curve),
            steps=("longer",),
            explains=("still-improving",),
            data={} if low else {"half as many again": 1.0},
            weight=0 if low else 1,
        )
    if state.main != "train-longer":
        return None
    return Told(
        Certainty.LIKELY,
        "it was still rising",
        _late(headline_curve) + _by_mosaic(facts, headline_curve),
        steps=("longer",),
        explains=("still-improving", "underfitting", "finished"),
        moot=SIZE | {"fewer-epochs", "lower-rate", "more-variety"} - {"finer-masks"},
    )


def rises_at_end(facts: Facts, still_improving: Finding | None, *, patient: bool = False) -> bool:
    """Whether the plan was over while the metrics rose; or, with `patient`, patience ran out.

    A main metric that is all but perfect has nothing to rise to, whatever other heads do; nor does
    a run promise more whose second half beat nothing of its first.
    """
    rises = still_improving is not None and still_improving.verdict is Verdict.NOTE
    planned, done = facts.epochs_planned, facts.epochs_done or 0
    over = planned is not None and done >= planned
    over = over or (patient and facts.signs is not None and facts.signs.by_itself)
    beat = facts.best_epoch is not None and 2 * facts.best_epoch > done
    return rises and over and beat and not _is_full(facts)


def _is_full(facts: Facts) -> bool:
    """Whether the main metric leaves nothing to gain."""
    return (facts.headline or 0.0) >= FULL


CLEAR_RECORD = 0.005
"""A record below it is told by averages: one epoch more or less is no rise."""


def _late(curve: Series) -> str:
    """The main metric near the end, in the numbers of results.csv."""
    known = curve.known
    count, last = max(len(known) // 4, 1), int(known.epochs[-1])
    if len(known) <= count:
        return f"The main metric ends at {words.number(float(known.values[-1]))}."
    then, now = known.values[:-count], known.values[-count:]
    record = float(now.max() - then.max())
    if record >= CLEAR_RECORD:
        return (
            f"The best of the last {words.count(count, 'epoch')} is "
            f"{words.number(float(now.max()))}, {words.number(record)} above the earlier best; the "
            f"training ended at epoch {words.whole(last)}."
        )
    after, before = float(now.mean()), float(then[-count:].mean())
    if after > before:
        return (
            f"On average the main metric is {words.number(after)} over the last "
            f"{words.count(count, 'epoch')}, after {words.number(before)} over as many before."
        )
    best = int(known.epochs[known.values.argmax()])
    return (
        f"The main metric is highest, {words.number(float(known.values.max()))}, at epoch "
        f"{words.whole(best)} of {words.whole(last)}."
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


@cause(title="The metrics have levelled off")
def converged(
    facts: Facts,
    state: State,
    course: Course,
    headline_curve: Series,
    still_improving: Finding | None,
) -> Told | None:
    """Use `best.pt`; more epochs will not help.

    Likely in the states `good` and `plateau-done`: the main metric levelled off at a good level.
    """
    if state.main not in SOUND:
        return None
    if state.main == "good" and rises_at_end(facts, still_improving, patient=True):
        return None
    done = state.main == "plateau-done"
    curve, best = course.of(headline_curve), facts.best_epoch or 0
    since, last = curve.levelled_at, int(headline_curve.epochs[-1])
    title = "the metrics have levelled off"
    if done and since <= best:
        title = f"the metrics levelled off by epoch {words.whole(since)}"
    seen = (
        f"Smoothed, the main metric comes within {words.exact(LEVEL)} of its highest level, "
        f"{words.number(curve.top)}, at epoch {words.whole(since)}; the training ran for "
        f"{words.count(last, 'epoch')}."
    )
    full = _is_full(facts)
    if full and not done:
        title, seen = "nothing is left to gain", f"{seen} More than that is not to be had."
    elif not done and since > LATE * last and still_improving is not None:
        if still_improving.verdict is not Verdict.PASS and best == last:
            return None  # Too few epochs are told to say whether it still rose.
        title, seen = _hardly_rises(still_improving, best, last)
    return Told(
        Certainty.LIKELY,
        title,
        seen,
        steps=("fewer-epochs",) if done else (),
        data={"levelled": since},
        explains=("early-plateau", "still-improving"),
        moot=(LENGTH - {"fewer-epochs"})
        | RATE
        | (SIZE if done else frozenset())
        | ({"regularise", "more-data"} if full else {"regularise"}),
    )


LATE = 0.75
"""A level that is come to in the last quarter has not been held for long."""


def _hardly_rises(still_improving: Finding, best: int, last: int) -> tuple[str, str]:
    """What is told where the level was come to late: that it rises by less than counts."""
    if still_improving.verdict is Verdict.PASS:
        return "the metrics no longer rise clearly", still_improving.seen
    return (
        "no epoch was better any more",
        f"Epoch {words.whole(best)} is the best of {words.whole(last)}: none of the "
        f"{words.count(last - best, 'epoch')} after it beat it, though smoothed the metrics rose.",
    )


@cause(title="Labels or pictures set the limit", states=("plateau-low",))
def data_limit(
    facts: Facts,
    traces: Traces,
    course: Course,
    headline_curve: Series,
    still_improving: Finding | None,
) -> Told | None:
    """Check the labels, then add pictures.

    In the state `plateau-low`. Likely when the training loss ends far below the validation loss
    (three quarters of it or less): what the pictures teach is learned, and it does not carry over.
    Possible otherwise. Not told of large public data sets.
    """
    if traces.public_data:
        return None
    share = _train_share(facts)
    apart = share < APART
    # The best epoch's value, as the headline has it: all heads together decide which that is.
    top = facts.headline or float(headline_curve.known.values.max())
    curve = course.of(headline_curve)
    rises = rises_at_end(facts, still_improving)
    ends = "rises only slowly at the end" if rises else _levels(curve)
    ends_at = f" Training loss ends at {words.whole(100 * share)} % of the validation loss."
    told = "" if math.isnan(share) else ends_at
    return Told(
        Certainty.LIKELY if apart else Certainty.POSSIBLE,
        "labels and pictures set the limit" if apart else "labels or pictures may set the limit",
        f"The main metric {ends} and reaches {words.number(top)}.{told}",
        steps=("check-labels", "more-data"),
        explains=(
            "underfitting",
            "early-plateau",
            "still-improving",
            "map50-tier",
            "recall-floor",
            "precision-floor",
            "map-ratio",
            "cls-loss-level",
            "box-loss-level",
        ),
        moot=(frozenset() if rises else LENGTH - {"fewer-epochs"})
        | ({"larger-model"} if apart else set()),
    )


def _levels(curve: Curve) -> str:
    since = curve.levelled_at
    if is_late(since, curve):
        return "gains little beyond the first half"
    return f"levelled off by epoch {words.whole(since)}"


def _train_share(facts: Facts) -> float:
    """The training loss at the end as a share of the validation loss, by medians of five epochs.

    NaN where fewer epochs are told.
    """
    train, val = (known_of(loss).values[-5:] for loss in (facts.train_loss, facts.val_loss))
    if min(len(train), len(val)) < 5 or (end := trend.median(val)) <= 0:
        return math.nan
    return trend.median(train) / end


@cause(title="The model or the image size sets the limit", states=("plateau-low",))
def capacity(facts: Facts, traces: Traces, state: State) -> Told | None:
    """Try a larger image size, then a larger model.

    Possible in the state `plateau-low`, unless training loss ends far below validation loss, or
    next to nothing was learned: no size mends that.
    """
    apart = _train_share(facts) < APART and not traces.public_data
    little = state.seen is not None and state.seen.level_any < NOTHING
    if apart or little:
        return None
    size = facts.known_args.number("imgsz")
    hides = f", or imgsz={words.plain(size)} may hide what matters" if size else ""
    return Told(
        Certainty.POSSIBLE,
        "the model or the image size may set the limit",
        "Training and validation losses are about equally high: "
        f"{facts.model or 'the model'} may be too small{hides}.",
        steps=("image-size", "larger-model"),
        explains=("underfitting", "early-plateau"),
        moot=LENGTH - {"fewer-epochs"},
    )
