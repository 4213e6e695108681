"""Losses that are no numbers, jumps and swings: what broke, and what to do first."""

from __future__ import annotations

import numpy as np

from tests.diagnosis.threads.curves import NAN, Curves
from tests.diagnosis.threads.shapes import detr, since
from tests.diagnosis.threads.situation import asked


@asked(
    "yolov5#1914", state="diverged unstable", cause="rate-too-high spike",
    step="lower-rate steadier", never="longer resume",
)  # fmt: skip
def collapse_at_40() -> Curves:
    c = Curves(80, optimizer="SGD").usual().rate(0.01)
    c.score(np.where(c.x < 40, c.rising(0.75, 6), 0.02))
    for side in ("train", "val"):
        c.columns[f"{side}/cls_loss"] += np.where(c.x < 40, 0, 3.0)
        c.columns[f"{side}/box_loss"] += np.where(c.x < 40, 0, 1.5)
    return c


@asked(
    "ultralytics#186", state="diverged", cause="precision-overflow", step="no-amp",
    never="longer train-at-all",
)  # fmt: skip
def nan_in_the_first_epoch() -> Curves:
    c = Curves(10, model="yolov8m.pt", batch=2, imgsz=1280).usual()
    for name in list(c.columns):
        c.columns[name] = np.full(10, NAN)
    return c.score(np.zeros(10), noise=0.0)


@asked(
    "", state="unstable", cause="validation-too-small", step="enlarge-validation",
    never="lower-rate larger-model",
)  # fmt: skip
def few_validation_pictures() -> Curves:
    c = Curves(100, batch=8).usual()
    c.score(c.rising(0.55, 8))
    steps = c.random.integers(3, 6, 100)
    c.columns["metrics/recall(B)"] = steps / 7
    c.columns["metrics/mAP50(B)"] = np.clip(steps / 7 + 0.05, 0, 1)
    c.columns["metrics/mAP50-95(B)"] = np.clip(steps / 9 + c.noisy(np.zeros(100), 0.04), 0, 1)
    return c


@asked("", state="diverged", cause="rate-too-high", step="lower-rate", never="longer resume no-amp")
def broken_after_a_good_start() -> Curves:
    c = Curves(80, optimizer="SGD").usual().rate(0.01)
    c.score(np.where(c.x < 35, c.rising(0.6, 8), 0.0), noise=0.002)
    for name in list(c.columns):
        if "loss" in name:
            c.columns[name] = np.where(c.x < 35, c.columns[name], NAN)
    return c


@asked(
    "", state="unstable", cause="batch-extreme", step="larger-batch",
    never="larger-model image-size",
)  # fmt: skip
def one_picture_a_step() -> Curves:
    c = Curves(60, batch=1).usual()
    c.columns["train/box_loss"] += c.noisy(np.zeros(60), 0.12)
    dips = np.where(c.x % 4 == 0, 0.18, 0.0)
    return c.score(c.rising(0.6, 8) - dips, noise=0.05)


@asked(
    "", state="unstable", cause="rate-constant", step="wind-down", never="larger-model lower-rate",
)  # fmt: skip
def the_rate_never_comes_down() -> Curves:
    c = Curves(100, optimizer="SGD", lrf=1.0)
    c.rates(np.minimum(c.x / 3, 1) * 0.01).usual()
    c.columns["train/box_loss"] += c.noisy(np.zeros(100), 0.1)
    return c.score(c.rising(0.55, 10) - np.where(c.x % 3 == 0, 0.15, 0.0), noise=0.05)


@asked(
    "ultralytics#461", state="diverged", step="lower-rate check-labels no-amp",
    never="longer larger-model resume image-size",
)  # fmt: skip
def all_nan_from_epoch_8() -> Curves:
    c = Curves(300, model="yolov8n.pt").usual().score(np.minimum(Curves(300).x, 7) * 0.008)
    return since(c, 8, NAN, "train/", "val/")


