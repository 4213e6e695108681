"""Guide: "Signs of Problems": overfitting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from reportgen import words
from reportgen.checks.course.score import (
    LOSS_CHART,
    PROBLEMS,
    loss_chart,
    measured_nothing,
    short_score_name,
    too_short,
)
from reportgen.facts.series.climbs import ERROR, Climb, its_training_loss
from reportgen.facts.series.course import FEWEST_EPOCHS, Course
from reportgen.facts.series.signs import Signs
from reportgen.facts.series.trend import median, warmed_up
from reportgen.read.table.results import Series
from reportgen.rule import Outcome, Verdict, check

QUESTION = "Validation loss does not climb while training loss falls"
KEPT_BY_SCORE = "best.pt is kept by score, not by loss"
RISE = 0.025
FELL = 0.04
NOISE = 0.5
SEVERE = 0.1
CLEAR = 0.035
SURE = 2.5
BEYOND_CHANCE = 1.96
"""Standard errors beyond which an error climbs by no chance of which pictures are validated."""
NOTHING_TO_DO = "Nothing to do for this run: use `best.pt`. Longer training would need more data \
or stronger augmentation."
UNLEARNED = "Look at the labels first: the training pictures are learned, and no validation \
picture is."
"""Where nothing scored no weights are kept."""


def climbing(
    signs: Signs, rise: float = RISE, fell: float = FELL, noise: float = NOISE
) -> tuple[Climb, ...]:
    """The validation losses that climb while their training loss falls, the steepest first."""
    found = signs.climbed(fell, sure=noise)
    long = [c for c in found if c.share > rise and c.after >= FEWEST_EPOCHS]
    return tuple(c for c in long if _parted(c, noise))


def _parted(climb: Climb, noise: float) -> bool:
    """Whether a loss went its own way: its training loss fell, and it does not end below that.

    What is seen no worse than the training pictures is not learned by heart; a steep climb counts
    wherever it ends, as augmentation makes training losses high.
    """
    return climb.fell > noise * climb.fell_noise and (climb.above or climb.share >= SEVERE)


def median_climb(signs: Signs, fell: float = FELL, sure: float = SURE) -> float:
    """The median over the validation losses of their climbs, as a share.

    A loss counts as 0 where its climb is less than `sure` times its own noise, where its training
    loss did not fall by the share `fell`, or where an error climbs by less than its standard error.
    """
    shares = [c.share for c in signs.climbed(fell, sure=sure) if c.share > c.standard_error]
    shares += [0.0] * (len(signs.climbs) - len(shares))
    return median(np.array(shares)) if shares else 0.0


def overfits(signs: Signs) -> bool:
    """Whether validation losses climb together, and not one of them for itself."""
    return bool(climbing(signs)) and median_climb(signs) > CLEAR


def turning(signs: Signs, clear: float = CLEAR) -> int:
    """The epoch from which on validation losses climb: all together, or the steepest of them.

    Their sum may fall to the end while most of them climb: then it turns nowhere. The turn of an
    error is that of no loss.
    """
    climbs = climbing(signs)
    if not climbs:
        return signs.turn
    last = climbs[0].start + climbs[0].after
    turned = 0 < signs.turn <= last - FEWEST_EPOCHS and not _is_of_error_alone(climbs, signs)
    return signs.turn if turned and median_climb(signs) > clear else climbs[0].start


def _is_of_error_alone(climbs: Sequence[Climb], signs: Signs) -> bool:
    """Whether the turn is that of an error, which does not climb itself."""
    judged = any(climb.name == ERROR for climb in signs.climbs)
    return judged and all(climb.name != ERROR for climb in climbs)


def climb_together(climbs: Sequence[Climb], signs: Signs) -> float:
    """What the climbs add to the lowest levels of all validation losses together, as a share."""
    whole = sum(climb.low for climb in signs.climbs)
    return sum(climb.end - climb.low for climb in climbs) / whole if whole > 0 else 0.0


@check(title=QUESTION, guide=PROBLEMS)
def overfitting(
    train_loss: Series,
    val_loss: Series,
    score: Series,
    signs: Signs,
    course: Course,
    *,
    rise: float = RISE,
    fell: float = FELL,
    noise: float = NOISE,
    clear: float = CLEAR,
    sure: float = SURE,
    severe: float = SEVERE,
) -> Outcome:
    """Use `best.pt`, not `last.pt`. Next time: more data or stronger augmentation, regularise
    (`weight_decay`, `dropout`), or a smaller `patience` so that training stops by itself.

    Each validation loss, and the top-1 error of classes, is followed by its trend from its lowest
    level after the warm-up to the mean of its last epochs. A loss climbs when it ends more than
    `rise` (2.5 %) above the lowest, by more than `noise` (half) of its own scatter, 8 epochs after
    it or later, while the training loss of the same name fell by `fell` (4 %) or more, and by more
    than `noise` of its scatter. A loss that ends below its training loss counts only from `severe`
    on. The jump where mosaic is switched off, the fall of training losses there, and epochs that a
    resume threw back are left out.

    Pass: none climbs. Note: some do. Warn: they do so together: the median over all validation
    losses, where those count as 0 that climb by less than `sure` (2.5) times their scatter, and an
    error that climbs by less than its standard error, exceeds `clear` (3.5 %). Fail: likewise, and
    the climbs add `severe` (10 %) to all validation losses together; of an error only where it
    climbs by 1.96 standard errors, which other pictures would hardly undo. Unknown below 8 epochs
    after the warm-up where a loss ends above its lowest. The guide gives no number; these agree
    best with people who judged 191 real runs.
    """
    if unknown := _unknown(val_loss, train_loss, signs):
        return unknown
    climbs, whole = climbing(signs, rise, fell, noise), median_climb(signs, fell, sure)
    limits = _limits(severe, clear, rise)
    if not climbs:
        return _none_climbs(signs.climbed(fell, sure=noise), rise, val_loss, train_loss, limits)
    start, last = turning(signs, clear), int(val_loss.known.epochs[-1])
    gained = course.of(score).at(last) - course.of(score).at(start)
    judged = (_together if whole > clear else _alone)(climbs, signs, start, severe)
    return replace(
        judged,
        seen=f"{_what_climbed(climbs, signs)} {_what_the_score_did(score, gained, start)}",
        epochs=(start, last),
        measured={**judged.measured, **_measured(climbs[0], whole, gained)},
        threshold=limits,
        remedy=judged.remedy if signs.reached > 0 else UNLEARNED,
    )


def _unknown(val_loss: Series, train_loss: Series, signs: Signs) -> Outcome | None:
    short = too_short(val_loss, QUESTION) or too_short(train_loss, QUESTION)
    return short or measured_nothing(signs, QUESTION)


def _together(climbs: Sequence[Climb], signs: Signs, start: int, severe: float) -> Outcome:
    return Outcome(
        Verdict.FAIL if _beyond_chance(climbs, signs) >= severe else Verdict.WARN,
        f"Overfitting from epoch {start}",
        chart=LOSS_CHART,
        measured={"rise": climb_together(climbs, signs)},
    )


def _alone(climbs: Sequence[Climb], _: Signs, start: int, severe: float) -> Outcome:
    """That the steepest climbs, and most of the others do not."""
    name, rise = climbs[0].name, climbs[0].share
    how = "climbs" if rise >= severe else "creeps up"
    return Outcome(
        Verdict.NOTE,
        f"{name} {how} in validation from epoch {start}",
        chart=loss_chart(name),
        measured={"rise": rise},
        remedy=NOTHING_TO_DO,
    )


def _none_climbs(
    climbed: Sequence[Climb], rise: float, val_loss: Series, train_loss: Series, limits: str
) -> Outcome:
    """Pass, unless one rose and too few epochs are left to follow it."""
    risen = [climb for climb in climbed if climb.share > rise]
    early = risen and len(warmed_up(val_loss).known) < FEWEST_EPOCHS
    return _too_few(risen[0], val_loss) if early else _sound(val_loss, train_loss, limits)


def _limits(severe: float, clear: float, rise: float) -> str:
    return (
        f"fails when the smoothed validation losses rise together and their sum by "
        f"{words.percent(severe)} or more; warns when half of them rise {words.percent(clear)}; "
        f"rises under {words.percent(rise)} are ignored"
    )


def _measured(climb: Climb, whole: float, gained: float) -> dict[str, float]:
    """What else the finding is judged by; the levels are those of the steepest climb."""
    return {
        "median rise": whole,
        "lowest": climb.low,
        "at the end": climb.end,
        "noise": climb.noise,
        "change of score": gained,
    }


def _beyond_chance(climbs: Sequence[Climb], signs: Signs) -> float:
    """What climbs add together that other pictures would hardly undo."""
    sure_of = [climb for climb in climbs if climb.share > BEYOND_CHANCE * climb.standard_error]
    return climb_together(sure_of, signs)


def _by_chance(climbs: Sequence[Climb]) -> str:
    """That an error may climb so far by chance; empty where it may not."""
    doubtful = [c for c in climbs if c.share <= BEYOND_CHANCE * c.standard_error]
    if not doubtful:
        return ""
    pictures = words.count(doubtful[0].pictures or 0, "picture")
    return f" The error is that of {pictures}: with others it may climb as far by chance."


def _what_climbed(climbs: Sequence[Climb], signs: Signs) -> str:
    """The climbs in numbers of the smoothed losses."""
    parts = [
        f"{climb.name} from {words.number(climb.low)} (epoch {climb.start}) to "
        f"{words.number(climb.end)}, {words.percent(climb.share)}"
        for climb in climbs
    ]
    falls = min(climb.fell for climb in climbs)
    rest = _the_others(climbs, signs)
    several = len(climbs) > 1
    theirs = "their training losses" if several else its_training_loss(climbs[0].name)
    if any(climb.name == ERROR for climb in climbs):
        theirs = its_training_loss(ERROR)
    return (
        "In validation these rose, smoothed, from their lowest level to the end: "
        f"{words.few(parts)}. {words.capital(theirs)} went on falling, by "
        f"{words.percent(falls)}{' or more' if several else ''}.{rest}{_by_chance(climbs)}"
    )


def _the_others(climbs: Sequence[Climb], signs: Signs) -> str:
    """Why the other losses are not counted: what rose at all is said to."""
    told = {climb.name for climb in climbs}
    others = [climb for climb in signs.climbs if climb.name not in told]
    rose = [climb for climb in others if climb.share > RISE]
    if rose:
        return "".join(
            f" {words.capital(c.name)} rose {words.percent(c.share)}, {_why_not(c)}: not counted."
            for c in rose
        )
    if not others:
        return ""
    return (
        " The other loss does not rise." if len(others) == 1 else " The other losses do not rise."
    )


def _why_not(climb: Climb) -> str:
    """Why a loss that rose is not counted as climbing."""
    if climb.fell <= max(FELL, NOISE * climb.fell_noise):
        return f"but {its_training_loss(climb.name)} did not go on falling"
    if not climb.above and climb.share < SEVERE:
        return f"but it ends below {its_training_loss(climb.name)}"
    if climb.after < FEWEST_EPOCHS:
        return f"but over its last {climb.after} epochs only"
    return "but within its ups and downs"


def _what_the_score_did(score: Series, gained: float, since: int) -> str:
    name = words.capital(short_score_name(score))
    if abs(gained) < 0.01:
        moved = words.change(round(gained, 4))
        return f"{name} (smoothed) hardly moved since epoch {since} ({moved})."
    if gained < 0:
        return f"{name} (smoothed) fell by {words.number(-gained)} since epoch {since}."
    rose = f"still rose by {words.number(gained)} since epoch {since}"
    return f"{name} (smoothed) {rose}; {KEPT_BY_SCORE}."


def _too_few(climb: Climb, val_loss: Series) -> Outcome:
    """*Unknown* where too few epochs are left to follow a loss that ends above its lowest."""
    left = len(warmed_up(val_loss).known)
    seen = (
        f"Validation {climb.name} ends at {words.number(climb.end)}, above its lowest level of "
        f"{words.number(climb.low)}, but only {words.count(left, 'epoch')} with numbers come after "
        f"the warm-up; a climb takes at least {FEWEST_EPOCHS} to be told from chance."
    )
    measured = {"at the end": climb.end, "lowest": climb.low}
    return Outcome(Verdict.UNKNOWN, QUESTION, seen, chart=LOSS_CHART, measured=measured)


def _sound(val_loss: Series, train_loss: Series, limits: str) -> Outcome:
    val = val_loss.known
    low, end = float(val.values.min()), float(val.values[-1])
    at = int(val.epochs[np.argmin(val.values)])
    seen = (
        f"Validation loss is lowest at epoch {at} ({words.number(low)}) and ends at "
        f"{words.number(end)}; training loss ends at {words.number(train_loss.known.values[-1])}."
    )
    measured = {"at the end": end, "lowest": low}
    return Outcome(
        Verdict.PASS, QUESTION, seen, chart=LOSS_CHART, measured=measured, threshold=limits
    )
