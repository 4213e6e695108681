"""Guide: "Training Progress Overview": when the metrics stop rising."""

from __future__ import annotations

import numpy as np

from reportgen import words
from reportgen.checks.score import (
    PROBLEMS,
    PROGRESS,
    capital,
    score_chart,
    short_score_name,
    too_short,
)
from reportgen.facts.course import Course, Curve, End
from reportgen.read.table.args import Args
from reportgen.read.table.results import Series
from reportgen.rule import Outcome, Verdict, check

STILL_IMPROVING = "Training went on until the metrics stopped rising"
EARLY_PLATEAU = "Metrics improve beyond the first half of the training"
LATE_GAIN = "gain of the last epochs"
"""Name of a measured number, a share of the highest value."""
UNMOVED = 0.0005
"""A change of the trend by less than this share of the highest value is called none."""
WORTH_TELLING = 0.005
"""A jump below this share of the highest value is lost in the ups and downs."""


@check(id="still-improving", title=STILL_IMPROVING, guide=PROBLEMS)
def still_improving(
    score: Series,
    course: Course,
    epochs_done: int,
    known_args: Args,
    *,
    record: float = 0.01,
    certainty: float = 2.0,
) -> Outcome:
    """Train longer: a new run with more `epochs`, since the learning rate of this one has wound
    down. Start it from the same weights as this one.

    Note: mAP50-95 (the mean of the heads) still rises at the end. Two things must hold: the trend
    over the last tenth of the epochs (at least 3) exceeds everything before by `record` (1 % of
    the highest value), and the slope over the second half is `certainty` (2) standard errors
    above 0, with the noise taken from the run and widened where it wanders. A jump where mosaic
    augmentation is switched off is fitted apart and taken out first, so that it is no rise. Pass
    otherwise. Unknown below 8 epochs. The guide gives no numbers; two standard errors are the
    usual bound, and one per cent is where people who judged a hundred real runs saw a rise.
    """
    unknown = too_short(score, STILL_IMPROVING)
    if unknown:
        return unknown
    end = course.of(score).end
    rising = end.rises(record, certainty)
    name = capital(short_score_name(score))
    told = f"{name} still rises at epoch {epochs_done}"
    return Outcome(
        Verdict.NOTE if rising else Verdict.PASS,
        told if rising else f"{name} no longer rises clearly at the end",
        _how_it_ends(score, end, rising, record) + _left_out(end, course.mosaic_off),
        epochs=(end.since, int(score.known.epochs[-1])),
        chart=score_chart(score),
        measured={
            LATE_GAIN: end.share,
            "change in ten epochs": end.per_ten,
            "change, in multiples of its uncertainty": end.certainty,
        },
        threshold=f"notes from {words.number(record * end.highest)} above the best before "
        f"({words.percent(record)} of its highest value), where the rise is clearer than "
        "the ups and "
        "downs",
        remedy=_go_on(epochs_done, known_args.number("epochs")) if rising else None,
    )


def _go_on(done: int, planned: float | None) -> str | None:
    """What to do where the plan was not gone through; None where it was."""
    if planned is None or done >= planned:
        return None
    return (
        f"Let it go on: after {done} of {planned:g} epochs the learning rate has not wound down. "
        "Resume it from `last.pt`, or start it anew with more `patience` where it stopped early."
    )


def _how_it_ends(score: Series, end: End, rising: bool, record: float) -> str:
    """How the smoothed score ends; without the jump where mosaic is switched off."""
    name = capital(score.name)
    apart = words.number(abs(end.gain))
    if rising:
        return (
            f"{name} was still rising at the end: {_slope(end)}. The last epochs stand {apart} "
            "above its best level before."
        )
    if end.share >= record:
        return (
            f"{name} stands {apart} above its best level before in the last epochs, but its ups "
            "and downs are as large as that."
        )
    if abs(end.share) < UNMOVED:
        return f"{name} had stopped rising: the last epochs stand where those before them did."
    if end.share > 0:
        return (
            f"{name} had all but stopped rising: the last epochs stand {apart} above its best "
            "level before."
        )
    return f"{name} had stopped rising: the last epochs stand {apart} below its best level before."


