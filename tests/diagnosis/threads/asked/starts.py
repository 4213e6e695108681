"""Trainings that start from trained weights, or go on from others."""

from __future__ import annotations

import numpy as np

from tests.diagnosis.threads.asked.tasks.classes import classes
from tests.diagnosis.threads.curves import Curves
from tests.diagnosis.threads.shapes import apart
from tests.diagnosis.threads.situation import asked


@asked(
    "ultralytics#21510, #12065", state="no-gain", cause="fine-tune-lost", step="fine-tune-rate",
    never="longer larger-model",
)  # fmt: skip
def fine_tuned_down() -> Curves:
    c = Curves(50, model="runs/detect/train/weights/best.pt", optimizer="AdamW", lr0=0.002)
    c.usual(pace=6).rate(0.002)
    return c.score(0.62 + 0.20 * np.exp(-c.x / 2.5) - 0.02 * (c.x > 3))


@asked(
    "ultralytics#1441", state="no-gain", cause="fine-tune-lost", step="fine-tune-rate more-data",
    never="longer",
)  # fmt: skip
def from_last_with_a_new_schedule() -> Curves:
    c = Curves(100, model="runs/detect/yolov8s/weights/last.pt", optimizer="SGD").rate(0.01)
    c.usual(pace=8)
    return c.score(0.42 - 0.03 * np.exp(-((c.x - 5) ** 2) / 20) + 0.0001 * c.x, noise=0.002)


@asked(
    "ultralytics#14359", state="no-gain good plateau-done", says="shook the weights",
    never="longer larger-model resume",
)  # fmt: skip
def trained_on_from_best_and_back_by_16() -> Curves:
    c = (
        Curves(60, model="runs/detect/train5/weights/best.pt", optimizer="SGD")
        .usual(pace=5)
        .rate(0.01)
    )
    level = 0.59 - 0.1 * np.exp(-((c.x - 4) ** 2) / 18) + 0.035 * (1 - np.exp(-c.x / 12))
    return c.score(level, noise=0.002)


@asked(
    "yolov5#9234", state="no-gain unstable train-longer plateau-low", step="fine-tune-rate",
    never="larger-model resume image-size",
)  # fmt: skip
def trained_on_from_best_and_never_back() -> Curves:
    c = (
        Curves(80, model="runs/detect/train5/weights/best.pt", optimizer="SGD")
        .usual(pace=30)
        .rate(0.01)
    )
    return c.score(np.where(c.x < 2, 0.5, 0.06 + c.rising(0.3, 40)), noise=0.003)


@asked(
    "ultralytics#4793", state="no-gain validation-broken learned-nothing", says="rate is 0",
    never="longer resume larger-model lower-rate more-data train-at-all check-labels",
)  # fmt: skip
def the_learning_rate_is_zero() -> Curves:
    c = Curves(50)
    for side in ("train", "val"):
        for name, level in (("box", 1.4), ("cls", 1.1), ("dfl", 1.3)):
            moves = np.zeros(50) if side == "val" else c.noisy(np.zeros(50), 0.01)
            c.columns[f"{side}/{name}_loss"] = level + moves
    return c.score(np.full(50, 0.36), noise=0.0).rates(np.zeros(50))


@asked(
    "PyTorch-YOLOv3#787", state="no-gain diverged", step="fine-tune-rate lower-rate",
    never="longer resume larger-model image-size more-data",
)  # fmt: skip
def from_half_to_nothing_after_the_first_epoch() -> Curves:
    c = Curves(40, model="yolov8s.pt", optimizer="SGD").usual().rate(0.01)
    return c.score(np.where(c.x < 2, 0.38, 0.02), noise=0.003)


@asked(
    "yolov5#86", state="no-gain overfits", never="longer resume larger-model image-size",
    step="fine-tune-rate lower-rate more-data",
)  # fmt: skip
def falling_from_the_first_epoch_on() -> Curves:
    c = Curves(100, imgsz=1280, batch=4, optimizer="SGD").usual().rate(0.01)
    return c.score(0.06 + 0.2 * np.exp(-(c.x - 1) / 25), noise=0.004)


@asked(
    "yolov3#333", state="no-gain", step="fine-tune-rate -",
    never="longer resume larger-model image-size more-data", answers="continue=no",
)  # fmt: skip
def finished_weights_trained_on_with_the_same_data() -> Curves:
    c = Curves(60, model="yolo11m.pt", data="coco.yaml", optimizer="SGD", lr0=0.0001)
    apart(c, 1.0 - 0.001 * c.x, 1.1 + 0.0002 * c.x)
    return c.rate(0.0001).score(0.384 - 0.0002 * c.x, noise=0.001)


