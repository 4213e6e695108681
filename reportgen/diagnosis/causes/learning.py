"""Why nothing, or less than could be, was learned."""

from __future__ import annotations

import math

import numpy as np

from reportgen import words
from reportgen.diagnosis.cause import cause
from reportgen.diagnosis.groups import (
    CLASSES,
    CURVES,
    FLOORS,
    LENGTH,
    LEVELS,
    MATRIX,
    OPERATION,
    RATE,
    SIZE,
    USE,
)
from reportgen.diagnosis.model import Certainty, Told
from reportgen.diagnosis.traces import Traces
from reportgen.diagnosis.traces.validation import SELDOM
from reportgen.facts.series import trend
from reportgen.read.table.args import Args
from reportgen.read.table.results import EpochTable, Series, known_of
from reportgen.trainers.ultralytics.arguments import devices

NOTHING = (*FLOORS, *CURVES, *LEVELS, *MATRIX, *OPERATION)
GOOD_BOXES = 0.3
"""mAP50 from which on the guide calls boxes good."""
NO_USE = frozenset(("confidence", "classes"))
LEARNED_NOTHING = ("learned-nothing",)
"""What most of these causes are looked for in."""


@cause(title="Training found no labelled objects")
def nothing_assigned(traces: Traces) -> Told | None:
    """Look into `train_batch*.jpg`: without boxes on the objects the label files are not found, or
    their class numbers or coordinates are not valid.

    Certain when the training box loss is exactly 0 in every epoch: no prediction was ever held
    against an object. Likely when it is in nine of ten, the first ones among them: labels of a few
    pictures only are found.
    """
    train = traces.columns("train")
    box = train.get("box_loss")
    if box is None or float(np.mean(box == 0)) < SELDOM or np.any(box[:3]):
        return None
    certainty, few, how = Certainty.CERTAIN, "no", "every epoch: no box was ever"
    if np.any(box):
        certainty, few = Certainty.LIKELY, "hardly any"
        how = "almost every epoch: hardly a box was"
    seen = f"train/box_loss is exactly 0 in {how} matched to a label."
    steps: tuple[str, ...] = ("check-train-labels",)
    if traces.on_mps:
        seen += " On device=mps that happens with sound labels as well."
        steps += ("one-card",)
    return Told(
        certainty,
        f"training found {few} labelled objects",
        seen,
        steps=steps,
        explains=(*NOTHING, "validated"),
        moot=RATE
        | SIZE
        | LENGTH
        | USE
        | CLASSES
        | {"check-labels", "more-data", "regularise", "smaller-batch", "step-each-batch"},
        answers=NO_USE,
        state="learned-nothing",
    )


@cause(title="Training losses became exactly 0")
def losses_vanished(traces: Traces) -> Told | None:
    """Lower the learning rate, and train with `amp=False`.

    Likely when the training box loss is exactly 0 from one epoch on to the end and was not before:
    the outputs are no numbers any more, and no prediction is held against an object.
    """
    since = traces.vanished_since
    if since is None or nothing_assigned(traces) is not None:
        return None
    return Told(
        Certainty.LIKELY,
        f"training losses are exactly 0 from epoch {words.whole(since)} on",
        f"The training loss of the boxes is exactly 0 from epoch {words.whole(since)} to the end: "
        "no prediction is held against an object any more, as where outputs are no numbers.",
        steps=("lower-rate", "no-amp", "check-train-labels"),
        explains=NOTHING,
        moot=SIZE | LENGTH | USE | CLASSES | {"regularise", "more-data"},
        answers=NO_USE,
        data={"divide by": 10.0},
        state="diverged",
    )


@cause(title="There are no masks to learn from")
def masks_empty(traces: Traces, table: EpochTable) -> Told | None:
    """Label outlines: a label file of boxes alone holds no mask.

    Certain when the training seg_loss is exactly 0 in every epoch. Likely when the masks' metrics
    are exactly 0 to the end while the boxes score there: labels without outlines look like that.
    """
    train, metrics = traces.columns("train"), traces.columns("metrics")
    seg, box = train.get("seg_loss"), train.get("box_loss")
    boxes = np.nan_to_num(metrics.get("mAP50(B)", np.zeros(1)))
    end = trend.median(boxes[-5:])
    if seg is not None and box is not None and np.all(seg == 0) and np.any(box != 0):
        certainty, title = Certainty.CERTAIN, "the labels hold no masks"
        seen = "train/seg_loss is exactly 0 in every epoch: the labels hold boxes but no outlines."
    else:
        mask = metrics.get("mAP50(M)")
        if mask is None or np.any(np.nan_to_num(mask) > 0) or end < 0.1:
            return None
        certainty, title = Certainty.LIKELY, "no mask is right in any epoch"
        seen = (
            "mAP50 of the masks is exactly 0 in every epoch, that of the boxes up to "
            f"{words.number(float(boxes.max()))}: labels that hold boxes but no outlines look like "
            "that."
        )
    return Told(
        certainty,
        title,
        seen,
        steps=("draw-masks",),
        explains=("mask-gap", "map50-tier", "recall-floor", "precision-floor", "seg-loss-level"),
        moot=SIZE | RATE | {"tight-boxes", "longer"},
        state="mask-gap" if end > GOOD_BOXES else "",
    )


