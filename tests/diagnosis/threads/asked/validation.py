"""Validation that measured nothing."""

from __future__ import annotations

import numpy as np

from tests.diagnosis.threads.curves import NAN, Curves
from tests.diagnosis.threads.shapes import since
from tests.diagnosis.threads.situation import asked


@asked(
    "yolov5#1932", state="validation-broken", cause="validation-empty", step="find-labels",
    never="lower-rate more-data",
)  # fmt: skip
def validation_all_zero() -> Curves:
    c = Curves(100).usual().score(np.zeros(100), noise=0.0)
    for name in ("box", "cls", "dfl"):
        c.columns[f"val/{name}_loss"] = np.zeros(100)
    return c


@asked(
    "", state="validation-broken", cause="validation-empty validation-overflow validation-off",
    never="lower-rate more-data longer larger-model",
)  # fmt: skip
def metrics_are_no_numbers() -> Curves:
    c = Curves(50).usual().score(np.zeros(50), noise=0.0)
    for name in c.columns:
        if name.startswith(("metrics/", "val/")):
            c.columns[name] = np.full(50, NAN)
    return c


@asked(
    "ultralytics#306", state="validation-broken unknown", cause="validation-off", step="full-data",
    never="find-labels lower-rate longer resume check-labels more-data",
)  # fmt: skip
def validated_in_the_last_epoch_only() -> Curves:
    c = Curves(100, val=False).usual().score(np.where(Curves(100).x == 100, 0.55, 0), noise=0.0)
    for name in ("box", "cls", "dfl"):
        c.columns[f"val/{name}_loss"] *= c.x == 100
    return c


@asked(
    "ultralytics#4785", state="validation-broken diverged", step="full-precision no-amp lower-rate",
    never="longer resume larger-model more-data",
)  # fmt: skip
def validation_breaks_at_20_and_training_goes_on() -> Curves:
    c = Curves(100, model="yolov8s.pt").usual().score(Curves(100).rising(0.6, 10))
    return since(since(c, 20, NAN, "val/"), 20, 0.0, "metrics/")


@asked(
    "ultralytics#17213", state="validation-broken good plateau-done",
    never="lower-rate longer larger-model more-data",
)  # fmt: skip
def precision_and_recall_of_one_from_the_start() -> Curves:
    c = Curves(60).usual(pace=8).score(np.full(60, 0.99), noise=0.002)
    for name in ("precision", "recall"):
        c.columns[f"metrics/{name}(B)"] = np.ones(60)
    return c


@asked(
    "ultralytics#4829", state="validation-broken", cause="validation-overflow",
    step="full-precision", never="longer check-labels more-data larger-model image-size",
    answers="classes=unknown confidence=unknown", unsaid="Metrics and training losses are sound",
)  # fmt: skip
def validation_is_nan_and_recall_stands_still() -> Curves:
    c = Curves(50, batch=4, model="yolov8n.pt").usual(train=0.5)
    c.score(c.rising(0.1, 20), noise=0.01)
    c.columns["metrics/recall(B)"] = np.full(50, 0.00213)
    return since(c, 1, NAN, "val/")


@asked(
    "", state="plateau-low no-gain unstable learned-nothing", cause="classes-elsewhere",
    step="check-labels", never="longer fine-tune-rate larger-model image-size",
    answers="continue=no",
)  # fmt: skip
def validation_calls_its_classes_by_other_names() -> Curves:
    c = Curves(100, model="yolov8n.pt", data="data/config.yaml").usual(train=0.5, val=1.1)
    c.columns["train/cls_loss"] = c.noisy(c.falling(2.3, 0.35, 20), 0.01)
    c.columns["val/cls_loss"] = c.noisy(6.4 + 0.01 * c.x, 0.2)
    return c.score(0.1 + 0.05 * np.exp(-c.x / 2), noise=0.015)
