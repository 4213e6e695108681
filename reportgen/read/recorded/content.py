"""A validation picture by picture -> the content that `file.recorded_of` reads.

A recorder writes it beside a run; a report holds it, without copies of pictures, so that what is
read back is judged alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from reportgen.read.plot.axes import Floats
from reportgen.read.recorded.columns import STEPS, TYPES, angle_to_steps, pack, to_steps
from reportgen.read.recorded.model import Boxes, Recorded, Validated


class Shot(NamedTuple):
    """One picture as it was validated; coordinates in shares of its longer side."""

    path: str
    width: int
    height: int
    gain: float
    truth_classes: Floats
    truth: Floats
    """Shape (n, 4), or (n, 5) with angles."""
    classes: Floats
    boxes: Floats
    confidence: Floats
    pairs: tuple[Floats, Floats, Floats] | None
    """Labelled object, prediction, and their overlap; None where that of the boxes counts."""


def content_of(recorded: Recorded) -> dict[str, Any]:
    """What a reportgen-pictures.json would hold of it; the same numbers come back from it."""
    shots = list(map(_shot, recorded.pictures))
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
        "columns": packed(shots, turned=recorded.task == "obb"),
        "thumbnails": [],
    }


def packed(shots: Sequence[Shot], *, turned: bool, told: bool = True) -> dict[str, str]:
    """The columns of the file; without `told` none of overlaps."""
    sides = 5 if turned else 4
    columns: dict[str, Floats] = {
        **{name: _of_each(shots, name) for name in ("width", "height", "gain")},
        "truths": np.array([len(shot.truth) for shot in shots]),
        "predictions": np.array([len(shot.boxes) for shot in shots]),
        "pairs": np.array([len(shot.pairs[0]) if shot.pairs else 0 for shot in shots]),
        "truth_class": _joined(shots, "truth_classes"),
        "truth_box": _steps(_joined(shots, "truth", sides)),
        "class": _joined(shots, "classes"),
        "confidence": np.rint(_joined(shots, "confidence") * STEPS),
        "box": _steps(_joined(shots, "boxes", sides)),
        **(_pairs(shots) if told else {}),
    }
    return {name: pack(columns[name], kind) for name, kind in TYPES.items() if name in columns}


def _pairs(shots: Sequence[Shot]) -> dict[str, Floats]:
    """Which objects and predictions overlap, and by how much; empty where no picture tells it."""
    pairs = [shot.pairs for shot in shots if shot.pairs]
    if not pairs:
        return {}
    down, across, shared = (np.concatenate(column) for column in zip(*pairs, strict=True))
    share = np.rint(shared.clip(0, 1) * STEPS)
    return {"pair_truth": down, "pair_prediction": across, "pair_overlap": share}


def _of_each(shots: Sequence[Shot], name: str) -> Floats:
    return np.array([getattr(shot, name) for shot in shots])


def _joined(shots: Sequence[Shot], name: str, *sides: int) -> Floats:
    """What each picture has under a name, one after the other."""
    return np.concatenate([np.zeros((0, *sides)), *(getattr(shot, name) for shot in shots)])


def _steps(rows: Floats) -> Floats:
    """Boxes of all pictures, one coordinate after another: alike numbers pack better."""
    steps = np.c_[to_steps(rows[:, :4]), angle_to_steps(rows[:, 4:])]
    return np.asarray(steps.T.reshape(-1))


def _shot(picture: Validated) -> Shot:
    """The picture as a recorder took it."""
    told, pairs = picture.told_overlap, None
    if told is not None:
        down, across = np.nonzero(told)
        pairs = (down, across, told[down, across])
    return Shot(
        picture.name,
        picture.width,
        picture.height,
        picture.gain,
        picture.truth.classes,  # type: ignore[arg-type]
        _rows(picture.truth),
        picture.found.classes,  # type: ignore[arg-type]
        _rows(picture.found),
        picture.confidence,
        pairs,  # type: ignore[arg-type]
    )


def _rows(boxes: Boxes) -> Floats:
    """Edges; of turned boxes centre, width, height and angle, shape (n, 5)."""
    if boxes.turned is None:
        return boxes.edges
    corners = boxes.turned
    along, across = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 1]
    sides = np.hypot(*along.T), np.hypot(*across.T)
    angle = np.where(
        sides[0] > 0, np.arctan2(along[:, 1], along[:, 0]), np.arctan2(-across[:, 0], across[:, 1])
    )
    return np.asarray(np.c_[corners.mean(axis=1), *sides, angle])
