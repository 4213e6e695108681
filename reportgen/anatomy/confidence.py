"""What a confidence is worth: whether it can be believed, and which one to predict with."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from reportgen.anatomy.interval import wilson
from reportgen.anatomy.kinds import RIGHT, Kinds
from reportgen.anatomy.precision import objects_by_class
from reportgen.anatomy.table import Table
from reportgen.read.plot.axes import Floats
from reportgen.read.recorded.model import Whole

BINS = 10
FROM = 0.1
"""Calibration is judged from here on: nobody uses the thousands of predictions below, and they
would decide the whole error."""
GRID = np.round(np.arange(0.01, 1.0, 0.01), 2)
"""The confidences that are tried; shape (99,)."""
NEARLY = 0.01
"""Share below the highest F1 that still is on the plateau."""
SMOOTH = 5
"""Places on either side over which F1 is averaged before its top is looked for, as Ultralytics
draws it: with few objects the curve is all spikes, and the highest is chance."""
FEW = 10
"""Objects below which a class gets no confidence of its own."""


class Bin(NamedTuple):
    """Predictions of about one confidence."""

    low: float
    high: float
    number: int
    confidence: float
    """Their mean."""
    right: float
    """Share of them that are right."""
    interval: tuple[float, float]
    """Wilson's, at 95 %, of `right`."""


class Calibration(NamedTuple):
    """Whether predictions of confidence 0.8 are right in 80 % of the cases."""

    bins: tuple[Bin, ...]
    """Without empty ones."""
    error: float
    """Expected calibration error: mean distance of confidence and share, weighted by predictions
    (Naeini, Cooper and Hauskrecht 2015; for detections Küppers et al. 2020)."""
    bias: float
    """Mean confidence less the share that is right: above 0 is too sure of itself."""
    number: int
    """Predictions from `FROM` on."""


def calibration(table: Table, kinds: Kinds) -> Calibration | None:
    """The calibration of the predictions from confidence `FROM` on; None without any."""
    used = table.confidence >= FROM
    confidence, right = table.confidence[used], kinds.kind[used] == RIGHT
    if not len(confidence):
        return None
    place = np.minimum((confidence * BINS).astype(int), BINS - 1)
    told = np.unique(place).tolist()
    bins = tuple(_bin(index, confidence[place == index], right[place == index]) for index in told)
    return Calibration(
        bins,
        sum(each.number / len(confidence) * abs(each.confidence - each.right) for each in bins),
        float(confidence.mean() - right.mean()),
        len(confidence),
    )


def _bin(index: int, confidence: Floats, right: Floats) -> Bin:
    count, share = len(confidence), float(right.mean())
    mean = float(confidence.mean())
    return Bin(index / BINS, (index + 1) / BINS, count, mean, share, wilson(share, count))


# --- the confidence to predict with --------------------------------------------------------------


class Best(NamedTuple):
    """The confidence of the highest F1 of one class."""

    name: str
    objects: int
    confidence: float
    plateau: tuple[float, float]
    """Confidences around it at which F1 is at most 1 % lower."""
    f1: float
    f1_shared: float
    """At the one confidence that serves all classes best."""


class Thresholds(NamedTuple):
    """One confidence for all classes against one for each."""

    shared: float
    """The confidence of the highest mean F1."""
    plateau: tuple[float, float]
    f1: float
    """Mean over the classes at `shared`."""
    classes: tuple[Best, ...]
    """Classes with `FEW` objects or more, as the names are numbered."""
    gain: float
    """What confidences by class add to the mean F1 in pictures they were not chosen on: each half
    of the pictures chooses for the other."""


