"""Guide: "Training Progress Overview" and "Signs of Problems": whether the model learns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reportgen import words
from reportgen.checks.score import (
    LOSS_CHART,
    PROBLEMS,
    PROGRESS,
    capital,
    loss_sum,
    score_chart,
    second_half,
    short_score_name,
    too_short,
)
from reportgen.facts.course import Course, Curve
from reportgen.facts.head_facts import HeadFacts
from reportgen.read.table.results import EpochTable, Series
from reportgen.rule import Outcome, Verdict, check

LEARNING = "Losses fall and metrics rise"
CEILING = 0.95
"""A score from here on leaves nothing to rise to."""
_NEAR_COPIES = " So high from the first epochs on is rare: check that no validation picture is a \
copy of a training picture, or of the same scene."
UNDERFITTING = "Metrics are not stuck at a low level"


@check(id="learning", title=LEARNING, guide=PROGRESS)
def learning(
    train_loss: Series,
    val_loss: Series,
    score: Series,
    course: Course,
    *,
    learned: float = 0.01,
    record: float = 0.01,
    certainty: float = 2.0,
) -> Outcome:
    """Check the labels (are they found, do class numbers match, do masks lie on the objects?) and
    the learning rate: a smaller `lr0` with an explicit `optimizer`, as `optimizer=auto` sets its
    own.

    Fail: the score (mean mAP50-95 of the heads) never exceeds `learned` (0.01, one point), which
    is nothing learned. Warn: likewise, but it still rises by the rule of still-improving
    (`record`, `certainty`); or neither does the training loss fall nor the score rise. Note: only
    one of training loss, validation loss and score ends no better than it started, as when
    trained weights are trained on. Pass: losses fall and the score rises, or it is 0.95 or more
    from the start, which may tell of pictures in both sets. First and last levels are those of the
    trend. Unknown below 3 epochs. The guide's rule has no numbers; one point of
    mAP is where a score is told from 0.
    """
    unknown = too_short(train_loss, LEARNING, fewest=3)
    if unknown:
        return unknown
    train, val, metric = (_Levels.of(course.of(series)) for series in (train_loss, val_loss, score))
    best = float(score.known.values.max()) if len(score.known) else float("nan")
    nothing = best <= learned
    if nothing:
        rising = course.of(score).end.rises(record, certainty)
        verdict = Verdict.WARN if rising else Verdict.FAIL
        title = f"This run has learned next to nothing{' so far' if rising else ''}"
    else:
        verdict, title = _direction(train, val, metric, capital(short_score_name(score)))
    return Outcome(
        verdict,
        title,
        f"Training loss went {train}, validation loss {val}, {score.name} {metric}"
        + (f" (highest {words.number(best)})." if best == best else ".")
        + (_NEAR_COPIES if metric.at_ceiling else ""),
        epochs=(int(train_loss.epochs[0]), int(train_loss.epochs[-1])),
        chart=score_chart(score) if nothing else LOSS_CHART,
        measured={"highest score": best, "training loss at the end": train.written[1]},
        threshold=f"fails when the score stays below {learned:g}",
        remedy=_START_REMEDY if verdict is Verdict.NOTE else None,
    )


def _direction(
    train: _Levels, val: _Levels, metric: _Levels, score_name: str
) -> tuple[Verdict, str]:
    """Verdict and title of a run that has learned something."""
    if metric.at_ceiling:
        return Verdict.PASS, f"{score_name} is {words.number(metric.first)} from the start"
    if train.last >= train.first and metric.last <= metric.first:
        return Verdict.WARN, "Neither does training loss fall nor do metrics rise"
    if train.last >= train.first:
        return Verdict.NOTE, "Training loss ends no lower than it started"
    if val.last >= val.first:
        return Verdict.NOTE, "Validation loss ends no lower than it started"
    if metric.last <= metric.first:
        return Verdict.NOTE, f"{score_name} ends no higher than it started"
    return Verdict.PASS, LEARNING


_START_REMEDY = "Nothing to do if trained weights were trained on. Otherwise look at \
`best.pt` and at the findings on overfitting and on the learning rate."


@dataclass(frozen=True)
class _Levels:
    """First and last level of a series, by its trend; NaN where nothing is told."""

    first: float
    last: float
    written: tuple[float, float]
    """First and last value as results.csv has them, which is what a reader finds on the chart."""

    @property
    def at_ceiling(self) -> bool:
        """Whether it is a score that had nothing left to rise to, and kept its level."""
        return min(self.first, self.last) >= CEILING

    @classmethod
    def of(cls, curve: Curve) -> _Levels:
        values, seen = curve.trend.values, curve.known.values
        if not len(values):
            return cls(np.nan, np.nan, (np.nan, np.nan))
        return cls(float(values[0]), float(values[-1]), (float(seen[0]), float(seen[-1])))

    def __str__(self) -> str:
        if not np.isfinite(self.first):
            return "(not told)"
        first, last = self.written
        # What is judged is the trend: a first or last epoch that strays must not contradict it.
        if np.sign(last - first) == np.sign(self.last - self.first):
            return f"from {words.number(first)} to {words.number(last)}"
        return f"from {words.number(self.first)} to {words.number(self.last)} (smoothed)"


@check(id="underfitting", title=UNDERFITTING, guide=PROBLEMS)
def underfitting(
    table: EpochTable,
    heads: tuple[HeadFacts, ...],
    score: Series,
    course: Course,
    *,
    low: float = 0.3,
    gain: float = 0.02,
    rise: float = 0.02,
    record: float = 0.01,
    certainty: float = 2.0,
    collapse: float = 0.2,
) -> Outcome:
    """Take a larger model, train longer, or adjust the learning rate. Look at the labels first:
    a model that cannot learn is often a data set that contradicts itself.

    Warn: the mAP50 of the better head ends below `low` (0.3, where the guide's "good" begins) and
    is flat: the last quarter brought less than `gain` (two points) over the best of the first half,
    and still-improving (`record`, `certainty`) does not speak. A run that was cut short while
    rising is unfinished, not underfitted (pass). Where validation loss climbs by more than `rise`
    (2 %) while training loss ends below half of it, that is overfitting (pass). What had reached
    `low` and ends below `collapse` (a fifth) of its best is said to be lost (warn as well). Ends
    means the mean of the trend over the last tenth. The guide's "high loss" has no level that holds
    between data sets; the low metric stands for it. Unknown below 8 epochs or without validation.
    """
    val = loss_sum(table, "val")
    name, curve = _better_head(heads, score, course)
    for needed in (val if np.any(val.known.values) else score, curve.series):
        if unknown := too_short(needed, UNDERFITTING):
            return unknown
    level, gained = curve.end_level, course.of(score).late_gain
    if level < low <= (best := float(curve.known.values.max())) and level < collapse * best:
        return _lost(name, curve.series, level, low)
    overfits = _fits_training(course.of(loss_sum(table, "train")), course.of(val), rise)
    rises = gained >= gain or course.of(score).end.rises(record, certainty)
    flat = level < low and not overfits and not rises
    fell = gained <= -gain
    late = _late(score.name, gained, fell)
    why = f", below {low:g}, and {late}." if flat else _why_not(level, low, overfits)
    return Outcome(
        Verdict.WARN if flat else Verdict.PASS,
        _low(name, level, fell) if flat else UNDERFITTING,
        f"{name} ends at {words.number(level)}{why}",
        epochs=second_half(curve.series),
        chart=score_chart(score),
        measured={"mAP50 at the end": level, "late gain": gained},
        threshold=f"warns below {low:g} when the last quarter brings less than {gain:g}",
    )


def _low(name: str, level: float, fell: bool) -> str:
    """The title of the warning on a metric that never was good."""
    return (
        f"Underfitting: {name.split(' (')[0]} {'ends' if fell else 'stays'} at "
        f"{words.number(level)}"
    )


def _why_not(level: float, low: float, overfits: bool) -> str:
    """The end of the sentence on a run that is not underfitted."""
    if level >= low:
        return f", not below {low:g}."
    if overfits:
        return ". Training loss is low and validation loss rises: a matter of overfitting."
    return f", below {low:g}, but the second half still gained: unfinished, not underfitted."


def _lost(name: str, curve: Series, level: float, low: float) -> Outcome:
    """The warning on a metric that had been good: it does not stay low, it has fallen."""
    known = curve.known
    best, at = float(known.values.max()), int(known.epochs[np.argmax(known.values)])
    return Outcome(
        Verdict.WARN,
        f"{name.split(' (')[0]} ends at {words.number(level)}, after {words.number(best)} "
        f"at epoch {at}",
        f"{name} ends at {words.number(level)}, below {low:g}, although it had reached "
        f"{words.number(best)}: "
        "what was learned is lost again.",
        epochs=(at, int(known.epochs[-1])),
        chart=score_chart(curve),
        measured={"mAP50 at the end": level, "highest mAP50": best},
        threshold=f"warns below {low:g}",
        remedy="Mend what made it fall first: a lower learning rate, then the labels. A larger "
        "model does not help here.",
    )


def _late(name: str, gained: float, fell: bool) -> str:
    """How a low metric ends, and what the last quarter of the epochs brought the score."""
    how = "fallen back" if fell else "levelled off"
    moved = "hardly moved" if abs(gained) < 0.0005 else f"moved by {gained:+.3f}"
    last = f"in the last quarter {name} {moved} against the best of the first half"
    return f"it had {how}: {last}"


def _better_head(heads: tuple[HeadFacts, ...], score: Series, course: Course) -> tuple[str, Curve]:
    """Name and curve of the mAP50 that ends highest; the score where there is none."""
    told = [(head.head.key, head.map50_curve) for head in heads]
    curves = [(f"mAP50 ({key})", course.of(curve)) for key, curve in told if curve is not None]
    if not curves:
        return capital(score.name), course.of(score)
    return max(curves, key=lambda item: item[1].end_level)


def _fits_training(train: Curve, val: Curve, rise: float) -> bool:
    """Whether training loss ends far below a validation loss that climbs."""
    climb = val.settled.rise
    if climb is None or climb.low <= 0 or climb.last / climb.low - 1 <= rise:
        return False
    return _Levels.of(train).last < climb.last / 2
