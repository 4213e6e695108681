"""Thirty more situations from threads that none of the others is made after."""

from __future__ import annotations

import numpy as np

from reportgen.read.table.results import FloatArray
from tests.diagnosis.threads.asked import Made, asking, since
from tests.diagnosis.threads.curves import NAN, Curves

ASKED_AGAIN: dict[str, Made] = {}
after = asking(ASKED_AGAIN)


def _apart(
    c: Curves, train: FloatArray, val: FloatArray, *names: str, noise: float = 0.008
) -> None:
    """Losses of both sides that go their own ways."""
    for name in names or ("box", "cls", "dfl"):
        c.losses("train", noise, **{name: train}).losses("val", noise, **{name: val})


def _climbs(c: Curves, start: int, by: float, low: float = 1.2) -> FloatArray:
    """A loss that falls to its lowest by an epoch and ends higher by a share."""
    after = np.maximum(c.x - start, 0) / (len(c.x) - start)
    return low * (1 + by * after) + np.exp(-c.x / (start / 4))


# --- resumes -----------------------------------------------------------------------------------


@after(
    "ultralytics#6712", state="good train-longer plateau-done",
    answers="learning=yes overfitting=no",
    never="lower-rate steadier larger-model full-precision",
)  # fmt: skip
def the_score_jumps_up_at_each_resume() -> Curves:
    c = Curves(150, resume=True, optimizer="SGD").usual(pace=15).rate(0.01)
    c.seconds = 30 * np.where(c.x > 110, c.x - 110, np.where(c.x > 60, c.x - 60, c.x))
    return c.score(c.rising(0.42, 12) + 0.1 * (c.x > 60) + 0.08 * (c.x > 110))


@after(
    "yolov3#1347", state="good train-longer plateau-done", says="resume",
    answers="learning=yes overfitting=no", never="lower-rate larger-model check-labels",
)  # fmt: skip
def interrupted_twice_and_thrown_back() -> Curves:
    c = Curves(120, resume=True, optimizer="SGD").rate(0.01).usual()
    c.seconds = 30 * np.where(c.x > 80, c.x - 80, np.where(c.x > 40, c.x - 40, c.x))
    back = sum(np.where(c.x > at, np.exp(-(c.x - at) / 4), 0) for at in (40, 80))
    for name in c.columns:
        if "loss" in name:
            c.columns[name] = c.columns[name] * (1 + 0.5 * back)
    return c.score(c.rising(0.62, 20) * (1 - 0.5 * back))


@after(
    "ultralytics#18707", state="diverged validation-broken unstable", answers="continue=no",
    never="longer larger-model image-size more-data",
)  # fmt: skip
def every_metric_is_zero_after_a_resume() -> Curves:
    c = Curves(100, task="segment", model="yolov8m-seg.pt", resume=True).usual()
    c.losses("train", seg=c.falling(4, 1.4, 20)).losses("val", seg=c.falling(4, 1.7, 20))
    c.seconds = 30 * np.where(c.x > 50, c.x - 50, c.x)
    c.score(c.rising(0.55, 12)).score(c.rising(0.47, 12), "M")
    return since(c, 51, 0.0, "metrics/")


# --- what climbs -------------------------------------------------------------------------------


@after(
    "ultralytics#20903", state="overfits good plateau-done", answers="continue=no learning=yes",
    never="longer larger-model raise-rate resume",
)  # fmt: skip
def from_067_to_071_and_back() -> Curves:
    c = Curves(150, optimizer="AdamW", lr0=0.001, batch=8, mosaic=0.7, mixup=0.5)
    _apart(c, c.falling(2.5, 0.7, 50), _climbs(c, 50, 0.07))
    return c.score(0.49 - 0.04 * np.abs(np.log(c.x / 50)) / np.log(5))


@after(
    "ultralytics#16081", state="overfits", step="more-data unfilter", says="conf=0.05",
    answers="overfitting=yes continue=no", never="longer larger-model raise-rate",
)  # fmt: skip
def losses_climb_from_the_start_and_conf_is_set() -> Curves:
    c = Curves(60, batch=32, conf=0.05, close_mosaic=0)
    _apart(c, c.falling(2.2, 0.5, 15), 1.4 + 0.007 * c.x)
    return c.score(0.31 * (1 - np.exp(-c.x / 1.5)) - 0.0007 * c.x)


