"""What single arguments do to a training."""

from __future__ import annotations

import numpy as np

from tests.diagnosis.threads.curves import Curves
from tests.diagnosis.threads.situation import asked


@asked(
    "ultralytics#23260", state="unstable", step="lower-rate steadier count-validation",
    never="longer larger-model",
)  # fmt: skip
def it_swings_at_the_usual_rate_of_a_new_optimizer() -> Curves:
    c = Curves(100, model="yolo26n.pt", optimizer="MuSGD", lr0=0.01).rate(0.01)
    wave = 0.12 * np.abs(np.sin(2.3 * c.x))
    for side in ("train", "val"):
        c.losses(side, 0.05, box=c.falling(2, 1.3, 20), cls=c.falling(4, 1.4, 20))
        c.losses(side, 0.01, l1=c.falling(0.5, 0.3, 20))
        c.columns[f"{side}/box_loss"] += 3 * wave
    return c.score(c.rising(0.55, 14) - wave, noise=0.03)


@asked(
    "ultralytics docs: optimizer", state="learned-nothing diverged", cause="rate-too-high",
    step="lower-rate", never="longer larger-model more-data", answers="continue=no",
)  # fmt: skip
def rms_prop_at_the_rate_of_sgd() -> Curves:
    c = Curves(50, optimizer="RMSProp", lr0=0.01).rate(0.01)
    for side in ("train", "val"):
        c.losses(side, 0.05, box=np.full(50, 4.5), cls=np.full(50, 22.0), dfl=np.full(50, 4.0))
    return c.score(np.full(50, 0.0001), noise=0.00005)


@asked(
    "ultralytics#3155", state="unstable plateau-low", says="batch=1", never="longer",
    step="larger-batch usual-batch count-validation",
)  # fmt: skip
def one_large_picture_a_batch() -> Curves:
    c = Curves(100, imgsz=1280, batch=1, model="yolov8m.pt").usual()
    c.score(c.rising(0.42, 14) - 0.12 * (c.x % 3 < 1), noise=0.03)
    for side in ("train", "val"):
        c.columns[f"{side}/box_loss"] += 0.4 * (c.x % 3 < 1)
    return c


@asked(
    "ultralytics#6020", state="plateau-low", cause="frozen-layers", step="unfreeze",
    says="freeze=10", never="longer",
)  # fmt: skip
def a_frozen_backbone_no_better_than_from_scratch() -> Curves:
    c = Curves(100, model="yolov8l.pt", freeze=10).usual(train=1.4, val=1.5)
    return c.score(c.rising(0.28, 12), noise=0.003)


@asked(
    "ultralytics#15621", state="good plateau-done", unsaid="frozen layers set the limit",
    never="longer lower-rate",
)  # fmt: skip
def a_frozen_backbone_that_does_well() -> Curves:
    c = Curves(100, task="segment", model="yolov8x-seg.pt", freeze=10).usual(pace=10)
    c.losses("train", seg=c.falling(3, 1, 10)).losses("val", seg=c.falling(3, 1.2, 10))
    return c.score(c.rising(0.66, 8)).score(c.rising(0.63, 8), "M")


@asked(
    "ultralytics docs: fraction", state="plateau-low", cause="part-of-data", step="full-data",
    says="fraction=0.1",
)  # fmt: skip
def a_tenth_of_the_pictures() -> Curves:
    c = Curves(100, fraction=0.1).usual(train=0.5, val=1.6)
    return c.score(c.rising(0.25, 10), noise=0.004)


@asked(
    "", state="overfits", step="more-data regularise", says="mosaic",
    answers="overfitting=yes continue=no", never="longer larger-model",
)  # fmt: skip
def no_augmentation_at_all() -> Curves:
    c = Curves(150, mosaic=0.0, fliplr=0.0, hsv_h=0.0, hsv_s=0.0, hsv_v=0.0, scale=0.0,
               translate=0.0).usual(train=0.4)  # fmt: skip
    for name in ("box", "cls", "dfl"):
        c.columns[f"train/{name}_loss"] = c.falling(2, 0.2, 30)
        c.columns[f"val/{name}_loss"] = c.noisy(1.3 + 0.008 * np.maximum(c.x - 20, 0), 0.01)
    return c.score(0.42 * (1 - np.exp(-c.x / 6)) - 0.0008 * np.maximum(c.x - 25, 0))


@asked(
    "ultralytics#21559", state="good plateau-done", unsaid="frozen", answers="overfitting=no",
    never="longer",
)  # fmt: skip
def points_weighed_by_a_hundred() -> Curves:
    c = Curves(200, task="pose", model="yolo11m-pose.pt", pose=100.0, kobj=0.25, freeze=0,
               multi_scale=True, mosaic=0.5).usual(pace=12)  # fmt: skip
    for side in ("train", "val"):
        c.losses(side, 0.01, pose=c.falling(20, 3, 15), kobj=c.falling(0.2, 0.05, 15))
    return c.score(c.rising(0.8, 10)).score(c.rising(0.68, 12), "P")


@asked(
    "ultralytics#20439", state="train-longer", step="longer resume", says="patience",
    answers="continue=yes", never="larger-model more-data",
)  # fmt: skip
def patience_of_five_stops_a_run_that_rises() -> Curves:
    c = Curves(36, epochs=300, patience=5).usual(pace=50)
    return c.score(np.where(c.x > 31, 0.375 + 0.001 * c.x % 0.004, c.rising(0.6, 30)), noise=0.0)


@asked(
    "ultralytics#7054", state="train-longer", step="longer", says="time=",
    answers="continue=yes",
)  # fmt: skip
def half_an_hour_was_not_enough() -> Curves:
    c = Curves(40, epochs=100, time=0.5).usual(pace=50)
    c.seconds = 45.0 * c.x
    return c.score(c.rising(0.6, 40), noise=0.004)


@asked(
    "ultralytics#15573", state="good plateau-done", unsaid="\\",
)  # fmt: skip
def paths_of_windows() -> Curves:
    c = Curves(100, data="D:\\Projects\\Yunus Er\\data set\\data.yaml", model="D:\\m\\yolov8s.pt",
               project="C:\\Users\\a b\\runs").usual(pace=10)  # fmt: skip
    return c.score(c.rising(0.66, 8))
