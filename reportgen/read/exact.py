"""reportgen.json -> the true numbers behind a run's plots.

`reportgen.training` writes the file at the end of a training. Where it exists, it wins over what
is read from the pictures. It lies in a run folder, so it is a stranger's file all the same: its
size, types, lengths and ranges are checked, and whatever is odd declines the whole file with one
sentence. Its schema, with units and ranges, is `reportgen.schema.json` beside this module.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from reportgen import words
from reportgen.read.bounded import Unreadable, read_text
from reportgen.read.earlier.json_fields import (
    Odd,
    count,
    counts,
    listed,
    load,
    mapping,
    number,
    odd,
    one_line,
    one_of,
    shares,
    texts,
)
from reportgen.read.plot.axes import Floats
from reportgen.read.plot.curves import GRID, Kind
from reportgen.read.plot.image import Declined
from reportgen.read.plot.legend import Legend
from reportgen.read.redact import redact
from reportgen.trainers.trainer import BEST_FILE

__all__ = ["Declined", "Exact", "ExactCurve", "ExactHead", "ExactMatrix", "read_exact"]

FILE_NAME = "reportgen.json"
"""Name of the file in the run folder."""
FORMAT = 1
"""Version of the file's format; a later one is declined."""
SCHEMA_PATH = Path(__file__).with_name("reportgen.schema.json")

MAX_BYTES = 6 * 1024 * 1024
"""Largest file that is read: segmentation takes 1.2 MB with 80 classes, 4.5 MB with 300. One made
to take much memory takes 250 MB."""
MAX_CLASSES = 25_000
"""Most classes; ImageNet-21k has 21,841."""
MAX_NAME = 100
"""Longest class name, in characters."""
MAX_CURVES = 300
"""Most classes for which curves of their own are kept."""
MAX_MATRIX = 1_001
"""Most rows of a confusion matrix."""
MAX_REASON = 300
"""Longest reason why a part is missing, in characters."""
MAX_MISSING = 50
"""Most reasons why a part is missing."""
MAX_MILLISECONDS = 10**7
KINDS: tuple[Kind, ...] = ("F1", "P", "R", "PR")
HEADS = ("box", "mask", "pose")
SPEEDS = ("preprocess", "inference", "loss", "postprocess")
WEIGHTS = (BEST_FILE, "last epoch")
TASKS = ("segment", "pose", "classify", "detect", "obb")
COLUMNS = ("precision", "recall", "f1", "mAP50", "mAP50-95")

_VERSION = re.compile(r"\d{1,4}(?:\.\d{1,4}){1,3}[\w.+-]{0,20}", re.ASCII)


@dataclass(frozen=True, eq=False)
class ExactCurve:
    """One curve of one head; arrays along `x`, which has 201 places."""

    kind: Kind
    x: Floats
    """Confidence (F1, P, R) or recall (PR), 0..1 in steps of 0.005; shape (201,)."""
    mean: Floats
    """Mean over the classes as Ultralytics draws it (F1, P and R smoothed); 0..1, shape (201,)."""
    peak: float
    """Highest point of the mean (F1, P, R) or mAP50 (PR), not rounded; 0..1."""
    peak_confidence: float | None
    """Confidence of that point, not rounded; 0..1. None for PR."""
    classes: Floats | None
    """One row a class in the order of the head's `class_index`, not smoothed; NaN in the row of a
    class that was never predicted (PR before 8.4.106); shape (n, 201). None above 300 classes."""

    @property
    def legend(self) -> Legend:
        """What Ultralytics prints in the legend of the plot, rounded as there."""
        if self.peak_confidence is None:
            return Legend(float(f"{words.decimals(self.peak, 3)}"), None)
        return Legend(
            float(f"{words.decimals(self.peak, 2)}"),
            float(f"{words.decimals(self.peak_confidence, 3)}"),
        )


