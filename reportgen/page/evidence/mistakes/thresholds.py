"""The best confidences, for all classes and for each, and how far confidences can be believed."""

from __future__ import annotations

from typing import NamedTuple

from reportgen import words
from reportgen.anatomy.anatomy import Anatomy
from reportgen.anatomy.confidence import FROM, Best


class ThresholdRow(NamedTuple):
    """The best confidence of one class."""

    name: str
    objects: int
    confidence: str
    plateau: str
    f1: str
    shared: str
    """F1 at the confidence for all."""


def best_row(best: Best) -> ThresholdRow:
    """The best confidence of one class, as its row shows it."""
    return ThresholdRow(
        best.name,
        best.objects,
        words.decimals(best.confidence, 2),
        _plateau(best.plateau),
        words.decimals(best.f1, 3),
        words.decimals(best.f1_shared, 3),
    )


def _plateau(ends: tuple[float, float]) -> str:
    return " to ".join(words.decimals(end, 2) for end in ends)


def about_thresholds(anatomy: Anatomy) -> str:
    """What one confidence for all classes reaches, and whether more than one adds to that."""
    told = anatomy.thresholds
    if told is None:
        return ""
    said = (
        f"One confidence for all classes is best at {words.decimals(told.shared, 2)} "
        f"({_plateau(told.plateau)} cost at most 1 %), with a mean F1 of "
        f"{words.decimals(told.f1, 3)}."
    )
    if told.gain >= 0.005:
        return (
            f"{said} A confidence for each class adds {words.decimals(100 * told.gain, 1)} points, "
            "measured on pictures that did not choose it."
        )
    return (
        f"{said} Confidences by class add nothing on pictures that did not choose them: keep one."
    )


def about_calibration(anatomy: Anatomy) -> str:
    """How far confidences can be taken as they are; empty where that is not told."""
    told = anatomy.calibration
    if told is None:
        return ""
    said = (
        f"The expected calibration error is {words.decimals(told.error, 3)}, over "
        f"{words.whole(told.number)} predictions from confidence {words.plain(FROM)} on."
    )
    if abs(told.bias) < 0.02:
        return f"{said} Confidences can be taken as they are, on the whole."
    lean = "less often" if told.bias > 0 else "more often"
    return (
        f"{said} On the whole predictions are right {lean} than their confidence says, by "
        f"{words.decimals(100 * abs(told.bias), 0)} points."
    )
