"""Guide: "Training Progress Overview": when the metrics stop rising."""

from __future__ import annotations

from reportgen import words
from reportgen.checks.course.score import (
    PROBLEMS,
    PROGRESS,
    last_to_level,
    score_chart,
    short_score_name,
    too_short,
)
from reportgen.checks.wording import graded
from reportgen.facts.head_facts import HeadFacts
from reportgen.facts.series.course import FEWEST_EPOCHS, Course, Curve
from reportgen.facts.series.signs import Signs
from reportgen.facts.series.trend import WARM_UP, warmed_up
from reportgen.measures import Answers
from reportgen.read.table.args import Args
from reportgen.read.table.results import Series
from reportgen.rule import Outcome, Verdict, check

STILL_IMPROVING = "Training went on until the metrics stopped rising"
EARLY_PLATEAU = "Metrics improve beyond the first half of the training"
RECORD = 0.008
IMPATIENT = 10
"""A patience of so few epochs may end a training in the middle of its rise."""
STEEP = 0.02
"""Two points: what the last quarter brings a run that was ended so, where it plainly rose. Of six
real runs that a patience of 10 ended none brings more than 0.0103, and readers see none rise."""
GAIN = 0.015
FULL = 0.98
"""A score from which on nothing worth training for is left: mAP ends at 0.995, and what is missing
is no more than twice what two trainings alike differ by (0.003 to 0.01)."""
WORTH_TELLING = 0.005
"""A jump below this share of the highest level is lost in the ups and downs."""
ALIKE = 1e-4
"""Points of a metric that two levels are called alike within: results.csv tells no finer ones."""


def improves(signs: Signs, record: float = RECORD) -> bool:
    """Whether the score still rises at the end: see the check still-improving."""
    if is_full(signs) or signs.record <= record:
        return False
    # What a short patience ended lies below its best at the end, however steep the rise was.
    return signs.record_end > 0 or (0 < signs.patience <= IMPATIENT and signs.record > STEEP)


def is_full(signs: Signs) -> bool:
    """Whether the score comes so close to perfect, by its trend, that nothing is left to gain."""
    return signs.top >= FULL


def levelled(signs: Signs, gain: float = GAIN, record: float = RECORD) -> bool:
    """Whether the score levelled off in the first half: see the check early-plateau."""
    told = signs.first <= WARM_UP and signs.settled >= FEWEST_EPOCHS
    return told and signs.late_gain < gain and not improves(signs, record)


@check(
    title=STILL_IMPROVING,
    guide=PROBLEMS,
    answers=Answers.GAINS_TO_COME,
    at_end=True,
)
def still_improving(
    score: Series,
    signs: Signs,
    course: Course,
    epochs_done: int,
    known_args: Args,
    *,
    record: float = RECORD,
) -> Outcome:
    """Train longer: a new run with more `epochs`. Start it from the same weights as this one.

    Note: the score (mean mAP50-95 of the heads) still rises at the end. Two things must hold by its
    trend: the best of the last quarter of the epochs lies more than `record` (0.008, eight tenths
    of a point) above the best before, and over the last tenth the main head lies, on average, above
    its best before; or, where a patience of 10 epochs or fewer ended it, the last quarter brought
    0.02: what was ended so lies below its best at the end. The jump where mosaic is switched off
    and epochs that a resume threw back are left out. Pass otherwise, and from 0.98 on, where
    nothing is left to gain. Unknown below 8 epochs. The guide gives no numbers: of slopes, their
    standard errors, records and fits of a saturation, records in points agree best with people who
    judged 191 real runs, as readers see a fixed axis.
    """
    unknown = too_short(score, STILL_IMPROVING)
    if unknown:
        return unknown
    rising, name = improves(signs, record), words.capital(short_score_name(score))
    told = f"{name} still rises at epoch {epochs_done}"
    known = score.known.epochs
    since = int(known[int(0.75 * len(known))])
    return Outcome(
        Verdict.NOTE if rising else Verdict.PASS,
        told if rising else f"{name} no longer rises clearly at the end",
        _how_it_ends(score, signs, since, rising, record) + _left_out(score, signs, course),
        epochs=(since, int(known[-1])),
        chart=score_chart(score),
        measured={
            "gain of the last quarter": signs.record,
            "gain of the main head's last tenth": signs.record_end,
        },
        threshold=f"notes where the last quarter brings more than {words.number(record)} and the "
        "last tenth lies above all before; smoothed",
        remedy=_go_on(epochs_done, known_args.number("epochs"), signs) if rising else None,
    )


def _go_on(done: int, planned: float | None, signs: Signs) -> str | None:
    """What to do where the plan was not gone through; None where it was."""
    if planned is None or done >= planned:
        return None
    if signs.by_itself:
        return "Patience ended it: no epoch beat the best one for so long. More `patience` may add \
a little."
    return (
        f"Let it go on: it has done {done} of {words.plain(planned)} epochs. Resume it from "
        "`last.pt`, or start it anew with more `patience` where it stopped early."
    )


