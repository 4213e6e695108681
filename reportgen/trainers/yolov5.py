"""YOLOv5 and what was made from it: their own scripts, names of columns, and losses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from reportgen.trainers.form.trainer import Clues, Trainer

HYP = "hyp"
"""Hyperparameters: a mapping in opt.yaml, or a path there and a hyp.yaml beside it."""
COLUMNS = {
    "metrics/precision": "metrics/precision(B)",
    "metrics/recall": "metrics/recall(B)",
    "metrics/mAP_0.5": "metrics/mAP50(B)",
    "metrics/mAP_0.5:0.95": "metrics/mAP50-95(B)",
    "metrics/mAP_0.5(B)": "metrics/mAP50(B)",
    "metrics/mAP_0.5:0.95(B)": "metrics/mAP50-95(B)",
    "metrics/mAP_0.5(M)": "metrics/mAP50(M)",
    "metrics/mAP_0.5:0.95(M)": "metrics/mAP50-95(M)",
    "metrics/HBBmAP.5": "metrics/mAP50(B)",
    "metrics/HBBmAP.5:.95": "metrics/mAP50-95(B)",
    "x/lr0": "lr/pg0",
    "x/lr1": "lr/pg1",
    "x/lr2": "lr/pg2",
}
"""yolov5_obb scores horizontal boxes around its oriented ones (HBB)."""
CLASSIFIER_COLUMNS = {
    "train/loss": "train/loss",
    "test/loss": "val/loss",
    "metrics/accuracy_top1": "metrics/accuracy_top1",
    "metrics/accuracy_top5": "metrics/accuracy_top5",
    "lr/0": "lr/pg0",
}
OWN_ARGUMENTS = frozenset(("hyp", "obj_pw", "hyp.obj", "hyp.obj_pw", "noautoanchor", "nosave"))


def named(hyperparameters: dict[Any, Any]) -> dict[Any, Any]:
    """Hyperparameters under names of their own: their defaults are not Ultralytics'."""
    return {f"{HYP}.{key}": value for key, value in hyperparameters.items()}


def flat(content: dict[Any, Any]) -> dict[Any, Any]:
    """opt.yaml, its nested hyperparameters beside the other arguments."""
    hyperparameters = content.get(HYP)
    if not isinstance(hyperparameters, dict):
        return content
    rest = {name: value for name, value in content.items() if name != HYP}
    return rest | named(hyperparameters)


def _wrote(clues: Clues) -> bool:
    losses = {"train/obj_loss", "val/obj_loss", "test/loss"}
    return bool(losses & clues.columns or OWN_ARGUMENTS & clues.arguments)


def _wrote_yolov9(clues: Clues) -> bool:
    without_objects = {"train/dfl_loss", "x/lr0"} <= clues.columns
    return without_objects and "train/obj_loss" not in clues.columns


YOLOV5 = Trainer(
    key="yolov5",
    name="YOLOv5",
    wrote=_wrote,
    results=r"results\.csv",
    results_name="results.csv",
    arguments=r"opt\.yaml",
    arguments_name="opt.yaml",
    more_files={"hyp": (r"hyp\.yaml", "Hyperparameters (YOLOv5)")},
    columns={**COLUMNS, **CLASSIFIER_COLUMNS},
    flat=flat,
    nested=HYP,
    class_fitness=lambda versions: "top1",
)
YOLOV9 = replace(YOLOV5, key="yolov9", name="YOLOv9", wrote=_wrote_yolov9, validates_losses=False)
