"""Guide: "Poor Segmentation Quality": masks against boxes."""

from __future__ import annotations

import math

import numpy as np

from reportgen import words
from reportgen.facts.head_facts import HeadFacts
from reportgen.rule import Outcome, Verdict, check

COARSE_BEFORE = (
    "Before Ultralytics 8.4 the loss shrinks them to a quarter of the picture all the same: there "
    "a larger imgsz helps more."
)
"""What `mask_ratio` cannot do: the loss resized the masks to the prototypes, imgsz / 4."""


@check(
    id="mask-gap",
    title="Masks are nearly as good as boxes",
    guide="Signs of Problems: Poor Segmentation Quality",
    per_head=True,
    heads=("mask",),
)
def mask_gap(
    heads: tuple[HeadFacts, ...],
    box_map50: float,
    box_map50_95: float,
    map50_95: float,
    *,
    ratio: float = 0.75,
    good: float = 0.3,
    least: float = 0.1,
) -> Outcome:
    """Lower `mask_ratio` (4 to 2, then 1): masks are trained that many times smaller than the
    picture. Draw outlines more finely, and train longer if the masks were still improving.

    Warn: the masks' mAP50-95 is below `ratio` (three quarters) of the boxes', at the best epoch
    or over the last tenth of the epochs (at least 3), where the boxes are good (mAP50 above
    `good`, 0.3, the guide's tier). Note: likewise, where the boxes are not good themselves. Not
    applicable where the boxes' mAP50 is not above `least` (0.1): a ratio of two numbers near 0
    says nothing. Pass otherwise: slightly lower is normal. "Much worse" has no number in the
    guide; three quarters is where people who judged a hundred real runs saw it. The guide says to
    increase `mask_ratio`, which makes masks coarser: lower it.
    """
    numbers = f"Masks reach mAP50-95 {words.number(map50_95)}, boxes {words.number(box_map50_95)}"
    if box_map50 <= least or box_map50_95 <= 0:
        return Outcome(
            Verdict.NOT_APPLICABLE,
            "Masks are not held against boxes",
            f"{numbers}: boxes (mAP50 {words.number(box_map50)}) are too weak to compare with.",
            chart="map",
        )
    share, late = map50_95 / box_map50_95, _late_share(heads)
    gap = min(share, late) < ratio
    loud = Verdict.WARN if box_map50 > good else Verdict.NOTE
    seen = f"{numbers}: {words.percent(share)} of the boxes' value at the best epoch"
    if gap and share >= ratio:
        seen += f", but only {words.percent(late)} over the last epochs together."
    else:
        seen += ". Objects are found, but their outlines do not fit." if gap else "."
    return Outcome(
        loud if gap else Verdict.PASS,
        "Masks are much worse than boxes" if gap else "Masks are nearly as good as boxes",
        seen,
        chart="map",
        measured={"mask / box": share, "mask": map50_95, "box": box_map50_95},
        threshold=(
            f"below {words.percent(ratio)}: warns where the boxes' mAP50 is above "
            f"{good:g}, else "
            "notes"
        ),
    )


def _late_share(heads: tuple[HeadFacts, ...]) -> float:
    """Mask mAP50-95 over that of the boxes in the last tenth of the epochs; infinity: not told."""
    curves = {head.head.key: head.map50_95_curve for head in heads}
    box, mask = curves.get("box"), curves.get("mask")
    if box is None or mask is None:
        return math.inf
    told = np.isfinite(box.values) & np.isfinite(mask.values)
    last = max(3, len(box) // 10)
    box_sum, mask_sum = (float(curve.values[told][-last:].sum()) for curve in (box, mask))
    return mask_sum / box_sum if box_sum > 0 else math.inf