@asked(
    "yolov5#6907", state="diverged", cause="rate-too-high training-lost", step="lower-rate",
    never="longer resume larger-model no-amp",
)  # fmt: skip
def nan_after_200_good_epochs() -> Curves:
    c = Curves(260, epochs=1800, batch=128, device="0,1,2,3", optimizer="SGD").usual().rate(0.01)
    c.score(np.where(c.x < 200, c.rising(0.5, 30), 0))
    return since(c, 200, NAN, "train/", "val/")


@asked(
    "yolov5#7740", state="diverged", step="lower-rate check-labels no-amp",
    never="longer resume larger-model find-labels",
)  # fmt: skip
def object_and_class_losses_nan_from_26() -> Curves:
    c = Curves(60, optimizer="SGD").rate(0.01)
    for side in ("train", "val"):
        c.losses(side, 0.0004, box=c.falling(0.1, 0.03, 20))
        losses = {"obj": c.falling(0.06, 0.03, 20), "cls": c.falling(0.05, 0.01, 20)}
        c.losses(side, 0.0004, **{k: np.where(c.x < 26, v, NAN) for k, v in losses.items()})
    return c.score(np.where(c.x < 26, c.rising(0.6, 6), 0), noise=0.001)


@asked(
    "ultralytics#7517, #18521", state="diverged", step="lower-rate no-amp check-labels",
    never="longer resume larger-model",
)  # fmt: skip
def rtdetr_nan_at_15() -> Curves:
    c = Curves(60, epochs=100, model="rtdetr-l.pt", batch=4)
    for side in ("train", "val"):
        c.losses(side, giou=c.falling(1, 0.4, 9), cls=c.falling(2, 0.6, 9), l1=c.falling(1, 0.2, 9))
    c.score(np.where(c.x < 15, c.rising(0.4, 6), 0))
    return since(c, 15, NAN, "train/", "val/")


@asked(
    "ultralytics#8369, #8933", state="diverged learned-nothing", says="exactly 0",
    step="lower-rate check-train-labels", never="longer resume larger-model more-data",
)  # fmt: skip
def training_losses_fall_to_exactly_zero_at_31() -> Curves:
    c = Curves(100).usual().score(np.where(Curves(100).x < 31, Curves(100).rising(0.4, 8), 0))
    return since(c, 31, 0.0, "train/")


@asked(
    "ultralytics#14757", state="diverged", step="check-labels lower-rate",
    never="longer no-amp larger-model full-precision", unsaid="rate is too high",
)  # fmt: skip
def nan_from_the_start_without_amp() -> Curves:
    c = Curves(50, model="yolov8n.pt", amp=False).usual().score(np.zeros(50), noise=0.0)
    return since(c, 1, NAN, "train/", "val/")


@asked(
    "ultralytics#18466", state="diverged", cause="precision-overflow", step="no-amp",
    never="longer resume image-size larger-model",
)  # fmt: skip
def nan_from_the_second_epoch_at_1024() -> Curves:
    c = Curves(14, epochs=120, model="yolo11m.pt", imgsz=1024, batch=4).usual()
    c.score(np.where(c.x < 2, 0.12, 0), noise=0.0)
    return since(c, 2, NAN, "train/", "val/")


@asked(
    "ultralytics#372", state="diverged", never="longer resume larger-model more-data",
    step="lower-rate no-amp keep-mosaic check-labels",
)  # fmt: skip
def broken_where_mosaic_closes() -> Curves:
    c = Curves(50, model="yolov8x6.yaml", imgsz=1344, batch=3).usual()
    c.score(np.where(c.x <= 40, c.rising(0.4, 12), 0))
    return since(c, 41, float("inf"), "val/")


@asked(
    "yolov5#2566", state="diverged unstable", never="longer larger-model image-size more-data",
    says="resume",
)  # fmt: skip
def from_083_to_004_at_a_resume() -> Curves:
    c = Curves(100, optimizer="SGD").usual().rate(0.01)
    after_it = c.x > 50
    for side in ("train", "val"):
        for name in ("box", "cls", "dfl"):
            c.columns[f"{side}/{name}_loss"] += 2 * after_it
    c.seconds = np.where(after_it, 20 * (c.x - 50), 20 * c.x)
    return c.score(np.where(after_it, 0.025, c.rising(0.58, 8)), noise=0.002)


