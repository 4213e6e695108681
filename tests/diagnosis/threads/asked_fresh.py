"""Situations of runs of 28 more repositories, read blind, and of answers that were weak."""

from __future__ import annotations

import math

import numpy as np

from tests.diagnosis.threads.asked import Made, asking, since
from tests.diagnosis.threads.asked_since import classes
from tests.diagnosis.threads.curves import NAN, Curves

ASKED_FRESH: dict[str, Made] = {}
after = asking(ASKED_FRESH)


@after(
    "a run read blind", state="overfits", says="finds next to nothing", step="more-data",
    answers="learning=hardly overfitting=yes",
)  # fmt: skip
def learned_by_heart_and_finds_next_to_nothing() -> Curves:
    c = Curves(160, optimizer="SGD").rate(0.01)
    c.losses("train", box=c.falling(3, 0.4, 30), cls=c.falling(5, 0.3, 30))
    climb = 0.02 * np.maximum(c.x - 30, 0)
    c.losses("val", box=c.falling(3.2, 2.2, 8) + climb, cls=c.falling(5, 3, 8) + climb)
    return c.score(c.rising(0.03, 40), noise=0.002)


@after(
    "a run read blind", state="good", never="keep-mosaic", unsaid="the score fell where mosaic",
)  # fmt: skip
def a_fall_where_mosaic_closes_no_larger_than_the_rise_before_it() -> Curves:
    c = Curves(100).usual()
    wave = np.where((c.x >= 84) & (c.x < 91), 0.02, 0)
    return c.score(c.rising(0.72, 12) + wave, noise=0.001)


@after(
    "ultralytics#4829", state="validation-broken", cause="validation-overflow",
    step="full-precision", never="longer check-labels more-data larger-model image-size",
    answers="classes=unknown confidence=unknown", unsaid="Metrics and training losses are sound",
)  # fmt: skip
def validation_is_nan_and_recall_stands_still() -> Curves:
    c = Curves(50, batch=4, model="yolov8n.pt").usual(train=0.5)
    c.score(c.rising(0.1, 20), noise=0.01)
    c.columns["metrics/recall(B)"] = np.full(50, 0.00213)
    return since(c, 1, NAN, "val/")


@after("a run read blind", state="good plateau-done", unsaid="swing")
def precision_that_swung_in_the_first_third() -> Curves:
    c = Curves(200).usual().score(c_rise(Curves(200)), noise=0.002)
    low = np.where((c.x % 4 < 1) & (c.x < 80) & (c.x > 20), 0.45, 0)
    for name in ("precision", "recall"):
        c.columns[f"metrics/{name}(B)"] -= low
    return c


def c_rise(c: Curves) -> np.ndarray:
    """A rise that is over by the middle."""
    return c.rising(0.66, 12)


@after(
    "a run read blind", state="train-longer plateau-low", says="ln 16", unsaid="resume",
)  # fmt: skip
def no_model_is_told_and_boxes_begin_untrained() -> Curves:
    c = Curves(100, model=None, pretrained=False, optimizer="SGD").rate(0.01)
    for side in ("train", "val"):
        c.losses(side, box=c.falling(3.8, 1.6, 30), cls=c.falling(6, 1.2, 30))
        c.losses(
            side, 0.001, dfl=1.5 * math.log(16) - c.rising(2.9, 30) + 2.9 * (1 - math.exp(-1 / 30))
        )
    return c.score(0.0021 * c.x, noise=0.002)


@after("ultralytics docs: load", state="plateau-low", unsaid="random weights")
def an_architecture_into_which_python_loaded_weights() -> Curves:
    c = Curves(60, model="yolov8n.yaml", pretrained=True).rate(0.001)
    for side in ("train", "val"):
        c.losses(side, box=c.falling(1.4, 1.1, 10), cls=c.falling(2, 1.2, 10))
        c.losses(side, 0.002, dfl=c.falling(1.3, 1.1, 10))
    return c.score(0.2 + c.rising(0.1, 8), noise=0.003)


