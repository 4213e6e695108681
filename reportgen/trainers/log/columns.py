"""Canonical names of losses and metrics, whatever a trainer or its user calls them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from reportgen.trainers.yolov5 import COLUMNS

LONGEST_NAME = 100
_PARTS = re.compile(r"([_/.\s-]+)")
_VALIDATION = frozenset(("val", "valid", "validation", "eval", "dev"))
_TEST = frozenset(("test", "testing"))
_TRAINING = frozenset(("train", "training"))
_LOSS = re.compile(r"(?:^|[_/. -])loss|loss(?:$|[_/. -])|loss$", re.IGNORECASE)
_RATE = re.compile(r"(?:^|[_/-])(?:lr|learning_rate)(?:$|[_/-])|^lr-", re.IGNORECASE)
_ULTRALYTICS = re.compile(
    r"metrics/(?:mAP50(?:-95)?|precision|recall)\([BMP]\)"
    r"|metrics/(?:accuracy_top[15]|mIoU|pixel_acc)|lr/pg\d"
)
_ACCURACY = re.compile(
    r"(?:top1)?(?:sparse|binary|multiclass|multilabel)?(?:categorical)?acc(?:uracy)?(?:top1)?"
)
_TOP_5 = re.compile(r"(?:top[5k](?:sparse)?(?:categorical)?acc(?:uracy)?|(?:acc(?:uracy)?)?top5)")
_MEAN_IOU = re.compile(r"(?:updated)?(?:mean|m)(?:iou|jaccard)|mioumetric|jaccardindex")
_OF_PIXELS = re.compile(r"iou|dice|jaccard|aacc|overallaccuracy|pixelacc")
_PIXELS_RIGHT = re.compile(r"aacc|(?:overall|pixel|global)acc(?:uracy)?")
_SCORES_OF_PIXELS = {
    _MEAN_IOU: "metrics/mIoU",
    _ACCURACY: "metrics/pixel_acc",
    _PIXELS_RIGHT: "metrics/pixel_acc",
}
_SCORES_OF_PICTURES = {
    _MEAN_IOU: "metrics/mIoU",
    _ACCURACY: "metrics/accuracy_top1",
    _TOP_5: "metrics/accuracy_top5",
}
_NO_METRIC = frozenset(
    ("hpmetric", "epoch", "step", "iter", "iteration", "time", "runtime", "etaseconds", "datatime",
     "rankdatatime", "inferencetime")
)  # fmt: skip
_INNER = ("rpn/", "roi_head/", "fast_rcnn/", "mask_rcnn/")
"""What Detectron2 tells of the insides of a model in training."""
_PRECISIONS = {
    "map": "mAP50-95",
    "ap": "mAP50-95",
    "map5095": "mAP50-95",
    "map05095": "mAP50-95",
    "map050095": "mAP50-95",
    "cocoap5095": "mAP50-95",
    "cocoap50": "mAP50",
    "map50": "mAP50",
    "map05": "mAP50",
    "map050": "mAP50",
    "ap50": "mAP50",
}
"""Average precision without its punctuation, as torchmetrics, RF-DETR and YOLO forks write it."""
_OF_BOXES = frozenset(_PRECISIONS) - {"map", "ap"}
"""Such as name an overlap: a lone mAP may be of retrieval."""
_BESIDE = {name: name for name in ("precision", "recall")}
"""At the confidence of the best F1; SuperGradients' ``Precision@0.50`` is at one of 0.1 or so, of
mostly false alarms, and keeps its own name."""
_HEADS = {"bbox": "B", "segm": "M", "keypoints": "P"}


def squeezed(name: str) -> str:
    """Letters and digits only, in lower case: ``mAP_0.5:0.95`` is ``map05095``."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def sided(name: str) -> tuple[str, str]:
    """Whose a value is, and its name without that: ``total_val_loss`` is of val, total_loss.

    The side is ``train``, ``val``, ``test``, or empty where the name tells none.
    """
    if name.startswith("metrics/"):
        return "val", name
    parts = _PARTS.split(name)
    for side, known in (("val", _VALIDATION), ("test", _TEST), ("train", _TRAINING)):
        for place in range(0, len(parts), 2):
            if parts[place].lower() in known:
                # Its separator goes with it: the one behind, or at the end the one before.
                first = place if place + 1 < len(parts) else max(place - 1, 0)
                rest = parts[:first] + parts[first + 2 :]
                return side, "".join(rest) or name
    return "", name


def of_coco(name: str) -> str | None:
    """``bbox/AP50``, ``coco/bbox_mAP_50`` and their kin by canonical name; None: another."""
    # A prefix names the data set, where there are several.
    plain = name.split("/")[-1] if "_mAP" in name else "_".join(name.split("/")[-2:])
    head, _, kind = plain.partition("_")
    known = _PRECISIONS.get(squeezed(kind)) if head in _HEADS and "-" not in kind else None
    return f"metrics/{known}({_HEADS[head]})" if known else None


