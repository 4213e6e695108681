"""predictions.json and the labels of the validation set -> the validation, picture by picture.

Ultralytics writes the file with ``save_json=True``: a list of boxes in pixels of the picture, the
picture by the stem of its name (a number where it is one), the class from 0 or from 1 on, as the
release has it. Which of both is read off the labels. Outlines and keypoints are not read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from reportgen.read.bounded import Unreadable, read_text
from reportgen.read.dataset.class_names import names_of_data
from reportgen.read.dataset.labels import NONE, read_labels
from reportgen.read.dataset.likeness import MOST_PIXELS
from reportgen.read.dataset.picture import opened
from reportgen.read.dataset.places import NamedPictures, label_of
from reportgen.read.earlier.json_fields import load
from reportgen.read.plot.axes import Floats
from reportgen.read.plot.image import Declined
from reportgen.read.recorded.file import MAX_NAME, MAX_PICTURES
from reportgen.read.recorded.model import Boxes, Recorded, Validated, Whole, overlap
from reportgen.read.redact import one_line
from reportgen.tasks import Task

MAX_BYTES = 256 * 2**20
MOST_PREDICTIONS = 300
LOWEST_CONFIDENCE = 0.01
HALF = 0.5


class _Found(NamedTuple):
    """The predictions of one picture in its pixels."""

    categories: Whole
    boxes: Floats
    confidence: Floats


def read_predictions(
    path: Path, data: Path, split: str, size: float, task: Task | None
) -> Recorded | Declined:
    """The validation that the file tells; never raises on what it holds.

    `size` is the longer side of pictures as the model sees them, in pixels.
    """
    if task is not None and task.name == "obb":
        return Declined(f"{path.name} holds turned boxes, which are not read.")
    try:
        predictions = _predictions(load(read_text(path, MAX_BYTES)))
        names = names_of_data(data)
        named = NamedPictures(data)
    except Unreadable as error:
        return Declined(f"{path.name} {error}.")
    except (ValueError, RecursionError, KeyError, TypeError):
        return Declined(f"{path.name} holds no list of boxes.")
    pictures = named.pictures().get(split, [])
    if not any(_key(picture.stem) in predictions for picture in pictures):
        return Declined(f"No picture of {path.name} is in the validation set that --data names.")
    chosen = pictures[:: -(-len(pictures) // MAX_PICTURES)]
    told = (
        _picture(picture, predictions.get(_key(picture.stem)), len(names), named.keypoints, size)
        for picture in chosen
    )
    validated = list(filter(None, told))
    return Recorded(
        task=task.name if task else "detect",
        head="box",
        names=names,
        pictures=tuple(_numbered(validated, len(names))),
        seen=len(pictures),
        lowest=LOWEST_CONFIDENCE,
        source=path.name,
    )


def _key(stem: str) -> str:
    """How a picture is named: numbers lose their leading zeros."""
    return str(int(stem)) if stem.isascii() and stem.isdigit() else stem


def _predictions(content: Any) -> Mapping[str, _Found]:
    """Predictions by picture, the most confident first; raises on anything that is no such list."""
    rows: dict[str, list[tuple[float, ...]]] = {}
    if type(content) is not list:
        raise ValueError
    for item in content:
        left, top, width, height = map(float, item["bbox"])
        row = (float(item["score"]), int(item["category_id"]), left, top, width, height)
        if not all(map(np.isfinite, row)) or row[0] < LOWEST_CONFIDENCE:
            continue
        rows.setdefault(_key(str(item["image_id"])), []).append(row)
    return {key: _found(found) for key, found in rows.items()}


def _found(rows: Sequence[tuple[float, ...]]) -> _Found:
    told = np.array(sorted(rows, key=lambda row: -row[0])[:MOST_PREDICTIONS])
    boxes = np.c_[told[:, 2:4], told[:, 2:4] + told[:, 4:6]]
    return _Found(told[:, 1].astype(np.int64), boxes, told[:, 0].clip(0, 1))


def _picture(
    path: Path, found: _Found | None, classes: int, keypoints: bool, size: float
) -> Validated | None:
    """One picture; None where it cannot be opened. Its predictions still have their categories."""
    try:
        with opened(path) as image:
            width, height = image.size
    except Exception:  # Pillow raises all sorts of errors on damaged pictures.
        return None
    if width * height > MOST_PIXELS:
        return None
    longer = max(width, height)
    labels = read_labels(label_of(path), classes, keypoints=keypoints) or NONE
    scale = np.array([width, height, width, height]) / longer
    inside = labels.classes < classes
    found = found or _Found(np.zeros(0, np.int64), np.zeros((0, 4)), np.zeros(0))
    return Validated(
        name=one_line(path.name, MAX_NAME),
        width=width,
        height=height,
        gain=size / longer,
        truth=Boxes(labels.classes[inside], labels.boxes[inside] * scale),
        found=Boxes(found.categories, found.boxes / longer),
        confidence=found.confidence,
    )


def _numbered(pictures: Sequence[Validated], classes: int) -> list[Validated]:
    """The pictures with their predictions' categories as indices of class names."""
    told = np.concatenate([np.zeros(0, np.int64), *(p.found.classes for p in pictures)])
    begins_at_one = len(told) > 0 and told.min() > 0
    fits_better = begins_at_one and (
        told.max() >= classes or _agreeing(pictures, 1) > _agreeing(pictures, 0)
    )
    return [_shifted(picture, int(fits_better), classes) for picture in pictures]


def _shifted(picture: Validated, shift: int, classes: int) -> Validated:
    kinds = picture.found.classes - shift
    known = (kinds >= 0) & (kinds < classes)
    found = Boxes(kinds[known], picture.found.edges[known])
    return replace(picture, found=found, confidence=picture.confidence[known])


def _agreeing(pictures: Sequence[Validated], shift: int) -> int:
    """Predictions that fit an object of their class when categories are shifted."""
    return sum(
        int(
            (
                (overlap(p.truth.edges, p.found.edges) >= HALF)
                & (p.truth.classes[:, None] == p.found.classes[None] - shift)
            ).sum()
        )
        for p in pictures
    )
