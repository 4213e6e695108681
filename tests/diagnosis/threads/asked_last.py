"""The last set of situations, written down after the program had been mended by those before."""

from __future__ import annotations

import numpy as np

from tests.diagnosis.threads.asked import Made, asking, since
from tests.diagnosis.threads.curves import NAN, Curves

ASKED_LAST: dict[str, Made] = {}
after = asking(ASKED_LAST)
OWN = "runs/detect/train/weights/last.pt"


@after(
    "yolov5#684", state="too-short", step="resume train-at-all",
    never="lower-rate check-labels larger-model",
)  # fmt: skip
def three_of_five_epochs_and_recall_falls() -> Curves:
    c = Curves(3, epochs=5, imgsz=1152).usual().score(np.array([0.218, 0.219, 0.205]), noise=0.0)
    c.columns["metrics/recall(B)"] = np.array([0.31, 0.19, 0.078])
    return c


@after(
    "yolor#74", state="learned-nothing", step="check-labels",
    never="longer resume larger-model image-size lower-rate",
)  # fmt: skip
def precision_of_one_or_nothing() -> Curves:
    c = Curves(300).usual(train=1.4, val=1.6).score(np.full(300, 0.0004), noise=0.0002)
    c.columns["metrics/precision(B)"] = (c.x % 3 == 0).astype(float)
    c.columns["metrics/recall(B)"] = np.full(300, 0.00059)
    return c


