"""Classifiers."""

from __future__ import annotations

import numpy as np

from tests.diagnosis.threads.curves import Curves
from tests.diagnosis.threads.situation import asked


def classifier(count: int, top1: float, pace: float, **args: object) -> Curves:
    """A classification that learns."""
    c = Curves(count, task="classify", model="yolo11s-cls.pt", data="bottles", **args)
    c.columns["metrics/accuracy_top1"] = np.clip(c.noisy(c.rising(top1, pace), 0.003), 0, 1)
    c.columns["metrics/accuracy_top5"] = np.full(count, 1.0)
    c.columns["train/loss"] = c.falling(0.9, 0.0002, pace)
    return c


def classes(c: Curves, top1: np.ndarray, train: np.ndarray, val: np.ndarray) -> Curves:
    """The columns of a classification."""
    c.columns["train/loss"] = np.round(c.noisy(train, 0.01), 5)
    c.columns["metrics/accuracy_top1"] = np.round(np.clip(c.noisy(top1, 0.004), 0, 1), 5)
    c.columns["metrics/accuracy_top5"] = np.round(np.clip(c.noisy(top1 + 0.15, 0.004), 0, 1), 5)
    c.columns["val/loss"] = np.round(c.noisy(val, 0.003), 5)
    return c


@asked(
    "", state="learned-nothing", cause="near-chance", step="check-labels",
    never="lower-rate longer",
)  # fmt: skip
def classes_guessed() -> Curves:
    c = Curves(50, task="classify", model="yolo11n-cls.pt", data="flowers")
    c.columns["train/loss"] = c.noisy(np.full(50, np.log(5)), 0.003)
    c.columns["metrics/accuracy_top1"] = np.full(50, 0.2)
    c.columns["metrics/accuracy_top5"] = np.full(50, 1.0)
    c.columns["val/loss"] = c.noisy(np.full(50, np.log(5)), 0.003)
    return c


@asked("", state="overfits", cause="memorised", step="more-data", never="longer larger-model")
def classes_memorised() -> Curves:
    c = Curves(100, task="classify", model="yolo11s-cls.pt", data="pets")
    c.columns["train/loss"] = c.noisy(c.falling(1.5, 0.02, 12), 0.004)
    c.columns["metrics/accuracy_top1"] = np.clip(c.noisy(c.rising(0.72, 4), 0.006), 0, 1)
    c.columns["metrics/accuracy_top5"] = np.full(100, 0.96)
    c.columns["val/loss"] = c.noisy(0.9 + 0.012 * np.maximum(c.x - 12, 0), 0.01)
    return c


@asked("", state="good plateau-done", cause="converged", step="- fewer-epochs", never="more-data")
def classes_sound() -> Curves:
    c = Curves(50, task="classify", model="yolo11s-cls.pt", data="pets")
    c.columns["train/loss"] = c.noisy(c.falling(1.5, 0.15, 10), 0.004)
    c.columns["metrics/accuracy_top1"] = np.clip(c.noisy(c.rising(0.94, 5), 0.003), 0, 1)
    c.columns["metrics/accuracy_top5"] = np.full(50, 0.99)
    c.columns["val/loss"] = c.noisy(c.falling(1.4, 0.25, 10), 0.005)
    return c


@asked(
    "ultralytics#20014", state="good plateau-done", answers="learning=yes overfitting=no",
    never="more-data regularise separate-validation longer",
)  # fmt: skip
def two_classes_right_and_a_loss_that_stays_at_031() -> Curves:
    c = classifier(100, 1.0, 6)
    c.columns["metrics/accuracy_top1"][39:] = 1.0
    c.columns["val/loss"] = np.round(0.31328 + 0.25 * np.exp(-c.x / 6), 5)
    return c