@asked("ultralytics#1651", state="unstable", never="larger-batch larger-model longer")
def swings_with_an_automatic_batch() -> Curves:
    c = Curves(100, batch=-1).usual()
    return c.score(c.rising(0.5, 8) - np.where(c.x % 4 == 0, 0.16, 0.0), noise=0.05)


@asked(
    "ultralytics#3360", state="diverged", cause="rate-too-high", step="lower-rate",
    never="no-amp longer larger-model",
)  # fmt: skip
def a_rate_of_one() -> Curves:
    c = Curves(20, optimizer="SGD", lr0=1.0).usual().rate(1.0).score(np.zeros(20), noise=0.0)
    return since(c, 1, NAN, "train/", "val/")


@asked(
    "ultralytics#7517", state="diverged", step="lower-rate no-amp", says="epoch 15",
    never="longer resume larger-model more-data",
)  # fmt: skip
def a_detr_that_is_nan_from_15_on() -> Curves:
    c = detr(Curves(40, model="rtdetr-l.pt", optimizer="AdamW", lr0=0.0001).rate(0.0001))
    c.score(c.rising(0.5, 8))
    return since(since(c, 15, NAN, "train/", "val/"), 15, 0.0, "metrics/")


@asked(
    "ultralytics#8933", state="diverged learned-nothing", step="lower-rate no-amp",
    never="longer resume larger-model image-size",
)  # fmt: skip
def a_detr_whose_losses_vanish_after_one_epoch() -> Curves:
    c = detr(Curves(50, model="rtdetr-l.pt").rate(0.001)).score(np.zeros(50), noise=0.0)
    return since(c, 2, 0.0, "train/", "val/")


@asked(
    "ultralytics#13522", state="unstable", cause="spike", step="steadier lower-rate",
    never="longer larger-model resume",
)  # fmt: skip
def it_suddenly_falls_at_140_and_comes_half_way_back() -> Curves:
    c = Curves(200, optimizer="SGD").rate(0.01).usual()
    hit = np.where(c.x >= 140, np.exp(-(c.x - 140) / 15), 0)
    for name in c.columns:
        if "loss" in name:
            c.columns[name] = c.columns[name] * (1 + 0.6 * hit + 0.15 * (c.x >= 140))
    return c.score(c.rising(0.6, 15) * (1 - 0.6 * hit - 0.15 * (c.x >= 140)))


@asked(
    "a run read blind", state="unstable train-longer good", cause="start-shaken",
    step="fine-tune-rate", never="count-validation", unsaid="swings come from validation",
)  # fmt: skip
def published_weights_that_the_warm_up_shakes_for_half_the_run() -> Curves:
    c = Curves(50, model="yolov8s.pt").rate(0.0017, warm=10)
    deep = np.exp(-(((c.x - 10) / 8) ** 2))
    for side in ("train", "val"):
        c.losses(side, 0.01, box=1.1 - 0.01 * c.x + deep, cls=c.falling(1.6, 0.5, 15) + deep / 2)
    return c.score((0.63 + 0.001 * c.x) * (1 - 0.95 * deep), noise=0.04)


@asked(
    "a run read blind", state="unstable", cause="validation-filtered", step="unfilter",
    never="count-validation steadier", unsaid="swings come from validation",
)  # fmt: skip
def swings_of_what_is_scored_from_a_confidence_of_40_percent_on() -> Curves:
    c = Curves(50, model="yolo11s.pt", conf=0.4, batch=32).usual(train=1.1, val=1.0)
    return c.score(0.15 + 0.25 * c.x / 50 + 0.06 * np.sin(2.1 * c.x), noise=0.02)


