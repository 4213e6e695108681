"""The signs of a run: the numbers that the checks of its course and its state are decided by.

What is compared with a threshold anywhere stands here once, so that findings and state cannot
contradict each other. No threshold stands here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reportgen.facts.curve_facts import CurveFacts
from reportgen.facts.head_facts import HeadFacts
from reportgen.facts.series import trend
from reportgen.facts.series.climbs import ERROR, Climb, climbs_of, judged_losses, turn_of
from reportgen.facts.series.course import Course, Curve
from reportgen.read.table.results import EpochTable, FloatArray, Series, known_of
from reportgen.tasks import USUALLY_GOOD

NAN = float("nan")
LAST = 5
"""Epochs whose median is the loss at the end."""
FINAL = 3
"""Epochs whose mean is how masks and boxes end: readers look at where the two curves end, and one
epoch alone may be a swing."""
ALIKE = 0.1
"""Share by which an accuracy may differ from that of chance, and from its own top."""
MOST = 0.6
"""Accuracy from which on a model is better than chance with two classes."""
PERFECT = 0.99
"""mAP from which on nothing is left to improve: it ends at 0.995."""
NO_ERROR = 0.9995
"""A perfect accuracy. Easy classes are told apart at 0.98 to 0.995 from the first epoch on."""
TALL = 0.2
"""A metric that stays below this height is held against it: noise near 0 is no swing."""


@dataclass(frozen=True)
class Signs:
    """What the curves of a run show, in numbers.

    The score is the mean mAP50-95 of the heads, or top-1 accuracy, 0 to 1; a *point* is 1 of it.
    The *main head* is the last: masks, poses, or boxes. Levels are those of the trend, an upward
    jump where mosaic is switched off and setbacks by a resume left out.
    """

    first: int
    """First epoch that results.csv tells; what came before is lost where that is not 1."""
    epochs: int
    """Epochs trained."""
    settled: int
    """Epochs after the warm-up that tell a score: fewer where validation was run now and then."""
    done: float
    """Epochs trained as a share of those planned, at most 1; 1 where the plan is not told."""
    patience: int
    """The epochs without a better one that ended it; 0 where it ended otherwise."""
    top: float
    """Highest level of the score."""
    level: float
    """mAP50 of the main head at the end; top-1 accuracy for classes."""
    level_any: float
    """The same of the head that ends highest."""
    reached: float
    """The highest mAP50 that any head reached, also where it was lost again."""
    reached_main: float
    """The same of the main head."""
    gained: float
    """What mAP50 of the main head (top-1) ends above its first three epochs, in points."""
    record: float
    """What the last quarter of the epochs brought over the best before, in points; may be < 0."""
    record_end: float
    """What the last tenth of the epochs brought the main head, on average, over its best before."""
    late_record: float
    """What the last two fifths of the epochs brought over the best before, as a share of `top`."""
    late_gain: float
    """Mean level of the last quarter minus the best of the first half, in points."""
    end_gain: float
    """Mean level of the last tenth minus the best of the first half, in points."""
    start: float
    """Level of the first epoch, or of the first three, as a share of `top`."""
    lost: float
    """How far the score ends below `top`, as a share of it."""
    swing: float
    """Typical dip of all metrics after the warm-up, as a share of their height (at least 0.2)."""
    late_swing: float
    """The same over the second half of what follows the warm-up."""
    late_scatter: float
    """How far epochs typically lie from the trend over the second half, in points, of the mAP curve
    that scatters most. Two high epochs deepen all dips between them, and hardly move this."""
    climbs: tuple[Climb, ...]
    """Each validation loss, with how far it climbed."""
    turn: int
    """Epoch after the warm-up at which the validation losses together are lowest; 0: not told."""
    box: float
    """mAP50-95 of the boxes over the last `FINAL` epochs; NaN without boxes."""
    mask_share: float
    """The same of the masks as a share of it; NaN without masks."""
    balance: float
    """The lower of precision and recall of the main head at the best epoch; 1 where untold."""
    perfect: bool
    """The score is above 0.99 in most epochs after the warm-up; an accuracy is 1 in most of them
    and in the first epoch: what was wrong at first and unlearned was learned."""
    blind: bool
    """Validation told nothing: no score above 0 in any epoch, and no loss, or a loss of 0 in all
    epochs where the training loss of the same name is not, as without labelled objects."""
    chance: bool
    """Classes are told apart no better than by chance: the accuracy does not rise, and is what a
    model has that gives all classes the same share, exp(-loss)."""
    train_broken: bool
    """A training loss is not finite at the end."""
    train_told: bool
    """Any training loss was a number in any epoch."""
    train_fall: float
    """How far the training loss fell after the warm-up, as a share."""
    blown_up: float
    """The training loss of the last tenth over its lowest level; 1 without 8 epochs."""

    @property
    def by_itself(self) -> bool:
        """Whether patience ended it: what came until then was enough for that."""
        return self.patience > 0

    def climbed(self, fell: float, *, sure: float = 0.0) -> tuple[Climb, ...]:
        """The losses that climbed while their own training loss fell by `fell`, steepest first.

        `sure` is how many times its own noise a climb has to exceed.
        """
        counted = [c for c in self.climbs if c.fell > fell and c.share > sure * c.noise]
        return tuple(sorted((c for c in counted if c.share > 0), key=lambda c: -c.share))


def signs_of(facts: CurveFacts) -> Signs | None:
    """The signs of a run; None without a score in any epoch."""
    score, table, course = facts.score, facts.table, facts.course
    if score is None or table is None or course is None or not len(score.known):
        return None
    whole, curve = course.of(score), course.judged(score)
    main = course.judged(facts.headline_curve or score)
    ends, reached = _map50(facts, course)
    box, mask_share = _mask_share(facts)
    trained, validated = facts.losses
    val, against = judged_losses(validated, trained, facts.train_loss, score)
    settled, top = curve.settled.values, max(curve.top, 1e-6)
    train_broken, train_told = _broken_and_told(table)
    return Signs(
        first=int(table.epochs[0]),
        epochs=(epochs := int(table.epochs[-1])),
        settled=len(settled),
        done=min(epochs / (facts.epochs_planned or epochs), 1.0),
        patience=_patience(facts),
        top=top,
        level=_as_usual(ends[-1], facts.heads),
        level_any=max(ends),
        reached=max(reached),
        reached_main=reached[-1],
        gained=_gained(facts, course),
        record=curve.record(0.75),
        record_end=main.level(0.9) - main.best(0.0, 0.9),
        late_record=whole.record(0.6) / top,
        late_gain=whole.level(0.75) - whole.best(0.0, 0.5),
        end_gain=whole.level(0.9) - whole.best(0.0, 0.5),
        start=_start(score) / top,
        lost=1 - float(curve.trend.values[-1]) / top,
        swing=_swing(metrics := [course.judged(series) for series in _metrics(facts)]),
        late_swing=_swing(metrics, since=0.5),
        late_scatter=_late_scatter(facts, course),
        climbs=climbs_of(val, against, course),
        turn=turn_of(val.get(ERROR, facts.val_loss), course),
        box=box,
        mask_share=mask_share,
        balance=_balance(facts.heads),
        perfect=bool(len(settled)) and _is_perfect(score, settled, counts=ERROR in val),
        blind=not np.any(score.known.values) and _without_objects(facts),
        chance=_at_chance(facts, whole),
        train_broken=train_broken,
        train_told=train_told,
        train_fall=_fall(course, facts.train_loss),
        blown_up=_blown_up(course, facts.train_loss),
    )


def _patience(facts: CurveFacts) -> int:
    """The patience that ended it; 0 where it ended otherwise."""
    patience = max(int(facts.patience or 0), 0)
    return patience if patience <= (facts.epochs_since_best or 0) else 0


def _broken_and_told(table: EpochTable) -> tuple[bool, bool]:
    """Whether a training loss is lost at the end, and whether any was ever a number."""
    train = table.of("train/")
    broken = any(table.lost_since(name) is not None for name in train)
    return broken, any(np.isfinite(values).any() for values in train.values())


def _is_perfect(score: Series, settled: FloatArray, *, counts: bool) -> bool:
    """Whether a score is perfect in most epochs; one that `counts` pictures, in the first too."""
    if not counts:
        return trend.median(settled) > PERFECT
    return min(trend.median(settled), float(score.known.values[0])) > NO_ERROR


def _balance(heads: Sequence[HeadFacts]) -> float:
    told = [(heads[-1].precision, heads[-1].recall)] if heads else []
    return min((value for pair in told for value in pair if value is not None), default=1.0)


def _start(score: Series) -> float:
    """What the score began with; 0 where the first epochs are not told."""
    known = score.known
    return float(max(known.values[0], known.values[:3].mean())) if known.epochs[0] == 1 else 0.0


def _as_usual(level: float, heads: Sequence[HeadFacts]) -> float:
    """A level of the main head's score, as one of mAP50 would stand to where that is good."""
    good = heads[-1].head.good if heads else USUALLY_GOOD
    if good == USUALLY_GOOD or not 0 < level < 1:
        return level
    odds = level / (1 - level) * (1 - good) / good * USUALLY_GOOD / (1 - USUALLY_GOOD)
    return odds / (1 + odds)