@dataclass(frozen=True, eq=False)
class ExactHead:
    """The numbers of one head; arrays hold one value for each class that the validation set has."""

    class_index: tuple[int, ...]
    """Index of each class in `Exact.names`; classes without an object in validation are absent."""
    precision: Floats
    """At the confidence of the highest mean F1; 0..1, shape (n,)."""
    recall: Floats
    """At the confidence of the highest mean F1; 0..1, shape (n,)."""
    f1: Floats
    """At the confidence of the highest mean F1; 0..1, shape (n,)."""
    map50: Floats
    """Average precision at IoU 0.5; 0..1, shape (n,)."""
    map50_95: Floats
    """Average precision, mean over IoU 0.5 to 0.95; 0..1, shape (n,)."""
    curves: Mapping[Kind, ExactCurve]
    """Curves by kind; without those that the version of Ultralytics does not keep."""


@dataclass(frozen=True, eq=False)
class ExactMatrix:
    """The confusion matrix as counted."""

    counts: Floats
    """[predicted, true], whole numbers; shape (n + 1, n + 1) with background last in both
    directions, or (n, n) for classification."""
    confidence: float | None
    """Detections below it were not counted: 0.25, from 8.4.103 on 0.001. None: not told."""


@dataclass(frozen=True, eq=False)
class Exact:
    """What the training callback wrote down. None or empty: not told, see `missing`."""

    ultralytics: str | None
    """Version of Ultralytics, such as ``8.4.190``."""
    task: str | None
    """``segment``, ``pose``, ``classify``, ``detect`` or ``obb``."""
    weights: str
    """Which weights were validated: ``best.pt``, or ``last epoch`` where none were saved."""
    epochs: int | None
    """Epochs trained, for comparison with the rows of results.csv."""
    names: tuple[str, ...]
    """Class names by class index."""
    images: int | None
    """Validation pictures."""
    instances: tuple[int, ...] | None
    """Objects in the validation set by class index."""
    speed: Mapping[str, float]
    """Milliseconds a picture: preprocess, inference, loss, postprocess; empty when not told."""
    heads: Mapping[str, ExactHead]
    """Numbers by head key (``box``, ``mask``, ``pose``); empty for classification."""
    confusion: ExactMatrix | None
    missing: Mapping[str, str]
    """Why a part is missing, one sentence by part, such as ``box.curves``."""


def read_exact(path: Path) -> Exact | Declined:
    """Read a reportgen.json; never raises on what the file holds."""
    try:
        return parse_exact(read_text(path, MAX_BYTES))
    except (Unreadable, Odd) as error:
        return Declined(f"{FILE_NAME} {error}.")
    except (ValueError, RecursionError):
        return Declined(f"{FILE_NAME} is damaged: it is not JSON.")


def parse_exact(text: str) -> Exact:
    """The numbers in the text of a reportgen.json; raises ValueError or `Odd` on any oddity."""
    top = mapping(load(text), "the whole")
    if type(top.get("format")) is not int or top["format"] != FORMAT:
        raise Odd("is of another format; update reportgen, or train again")
    return exact_of(top)


def exact_of(top: Mapping[str, Any]) -> Exact:
    """The numbers in the content of a reportgen.json, its format aside; raises `Odd`."""
    names = _names(top.get("names"))
    return Exact(
        ultralytics=_version(top.get("ultralytics")),
        task=one_of(top.get("task"), TASKS),
        weights=one_of(top.get("weights"), WEIGHTS) or odd("weights"),
        epochs=count(top.get("epochs"), "epochs"),
        names=names,
        images=count(top.get("images"), "images"),
        instances=_instances(top.get("instances"), len(names)),
        speed=_speed(top.get("speed")),
        heads=_heads(top.get("heads"), len(names)),
        confusion=_matrix(top.get("confusion"), len(names)),
        missing=_missing(top.get("missing")),
    )


