"""What a resume throws back: epochs that say nothing about the course of a training."""

from __future__ import annotations

import numpy as np

from reportgen.facts.trend import median
from reportgen.read.table.results import Series

BEFORE = 5
"""Epochs before the resume whose median is the level to come back to."""
JUMP = 0.1
"""A validation loss that is higher by this share in the first epochs has been thrown back."""
BACK = 0.05
"""It has recovered once it is no higher than by this share."""


def setback(loss: Series | None, resumed: int) -> tuple[int, int] | None:
    """First and last epoch that a resume at epoch `resumed` threw the validation loss back for.

    None without a jump, and where the loss never comes back: that is no setback but how the
    training went on. Weights are restored by a resume, the running state of the optimizer often
    not, so that losses jump and recover.
    """
    if loss is None:
        return None
    before = loss.values[loss.epochs < resumed][-BEFORE:]
    after = loss.epochs >= resumed
    values, epochs = loss.values[after], loss.epochs[after]
    level = median(before[np.isfinite(before)])
    if not len(values) or not np.isfinite(level) or not values[0] > (1 + JUMP) * level:
        return None
    back = np.flatnonzero(values <= (1 + BACK) * level)
    return (resumed, int(epochs[back[0]]) - 1) if back.size else None