@asked(
    "ultralytics#13653", state="good plateau-done", answers="learning=yes overfitting=no",
    never="more-data regularise lower-rate longer",
)  # fmt: skip
def letters_right_and_a_loss_that_stays_at_242() -> Curves:
    c = classifier(60, 0.9999, 3)
    c.columns["val/loss"] = np.round(c.noisy(2.4259 + 0.5 * np.exp(-c.x / 3), 0.0004), 5)
    return c


@asked(
    "garuda 5312803", state="overfits good plateau-done", never="longer larger-model",
    answers="learning=yes overfitting=yes",
)  # fmt: skip
def training_right_at_once_and_validation_at_91() -> Curves:
    c = classifier(100, 0.91, 2)
    c.columns["train/loss"] = c.falling(0.6, 0.001, 10)
    c.columns["val/loss"] = c.noisy(0.3 + 0.004 * np.maximum(c.x - 8, 0), 0.006)
    return c


@asked(
    "ultralytics#16897", state="good plateau-done", never="unfreeze longer",
    answers="learning=yes confidence=not-applicable",
)  # fmt: skip
def a_frozen_classifier_that_does_well() -> Curves:
    c = classifier(60, 0.97, 5, freeze=9)
    c.columns["train/loss"] = c.falling(1.2, 0.1, 8)
    c.columns["val/loss"] = c.noisy(c.falling(1.1, 0.12, 8), 0.003)
    return c


@asked(
    "yolov5#2160", state="plateau-low learned-nothing", cause="from-scratch",
    step="trained-weights", never="lower-rate larger-model regularise",
)  # fmt: skip
def classes_from_scratch() -> Curves:
    c = Curves(40, task="classify", model="yolov8n-cls.yaml", pretrained=False, data="pets")
    c.columns["train/loss"] = c.noisy(c.falling(2.3, 1.8, 20), 0.01)
    c.columns["metrics/accuracy_top1"] = np.clip(c.noisy(0.1 + c.rising(0.22, 10), 0.006), 0, 1)
    c.columns["metrics/accuracy_top5"] = np.full(40, 0.75)
    c.columns["val/loss"] = c.noisy(c.falling(2.3, 1.85, 20), 0.01)
    return c


@asked(
    "garuda 5312803", state="no-gain good plateau-done overfits", answers="continue=no",
    never="longer resume larger-model lower-rate",
)  # fmt: skip
def trained_to_nothing_at_once_and_091_in_validation() -> Curves:
    c = Curves(50, task="classify", model="yolov8n-cls.pt", data="vehicles")
    c.columns["train/loss"] = np.abs(c.noisy(0.02 * np.exp(-c.x / 5), 0.001)).round(5)
    c.columns["metrics/accuracy_top1"] = c.noisy(np.full(50, 0.91), 0.006).round(5)
    c.columns["metrics/accuracy_top5"] = np.full(50, 0.99)
    c.columns["val/loss"] = c.noisy(0.35 + 0.001 * c.x, 0.005)
    return c


@asked(
    "a run read blind", state="good", step="-", answers="continue=no learning=yes",
    never="train-at-all longer",
)  # fmt: skip
def a_classifier_that_is_all_but_perfect_after_ten_epochs() -> Curves:
    c = Curves(10, task="classify", model="yolo11n-cls.pt", data="cars")
    return classes(
        c, np.linspace(0.982, 0.992, 10), c.falling(0.2, 0.03, 3), c.falling(0.05, 0.02, 3)
    )


@asked("a run read blind", state="too-short", step="train-at-all", answers="continue=yes")
def a_classifier_that_is_good_after_ten_epochs() -> Curves:
    c = Curves(10, task="classify", model="yolo11n-cls.pt", data="cars")
    return classes(c, np.linspace(0.90, 0.95, 10), c.falling(0.2, 0.1, 3), c.falling(0.1, 0.05, 3))


