"""Validation that climbs while training falls, or seems to."""

from __future__ import annotations

import numpy as np

from tests.diagnosis.threads.curves import Curves
from tests.diagnosis.threads.shapes import apart, climbing, detr_at_once
from tests.diagnosis.threads.situation import asked


def by_heart(c: Curves) -> Curves:
    """Training losses fall to nearly nothing, all of validation climbs from epoch 10 on."""
    c.usual(train=0.5)
    for name in ("box", "cls", "dfl"):
        c.columns[f"train/{name}_loss"] = c.falling(2, 0.3, 30)
        c.columns[f"val/{name}_loss"] = c.noisy(1.2 + 0.012 * np.maximum(c.x - 10, 0), 0.01)
    return c.score(0.40 * (1 - np.exp(-c.x / 5)) - 0.0012 * np.maximum(c.x - 12, 0))


@asked("yolov5#3370", state="overfits good plateau-done", cause="memorised", never="longer resume")
def only_cls_climbs() -> Curves:
    c = Curves(100).usual()
    c.columns["val/cls_loss"] = c.noisy(1.2 + 0.008 * np.maximum(c.x - 15, 0), 0.01)
    return c.score(c.rising(0.6, 12))


@asked(
    "ultralytics#16081, #18569", state="overfits", cause="memorised", step="more-data",
    never="longer larger-model image-size",
)  # fmt: skip
def everything_climbs_from_10() -> Curves:
    c = Curves(120, batch=32).usual(train=0.5)
    for name in ("box", "cls", "dfl"):
        c.columns[f"train/{name}_loss"] = c.falling(2, 0.3, 30)
        c.columns[f"val/{name}_loss"] = c.noisy(1.2 + 0.012 * np.maximum(c.x - 10, 0), 0.01)
    return c.score(0.40 * (1 - np.exp(-c.x / 5)) - 0.0012 * np.maximum(c.x - 12, 0))


@asked(
    "ultralytics#18792", state="overfits", cause="memorised", step="more-data",
    never="longer resume larger-model", answers="overfitting=yes continue=no",
)  # fmt: skip
def from_087_down_to_056() -> Curves:
    c = Curves(150, model="yolov8x.pt", imgsz=1920, batch=8).usual(train=0.5)
    climb = np.maximum(c.x - 60, 0)
    for name in ("box", "cls", "dfl"):
        c.columns[f"train/{name}_loss"] = c.noisy(c.falling(2, 0.4, 40), 0.01)
        c.columns[f"val/{name}_loss"] = c.noisy(1.2 + 0.005 * climb, 0.01)
    return c.score(c.rising(0.6, 10) - 0.0024 * climb)


@asked(
    "yolov5#1867", state="overfits", cause="memorised", step="more-data", answers="overfitting=yes",
    never="longer resume larger-model lower-rate",
)  # fmt: skip
def good_to_the_end_though_losses_climb_for_1000_epochs() -> Curves:
    c = Curves(1300).usual()
    for name in ("box", "cls", "dfl"):
        c.columns[f"train/{name}_loss"] = c.noisy(c.falling(2, 0.2, 300), 0.006)
        c.columns[f"val/{name}_loss"] = c.noisy(1 + 0.0009 * np.maximum(c.x - 120, 0), 0.006)
    return c.score(c.rising(0.66, 40))


@asked(
    "yolov5#1892", state="overfits plateau-low", step="more-data check-labels",
    never="longer resume larger-model",
)  # fmt: skip
def ninety_pictures_and_a_climbing_class_loss() -> Curves:
    c = Curves(150).usual(train=0.6)
    c.columns["train/cls_loss"] = c.noisy(c.falling(4, 0.3, 25), 0.01)
    c.columns["val/cls_loss"] = c.noisy(1.4 + 0.014 * np.maximum(c.x - 25, 0), 0.02)
    return c.score(c.rising(0.3, 10) - 0.0003 * np.maximum(c.x - 30, 0), noise=0.01)


@asked(
    "ultralytics#24467, yolov3#1404", state="overfits", cause="memorised", step="more-data",
    never="longer larger-model", says="rect",
)  # fmt: skip
def by_heart_with_rect() -> Curves:
    return by_heart(Curves(120, rect=True, batch=32))


