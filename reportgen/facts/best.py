"""Which epoch scored best, where several are equal: for best.pt, and for early stopping."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reportgen.facts.fitness import Fitness
from reportgen.read.table.results import Series

ROUNDED = 1e-5
"""What two values of results.csv, of five digits, may differ more or less in truth."""


def last_maximum(series: Series | None) -> int | None:
    """Epoch of the highest value; of equal ones the last, as a later tie overwrites best.pt."""
    ties = maxima(series)
    return ties[-1] if ties else None


def maxima(series: Series | None, within: float = 0.0) -> tuple[int, ...]:
    """Epochs of the highest value and of those `within` it; none where no value is above 0."""
    known = series.known if series else None
    if known is None or not len(known) or not np.any(known.values > 0):
        return ()
    return tuple(map(int, known.epochs[known.values >= known.values.max() - within]))


def doubt(formula: Fitness, heads: int) -> float:
    """How far a fitness of rounded metrics may be from the true one, compared with another.

    A single metric keeps its order when it is rounded.
    """
    return 0.0 if heads <= 1 and not formula.map50_weight else ROUNDED * max(1, heads)


def epochs_without_gain(
    ties: Sequence[int], done: int, patience: int | None, restarts: bool | None
) -> int:
    """Epochs after the one that patience counts from, of those with the highest fitness.

    Where a tie does not restart patience (`restarts` False: the release compares with ``>``), that
    is the first of them; unless the training went on for longer than patience allows, which shows
    that it was none. Where the release is in doubt (None), the first counts if it explains an
    early stop. 0 without any tie.
    """
    if not ties:
        return 0
    since_last = done - ties[-1]
    if restarts or not patience or patience < 0:
        return since_last
    possible = [done - tie for tie in ties if done - tie <= patience]
    if not possible or (restarts is None and patience not in possible):
        return since_last
    return possible[0]