@asked(
    "a run read blind", state="validation-broken", cause="folders-differ", step="check-labels",
    never="longer more-data regularise fine-tune-rate", answers="overfitting=unknown",
)  # fmt: skip
def training_classes_by_heart_and_validation_below_chance() -> Curves:
    c = Curves(48, task="classify", model="yolo11n-cls.pt", data="makes")
    top1 = 0.24 - 0.1 * np.exp(-(((c.x - 8) / 6) ** 2)) + 0.03 * (c.x == 1)
    return classes(c, top1, c.falling(1.5, 0.04, 3), 4.8 - 3.3 * np.exp(-c.x / 2))


@asked(
    "ultralytics#980", state="overfits plateau-low", step="more-data trained-weights regularise",
    never="longer larger-model raise-rate", answers="continue=no",
)  # fmt: skip
def a_classifier_from_scratch_on_few_pictures_a_class() -> Curves:
    c = Curves(200, task="classify", model="yolov8n-cls.yaml", data="imagenetmini", patience=0)
    top1 = c.rising(0.24, 15) - 0.0004 * np.maximum(c.x - 50, 0)
    return classes(c, top1, c.falling(6.9, 0.2, 40), c.falling(6.9, 6.75, 20))


@asked(
    "ultralytics#16428", state="good plateau-done no-gain", answers="overfitting=no",
    never="regularise more-data lower-rate longer larger-model",
)  # fmt: skip
def a_classifier_whose_validation_loss_hardly_falls() -> Curves:
    c = Curves(50, task="classify", model="yolov8n-cls.pt", data="parts")
    top1 = 0.98 + c.rising(0.015, 8)
    return classes(c, top1, c.falling(0.21, 0.027, 12), c.falling(0.34, 0.315, 12))


@asked("ultralytics#2466", state="too-short", unsaid="it guesses", step="train-at-all")
def one_epoch_of_22_classes_whose_loss_is_that_of_four() -> Curves:
    c = Curves(1, task="classify", model="runs/classify/train12/weights/last.pt", data="chunk13")
    return classes(c, np.array([0.21]), np.array([1.4]), np.array([3.0]))


@asked(
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


@asked(
    "", state="plateau-low", says="imgsz=64", step="check-labels image-size",
    never="longer",
)  # fmt: skip
def a_classifier_of_pictures_of_64_pixels() -> Curves:
    c = Curves(100, task="classify", model="yolov8n-cls.pt", imgsz=64)
    return classes(c, 0.1 + c.rising(0.42, 8), c.falling(2.2, 1.4, 10), c.falling(2.1, 1.5, 10))


@asked(
    "", state="good", unsaid="imgsz=64 ", never="image-size",
)  # fmt: skip
def digits_of_64_pixels_that_are_told_apart_well() -> Curves:
    c = Curves(60, task="classify", model="yolov8n-cls.pt", imgsz=64)
    return classes(c, 0.6 + c.rising(0.35, 9), c.falling(2.2, 0.2, 10), c.falling(2.1, 0.3, 10))


@asked(
    "ultralytics#5985", state="too-short", answers="continue=yes", never="lower-rate check-labels"
)
def a_classifier_of_tumours_after_one_epoch() -> Curves:
    c = Curves(1, task="classify", model="yolov8n-cls.pt", imgsz=256)
    return classes(c, np.array([0.81]), np.array([0.9]), np.array([0.6]))


@asked(
    "a run read blind", state="overfits", cause="memorised", step="more-data",
    says="Overfits from epoch 2", answers="overfitting=yes",
)  # fmt: skip
def a_loss_that_climbs_from_25_at_the_same_accuracy() -> Curves:
    c = Curves(184, epochs=300, task="classify", model="yolo11n-cls.pt", data="faces", patience=30)
    top1 = 0.765 - 0.2 * np.exp(-c.x / 14) - 0.00001 * np.maximum(c.x - 160, 0)
    climb = 0.95 * (1 - np.exp(-np.maximum(c.x - 25, 0) / 50))
    return classes(c, top1, c.falling(1.4, 0.15, 60), 1.0 + 0.3 * np.exp(-c.x / 4) + climb)
