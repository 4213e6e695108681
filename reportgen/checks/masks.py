"""Guide: "Poor Segmentation Quality": masks against boxes."""

from __future__ import annotations

from reportgen.checks.wording import percent, score
from reportgen.rule import Outcome, Verdict, check


@check(
    id="mask-gap",
    title="Masks are nearly as good as boxes",
    guide="Signs of Problems: Poor Segmentation Quality",
    per_head=True,
    heads=("mask",),
)
def mask_gap(
    box_map50: float,
    box_map50_95: float,
    map50_95: float,
    *,
    ratio: float = 0.75,
    good: float = 0.3,
) -> Outcome:
    """Lower `mask_ratio` (4 to 2, then 1): masks are trained that many times smaller than the
    picture. Draw outlines more finely, and train longer if the masks were still improving.

    Warn: at the best epoch the masks' mAP50-95 is below `ratio` (three quarters) of the boxes',
    where the boxes are good (mAP50 above `good`, 0.3, the guide's tier). Pass otherwise: slightly
    lower is normal. Not applicable where the boxes are not good: then masks are not the problem.
    "Much worse" has no number in the guide; three quarters is where labellers of fifty real runs
    saw it. The guide says to increase `mask_ratio`, which makes masks coarser: lower it.
    """
    numbers = f"Masks reach mAP50-95 {score(map50_95)}, boxes {score(box_map50_95)}"
    if box_map50 <= good or box_map50_95 <= 0:
        return Outcome(
            Verdict.NOT_APPLICABLE,
            "Masks are not held against boxes",
            f"{numbers}: boxes (mAP50 {score(box_map50)}) are too weak to compare with.",
            chart="map",
        )
    share = map50_95 / box_map50_95
    gap = share < ratio
    return Outcome(
        Verdict.WARN if gap else Verdict.PASS,
        "Masks are much worse than boxes" if gap else "Masks are nearly as good as boxes",
        f"{numbers}, a share of {percent(share)}."
        + (" Objects are found, but their outlines do not fit." if gap else ""),
        chart="map",
        measured={"mask / box": share, "mask": map50_95, "box": box_map50_95},
        threshold=f"warns below {percent(ratio)} where the boxes' mAP50 is above {good:g}",
    )