@asked(
    "yolov5#55, yolov3#1605", state="overfits", cause="memorised", step="more-data",
    never="longer larger-model", says="mosaic=1.0",
)  # fmt: skip
def by_heart_without_mosaic() -> Curves:
    return by_heart(Curves(120, mosaic=0.0, batch=32))


@asked(
    "ultralytics#21669", state="overfits", cause="memorised", step="more-data",
    never="longer larger-model",
)  # fmt: skip
def by_heart_with_a_dropout_that_has_no_effect() -> Curves:
    return by_heart(Curves(120, dropout=0.5, batch=24))


@asked(
    "ultralytics#8999", state="overfits", step="more-data", answers="overfitting=yes continue=no",
    never="longer raise-rate larger-model",
)  # fmt: skip
def a_small_rate_and_a_climb_from_60() -> Curves:
    c = Curves(300, optimizer="AdamW", lr0=0.0001).rate(0.0001).usual()
    for name in ("box", "cls", "dfl"):
        c.columns[f"train/{name}_loss"] = c.noisy(c.falling(2, 0.9, 60), 0.008)
        c.columns[f"val/{name}_loss"] = c.noisy(1.2 + 0.0009 * np.maximum(c.x - 60, 0), 0.008)
    return c.score(c.rising(0.46, 15) - 0.0001 * np.maximum(c.x - 70, 0))


@asked(
    "ultralytics#19003", state="overfits", step="more-data", never="resume longer larger-model",
    answers="continue=no",
)  # fmt: skip
def cut_while_it_overfits() -> Curves:
    c = Curves(80, epochs=300).usual()
    for name in ("box", "cls", "dfl"):
        c.columns[f"train/{name}_loss"] = c.noisy(c.falling(2, 0.3, 30), 0.01)
        c.columns[f"val/{name}_loss"] = c.noisy(1.2 + 0.008 * np.maximum(c.x - 15, 0), 0.01)
    return c.score(0.45 * (1 - np.exp(-c.x / 6)) - 0.001 * np.maximum(c.x - 18, 0))


@asked(
    "ultralytics#20903", state="overfits good plateau-done", answers="continue=no learning=yes",
    never="longer larger-model raise-rate resume",
)  # fmt: skip
def from_067_to_071_and_back() -> Curves:
    c = Curves(150, optimizer="AdamW", lr0=0.001, batch=8, mosaic=0.7, mixup=0.5)
    apart(c, c.falling(2.5, 0.7, 50), climbing(c, 50, 0.07))
    return c.score(0.49 - 0.04 * np.abs(np.log(c.x / 50)) / np.log(5))


@asked(
    "ultralytics#16081", state="overfits", step="more-data unfilter", says="conf=0.05",
    answers="overfitting=yes continue=no", never="longer larger-model raise-rate",
)  # fmt: skip
def losses_climb_from_the_start_and_conf_is_set() -> Curves:
    c = Curves(60, batch=32, conf=0.05, close_mosaic=0)
    apart(c, c.falling(2.2, 0.5, 15), 1.4 + 0.007 * c.x)
    return c.score(0.31 * (1 - np.exp(-c.x / 1.5)) - 0.0007 * c.x)


@asked(
    "yolov5#8953", state="overfits plateau-low", answers="continue=no",
    never="longer resume raise-rate larger-model",
)  # fmt: skip
def object_and_class_loss_rise_at_the_end() -> Curves:
    c = Curves(300, optimizer="SGD").rate(0.01)
    c.losses("train", 0.0005, box=c.falling(0.1, 0.02, 60)).losses(
        "val", 0.0005, box=c.falling(0.1, 0.04, 40)
    )
    c.losses("train", 0.0005, obj=c.falling(0.06, 0.015, 80)).losses(
        "val", 0.0005, obj=0.05 + 0.00005 * c.x
    )
    c.losses("train", 0.0003, cls=c.falling(0.05, 0.003, 60)).losses(
        "val", 0.0003, cls=0.02 + 0.00004 * c.x
    )
    return c.score(0.36 * (1 - np.exp(-c.x / 20)) - 0.00005 * c.x)


