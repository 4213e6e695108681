"""The best confidence in words: what it rests on, and what other aims and classes want."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reportgen import words
from reportgen.checks.wording import named
from reportgen.diagnosis.cause import Case
from reportgen.diagnosis.closing import USABLE
from reportgen.diagnosis.model import ClassConfidence
from reportgen.facts.head_facts import HeadFacts
from reportgen.facts.operating_point import (
    NEARLY_BEST,
    PREDICT_DEFAULT,
    OperatingPoints,
    class_peak,
    default_cost,
    operating_points,
)
from reportgen.measures import Measure
from reportgen.read.plot.plots import ToldCurve

CLASS_APART = 0.15
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
        apart = abs(confidence - common) >= CLASS_APART
        # A flat top has no confidence of its own; a hidden place tells nothing.
        if apart and f1 > 0 and here <= (1 - COSTS) * f1:
            found.append(ClassConfidence(curve.names[index], confidence, f1, here))
    return tuple(sorted(found, key=lambda each: each.f1_at_common - each.f1))


def for_single_classes(found: Sequence[ClassConfidence]) -> str:
    """ "Better for single classes: cat at 0.12 (F1 0.61, here 0.40)."; empty for none."""
    told = [
        f"{named(each.name)} at {words.decimals(each.confidence, 2)} (F1 "
        f"{words.decimals(each.f1, 2)}, here {words.decimals(each.f1_at_common, 2)})"
        for each in found
    ]
    return f"Better for single classes: {words.few(told, MOST_NAMED)}." if told else ""


APART = 0.05
"""Distance of the confidences of two aims from which on they are told as two."""

NEAR = 0.01
"""Distance from the best confidence up to which another is the same: it is printed so."""


def no_confidence(case: Case) -> str:
    """Why no confidence is told."""
    told = [f for f in case.findings if Measure.CONFIDENCE in f.measured]
    if not told:
        finding = case.finding("best-confidence")
        return finding.seen if finding else "The check on the best confidence was switched off."
    return (
        f"F1 is highest at a confidence below {words.plain(USABLE)}: no threshold makes these "
        "predictions usable."
    )


def about_confidence(case: Case, value: float) -> str:
    """Where F1 is highest, the plateau, how many objects it rests on, and other aims."""
    head = leading_head(case)
    peak = head.f1_peak if head else None
    if head is None or peak is None:
        return f"F1 is highest at confidence {words.decimals(value, 3)}."
    points = operating_points(head.curves)
    said = [
        f"F1 of the {head.head.key} head is highest, {words.decimals(peak.f1, 2)}, at "
        f"{words.decimals(value, 3)}."
    ]
    if points.balanced and points.balanced.nearly_best:
        low, high = points.balanced.nearly_best
        said.append(
            f"From {words.decimals(low, 2)} to {words.decimals(high, 2)} it is within 1 % of that."
        )
    if case.traces.objects is not None:
        said.append(f"It rests on {words.whole(case.traces.objects)} objects.")
    said.append(_other_aims(value, points))
    cost = default_cost(head.curves)
    if cost and cost.share >= NEARLY_BEST:
        said.append(
            f"Predict's default of {PREDICT_DEFAULT} costs about {words.percent(cost.share)} of F1."
        )
    return " ".join(filter(None, said))


def _other_aims(value: float, points: OperatingPoints) -> str:
    """The confidences of other aims, where they lie on their side of the best one and apart."""
    recall, precision = points.favour_recall, points.favour_precision
    if not recall or not precision or precision.confidence - recall.confidence < APART:
        return ""
    aims = [f"{words.decimals(recall.confidence, 2)} misses less"] * (
        recall.confidence < value - NEAR
    )
    if precision.confidence > value + NEAR:
        aims.append(f"{words.decimals(precision.confidence, 2)} gives fewer false alarms")
    return f"A confidence of about {', one of '.join(aims)}." if aims else ""


def leading_head(case: Case) -> HeadFacts | None:
    """The head whose confidence is told: mask or pose before box."""
    told = {f.head for f in case.findings if Measure.CONFIDENCE in f.measured}
    heads = {head.head.key: head for head in case.facts.heads}
    return next((heads[key] for key in ("mask", "pose", "box") if key in told & set(heads)), None)
