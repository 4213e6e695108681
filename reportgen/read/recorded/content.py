"""A validation picture by picture -> the content that `file.recorded_of` reads, without copies.

So that a report holds what it was judged by, and is judged alike when it is read back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from reportgen.read.plot.axes import Floats
from reportgen.read.recorded.columns import STEPS, TYPES, angle_to_steps, pack, to_steps
from reportgen.read.recorded.model import Boxes, Recorded, Validated


def content_of(recorded: Recorded) -> dict[str, Any]:
    """What a reportgen-pictures.json would hold of it; the same numbers come back from it."""
    return {
        "task": recorded.task,
        "head": recorded.head,
        "names": list(recorded.names),
        "weights": recorded.weights,
        "epochs": recorded.epochs,
        "seen": recorded.seen,
        "lowest": recorded.lowest,
        "source": recorded.source,
        "notes": list(recorded.notes),
        "pictures": [picture.name for picture in recorded.pictures],
        "columns": {
            name: pack(values, TYPES[name]) for name, values in _columns(recorded.pictures).items()
        },
        "thumbnails": [],
    }


def _columns(pictures: Sequence[Validated]) -> dict[str, Floats]:
    told = [_pairs(picture) for picture in pictures]
    columns = {
        "width": _each([picture.width for picture in pictures]),
        "height": _each([picture.height for picture in pictures]),
        "gain": _each([picture.gain for picture in pictures]),
        "truths": _each([len(picture.truth) for picture in pictures]),
        "predictions": _each([len(picture.found) for picture in pictures]),
        "pairs": _each([len(pairs[0]) for pairs in told]),
        "truth_class": _joined([picture.truth.classes for picture in pictures]),
        "truth_box": _steps([picture.truth for picture in pictures]),
        "class": _joined([picture.found.classes for picture in pictures]),
        "confidence": np.rint(_joined([picture.confidence for picture in pictures]) * STEPS),
        "box": _steps([picture.found for picture in pictures]),
    }
    if any(picture.told_overlap is not None for picture in pictures):
        down, across, shared = (_joined(column) for column in zip(*told, strict=True))
        columns |= {"pair_truth": down, "pair_prediction": across}
        columns["pair_overlap"] = np.rint(shared * STEPS)
    return columns


def _each(values: Sequence[float]) -> Floats:
    return np.array(values, dtype=np.float64)


def _joined(columns: Sequence[Any]) -> Floats:
    return np.concatenate([np.zeros(0), *columns])


def _pairs(picture: Validated) -> tuple[Any, Any, Any]:
    """Which objects and predictions overlap, and by how much."""
    if picture.told_overlap is None:
        return (), (), ()
    down, across = np.nonzero(picture.told_overlap)
    return down, across, picture.told_overlap[down, across]


def _steps(boxes: Sequence[Boxes]) -> Floats:
    """All boxes, one coordinate after another."""
    if any(each.turned is not None for each in boxes):
        rows = np.concatenate([_turned_rows(each) for each in boxes])
        steps = np.c_[to_steps(rows[:, :4]), angle_to_steps(rows[:, 4])]
    else:
        steps = to_steps(np.concatenate([np.zeros((0, 4)), *(each.edges for each in boxes)]))
    return np.asarray(steps.T.reshape(-1))


def _turned_rows(boxes: Boxes) -> Floats:
    """Centre, width, height and angle of turned boxes; shape (n, 5)."""
    if boxes.turned is None:
        return np.zeros((0, 5))
    corners = boxes.turned
    along, across = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 1]
    sides = np.hypot(*along.T), np.hypot(*across.T)
    angle = np.where(
        sides[0] > 0, np.arctan2(along[:, 1], along[:, 0]), np.arctan2(-across[:, 0], across[:, 1])
    )
    return np.asarray(np.c_[corners.mean(axis=1), *sides, angle])