@after(
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


@after(
    "ultralytics#8999", state="overfits", step="more-data", answers="overfitting=yes continue=no",
    never="longer raise-rate larger-model",
)  # fmt: skip
def a_small_rate_and_a_climb_from_60() -> Curves:
    c = Curves(300, optimizer="AdamW", lr0=0.0001).rate(0.0001).usual()
    for name in ("box", "cls", "dfl"):
        c.columns[f"train/{name}_loss"] = c.noisy(c.falling(2, 0.9, 60), 0.008)
        c.columns[f"val/{name}_loss"] = c.noisy(1.2 + 0.0009 * np.maximum(c.x - 60, 0), 0.008)
    return c.score(c.rising(0.46, 15) - 0.0001 * np.maximum(c.x - 70, 0))


@after(
    "ultralytics#20768", state="good plateau-done", answers="learning=yes",
    never="smaller-batch many-epochs raise-rate lower-rate",
)  # fmt: skip
def a_warm_up_of_twenty_epochs_and_good() -> Curves:
    c = Curves(150, batch=48, lr0=0.0001, lrf=0.1, optimizer="AdamW", warmup_epochs=5).usual()
    c.rates(np.minimum((5 * c.x - 1) / 100, 1) * 0.0001 * (1 - 0.9 * (c.x - 1) / 150))
    return c.score(c.rising(0.64, 22))


@after(
    "PyTorch-YOLOv3#787", state="no-gain diverged", step="fine-tune-rate lower-rate",
    never="longer resume larger-model image-size more-data",
)  # fmt: skip
def from_half_to_nothing_after_the_first_epoch() -> Curves:
    c = Curves(40, model="yolov8s.pt", optimizer="SGD").usual().rate(0.01)
    return c.score(np.where(c.x < 2, 0.38, 0.02), noise=0.003)


@after(
    "yolov3#209", state="learned-nothing train-longer plateau-low",
    step="check-labels trained-weights longer raise-rate", never="larger-model lower-rate",
)  # fmt: skip
def four_hundred_classes_at_two_percent() -> Curves:
    c = Curves(180, batch=64).usual(train=1.5, val=1.6, pace=60)
    return c.score(np.linspace(0.0004, 0.011, 180), noise=0.0003)


@after(
    "yolov3#1895", state="plateau-low", step="check-labels", answers="continue=no",
    never="longer resume lower-rate",
)  # fmt: skip
def stuck_at_036() -> Curves:
    c = Curves(120, imgsz=640).usual(train=1.2, val=1.35, pace=12)
    c.score(c.rising(0.19, 9), noise=0.002)
    c.columns["metrics/mAP50(B)"] = c.noisy(c.rising(0.36, 9), 0.003)
    return c


@after(
    "yolov5#86", state="no-gain overfits", never="longer resume larger-model image-size",
    step="fine-tune-rate lower-rate more-data",
)  # fmt: skip
def falling_from_the_first_epoch_on() -> Curves:
    c = Curves(100, imgsz=1280, batch=4, optimizer="SGD").usual().rate(0.01)
    return c.score(0.06 + 0.2 * np.exp(-(c.x - 1) / 25), noise=0.004)


@after(
    "yolov5#9331", state="good train-longer no-gain plateau-done", never="larger-model image-size",
    answers="learning=yes",
)  # fmt: skip
def started_anew_after_a_thousand_epochs() -> Curves:
    c = Curves(400, epochs=3000, model=OWN, optimizer="SGD", patience=100).usual(pace=60)
    return c.score(0.42 + 0.0002 * c.x + 0.06 * (1 - np.exp(-c.x / 50)), noise=0.003)


@after(
    "ultralytics#5010", state="good plateau-done", answers="learning=yes overfitting=no",
    never="lower-rate steadier larger-model longer",
)  # fmt: skip
def losses_that_ripple_at_a_good_level() -> Curves:
    c = Curves(150).usual(pace=12)
    for side in ("train", "val"):
        c.columns[f"{side}/box_loss"] += 0.02 * np.sin(c.x / 2)
    return c.score(c.rising(0.75, 9), noise=0.003)


@after(
    "ultralytics#3892", state="plateau-low", step="check-labels", answers="continue=no",
    never="longer resume train-at-all lower-rate",
)  # fmt: skip
def weak_and_ended_by_patience() -> Curves:
    c = Curves(62, epochs=1000, patience=50).usual(train=1.5, val=1.6, pace=8)
    return c.score(np.where(c.x < 13, c.rising(0.13, 4), 0.115), noise=0.003)


@after(
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


@after(
    "ultralytics#17005", state="learned-nothing", step="check-labels",
    never="draw-masks finer-masks longer lower-rate",
)  # fmt: skip
def neither_boxes_nor_masks() -> Curves:
    c = Curves(100, task="segment", model="yolov8n-seg.pt").usual(train=2.5, val=2.8)
    for side in ("train", "val"):
        c.losses(side, seg=c.falling(5, 4.5, 20))
    return c.score(np.full(100, 0.006), noise=0.002).score(np.full(100, 0.004), "M", noise=0.002)


@after(
    "yolov5#8233", state="train-longer good plateau-done overfits",
    never="lower-rate smaller-batch",
    answers="learning=yes",
)  # fmt: skip
def one_picture_a_batch_and_an_object_loss_that_climbs() -> Curves:
    c = Curves(100, batch=1, imgsz=1280, optimizer="SGD").rate(0.01)
    for side in ("train", "val"):
        c.losses(side, 0.0005, box=c.falling(0.1, 0.03, 20), cls=c.falling(0.05, 0.01, 20))
    c.losses("train", 0.0004, obj=c.falling(0.06, 0.02, 40))
    c.losses("val", 0.0004, obj=0.03 + 0.0002 * np.maximum(c.x - 20, 0))
    return c.score(c.rising(0.6, 30))


@after(
    "ultralytics#490", state="good plateau-done", answers="learning=yes",
    never="full-precision no-amp lower-rate find-labels",
)  # fmt: skip
def metrics_missing_in_one_epoch() -> Curves:
    c = Curves(100).usual().score(Curves(100).rising(0.66, 12))
    for name in c.columns:
        if name.startswith(("metrics/", "val/")):
            c.columns[name][49] = NAN
    return c


@after(
    "ultralytics#4785", state="validation-broken diverged", step="full-precision no-amp lower-rate",
    never="longer resume larger-model more-data",
)  # fmt: skip
def validation_breaks_at_20_and_training_goes_on() -> Curves:
    c = Curves(100, model="yolov8s.pt").usual().score(Curves(100).rising(0.6, 10))
    return since(since(c, 20, NAN, "val/"), 20, 0.0, "metrics/")


@after(
    "ultralytics#3360", state="diverged", cause="rate-too-high", step="lower-rate",
    never="no-amp longer larger-model",
)  # fmt: skip
def a_rate_of_one() -> Curves:
    c = Curves(20, optimizer="SGD", lr0=1.0).usual().rate(1.0).score(np.zeros(20), noise=0.0)
    return since(c, 1, NAN, "train/", "val/")


@after(
    "ultralytics#8101", state="good plateau-done", step="- fewer-epochs resume", says="cut short",
    never="larger-model lower-rate train-at-all",
)  # fmt: skip
def cut_at_95_of_100_and_good() -> Curves:
    c = Curves(95, epochs=100).usual(pace=15)
    return c.score(c.rising(0.67, 14))


@after(
    "ultralytics#19003", state="overfits", step="more-data", never="resume longer larger-model",
    answers="continue=no",
)  # fmt: skip
def cut_while_it_overfits() -> Curves:
    c = Curves(80, epochs=300).usual()
    for name in ("box", "cls", "dfl"):
        c.columns[f"train/{name}_loss"] = c.noisy(c.falling(2, 0.3, 30), 0.01)
        c.columns[f"val/{name}_loss"] = c.noisy(1.2 + 0.008 * np.maximum(c.x - 15, 0), 0.01)
    return c.score(0.45 * (1 - np.exp(-c.x / 6)) - 0.001 * np.maximum(c.x - 18, 0))


@after(
    "ultralytics#17213", state="validation-broken good plateau-done",
    never="lower-rate longer larger-model more-data",
)  # fmt: skip
def precision_and_recall_of_one_from_the_start() -> Curves:
    c = Curves(60).usual(pace=8).score(np.full(60, 0.99), noise=0.002)
    for name in ("precision", "recall"):
        c.columns[f"metrics/{name}(B)"] = np.ones(60)
    return c


@after(
    "ultralytics#2849", state="train-longer plateau-low", step="longer raise-rate check-labels",
    never="lower-rate larger-model",
)  # fmt: skip
def a_tenth_of_the_usual_rate_and_slow() -> Curves:
    c = Curves(100, optimizer="SGD", lr0=0.001).usual(pace=90).rate(0.001)
    return c.score(c.rising(0.5, 120), noise=0.002)
