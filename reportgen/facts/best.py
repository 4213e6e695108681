"""The epochs at which a training turns: the best, also among equals, and the end of mosaic."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reportgen.read.table.results import Series, known_of
from reportgen.trainers.fitness import Fitness

ROUNDED = 1e-5
"""What two values of results.csv, of five digits, may differ more or less in truth."""


def first_without_mosaic(planned: int, last: int) -> int:
    """The first of the `last` epochs, which are without mosaic; past the end where it stays on.

    Ultralytics switches it off in one certain epoch, which more than are `planned` never meets.
    """
    return max(1, planned - last + 1) if 0 < last <= planned else planned + 1


def fitness_of(
    heads: Sequence[tuple[Series | None, Series | None]], formula: Fitness
) -> Series | None:
    """The weighted mAP50 and mAP50-95 of every epoch, summed over the heads; None: not all told."""
    parts = [
        (series, weight)
        for head in heads
        for series, weight in zip(head, (formula.map50_weight, formula.map_weight), strict=True)
        if weight
    ]
    told = [(series, weight) for series, weight in parts if series is not None]
    if not told or len(told) < len(parts):
        return None
    total = sum(weight * series.values for series, weight in told)
    return Series("fitness", told[0][0].epochs, np.asarray(total))


def class_fitness(top1: Series | None, top5: Series | None, kept_by: str) -> Series | None:
    """What a classification is kept by: ``top1``, ``top5``, or their ``mean``."""
    if top1 is None or top5 is None or kept_by == "top1":
        return top1
    values = top5.values if kept_by == "top5" else (top1.values + top5.values) / 2
    return Series("fitness", top1.epochs, values)


def last_maximum(series: Series | None) -> int | None:
    """Epoch of the highest value; of equal ones the last, as a later tie overwrites best.pt."""
    ties = maxima(series)
    return ties[-1] if ties else None


def maxima(series: Series | None, within: float = 0.0) -> tuple[int, ...]:
    """Epochs of the highest value and of those `within` it; none where no value is above 0."""
    known = known_of(series)
    if not np.any(known.values > 0):
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