def _map50(facts: CurveFacts, course: Course) -> tuple[list[float], list[float]]:
    """Last and highest level of each head's mAP50, the main one last; of top-1 for classes."""
    told = filter(None, (head.map50_curve for head in facts.heads))
    known = [series for series in told if len(series.known)]
    curves = list(map(course.of, _or_score(known, facts)))
    return [curve.end_level for curve in curves], [curve.top for curve in curves]


def _gained(facts: CurveFacts, course: Course) -> float:
    """What mAP50 of the main head (top-1) ends above the median of its first three epochs."""
    told = [head.map50_curve for head in facts.heads[-1:]]
    curve = told[0] if told else facts.score
    first = known_of(curve).values[:3]
    return course.of(curve).end_level - trend.median(first) if curve and len(first) else 0.0


def _metrics(facts: CurveFacts) -> list[Series]:
    """Every metric of every head that is told; top-1 accuracy for classes."""
    told = [curve for head in facts.heads for curve in head.metrics.values() if len(curve.known)]
    return _or_score(told, facts)


def _or_score(told: list[Series], facts: CurveFacts) -> list[Series]:
    """The curves, or the score where there is none."""
    return told or ([facts.score] if facts.score else [])


def height_of(curve: Curve) -> float:
    """What a metric exceeds in one epoch of twenty; `TALL` at least."""
    return max(trend.quantile(curve.known.values, 0.95), TALL)


