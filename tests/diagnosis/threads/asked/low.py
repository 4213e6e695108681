"""Runs that end low, and what sets their limit."""

from __future__ import annotations

import numpy as np

from tests.diagnosis.threads.curves import Curves
from tests.diagnosis.threads.situation import asked


@asked(
    "ultralytics#2425", state="plateau-low", step="check-labels", answers="overfitting=no",
    never="longer lower-rate",
)  # fmt: skip
def needles_of_which_seven_in_ten_are_missed() -> Curves:
    c = Curves(150, task="segment", model="yolov8s-seg.pt").usual()
    c.losses("train", seg=c.falling(3, 1.6, 20)).losses("val", seg=c.falling(3, 1.8, 20))
    c.score(c.rising(0.24, 12)).score(c.rising(0.2, 12), "M")
    for head in ("B", "M"):
        c.columns[f"metrics/precision({head})"] = c.noisy(np.full(150, 0.7), 0.01)
        c.columns[f"metrics/recall({head})"] = c.noisy(c.rising(0.31, 12), 0.01)
    return c


@asked(
    "ultralytics#21770", state="plateau-low", step="check-labels", never="longer lower-rate",
    answers="learning=partly",
)  # fmt: skip
def thirty_six_classes_at_a_map50_of_045() -> Curves:
    c = Curves(150, model="yolo11s.pt").usual(train=0.9, val=1.3)
    return c.score(c.rising(0.31, 14), noise=0.003)


@asked(
    "yolov5#6731", state="plateau-low", says="false alarms", never="longer lower-rate",
    step="check-labels",
)  # fmt: skip
def four_in_five_boxes_are_false_alarms() -> Curves:
    c = Curves(120).usual(train=1.2, val=1.3)
    c.score(c.rising(0.24, 14), noise=0.004)
    c.columns["metrics/precision(B)"] = c.noisy(np.full(120, 0.2), 0.005)
    c.columns["metrics/recall(B)"] = c.noisy(c.rising(0.68, 10), 0.008)
    return c


@asked(
    "", state="plateau-low", step="check-labels", says="imgsz",
    never="longer",
)  # fmt: skip
def most_is_missed_at_320_pixels() -> Curves:
    c = Curves(120, imgsz=320, model="yolov8n.pt").usual(train=1.5, val=1.5)
    c.score(c.rising(0.17, 12), noise=0.003)
    c.columns["metrics/recall(B)"] = c.noisy(c.rising(0.28, 12), 0.01)
    return c


@asked(
    "yolov5_obb#180", state="plateau-low", step="check-labels more-data enlarge-validation",
    never="longer lower-rate",
)  # fmt: skip
def slanted_boxes_of_eight_classes_on_few_pictures() -> Curves:
    c = Curves(200, task="obb", model="yolov8s-obb.pt").usual(train=0.7, val=1.5)
    c.score(c.rising(0.26, 14), noise=0.01)
    c.columns["metrics/recall(B)"] = c.noisy(c.rising(0.34, 14), 0.015)
    return c


@asked(
    "", state="plateau-low train-longer", answers="learning=partly",
    says="finds little",
)  # fmt: skip
def a_map50_of_011_that_still_rises() -> Curves:
    c = Curves(100).usual(train=1.8, val=2.0, pace=60)
    return c.score(0.0008 * c.x, noise=0.0015)


@asked(
    "ultralytics#22642", state="plateau-low plateau-done good overfits unstable no-gain",
    answers="continue=no", never="longer resume",
)  # fmt: skip
def the_score_falls_while_validation_loss_falls_too() -> Curves:
    c = Curves(300).usual(pace=60)
    fall = 0.0006 * np.maximum(c.x - 80, 0)
    return c.score(c.rising(0.5, 15) - fall, noise=0.003)


@asked(
    "ultralytics#7376", state="plateau-low", cause="impatient", step="longer", says="patience=20",
    answers="continue=yes",
)  # fmt: skip
def a_patience_of_5_ended_it_after_24_of_100_epochs() -> Curves:
    c = Curves(24, epochs=100, patience=5).usual(pace=15)
    return c.score(np.where(c.x < 20, c.rising(0.55, 14), 0.395), noise=0.004)


@asked("", state="plateau-low", unsaid="ended it early", never="longer", answers="continue=no")
def a_patience_of_5_ended_it_after_64_of_100_epochs() -> Curves:
    """By then the rate has come down, and the level has stood for forty epochs."""
    c = Curves(64, epochs=100, patience=5).usual(pace=15)
    return c.score(np.where(c.x < 60, c.rising(0.36, 6), 0.345), noise=0.001)


@asked("", state="plateau-low", unsaid="ended it early", never="longer", answers="continue=no")
def a_patience_of_30_ended_it_after_45_of_100_epochs() -> Curves:
    c = Curves(45, epochs=100, patience=30).usual(pace=8)
    return c.score(np.where(c.x < 16, c.rising(0.37, 4), 0.345), noise=0.001)


@asked(
    "", state="plateau-low", cause="impatient", step="longer", says="patience=20",
    answers="continue=yes",
)  # fmt: skip
def a_patience_of_10_ended_it_after_30_of_300_epochs() -> Curves:
    c = Curves(30, epochs=300, patience=10).usual(pace=15)
    return c.score(np.where(c.x < 21, c.rising(0.3, 9), 0.25), noise=0.002)
