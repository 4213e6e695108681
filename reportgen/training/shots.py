"""One validated picture as it is recorded: its objects, predictions and overlaps."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from reportgen.read.plot.axes import Floats
from reportgen.read.recorded.content import Shot
from reportgen.training.parts import Absent

MOST_PREDICTIONS = 300
"""In one picture, the most confident."""
LOWEST_CONFIDENCE = 0.01
LEAST_OVERLAP = 0.05
"""Overlaps below this decide nothing: kinds of mistakes begin at 0.1."""
HEADS = {"detect": "box", "segment": "mask", "pose": "pose", "obb": "box"}
"""The head whose overlap is kept, by task."""
CALLS = {"detect": 1, "obb": 1, "segment": 2, "pose": 2}
"""How often a picture is matched: once for each head."""


def taken(validator: Any, preds: Any, batch: Any) -> list[Shot]:
    """The pictures of a batch with all their predictions, before the validator changes them."""
    by_picture = preds[0] if isinstance(preds, tuple) else preds
    turned = str(validator.args.task) == "obb"
    owner, classes = _numbers(batch["batch_idx"]).reshape(-1), _numbers(batch["cls"]).reshape(-1)
    boxes = _rows(batch["bboxes"], 5 if turned else 4)
    seen = tuple(int(side) for side in batch["img"].shape[2:])
    single = bool(getattr(validator.args, "single_cls", False))
    shots = []
    for index, prediction in enumerate(by_picture):
        own = owner == index
        found, confidence, predicted = _predicted(prediction, turned)
        height, width = (int(side) for side in batch["ori_shape"][index])
        place = _placing(batch, index, seen, (height, width))
        shots.append(
            Shot(
                path=str(batch["im_file"][index]),
                width=width,
                height=height,
                gain=place.gain,
                truth_classes=classes[own],
                truth=place(_true(boxes[own], seen, turned)),
                classes=predicted * (not single),
                boxes=place(found),
                confidence=confidence,
                pairs=None,
            )
        )
    return shots


def _predicted(prediction: Any, turned: bool) -> tuple[Floats, Floats, Floats]:
    """Boxes (n, 4 or 5), confidence and class of one picture's predictions."""
    if isinstance(prediction, dict):
        boxes = _rows(prediction["bboxes"], 5 if turned else 4)
        confidence, classes = (_numbers(prediction[key]) for key in ("conf", "cls"))
        return boxes[:, : 5 if turned else 4], confidence, classes
    rows = _rows(prediction, 7)
    boxes = np.c_[rows[:, :4], rows[:, -1]] if turned else rows[:, :4]
    return boxes, rows[:, 4], rows[:, 5]


def _true(boxes: Floats, seen: tuple[int, ...], turned: bool) -> Floats:
    """Labelled boxes in pixels of the letterboxed picture."""
    if not len(boxes):
        return np.zeros((0, 5 if turned else 4))
    scaled = boxes[:, :4] * np.array([seen[1], seen[0], seen[1], seen[0]])
    if turned:
        return np.asarray(np.c_[scaled, boxes[:, 4]])
    half = scaled[:, 2:] / 2
    return np.asarray(np.c_[scaled[:, :2] - half, scaled[:, :2] + half])


class _Placing(NamedTuple):
    """From pixels of the letterboxed picture to shares of the longer side of the file's."""

    gain: float
    left: float
    top: float
    longer: int

    def __call__(self, boxes: Floats) -> Floats:
        """Boxes as edges, or with angles: then as centre, width, height, angle."""
        ends = (0.0, 0.0) if boxes.shape[1] == 5 else (self.left, self.top)
        shifted = boxes[:, :4] - np.array([self.left, self.top, *ends])
        placed = shifted / (self.gain * self.longer)
        return np.asarray(np.c_[placed, boxes[:, 4:]])


def _placing(batch: Any, index: int, seen: tuple[int, ...], size: tuple[int, int]) -> _Placing:
    """How one picture was put into the square that the model sees."""
    told = batch.get("ratio_pad")
    if told is not None:
        (gain, *_), (left, top) = told[index]
        # Ultralytics rounds the margins as it pads, not as it tells them.
        return _Placing(float(gain), round(float(left) - 0.1), round(float(top) - 0.1), max(size))
    gain = min(seen[0] / size[0], seen[1] / size[1])
    left, top = ((seen[1 - i] - size[1 - i] * gain) / 2 for i in (0, 1))
    return _Placing(gain, round(left - 0.1), round(top - 0.1), max(size))


def told_overlaps(task: str, pictures: list[Shot], overlaps: list[Any]) -> list[Floats | None]:
    """The overlap of each picture that the last head was matched by; None: that of the boxes.

    Raises `Absent` when the validator did not match as often as it should have.
    """
    if task == "detect" or not overlaps:
        return [None] * len(pictures)
    calls, told, at = CALLS[task], [], 0
    for picture in pictures:
        if not (len(picture.truth) and len(picture.boxes)):
            told.append(np.zeros((len(picture.truth), len(picture.boxes))))
            continue
        shared = _numbers(overlaps[at + calls - 1]) if at + calls <= len(overlaps) else None
        if shared is None or shared.shape != (len(picture.truth), len(picture.boxes)):
            raise Absent("The overlaps of a batch do not fit its pictures.")
        told.append(shared)
        at += calls
    if at != len(overlaps):
        raise Absent("There are more overlaps in a batch than pictures.")
    return told  # type: ignore[return-value]


def trimmed(picture: Shot, shared: Floats | None) -> Shot:
    """The picture with its most confident predictions only, and the overlaps that count."""
    order = np.argsort(-picture.confidence, kind="stable")
    kept = order[picture.confidence[order] >= LOWEST_CONFIDENCE][:MOST_PREDICTIONS]
    pairs = None
    if shared is not None:
        few = shared[:, kept]
        down, across = np.nonzero(few >= LEAST_OVERLAP)
        pairs = (down, across, few[down, across])
    return picture._replace(
        classes=picture.classes[kept],
        boxes=picture.boxes[kept],
        confidence=picture.confidence[kept],
        pairs=pairs,  # type: ignore[arg-type]
    )


def _rows(value: Any, columns: int) -> Floats:
    """One row an object; of `columns` where there is none."""
    numbers = _numbers(value)
    return numbers.reshape(len(numbers), -1) if numbers.size else np.zeros((0, columns))


def _numbers(value: Any) -> Floats:
    """A tensor on any device, or a list, as an array of its own."""
    if hasattr(value, "detach"):
        value = value.detach().cpu()
        value = value.float().numpy() if hasattr(value, "float") else value
    return np.array(value, dtype=np.float64)
