"""Trainings that were cut, planned too short, or still rise."""

from __future__ import annotations

import math

import numpy as np

from tests.diagnosis.threads.asked.tasks.classes import classes
from tests.diagnosis.threads.curves import Curves
from tests.diagnosis.threads.shapes import apart, climbing
from tests.diagnosis.threads.situation import asked


@asked(
    "yolov5#5971", state="train-longer no-gain", cause="still-rising fine-tune-lost",
    step="longer fine-tune-rate",
)  # fmt: skip
def stopped_by_an_early_spike() -> Curves:
    """Best at epoch 2, a deep dip, then a slow rise that patience cut."""
    c = Curves(102, epochs=300, patience=100).usual(pace=60)
    return c.score(np.where(c.x <= 2, 0.45, 0.0040 * (c.x - 2)))


@asked(
    "", state="train-longer", cause="cut-short still-rising", step="resume",
    never="larger-model lower-rate",
)  # fmt: skip
def cut_while_rising() -> Curves:
    c = Curves(60, epochs=300).usual(pace=80)
    return c.score(c.rising(0.6, 70))


@asked(
    "ultralytics#20590", state="too-short", cause="toy-data", step="own-data",
    never="lower-rate check-labels larger-model train-at-all",
)  # fmt: skip
def three_epochs() -> Curves:
    c = Curves(3, data="coco8.yaml").usual()
    return c.score(np.array([0.01, 0.05, 0.08]), noise=0.0)


@asked(
    "ultralytics#24138", state="train-longer", cause="still-rising cut-short", step="longer resume",
    never="larger-model",
)  # fmt: skip
def patience_too_small() -> Curves:
    c = Curves(45, epochs=300, patience=10).usual(pace=60)
    return c.score(c.rising(0.6, 60), noise=0.012)


@asked(
    "yolov5#4598", state="too-short", cause="cut-short short-plan", step="resume train-at-all",
    never="lower-rate more-data regularise",
)  # fmt: skip
def losses_rise_in_the_warm_up() -> Curves:
    c = Curves(3, epochs=25)
    c.losses("train", box=np.array([1.1, 1.2, 1.25]), cls=np.array([0.9, 1.0, 1.05]))
    c.losses("val", box=np.array([1.2, 1.3, 1.35]), cls=np.array([1.0, 1.1, 1.2]))
    return c.score(np.array([0.55, 0.5, 0.47]))


@asked(
    "ultralytics#20271", state="too-short", step="train-at-all",
    never="check-labels lower-rate raise-rate larger-model find-labels",
)  # fmt: skip
def rtdetr_after_one_epoch() -> Curves:
    c = Curves(1, model="rtdetr-l.pt", batch=8)
    for side in ("train", "val"):
        c.losses(side, giou=np.array([1.1]), cls=np.array([0.1]), l1=np.array([0.5]))
    return c.score(np.zeros(1), noise=0.0)


@asked(
    "ultralytics#14056", state="train-longer good", cause="still-rising", step="longer",
    never="larger-model lower-rate image-size", answers="continue=yes",
)  # fmt: skip
def not_yet_stable_after_400() -> Curves:
    c = Curves(400, model="yolov8s.pt", patience=20, imgsz=600).usual(pace=220)
    return c.score(c.rising(0.6, 260), noise=0.003)


@asked(
    "ultralytics#1651", state="train-longer", step="longer", answers="continue=yes",
    never="larger-model lower-rate image-size class-weights",
)  # fmt: skip
def twenty_epochs_with_many_classes_still_at_nothing() -> Curves:
    c = Curves(20, model="yolov8n.pt", imgsz=1280).usual(pace=25)
    c.score(c.rising(0.3, 30), noise=0.002)
    c.columns["metrics/mAP50(B)"] = c.columns["metrics/mAP50-95(B)"] * 1.1
    return c


@asked(
    "ultralytics#8400", state="too-short", step="train-at-all longer", says="had no effect",
    never="lower-rate raise-rate fine-tune-rate larger-model unfreeze",
)  # fmt: skip
def five_epochs_of_fine_tuning_with_a_rate_that_auto_ignores() -> Curves:
    c = Curves(
        5,
        model="runs/detect/train5/weights/best.pt",
        lr0=0.0001,
        freeze=10,
        patience=0,
        device="0,1,2,3",
        batch=64,
    ).usual()
    return c.score(np.array([0.40, 0.42, 0.43, 0.44, 0.445]), noise=0.0)


@asked(
    "ultralytics#7054", state="train-longer too-short", step="longer", answers="continue=yes",
    never="resume lower-rate larger-model train-at-all",
)  # fmt: skip
def half_an_hour_while_it_rises() -> Curves:
    c = Curves(40, epochs=300, time=0.5).usual(pace=50)
    c.seconds = 45.2 * c.x
    return c.score(c.rising(0.6, 45))


