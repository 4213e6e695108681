"""One curve for a run, by which best.pt is kept; its best epoch, also among equals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from reportgen.facts.head_facts import HeadFacts
from reportgen.read.table.results import Series, known_of
from reportgen.trainers.form.fitness import Fitness

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
    with np.errstate(invalid="ignore"):  # inf and -inf together tell nothing: NaN
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
    if restarts or patience is None:
        return since_last
    possible = [done - tie for tie in ties if done - tie <= patience]
    if not possible or (restarts is None and patience not in possible):
        return since_last
    return possible[0]


def score_of(name: str, heads: Sequence[HeadFacts], headline_curve: Series | None) -> Series | None:
    """The mean mAP50-95 of the heads, 0 to 1; the main metric where no head tells one.

    `name` is the word for it. Ultralytics keeps best.pt by the sum of the heads, so one head
    alone would not do.
    """
    told = {h.head.key: h.map50_95_curve for h in heads if h.map50_95_curve is not None}
    curves = list(told.values()) or ([headline_curve] if headline_curve else [])
    if not curves:
        return None
    if len(told) > 1:
        name += f" (mean of {' and '.join(told)})"
    with np.errstate(invalid="ignore"):  # as above
        mean = np.mean([curve.values for curve in curves], axis=0)
    return Series(name, curves[0].epochs, mean)


def sum_of(name: str, losses: Mapping[str, Series] | None) -> Series | None:
    """The sum of losses; NaN where one of them is not told; None without any."""
    if not losses:
        return None
    parts = list(losses.values())
    with np.errstate(invalid="ignore"):  # as above
        total = np.sum([part.values for part in parts], axis=0)
    return Series(name, parts[0].epochs, total)