def _slope(end: End) -> str:
    """The slope in words, with the epochs that it is taken over; no further than those reach."""
    over = f"taken over the last {end.count} (from epoch {end.since} on)"
    if end.count < 10:
        return f"{end.per_ten / 10:+.2g} an epoch, {over}"
    return f"{end.per_ten:+.2g} in ten epochs, {over}"


def _left_out(end: End, mosaic_off: int) -> str:
    """That the numbers are without a jump which the chart shows."""
    if end.jump < WORTH_TELLING * end.highest:
        return ""
    return (
        f" The jump of {words.number(end.jump)} where mosaic augmentation was switched off (epoch "
        f"{mosaic_off}) is left out of that."
    )


@check(id="early-plateau", title=EARLY_PLATEAU, guide=PROGRESS)
def early_plateau(
    score: Series,
    course: Course,
    *,
    gain: float = 0.01,
    record: float = 0.01,
    certainty: float = 2.0,
) -> Outcome:
    """More epochs will not help. Where the level is not good enough, change something else: a
    larger model or image size, other hyperparameters, more or better data.

    Note: the last quarter of the epochs brought less than `gain` (0.01, one point of mAP50-95)
    over the best of the first half, both by the trend of the score (mean mAP50-95 of the heads).
    A run whose end still rises by the rule of still-improving (`record`, `certainty`) has not
    levelled off, however low it is. Pass otherwise. Unknown below 8 epochs after the warm-up (the
    first tenth, at least 3). The guide says "plateauing early"; half of the epochs and one point
    are decisions of this program.
    """
    curve = course.of(score)
    unknown = too_short(score, EARLY_PLATEAU) or too_short(curve.settled.series, EARLY_PLATEAU)
    if unknown:
        return unknown
    gained = curve.late_gain
    rising = curve.end.rises(record, certainty)
    since = _levelled_at(curve, gain)
    early = gained < gain and not rising
    name = capital(short_score_name(score))
    return Outcome(
        Verdict.NOTE if early else Verdict.PASS,
        f"{name} {_ended(score, gained, gain, since)}" if early else EARLY_PLATEAU,
        _what_came_late(curve, gained, early, low=gained < gain),
        epochs=(since, int(score.epochs[-1])) if early else None,
        chart=score_chart(score),
        measured={"late gain": gained},
        threshold=f"notes when the last quarter brings less than {gain:g}",
    )


def _ended(score: Series, gained: float, gain: float, since: int) -> str:
    """How a score that gains nothing late went: it levelled off, fell back, or never got up."""
    if float(score.known.values.max()) < gain:
        return f"never reaches {words.number(gain)}"
    return f"{'levels off' if gained > -gain else 'is past its best'} by epoch {since}"


def _what_came_late(score: Curve, gained: float, early: bool, *, low: bool) -> str:
    """How the last quarter compares with the first half; `low` is a gain below the threshold."""
    values = score.trend.values
    best = (
        f"the best of the first half ({words.number(max(values[: len(values) // 2].max(), 0.0))})"
    )
    known = score.known.epochs
    last = int(known[-max(3, len(known) // 4)])
    if abs(gained) < 1e-5:
        lies = f"no higher than {best}"
    else:
        only = "only " if early and gained > 0 else ""
        lies = f"{only}{words.number(abs(gained))} {'above' if gained > 0 else 'below'} {best}"
    still = " It is still rising." if low and not early else ""
    return f"Over the last quarter (from epoch {last} on) {score.series.name} lies {lies}.{still}"


def _levelled_at(score: Curve, gain: float) -> int:
    """First epoch whose trend comes within `gain` of the best level of the first half."""
    course = score.trend
    first_half = course.values[: len(course) // 2]
    return int(course.epochs[np.argmax(course.values >= first_half.max() - gain)])
