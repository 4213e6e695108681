"""A trainer of Ultralytics at the end of its training -> the content of reportgen.json.

What is looked at, and how it differs between versions (seen in 8.0.50 to 8.4.190), with n classes
that have objects in the validation set, of N in all:

- ``trainer``: ``save_dir``, ``epoch`` (from 0), ``validator``.
- ``validator``: ``training`` (False when the last validation was that of best.pt), ``names``
  {index: name}, ``seen`` pictures, ``speed`` {stage: ms a picture}, ``args.task``, ``args.conf``,
  ``metrics``, ``confusion_matrix``; up to 8.3.1xx also ``stats`` and ``nt_per_class``.
- ``metrics``: ``box`` and ``seg`` or ``pose``; later ``nt_per_class``, (N,) objects.
- a head: ``ap_class_index`` (n,), ``p``, ``r``, ``f1`` (n,), ``all_ap`` (n, 10), from 8.0.197 on
  ``px`` (1000,), ``p_curve``, ``r_curve``, ``f1_curve`` (n, 1000) and ``prec_values`` (n, 1000),
  which up to 8.4.105 lacks the rows of classes that were never predicted. All are empty lists
  when no object was found, in older versions.
- ``confusion_matrix.matrix``: (N + 1, N + 1), for classification (N, N), [predicted, true]; all 0
  when it was not counted (``plots=False`` up to 8.2). For classification some 8.3 and 8.4 keep an
  empty background row and column.

A part that is missing or of another shape is left out, with the reason.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from reportgen import __version__
from reportgen.read.curves import GRID
from reportgen.read.exact import (
    FORMAT,
    MAX_CLASSES,
    MAX_CURVES,
    MAX_MATRIX,
    MAX_NAME,
    MAX_REASON,
    SPEEDS,
    TASKS,
)
from reportgen.read.plot_axes import Floats

T = TypeVar("T")
Version = tuple[int, ...]

HEADS = {"box": "box", "seg": "mask", "pose": "pose"}
"""Ultralytics' names of the heads, and reportgen's."""

STRONGER_SMOOTHING = (8, 3, 103)
"""From this version on the plotted mean is averaged over 101 of its 1000 points, before over 51."""
COUNTS_ALL = (8, 4, 103)
"""From this version on the confusion matrix counts from ``args.conf`` on, before from 0.25 on."""
PLOT_CONFIDENCE = 0.25
TRANSPOSED_CLASSIFY = (8, 0, 119)
"""Before this version the matrix of a classification is [true, predicted]."""
_DECIMALS = 6
_OVERSHOOT = 1e-6  # Ultralytics' own rounding errors beyond 0 and 1.


class Absent(Exception):
    """A part that the training does not tell; its text is the reason, one sentence."""


class Parts:
    """Takes parts one by one, and keeps the reason of each that is absent."""

    def __init__(self) -> None:
        """No part taken yet."""
        self.missing: dict[str, str] = {}

    def take(self, part: str, read: Callable[[], T]) -> T | None:
        """What `read` gives, or None with the reason kept under `part`."""
        try:
            return read()
        except Absent as reason:
            self.missing[part] = str(reason)
        except Exception as error:
            # Ultralytics changes; one part that is not as expected must not cost the others.
            text = " ".join(f"{type(error).__name__}: {error}".split())
            self.missing[part] = f"It is not as expected ({text})."[:MAX_REASON]
        return None


def describe(trainer: Any) -> dict[str, Any]:
    """The content of reportgen.json (see `reportgen.schema.json` for units and ranges).

    Raises AttributeError when `trainer` has no validator with metrics.
    """
    validator, parts = trainer.validator, Parts()
    metrics = validator.metrics
    version = ultralytics_version()
    names = parts.take("names", lambda: class_names(validator.names)) or []
    task = parts.take("task", lambda: str(validator.args.task))
    return {
        "format": FORMAT,
        "reportgen": __version__,
        "ultralytics": version,
        "task": task if task in TASKS else None,
        "weights": "last epoch" if validator.training else "best.pt",
        "epochs": parts.take("epochs", lambda: int(trainer.epoch) + 1),
        "names": names,
        "images": parts.take("images", lambda: _positive(getattr(validator, "seen", 0))),
        "instances": parts.take("instances", lambda: _instances(validator, len(names))),
        "speed": parts.take("speed", lambda: _speed(validator.speed)),
        "heads": _heads(validator, metrics, _numbers_of(version), len(names), parts),
        "confusion": parts.take(
            "confusion", lambda: _confusion(validator, _numbers_of(version), len(names))
        ),
        "missing": parts.missing,
    }


def ultralytics_version() -> str | None:
    """Version of the Ultralytics that runs in this process; None when it tells none."""
    version = getattr(sys.modules.get("ultralytics"), "__version__", None)
    found = re.match(r"\d+\.\d+\.\d+", version) if isinstance(version, str) else None
    return found.group() if found else None


def class_names(value: Any) -> list[str]:
    """Names in the order of their indices, from a list or a dict {index: name}.

    Raises `Absent` when there is not one for each index from 0 on.
    """
    pairs = dict(value) if hasattr(value, "keys") else dict(enumerate(value))
    if sorted(pairs) != list(range(len(pairs))) or len(pairs) > MAX_CLASSES:
        raise Absent("There is not one class name for each index.")
    return [str(pairs[index])[:MAX_NAME] for index in range(len(pairs))]


def smooth(values: Floats, version: Version | None) -> Floats:
    """The moving average that Ultralytics draws as the mean line; same shape (1000,).

    Ends are continued by their own value. Raises `Absent` when the version is not known, since
    the width depends on it.
    """
    if version is None:
        raise Absent("The version of Ultralytics is not known, and with it how it smooths.")
    tenth = 0.1 if version >= STRONGER_SMOOTHING else 0.05
    width = round(2 * tenth * len(values)) // 2 + 1
    weights = np.full(width, 1.0) / width
    padded = np.pad(values, width // 2, mode="edge")
    averaged: Floats = np.convolve(padded, weights, mode="valid")
    return averaged


def _numbers_of(version: str | None) -> Version | None:
    return tuple(int(part) for part in version.split(".")) if version else None


def _positive(value: Any) -> int:
    if not int(value) > 0:
        raise Absent("It was not counted.")
    return int(value)


def _instances(validator: Any, classes: int) -> list[int]:
    """Objects by class index; the counts moved from the validator to its metrics in 8.3."""
    for owner in (validator.metrics, validator):
        counts = getattr(owner, "nt_per_class", None)
        if counts is not None:
            return [int(count) for count in _array(counts, (classes,), highest=np.inf)]
    raise Absent("Objects are not counted for this task.")


def _speed(speed: Any) -> dict[str, float]:
    values = {stage: round(float(speed[stage]), _DECIMALS) for stage in SPEEDS}
    if not all(0 <= value < np.inf for value in values.values()) or not any(values.values()):
        raise Absent("No time was taken.")
    return values


def _heads(
    validator: Any, metrics: Any, version: Version | None, classes: int, parts: Parts
) -> dict[str, Any]:
    heads: dict[str, Any] = {}
    for attribute, key in HEADS.items():
        metric = getattr(metrics, attribute, None)
        if metric is None:
            continue
        head = parts.take(key, lambda m=metric: _head(validator, m, classes))  # type: ignore[misc]
        if head is not None:
            head["curves"] = _curves(metric, len(head["class_index"]), version, key, parts)
            heads[key] = head
    return heads


def _head(validator: Any, metric: Any, classes: int) -> dict[str, Any]:
    """The numbers of a head by class; its curves are still to come."""
    if not found_any(validator) or not len(metric.ap_class_index):
        raise Absent("No object was found in the validation.")
    index = [int(item) for item in metric.ap_class_index]
    if index != sorted(set(index)) or not 0 <= index[0] <= index[-1] < classes:
        raise Absent("Its classes do not fit the class names.")
    count = len(index)
    precisions = _array(metric.all_ap, (count, None))
    return {
        "class_index": index,
        "precision": _plain(_array(metric.p, (count,))),
        "recall": _plain(_array(metric.r, (count,))),
        "f1": _plain(_array(metric.f1, (count,))),
        "mAP50": _plain(precisions[:, 0]),
        "mAP50-95": _plain(precisions.mean(axis=1)),
    }


def found_any(validator: Any) -> bool:
    """Whether the last validation found any object at all.

    Where it did not, versions that keep ``stats`` leave the metrics of an earlier epoch in place.
    """
    stats = getattr(validator, "stats", None)
    if isinstance(stats, dict):
        hits = stats.get("tp", ())
    else:
        hits = [row[0] for row in stats or ()]
    return any(bool(hit.any()) for hit in hits) if stats else True


def _curves(
    metric: Any, count: int, version: Version | None, head: str, parts: Parts
) -> dict[str, Any]:
    if not hasattr(metric, "px"):
        parts.missing[f"{head}.curves"] = "Ultralytics keeps its curves from 8.0.197 on."
        return {}
    readers: dict[str, Callable[[], dict[str, Any]]] = {
        kind: lambda rows=rows: _confidence_curve(metric, rows, count, version)  # type: ignore[misc]
        for kind, rows in (("F1", "f1_curve"), ("P", "p_curve"), ("R", "r_curve"))
    }
    readers["PR"] = lambda: _recall_curve(metric, count)
    curves = {kind: parts.take(f"{head}.{kind}", read) for kind, read in readers.items()}
    return {kind: curve for kind, curve in curves.items() if curve is not None}


def _confidence_curve(
    metric: Any, attribute: str, count: int, version: Version | None
) -> dict[str, Any]:
    """F1, precision or recall over the confidence, with the peak that Ultralytics prints."""
    x = _array(metric.px, (None,))
    rows = _array(getattr(metric, attribute), (count, len(x)))
    mean = smooth(rows.mean(axis=0), version)
    peak = int(mean.argmax())
    return {
        "mean": _resampled(x, mean),
        "peak": min(float(mean[peak]), 1.0),
        "peak_confidence": float(x[peak]),
        "classes": None if count > MAX_CURVES else [_resampled(x, row) for row in rows],
    }


def _recall_curve(metric: Any, count: int) -> dict[str, Any]:
    """Precision over recall at IoU 0.5, with mAP50 as Ultralytics prints it."""
    x = _array(metric.px, (None,))
    rows = _array(metric.prec_values, (None, len(x)))
    predicted = _array(metric.p_curve, (count, len(x))).any(axis=1)
    return {
        "mean": _resampled(x, rows.mean(axis=0)),
        "peak": float(_array(metric.all_ap, (count, None))[:, 0].mean()),
        "peak_confidence": None,
        "classes": _by_class(x, rows, predicted) if count <= MAX_CURVES else None,
    }


def _by_class(x: Floats, rows: Floats, predicted: Any) -> list[list[float] | None] | None:
    """A row for each class: one for all, or for the predicted ones only; None where unclear.

    The precision of a class that was predicted is above 0 at the highest confidence, so a class
    without any is one that was not.
    """
    shown = predicted if len(rows) == predicted.sum() else np.ones_like(predicted)
    if len(rows) != shown.sum():
        return None
    remaining = iter(rows)
    return [_resampled(x, next(remaining)) if is_shown else None for is_shown in shown]


def _confusion(validator: Any, version: Version | None, classes: int) -> dict[str, Any]:
    matrix = getattr(validator.confusion_matrix, "matrix", None)
    if matrix is None:
        raise Absent("There is no confusion matrix for this task.")
    counts = _array(matrix, (None, None), highest=np.inf)
    if not counts.sum():
        raise Absent("It was not counted, as with plots=False.")
    if validator.args.task == "classify":
        counts = _classification(counts, version, classes)
    if counts.shape not in ((classes, classes), (classes + 1, classes + 1)):
        raise Absent("It does not fit the class names.")
    if len(counts) > MAX_MATRIX:
        raise Absent(f"It has more than {MAX_MATRIX - 1} classes.")
    if (counts != np.rint(counts)).any():
        raise Absent("It does not hold whole numbers.")
    return {
        "counts": counts.astype(np.int64).tolist(),
        "confidence": _counted_from(validator, version),
    }


def _classification(counts: Floats, version: Version | None, classes: int) -> Floats:
    """The matrix of a classification as [predicted, true], without background."""
    outside = counts.sum() - counts[:classes, :classes].sum()
    if version is None or outside:
        raise Absent("It holds what a classification has not.")
    inside = counts[:classes, :classes]
    return inside.T if version < TRANSPOSED_CLASSIFY else inside


def _counted_from(validator: Any, version: Version | None) -> float | None:
    """The confidence below which detections were not counted; None when it does not apply."""
    task, asked = str(validator.args.task), getattr(validator.args, "conf", None)
    if version is None or task == "classify":
        return None
    own = getattr(validator.confusion_matrix, "conf", None)
    if own is not None:
        return float(own)
    default = 0.01 if task == "obb" else 0.001
    if version < COUNTS_ALL:
        return PLOT_CONFIDENCE if asked in (None, default) else float(asked)
    return float(asked if asked is not None else default)


def _array(value: Any, shape: tuple[int | None, ...], highest: float = 1.0) -> Floats:
    """Numbers from 0 to `highest` in this shape (None: any length, but some).

    Raises `Absent` for anything else.
    """
    if hasattr(value, "cpu"):
        value = value.cpu()
    array = np.asarray(value, dtype=np.float64)
    fits = len(array.shape) == len(shape) and all(
        length == wanted or (wanted is None and length)
        for length, wanted in zip(array.shape, shape, strict=True)
    )
    if not fits:
        raise Absent(f"Its shape is {array.shape}.")
    if not (np.isfinite(array) & (array >= -_OVERSHOOT) & (array <= highest + _OVERSHOOT)).all():
        raise Absent("It holds numbers out of range.")
    clipped: Floats = np.clip(array, 0.0, highest)
    return clipped


def _resampled(x: Floats, values: Floats) -> list[float]:
    """Values at the 201 places of `GRID`, on the straight lines between those at `x`."""
    return _plain(np.clip(np.interp(GRID, x, values), 0.0, 1.0))


def _plain(values: Floats) -> list[float]:
    rounded: list[float] = np.round(values, _DECIMALS).tolist()
    return rounded
