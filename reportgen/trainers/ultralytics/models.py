"""The families of models that Ultralytics trains: their sizes and depth."""

from __future__ import annotations

import re

SIZES = {
    "yolov5": "nsmlx",
    "yolov8": "nsmlx",
    "yolov9": "tsmce",
    "yolov10": "nsmblx",
    "yolo11": "nsmlx",
    "yolo12": "nsmlx",
    "yolo26": "nsmlx",
}
"""Letters of a family's models, the smallest first."""
LAYERS = {
    "yolov5": 25,
    "yolov8": 23,
    "yolov9": 23,
    "yolov10": 24,
    "yolo11": 24,
    "yolo12": 22,
    "yolo26": 24,
}
"""Layers that ``freeze`` counts, the head among them. Source: the models' public descriptions."""
CLASSIFIER_LAYERS = {"yolov8": 10, "yolo11": 11, "yolo12": 10, "yolo26": 11}
DEEPEST = 43
"""Layers of the deepest (yolov9e): more than that is all of any model."""
_PUBLISHED = re.compile(r"(?:yolov?\d+-?[a-z]u?|rtdetr-[lx])(-seg|-pose|-obb|-cls)?\.pt")
_TRAINED_ON = {
    "": r"coco(?:8|128)?(?:-seg)?\.yaml",
    "-seg": r"coco(?:8|128)?(?:-seg)?\.yaml",
    "-pose": r"coco8?-pose\.yaml",
    "-obb": r"dota(?:8|v1)\.yaml",
    "-cls": r"imagenet\d*",
}
"""By the ending of a model's name: what Ultralytics trained its weights on, or a part of that."""
_WITHOUT_MASKS = re.compile("yolov9[tsm].*-seg")
_MODEL = re.compile(r"(yolov?\d+)([a-z])(u?(?:-(?:seg|pose|obb|cls|sem|depth))?\.(?:pt|yaml))")


def larger_model(model: str | None) -> str | None:
    """The next larger model of a family: yolo11s-seg.pt for yolo11n-seg.pt; None: not known.

    YOLOv9 has masks only in its sizes c and e.
    """
    match = _MODEL.fullmatch(model or "")
    if match is None:
        return None
    family, letter, rest = match.groups()
    larger = SIZES.get(family, "").partition(letter)[2][:1]
    name = f"{family}{larger}{rest}"
    return name if larger and not _WITHOUT_MASKS.match(name) else None


def weights_of(architecture: str | None) -> str | None:
    """The published weights of an architecture: yolo11n-seg.pt; None for one that has none."""
    name = (architecture or "").replace("\\", "/").rsplit("/", 1)[-1]
    weights = f"{name.removesuffix('.yaml')}.pt"
    return weights if name.endswith(".yaml") and _MODEL.fullmatch(weights) else None


def is_published(model: str | None) -> bool:
    """Whether a file is called as the weights that Ultralytics publishes."""
    return _PUBLISHED.fullmatch((model or "").lower()) is not None


def knows(model: str | None, data: str | None) -> bool:
    """Whether published weights were trained on this very data set, or one that holds it."""
    match = _PUBLISHED.fullmatch((model or "").lower())
    return match is not None and bool(
        re.fullmatch(_TRAINED_ON[match[1] or ""], (data or "").lower())
    )


def is_new_to(model: str | None, data: str | None) -> bool:
    """Whether weights cannot have known the task: published ones, trained on other pictures."""
    return is_published(model) and not knows(model, data)


def layers(model: str | None) -> int:
    """How many layers a model has; those of the deepest for a model that is not known."""
    match = _MODEL.fullmatch(model or "")
    if match is None:
        return DEEPEST
    family, letter, rest = match.groups()
    if family == "yolov9" and letter == "e":
        return DEEPEST
    deep = CLASSIFIER_LAYERS if "-cls" in rest else LAYERS
    return deep.get(family, DEEPEST)
