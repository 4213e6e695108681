"""Guide: "Training Progress Overview" and "Signs of Problems": whether the model learns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reportgen import trend
from reportgen.checks.score import (
    LOSS_CHART,
    PROBLEMS,
    PROGRESS,
    ends_of,
    loss_sum,
    rising_of,
    score_chart,
    score_curve,
    second_half,
    too_short,
)
from reportgen.facts import HeadFacts
from reportgen.read.results import EpochTable, Series
from reportgen.rule import Outcome, Verdict, check

LEARNING = "Losses fall and metrics rise"
UNDERFITTING = "The model fits the task: losses are low or metrics are not"


@check(id="learning", title=LEARNING, guide=PROGRESS)
def learning(
    train_loss: Series,
    val_loss: Series,
    heads: tuple[HeadFacts, ...],
    headline_curve: Series,
    mosaic_off: int,
    *,
    learned: float = 0.01,
    record: float = 0.01,
    certainty: float = 3.0,
) -> Outcome:
    """Check the labels (are they found, do class numbers match, do masks lie on the objects?) and
    the learning rate: a smaller `lr0` with an explicit `optimizer`, as `optimizer=auto` sets its
    own.

    Fail: the score (mean mAP50-95 of the heads) never exceeds `learned` (0.01, one point), which
    is nothing learned. Warn: likewise, but it still rises by the rule of still-improving
    (`record`, `certainty`); or neither does the training loss fall nor the score rise. Note: only
    one of training loss, validation loss and score ends no better than it started, as when
    trained weights are trained on. Pass: losses fall and the score rises. First and last levels
    are those of the trend. Unknown below 3 epochs. The guide's rule has no numbers; one point of
    mAP is where a score is told from 0.
    """
    unknown = too_short(train_loss, LEARNING, fewest=3)
    if unknown:
        return unknown
    score = score_curve(heads, headline_curve)
    levels = [_Levels.of(series) for series in (train_loss, val_loss, score)]
    train, val, metric = levels
    best = float(score.known.values.max()) if len(score.known) else float("nan")
    if best <= learned:
        rising = rising_of(ends_of(heads, headline_curve, mosaic_off), record, certainty)
        verdict = Verdict.WARN if rising else Verdict.FAIL
        title = f"This run has learned next to nothing{' so far' if rising else ''}"
    elif train.last >= train.first and metric.last <= metric.first:
        verdict, title = Verdict.WARN, "Neither does training loss fall nor do metrics rise"
    elif train.last >= train.first:
        verdict, title = Verdict.NOTE, "Training loss ends no lower than it started"
    elif val.last >= val.first:
        verdict, title = Verdict.NOTE, "Validation loss ends no lower than it started"
    elif metric.last <= metric.first:
        verdict, title = Verdict.NOTE, f"The {score.name} ends no higher than it started"
    else:
        verdict, title = Verdict.PASS, LEARNING
    return Outcome(
        verdict,
        title,
        f"Training loss went from {train}, validation loss from {val}, {score.name} from "
        f"{metric} (highest {best:.3g}).",
        epochs=(int(train_loss.epochs[0]), int(train_loss.epochs[-1])),
        chart=score_chart(headline_curve) if best <= learned else LOSS_CHART,
        measured={"highest score": best, "training loss at the end": train.last},
        threshold=f"fails when the score stays below {learned:g}",
        remedy=_START_REMEDY if verdict is Verdict.NOTE else None,
    )


_START_REMEDY = "Nothing to do if trained weights were trained on. Otherwise look at \
`best.pt` and at the findings on overfitting and on the learning rate."


@dataclass(frozen=True)
class _Levels:
    """First and last level of a series, by its trend; NaN where nothing is told."""

    first: float
    last: float

    @classmethod
    def of(cls, series: Series) -> _Levels:
        values = trend.trend(series).values
        return cls(float(values[0]), float(values[-1])) if len(values) else cls(np.nan, np.nan)

    def __str__(self) -> str:
        if not np.isfinite(self.first):
            return "unknown to unknown"
        return f"{max(self.first, 0.0):.3g} to {max(self.last, 0.0):.3g}"


@check(id="underfitting", title=UNDERFITTING, guide=PROBLEMS)
def underfitting(
    table: EpochTable,
    heads: tuple[HeadFacts, ...],
    headline_curve: Series,
    mosaic_off: int,
    *,
    low: float = 0.3,
    gain: float = 0.02,
    rise: float = 0.02,
    record: float = 0.01,
    certainty: float = 3.0,
) -> Outcome:
    """Take a larger model, train longer, or adjust the learning rate. Look at the labels first:
    a model that cannot learn is often a data set that contradicts itself.

    Warn: the mAP50 of the better head ends below `low` (0.3, where the guide's "good" begins) and
    is flat: the last quarter brought less than `gain` (two points) over the best of the first
    half, and the end does not rise by the rule of still-improving (`record`, `certainty`). A run
    that was cut short while rising is unfinished, not underfitted (pass). Where validation loss
    climbs by more than `rise` (2 %) while training loss ends below half of it, the training
    pictures are fitted well: that is overfitting (pass). Ends means the mean of the trend over
    the last tenth. The guide's "high loss" has no level that holds between data sets; the low
    metric stands for it. Unknown below 8 epochs, and where validation gave no numbers at all.
    """
    curves = [h.map50_curve for h in heads if h.map50_curve is not None] or [headline_curve]
    val = loss_sum(table, "val")
    score = score_curve(heads, headline_curve)
    unknown = too_short(val if np.any(val.known.values) else score, UNDERFITTING)
    if unknown:
        return unknown
    level = max(_end_level(curve) for curve in curves)
    gained = trend.late_gain(score)
    rising = rising_of(ends_of(heads, headline_curve, mosaic_off), record, certainty)
    verdict, title, why = Verdict.PASS, UNDERFITTING, ""
    if level < low and _fits_training(loss_sum(table, "train"), val, rise):
        why = " Training loss is low and validation loss rises: a matter of overfitting."
    elif level < low and (rising or gained >= gain):
        why = " It was still rising: unfinished rather than underfitted."
    elif level < low:
        verdict, title = Verdict.WARN, f"Underfitting: mAP50 stays at {level:.2f}"
        why = " It levelled off there."
    return Outcome(
        verdict,
        title,
        f"mAP50 of the better head ends at {level:.3f}; the last quarter brought "
        f"{gained:+.3f} {score.name} over the best of the first half.{why}",
        epochs=second_half(curves[0]),
        chart=score_chart(headline_curve),
        measured={"mAP50 at the end": level, "late gain": gained},
        threshold=f"warns below {low:g} when the late gain is below {gain:g}",
    )


def _fits_training(train: Series, val: Series, rise: float) -> bool:
    """Whether training loss ends far below a validation loss that climbs."""
    climb = trend.rise(trend.warmed_up(val))
    if climb is None or climb.low <= 0 or climb.last / climb.low - 1 <= rise:
        return False
    return _Levels.of(train).last < climb.last / 2


def _end_level(curve: Series) -> float:
    values = trend.trend(curve).values
    return float(values[-max(3, len(values) // 10) :].mean()) if len(values) else float("nan")