@cause(title="The classes are guessed")
def near_chance(traces: Traces, headline_curve: Series, *, near: float = 0.35) -> Told | None:
    """Check that each class folder holds its own pictures, and train from trained weights for more
    epochs.

    Only for classification. Likely when top-1 accuracy stays within `near` (35 %) of 1 over the
    number of classes; certain when the loss stays at the logarithm of that number as well. The
    number is told by names, or by the loss and the top-5 accuracy that guessing gives.
    """
    known, loss = headline_curve.known.values, traces.class_loss
    if not len(known) or loss is None or not np.isfinite(loss).any():
        return None
    level, last = float(known.max()), trend.median(loss[-3:])
    count = traces.class_count or _count_by_loss(last)
    if count < 2 or abs(level - 1 / count) > near / count:
        return None
    at_chance = abs(last - math.log(count)) < 0.1
    if traces.class_count is None and not (at_chance and _guesses_five(traces, count, near)):
        return None
    return Told(
        Certainty.CERTAIN if at_chance else Certainty.LIKELY,
        f"it guesses: top-1 accuracy {words.number(level)} is 1 in {count}",
        f"Top-1 accuracy is never above {words.number(level)}, what guessing among {count} "
        "classes gives; "
        f"training loss ends at {words.number(last)} (guessing: {words.number(math.log(count))}).",
        steps=("trained-weights", "check-labels", "train-at-all")
        if traces.from_scratch
        else ("check-labels", "train-at-all"),
        explains=NOTHING,
        moot=RATE | SIZE | USE | CLASSES | {"longer"},
        answers=NO_USE,
    )


def _count_by_loss(loss: float) -> int:
    """How many classes a loss is that of guessing among; 0 where it is none."""
    return round(math.exp(loss)) if 0 < loss < 10 else 0


def _guesses_five(traces: Traces, count: int, near: float) -> bool:
    """Whether top-5 accuracy is what guessing among so many classes gives, where it is told."""
    five = traces.columns("metrics").get("accuracy_top5")
    guessed = min(5 / count, 1.0)
    return five is None or abs(trend.median(five) - guessed) <= near * guessed


@cause(title="Training and validation do not hold the same class folders")
def folders_differ(traces: Traces, headline_curve: Series, *, fell: float = 0.8) -> Told | None:
    """Compare the names of the class folders below train and val.

    Only for pictures that are classified. Likely when training loss fell by `fell` (80 %) or more
    while top-1 accuracy, below a half in every epoch, ends no higher than after the first: what
    tells the training pictures apart tells nothing of the others.
    """
    known, loss = headline_curve.known.values, traces.class_loss
    if len(known) < 8 or loss is None or not np.isfinite(loss).all():
        return None
    if not traces.facts.trainer.of_pictures:
        return None
    first, last = float(loss[0]), trend.median(loss[-5:])
    level = trend.median(known[-5:])
    if last > (1 - fell) * first or known.max() >= 0.5 or level > known[0]:
        return None
    return Told(
        Certainty.LIKELY,
        "train and val may not hold the same class folders",
        f"Training loss went from {words.number(first)} to {words.number(last)}: the training "
        f"pictures are told apart. Top-1 accuracy ends at {words.number(level)}, no higher than "
        f"after the first epoch ({words.number(float(known[0]))}). Class folders are numbered in "
        "the order of their names: one that is missing or misspelt shifts all that follow.",
        steps=("check-labels",),
        explains=(*NOTHING, "small-validation"),
        moot=RATE | SIZE | LENGTH | USE | CLASSES | {"more-data", "regularise"},
        answers=frozenset(("learning", "overfitting", "continue")),
        state="validation-broken",
    )


@cause(title="Every pixel is called the same class")
def one_class_predicted(
    traces: Traces, headline_curve: Series, *, near: float = 0.01, still: float = 0.01
) -> Told | None:
    """Check that the masks hold the numbers of the classes, and that every class is in them.

    Only for semantic segmentation. Likely when mIoU never moves by more than `still` (0.01) and
    pixel accuracy ends at a whole number of times it, to `near` (1 %): of so many classes one is
    given to every pixel, and the rest have 0 each.
    """
    accuracy, known = traces.columns("metrics").get("pixel_acc"), headline_curve.known.values
    if "mIoU" not in headline_curve.name or accuracy is None or len(known) < 3:
        return None
    level = trend.median(known[-5:])
    count = trend.median(accuracy[-5:]) / level if level > 0 else 0.0
    if float(np.ptp(known)) > still or round(count) < 2 or abs(count / round(count) - 1) > near:
        return None
    return Told(
        Certainty.LIKELY,
        "every pixel is called the same class",
        f"mIoU stays at {words.number(level)}, and pixel accuracy is {round(count)} times that: "
        f"of {round(count)} classes one is given to every pixel, and the others to none.",
        steps=("check-labels",),
        explains=(*NOTHING, "miou-level", "rare-pixels"),
        moot=RATE | SIZE | LENGTH | USE | CLASSES | {"more-data", "regularise"},
        answers=NO_USE,
        state="learned-nothing",
    )


