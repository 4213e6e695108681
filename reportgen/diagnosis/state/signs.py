"""The numbers by which the state of a run is decided. No threshold stands here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reportgen.facts.course import Curve
from reportgen.facts.run_facts import Facts
from reportgen.read.table.results import FloatArray, Series

NAN = float("nan")


@dataclass(frozen=True)
class Signs:
    """What decides the state of a run. Scores are mAP50-95 (top-1 for classes), 0 to 1."""

    epochs: int
    """Epochs trained."""
    done: float
    """Epochs trained as a share of those planned; 1 where the plan is not told."""
    top: float
    """Highest level of the score's trend; the score is the mean over the heads."""
    record: float
    """What the last quarter of the epochs brought over the best before, in points of the score."""
    record_end: float
    """What the last tenth brought the main head over its best before, in points."""
    late_gain: float
    """Level of the last tenth minus the best of the first half, in points."""
    start: float
    """Level of the first epochs as a share of `top`."""
    level: float
    """mAP50 of the main head at the end; top-1 for classes."""
    best50: float
    """The highest mAP50 that any head reaches at the end."""
    top50: float
    """The highest mAP50 that any head reached."""
    swing: float
    """Typical dip of the metrics after warm-up, as a share of their height."""
    late_swing: float
    """The same in the second half."""
    climb: float
    """Median climb of the validation losses, as a share of their lowest, where it is beyond the
    noise and the same training loss fell meanwhile."""
    climb_one: float
    """The largest climb of one of them, likewise, whatever its noise."""
    mask_share: float
    """mAP50-95 of the masks over that of the boxes at the end; NaN without masks."""
    box: float
    """mAP50-95 of the boxes at the end."""
    flat: bool
    """The score is the same in every epoch after the warm-up."""
    perfect: bool
    """The score is nearly 1 from the first epochs on."""
    blind: bool
    """Validation told nothing: no loss with a number above 0, no metric above 0."""
    broken: bool
    """The training losses are not finite at the end."""
    train_fall: float
    """Fall of the training loss after the warm-up, as a share."""


def signs_of(facts: Facts) -> Signs | None:
    """The signs of a run; None without an epoch or without a score."""
    score, table, course = facts.score, facts.table, facts.course
    if score is None or table is None or course is None or not len(score.known):
        return None
    curve, head = course.of(score), _main_head(facts)
    climb, climb_one = _climbs(facts)
    swing, late_swing = _swings(facts)
    ends, tops = _levels50(facts)
    mask_share, box = _mask_share(facts)
    settled = curve.settled.known.values
    train = facts.train_loss
    top = max(float(curve.trend.values.max()), 1e-6)
    return Signs(
        epochs=len(table.epochs),
        done=len(table.epochs) / (facts.epochs_planned or len(table.epochs)),
        top=top,
        record=_record(curve, 0.75),
        record_end=_record(course.of(head), 0.9),
        late_gain=_record(curve, 0.9, 0.5),
        start=float(max(score.known.values[0], score.known.values[:3].mean())) / top,
        level=ends[-1],
        best50=max(ends),
        top50=max(tops),
        swing=swing,
        late_swing=late_swing,
        climb=climb,
        climb_one=climb_one,
        mask_share=mask_share,
        box=box,
        flat=bool(len(settled)) and float(np.ptp(settled)) < 1e-3,
        perfect=bool(len(settled)) and float(np.median(settled)) > 0.99,
        blind=not facts.val_losses and not np.any(score.known.values),
        broken=train is None or not np.isfinite(train.values[-1]),
        train_fall=_fall(course.of(train)) if train else 0.0,
    )


def _main_head(facts: Facts) -> Series:
    score = facts.score
    assert score is not None
    return facts.headline_curve or score


def _record(curve: Curve, since: float, before: float | None = None) -> float:
    """Level of the end above the best before, in points; the end begins at the share `since`."""
    values = curve.trend.values
    first, until = (max(int(share * len(values)), 1) for share in (since, before or since))
    end = values[min(first, len(values) - 1) :]
    return float((end.max() if before is None else end.mean()) - values[:until].max())


def _levels50(facts: Facts) -> tuple[list[float], list[float]]:
    """The last and the highest mAP50 of each head, the main one last; top-1 for classes."""
    curves = [head.map50_curve for head in facts.heads if head.map50_curve is not None]
    course = facts.course
    assert course is not None
    told = [course.of(c) for c in curves or [_main_head(facts)] if len(c.known)]
    ends = [curve.end_level for curve in told]
    return ends or [0.0], [float(curve.trend.values.max()) for curve in told] or [0.0]


def _swings(facts: Facts) -> tuple[float, float]:
    course = facts.course
    assert course is not None
    told = [
        curve
        for head in facts.heads
        for curve in (
            head.map50_95_curve,
            head.map50_curve,
            head.precision_curve,
            head.recall_curve,
        )
        if curve is not None and len(curve.known)
    ] or [_main_head(facts)]
    every, late = [], []
    for series in told:
        height = max(float(np.percentile(series.known.values, 95)), 0.2)
        dips = course.of(series).dips[-len(course.of(series).settled.known) :] / height
        every.append(_rms(dips))
        late.append(_rms(dips[len(dips) // 2 :]))
    return float(np.mean(every)), float(np.mean(late))


def _rms(values: FloatArray) -> float:
    return float(np.sqrt(np.mean(values**2))) if values.size else 0.0


def _climbs(facts: Facts) -> tuple[float, float]:
    """The median climb of the validation losses and the largest, as shares; see `Signs`."""
    course = facts.course
    assert course is not None
    found, sure = [0.0], []
    for name, loss in (facts.val_losses or {}).items():
        rise = course.of(loss).without_step.settled.rise
        train = (facts.train_losses or {}).get(name)
        if rise is None or rise.low <= 0:
            continue
        fell = 1.0
        if train is not None:
            at = course.of(train).at(rise.start)
            fell = 1 - course.of(train).at(rise.end) / at if at > 0 else 0.0
        climb = max(rise.last - rise.low, 0.0) if fell > 0.055 else 0.0
        found.append(climb / rise.low)
        sure.append(climb / rise.low if climb > 2.5 * rise.noise else 0.0)
    return float(np.median(sure or [0.0])), max(found)


def _mask_share(facts: Facts) -> tuple[float, float]:
    levels = {
        head.head.key: float(head.map50_95_curve.known.values[-5:].mean())
        for head in facts.heads
        if head.map50_95_curve is not None and len(head.map50_95_curve.known)
    }
    box = levels.get("box", NAN)
    return (levels["mask"] / max(box, 1e-6) if "mask" in levels else NAN), box


def _fall(train: Curve) -> float:
    values = train.settled.trend.values
    return float(1 - values[-1] / values[0]) if len(values) and values[0] > 0 else 0.0
