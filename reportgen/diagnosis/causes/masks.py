"""Masks against boxes."""

from __future__ import annotations

from reportgen.checks.masks import COARSE_BEFORE
from reportgen.diagnosis.cause import cause
from reportgen.diagnosis.groups import LENGTH
from reportgen.diagnosis.model import Certainty, Told
from reportgen.diagnosis.state import State
from reportgen.rule import Finding, Verdict


@cause(id="masks-coarse", title="Outlines are coarser than boxes")
def masks_coarse(state: State, mask_gap: Finding | None) -> Told | None:
    """Draw outlines more finely; where the release heeds it train with `mask_ratio=2`, else with a
    larger `imgsz`.

    Likely when the check mask-gap warns, or the run is in the state `mask-gap`.
    """
    first = state.main == "mask-gap"
    warns = mask_gap is not None and mask_gap.verdict in (Verdict.WARN, Verdict.FAIL)
    if not first and not warns:
        return None
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
