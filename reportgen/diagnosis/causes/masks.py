"""Masks and key points against boxes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from reportgen import words
from reportgen.checks.level.masks import COARSE_BEFORE, RATIO
from reportgen.diagnosis.cause import SERIOUS, cause
from reportgen.diagnosis.groups import AT_HEART, LENGTH, RATE, SIZE
from reportgen.diagnosis.model import Certainty, Told
from reportgen.diagnosis.state import State
from reportgen.facts.run_facts import Facts
from reportgen.facts.series import trend
from reportgen.facts.series.signs import Signs
from reportgen.read.table.results import Series, known_of
from reportgen.rule import Finding, Verdict

_WEIGHTS: Mapping[str, Literal[-1, 0]] = {"mask-gap": 0, "plateau-done": -1}
"""Where coarse outlines come first: far below the boxes it is no matter of epochs."""


@cause(title="Outlines are coarser than boxes")
def masks_coarse(facts: Facts, state: State, signs: Signs, mask_gap: Finding | None) -> Told | None:
    """Draw outlines more finely; where the release heeds it train with `mask_ratio=2`, else with a
    larger `imgsz`.

    Likely when the check mask-gap warns, or the run is in the state `mask-gap`, and masks score.
    Not where the metrics swing and masks were as good as boxes at the best epoch. In the state
    `plateau-done` it comes before the number of epochs.
    """
    first = state.main == "mask-gap"
    warned = mask_gap.seen if mask_gap is not None and mask_gap.verdict in SERIOUS else ""
    if not (first or warned) or not signs.mask_share > 0:
        return None  # Where no mask scores, none is coarse.
    if state.main == "unstable" and _once_fitted(facts):
        return None
    if state.main in ("learned-nothing", "validation-broken", "diverged", "too-short"):
        return None
    return Told(
        Certainty.LIKELY,
        "masks lag behind boxes: outlines are coarse",
        warned or f"Masks end far below boxes. {COARSE_BEFORE}",
        steps=("tight-boxes", "finer-masks", "image-size"),
        explains=("mask-gap", "seg-loss-level", "map-ratio"),
        # What still rises is trained longer as well: so the guide.
        moot=(LENGTH - {"resume", "longer"}) if first else frozenset(),
        weight=_WEIGHTS.get(state.main, 1),
    )


def _once_fitted(facts: Facts) -> bool:
    """Whether masks were nearly as good as boxes at the best epoch."""
    boxes, masks = (head.main_value or 0.0 for head in (facts.heads[0], facts.heads[-1]))
    return masks >= RATIO * boxes


def _ends_at(curve: Series | None) -> float:
    """The median of the last five epochs; 0 where none is told."""
    known = known_of(curve).values
    return trend.median(known[-5:]) if len(known) else 0.0


@cause(title="Many objects have no key points in their labels")
def points_unlabelled(
    facts: Facts, state: State, *, exact: float = 0.9, good: float = 0.5
) -> Told | None:
    """Label the key points of every object, or leave out what has none.

    Likely when boxes end at a mAP50 of `good` (0.5) or more, poses at less than half of that, and
    mAP50-95 of the poses is `exact` (0.9) of their mAP50 or more: where points are right at all
    they are exact, so the rest cannot match. An object without a visible point never does.
    """
    heads = facts.heads
    pose = facts.task is not None and facts.task.headline_head.key == "pose"
    if not pose or len(heads) < 2 or state.main in ("too-short", "learned-nothing", "diverged"):
        return None
    curves = (heads[0].map50_curve, heads[-1].map50_curve, heads[-1].map50_95_curve)
    boxes, points, fine = map(_ends_at, curves)
    if boxes < good or not 0 < points < boxes / 2 or fine < exact * points:
        return None
    return Told(
        Certainty.LIKELY,
        "many objects seem to have no key points in their labels",
        f"Poses end at mAP50 {words.number(points)} and mAP50-95 {words.number(fine)}, boxes at "
        f"mAP50 {words.number(boxes)}: where points are right they are exact, and "
        f"{words.percent(1 - points / boxes)} of what is found has none that match.",
        steps=("label-points",),
        explains=("map50-tier", "precision-floor", "recall-floor", "underfitting", "early-plateau"),
        moot=SIZE | RATE | LENGTH | AT_HEART | {"check-labels", "check-points"},
    )


@cause(title="Key points lie less exactly than boxes")
def points_coarse(
    facts: Facts, signs: Signs, state: State, map_ratio: Finding, *, found: float = 0.3
) -> Told | None:
    """Place the key points exactly and alike in every label, and train on larger pictures.

    Likely when the check map-ratio notes poses and not boxes, and the mAP50 of poses ends at
    `found` (0.3) or more: points are found, but at the strict thresholds they do not count.
    """
    if map_ratio.verdict is not Verdict.NOTE or map_ratio.head != "pose" or signs.level < found:
        return None
    boxes = facts.heads[0]
    if boxes.head.key != "box":
        return None
    fine, rough = _ends_at(boxes.map50_95_curve), _ends_at(boxes.map50_curve)
    if state.main in ("too-short", "learned-nothing", "diverged") or fine < rough / 2:
        return None
    return Told(
        Certainty.LIKELY,
        "key points lie less exactly than boxes",
        f"{map_ratio.title}; that of the boxes is {words.percent(fine / rough)}. Where there are "
        "other than 17 points the tolerance of each is one over their number: many are judged "
        "strictly.",
        steps=("exact-points", "image-size"),
        explains=("map-ratio",),
        weight=0 if state.main == "plateau-low" else 1,
    )


@cause(title="Key points are not learned though boxes are")
def points_not_learned(
    facts: Facts, signs: Signs, state: State, *, low: float = 0.1, good: float = 0.5
) -> Told | None:
    """Check `kpt_shape`, `flip_idx` and the order of the points in the label files.

    Likely when mAP50 of the poses ends below `low` (0.1), never was twice that, and that of the
    boxes ends at `good` (0.5) or more: the objects are found, so that pictures and boxes are sound.
    Also when the poses never score, in no epoch, while the boxes end at `low` or more: then
    before all else, as what finds the boxes is no reason.
    """
    pose = facts.headline_key == "pose"
    enough = low if signs.reached_main == 0 else good
    learned = signs.level >= low or signs.reached_main >= 2 * low
    if not pose or learned or signs.level_any < enough or state.main == "too-short":
        return None
    return Told(
        Certainty.LIKELY,
        "key points are not learned though boxes are",
        f"mAP50 ends at {words.number(signs.level)} for poses and at "
        f"{words.number(signs.level_any)} for boxes. Points in an order that kpt_shape or flip_idx "
        "contradicts, or placed differently from picture to picture, lead to that.",
        steps=("check-points",),
        explains=("map50-tier", "map-ratio", "precision-floor", "recall-floor", "underfitting"),
        # By heart is treated whatever else is wrong.
        moot=SIZE
        | RATE
        | LENGTH
        | ({"check-labels"} if state.main == "overfits" else AT_HEART | {"check-labels"}),
        weight=-1 if signs.reached_main == 0 else 0,
    )
