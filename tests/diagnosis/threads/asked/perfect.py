"""Scores that are perfect, or nearly so."""

from __future__ import annotations

import numpy as np

from tests.diagnosis.threads.asked.tasks.classes import classes
from tests.diagnosis.threads.curves import Curves
from tests.diagnosis.threads.situation import asked


@asked(
    "", state="good plateau-done", unsaid="broken", step="compare-splits",
    says="both sets", never="longer larger-model", answers="overfitting=no continue=no",
)  # fmt: skip
def an_easy_classifier_that_is_perfect_from_its_third_epoch() -> Curves:
    c = Curves(50, task="classify", model="yolo11n-cls.pt", imgsz=224)
    top1 = np.where(c.x == 1, 0.93, np.where(c.x == 2, 0.99, 1.0))
    classes(c, top1, c.falling(0.9, 0.02, 4), c.falling(0.5, 0.01, 3))
    c.columns["metrics/accuracy_top1"] = top1
    return c


@asked(
    "ultralytics#20590", state="good plateau-done no-gain validation-broken",
    step="separate-validation", answers="continue=no",
)  # fmt: skip
def boxes_that_are_perfect_in_every_epoch() -> Curves:
    c = Curves(40).usual(pace=8)
    return c.score(np.full(40, 0.995), noise=0.0)


@asked(
    "ultralytics#8338", state="good plateau-done", unsaid="broken", answers="overfitting=no",
    never="longer larger-model more-data",
)  # fmt: skip
def one_class_that_is_told_all_but_perfectly() -> Curves:
    c = Curves(100, model="yolov8m.pt").usual(train=0.4, val=0.5, pace=8)
    c.score(0.2 + c.rising(0.66, 7), noise=0.003)
    c.columns["metrics/mAP50(B)"] = np.round(np.minimum(0.7 + 0.1 * c.x, 0.994), 5)
    return c


@asked(
    "ultralytics#7459", state="validation-broken", cause="validation-leak", step="no-hybrid",
    answers="learning=unknown confidence=unknown",
)  # fmt: skip
def labels_are_scored_and_the_pictures_show_mistakes() -> Curves:
    c = Curves(100, task="segment", model="FastSAM-s.pt", save_hybrid=True, conf=0.5, iou=0.9)
    c.usual().losses("train", seg=c.falling(3, 1, 20)).losses("val", seg=c.falling(3, 1.2, 20))
    return c.score(np.full(100, 0.994), noise=0.0).score(np.full(100, 0.994), "M", noise=0.0)


@asked(
    "ultralytics#2543", state="good plateau-done", unsaid="broken", never="longer larger-model",
)  # fmt: skip
def two_key_points_that_score_099_and_lie_off() -> Curves:
    c = Curves(100, task="pose", model="yolov8n-pose.pt").usual(pace=8)
    for side in ("train", "val"):
        c.losses(side, 0.001, pose=c.falling(2, 0.05, 8), kobj=c.falling(0.4, 0.01, 8))
    c.score(0.3 + c.rising(0.5, 8), noise=0.003)
    return c.score(0.4 + c.rising(0.59, 4), "P", noise=0.001)


@asked(
    "", state="good train-longer", unsaid="too short", says="20 epochs", never="train-at-all",
)  # fmt: skip
def ten_epochs_that_find_every_object() -> Curves:
    c = Curves(10, model="yolov8n.pt").usual(train=0.4, val=0.5, pace=3)
    c.score(0.86 + 0.011 * c.x, noise=0.001)
    c.columns["metrics/mAP50(B)"] = np.round(np.minimum(0.95 + 0.02 * c.x, 0.994), 5)
    return c


@asked("", state="too-short", step="train-at-all")
def ten_epochs_that_find_most_objects() -> Curves:
    c = Curves(10, model="yolov8n.pt").usual(train=0.4, val=0.5, pace=3)
    c.score(0.46 + 0.011 * c.x, noise=0.001)
    c.columns["metrics/mAP50(B)"] = np.round(np.minimum(0.75 + 0.02 * c.x, 0.9), 5)
    return c
