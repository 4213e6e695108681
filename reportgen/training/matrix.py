"""The confusion matrix of the last validation, as [predicted, true]."""

from __future__ import annotations

from typing import Any

import numpy as np

from reportgen.read.exact.json import MAX_MATRIX, TASKS
from reportgen.read.plot.axes import Floats
from reportgen.training.parts import Absent, Version, array

COUNTS_ALL = (8, 4, 103)
"""From this version on the confusion matrix counts from ``args.conf`` on, before from 0.25 on."""
PLOT_CONFIDENCE = 0.25
TRANSPOSED_CLASSIFY = (8, 0, 119)
"""Before this version the matrix of a classification is [true, predicted]."""


def check_task(task: str | None) -> None:
    """Raises `Absent` for a task whose counts are not of objects or pictures."""
    if task not in TASKS:
        raise Absent("It is not of objects, or the task is not known.")


def confusion_of(validator: Any, version: Version | None, classes: int) -> dict[str, Any]:
    """Counts and the confidence they start from; raises `Absent` where there are none."""
    check_task(str(validator.args.task))
    matrix = getattr(validator.confusion_matrix, "matrix", None)
    if matrix is None:
        raise Absent("There is no confusion matrix for this task.")
    counts = array(matrix, (None, None), highest=np.inf)
    if not counts.sum():
        raise Absent("It was not counted, as with plots=False.")
    if validator.args.task == "classify":
        counts = _classification(counts, version, classes)
    fits = counts.shape in ((classes, classes), (classes + 1, classes + 1))
    for why, holds in {
        "It does not fit the class names.": not fits,
        f"It has more than {MAX_MATRIX - 1} classes.": len(counts) > MAX_MATRIX,
        "It does not hold whole numbers.": (counts != np.rint(counts)).any(),
    }.items():
        if holds:
            raise Absent(why)
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