def thresholds(table: Table, kinds: Kinds) -> Thresholds | None:
    """The best confidences; None where nothing is labelled or nothing is ever right."""
    objects = objects_by_class(table)
    told = np.flatnonzero(objects > 0)
    f1 = _smooth(f1_over_confidence(table, kinds, np.ones(table.pictures, bool))[told])
    mean = f1.mean(axis=0) if len(told) else np.zeros(len(GRID))
    if not mean.max(initial=0.0):
        return None
    at = _middle(mean)
    return Thresholds(
        shared=float(GRID[at]),
        plateau=_plateau(mean, at),
        f1=float(mean[at]),
        classes=tuple(
            _best(table.names[index], int(objects[index]), row, at)
            for index, row in zip(told.tolist(), f1, strict=True)
            if objects[index] >= FEW and row.max() > 0
        ),
        gain=_gain(table, kinds, told),
    )


def f1_over_confidence(
    table: Table, kinds: Kinds, pictures: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
) -> Floats:
    """F1 of each class over `GRID`, in some of the pictures; shape (classes, 99)."""
    classes = len(table.names)
    used = pictures[table.picture]
    right = (kinds.kind == RIGHT) & used
    objects = np.bincount(table.truth_class[pictures[table.truth_picture]], minlength=classes)
    rights = _at_least(table.classes[right], table.confidence[right], classes)
    all_found = _at_least(table.classes[used], table.confidence[used], classes)
    both = all_found + objects[:, None]
    return np.asarray(2 * rights / np.where(both > 0, both, 1))


def _at_least(classes: Whole, confidence: Floats, count: int) -> Floats:
    """Predictions of each class from each confidence of `GRID` on; shape (count, 99)."""
    place = np.searchsorted(GRID, confidence + 1e-9, side="right") - 1
    inside = place >= 0
    cells = np.zeros((count, len(GRID)))
    np.add.at(cells, (classes[inside], place[inside]), 1)
    return np.asarray(cells[:, ::-1].cumsum(axis=1)[:, ::-1])


def _smooth(rows: Floats) -> Floats:
    """Each row averaged over `SMOOTH` places on either side; ends go on by their own value."""
    if not len(rows):
        return rows
    padded = np.pad(rows, ((0, 0), (SMOOTH, SMOOTH)), mode="edge")
    sums = np.cumsum(np.pad(padded, ((0, 0), (1, 0))), axis=1)
    width = 2 * SMOOTH + 1
    return np.asarray((sums[:, width:] - sums[:, :-width]) / width)


def _best(name: str, objects: int, row: Floats, shared: int) -> Best:
    at = _middle(row)
    return Best(
        name, objects, float(GRID[at]), _plateau(row, at), float(row[at]), float(row[shared])
    )


def _middle(row: Floats) -> int:
    """The place in the middle of the longest stretch at the top: flat tops have no sharp peak."""
    top = np.flatnonzero(row >= row.max() - 1e-12)
    stretches = np.split(top, np.flatnonzero(np.diff(top) > 1) + 1)
    longest = max(stretches, key=len)
    return int(longest[(len(longest) - 1) // 2])


def _plateau(row: Floats, at: int) -> tuple[float, float]:
    """Ends of the unbroken stretch around a place that is at most `NEARLY` below the top."""
    low = high = at
    least = row[at] * (1 - NEARLY)
    while low > 0 and row[low - 1] >= least:
        low -= 1
    while high < len(row) - 1 and row[high + 1] >= least:
        high += 1
    return float(GRID[low]), float(GRID[high])


def _gain(table: Table, kinds: Kinds, told: Whole) -> float:
    """Mean F1 with confidences by class less that with one, both chosen on the other half."""
    even = np.arange(table.pictures) % 2 == 0
    halves = [f1_over_confidence(table, kinds, half)[told] for half in (even, ~even)]
    gains = []
    for choosing, shown in (halves, halves[::-1]):
        chosen = _smooth(choosing)
        shared = _middle(chosen.mean(axis=0))
        own = [_middle(row) if row.max() > 0 else shared for row in chosen]
        gains.append(float(np.mean(shown[np.arange(len(told)), own] - shown[:, shared])))
    return sum(gains) / 2