@after(
    "ultralytics#18569", state="overfits", step="more-data", answers="overfitting=yes continue=no",
    never="longer larger-model image-size raise-rate",
)  # fmt: skip
def boxes_and_masks_fall_after_50() -> Curves:
    c = Curves(150, task="segment", model="yolo11m-seg.pt")
    _apart(c, c.falling(2.5, 0.5, 40), _climbs(c, 40, 0.15), "box", "seg", "cls", "dfl")
    fall = np.maximum(c.x - 50, 0)
    c.score(c.rising(0.62, 10) - 0.001 * fall)
    return c.score(c.rising(0.55, 10) - 0.0005 * fall, "M")


@after(
    "yolov5#10701", state="train-longer overfits", answers="learning=yes",
    never="larger-model lower-rate fewer-epochs",
)  # fmt: skip
def score_and_losses_climb_together() -> Curves:
    c = Curves(300, optimizer="AdamW", lr0=0.001, lrf=1.0, data="coco.yaml", model="yolov8l.yaml")
    c.rates(np.minimum(c.x / 3, 1) * 0.001)
    _apart(c, c.falling(2.5, 0.6, 120), _climbs(c, 100, 0.1))
    return c.score(c.rising(0.34, 25) + 0.0004 * c.x, noise=0.002)


