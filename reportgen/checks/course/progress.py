"""Guide: "Training Progress Overview" and "Signs of Problems": whether the model learns."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from reportgen import words
from reportgen.checks.course.overfitting import CLEAR, median_climb
from reportgen.checks.course.score import (
    LOSS_CHART,
    PROBLEMS,
    PROGRESS,
    measured_nothing,
    score_chart,
    second_half,
    short_score_name,
    too_short,
)
from reportgen.facts.head_facts import HeadFacts
from reportgen.facts.series.course import FEWEST_EPOCHS, Course, Curve
from reportgen.facts.series.signs import Signs
from reportgen.measures import Measure
from reportgen.read.table.results import Series
from reportgen.rule import Outcome, Verdict, check

LEARNING = "Losses fall and metrics rise"
CEILING = 0.95
"""A score from here on leaves nothing to rise to."""
_NEAR_COPIES = " So high from the first epochs on is rare: check that no validation picture is a \
copy of a training picture, or of the same scene."
UNDERFITTING = "Metrics are not stuck at a low level"
LOW = 0.25
MOVED = 0.02
"""A low metric that moved by this much at last does not "stay"."""


@check(title=LEARNING, guide=PROGRESS, at_end=True)
def learning(
    train_loss: Series,
    val_loss_if_any: Series,
    score: Series,
    signs: Signs,
    course: Course,
    *,
    learned: float = 0.01,
    rise: float = 0.25,
    lost: float = 0.5,
) -> Outcome:
    """Check the labels (are they found, and do they say what the pictures show?) and the learning
    rate: a smaller `lr0` with an explicit `optimizer`, as `optimizer=auto` sets its own.

    Fail: the score (mean mAP50-95 of the heads) never exceeds `learned` (0.01, one point), which
    is nothing learned; or it is the accuracy of chance: it does not rise, and is that of a model
    that gives all classes the same share, by its loss. Warn: likewise, but it still rises: the
    last two fifths of the epochs brought `rise` (a quarter) of its top, and the last tenth lies
    above all before; or neither does the training loss fall nor the score rise. Note: only one of
    training loss, validation loss and score ends no better than it started, as when trained
    weights are trained on; or the score ends below `lost` (half) of its best. Pass: losses fall
    and the score rises, or it is 0.95 or more from the start, which may tell of pictures in both
    sets. First and last levels are means of the trend over a tenth of the epochs. Unknown below 3
    epochs. The guide's rule has no numbers; one point of mAP is where a score is told from 0.
    """
    if unknown := too_short(train_loss, LEARNING, fewest=3) or measured_nothing(signs, LEARNING):
        return unknown
    train, val, metric = map(_Levels.of, map(course.of, (train_loss, val_loss_if_any, score)))
    best = float(score.known.values.max()) if len(score.known) else float("nan")
    nothing = best <= learned or signs.chance
    if nothing:
        verdict, title = _next_to_nothing(signs, rise)
    else:
        name = words.capital(short_score_name(score))
        verdict, title = _something(train, val, metric, name, fallen=signs.lost > 1 - lost)
    return Outcome(
        verdict,
        title,
        _how_levels_went(train, val, metric, score.name),
        epochs=(int(train_loss.epochs[0]), int(train_loss.epochs[-1])),
        chart=score_chart(score) if nothing else LOSS_CHART,
        measured={"highest score": best, "training loss at the end": train.written[1]},
        threshold=f"fails when the score stays below {words.plain(learned)}",
        remedy=_START_REMEDY if verdict is Verdict.NOTE else None,
    )


def _next_to_nothing(signs: Signs, rise: float) -> tuple[Verdict, str]:
    """Verdict and title of a run that has learned nothing, or nothing yet."""
    if signs.late_record > rise and signs.record_end > 0:
        return Verdict.WARN, "This run has learned next to nothing so far"
    return Verdict.FAIL, "This run has learned next to nothing"


def _something(
    train: _Levels, val: _Levels, metric: _Levels, score_name: str, *, fallen: bool
) -> tuple[Verdict, str]:
    """Verdict and title of a run that has learned something, and may have lost it again."""
    verdict, title = _direction(train, val, metric, score_name)
    if verdict is Verdict.PASS and fallen:
        ends = f"{score_name} ends at {words.number(metric.last)}, far below its best"
        return Verdict.NOTE, ends
    return verdict, title


def _direction(
    train: _Levels, val: _Levels, metric: _Levels, score_name: str
) -> tuple[Verdict, str]:
    """Verdict and title by where losses and score ended, against where they began."""
    at_ceiling = f"{score_name} is {words.number(metric.first)} from the start"
    loss_stays, score_stays = train.last >= train.first, metric.last <= metric.first
    both = "Training loss does not fall and metrics do not rise"
    outcomes = (
        (metric.at_ceiling, Verdict.PASS, at_ceiling),
        (loss_stays and score_stays, Verdict.WARN, both),
        (loss_stays, Verdict.NOTE, "Training loss ends no lower than it started"),
        (val.last >= val.first, Verdict.NOTE, "Validation loss ends no lower than it started"),
        (score_stays, Verdict.NOTE, f"{score_name} ends no higher than it started"),
        (True, Verdict.PASS, LEARNING),
    )
    return next((verdict, title) for holds, verdict, title in outcomes if holds)


_START_REMEDY = "Nothing to do where it started from trained weights. Otherwise look at \
`best.pt` and at the findings on overfitting and on the learning rate."


@dataclass(frozen=True)
class _Levels:
    """First and last level of a series: means of its trend over a tenth; NaN: nothing is told."""

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
        seen = curve.known.values
        written = (float(seen[0]), float(seen[-1])) if len(seen) else (np.nan, np.nan)
        return cls(curve.start_level, curve.end_level, written)

    @property
    def strays(self) -> bool:
        """Whether the first or last epoch contradicts the trend, by which it is judged."""
        first, last = self.written
        return bool(np.sign(last - first) != np.sign(self.last - self.first))

    def told(self, smoothed: bool) -> str:
        """The two levels in words."""
        first, last = (self.first, self.last) if smoothed else self.written
        return f"from {words.number(first)} to {words.number(last)}"


def _how_levels_went(train: _Levels, val: _Levels, metric: _Levels, score_name: str) -> str:
    """First and last levels of what is told: as written, or all smoothed where one strays."""
    named = {"training loss": train, "validation loss": val, score_name: metric}
    told = {name: levels for name, levels in named.items() if np.isfinite(levels.first)}
    smoothed = any(levels.strays for levels in told.values())
    went = ", ".join(f"{name} {levels.told(smoothed)}" for name, levels in told.items())
    went = went.replace(" from ", " went from ", 1)
    near = _NEAR_COPIES if metric.at_ceiling else ""
    return (f"Smoothed: {went}." if smoothed else f"{words.capital(went)}.") + near


@check(
    title=UNDERFITTING,
    guide=PROBLEMS,
    measures=(Measure.HIGHEST_MAP50,),
    at_end=True,
)
def underfitting(
    heads: tuple[HeadFacts, ...],
    score: Series,
    signs: Signs,
    course: Course,
    *,
    low: float = LOW,
    clear: float = CLEAR,
    nothing: float = 0.1,
    good: float = 0.3,
    collapse: float = 0.2,
) -> Outcome:
    """Take a larger model, train longer, or adjust the learning rate. Look at the labels first:
    a model that cannot learn is often a data set that contradicts itself.

    Warn: the mAP50 of the main head (masks, poses, else boxes; top-1 for classes) ends below `low`
    (0.25), whether it still rises or not. Where validation losses climb together by the rule of
    overfitting (`clear`), that is overfitting (pass), unless the level is below `nothing` (0.1):
    little was learned that could be overfitted. What had reached `good` (0.3, where the guide's
    "good" begins) and ends below `collapse` (a fifth) of its best is said to be lost (warn as
    well). Ends means the mean of the trend over the last tenth. The guide's "high loss" has no
    level that holds between data sets; the low metric stands for it, and `low` is where people who
    judged 191 real runs drew the line. Unknown below 8 epochs or without validation.
    """
    name, curve = _main_head(heads, score, course)
    unknown = measured_nothing(signs, UNDERFITTING)
    if not unknown and len(curve.known) < FEWEST_EPOCHS:
        unknown = too_short(replace(curve.series, name=name), UNDERFITTING)
    if unknown:
        return unknown
    level, best = curve.end_level, float(curve.known.values.max())
    if level < low and best >= good and level < collapse * best:
        return _lost(name, curve.series, level, low)
    weak, overfits = level < low, level >= nothing and median_climb(signs) > clear
    flat = weak and not overfits
    return Outcome(
        Verdict.WARN if flat else Verdict.PASS,
        _low(name, level, signs.late_gain) if flat else UNDERFITTING,
        f"Smoothed {name} ends at {words.number(level)}"
        + _why(signs, score.name, low, weak, overfits),
        epochs=second_half(curve.series),
        chart=score_chart(score),
        measured={"mAP50 at the end": level, "late gain": signs.late_gain},
        threshold=f"warns below {words.plain(low)}, except where validation losses climb together",
    )


def _low(name: str, level: float, gained: float) -> str:
    """The title of the warning on a metric that never was good."""
    how = "ends" if abs(gained) >= MOVED else "stays"
    return f"Underfitting: {name.split(' (')[0]} {how} at {words.number(level)}"


def _why(signs: Signs, score_name: str, low: float, weak: bool, overfits: bool) -> str:
    """The end of the sentence: against what the level is held, and how it moved at last."""
    if not weak:
        return f", not below {words.plain(low)}."
    if overfits:
        return f", below {words.plain(low)}, but validation losses climb: a matter of overfitting."
    gained = signs.late_gain
    moved = "hardly moved" if abs(gained) < 0.0005 else f"moved by {words.change(gained)}"
    return (
        f", below {words.plain(low)}. In the last quarter {score_name} {moved} against the best of "
        "the first half."
    )


def _lost(name: str, curve: Series, level: float, low: float) -> Outcome:
    """The warning on a metric that had been good: it does not stay low, it has fallen."""
    known, title = curve.known, words.capital(name.split(" (")[0])
    best, at = float(known.values.max()), int(known.epochs[np.argmax(known.values)])
    level = float(known.values[-max(3, len(known) // 10) :].mean())  # As written, as the best is.
    return Outcome(
        Verdict.WARN,
        f"{title} ends at {words.number(level)}, after {words.number(best)} at epoch {at}",
        f"{words.capital(name)} ends below {words.plain(low)}, at {words.number(level)} on average "
        f"over the last tenth of the epochs, although it had reached {words.number(best)}: what "
        "was learned is lost again.",
        epochs=(at, int(known.epochs[-1])),
        chart=score_chart(curve),
        measured={"mAP50 at the end": level, Measure.HIGHEST_MAP50: best},
        threshold=f"warns below {words.plain(low)}",
        remedy="First mend what made it fall: a lower learning rate, then the labels. A larger "
        "model does not help here.",
    )


def _main_head(heads: tuple[HeadFacts, ...], score: Series, course: Course) -> tuple[str, Curve]:
    """Name and curve of the main head's mAP50; top-1 accuracy for classes."""
    told = [(head.head.key, head.map50_curve) for head in heads if head.map50_curve is not None]
    if not told:
        return score.name, course.of(score)
    key, curve = told[-1]
    return f"mAP50 ({key})", course.of(curve)
