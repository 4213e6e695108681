"""One curve for a run: its score, which best.pt is kept by as well, and sums of its losses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from reportgen.facts.head_facts import HeadFacts
from reportgen.read.table.results import Series


def score_of(name: str, heads: Sequence[HeadFacts], headline_curve: Series | None) -> Series | None:
    """The mean mAP50-95 of the heads, 0 to 1; the main metric where no head tells one.

    `name` is the word for it. Ultralytics keeps best.pt by the sum of the heads, so one head
    alone would not do.
    """
    told = {h.head.key: h.map50_95_curve for h in heads if h.map50_95_curve is not None}
    curves = list(told.values()) or ([headline_curve] if headline_curve else [])
    if not curves:
        return None
    if len(told) > 1:
        name += f" (mean of {' and '.join(told)})"
    return Series(name, curves[0].epochs, np.mean([curve.values for curve in curves], axis=0))


def sum_of(name: str, losses: Mapping[str, Series] | None) -> Series | None:
    """The sum of losses; NaN where one of them is not told; None without any."""
    if not losses:
        return None
    parts = list(losses.values())
    return Series(name, parts[0].epochs, np.sum([part.values for part in parts], axis=0))