@after(
    "a run read blind", state="good", step="trained-weights", says="random weights",
    unsaid="epochs=1500",
)  # fmt: skip
def a_thousand_epochs_from_random_weights_still_rise() -> Curves:
    c = Curves(1000, model="yolov8.yaml", patience=100)
    for side in ("train", "val"):
        c.losses(side, box=c.falling(3.5, 0.5, 250), cls=c.falling(5.5, 0.8, 250))
        c.losses(side, 0.001, dfl=c.falling(4.2, 1.1, 250))
    return c.score(c.rising(0.95, 280), noise=0.01)


@after(
    "a run read blind", state="good plateau-done", never="longer", answers="continue=no",
    unsaid="more epochs may add some",
)  # fmt: skip
def key_points_are_perfect_while_boxes_still_gain() -> Curves:
    c = Curves(100, task="pose", model="yolov8n-pose.pt").usual(pace=30)
    for side in ("train", "val"):
        c.losses(side, 0.001, pose=c.falling(1.2, 0.03, 25), kobj=c.falling(0.5, 0.01, 20))
    c.score(0.4 + 0.0052 * c.x, noise=0.002)
    return c.score(0.995 - 0.2 * np.exp(-c.x / 10), "P", noise=0.0005)


@after("a run read blind", state="good", step="longer", says="epochs=30", unsaid="epochs=100")
def twenty_good_epochs_that_rose_a_little() -> Curves:
    c = Curves(20, model="yolov8n.pt").usual(pace=6)
    return c.score(0.64 - 0.25 * np.exp(-(c.x - 1) / 3) + 0.0022 * c.x, noise=0.002)


@after(
    "a run read blind", state="train-longer", step="trained-weights", says="epochs=100",
    never="longer", answers="continue=yes",
)  # fmt: skip
def a_short_run_from_random_weights_is_told_one_length() -> Curves:
    c = Curves(25, model="yolov8n.yaml", patience=50)
    for side in ("train", "val"):
        c.losses(side, box=c.falling(3.6, 2.4, 20), cls=c.falling(4.4, 3.4, 20))
        c.losses(side, 0.001, dfl=c.falling(4.3, 2.4, 20))
    return c.score(0.12 / (1 + np.exp(-(c.x - 22) / 3)), noise=0.001)


@after(
    "a run read blind", state="no-gain", step="fine-tune-rate", says="nothing beat epoch 1",
    unsaid="loaded weights", answers="continue=no",
)  # fmt: skip
def the_first_epoch_of_published_weights_stays_the_best() -> Curves:
    c = Curves(16, model="yolov8n.pt", epochs=140, patience=15).usual(pace=200)
    waves = np.array([0, 5, 8, 11, 10, 8, 6, 14, 6, 6, 6, 4, 5, 5, 4, 2]) / 100
    return c.score(0.45 - waves, noise=0.0)


@after(
    "a run read blind", state="unstable", never="longer many-epochs", answers="continue=no",
    unsaid="more epochs may add some",
)  # fmt: skip
def what_swings_had_its_best_in_the_first_half() -> Curves:
    c = Curves(180, seed=4, model="yolo11n.pt").usual(val=1.1, pace=25)
    c.score(0.49 + 0.0001 * c.x - 0.3 * np.exp(-c.x / 15), noise=0.035)
    best = c.columns["metrics/mAP50-95(B)"]
    best[84] = best.max() + 0.04
    return c


@after(
    "a run read blind", state="overfits", says="from epoch 6", unsaid="from epoch 50",
)  # fmt: skip
def two_losses_climb_while_their_sum_falls() -> Curves:
    c = Curves(50, model="yolov8n.pt").usual()
    c.losses("train", 0.002, cls=5.5 - 0.05 * c.x)
    c.losses("val", 0.004, cls=5.0 - 0.045 * c.x, box=1.66 + 0.012 * np.abs(c.x - 6))
    c.losses("val", 0.004, dfl=1.7 + 0.009 * np.abs(c.x - 6))
    return c.score(0.06 + 0.002 * c.x, noise=0.01)