@asked(
    "ultralytics#23548", state="no-gain overfits diverged", says="dota8",
    never="longer resume larger-model image-size",
)  # fmt: skip
def dota8_falls_from_its_first_epoch() -> Curves:
    c = Curves(100, task="obb", model="yolo26n-obb.pt", data="dota8.yaml").usual(train=1, val=2)
    return c.score(0.2 + 0.45 * np.exp(-(c.x - 1) / 20), noise=0.01)


@asked(
    "a run read blind", state="no-gain good plateau-done",
    never="fine-tune-rate lower-rate more-data longer",
)  # fmt: skip
def weights_of_yolov9_on_the_pictures_they_know() -> Curves:
    c = Curves(100, model="yolov9-c.pt", data="coco.yaml", optimizer="SGD").usual().rate(0.01)
    return c.score(0.454 - 0.2 * np.exp(-(((c.x - 4) / 3) ** 2)) + 0.0003 * c.x, noise=0.001)


@asked(
    "ultralytics#13891", state="no-gain", cause="fine-tune-lost", step="fine-tune-rate",
    never="longer larger-model raise-rate resume",
)  # fmt: skip
def a_second_training_from_the_last_weights_of_the_first() -> Curves:
    c = Curves(70, model="./last.pt", batch=-1, optimizer="auto").usual(train=1.0, val=1.2)
    return c.rate(0.01).score(0.45 - 0.09 * np.exp(-(((c.x - 8) / 10) ** 2)) * (c.x > 1))


@asked(
    "ultralytics#884", state="no-gain plateau-low", cause="batch-extreme", step="usual-batch",
    never="fine-tune-rate lower-rate larger-model longer",
)  # fmt: skip
def eight_cards_with_512_pictures_a_step() -> Curves:
    c = Curves(60, epochs=100, model="yolov8m.pt", batch=512, device="0,1,2,3,4,5,6,7")
    return c.usual(train=1.3, val=1.4).score(np.full(60, 0.2), noise=0.006)


@asked(
    "a run read blind", state="no-gain", step="fine-tune-rate", says="nothing beat epoch 1",
    unsaid="loaded weights", answers="continue=no",
)  # fmt: skip
def the_first_epoch_of_published_weights_stays_the_best() -> Curves:
    c = Curves(16, model="yolov8n.pt", epochs=140, patience=15).usual(pace=200)
    waves = np.array([0, 5, 8, 11, 10, 8, 6, 14, 6, 6, 6, 4, 5, 5, 4, 2]) / 100
    return c.score(0.45 - waves, noise=0.0)


@asked(
    "ultralytics#24592", state="good plateau-done train-longer", answers="learning=yes",
    never="fine-tune-rate lower-rate",
)  # fmt: skip
def own_weights_that_learn_new_pictures() -> Curves:
    c = Curves(100, model="runs/detect/train5/weights/best.pt", optimizer="AdamW", lr0=0.001).usual(
        pace=15
    )
    return c.score(0.25 + c.rising(0.42, 18))


@asked(
    "yolov5#9331", state="good train-longer no-gain plateau-done", never="larger-model image-size",
    answers="learning=yes",
)  # fmt: skip
def started_anew_after_a_thousand_epochs() -> Curves:
    c = Curves(
        400, epochs=3000, model="runs/detect/train/weights/last.pt", optimizer="SGD", patience=100
    ).usual(pace=60)
    return c.score(0.42 + 0.0002 * c.x + 0.06 * (1 - np.exp(-c.x / 50)), noise=0.003)


@asked(
    "", state="good plateau-done", step="fine-tune-rate", says="imgsz=64",
    never="fewer-epochs", unsaid="at epoch 1; the training ran",
)  # fmt: skip
def published_weights_are_lost_at_once_and_back_after_two_thirds() -> Curves:
    c = Curves(100, task="classify", model="yolo11n-cls.pt", imgsz=64).rate(0.01)
    top1 = np.where(c.x <= 2, 0.83 - 0.02 * c.x, 0.5 + c.rising(0.43, 45))
    lost = np.where((c.x > 2) & (c.x < 20), 0.8, 0)
    return classes(c, top1, c.falling(0.5, 0.4, 30) + lost, c.falling(0.5, 0.35, 30) + lost)


@asked("", state="good plateau-done no-gain unstable", unsaid="by epoch 1", never="longer")
def nearly_perfect_weights_collapse_for_a_while() -> Curves:
    c = Curves(81, epochs=200, task="segment", model="yolo11n-seg.pt", batch=64).usual(pace=5)
    c.losses("train", seg=c.falling(3, 0.5, 8)).losses("val", seg=c.falling(3, 0.4, 8))
    top = np.where((c.x > 3) & (c.x < 16), 0.05, 0.96 + 0.0002 * c.x)
    return c.score(top, noise=0.002).score(top, "M", noise=0.002)