def _names(value: Any) -> tuple[str, ...]:
    """Class names; not redacted, as a name that reads otherwise would be a wrong one."""
    return tuple(one_line(name, MAX_NAME) for name in texts(value, "names", MAX_CLASSES))


def _version(value: Any) -> str | None:
    if value is None:
        return None
    return value if type(value) is str and _VERSION.fullmatch(value) else odd("ultralytics")


def _instances(value: Any, classes: int) -> tuple[int, ...] | None:
    return None if value is None else tuple(counts(value, "instances", classes))


def _speed(value: Any) -> dict[str, float]:
    if value is None:
        return {}
    speed = mapping(value, "speed")
    return {key: number(speed.get(key), f"speed.{key}", MAX_MILLISECONDS) for key in SPEEDS}


def _heads(value: Any, classes: int) -> dict[str, ExactHead]:
    heads = mapping(value, "heads")
    return {key: _head(heads[key], f"heads.{key}", classes) for key in HEADS if key in heads}


def _head(value: Any, place: str, classes: int) -> ExactHead:
    head = mapping(value, place)
    index = _class_index(head.get("class_index"), f"{place}.class_index", classes)
    columns = {name: shares(head.get(name), f"{place}.{name}", len(index)) for name in COLUMNS}
    curves = mapping(head.get("curves"), f"{place}.curves")
    return ExactHead(
        class_index=tuple(index),
        precision=columns["precision"],
        recall=columns["recall"],
        f1=columns["f1"],
        map50=columns["mAP50"],
        map50_95=columns["mAP50-95"],
        curves={
            kind: _curve(kind, curves[kind], f"{place}.curves.{kind}", len(index))
            for kind in KINDS
            if kind in curves
        },
    )


def _class_index(value: Any, place: str, classes: int) -> list[int]:
    """Ascending indices of classes, one at least."""
    index = listed(value, place)
    inside = all(type(item) is int and 0 <= item < classes for item in index)
    return index if index and inside and index == sorted(set(index)) else odd(place)


def _curve(kind: Kind, value: Any, place: str, classes: int) -> ExactCurve:
    curve = mapping(value, place)
    at = curve.get("peak_confidence")
    if (at is None) != (kind == "PR"):
        odd(f"{place}.peak_confidence")
    return ExactCurve(
        kind=kind,
        x=GRID,
        mean=shares(curve.get("mean"), f"{place}.mean", len(GRID)),
        peak=number(curve.get("peak"), f"{place}.peak", 1),
        peak_confidence=None if at is None else number(at, f"{place}.peak_confidence", 1),
        classes=_rows(curve.get("classes"), f"{place}.classes", classes),
    )


def _rows(value: Any, place: str, classes: int) -> Floats | None:
    """One row a class, NaN where it is null; None when there are no rows at all."""
    if value is None:
        return None
    if classes > MAX_CURVES:
        odd(place)
    unseen = np.full(len(GRID), np.nan)
    rows = listed(value, place, classes)
    return np.stack([unseen if row is None else shares(row, place, len(GRID)) for row in rows])


def _matrix(value: Any, classes: int) -> ExactMatrix | None:
    if value is None:
        return None
    matrix = mapping(value, "confusion")
    rows = listed(matrix.get("counts"), "confusion.counts")
    if len(rows) not in (classes, classes + 1) or not 0 < len(rows) <= MAX_MATRIX:
        odd("confusion.counts")
    checked = [counts(row, "confusion.counts", len(rows)) for row in rows]
    at = matrix.get("confidence")
    confidence = None if at is None else number(at, "confusion.confidence", 1)
    return ExactMatrix(np.array(checked, dtype=np.float64), confidence)


def _missing(value: Any) -> dict[str, str]:
    missing = mapping(value, "missing")
    if len(missing) > MAX_MISSING or not all(type(why) is str for why in missing.values()):
        odd("missing")
    return {
        redact(one_line(part, MAX_NAME)): redact(one_line(why, MAX_REASON))
        for part, why in missing.items()
    }
