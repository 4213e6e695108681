"""Guide: "Training Progress Overview": when the metrics stop rising."""

from __future__ import annotations

import numpy as np

from reportgen import trend
from reportgen.checks.score import (
    PROBLEMS,
    PROGRESS,
    ends_of,
    head_curves,
    rising_of,
    score_chart,
    score_curve,
    second_half,
    too_short,
)
from reportgen.checks.wording import percent
from reportgen.facts import HeadFacts
from reportgen.read.results import Series
from reportgen.rule import Outcome, Verdict, check

STILL_IMPROVING = "Training went on until the metrics stopped rising"
EARLY_PLATEAU = "Metrics improve beyond the first half of the training"


@check(id="still-improving", title=STILL_IMPROVING, guide=PROBLEMS)
def still_improving(
    heads: tuple[HeadFacts, ...],
    headline_curve: Series,
    mosaic_off: int,
    epochs_done: int,
    *,
    record: float = 0.01,
    certainty: float = 3.0,
) -> Outcome:
    """Train longer: a new run with more `epochs`, since the learning rate of this one has wound
    down. Start it from the same weights as this one.

    Note: mAP50-95 of a head still rises at the end. Two things must hold: the trend over the last
    tenth of the epochs (at least 5) exceeds everything before by `record` (1 % of the head's
    highest value), and the slope over the second half is `certainty` (3) standard errors above 0,
    with the noise taken from the run and widened where it wanders. A jump where mosaic
    augmentation is switched off is fitted apart and taken out first, so that it is no rise. Pass
    otherwise. Unknown below 8 epochs. The guide gives no numbers.
    """
    curves = head_curves(heads, headline_curve)
    unknown = too_short(curves[0][1], STILL_IMPROVING)
    if unknown:
        return unknown
    ends = ends_of(heads, headline_curve, mosaic_off)
    rising = rising_of(ends, record, certainty)
    told = max(rising or ends, key=lambda end: end.share)
    name = "Top-1 accuracy" if told.head == "class" else f"mAP50-95 ({told.head})"
    where = "above" if told.share >= 0 else "below"
    seen = (
        f"In the last tenth of the epochs the trend of {name} stands {percent(abs(told.share))} "
        f"{where} its best level before; over the second half it changes by {told.per_ten:+.4f} "
        f"in ten epochs ({told.certainty:.1f} standard errors)."
    )
    return Outcome(
        Verdict.NOTE if rising else Verdict.PASS,
        f"{name} still rises at epoch {epochs_done}" if rising else STILL_IMPROVING,
        seen,
        epochs=second_half(curves[0][1]),
        chart=score_chart(headline_curve),
        measured={"gain of the last epochs": told.share, "standard errors": told.certainty},
        threshold=f"notes from {percent(record)} and {certainty:g} standard errors on",
    )


@check(id="early-plateau", title=EARLY_PLATEAU, guide=PROGRESS)
def early_plateau(
    heads: tuple[HeadFacts, ...],
    headline_curve: Series,
    mosaic_off: int,
    *,
    gain: float = 0.01,
    record: float = 0.01,
    certainty: float = 3.0,
) -> Outcome:
    """More epochs will not help. Where the level is not good enough, change something else: a
    larger model or image size, other hyperparameters, more or better data.

    Note: the last quarter of the epochs brought less than `gain` (0.01, one point of mAP50-95)
    over the best of the first half, both by the trend of the score (mean mAP50-95 of the heads).
    A run whose end still rises by the rule of still-improving (`record`, `certainty`) has not
    levelled off, however low it is. Pass otherwise. Unknown below 8 epochs. The guide says
    "plateauing early"; half of the epochs and one point are decisions of this program.
    """
    score = score_curve(heads, headline_curve)
    unknown = too_short(score, EARLY_PLATEAU)
    if unknown:
        return unknown
    gained = trend.late_gain(score)
    rising = rising_of(ends_of(heads, headline_curve, mosaic_off), record, certainty)
    since = _levelled_at(score, gain)
    early = gained < gain and not rising
    return Outcome(
        Verdict.NOTE if early else Verdict.PASS,
        f"Metrics level off by epoch {since}" if early else EARLY_PLATEAU,
        f"The last quarter of the epochs brought {gained:+.3f} {score.name} over the best of the "
        f"first half ({np.nanmax(trend.trend(score).values):.3f} at the highest).",
        epochs=(since, int(score.epochs[-1])) if early else None,
        chart=score_chart(headline_curve),
        measured={"late gain": gained},
        threshold=f"notes below {gain:g}",
    )


def _levelled_at(score: Series, gain: float) -> int:
    """First epoch whose trend comes within `gain` of the best level of the first half."""
    course = trend.trend(score)
    first_half = course.values[: len(course) // 2]
    return int(course.epochs[np.argmax(course.values >= first_half.max() - gain)])
