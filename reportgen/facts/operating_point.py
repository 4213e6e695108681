"""Curves of a head -> the confidences worth predicting with, and what to expect there.

Curves are those of `reportgen.read.plot.plots.ToldCurve`: means over the classes on a grid of
confidences, NaN where not told. Read from a picture, a value is about 0.002 off, and Ultralytics
draws F1, precision and recall smoothed over the confidence (since 8.3.103 twice as widely), so a
confidence that is worked out here is no sharper than about 0.02. The best balance alone is not
worked out: its confidence is the one that the legend of the F1 curve prints.

Ultralytics' F1 is the mean of the classes' F1. F2 and F0.5 are means over the classes, too, where
their precision and recall are told; pictures tell only the means of these, whose F-beta comes
close where classes are alike. Where it does not (`ALIKE`), it is not told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from reportgen.read.evidence import PICTURE
from reportgen.read.plot.plots import ToldCurve
from reportgen.read.table.results import FloatArray

PREDICT_DEFAULT = 0.25
"""Confidence that ``yolo predict`` uses unless told otherwise."""
RECALL_BETA = 2.0
"""F2: recall counts twice as much as precision."""
PRECISION_BETA = 0.5
"""F0.5: precision counts twice as much as recall."""
LEAST_PEAK = 0.005
"""Highest F1 below which nothing is found at any confidence: it prints as 0.00."""
NEARLY_BEST = 0.01
"""Share below the highest value that still counts as being at the top."""
ALIKE = 1.25
"""Most that the F1 of the mean precision and recall may exceed the mean F1. Up to there, on runs
whose true numbers are known, following the means cost under 2 % of the true F-beta; beyond, up to
19 %."""
SMOOTHING = 21
"""Places of the 201 (a tenth of them) over which means are smoothed, as Ultralytics draws them."""
LEAST_BEND = 0.15
"""Least height of a knee above the straight line, as a share of the whole rise."""
MAY_RISE = 0.02
"""How much higher than its ends a line may be where it is hidden."""
LEAST_RATIO = 3.0
"""A knee is sharp when the curve is at least this many times steeper before it than after it."""


@dataclass(frozen=True)
class OperatingPoint:
    """A confidence to predict with, and what a head does there; None: not told."""

    confidence: float
    """0 to 1."""
    precision: float | None
    recall: float | None
    f1: float | None
    """Mean over the classes, as the F1 curve has it."""
    nearly_best: tuple[float, float] | None
    """Confidences around it at which its score is at most 1 % lower, from and to."""


class OperatingPoints(NamedTuple):
    """The confidences that three aims call for; None where the curves needed are not told."""

    balanced: OperatingPoint | None
    """Highest F1, as the legend of its curve prints it."""
    favour_recall: OperatingPoint | None
    """Highest F2: few objects missed, at the price of false alarms."""
    favour_precision: OperatingPoint | None
    """Highest F0.5: few false alarms, at the price of missed objects."""


class DefaultCost(NamedTuple):
    """What the default confidence costs against the best one."""

    f1: float
    """F1 at the default confidence."""
    best: float
    """Highest F1, as the legend prints it."""
    share: float
    """How much of the best is lost, 0 to 1, by the curve alone."""


def f_beta(precision: FloatArray, recall: FloatArray, beta: float) -> FloatArray:
    """The F-beta score of each pair; shape of the arguments, NaN where either is NaN.

    ``(1 + beta²)·P·R / (beta²·P + R)``; 0 where both are 0.
    """
    weight = beta * beta
    below = weight * precision + recall
    safe = np.where(below > 0, below, 1.0)
    score: FloatArray = (1 + weight) * precision * recall / safe
    return np.where(np.isnan(below), np.nan, score)


def value_at(curve: ToldCurve | None, confidence: float) -> float | None:
    """Mean of a curve at a confidence, between two grid places that are told; else None."""
    if curve is None or not curve.x[0] <= confidence <= curve.x[-1]:
        return None
    right = int(np.clip(np.searchsorted(curve.x, confidence), 1, len(curve.x) - 1))
    ends = slice(right - 1, right + 1)
    value = float(np.interp(confidence, curve.x[ends], curve.mean[ends]))
    return value if np.isfinite(value) else None


def within(curve: ToldCurve, share: float) -> tuple[float, float] | None:
    """Confidences around the legend's at which the mean is at most `share` below its highest.

    The range ends where the curve falls lower or is not told. None without a legend or values.
    """
    if curve.confidence is None or curve.value < LEAST_PEAK:
        return None
    start = int(np.argmin(np.abs(curve.x - curve.confidence)))
    return _range(curve.x, curve.mean, share, start)


def operating_points(curves: Mapping[str, ToldCurve]) -> OperatingPoints:
    """The operating points of one head; `curves` by kind: F1, P, R."""
    balanced = _balanced(curves)
    recall = _favouring(curves, RECALL_BETA)
    precision = _favouring(curves, PRECISION_BETA)
    return OperatingPoints(
        balanced,
        _beside(balanced, recall, curves) if recall and balanced else recall,
        _beside(balanced, precision, curves, above=True) if precision and balanced else precision,
    )


def point_at(curves: Mapping[str, ToldCurve], confidence: float) -> OperatingPoint:
    """What a head does at any confidence."""
    precision, recall, f1 = (value_at(curves.get(kind), confidence) for kind in ("P", "R", "F1"))
    return OperatingPoint(confidence, precision, recall, f1, None)


def default_cost(curves: Mapping[str, ToldCurve]) -> DefaultCost | None:
    """What predicting with the default confidence costs in F1; None when that is not told."""
    curve = curves.get("F1")
    usual = value_at(curve, PREDICT_DEFAULT)
    if curve is None or usual is None:
        return None
    best = float(np.nanmax(curve.mean))
    return DefaultCost(usual, curve.value, max(0.0, (best - usual) / best)) if best > 0 else None


def precision_knee(curve: ToldCurve) -> float | None:
    """The confidence below which precision drops sharply; None where the curve has no such place.

    The place of the precision curve that lies highest above the straight line from its start to
    its top ("kneedle", Satopaa et al. 2011). It counts as a knee from `LEAST_BEND` of the rise on,
    and where the curve is `LEAST_RATIO` times steeper below it than above it.
    """
    told = np.isfinite(curve.mean) & (curve.x > 0)
    x, y = curve.x[told], curve.mean[told]
    top = int(np.argmax(y)) if len(y) else 0
    x, y = x[: top + 1], y[: top + 1]
    if len(x) < 3 or y[-1] - y[0] <= 0:
        return None
    rise, run = y[-1] - y[0], x[-1] - x[0]
    height = (y - y[0]) / rise - (x - x[0]) / run
    knee = int(np.argmax(height))
    if height[knee] < LEAST_BEND:
        return None
    before = (y[knee] - y[0]) / (x[knee] - x[0])
    after = (y[-1] - y[knee]) / (x[-1] - x[knee])
    return float(x[knee]) if before >= LEAST_RATIO * after else None


def _balanced(curves: Mapping[str, ToldCurve]) -> OperatingPoint | None:
    """The peak of F1 as the legend prints it."""
    curve = curves.get("F1")
    if curve is None or curve.confidence is None or curve.value < LEAST_PEAK:
        return None
    point = point_at(curves, curve.confidence)
    if curve.source == PICTURE:
        point = replace(point, f1=curve.value)
    return replace(point, nearly_best=within(curve, NEARLY_BEST))


def precision_and_recall(curves: Mapping[str, ToldCurve]) -> tuple[ToldCurve, ToldCurve] | None:
    """Both curves at the same confidences; None where that is not told."""
    precision, recall = curves.get("P"), curves.get("R")
    if precision is None or recall is None or not np.array_equal(precision.x, recall.x):
        return None
    return precision, recall


def _favouring(curves: Mapping[str, ToldCurve], beta: float) -> OperatingPoint | None:
    """The highest mean F-beta above confidence 0."""
    both = precision_and_recall(curves)
    if both is None:
        return None
    precision, recall = both
    score = _class_score(precision, recall, beta)
    if score is None and _alike(precision, recall, curves.get("F1")):
        score = f_beta(precision.mean, recall.mean, beta)
    if score is None:
        return None
    score = np.where(precision.x > 0, score, np.nan)
    if not np.any(score > 0):
        return None
    best = int(np.nanargmax(score))
    point = point_at(curves, float(precision.x[best]))
    return replace(point, nearly_best=_range(precision.x, score, NEARLY_BEST, best))


def _beside(
    balanced: OperatingPoint,
    point: OperatingPoint,
    curves: Mapping[str, ToldCurve],
    *,
    above: bool = False,
) -> OperatingPoint:
    """`point`, or the balanced one where it is as good: on flat tops the highest place wanders."""
    astray = (point.confidence < balanced.confidence) is above
    near = point.nearly_best
    if not astray or near is None or not near[0] <= balanced.confidence <= near[1]:
        return point
    return replace(point_at(curves, balanced.confidence), nearly_best=point.nearly_best)


def _class_score(precision: ToldCurve, recall: ToldCurve, beta: float) -> FloatArray | None:
    """Mean of the classes' F-beta, smoothed; None unless every class is told throughout."""
    rows = precision.classes, recall.classes
    if rows[0] is None or rows[1] is None or rows[0].shape != rows[1].shape:
        return None
    score = f_beta(rows[0], rows[1], beta)
    if not score.size or np.isnan(score).any():
        return None
    half = SMOOTHING // 2
    padded = np.pad(score.mean(axis=0), half, mode="edge")
    smooth: FloatArray = np.convolve(padded, np.full(SMOOTHING, 1 / SMOOTHING), "valid")
    return smooth