@asked(
    "ultralytics#5953", state="too-short", step="train-at-all", says="training pictures",
    never="lower-rate check-labels larger-model",
)  # fmt: skip
def coco128_with_a_patience_of_two() -> Curves:
    c = Curves(6, epochs=100, patience=2, data="coco128.yaml", model="yolov8n.pt").usual()
    return c.score(np.array([0.45, 0.46, 0.47, 0.48, 0.475, 0.47]), noise=0.0)


@asked(
    "yolov5#684", state="too-short", step="resume train-at-all",
    never="lower-rate check-labels larger-model",
)  # fmt: skip
def three_of_five_epochs_and_recall_falls() -> Curves:
    c = Curves(3, epochs=5, imgsz=1152).usual().score(np.array([0.218, 0.219, 0.205]), noise=0.0)
    c.columns["metrics/recall(B)"] = np.array([0.31, 0.19, 0.078])
    return c


@asked(
    "yolov5#10209", state="train-longer", step="longer", answers="continue=yes",
    never="lower-rate steadier larger-model",
)  # fmt: skip
def a_dip_where_the_warm_up_ends() -> Curves:
    c = Curves(30, optimizer="SGD").rate(0.01)
    bump = (c.x == 4) | (c.x == 5)
    for side in ("train", "val"):
        c.losses(side, 0.0005, box=c.falling(0.1, 0.03, 20) + 0.02 * bump)
        c.losses(side, 0.0005, obj=c.falling(0.06, 0.02, 20) + 0.02 * bump)
    return c.score(c.rising(0.6, 25) * (1 - 0.7 * bump))


@asked(
    "yolov5#8233", state="train-longer good plateau-done overfits",
    never="lower-rate smaller-batch", answers="learning=yes",
)  # fmt: skip
def one_picture_a_batch_and_an_object_loss_that_climbs() -> Curves:
    c = Curves(100, batch=1, imgsz=1280, optimizer="SGD").rate(0.01)
    for side in ("train", "val"):
        c.losses(side, 0.0005, box=c.falling(0.1, 0.03, 20), cls=c.falling(0.05, 0.01, 20))
    c.losses("train", 0.0004, obj=c.falling(0.06, 0.02, 40))
    c.losses("val", 0.0004, obj=0.03 + 0.0002 * np.maximum(c.x - 20, 0))
    return c.score(c.rising(0.6, 30))


@asked(
    "ultralytics#2849", state="train-longer plateau-low", step="longer raise-rate check-labels",
    never="lower-rate larger-model",
)  # fmt: skip
def a_tenth_of_the_usual_rate_and_slow() -> Curves:
    c = Curves(100, optimizer="SGD", lr0=0.001).usual(pace=90).rate(0.001)
    return c.score(c.rising(0.5, 120), noise=0.002)


@asked(
    "yolov5#10701", state="train-longer overfits", answers="learning=yes",
    never="larger-model lower-rate fewer-epochs",
)  # fmt: skip
def score_and_losses_climb_together() -> Curves:
    c = Curves(300, optimizer="AdamW", lr0=0.001, lrf=1.0, data="coco.yaml", model="yolov8l.yaml")
    c.rates(np.minimum(c.x / 3, 1) * 0.001)
    apart(c, c.falling(2.5, 0.6, 120), climbing(c, 100, 0.1))
    return c.score(c.rising(0.34, 25) + 0.0004 * c.x, noise=0.002)


@asked(
    "ultralytics#864", state="train-longer", step="resume longer", answers="continue=yes",
    never="larger-model check-labels lower-rate image-size",
)  # fmt: skip
def at_025_after_30_of_100() -> Curves:
    c = Curves(30, epochs=100, model="yolov8s.pt", device="0,1,2,3").usual(pace=30)
    return c.score(c.rising(0.3, 30))


@asked(
    "ultralytics#6308", state="too-short", step="resume train-at-all trained-weights",
    never="check-labels lower-rate larger-model",
)  # fmt: skip
def seven_of_a_thousand_from_scratch() -> Curves:
    c = Curves(7, epochs=1000, model="yolov8n.yaml", data="coco128.yaml").usual(train=3, val=3.5)
    return c.score(np.zeros(7), noise=0.0)


@asked(
    "a run read blind", state="too-short", cause="rate-too-high", step="lower-rate",
    never="resume train-at-all", says="try lr0=0.001", answers="continue=no",
)  # fmt: skip
def losses_climb_at_a_rate_of_sgd_with_adam() -> Curves:
    c = Curves(3, epochs=10, patience=50, optimizer="Adam", lr0=0.01).score(
        np.array([0.03, 0.002, 0.004]), noise=0.0
    )
    c.losses("train", 0.0, box=np.array([1.0, 1.3, 1.8]), cls=np.array([3.6, 3.5, 3.7]))
    c.losses("val", 0.0, box=np.array([1.6, 3.0, 3.1]), cls=np.array([3.1, 43.0, 6330.0]))
    return c.rates(np.array([0.0033, 0.0064, 0.0093]))


