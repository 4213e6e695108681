"""What curves and confusion matrix add to the answers of the guide's questions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reportgen.facts import Facts
from reportgen.figure.words import NBSP, listed
from reportgen.operating_point import PREDICT_DEFAULT, default_cost, operating_points
from reportgen.page.curve_points import NOT_WORTH_SAYING
from reportgen.page.rankings import share_cell
from reportgen.page.verdicts import stale_plots
from reportgen.rule import Finding, Verdict

WEAK = 0.5
"""Classes that are found and named right less often than this are named."""
MOST_NAMED = 4


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
    _, recall, precision = operating_points(told[-1].curves)
    if recall and precision:
        words.append(
            f"About {recall.confidence:.2f} misses less, {precision.confidence:.2f} gives fewer "
            "false alarms."
        )
    cost = default_cost(told[-1].curves)
    if cost and cost.share >= NOT_WORTH_SAYING:
        words.append(
            f"Predict's default of {PREDICT_DEFAULT} costs about {cost.share * 100:.0f}{NBSP}% of "
            "F1."
        )
    return " ".join(words)


def classes_answer(facts: Facts) -> str:
    """The classes that are found and named right least; empty when none is weak or told."""
    confusion = facts.confusion
    if confusion is None or len(confusion.names) < 2:
        return ""
    correct = confusion.correct
    weak = [int(index) for index in np.argsort(correct) if correct[index] < WEAK]
    named = [
        f"{confusion.names[index]} ({share_cell(correct[index], confusion).text})"
        for index in weak[:MOST_NAMED]
    ]
    if len(weak) > MOST_NAMED:
        named.append(f"{len(weak) - MOST_NAMED} more")
    return f"Found and named right least: {listed(named)}." if named else ""
