"""What others may ask of a finding without knowing which check says it: named once, here."""

from __future__ import annotations

from enum import StrEnum


class Measure(StrEnum):
    """Numbers of a finding that others than its check rely on; all others are named where taken."""

    CONFIDENCE = "confidence"
    """At which F1 is highest, in [0, 1]."""
    F1 = "F1"
    """The highest mean F1, in [0, 1]."""
    HIGHEST_MAP50 = "highest mAP50"
    """Told only where it was lost again."""
    WEAK_CLASSES = "weak classes"
    """How many there are."""


class Answers(StrEnum):
    """The question that a check answers, where others than the diagnosis ask it."""

    BEST_CONFIDENCE = "best confidence"
    GAINS_TO_COME = "gains to come"
    """Noted: more epochs would still have gained."""
    LEVELLED_OFF = "levelled off"
    """Noted: the metrics stopped rising early."""
    ONE_TRAINING = "one training"
    """Warned: what lies in the folder is not of one training."""
