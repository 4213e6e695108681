"""A second set of situations, each again with what is right written down before it was asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.diagnosis.threads.curves import NAN, Curves, Right


def _broken_after_a_good_start() -> Curves:
    c = Curves(80, optimizer="SGD").usual().rate(0.01)
    c.score(np.where(c.x < 35, c.rising(0.6, 8), 0.0), noise=0.002)
    for name in list(c.columns):
        if "loss" in name:
            c.columns[name] = np.where(c.x < 35, c.columns[name], NAN)
    return c


def _patience_too_small() -> Curves:
    c = Curves(45, epochs=300, patience=10).usual(pace=60)
    return c.score(c.rising(0.6, 60), noise=0.012)


def _one_picture_a_step() -> Curves:
    c = Curves(60, batch=1).usual()
    c.columns["train/box_loss"] += c.noisy(np.zeros(60), 0.12)
    dips = np.where(c.x % 4 == 0, 0.18, 0.0)
    return c.score(c.rising(0.6, 8) - dips, noise=0.05)


def _masks_far_behind() -> Curves:
    c = Curves(100, task="segment", model="yolo11s-seg.pt").usual(pace=12)
    for side in ("train", "val"):
        c.losses(side, seg=c.falling(4, 1.8, 12))
    return c.score(c.rising(0.8, 10)).score(c.rising(0.36, 10), "M")


def _a_dip_that_came_back() -> Curves:
    c = Curves(120).usual()
    dip = (c.x >= 50) & (c.x < 53)
    for side in ("train", "val"):
        c.columns[f"{side}/cls_loss"] += 1.5 * dip
    return c.score(np.where(dip, 0.2, c.rising(0.68, 15)))


def _cut_after_it_had_levelled_off() -> Curves:
    c = Curves(160, epochs=1000, patience=200).usual(pace=10)
    return c.score(c.rising(0.7, 8), noise=0.003)


def _frozen_backbone_and_good() -> Curves:
    c = Curves(100, freeze=10).usual(pace=15)
    return c.score(c.rising(0.7, 14))


def _a_tenth_of_the_data() -> Curves:
    c = Curves(100, fraction=0.1).usual(train=0.7, val=1.6)
    return c.score(c.rising(0.3, 10))


def _pose_sound() -> Curves:
    c = Curves(150, task="pose", model="yolo11n-pose.pt").usual(pace=25)
    for side in ("train", "val"):
        c.losses(side, pose=c.falling(8, 1.5, 25), kobj=c.falling(0.6, 0.3, 25))
    return c.score(c.rising(0.75, 25)).score(c.rising(0.68, 28), "P")


def _classes_memorised() -> Curves:
    c = Curves(100, task="classify", model="yolo11s-cls.pt", data="pets")
    c.columns["train/loss"] = c.noisy(c.falling(1.5, 0.02, 12), 0.004)
    c.columns["metrics/accuracy_top1"] = np.clip(c.noisy(c.rising(0.72, 4), 0.006), 0, 1)
    c.columns["metrics/accuracy_top5"] = np.full(100, 0.96)
    c.columns["val/loss"] = c.noisy(0.9 + 0.012 * np.maximum(c.x - 12, 0), 0.01)
    return c


def _classes_sound() -> Curves:
    c = Curves(50, task="classify", model="yolo11s-cls.pt", data="pets")
    c.columns["train/loss"] = c.noisy(c.falling(1.5, 0.15, 10), 0.004)
    c.columns["metrics/accuracy_top1"] = np.clip(c.noisy(c.rising(0.94, 5), 0.003), 0, 1)
    c.columns["metrics/accuracy_top5"] = np.full(50, 0.99)
    c.columns["val/loss"] = c.noisy(c.falling(1.4, 0.25, 10), 0.005)
    return c


def _the_rate_never_comes_down() -> Curves:
    c = Curves(100, optimizer="SGD", lrf=1.0)
    c.rates(np.minimum(c.x / 3, 1) * 0.01).usual()
    c.columns["train/box_loss"] += c.noisy(np.zeros(100), 0.1)
    return c.score(c.rising(0.55, 10) - np.where(c.x % 3 == 0, 0.15, 0.0), noise=0.05)


def _losses_rise_in_the_warm_up() -> Curves:
    c = Curves(3, epochs=25)
    c.losses("train", box=np.array([1.1, 1.2, 1.25]), cls=np.array([0.9, 1.0, 1.05]))
    c.losses("val", box=np.array([1.2, 1.3, 1.35]), cls=np.array([1.0, 1.1, 1.2]))
    return c.score(np.array([0.55, 0.5, 0.47]))


def _metrics_are_no_numbers() -> Curves:
    c = Curves(50).usual().score(np.zeros(50), noise=0.0)
    for name in c.columns:
        if name.startswith(("metrics/", "val/")):
            c.columns[name] = np.full(50, NAN)
    return c


def _several_cards_and_good() -> Curves:
    c = Curves(100, device="0,1,2,3", batch=64).usual(pace=20)
    return c.score(c.rising(0.64, 18))


def _lowered_by_auto() -> Curves:
    c = Curves(200, lr0=0.0001).usual(pace=30)
    return c.score(c.rising(0.62, 30))


def _boxes_of_training_are_zero() -> Curves:
    c = Curves(50)
    c.losses("train", box=c.x * 0, cls=c.falling(6, 0.4, 8), dfl=c.x * 0, noise=0.0)
    c.losses("val", box=c.x * 0 + 3.1, cls=c.x * 0 + 6, dfl=c.x * 0 + 3, noise=0.005)
    return c.score(np.zeros(50), noise=0.0)


def _object_loss_climbs_alone() -> Curves:
    """YOLOv5: val/obj_loss rises while all else falls."""
    c = Curves(150, optimizer="SGD").rate(0.01)
    for side in ("train", "val"):
        c.losses(side, 0.0004, box=c.falling(0.1, 0.03, 20), cls=c.falling(0.05, 0.008, 20))
    c.losses("train", 0.0003, obj=c.falling(0.06, 0.02, 40))
    c.losses("val", 0.0003, obj=0.03 + 0.00012 * np.maximum(c.x - 25, 0))
    return c.score(c.rising(0.62, 15))


MORE: Mapping[str, tuple[Any, str, Right]] = {
    "broken-after-a-good-start": (
        _broken_after_a_good_start, "",
        Right("diverged", "rate-too-high", "lower-rate", "longer resume no-amp")),
    "patience-too-small": (
        _patience_too_small, "ultralytics#24138",
        Right("train-longer", "still-rising cut-short", "longer resume", "larger-model")),
    "one-picture-a-step": (
        _one_picture_a_step, "",
        Right("unstable", "batch-extreme", "larger-batch", "larger-model image-size")),
    "masks-far-behind": (
        _masks_far_behind, "ultralytics#8581, #4879",
        Right("mask-gap", "masks-coarse", "tight-boxes finer-masks", "longer lower-rate")),
    "a-dip-that-came-back": (
        _a_dip_that_came_back, "yolov5#991",
        Right("good plateau-done", "", "", "lower-rate more-data regularise longer")),
    "cut-after-it-had-levelled-off": (
        _cut_after_it_had_levelled_off, "",
        Right("plateau-done", "converged cut-short", "- fewer-epochs",
              "longer resume larger-model")),
    "frozen-backbone-and-good": (
        _frozen_backbone_and_good, "",
        Right("good plateau-done", "", "- fewer-epochs", "unfreeze")),
    "a-tenth-of-the-data": (
        _a_tenth_of_the_data, "",
        Right("plateau-low", "part-of-data data-limit", "full-data", "longer larger-model")),
    "pose-sound": (
        _pose_sound, "", Right("good", "converged still-rising", "- longer", "lower-rate")),
    "classes-memorised": (
        _classes_memorised, "", Right("overfits", "memorised", "more-data", "longer larger-model")),
    "classes-sound": (
        _classes_sound, "", Right("good plateau-done", "converged", "- fewer-epochs", "more-data")),
    "the-rate-never-comes-down": (
        _the_rate_never_comes_down, "",
        Right("unstable", "rate-constant", "wind-down", "larger-model lower-rate")),
    "losses-rise-in-the-warm-up": (
        _losses_rise_in_the_warm_up, "yolov5#4598",
        Right("too-short", "cut-short short-plan", "resume train-at-all",
              "lower-rate more-data regularise")),
    "metrics-are-no-numbers": (
        _metrics_are_no_numbers, "",
        Right("validation-broken", "validation-empty validation-overflow validation-off", "",
              "lower-rate more-data longer larger-model")),
    "several-cards-and-good": (
        _several_cards_and_good, "", Right("good plateau-done", "", "- fewer-epochs", "one-card")),
    "lowered-by-auto": (
        _lowered_by_auto, "ultralytics#3360",
        Right("good plateau-done", "converged rate-ignored", "", "raise-rate lower-rate")),
    "boxes-of-training-are-zero": (
        _boxes_of_training_are_zero, "",
        Right("learned-nothing", "nothing-assigned", "check-train-labels", "lower-rate longer")),
    "object-loss-climbs-alone": (
        _object_loss_climbs_alone, "yolov5#6097",
        Right("good plateau-done overfits", "converged memorised", "", "longer larger-model")),
}  # fmt: skip
"""By name: how it is made, where it was asked, what is right."""
