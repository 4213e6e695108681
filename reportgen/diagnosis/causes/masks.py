"""Masks and key points against boxes."""

from __future__ import annotations

from reportgen import words
from reportgen.checks.level.masks import COARSE_BEFORE
from reportgen.diagnosis.cause import cause
from reportgen.diagnosis.groups import AT_HEART, LENGTH, RATE, SIZE
from reportgen.diagnosis.model import Certainty, Told
from reportgen.diagnosis.state import State
from reportgen.facts.run_facts import Facts
from reportgen.facts.signs import Signs
from reportgen.rule import Finding, Verdict


@cause(id="masks-coarse", title="Outlines are coarser than boxes")
def masks_coarse(state: State, signs: Signs, mask_gap: Finding | None) -> Told | None:
    """Draw outlines more finely; where the release heeds it train with `mask_ratio=2`, else with a
    larger `imgsz`.

    Likely when the check mask-gap warns, or the run is in the state `mask-gap`, and masks score.
    """
    first = state.main == "mask-gap"
    warns = mask_gap is not None and mask_gap.verdict in (Verdict.WARN, Verdict.FAIL)
    if (not first and not warns) or not signs.mask_share > 0:
        return None  # Where no mask scores, none is coarse.
    if state.main in ("learned-nothing", "validation-broken", "diverged", "too-short"):
        return None
    return Told(
        Certainty.LIKELY,
        "masks lag behind boxes: outlines are coarse",
        mask_gap.seen if warns and mask_gap else f"Masks end far below boxes. {COARSE_BEFORE}",
        steps=("tight-boxes", "finer-masks", "image-size"),
        explains=("mask-gap", "seg-loss-level", "map-ratio"),
        moot=(LENGTH - {"resume"}) if first else frozenset(),
        weight=0 if first else 1,
    )


@cause(id="points-not-learned", title="Key points are not learned though boxes are")
def points_not_learned(
    facts: Facts, signs: Signs, state: State, *, low: float = 0.1, good: float = 0.5
) -> Told | None:
    """Check `kpt_shape`, `flip_idx` and the order of the points in the label files.

    Likely when mAP50 of the poses ends below `low` (0.1) and that of the boxes at `good` (0.5) or
    more: the objects are found, so that pictures and boxes are sound. Also when the poses never
    score, in no epoch, while the boxes end at `low` or more.
    """
    pose = facts.task is not None and facts.task.headline_head.key == "pose"
    enough = low if signs.reached_main == 0 else good
    if not pose or signs.level >= low or signs.level_any < enough or state.main == "too-short":
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
    )
