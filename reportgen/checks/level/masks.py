"""Guide: "Poor Segmentation Quality": masks against boxes."""

from __future__ import annotations

from reportgen import words
from reportgen.facts.run_facts import Overlaps
from reportgen.facts.series.signs import Signs
from reportgen.rule import Outcome, Verdict, check

COARSE_BEFORE = (
    "Before Ultralytics 8.4 the loss shrinks them to a quarter of the picture all the same: there "
    "a larger imgsz helps more."
)
"""What `mask_ratio` cannot do: the loss resized the masks to the prototypes, imgsz / 4."""


RATIO = 0.77
LEAST = 0.02
NEARLY = 0.85
"""Share of the boxes' mAP50-95 below which the two are told apart: normal yet, but not alike."""


def lags(signs: Signs, ratio: float = RATIO, least: float = LEAST) -> bool:
    """Whether masks are far behind their boxes: see the check mask-gap."""
    return signs.box > least and signs.mask_share < ratio


@check(
    at_end=True,
    title="Masks are nearly as good as boxes",
    guide="Signs of Problems: Poor Segmentation Quality",
    per_head=True,
    heads=("mask",),
)
def mask_gap(
    box_map50: float,
    signs: Signs,
    overlaps: Overlaps,
    *,
    ratio: float = RATIO,
    good: float = 0.3,
    least: float = LEAST,
) -> Outcome:
    """Lower `mask_ratio` (4 to 2, then 1): masks are trained that many times smaller than the
    picture. Draw outlines more finely, and train longer if the masks were still improving.

    Warn: the masks' mAP50-95 is below `ratio` (0.77) of the boxes', both as means over the last
    three epochs, where the boxes are good (mAP50 at the best epoch above `good`, 0.3, the guide's
    tier). Note: likewise, where the boxes are not good themselves. Not applicable where the boxes'
    mAP50-95 is not above `least` (0.02): a ratio of two numbers near 0 says nothing. Pass
    otherwise: slightly lower is normal. "Much worse" has no number in the guide; about three
    quarters is where people who judged 191 real runs saw it. The guide says to increase
    `mask_ratio`, which makes masks coarser: lower it.
    """
    mask = signs.box * signs.mask_share
    numbers = (
        f"Over the last epochs masks reach mAP50-95 {words.number(mask)} on average, boxes "
        f"{words.number(signs.box)}"
    )
    if not signs.box > least:
        return Outcome(
            Verdict.NOT_APPLICABLE,
            "Masks are not compared with boxes",
            f"{numbers}: boxes are too weak to compare with.",
            chart="map",
        )
    gap = lags(signs, ratio, least)
    loud = Verdict.WARN if box_map50 > good else Verdict.NOTE
    seen = f"{numbers}: {words.percent(signs.mask_share)} of the boxes' value."
    seen += _how_they_overlap(overlaps)
    return Outcome(
        loud if gap else Verdict.PASS,
        _title(signs.mask_share, gap=gap),
        seen + (" Objects are found, but their outlines do not fit." if gap else ""),
        chart="map",
        measured={"mask / box": signs.mask_share, "mask": mask, "box": signs.box},
        threshold=f"below {words.percent(ratio)}: warns where the boxes' mAP50 is above "
        f"{words.plain(good)}, else notes",
    )


def _title(share: float, *, gap: bool) -> str:
    if gap:
        return "Masks are much worse than boxes"
    if share < NEARLY:
        return f"Masks end {words.percent(1 - share)} below boxes"
    return "Masks are nearly as good as boxes"


def _how_they_overlap(overlaps: Overlaps) -> str:
    """The overlaps in a sentence after a blank; nothing where they are not told."""
    if not overlaps.number:
        return ""
    return (
        f" Of {words.count(overlaps.number, 'object')} found, masks overlap the outlines by "
        f"{words.number(overlaps.mask)} on average, boxes the boxes by "
        f"{words.number(overlaps.box)}."
    )
