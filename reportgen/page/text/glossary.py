"""The terms that the page explains: each metric and loss of the guide, and the words around them.

Formulas and meanings follow the guide, except where it is wrong: the area under the
precision-recall curve at IoU 0.5 is AP50, whose mean over the classes is mAP50, and cls_loss of
YOLOv8 and 11 has no part for objectness.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """An entry of the glossary."""

    name: str
    meaning: str
    formula: str = ""
    direction: str = ""
    """Which way is better."""
    range: str = ""
    matters: str = ""
    """When it matters, and what its value says."""
    also: tuple[str, ...] = ()
    """Other spellings that link here."""

    @property
    def id(self) -> str:
        """What its place in the glossary is called."""
        return re.sub(r"[^a-z0-9]+", "-", self.name.lower())


_LOWER = "lower is better"
_HIGHER = "higher is better"
_FROM_0 = "0 upward, no upper end"
_SHARE = "0 to 1"


def _metric(
    name: str, meaning: str, formula: str, matters: str, also: tuple[str, ...] = ()
) -> Term:
    return Term(name, meaning, formula, _HIGHER, _SHARE, matters, also)


def _loss(name: str, meaning: str, formula: str, matters: str) -> Term:
    return Term(name, meaning, formula, _LOWER, _FROM_0, matters)


METRICS: tuple[Term, ...] = (
    _metric(
        "mAP50-95",
        "The average precision, averaged over ten overlaps (IoU 0.50, 0.55 … 0.95) and over all "
        "classes. The stricter of the two mAP values, since a box or mask must fit closely to "
        "count at the higher overlaps.",
        "mean over IoU t = 0.50, 0.55, …, 0.95 of mAP at t",
        "The one number to compare runs by. Usually 50 to 70 % of mAP50; a smaller share says "
        "that objects are found but not outlined closely.",
    ),
    _metric(
        "mAP50",
        "The average precision with a detection counted as correct from an overlap (IoU) of 0.5 "
        "on, averaged over all classes. For each class it is the area under its "
        "precision-recall curve.",
        "mean over classes of the area under the precision-recall curve at IoU 0.5",
        "Tells whether objects are found at all, without asking for a close fit. Above 0.5 is "
        "excellent, 0.3 to 0.5 good, 0.2 to 0.3 fair, less needs improvement.",
    ),
    _metric(
        "precision",
        "The share of the predictions that are correct. results.csv gives it at the confidence "
        "where the mean F1 is highest, which moves from epoch to epoch.",
        "TP / (TP + FP)",
        "Matters most where a false alarm is expensive. Below 0.3 most predictions are wrong.",
    ),
    _metric(
        "recall",
        "The share of the labelled objects that are found, at the same confidence as precision.",
        "TP / (TP + FN)",
        "Matters most where a missed object is dangerous or expensive. Below 0.3 most objects "
        "are missed.",
    ),
    _metric(
        "F1",
        "The harmonic mean of precision and recall: high only when both are.",
        "2 · P · R / (P + R)",
        "The confidence at its highest point is the usual threshold for prediction, when false "
        "alarms and misses cost the same.",
        also=("F1 score",),
    ),
    _metric(
        "accuracy_top1",
        "Classification: the share of examples whose true class is the one ranked first.",
        "correct first guesses / examples",
        "The main metric of a classification run.",
        also=("top-1 accuracy",),
    ),
    _metric(
        "accuracy_top5",
        "Classification: the share of examples whose true class is among the five ranked first.",
        "examples with the true class in the first five / examples",
        "Says little with few classes: with five or fewer it is always 1.",
        also=("top-5 accuracy",),
    ),
    _metric(
        "mIoU",
        "Semantic segmentation: what prediction and truth of a class have in common, as a share "
        "of what either covers, on average over the classes.",
        "mean over classes of common pixels / pixels of either",
        "The main metric of a semantic run. Small classes count as much as large ones.",
    ),
    _metric(
        "pixel_acc",
        "Semantic segmentation: the share of pixels whose class is right.",
        "right pixels / pixels",
        "Large classes decide it: read it beside mIoU.",
        also=("pixel accuracy",),
    ),
    _metric(
        "delta1",
        "Depth: the share of pixels whose depth is off by a factor of less than 1.25, once each "
        "picture's depth is brought to the scale of its truth.",
        "pixels with max(predicted / true, true / predicted) < 1.25 / pixels",
        "The main metric of a depth run; delta2 and delta3 allow 1.25² and 1.25³.",
        also=("delta2", "delta3"),
    ),
    Term(
        "abs_rel",
        "Depth: how far a pixel's depth is off, as a share of the true one.",
        "mean of |predicted - true| / true",
        _LOWER,
        _FROM_0,
        "Near pixels count as much as far ones; rmse, in metres, is decided by the far ones.",
        also=(
            "rmse",
            "silog",
            "mean relative error",
            "root mean square error",
            "error of log depth",
        ),
    ),
)

LOSSES: tuple[Term, ...] = (
    _loss(
        "box_loss",
        "How far predicted boxes are from the labelled ones, by position, size and shape.",
        "1 − CIoU of box and label, weighted by class score, times the gain box (7.5)",
        "Values below 1 are typical of a good run with default gains. It is orientation only: "
        "small objects keep it higher.",
    ),
    _loss(
        "seg_loss",
        "How far predicted masks are from the labelled ones, pixel by pixel inside the box.",
        "binary cross-entropy of the mask's pixels, divided by the box's area",
        "Commonly 1.5 to 2.5, and above box_loss. Read its course, not its level.",
    ),
    _loss(
        "cls_loss",
        "How well the class of each prediction is told. There is no separate part for whether "
        "there is an object at all.",
        "binary cross-entropy over the classes, times the gain cls (0.5)",
        "Good runs come below 1, but it grows with the number of classes: the median of published "
        "segmentation runs is about 1.5.",
    ),
    _loss(
        "dfl_loss",
        "Distribution focal loss: each side of a box is predicted as a distribution over "
        "distances, and this says how well it is centred on the labelled side.",
        "cross-entropy of the two nearest distance bins, times the gain dfl (1.5)",
        "Typically settles between 1.0 and 1.5. Models without that part write l1_loss instead.",
    ),
    _loss(
        "l1_loss",
        "Distance between predicted and labelled box sides, in models without dfl_loss (YOLO26).",
        "mean absolute difference of the box's sides",
        "Reads like dfl_loss; its level cannot be compared with it.",
    ),
    _loss(
        "sem_loss",
        "Auxiliary loss of newer segmentation models on a map of classes over the whole picture.",
        "",
        "Stays 0 throughout in models that do not use it, and is then left out here.",
    ),
    _loss(
        "pose_loss",
        "How far predicted keypoints are from the labelled ones, relative to the object's size.",
        "1 − keypoint similarity (OKS), times the gain pose (12)",
        "Only in pose runs.",
    ),
    _loss(
        "kobj_loss",
        "How well the model tells which keypoints are visible.",
        "binary cross-entropy of visibility, times the gain kobj (1)",
        "Only in pose runs; 0 when the labels carry no visibility.",
    ),
    _loss(
        "loss",
        "Classification has one loss: how far the predicted shares are from the true class.",
        "cross-entropy over the classes",
        "Only in classification runs.",
    ),
    _loss(
        "ce_loss",
        "Semantic segmentation: how far the predicted shares of each pixel are from its class.",
        "cross-entropy over the classes, mean over the pixels",
        "Large classes decide it.",
    ),
    _loss(
        "dice_loss",
        "Semantic segmentation: how little predicted areas cover the true ones.",
        "1 − twice the common area / the sum of both, mean over the classes",
        "Counts small classes as much as large ones.",
    ),
    _loss(
        "dlog_loss",
        "Depth: how far the log of the depth is off, up to a common scale.",
        "spread of log predicted - log true, times the gain dlog (1)",
        "Only in depth runs.",
    ),
    _loss(
        "dgrad_loss",
        "Depth: how far edges in the depth are off.",
        "mean difference of the gradients of log depth, times the gain dgrad (0.5)",
        "Keeps edges sharp.",
    ),
)

WORDS: tuple[Term, ...] = (
    Term(
        "IoU",
        "Intersection over union: how much two boxes or masks overlap. 1 is the same area, 0 no "
        "overlap.",
        "area of the intersection / area of the union",
        _HIGHER,
        _SHARE,
    ),
    Term(
        "confidence",
        "How sure the model is of one prediction. Predictions below a chosen threshold are "
        "dropped: a low threshold finds more and errs more.",
        range=_SHARE,
        matters="Set it with conf= when predicting.",
    ),
    Term(
        "TP, FP, FN",
        "True positives are predictions that match a labelled object, false positives match none, "
        "false negatives are labelled objects that no prediction matches.",
    ),
    Term(
        "fitness",
        "The score by which Ultralytics decides which epoch becomes best.pt: mAP50-95, in older "
        "versions with a tenth of mAP50, summed over the heads.",
        direction=_HIGHER,
    ),
    Term(
        "head",
        "An output of the model that is scored by itself: boxes, masks or poses.",
    ),
    Term(
        "overfitting",
        "The model learns its training examples by heart: training loss goes on falling while "
        "validation loss rises.",
        also=("Overfitting",),
    ),
    Term(
        "underfitting",
        "The model has not learned enough: losses stay high and metrics low on both sides.",
        also=("Underfitting",),
    ),
    Term(
        "mosaic",
        "An augmentation that puts four pictures together into one. It is switched off for the "
        "last epochs (close_mosaic), where training losses drop for that reason alone.",
    ),
    Term(
        "patience",
        "Training stops early when the fitness has not improved for that many epochs.",
        also=("early stopping",),
    ),
    Term(
        "learning rate",
        "The size of the steps in which the weights are changed. Too large and losses jump or "
        "grow, too small and they hardly move.",
    ),
    Term(
        "confusion matrix",
        "A table of true classes (across) against predicted ones (down). The last row counts "
        "missed objects, the last column false alarms on background.",
    ),
)

TERMS: tuple[Term, ...] = (*METRICS, *LOSSES, *WORDS)
NAMES: dict[str, str] = {name: term.id for term in TERMS for name in (term.name, *term.also)}
"""Every spelling that links to an entry, and the entry's id."""
