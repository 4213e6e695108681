"""What the confusion matrix hints at: objects missed, and predictions that are false alarms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reportgen.facts.run_facts import Facts


@dataclass(frozen=True)
class Mistakes:
    """Shares of 0 to 1 at the confidence that the matrix counts from; None: not told."""

    missed: float | None
    """Of the objects, those that nothing was predicted for."""
    false_alarms: float | None
    """Of the predictions, those where there was no object."""


def mistakes(facts: Facts) -> Mistakes:
    """Missed objects and false alarms of a run, over all classes.

    Without counts the missed share is the mean over the classes, and false alarms are not told.
    """
    matrix = facts.confusion
    if matrix is None or not matrix.has_background:
        return Mistakes(None, None)
    if matrix.counts is None or np.isnan(matrix.counts).any():
        seen = matrix.seen > 0
        missed = matrix.normalized[-1, :-1][seen]
        told = missed.size > 0 and not np.isnan(missed).any()
        return Mistakes(float(missed.mean()) if told else None, None)
    counts = matrix.counts
    objects, predictions = counts[:, :-1].sum(), counts[:-1].sum()
    return Mistakes(
        float(counts[-1, :-1].sum() / objects) if objects else None,
        float(counts[:-1, -1].sum() / predictions) if predictions else None,
    )