def _alike(precision: ToldCurve, recall: ToldCurve, f1: ToldCurve | None) -> bool:
    """Whether the classes are so alike that their means stand for them."""
    of_means = f_beta(precision.mean, recall.mean, 1.0)
    if f1 is None or not np.any(f1.mean > 0) or not np.any(of_means > 0):
        return False
    return bool(np.nanmax(of_means) <= ALIKE * np.nanmax(f1.mean))


def _range(
    x: FloatArray, values: FloatArray, share: float, start: int
) -> tuple[float, float] | None:
    """Ends of the unbroken stretch around `start` that reaches the highest value but `share`."""
    if not np.any(np.isfinite(values)):
        return None
    least = (1 - share) * np.nanmax(values)
    low = high = start
    while low > 0 and values[low - 1] >= least:
        low -= 1
    while high < len(values) - 1 and values[high + 1] >= least:
        high += 1
    return float(x[low]), float(x[high])


def _may_hide(row: FloatArray, told: NDArray[np.intp], peak: float) -> bool:
    """Whether a gap between two told places, or one and the edge, may hide a higher value."""
    edges = np.concatenate(([-1], told, [len(row)]))
    for left, right in pairwise(edges.tolist()):
        ends = [row[place] for place in (left, right) if 0 <= place < len(row)]
        if right - left > 1 and max(ends) + MAY_RISE > peak:
            return True
    return False


def class_peak(curve: ToldCurve, index: int) -> tuple[float, float] | None:
    """The highest value of one class and its confidence; None where a gap may hide a higher one.

    Class lines are not smoothed, so a confidence on a flat top is no sharper than the top is wide.
    """
    if curve.classes is None:
        return None
    row = curve.classes[index]
    told = np.flatnonzero(np.isfinite(row))
    if not len(told):
        return None
    peak = int(told[np.argmax(row[told])])
    if _may_hide(row, told, float(row[peak])):
        return None
    beside = row[max(0, peak - 1) : peak + 2]
    if row[peak] - beside.min() > MAY_RISE / 2:
        return None  # a spike, whose tip lies between the places of the grid
    return float(row[peak]), float(curve.x[peak])