@cause(title="There is only one class to choose from")
def single_class(traces: Traces, headline_curve: Series) -> Told | None:
    """Give each class a folder of its own in train and val.

    Only for classification. Certain when top-1 accuracy is 1 and the training loss 0 in every
    epoch: with one class every answer is right.
    """
    losses = [v for n, v in traces.columns("train").items() if "loss" in n]
    known = headline_curve.known.values
    if not traces.classifies or not len(known) or not losses:
        return None
    if known.min() < 1.0 or any(np.nanmax(np.abs(v)) > 1e-6 for v in losses):
        return None
    return Told(
        Certainty.CERTAIN,
        "there is only one class to choose from",
        "Training loss is 0 and top-1 accuracy 1 in every epoch: with a single class "
        "folder every answer is right.",
        steps=("check-labels",),
        explains=NOTHING,
        moot=RATE | SIZE | LENGTH | USE | CLASSES,
        answers=frozenset(("learning", "overfitting", "continue")),
    )


@cause(title="Classes are not learned though boxes are", states=LEARNED_NOTHING)
def classes_stuck(traces: Traces, *, still: float = 0.05, fell: float = 0.15) -> Told | None:
    """Check class numbers and names against the data file, then the learning rate.

    Likely when nothing was learned, the training cls_loss fell by less than `still` (5 %) and the
    box loss by more than `fell` (15 %): boxes are learned, what is in them is not. A cls_loss of 0
    is that of a single class, which YOLOv5 and v7 do not score.
    """
    train = traces.columns("train")
    box, cls = train.get("box_loss"), train.get("cls_loss")
    if box is None or cls is None or len(cls) < 5:
        return None
    if min(box[0], cls[0]) <= 0:
        return None
    falls = [1 - v[-1] / v[0] for v in (box, cls)]
    if not (falls[0] > fell and falls[1] < still):
        return None
    return Told(
        Certainty.LIKELY,
        "classes are not learned though boxes are",
        f"train/cls_loss went from {words.number(cls[0])} to {words.number(cls[-1])}, "
        f"train/box_loss from {words.number(box[0])} to {words.number(box[-1])}. The class numbers "
        "may not fit the data file, or the rate or a class weight may hold this loss where it is.",
        steps=("check-labels", "lower-rate"),
        explains=NOTHING,
        moot=SIZE | USE | CLASSES | {"longer", "resume", "regularise", "train-at-all"},
        answers=NO_USE,
        data={"divide by": 10.0},
    )


@cause(
    title="Training on several graphics cards went wrong",
    states=(*LEARNED_NOTHING, "validation-broken"),
)
def several_gpus(known_args: Args) -> Told | None:
    """Train for a few epochs on one card and compare.

    Possible when nothing was learned and `device` names several cards: releases with faults in
    distributed training leave metrics at 0 there.
    """
    cards = devices(known_args.values.get("device"))
    if len(cards) < 2:
        return None
    return Told(
        Certainty.POSSIBLE,
        "training on several graphics cards may have gone wrong",
        f"device={','.join(cards)}: some releases lose labels or weights between the cards.",
        steps=("one-card",),
        explains=NOTHING,
        moot=SIZE | USE | CLASSES,
        answers=NO_USE,
    )


@cause(
    title="Labels and pictures may not fit each other",
    states=LEARNED_NOTHING,
)
def labels_suspect(traces: Traces, table: EpochTable, headline_curve: Series) -> Told | None:
    """Look at the ground truth that training and validation were given.

    Possible when nothing was learned and no other cause is seen: labels of another order, size or
    class numbering look like that.
    """
    values, losses = known_of(traces.facts.train_loss).values, ""
    if len(values) > 1:
        first, last = words.number(values[0]), words.number(values[-1])
        losses = f" Training loss went from {first} to {last}."
    top = float(headline_curve.known.values.max(initial=0.0))
    return Told(
        Certainty.POSSIBLE,
        "labels and pictures may not fit each other",
        f"The main metric is never above {words.number(top)} in "
        f"{words.count(len(table.epochs), 'epoch')}.{losses}",
        steps=("check-labels",),
        explains=NOTHING,
        moot=SIZE | USE | CLASSES | {"longer", "regularise", "more-data"},
        answers=NO_USE,
    )