@asked(
    "yolov5#8306", state="overfits good plateau-done", answers="continue=no",
    never="longer larger-model raise-rate check-train-labels",
)  # fmt: skip
def only_the_class_loss_is_high_in_validation() -> Curves:
    c = Curves(100, optimizer="SGD").rate(0.01)
    apart(c, c.falling(0.1, 0.02, 20), c.falling(0.1, 0.03, 20), "box", "obj", noise=0.0004)
    apart(c, c.falling(0.04, 0.001, 15), 0.015 + 0.00025 * c.x, "cls", noise=0.0004)
    return c.score(c.rising(0.6, 8))


@asked(
    "ultralytics#20745", state="overfits no-gain unstable diverged", answers="continue=no",
    step="lower-rate more-data fine-tune-rate", never="longer resume larger-model raise-rate",
)  # fmt: skip
def a_detr_falls_after_its_warm_up_while_training_loss_falls() -> Curves:
    c = detr_at_once(Curves(60, model="rtdetr-l.pt"), rise=0.012)
    top = np.where(c.x <= 4, 0.12 * c.x, 0.48 - 0.004 * (c.x - 4))
    return c.rate(0.001).score(top, noise=0.006)


@asked(
    "gluon-cv#1393", state="overfits plateau-low unstable", step="more-data check-labels",
    answers="continue=no", never="longer larger-model",
)  # fmt: skip
def ninety_percent_on_training_and_24_on_validation() -> Curves:
    c = Curves(110, model="yolov3.pt").usual(train=0.4, val=2.0, pace=25)
    for name in ("box", "cls"):
        c.columns[f"val/{name}_loss"] = c.noisy(2.1 + 0.004 * c.x, 0.08).round(5)
    return c.score(0.11 + 0.05 * c.random.random(110), noise=0.01)


@asked(
    "a run read blind", state="overfits", says="finds next to nothing", step="more-data",
    answers="learning=hardly overfitting=yes",
)  # fmt: skip
def learned_by_heart_and_finds_next_to_nothing() -> Curves:
    c = Curves(160, optimizer="SGD").rate(0.01)
    c.losses("train", box=c.falling(3, 0.4, 30), cls=c.falling(5, 0.3, 30))
    climb = 0.02 * np.maximum(c.x - 30, 0)
    c.losses("val", box=c.falling(3.2, 2.2, 8) + climb, cls=c.falling(5, 3, 8) + climb)
    return c.score(c.rising(0.03, 40), noise=0.002)


@asked("a run read blind", state="overfits", says="from epoch 6", unsaid="from epoch 50")
def two_losses_climb_while_their_sum_falls() -> Curves:
    c = Curves(50, model="yolov8n.pt").usual()
    c.losses("train", 0.002, cls=5.5 - 0.05 * c.x)
    c.losses("val", 0.004, cls=5.0 - 0.045 * c.x, box=1.66 + 0.012 * np.abs(c.x - 6))
    c.losses("val", 0.004, dfl=1.7 + 0.009 * np.abs(c.x - 6))
    return c.score(0.06 + 0.002 * c.x, noise=0.01)


@asked(
    "ultralytics#4447", state="train-longer good plateau-low", answers="overfitting=no",
    never="regularise",
)  # fmt: skip
def validation_loss_climbs_at_first_and_then_falls() -> Curves:
    c = Curves(150, batch=8).usual(pace=40)
    hump = 1.5 * np.exp(-(((c.x - 18) / 9) ** 2))
    for name in ("box", "cls", "dfl"):
        c.columns[f"val/{name}_loss"] += hump
    return c.score(c.rising(0.55, 60) - 0.02 * hump, noise=0.01)


@asked(
    "yolov5#3756", state="train-longer good", answers="overfitting=no",
    never="regularise lower-rate",
)  # fmt: skip
def objectness_creeps_up_while_all_else_gets_better() -> Curves:
    c = Curves(700, model="yolov5s.pt", imgsz=1504, batch=10, lr0=0.005, optimizer="SGD")
    c.rate(0.005)
    for side in ("train", "val"):
        c.losses(side, 0.0003, box=c.falling(0.1, 0.03, 150), cls=c.falling(0.03, 0.004, 250))
    c.losses("train", 0.0003, obj=c.falling(0.06, 0.02, 120))
    c.losses("val", 0.0003, obj=0.03 + 0.002 * c.x / 700 + 0.03 * np.exp(-c.x / 40))
    return c.score(c.rising(0.62, 250), noise=0.004)