@asked(
    "yolov5#7097", state="unstable", never="longer larger-model raise-rate image-size",
    answers="learning=yes continue=no",
)  # fmt: skip
def nearly_perfect_after_ten_epochs_then_up_and_down() -> Curves:
    c = Curves(150, model="yolov5s.yaml", optimizer="SGD").usual(train=0.5, val=0.6, pace=8)
    dips = np.where(c.random.random(150) < 0.35, c.random.uniform(0.1, 0.5, 150), 0.0)
    return c.rate(0.01).score(c.rising(0.93, 4) * (1 - dips * (c.x > 15)), noise=0.01)


@asked(
    "yolov7#2139", state="diverged", step="lower-rate", says="epoch 7",
    never="longer resume more-data larger-model regularise",
)  # fmt: skip
def it_falls_apart_within_six_epochs() -> Curves:
    c = Curves(30, epochs=150, optimizer="SGD").usual().rate(0.01)
    told = np.array([0.084, 0.308, 0.296, 0.112, 0.0098, 0.0003])
    c.score(np.concatenate([told, np.zeros(24)]), noise=0.0)
    return since(c, 7, NAN, "train/", "val/")


@asked(
    "darknet#3096", state="unstable", step="count-validation enlarge-validation",
    answers="continue=no", never="longer larger-model",
)  # fmt: skip
def ten_to_thirty_percent_by_chance_while_losses_fall() -> Curves:
    c = Curves(100, model="yolov3.pt").usual(train=0.8, val=1.3)
    return c.score(0.12 + 0.1 * c.random.random(100), noise=0)


@asked("ultralytics#13302", state="diverged", step="lower-rate", never="longer resume larger-model")
def a_detr_that_loses_everything_at_31() -> Curves:
    c = Curves(72, epochs=100, model="rtdetr-l.pt", optimizer="AdamW", lr0=0.001)
    for side in ("train", "val"):
        later = (c.x > 30).astype(float)
        c.losses(side, giou=c.falling(0.9, 0.5, 20) + 0.4 * later)
        c.losses(side, cls=c.falling(1.2, 0.6, 20) + later)
    return c.score(np.where(c.x <= 30, c.rising(0.45, 10), 0.004), noise=0.002)


@asked(
    "a run read blind", state="unstable", never="longer many-epochs", answers="continue=no",
    unsaid="more epochs may add a little",
)  # fmt: skip
def what_swings_had_its_best_in_the_first_half() -> Curves:
    c = Curves(180, seed=4, model="yolo11n.pt").usual(val=1.1, pace=25)
    c.score(0.49 + 0.0001 * c.x - 0.3 * np.exp(-c.x / 15), noise=0.035)
    best = c.columns["metrics/mAP50-95(B)"]
    best[84] = best.max() + 0.04
    return c


@asked(
    "ultralytics#18521", state="diverged", step="lower-rate no-amp",
    never="longer resume larger-model image-size", answers="continue=no",
)  # fmt: skip
def a_detr_whose_losses_are_no_numbers_from_epoch_40_on() -> Curves:
    c = detr(Curves(100, model="rtdetr-l.pt", batch=8)).score(Curves(100).rising(0.5, 15))
    for name in [name for name in c.columns if name.startswith("metrics/")]:
        c.columns[name] = np.where(c.x < 40, c.columns[name], c.columns[name][38])
    return since(c, 40, NAN, "train/", "val/")


@asked(
    "ultralytics#14871", state="diverged", never="longer resume larger-model",
    answers="continue=no",
)  # fmt: skip
def losses_in_the_thousands_and_no_score_after_a_resume() -> Curves:
    c = Curves(80, epochs=200, model="runs/detect/train6/weights/last.pt", resume=True)
    c.usual().score(Curves(80).rising(0.55, 12))
    c.seconds = np.where(c.x < 51, 20 * c.x, 20 * (c.x - 50))
    for side in ("train", "val"):
        c.columns[f"{side}/dfl_loss"] = np.where(c.x < 51, c.columns[f"{side}/dfl_loss"], 2000.0)
    return since(c, 51, 0.0, "metrics/")