@asked(
    "a run read blind", state="too-short", step="resume", never="own-data train-at-all",
    answers="continue=yes",
)  # fmt: skip
def a_toy_that_was_cut_short() -> Curves:
    c = Curves(5, epochs=100, data="coco8.yaml").usual()
    return c.score(np.zeros(5), noise=0.0).rates(1e-6 * (c.x - 1))


@asked(
    "a run read blind", state="too-short", step="train-at-all", says="epochs=300",
    never="raise-rate lower-rate",
)  # fmt: skip
def ten_epochs_of_one_batch_each() -> Curves:
    c = Curves(10, model="yolo11n.pt").usual(train=5, val=5)
    rate = 4e-5 * (c.x - 1) * (1 - 0.99 * (c.x - 1) / 10) / 10
    return c.score(np.zeros(10), noise=0.0).rates(rate)


@asked(
    "a run read blind", state="train-longer plateau-low", cause="from-scratch",
    step="trained-weights",
)  # fmt: skip
def random_weights_that_begin_to_learn_when_the_plan_ends() -> Curves:
    c = Curves(40, model="yolov8n.yaml").rate(0.0008, warm=20)
    c.losses("train", 0.05, box=3.7 - 0.035 * c.x, cls=3.9 - 0.02 * c.x, dfl=4.3 - 0.035 * c.x)
    c.losses("val", 0.02, box=3.0 - 0.01 * c.x, cls=4.1 - 0.01 * c.x, dfl=4.2 - 0.02 * c.x)
    return c.score(0.03 * np.exp((c.x - 40) / 5), noise=0.0003)


@asked("ultralytics#22364", state="train-longer good", says="2 trainings one after the other")
def two_trainings_in_one_file() -> Curves:
    c = Curves(40, exist_ok=True, epochs=20).usual()
    c.score(np.tile(0.5 * (1 - np.exp(-np.arange(1, 21) / 5)), 2))
    c.x, c.seconds = np.tile(np.arange(1.0, 21), 2), np.tile(20.0 * np.arange(1, 21), 2)
    return c


@asked("a run read blind", state="train-longer plateau-low", says="ln 16", unsaid="resume")
def no_model_is_told_and_boxes_begin_untrained() -> Curves:
    c = Curves(100, model=None, pretrained=False, optimizer="SGD").rate(0.01)
    for side in ("train", "val"):
        c.losses(side, box=c.falling(3.8, 1.6, 30), cls=c.falling(6, 1.2, 30))
        c.losses(
            side, 0.001, dfl=1.5 * math.log(16) - c.rising(2.9, 30) + 2.9 * (1 - math.exp(-1 / 30))
        )
    return c.score(0.0021 * c.x, noise=0.002)


@asked(
    "a run read blind", state="train-longer", step="trained-weights", says="epochs=100",
    never="longer", answers="continue=yes",
)  # fmt: skip
def a_short_run_from_random_weights_is_told_one_length() -> Curves:
    c = Curves(25, model="yolov8n.yaml", patience=50)
    for side in ("train", "val"):
        c.losses(side, box=c.falling(3.6, 2.4, 20), cls=c.falling(4.4, 3.4, 20))
        c.losses(side, 0.001, dfl=c.falling(4.3, 2.4, 20))
    return c.score(0.12 / (1 + np.exp(-(c.x - 22) / 3)), noise=0.001)


@asked(
    "a run of ten epochs", state="too-short", step="check-labels", says="epochs=100",
    answers="continue=yes",
)  # fmt: skip
def ten_epochs_halve_the_loss_and_find_nothing() -> Curves:
    c = Curves(10, model="yolo11n.pt").usual(train=0.6, val=2.4, pace=4)
    return c.score(np.full(10, 0.002), noise=0.001)


@asked("", state="good", step="resume", answers="continue=yes", says="cut short")
def a_good_classifier_is_cut_while_it_rises() -> Curves:
    c = Curves(41, epochs=100, task="classify", model="yolov8n-cls.pt", data="Data")
    return classes(c, 0.93 + 0.001 * c.x, c.falling(0.8, 0.06, 9), c.falling(0.3, 0.13, 12))


@asked("", state="good train-longer", step="longer", answers="continue=yes")
def it_rises_and_no_plan_is_told() -> Curves:
    c = Curves(50, epochs=None, model="yolov5s.pt").usual(pace=20)
    return c.score(0.5 + c.rising(0.12, 12) + 0.0016 * c.x, noise=0.002)
