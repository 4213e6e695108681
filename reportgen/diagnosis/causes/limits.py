"""Where the metrics end, and what sets the limit."""

from __future__ import annotations

import math

from reportgen import words
from reportgen.checks.course.plateau import is_late
from reportgen.checks.course.score import last_to_level
from reportgen.diagnosis.cause import cause
from reportgen.diagnosis.causes.rising import FLAT, is_flat, is_full, rises_at_end, was_cut_rising
from reportgen.diagnosis.groups import CLASS_SIDE, LENGTH, RATE, SIZE
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


@cause(title="The metrics have levelled off")
def converged(
    facts: Facts,
    state: State,
    course: Course,
    headline_curve: Series,
    still_improving: Finding | None,
    finished: Finding | None,
) -> Told | None:
    """Use `best.pt`; more epochs will not help.

    Likely in the states `good` and `plateau-done`: the metrics levelled off at a good level, of
    boxes and of masks or key points; the epoch is that of the last to do so.
    """
    if state.main not in SOUND or _has_more_to_gain(facts, state, still_improving, finished):
        return None
    done, full = state.main == "plateau-done", is_full(facts)
    curve = last_to_level(facts.heads, headline_curve, course)
    best = facts.best_epoch or 0
    since, last = curve.levelled_at, int(headline_curve.epochs[-1])
    title = "the metrics have levelled off"
    seen = (
        f"Smoothed, {_named(curve, facts)} comes within {words.exact(LEVEL)} of its highest level, "
        f"{words.number(curve.top)}, at epoch {words.whole(since)}; the training ran for "
        f"{words.count(last, 'epoch')}."
    )
    if done:
        title = (
            f"the metrics levelled off by epoch {words.whole(since)}" if since <= best else title
        )
    elif full:
        title, seen = "nothing is left to gain", f"{seen} More than that is not to be had."
    elif since > LATE * last and still_improving is not None:
        late = _hardly_rises(still_improving, best, last, facts)
        if late is None:
            return None
        title, seen = late
    return Told(
        Certainty.LIKELY,
        title,
        seen,
        steps=("fewer-epochs",) if done else (),
        data={"levelled": since},
        explains=("early-plateau", "still-improving"),
        moot=_of_no_use(done=done, full=full),
    )


def _named(curve: Curve, facts: Facts) -> str:
    """The main metric, or the mAP50-95 of another head that levels off after it."""
    if curve.series is facts.headline_curve:
        return "the main metric"
    names = (head.head.key for head in facts.heads if head.map50_95_curve is curve.series)
    return f"{next(names)} mAP50-95"


def _has_more_to_gain(
    facts: Facts, state: State, still_improving: Finding | None, finished: Finding | None
) -> bool:
    """Whether a good run still rises where its plan or its patience ended it, or was cut so."""
    ended_rising = state.main == "good" and rises_at_end(facts, still_improving, patient=True)
    return ended_rising or was_cut_rising(facts, state, still_improving, finished)


def _of_no_use(*, done: bool, full: bool) -> frozenset[str]:
    """Treatments that bring nothing where the metrics have levelled off."""
    moot = LENGTH | RATE | {"regularise"} | (SIZE if done else frozenset())
    moot |= {"more-data"} if full else frozenset()
    return moot - {"fewer-epochs", "fine-tune-rate"}


LATE = 0.75
"""A level that is come to in the last quarter has not been held for long."""


def _hardly_rises(
    still_improving: Finding, best: int, last: int, facts: Facts
) -> tuple[str, str] | None:
    """What is told where the level was come to late: that it rises by less than counts.

    None where too few epochs are told to say whether it still rose.
    """
    if still_improving.verdict is Verdict.PASS:
        return "the metrics no longer rise clearly", still_improving.seen
    if still_improving.verdict is Verdict.NOTE and is_flat(facts):
        return "the metrics hardly rise any more", (
            f"Smoothed, the last tenth of the epochs lies less than {words.plain(FLAT)} above the "
            "best before."
        )
    if best == last:
        return None
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
    Possible otherwise. Not told of large public data sets, nor where the main metric is 0.
    """
    if traces.public_data or not facts.headline:
        return None
    share = _train_share(facts)
    # The best epoch's value, as the headline has it: all heads together decide which that is.
    top = facts.headline or float(headline_curve.known.values.max())
    last = last_to_level(facts.heads, headline_curve, course)
    ends, moot = _levels(last), LENGTH - {"fewer-epochs"}
    if rises_at_end(facts, still_improving):
        ends, moot = "rise only slowly at the end", frozenset()
    certainty, title = Certainty.POSSIBLE, "labels or pictures may set the limit"
    if share < APART:
        certainty, title = Certainty.LIKELY, "labels and pictures set the limit"
        moot |= {"larger-model"}
    ends_at = f" Training loss ends at {words.whole(100 * share)} % of the validation loss."
    told = "" if math.isnan(share) else ends_at
    return Told(
        certainty,
        title,
        f"The metrics {ends}; the main one reaches {words.number(top)}.{told}",
        steps=("check-labels", "more-data"),
        explains=("underfitting", "early-plateau", "still-improving", "map50-tier", "recall-floor",
                  "precision-floor", "map-ratio", "cls-loss-level", "box-loss-level"),
        moot=moot,
    )  # fmt: skip


def _levels(curve: Curve) -> str:
    since = curve.levelled_at
    if is_late(since, curve):
        return "gain little beyond the first half"
    return f"levelled off by epoch {words.whole(since)}"


def _train_share(facts: Facts) -> float:
    """The training loss at the end as a share of the validation loss, by medians of five epochs.

    NaN where fewer epochs are told.
    """
    train, val = (known_of(loss).values[-5:] for loss in (facts.train_loss, facts.val_loss))
    if min(len(train), len(val)) < 5 or (end := trend.median(val)) <= 0:
        return math.nan
    return trend.median(train) / end


@cause(
    title="Pictures may be too small to tell their classes apart",
    states=("plateau-low", "plateau-done", "good", "unstable", "no-gain", "overfits"),
)
def small_pictures(
    facts: Facts, traces: Traces, state: State, headline: float, *, enough: float = 0.9
) -> Told | None:
    """Train classes on pictures of the usual size, 224 pixels.

    Possible where classes are told apart at half of that or less, and the accuracy is below
    `enough` (0.9). Not told of public sets, which may have no larger pictures.
    """
    size = facts.known_args.number("imgsz") or CLASS_SIDE
    if not traces.classifies or traces.public_data or 2 * size > CLASS_SIDE or headline >= enough:
        return None
    return Told(
        Certainty.POSSIBLE,
        f"imgsz={words.plain(size)} may hide what tells the classes apart",
        f"The pictures are scaled to {words.plain(size)} pixels; classifiers are usually trained "
        f"at {CLASS_SIDE}.",
        steps=("image-size",),
        explains=("underfitting",),
        weight=0 if state.main == "plateau-low" else 1,
    )


@cause(title="The model or the image size sets the limit", states=("plateau-low",))
def capacity(facts: Facts, traces: Traces, state: State) -> Told | None:
    """Try a larger image size, then a larger model.

    Possible in the state `plateau-low`, unless training loss ends far below validation loss, or
    next to nothing was learned: no size mends that.
    """
    apart = _train_share(facts) < APART and not traces.public_data
    little = not facts.headline or (state.seen is not None and state.seen.level_any < NOTHING)
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
