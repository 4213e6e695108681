"""What curves and confusion matrix add to the answers of the guide's questions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reportgen.facts.operating_point import (
    PREDICT_DEFAULT,
    OperatingPoint,
    default_cost,
    operating_points,
)
from reportgen.facts.run_facts import Facts
from reportgen.figure.svg.words import NBSP, listed
from reportgen.page.evidence.curve_points import NOT_WORTH_SAYING
from reportgen.page.evidence.rankings import share_cell
from reportgen.page.run.verdicts import stale_plots
from reportgen.read.table.results import FloatArray
from reportgen.rule import Finding, Verdict

WEAK = 0.5
"""Classes that are found and named right less often than this are named."""
TRAILS = 0.2
"""Share by which a class trails the best one to be named, though it is not weak."""
MOST_NAMED = 4
APART = 0.05
"""Distance of the confidences of two aims from which on they are told as two."""
WIDE = 0.3
"""Width from which on a range of confidences as good as the best one is told."""


def answers(facts: Facts, findings: Sequence[Finding]) -> dict[str, str]:
    """Further sentences, by the first check of the question that they belong to."""
    saying = (Verdict.NOTE, Verdict.WARN, Verdict.FAIL)
    named = any(f.check == "weak-classes" and f.verdict in saying for f in findings)
    stale = stale_plots(findings) is not None
    confidence = [confidence_answer(facts), "The curves may be of another training." * stale]
    classes = [
        "" if named else classes_answer(facts),
        "The confusion matrix may be of another training." * stale,
    ]
    return {
        "best-confidence": " ".join(filter(None, confidence)),
        "weak-classes": " ".join(filter(None, classes)),
    }


def confidence_answer(facts: Facts) -> str:
    """Which confidence the other aims call for, and what predict's default costs."""
    words = []
    told = [head for head in facts.heads if operating_points(head.curves).balanced]
    if not told:
        return ""
    balanced, recall, precision = operating_points(told[-1].curves)
    if recall and precision and precision.confidence - recall.confidence >= APART:
        words.append(
            f"About {recall.confidence:.2f} misses less, {precision.confidence:.2f} gives fewer "
            "false alarms."
        )
    if balanced and (wide := _wide(balanced)):
        words.append(wide)
    cost = default_cost(told[-1].curves)
    if cost and cost.share >= NOT_WORTH_SAYING:
        words.append(
            f"Predict's default of {PREDICT_DEFAULT} costs about {cost.share * 100:.0f}{NBSP}% of "
            "F1."
        )
    return " ".join(words)


def _wide(point: OperatingPoint) -> str:
    """That the peak of F1 is a plateau, on which the printed confidence is no more than one place.

    One at its end is a bad choice: a little further, and F1 falls.
    """
    if point.nearly_best is None:
        return ""
    low, high = point.nearly_best
    if high - low < WIDE:
        return ""
    return f"From {low:.2f} to {high:.2f} F1 is all but the same; the middle is the safer choice."


def classes_answer(facts: Facts) -> str:
    """The classes that are found and named right least; empty when none is weak or told.

    Where none is weak, the one that trails the best by far is named.
    """
    confusion = facts.confusion
    if confusion is None or len(confusion.names) < 2:
        return ""
    weak = _least_found(confusion.correct)
    named = [
        f"{confusion.names[index]} ({share_cell(confusion.correct[index], confusion).text})"
        for index in weak[:MOST_NAMED]
    ]
    if len(weak) > MOST_NAMED:
        named.append(f"{len(weak) - MOST_NAMED} more")
    return f"Found and named right least: {listed(named)}." if named else ""


def _least_found(correct: FloatArray) -> list[int]:
    """Indices of the weak classes, the weakest first; else of one that trails the best by far."""
    order = [int(index) for index in np.argsort(correct) if np.isfinite(correct[index])]
    weak = [index for index in order if correct[index] < WEAK]
    trails = order and correct[order[0]] <= correct[order[-1]] - TRAILS
    return weak or (order[:1] if trails else [])