def canonical_names(names: Iterable[str], *, bare_is_training: bool = True) -> dict[str, str]:
    """Canonical names by what a log calls its values; one that tells nothing is left out.

    A loss without a side is of training. So is a metric without one, unless `bare_is_training`
    is False and no name tells a validation: whose it is is not known then, and it keeps its own
    name. Metrics of training are left out, since runs are judged by validation; those of a test
    count where no validation tells the same.
    """
    names = list(dict.fromkeys(names))
    log = _Log.of(names, bare_is_training)
    told: dict[str, str] = {}
    for name in names:
        found = log.canonical(name)
        if found and found not in told.values():
            told[name] = found
    return told


@dataclass(frozen=True)
class _Log:
    """What the names of a log tell of each other."""

    names: Collection[str]
    plain: Mapping[str, tuple[str, str]]
    """Of each name its side and the rest."""
    validated: Collection[str]
    """The rests that are of a validation."""
    boxes: bool
    masks: bool
    pixels: bool
    bare_is_training: bool

    @staticmethod
    def of(names: Collection[str], bare_is_training: bool) -> _Log:
        plain = {name: sided(_without_ends(name)) for name in names}
        validated = {rest for side, rest in plain.values() if side == "val"}
        shown = {squeezed(rest) for side, rest in plain.values() if side != "train"}
        boxes = bool(shown & _OF_BOXES)
        masks = any((of_coco(rest) or "").endswith("(M)") for _, rest in plain.values())
        pixels = any(map(_OF_PIXELS.search, shown))
        return _Log(names, plain, validated, boxes, masks, pixels, bare_is_training)

    def canonical(self, name: str) -> str | None:
        """The canonical name; None for what tells nothing."""
        side, rest = self.plain[name]
        if self._is_nobodys(side, rest):
            return f"metrics/{rest}"
        if (side == "test" and rest in self.validated) or _by_step(name, self.names):
            return None
        if self.masks and side != "train" and squeezed(rest) in _BESIDE:
            return f"metrics/{rest}"  # Of boxes or of masks: it does not tell.
        return _own(name) or _canonical(rest, side or self._bare(rest), self.boxes, self.pixels)

    def _is_nobodys(self, side: str, rest: str) -> bool:
        """Whether nothing tells if a metric is of training or of a validation."""
        silent = not side and not self.validated and not self.bare_is_training
        return silent and _is_untold(rest, self.boxes)

    def _bare(self, rest: str) -> str:
        """Whose a name without a side is: average precision is always of a validation."""
        return "val" if _is_of_boxes(rest, self.boxes) else "train"


def _is_untold(rest: str, boxes: bool) -> bool:
    """Whether a name is of a metric that training and validation can have alike."""
    if _is_of_boxes(rest, boxes) or _is_no_metric(rest):
        return False
    return not (of_coco(rest) or _own(rest) or _LOSS.search(rest) or _RATE.search(rest))


def _is_of_boxes(rest: str, boxes: bool) -> bool:
    """Whether a name is of a metric of boxes, which only a validation computes."""
    return boxes and squeezed(rest) in (*_PRECISIONS, *_BESIDE)


def _is_no_metric(rest: str) -> bool:
    """Whether a name is of a count, a clock, or the insides of a model in training."""
    return squeezed(rest) in _NO_METRIC or rest.startswith(_INNER)


def _by_step(name: str, names: Collection[str]) -> bool:
    """Whether a name is of a step, of what another tells by epoch."""
    whole = name.removesuffix("_step")
    return whole != name and (whole in names or f"{whole}_epoch" in names)


def _without_ends(name: str) -> str:
    """A name without what says that it is of a whole epoch, or of a step."""
    name = name.strip()[:LONGEST_NAME]
    return re.sub(r"^epoch_|_epoch$|_step$", "", name, flags=re.IGNORECASE)


def _own(name: str) -> str | None:
    """The name that a trainer of YOLO gave a column of its table, where it is one."""
    name = name.strip()
    if name in COLUMNS:
        return COLUMNS[name]
    return name if _ULTRALYTICS.fullmatch(name) else of_coco(name)


def _canonical(rest: str, side: str, boxes: bool, pixels: bool) -> str | None:
    if _RATE.search(rest):
        return "lr/pg0"
    if _LOSS.search(rest):
        return f"{'train' if side == 'train' else 'val'}/{rest}"
    if side == "train" or _is_no_metric(rest):
        return None
    return _score(squeezed(rest), boxes, pixels) or f"metrics/{rest.removeprefix('metrics/')}"


def _score(short: str, boxes: bool, pixels: bool) -> str | None:
    """The canonical name of a metric that is known; None: it keeps its own."""
    if _is_of_boxes(short, boxes):
        return f"metrics/{_PRECISIONS.get(short) or _BESIDE[short]}(B)"
    known = _SCORES_OF_PIXELS if pixels else _SCORES_OF_PICTURES
    return next((told for form, told in known.items() if form.fullmatch(short)), None)
