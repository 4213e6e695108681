"""Situations of runs of 28 more repositories, read blind, and of answers that were weak."""

from __future__ import annotations

import math

import numpy as np

from tests.diagnosis.asked import Made, asking, since
from tests.diagnosis.curves import NAN, Curves

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