# --- answers that were weak ----------------------------------------------------------------------


@after(
    "ultralytics#16463", state="learned-nothing", cause="transformer-rate",
    step="transformer-rate", never="longer many-epochs larger-model", says="lr0=0.0001",
)  # fmt: skip
def a_transformer_trained_with_sgd_learned_nothing() -> Curves:
    c = Curves(60, model="rtdetr-l.pt", optimizer="SGD").rate(0.01)
    for side in ("train", "val"):
        c.losses(side, giou=c.falling(1.6, 1.2, 20), cls=c.falling(1.5, 0.6, 10))
        c.losses(side, l1=c.falling(0.9, 0.6, 20))
    return c.score(np.full(60, 0.003), noise=0.001)


@after("ultralytics#19530", state="good", unsaid="transformer")
def a_transformer_that_does_well_is_told_nothing_of_it() -> Curves:
    c = Curves(80, model="rtdetr-l.pt", optimizer="AdamW", lr0=0.001).rate(0.001)
    for side in ("train", "val"):
        c.losses(side, giou=c.falling(1.6, 0.4, 12), cls=c.falling(1.5, 0.5, 12))
        c.losses(side, l1=c.falling(0.9, 0.2, 12))
    return c.score(c.rising(0.66, 14), noise=0.003)


@after(
    "a run of yolov8 with the gains of YOLOv5", state="plateau-low", cause="gains-unusual",
    step="usual-gains", says="box=7.5", unsaid="cls=0.5 is",
)  # fmt: skip
def gains_of_another_trainer() -> Curves:
    c = Curves(60, model="yolov8n.pt", box=0.0296, cls=0.243).usual(pace=10)
    return c.score(c.rising(0.14, 8), noise=0.003)


@after(
    "a pose run with pose=100", state="unstable plateau-low", cause="gains-unusual",
    says="pose=100: five times the default or more",
)  # fmt: skip
def key_points_that_outweigh_all_else() -> Curves:
    c = Curves(80, task="pose", model="yolov8n-pose.pt", pose=100.0).usual(val=1.6, pace=10)
    for side in ("train", "val"):
        c.losses(side, 0.1, pose=c.falling(60, 30, 20), kobj=c.falling(0.6, 0.4, 20))
    return c.score(c.rising(0.2, 10), noise=0.004).score(c.rising(0.1, 10), "P", noise=0.004)


@after(
    "a run of ten epochs", state="too-short", step="check-labels", says="epochs=100",
    answers="continue=yes",
)  # fmt: skip
def ten_epochs_halve_the_loss_and_find_nothing() -> Curves:
    c = Curves(10, model="yolo11n.pt").usual(train=0.6, val=2.4, pace=4)
    return c.score(np.full(10, 0.002), noise=0.001)


@after(
    "a run read again", state="good", step="longer", answers="continue=yes",
    says="patience=160",
)  # fmt: skip
def patience_ended_a_slow_rise() -> Curves:
    c = Curves(700, epochs=2000, patience=80, model="yolov8n.pt").usual(pace=150)
    level = 0.66 * (1 - np.exp(-c.x / 200)) + np.where(c.x == 620, 0.03, 0)
    return c.score(level, noise=0.002)


@after(
    "a classifier with 94 pictures", state="plateau-low good plateau-done train-longer",
    answers="overfitting=no", unsaid="by heart",
)  # fmt: skip
def an_error_that_rose_by_five_pictures_of_94() -> Curves:
    c = Curves(60, task="classify", model="yolov8n-cls.pt", imgsz=224)
    right = np.round(94 * (0.5 + c.rising(0.25, 5) - 0.055 * np.clip((c.x - 20) / 30, 0, 1)))
    steps = np.where(c.x % 5 == 0, 1, np.where(c.x % 7 == 0, -1, 0))
    classes(c, np.full(60, 0.5), c.falling(1.3, 0.1, 12), np.full(60, 0.9))
    c.columns["metrics/accuracy_top1"] = np.round((right + steps) / 94, 5)
    return c
