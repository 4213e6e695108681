"""Curves made after what people ask about in public, each with what an expert would answer.

The numbers are made here; what was asked stands beside each. What is right was written down before
the program was asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.diagnosis.threads.curves import NAN, Curves, Right


def _cls_loss_infinite() -> Curves:
    c = Curves(60).usual().score(Curves(60).rising(0.7, 12))
    c.columns["val/cls_loss"] = np.full(60, np.inf)
    return c


def _better_when_mosaic_closes() -> Curves:
    c = Curves(100).usual()
    late = c.x > 90
    c.score(c.rising(0.45, 25) + 0.05 * late)
    for name in ("box", "cls", "dfl"):
        c.columns[f"train/{name}_loss"] += 0.15 * late
        c.columns[f"val/{name}_loss"] -= 0.04 * late
    return c


def _collapse_at_40() -> Curves:
    c = Curves(80, optimizer="SGD").usual().rate(0.01)
    c.score(np.where(c.x < 40, c.rising(0.75, 6), 0.02))
    for side in ("train", "val"):
        c.columns[f"{side}/cls_loss"] += np.where(c.x < 40, 0, 3.0)
        c.columns[f"{side}/box_loss"] += np.where(c.x < 40, 0, 1.5)
    return c


def _fine_tuned_down() -> Curves:
    c = Curves(50, model="runs/detect/train/weights/best.pt", optimizer="AdamW", lr0=0.002)
    c.usual(pace=6).rate(0.002)
    return c.score(0.62 + 0.20 * np.exp(-c.x / 2.5) - 0.02 * (c.x > 3))


def _perfect_early() -> Curves:
    c = Curves(309, epochs=1000, patience=300).usual(pace=8)
    return c.score(np.where(c.x < 9, 0.11 * c.x, 0.995), noise=0.0)


def _stopped_by_an_early_spike() -> Curves:
    """Best at epoch 2, a deep dip, then a slow rise that patience cut."""
    c = Curves(102, epochs=300, patience=100).usual(pace=60)
    return c.score(np.where(c.x <= 2, 0.45, 0.0040 * (c.x - 2)))


def _only_cls_climbs() -> Curves:
    c = Curves(100).usual()
    c.columns["val/cls_loss"] = c.noisy(1.2 + 0.008 * np.maximum(c.x - 15, 0), 0.01)
    return c.score(c.rising(0.6, 12))


def _everything_climbs_from_10() -> Curves:
    c = Curves(120, batch=32).usual(train=0.5)
    for name in ("box", "cls", "dfl"):
        c.columns[f"train/{name}_loss"] = c.falling(2, 0.3, 30)
        c.columns[f"val/{name}_loss"] = c.noisy(1.2 + 0.012 * np.maximum(c.x - 10, 0), 0.01)
    return c.score(0.40 * (1 - np.exp(-c.x / 5)) - 0.0012 * np.maximum(c.x - 12, 0))


def _masks_zero_boxes_fine() -> Curves:
    c = Curves(60, task="segment", model="yolo11n-seg.pt").usual()
    c.losses("train", seg=np.zeros(60), noise=0.0).losses("val", seg=np.zeros(60), noise=0.0)
    c.score(c.rising(0.6, 10))
    return c.score(np.zeros(60), "M", noise=0.0)


def _poses_zero_boxes_fine() -> Curves:
    c = Curves(80, task="pose", model="yolo11n-pose.pt").usual()
    for side in ("train", "val"):
        c.losses(side, pose=c.falling(9, 8.2, 20), kobj=c.falling(0.7, 0.6, 20))
    c.score(c.rising(0.75, 10))
    return c.score(np.full(80, 0.004), "P", noise=0.001)


def _poses_never_score() -> Curves:
    c = _poses_zero_boxes_fine()
    return c.score(c.rising(0.12, 20)).score(np.zeros(len(c.x)), "P", noise=0.0)


def _nan_in_the_first_epoch() -> Curves:
    c = Curves(10, model="yolov8m.pt", batch=2, imgsz=1280).usual()
    for name in list(c.columns):
        c.columns[name] = np.full(10, NAN)
    return c.score(np.zeros(10), noise=0.0)


def _never_found() -> Curves:
    """Tiny objects: losses fall a little, precision and recall stay at 0."""
    c = Curves(100)
    c.losses(
        "train", box=c.falling(5.5, 4.8, 20), cls=c.falling(8, 4, 15), dfl=c.falling(3, 2.5, 9)
    )
    c.losses("val", box=c.falling(5.6, 5.2, 20), cls=c.falling(9, 6, 15), dfl=c.falling(3, 2.8, 9))
    return c.score(np.full(100, 0.0002), noise=0.0001)


def _cut_while_rising() -> Curves:
    c = Curves(60, epochs=300).usual(pace=80)
    return c.score(c.rising(0.6, 70))


def _few_validation_pictures() -> Curves:
    c = Curves(100, batch=8).usual()
    c.score(c.rising(0.55, 8))
    steps = c.random.integers(3, 6, 100)
    c.columns["metrics/recall(B)"] = steps / 7
    c.columns["metrics/mAP50(B)"] = np.clip(steps / 7 + 0.05, 0, 1)
    c.columns["metrics/mAP50-95(B)"] = np.clip(steps / 9 + c.noisy(np.zeros(100), 0.04), 0, 1)
    return c


def _weak_and_flat() -> Curves:
    c = Curves(150).usual(train=1.3, val=1.4)
    return c.score(c.rising(0.22, 12))


def _remembers_what_does_not_carry_over() -> Curves:
    """Training loss near nothing, validation far above, metrics low and flat."""
    c = Curves(200, model="yolo11x.pt").usual(train=0.25, val=2.0)
    return c.score(c.rising(0.21, 8))


def _good_and_done_at_60_of_300() -> Curves:
    c = Curves(300).usual(pace=12)
    return c.score(c.rising(0.72, 10), noise=0.003)


def _classes_guessed() -> Curves:
    c = Curves(50, task="classify", model="yolo11n-cls.pt", data="flowers")
    c.columns["train/loss"] = c.noisy(np.full(50, np.log(5)), 0.003)
    c.columns["metrics/accuracy_top1"] = np.full(50, 0.2)
    c.columns["metrics/accuracy_top5"] = np.full(50, 1.0)
    c.columns["val/loss"] = c.noisy(np.full(50, np.log(5)), 0.003)
    return c


def _rate_of_a_tenth() -> Curves:
    c = Curves(100, optimizer="AdamW", lr0=0.1).rate(0.1)
    c.losses("train", box=c.falling(4, 3.4, 9), cls=c.falling(9, 5, 9), dfl=c.falling(4, 3.6, 9))
    c.losses("val", box=c.falling(4, 3.5, 9), cls=c.falling(9, 6, 9), dfl=c.falling(4, 3.7, 9))
    return c.score(np.full(100, 0.003), noise=0.001)


def _rate_of_a_millionth() -> Curves:
    c = Curves(100, optimizer="SGD", lr0=1e-5).rate(1e-5)
    c.losses("train", box=c.falling(3.2, 2.9, 90), cls=c.falling(5, 4.2, 90), dfl=c.x * 0 + 2)
    c.losses("val", box=c.falling(3.2, 3.0, 90), cls=c.falling(5, 4.3, 90), dfl=c.x * 0 + 2)
    return c.score(np.linspace(0.001, 0.03, 100), noise=0.0005)


def _from_a_yaml() -> Curves:
    c = Curves(50, model="yolov8s.yaml", pretrained=False)
    c.losses("train", box=c.falling(5, 3.6, 30), cls=c.falling(6, 3.6, 30), dfl=c.falling(4, 3, 20))
    c.losses("val", box=c.falling(5, 3.9, 30), cls=c.falling(6, 3.9, 30), dfl=c.falling(4, 3.2, 20))
    return c.score(np.full(50, 0.002), noise=0.0005)


def _worse_when_mosaic_closes() -> Curves:
    c = Curves(100).usual()
    late = c.x > 90
    for name in ("box", "cls", "dfl"):
        c.columns[f"train/{name}_loss"] -= 0.1 * late
        c.columns[f"val/{name}_loss"] += 0.12 * late
    return c.score(c.rising(0.6, 20) - 0.05 * late)


def _loss_nan_for_an_epoch() -> Curves:
    c = Curves(100).usual().score(Curves(100).rising(0.65, 12))
    c.columns["train/cls_loss"][40] = NAN
    return c


def _sound() -> Curves:
    c = Curves(100).usual(pace=25)
    return c.score(c.rising(0.66, 22))


def _toy_data() -> Curves:
    c = Curves(100, data="coco8.yaml").usual(pace=10)
    return c.score(c.rising(0.35, 12))


def _three_epochs() -> Curves:
    c = Curves(3, data="coco8.yaml").usual()
    return c.score(np.array([0.01, 0.05, 0.08]), noise=0.0)


def _from_last_with_a_new_schedule() -> Curves:
    c = Curves(100, model="runs/detect/yolov8s/weights/last.pt", optimizer="SGD").rate(0.01)
    c.usual(pace=8)
    return c.score(0.42 - 0.03 * np.exp(-((c.x - 5) ** 2) / 20) + 0.0001 * c.x, noise=0.002)


def _recall_low() -> Curves:
    c = Curves(120, imgsz=640).usual(train=1.4, val=1.6)
    c.score(c.rising(0.14, 15))
    c.columns["metrics/precision(B)"] = c.noisy(np.full(120, 0.75), 0.01)
    c.columns["metrics/recall(B)"] = c.noisy(c.rising(0.2, 10), 0.005)
    return c


def _validation_all_zero() -> Curves:
    c = Curves(100).usual().score(np.zeros(100), noise=0.0)
    for name in ("box", "cls", "dfl"):
        c.columns[f"val/{name}_loss"] = np.zeros(100)
    return c


SITUATIONS: Mapping[str, tuple[Any, str, Right]] = {
    "cls-loss-infinite": (
        _cls_loss_infinite, "ultralytics#20439",
        Right("good plateau-done", "validation-overflow", "full-precision", "lower-rate")),
    "better-when-mosaic-closes": (
        _better_when_mosaic_closes, "ultralytics#17649, #16713",
        Right("good plateau-done", "", "-", "more-data regularise keep-mosaic longer")),
    "collapse-at-40": (
        _collapse_at_40, "yolov5#1914",
        Right("diverged unstable", "rate-too-high spike", "lower-rate steadier", "longer resume")),
    "fine-tuned-down": (
        _fine_tuned_down, "ultralytics#21510, #12065",
        Right("no-gain", "fine-tune-lost", "fine-tune-rate", "longer larger-model")),
    "perfect-early": (
        _perfect_early, "ultralytics#21123",
        Right("plateau-done validation-broken", "", "", "longer larger-model resume")),
    "stopped-by-an-early-spike": (
        _stopped_by_an_early_spike, "yolov5#5971",
        Right("train-longer no-gain", "still-rising fine-tune-lost", "longer fine-tune-rate")),
    "only-cls-climbs": (
        _only_cls_climbs, "yolov5#3370",
        Right("overfits good plateau-done", "memorised", "", "longer resume")),
    "everything-climbs-from-10": (
        _everything_climbs_from_10, "ultralytics#16081, #18569",
        Right("overfits", "memorised", "more-data", "longer larger-model image-size")),
    "masks-zero-boxes-fine": (
        _masks_zero_boxes_fine, "ultralytics#15748",
        Right("mask-gap good plateau-done", "masks-empty", "draw-masks", "lower-rate finer-masks")),
    "poses-zero-boxes-fine": (
        _poses_zero_boxes_fine, "",
        Right("plateau-low", "points-not-learned", "check-points",
              "lower-rate larger-model image-size")),
    "poses-never-score": (
        _poses_never_score, "",
        Right("learned-nothing plateau-low", "points-not-learned", "check-points",
              "lower-rate larger-model image-size")),
    "nan-in-the-first-epoch": (
        _nan_in_the_first_epoch, "ultralytics#186",
        Right("diverged", "precision-overflow", "no-amp", "longer train-at-all")),
    "never-found": (
        _never_found, "yolov5#1262",
        Right("learned-nothing", "labels-suspect", "check-labels", "lower-rate longer")),
    "cut-while-rising": (
        _cut_while_rising, "",
        Right("train-longer", "cut-short still-rising", "resume", "larger-model lower-rate")),
    "few-validation-pictures": (
        _few_validation_pictures, "",
        Right("unstable", "validation-too-small", "enlarge-validation", "lower-rate larger-model")),
    "weak-and-flat": (
        _weak_and_flat, "",
        Right("plateau-low", "data-limit capacity", "check-labels", "longer lower-rate")),
    "remembers-what-does-not-carry-over": (
        _remembers_what_does_not_carry_over, "ultralytics#6551",
        Right("plateau-low overfits", "data-limit memorised", "check-labels more-data",
              "longer larger-model")),
    "good-and-done": (
        _good_and_done_at_60_of_300, "ultralytics#560",
        Right("plateau-done", "converged", "fewer-epochs", "longer larger-model lower-rate")),
    "classes-guessed": (
        _classes_guessed, "",
        Right("learned-nothing", "near-chance", "check-labels", "lower-rate longer")),
    "rate-of-a-tenth": (
        _rate_of_a_tenth, "ultralytics#3360",
        Right("learned-nothing", "rate-too-high", "lower-rate", "longer image-size")),
    "rate-of-a-millionth": (
        _rate_of_a_millionth, "ultralytics#8400",
        Right("learned-nothing train-longer plateau-low", "rate-too-low", "raise-rate",
              "lower-rate")),
    "from-a-yaml": (
        _from_a_yaml, "ultralytics#1441",
        Right("learned-nothing", "from-scratch", "trained-weights", "lower-rate larger-model")),
    "worse-when-mosaic-closes": (
        _worse_when_mosaic_closes, "ultralytics#14886, #372",
        Right("good plateau-done", "mosaic-off", "keep-mosaic", "more-data regularise longer")),
    "loss-nan-for-an-epoch": (
        _loss_nan_for_an_epoch, "ultralytics#490",
        Right("good plateau-done", "", "", "lower-rate no-amp")),
    "sound": (_sound, "", Right("good", "converged", "-", "")),
    "toy-data": (
        _toy_data, "",
        Right("plateau-low", "toy-data", "own-data", "check-labels more-data longer larger-model",
              answers="learning=unknown continue=unknown")),
    "three-epochs": (
        _three_epochs, "ultralytics#20590",
        Right("too-short", "toy-data", "own-data",
              "lower-rate check-labels larger-model train-at-all")),
    "from-last-with-a-new-schedule": (
        _from_last_with_a_new_schedule, "ultralytics#1441",
        Right("no-gain", "fine-tune-lost", "fine-tune-rate more-data", "longer")),
    "recall-low": (
        _recall_low, "yolov5#4521",
        Right("plateau-low", "data-limit capacity", "check-labels image-size look-at-misses",
              "longer lower-rate")),
    "validation-all-zero": (
        _validation_all_zero, "yolov5#1932",
        Right("validation-broken", "validation-empty", "find-labels", "lower-rate more-data")),
}  # fmt: skip
"""By name: how it is made, where it was asked, what is right."""