def _swing(curves: Sequence[Curve], since: float = 0.0) -> float:
    """Mean over the metrics of their typical dip, as a share of their height."""
    shares = [curve.typical_dip(since) / height_of(curve) for curve in curves]
    return float(np.mean(shares)) if shares else 0.0


def _late_scatter(facts: CurveFacts, course: Course) -> float:
    """Scatter over the second half of the mAP curve (top-1) that scatters most, in points."""
    told = [c for head in facts.heads for c in (head.map50_95_curve, head.map50_curve) if c]
    curves = map(course.judged, _or_score(told, facts))
    return max((curve.scatter(0.5) for curve in curves), default=0.0)


def _mask_share(facts: CurveFacts) -> tuple[float, float]:
    levels = {
        head.head.key: float(known.values[-FINAL:].mean())
        for head in facts.heads
        if len(known := known_of(head.map50_95_curve))
    }
    box, mask = levels.get("box", NAN), levels.get("mask", NAN)
    return box, mask / max(box, 1e-6) if not math.isnan(mask) else NAN


def _without_objects(facts: CurveFacts) -> bool:
    """Whether a validation loss is missing that the training has; or all are."""
    train, val = facts.losses
    if not val and facts.table and facts.table.log:
        return False  # Others need not tell any.
    return not val or not train.keys() <= val.keys()


def _at_chance(facts: CurveFacts, score: Curve) -> bool:
    loss = known_of(facts.losses[1].get("loss")).values
    if not len(loss) or not score.top > 0 or not score.end_level > 0:
        return False
    same = abs(math.log(score.end_level) + trend.median(loss[-LAST:])) < ALIKE
    return same and score.end_level < MOST and score.start_level > (1 - ALIKE) * score.top


def _blown_up(course: Course, train: Series | None) -> float:
    """How many times its lowest level the training loss has at the end."""
    curve = course.of(train) if train is not None else None
    if curve is None or not curve.long_enough:
        return 1.0
    # The median is not moved by one spoilt row, as YOLOv5 leaves at the end of its file.
    last = trend.median(curve.known.values[-max(3, len(curve.trend) // 10) :])
    lowest = float(curve.trend.values.min())
    return last / lowest if lowest > 0 else 1.0


def _fall(course: Course, train: Series | None) -> float:
    """How far the training loss fell after its warm-up, as a share."""
    if train is None or not len(train.known):
        return 0.0
    curve = course.of(train)
    values = curve.trend.values[curve.warm_up :]
    return float(1 - values[-1] / values[0]) if values[0] > 0 else 0.0