def _how_it_ends(score: Series, signs: Signs, since: int, rising: bool, record: float) -> str:
    """How the smoothed score ends; without the jump where mosaic is switched off."""
    name = words.capital(score.name)
    quarter = f"its smoothed best from epoch {since} on is {_apart(signs.record)} its earlier best"
    if rising:
        return f"{name} was still rising at the end: {quarter}."
    if is_full(signs):
        return f"{name} reaches {words.number(signs.top)}: nothing is left to gain."
    if signs.record > record:
        return f"{name} has stopped rising: {quarter}, but it did not stay there."
    return f"{name} {'hardly rose' if signs.record > 0 else 'did not rise'} any more: {quarter}."


def _apart(points: float) -> str:
    """How far one level lies from another: ``0.0198 above``; ``as high as`` where alike."""
    if abs(points) < ALIKE:
        return "as high as"
    return f"{words.number(abs(points))} {'above' if points > 0 else 'below'}"


def _left_out(score: Series, signs: Signs, course: Course) -> str:
    """That the numbers are without a jump, or without epochs, which the chart shows."""
    jump, told = course.jump(score), ""
    if jump >= WORTH_TELLING * signs.top:
        told = (
            f" The jump of {words.number(jump)} where mosaic augmentation was switched off (epoch "
            f"{course.mosaic_off}) is not counted."
        )
    for first, last in course.setbacks:
        told += f" Epochs {first} to {last}, which the resume threw back, are left out of that."
    return told


@check(
    title=EARLY_PLATEAU,
    guide=PROGRESS,
    answers=Answers.LEVELLED_OFF,
    at_end=True,
)
def early_plateau(
    score: Series,
    signs: Signs,
    course: Course,
    headline_curve: Series,
    heads: tuple[HeadFacts, ...],
    *,
    gain: float = GAIN,
    record: float = RECORD,
) -> Outcome:
    """More epochs will not help. Where the level is not good enough, change something else: a
    larger model or image size, other hyperparameters, more or better data.

    Note: the last quarter of the epochs brought less than `gain` (0.015, one and a half points of
    mAP50-95) over the best of the first half, both by the trend of the score (mean mAP50-95 of the
    heads). A run whose end still rises by the rule of still-improving (`record`) has not levelled
    off, however low it is. Pass otherwise. Unknown below 8 epochs after the warm-up (the first
    tenth, at least 3), or where the file begins after the warm-up. The guide says "plateauing
    early"; half of the epochs and the points are where people who judged 191 real runs saw it.
    """
    curve = course.of(score)
    settled = warmed_up(score)
    unknown = too_short(score, EARLY_PLATEAU) or too_short(settled, EARLY_PLATEAU)
    if unknown:
        return unknown
    if signs.first > WARM_UP:
        seen = (
            f"results.csv begins at epoch {signs.first}: how the metrics rose until then is not "
            "told."
        )
        return Outcome(Verdict.UNKNOWN, EARLY_PLATEAU, seen)
    early = levelled(signs, gain, record)
    name = words.capital(short_score_name(score))
    since = last_to_level(heads, headline_curve, course).levelled_at
    return Outcome(
        graded(warns=False, notes=early),
        f"{name} {_ended(signs, gain, curve, since)}" if early else EARLY_PLATEAU,
        _what_came_late(curve, signs.late_gain, early, low=signs.late_gain < gain),
        epochs=(since, int(score.epochs[-1])) if early else None,
        chart=score_chart(score),
        measured={"late gain": signs.late_gain},
        threshold=f"notes when the last quarter brings less than {words.plain(gain)}; smoothed",
    )


def is_late(since: int, curve: Curve) -> bool:
    """Whether an epoch lies in the last quarter: what is reached there has not levelled off."""
    return since > int(curve.known.epochs[int(0.75 * (len(curve.known) - 1))])


def _ended(signs: Signs, gain: float, curve: Curve, since: int) -> str:
    """How a score that gains nothing late went: it levelled off, fell back, or never got up."""
    if signs.top < gain:
        return f"never reaches {words.number(gain)}"
    if signs.late_gain > -gain and is_late(since, curve):
        return "gains little beyond the first half"
    return f"{'levels off' if signs.late_gain > -gain else 'was past its best'} by epoch {since}"


def _what_came_late(curve: Curve, gained: float, early: bool, *, low: bool) -> str:
    """How the last quarter compares with the first half; `low` is a gain below the threshold."""
    best = f"the best of the first half ({words.number(curve.best(0.0, 0.5))})"
    known = curve.known.epochs
    last = int(known[int(0.75 * len(known))])
    only = "only " if early and gained >= ALIKE else ""
    lies = f"{only}{_apart(gained)} {best}"
    still = " It is still rising." if low and not early else ""
    name = curve.series.name
    return f"Over the last quarter (from epoch {last} on) smoothed {name} is {lies}.{still}"
