"""Treatments that say the same of every run, and that nothing speaks against."""

from __future__ import annotations

from reportgen.diagnosis.steps.treatment import Advice

_QUALITY = {
    "split-anew": Advice(
        "Split the pictures anew",
        "Split at random or by class, whole scenes on one side, so that validation holds each "
        "class that is trained.",
    ),
    "find-best": Advice(
        "Copy the missing files",
        "Copy the whole run folder from the machine that trained, results.csv and args.yaml first.",
    ),
    "git-lfs": Advice("Run git lfs pull", "That brings the files; then make the report again."),
    "enlarge-validation": Advice(
        "Enlarge the validation set",
        "With so few objects a single one moves every number here by points. Add pictures that "
        "resemble none of the training pictures.",
    ),
    "check-train-labels": Advice(
        "Let training find its labels",
        "Look into train_batch*.jpg: boxes should be drawn on the objects. Where there are none, "
        "the label files are not found, or their class numbers or coordinates are not valid.",
    ),
    "draw-masks": Advice(
        "Label outlines, not boxes",
        "Look into a label file: a line of a box has 5 numbers, one of a mask has the class and "
        "three or more points. Without points no mask can be learned.",
    ),
    "check-points": Advice(
        "Check the order of the key points",
        "kpt_shape in the data file must be that of the label files, flip_idx must swap left and "
        "right, and each point must stand at the same place of every line. val_batch*_labels.jpg "
        "shows the points.",
    ),
    "label-points": Advice(
        "Label the key points of every object",
        "In a label file the key points stand after the box; those that are all 0, or have a "
        "visibility of 0, count as missing. Add them, or take those objects out of the labels.",
    ),
    "exact-points": Advice(
        "Place key points exactly and alike",
        "Zoom into a few of val_batch*_labels.jpg: points that stand at another place of the "
        "object from picture to picture cannot be learned exactly.",
    ),
    "tight-boxes": Advice(
        "Draw outlines tightly and alike",
        "Zoom into a few of val_batch*_labels.jpg: outlines that are loose, or drawn differently "
        "from picture to picture, cannot be learned exactly.",
    ),
    "tell-apart": Advice(
        "Show what tells the classes apart",
        "Compare labelled examples of both: where people mix them up too, define the border or "
        "merge the classes; else add pictures that show the difference. What the whole picture is "
        "may be told better by a classify model.",
    ),
    "compare-splits": Advice(
        "Check that no picture is in both sets",
        "Make the report with --data: it compares the pictures of both sets. If none is in both, "
        "nor of one scene, the task is easy and the model as good as it seems.",
    ),
    "look-at-misses": Advice(
        "Look at what is missed",
        "Compare val_batch*_labels.jpg with val_batch*_pred.jpg: are missed objects small, hidden, "
        "at the edge, or of a kind that training hardly shows?",
    ),
    "earlier-rows": Advice(
        "Put the first epochs back",
        "A resume into a new folder leaves them in the results.csv of the old one: copy those rows "
        "in front of these, and make the report again.",
    ),
}
_MORE = {
    "more-of-class": Advice(
        "Add pictures of the weak classes",
        "Take them in the places and light that the model will meet; check the labels of those "
        "there are.",
    ),
}
_TUNING = {
    "unfreeze": Advice(
        "Train all layers",
        "Leave freeze out, or freeze the backbone only (freeze=10).",
        {"freeze": ""},
    ),
    "keep-mosaic": Advice(
        "Keep mosaic on to the end",
        "close_mosaic=0 never switches it off.",
        {"close_mosaic": "0"},
    ),
    "all-classes": Advice(
        "Train all classes, if the others matter",
        "Train without classes=. If the choice was meant, nothing needs to change.",
        {"classes": ""},
    ),
    "steadier": Advice(
        "Look for what throws it off",
        "Single pictures may have broken or contradicting labels, or the learning rate may be at "
        "its limit: check the training labels, and lower lr0 where they are sound.",
    ),
    "no-amp": Advice(
        "Train in full precision",
        "amp=False takes more memory and time, and does not overflow. If the losses are still no "
        "numbers, look for broken label files.",
        {"amp": "False"},
    ),
}
FIXED = {"data-quality": _QUALITY, "more-data": _MORE, "hyperparameters": _TUNING}
"""Strategy -> treatment -> advice."""
