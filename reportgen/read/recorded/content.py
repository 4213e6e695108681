"""A validation picture by picture -> the content that `file.recorded_of` reads, without copies.

So that a report holds what it was judged by, and is judged alike when it is read back.
"""

from __future__ import annotations

from collections.abc import Sequence, Sized
from typing import Any

import numpy as np

from reportgen.read.plot.axes import Floats
from reportgen.read.recorded.columns import STEPS, TYPES, angle_to_steps, pack, to_steps
from reportgen.read.recorded.model import Boxes, Recorded, Validated


def content_of(recorded: Recorded) -> dict[str, Any]:
    """What a reportgen-pictures.json would hold of it; the same numbers come back from it."""
    columns = _columns(recorded.pictures)
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
            name: pack(columns[name], kind) for name, kind in TYPES.items() if name in columns
        },
        "thumbnails": [],
    }


def _columns(pictures: Sequence[Validated]) -> dict[str, Floats]:
    sizes = {
        name: np.array([getattr(picture, name) for picture in pictures], dtype=np.float64)
        for name in ("width", "height", "gain")
    }
    return {
        **sizes,
        **_objects([each.truth for each in pictures], "truths", "truth_class", "truth_box"),
        **_objects([each.found for each in pictures], "predictions", "class", "box"),
        "confidence": np.rint(_joined([picture.confidence for picture in pictures]) * STEPS),
        **_pairs([picture.told_overlap for picture in pictures]),
    }


def _objects(boxes: Sequence[Boxes], count: str, of_class: str, sides: str) -> dict[str, Floats]:
    """How many each picture has, the class of each and its box; by the names of the columns."""
    return {
        count: _lengths(boxes),
        of_class: _joined([each.classes for each in boxes]),
        sides: _steps(boxes),
    }


def _pairs(overlaps: Sequence[Floats | None]) -> dict[str, Floats]:
    """How many objects and predictions overlap in each picture; which, and by how much."""
    told = [np.zeros((0, 0)) if overlap is None else overlap for overlap in overlaps]
    places = list(map(np.nonzero, told))
    columns = {"pairs": _lengths([down for down, _ in places])}
    if all(overlap is None for overlap in overlaps):
        return columns
    shared = [overlap[at] for overlap, at in zip(told, places, strict=True)]
    return {
        **columns,
        "pair_truth": _joined([down for down, _ in places]),
        "pair_prediction": _joined([across for _, across in places]),
        "pair_overlap": np.rint(_joined(shared) * STEPS),
    }


def _lengths(columns: Sequence[Sized]) -> Floats:
    return np.array([len(column) for column in columns], dtype=np.float64)


def _joined(columns: Sequence[Any]) -> Floats:
    return np.concatenate([np.zeros(0), *columns])


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