@after(
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


@after(
    "ultralytics#957", state="overfits plateau-done good", answers="continue=no learning=yes",
    never="longer resume larger-model lower-rate",
)  # fmt: skip
def box_and_dfl_climb_from_450_of_1200() -> Curves:
    c = Curves(1200, task="segment", model="yolov8s-seg.pt", patience=0)
    _apart(c, c.falling(1.5, 0.2, 300), _climbs(c, 450, 0.12, 0.6), "box", "dfl")
    _apart(c, c.falling(1.5, 0.2, 300), c.falling(1.5, 0.4, 150), "seg", "cls")
    fall = np.maximum(c.x - 450, 0)
    c.score(c.rising(0.97, 40) - 0.00002 * fall, noise=0.002)
    return c.score(c.rising(0.98, 40) - 0.00001 * fall, "M", noise=0.002)


@after(
    "yolov5#8306", state="overfits good plateau-done", answers="continue=no",
    never="longer larger-model raise-rate check-train-labels",
)  # fmt: skip
def only_the_class_loss_is_high_in_validation() -> Curves:
    c = Curves(100, optimizer="SGD").rate(0.01)
    _apart(c, c.falling(0.1, 0.02, 20), c.falling(0.1, 0.03, 20), "box", "obj", noise=0.0004)
    _apart(c, c.falling(0.04, 0.001, 15), 0.015 + 0.00025 * c.x, "cls", noise=0.0004)
    return c.score(c.rising(0.6, 8))


# --- levels ------------------------------------------------------------------------------------


@after(
    "ultralytics#17649", state="good plateau-done train-longer plateau-low",
    answers="overfitting=no",
    never="keep-mosaic lower-rate check-labels",
)  # fmt: skip
def coco_steps_up_where_mosaic_ends() -> Curves:
    c = (
        Curves(300, model="yolo11n.yaml", data="coco.yaml", optimizer="SGD")
        .usual(pace=60)
        .rate(0.01)
    )
    for name in c.columns:
        if name.startswith("train/"):
            c.columns[name] = c.columns[name] + 0.05 * (c.x > 290)
        if name.startswith("val/"):
            c.columns[name] = c.columns[name] - 0.03 * (c.x > 290)
    return c.score(c.rising(0.37, 45) + 0.01 * (c.x > 290), noise=0.001)


@after(
    "yolov3#333", state="no-gain", step="fine-tune-rate -",
    never="longer resume larger-model image-size more-data", answers="continue=no",
)  # fmt: skip
def finished_weights_trained_on_with_the_same_data() -> Curves:
    c = Curves(60, model="yolo11m.pt", data="coco.yaml", optimizer="SGD", lr0=0.0001)
    _apart(c, 1.0 - 0.001 * c.x, 1.1 + 0.0002 * c.x)
    return c.rate(0.0001).score(0.384 - 0.0002 * c.x, noise=0.001)


@after(
    "ultralytics#8935", state="plateau-done good", step="fewer-epochs - more-data",
    answers="continue=no learning=yes", never="longer resume lower-rate many-epochs",
)  # fmt: skip
def a_thousand_epochs_and_still_from_120_on() -> Curves:
    c = Curves(1000, model="yolov8s.pt", patience=0).usual(pace=60)
    return c.score(c.rising(0.51, 35), noise=0.002)


@after(
    "ultralytics#864", state="train-longer", step="resume longer", answers="continue=yes",
    never="larger-model check-labels lower-rate image-size",
)  # fmt: skip
def at_025_after_30_of_100() -> Curves:
    c = Curves(30, epochs=100, model="yolov8s.pt", device="0,1,2,3").usual(pace=30)
    return c.score(c.rising(0.3, 30))


@after(
    "yolov5#8140", state="plateau-done good", answers="continue=no learning=yes",
    never="longer resume lower-rate more-of-class",
)  # fmt: skip
def small_targets_stay_at_081() -> Curves:
    c = Curves(420, epochs=1000, optimizer="SGD", patience=100, model="yolov5l.pt").rate(0.01)
    c.usual(pace=50)
    return c.score(np.where(c.x < 320, c.rising(0.56, 40), 0.555), noise=0.001)


@after(
    "ultralytics#2112", state="train-longer", step="resume longer trained-weights",
    never="fewer-epochs check-points check-labels", answers="continue=yes",
)  # fmt: skip
def poses_from_scratch_on_coco() -> Curves:
    c = Curves(300, epochs=1000, task="pose", model="yolov8n-pose.yaml", data="coco-pose.yaml")
    c.usual(pace=120).losses("train", pose=c.falling(8, 3, 150)).losses(
        "val", pose=c.falling(8, 3.4, 150)
    )
    return c.score(c.rising(0.55, 90)).score(c.rising(0.5, 200), "P")


@after(
    "ultralytics#13767", state="plateau-low good plateau-done train-longer",
    step="trained-weights image-size longer", never="lower-rate check-train-labels fewer-epochs",
)  # fmt: skip
def dota_from_scratch_at_058() -> Curves:
    c = Curves(300, task="obb", model="yolov8s-obb.yaml", data="DOTAv1.yaml", cos_lr=True)
    return c.usual(pace=60).score(c.rising(0.4, 60), noise=0.002)


@after(
    "ultralytics#13670", state="good plateau-done", answers="learning=yes continue=no",
    never="lower-rate raise-rate longer larger-model",
)  # fmt: skip
def losses_that_stay_above_one() -> Curves:
    c = Curves(3000, task="obb", model="yolov8s-obb.pt", patience=0).usual(train=1.2, val=1.4)
    return c.score(c.rising(0.55, 60), noise=0.002)


@after(
    "ultralytics#8991", state="good plateau-done", never="resume longer lower-rate larger-model",
    answers="continue=no learning=yes",
)  # fmt: skip
def stopped_at_1330_by_a_patience_of_500() -> Curves:
    c = Curves(1330, epochs=5000, patience=500).usual(pace=80)
    return c.score(c.rising(0.7, 60) - 0.002 * (c.x > 830) + 0.01 * (c.x == 830), noise=0.001)


@after(
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


# --- toys, and too little ----------------------------------------------------------------------


@after(
    "ultralytics#14103", state="learned-nothing", cause="toy-data from-scratch warm-up-only",
    step="own-data trained-weights many-epochs", never="check-labels lower-rate larger-model",
)  # fmt: skip
def coco8_from_scratch() -> Curves:
    c = Curves(100, model="yolov8n.yaml", data="coco8.yaml").usual(train=3.5, val=3.8)
    c.rates(np.minimum(c.x / 100, 1) * 0.000119)
    return c.score(np.zeros(100), noise=0.0)


@after(
    "ultralytics#6308", state="too-short", step="resume train-at-all trained-weights",
    never="check-labels lower-rate larger-model",
)  # fmt: skip
def seven_of_a_thousand_from_scratch() -> Curves:
    c = Curves(7, epochs=1000, model="yolov8n.yaml", data="coco128.yaml").usual(train=3, val=3.5)
    return c.score(np.zeros(7), noise=0.0)


@after(
    "ultralytics#13017", state="learned-nothing", cause="toy-data from-scratch warm-up-only",
    never="lower-rate larger-model image-size check-points",
)  # fmt: skip
def coco8_pose_from_scratch() -> Curves:
    c = Curves(100, task="pose", model="yolov8n-pose.yaml", data="coco8-pose.yaml").usual(
        train=3, val=3.5
    )
    c.losses("train", pose=c.falling(10, 9, 50)).losses("val", pose=c.falling(10, 9.5, 50))
    c.rates(np.minimum(c.x / 100, 1) * 0.000119)
    return c.score(np.zeros(100), noise=0.0).score(np.zeros(100), "P", noise=0.0)


@after(
    "ultralytics#22104", state="diverged no-gain unstable overfits", says="coco8-pose",
    never="longer larger-model finer-masks image-size", step="own-data",
)  # fmt: skip
def poses_of_coco8_fall_to_zero() -> Curves:
    c = Curves(100, task="pose", model="yolo11n-pose.pt", data="coco8-pose.yaml").usual()
    c.losses("train", pose=c.falling(5, 3, 40)).losses("val", pose=4 + 0.03 * c.x)
    return c.score(c.rising(0.6, 10)).score(0.4 * np.exp(-c.x / 12), "P", noise=0.002)


@after(
    "yolov5#12940", state="plateau-low train-longer validation-broken unstable", cause="few-steps",
    unsaid="nothing needs to change", never="larger-model image-size lower-rate",
)  # fmt: skip
def ten_pictures_and_a_precision_of_nothing() -> Curves:
    c = Curves(100, batch=16, optimizer="SGD").usual(pace=40)
    c.rates(np.minimum(c.x / 100, 1) * 0.01 * (1 - 0.99 * c.x / 100))
    c.score(np.clip(c.rising(0.65, 15), 0, 0.62))
    c.columns["metrics/precision(B)"] = np.full(100, 0.0033)
    c.columns["metrics/recall(B)"] = np.ones(100)
    return c


@after(
    "ultralytics#317", state="too-short", step="train-at-all longer", answers="continue=yes",
    never="check-labels draw-masks lower-rate larger-model",
)  # fmt: skip
def ten_epochs_of_masks_at_2048() -> Curves:
    c = Curves(10, task="segment", model="yolov8s-seg.pt", imgsz=2048, batch=4).usual(
        train=2, val=2.5
    )
    c.losses("train", seg=c.falling(6, 4, 5)).losses("val", seg=c.falling(6, 4.5, 5))
    return c.score(0.001 * c.x).score(0.0005 * c.x, "M")


@after(
    "ultralytics#23548", state="no-gain overfits diverged", says="dota8",
    never="longer resume larger-model image-size",
)  # fmt: skip
def dota8_falls_from_its_first_epoch() -> Curves:
    c = Curves(100, task="obb", model="yolo26n-obb.pt", data="dota8.yaml").usual(train=1, val=2)
    return c.score(0.2 + 0.45 * np.exp(-(c.x - 1) / 20), noise=0.01)


# --- breakdowns --------------------------------------------------------------------------------


def _detr(c: Curves) -> Curves:
    for name, end in (("giou", 0.4), ("cls", 0.5), ("l1", 0.2)):
        c.losses("train", 0.005, **{name: c.falling(3 * end, end, 15)})
        c.losses("val", 0.005, **{name: c.falling(3 * end, 1.2 * end, 15)})
    return c


@after(
    "ultralytics#7517", state="diverged", step="lower-rate no-amp", says="epoch 15",
    never="longer resume larger-model more-data",
)  # fmt: skip
def a_detr_that_is_nan_from_15_on() -> Curves:
    c = _detr(Curves(40, model="rtdetr-l.pt", optimizer="AdamW", lr0=0.0001).rate(0.0001))
    c.score(c.rising(0.5, 8))
    return since(since(c, 15, NAN, "train/", "val/"), 15, 0.0, "metrics/")


@after(
    "ultralytics#19530", state="learned-nothing", cause="from-scratch", step="trained-weights",
    never="larger-model lower-rate image-size",
)  # fmt: skip
def a_detr_from_scratch_on_few_pictures() -> Curves:
    c = Curves(100, model="rtdetr-resnet50.yaml", optimizer="AdamW", lr0=0.0001).rate(0.0001)
    for name, end in (("giou", 1.2), ("cls", 0.8), ("l1", 0.8)):
        _apart(c, c.falling(1.4 * end, end, 30), c.falling(1.4 * end, 1.1 * end, 30), name)
    return c.score(np.full(100, 0.002), noise=0.0008)


@after(
    "ultralytics#8933", state="diverged learned-nothing", step="lower-rate no-amp",
    never="longer resume larger-model image-size",
)  # fmt: skip
def a_detr_whose_losses_vanish_after_one_epoch() -> Curves:
    c = _detr(Curves(50, model="rtdetr-l.pt").rate(0.001)).score(np.zeros(50), noise=0.0)
    return since(c, 2, 0.0, "train/", "val/")


@after(
    "ultralytics#9088", state="diverged", never="longer larger-model finer-masks resume draw-masks",
    answers="continue=no",
)  # fmt: skip
def masks_drop_to_zero_and_boxes_begin_to_fall() -> Curves:
    c = Curves(200, task="segment", model="yolov8m-seg.pt").usual()
    c.losses("train", seg=c.falling(4, 1.4, 20)).losses(
        "val", seg=c.falling(4, 1.8, 20) + 3 * (c.x > 150)
    )
    c.score(c.rising(0.6, 15) - 0.002 * np.maximum(c.x - 150, 0))
    return c.score(c.rising(0.5, 15) * (c.x <= 150), "M", noise=0.002)


@after(
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
