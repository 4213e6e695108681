"""Which classes would want another confidence than the one that is best for all together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reportgen import words
from reportgen.checks.wording import named
from reportgen.diagnosis.model import ClassConfidence
from reportgen.facts.operating_point import class_peak
from reportgen.read.plot.plots import ToldCurve

APART = 0.15
"""Distance from the common confidence from which on a class is said to want another: as far as
best-confidence lets the common one be from predict's default."""
COSTS = 0.1
"""Share of its own highest F1 that a class loses at the common confidence, to be named."""
MOST_NAMED = 3


def class_confidences(curve: ToldCurve | None, common: float) -> tuple[ClassConfidence, ...]:
    """The classes that lose most at the common confidence first; none where lines are not told."""
    if curve is None or curve.classes is None or len(curve.classes) < 2:
        return ()
    found = []
    for index, row in enumerate(curve.classes):
        peak = class_peak(curve, index)
        if peak is None or not len(curve.names) > index:
            continue
        f1, confidence = peak
        here = float(np.interp(common, curve.x, row))
        apart = abs(confidence - common) >= APART
        # A flat top has no confidence of its own; a hidden place tells nothing.
        if apart and f1 > 0 and here <= (1 - COSTS) * f1:
            found.append(ClassConfidence(curve.names[index], confidence, f1, here))
    return tuple(sorted(found, key=lambda each: each.f1_at_common - each.f1))


def in_words(found: Sequence[ClassConfidence]) -> str:
    """ "Better for single classes: cat at 0.12 (F1 0.61, here 0.40)."; empty for none."""
    told = [
        f"{named(each.name)} at {words.decimals(each.confidence, 2)} (F1 "
        f"{words.decimals(each.f1, 2)}, here {words.decimals(each.f1_at_common, 2)})"
        for each in found
    ]
    return f"Better for single classes: {words.few(told, MOST_NAMED)}." if told else ""
