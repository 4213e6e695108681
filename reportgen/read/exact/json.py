"""reportgen.json, a stranger's file -> the numbers of a validation."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from reportgen.read.bounded import Unreadable, read_text
from reportgen.read.earlier.json_fields import (
    Odd,
    count,
    counts,
    listed,
    load,
    mapping,
    number,
    number_if_any,
    odd,
    one_line,
    one_of,
    shares,
    texts,
)
from reportgen.read.exact import FILE_NAME, HEADS, KINDS, Exact, ExactHead, ExactMatrix
from reportgen.read.plot.axes import Floats
from reportgen.read.plot.curves import GRID, Kind
from reportgen.read.plot.image import Declined
from reportgen.read.plot.plots import ToldCurve
from reportgen.read.redact import redact
from reportgen.trainers.form.trainer import BEST_FILE

FORMAT = 1
"""Version of the file's format; a later one is declined."""
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
SPEEDS = ("preprocess", "inference", "loss", "postprocess")
WEIGHTS = (BEST_FILE, "last epoch")
TASKS = ("segment", "pose", "classify", "detect", "obb")
COLUMNS = ("precision", "recall", "f1", "mAP50", "mAP50-95")
_VERSION = re.compile(r"\d{1,4}(?:\.\d{1,4}){1,3}[\w.+-]{0,20}", re.ASCII)


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
        task=next((task for task in TASKS if task == top.get("task")), None),  # or a later one
        weights=one_of(top.get("weights"), WEIGHTS, "weights"),
        epochs=count(top.get("epochs"), "epochs"),
        names=names,
        images=count(top.get("images"), "images"),
        instances=_instances(top.get("instances"), len(names)),
        speed=_speed(top.get("speed")),
        heads=_heads(top.get("heads"), names),
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


def _heads(value: Any, names: Sequence[str]) -> dict[str, ExactHead]:
    heads = mapping(value, "heads")
    return {key: _head(key, heads[key], names) for key in HEADS if key in heads}


def _head(key: str, value: Any, names: Sequence[str]) -> ExactHead:
    place = f"heads.{key}"
    head = mapping(value, place)
    index = _class_index(head.get("class_index"), f"{place}.class_index", len(names))
    columns = {name: shares(head.get(name), f"{place}.{name}", len(index)) for name in COLUMNS}
    curves = mapping(head.get("curves"), f"{place}.curves")
    own = tuple(names[each] for each in index)
    return ExactHead(
        class_index=tuple(index),
        precision=columns["precision"],
        recall=columns["recall"],
        f1=columns["f1"],
        map50=columns["mAP50"],
        map50_95=columns["mAP50-95"],
        curves={
            kind: _curve(key, kind, curves[kind], own, columns["mAP50"])
            for kind in KINDS
            if kind in curves
        },
    )


def _class_index(value: Any, place: str, classes: int) -> list[int]:
    """Ascending indices of classes, one at least."""
    index = listed(value, place)
    inside = all(type(item) is int and 0 <= item < classes for item in index)
    return index if index and inside and index == sorted(set(index)) else odd(place)


def _curve(head: str, kind: Kind, value: Any, names: tuple[str, ...], map50: Floats) -> ToldCurve:
    place = f"heads.{head}.curves.{kind}"
    curve = mapping(value, place)
    at = number_if_any(curve.get("peak_confidence"), f"{place}.peak_confidence", 1)
    is_pr = kind == "PR"
    if (at is None) != is_pr:
        odd(f"{place}.peak_confidence")
    return ToldCurve(
        head=head,
        kind=kind,
        x=GRID,
        mean=shares(curve.get("mean"), f"{place}.mean", len(GRID)),
        # Rounded as Ultralytics does in the legend of the plot.
        value=round(number(curve.get("peak"), f"{place}.peak", 1), 3 if is_pr else 2),
        confidence=None if at is None else round(at, 3),
        names=names,
        classes=_rows(curve.get("classes"), f"{place}.classes", len(names)),
        class_values=tuple(map50.tolist()) if is_pr else None,
        drops=(),
        source=FILE_NAME,
        file=FILE_NAME,
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
    confidence = number_if_any(at, "confusion.confidence", 1)
    return ExactMatrix(np.array(checked, dtype=np.float64), confidence)


def _missing(value: Any) -> dict[str, str]:
    missing = mapping(value, "missing")
    if len(missing) > MAX_MISSING or not all(type(why) is str for why in missing.values()):
        odd("missing")
    return {
        redact(one_line(part, MAX_NAME)): redact(one_line(why, MAX_REASON))
        for part, why in missing.items()
    }
