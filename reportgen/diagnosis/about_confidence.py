"""The best confidence in words: where F1 is highest, what it rests on, what other aims ask for."""

from __future__ import annotations

from reportgen import words
from reportgen.diagnosis.cause import Case
from reportgen.diagnosis.closing import USABLE
from reportgen.facts.head_facts import HeadFacts
from reportgen.facts.operating_point import (
    NEARLY_BEST,
    PREDICT_DEFAULT,
    OperatingPoints,
    default_cost,
    operating_points,
)
from reportgen.measures import Measure

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
