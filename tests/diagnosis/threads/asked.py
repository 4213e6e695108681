"""A third set of situations: losses and metrics that people asked about, right noted beforehand.

Each is a function that makes the curves, with the thread it was made after and what an expert
answers there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.diagnosis.threads.curves import NAN, Curves, Right

Made = tuple[Any, str, Right]


def asking(into: dict[str, Made]) -> Callable[..., Callable[[Callable[[], Curves]], Any]]:
    """A decorator that notes a situation in a table under its function's name."""

    def after(thread: str, **right: str) -> Callable[[Callable[[], Curves]], Any]:
        def note(make: Callable[[], Curves]) -> Callable[[], Curves]:
            into[make.__name__.replace("_", "-")] = (make, thread, Right(**right))
            return make

        return note

    return after


ASKED: dict[str, Made] = {}
after = asking(ASKED)


def since(c: Curves, epoch: int, value: float, *sides: str) -> Curves:
    """The columns of some sides set to one value from an epoch on."""
    for name in c.columns:
        if name.startswith(sides):
            c.columns[name] = np.where(c.x < epoch, c.columns[name], value)
    return c


# --- losses that are no numbers, or nothing ----------------------------------------------------


@after(
    "ultralytics#461", state="diverged", step="lower-rate check-labels no-amp",
    never="longer larger-model resume image-size",
)  # fmt: skip
def all_nan_from_epoch_8() -> Curves:
    c = Curves(300, model="yolov8n.pt").usual().score(np.minimum(Curves(300).x, 7) * 0.008)
    return since(c, 8, NAN, "train/", "val/")


@after(
    "yolov5#6907", state="diverged", cause="rate-too-high training-lost", step="lower-rate",
    never="longer resume larger-model no-amp",
)  # fmt: skip
def nan_after_200_good_epochs() -> Curves:
    c = Curves(260, epochs=1800, batch=128, device="0,1,2,3", optimizer="SGD").usual().rate(0.01)
    c.score(np.where(c.x < 200, c.rising(0.5, 30), 0))
    return since(c, 200, NAN, "train/", "val/")


@after(
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


@after(
    "ultralytics#4733", state="diverged", step="lower-rate no-amp check-labels",
    never="draw-masks longer resume finer-masks", unsaid="hold no masks",
)  # fmt: skip
def seg_loss_nan_from_120_boxes_fine() -> Curves:
    c = Curves(160, epochs=500, task="segment", model="yolov8m-seg.pt").usual()
    for side in ("train", "val"):
        c.losses(side, seg=c.falling(4, 0.8, 15))
        c.columns[f"{side}/seg_loss"][119:] = NAN
    return c.score(c.rising(0.68, 12)).score(np.where(c.x < 120, c.rising(0.6, 12), 0), "M")


@after(
    "hub#411, ultralytics#9088", state="diverged unstable mask-gap",
    never="draw-masks longer resume", unsaid="hold no masks",
)  # fmt: skip
def masks_fall_to_zero_at_150() -> Curves:
    c = Curves(200, task="segment", model="yolov8m-seg.pt").usual()
    for side in ("train", "val"):
        c.losses(side, seg=c.falling(4, 1, 15) + 2.5 * (c.x >= 150))
    c.score(c.rising(0.65, 12))
    return c.score(np.where(c.x < 150, c.rising(0.55, 12), 0.0), "M", noise=0.002)


@after(
    "ultralytics#7517, #18521", state="diverged", step="lower-rate no-amp check-labels",
    never="longer resume larger-model",
)  # fmt: skip
def rtdetr_nan_at_15() -> Curves:
    c = Curves(60, epochs=100, model="rtdetr-l.pt", batch=4)
    for side in ("train", "val"):
        c.losses(side, giou=c.falling(1, 0.4, 9), cls=c.falling(2, 0.6, 9), l1=c.falling(1, 0.2, 9))
    c.score(np.where(c.x < 15, c.rising(0.4, 6), 0))
    return since(c, 15, NAN, "train/", "val/")


@after(
    "ultralytics#20271", state="too-short", step="train-at-all",
    never="check-labels lower-rate raise-rate larger-model find-labels",
)  # fmt: skip
def rtdetr_after_one_epoch() -> Curves:
    c = Curves(1, model="rtdetr-l.pt", batch=8)
    for side in ("train", "val"):
        c.losses(side, giou=np.array([1.1]), cls=np.array([0.1]), l1=np.array([0.5]))
    return c.score(np.zeros(1), noise=0.0)


@after(
    "ultralytics#8369, #8933", state="diverged learned-nothing", says="exactly 0",
    step="lower-rate check-train-labels", never="longer resume larger-model more-data",
)  # fmt: skip
def training_losses_fall_to_exactly_zero_at_31() -> Curves:
    c = Curves(100).usual().score(np.where(Curves(100).x < 31, Curves(100).rising(0.4, 8), 0))
    return since(c, 31, 0.0, "train/")


@after(
    "ultralytics#14757", state="diverged", step="check-labels lower-rate",
    never="longer no-amp larger-model full-precision", unsaid="rate is too high",
)  # fmt: skip
def nan_from_the_start_without_amp() -> Curves:
    c = Curves(50, model="yolov8n.pt", amp=False).usual().score(np.zeros(50), noise=0.0)
    return since(c, 1, NAN, "train/", "val/")


@after(
    "ultralytics#18466", state="diverged", cause="precision-overflow", step="no-amp",
    never="longer resume image-size larger-model",
)  # fmt: skip
def nan_from_the_second_epoch_at_1024() -> Curves:
    c = Curves(14, epochs=120, model="yolo11m.pt", imgsz=1024, batch=4).usual()
    c.score(np.where(c.x < 2, 0.12, 0), noise=0.0)
    return since(c, 2, NAN, "train/", "val/")


@after(
    "ultralytics#372", state="diverged", never="longer resume larger-model more-data",
    step="lower-rate no-amp keep-mosaic check-labels",
)  # fmt: skip
def broken_where_mosaic_closes() -> Curves:
    c = Curves(50, model="yolov8x6.yaml", imgsz=1344, batch=3).usual()
    c.score(np.where(c.x <= 40, c.rising(0.4, 12), 0))
    return since(c, 41, float("inf"), "val/")


@after(
    "ultralytics#20439", state="good plateau-done", answers="learning=yes",
    never="lower-rate no-amp more-data longer",
)  # fmt: skip
def a_validation_loss_inf_in_five_epochs() -> Curves:
    c = Curves(100).usual().score(Curves(100).rising(0.66, 12))
    c.columns["val/dfl_loss"][[7, 20, 33, 46, 61]] = np.inf
    return c


@after(
    "yolov5#4215", state="good plateau-done overfits train-longer", answers="learning=yes",
    never="find-labels check-labels lower-rate", unsaid="no labels",
)  # fmt: skip
def one_class_so_that_class_losses_are_zero() -> Curves:
    c = Curves(150, optimizer="SGD").rate(0.01)
    for side in ("train", "val"):
        c.losses(side, 0.0004, box=c.falling(0.1, 0.03, 20), obj=c.falling(0.05, 0.02, 20))
        c.losses(side, 0.0, cls=c.x * 0)
    return c.score(c.rising(0.6, 15))


# --- overfitting, or not -----------------------------------------------------------------------


@after(
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


@after(
    "yolov5#1208", state="good overfits plateau-done train-longer", never="lower-rate larger-model",
)  # fmt: skip
def losses_climb_from_200_while_map_creeps_up() -> Curves:
    c = Curves(500).usual()
    for name in ("box", "cls", "dfl"):
        c.columns[f"train/{name}_loss"] = c.noisy(c.falling(2, 0.4, 150), 0.008)
        c.columns[f"val/{name}_loss"] = c.noisy(1.2 + 0.0012 * np.maximum(c.x - 200, 0), 0.008)
    return c.score(c.rising(0.6, 40) + 0.0001 * c.x)


@after(
    "yolov5#1867", state="overfits", cause="memorised", step="more-data", answers="overfitting=yes",
    never="longer resume larger-model lower-rate",
)  # fmt: skip
def good_to_the_end_though_losses_climb_for_1000_epochs() -> Curves:
    c = Curves(1300).usual()
    for name in ("box", "cls", "dfl"):
        c.columns[f"train/{name}_loss"] = c.noisy(c.falling(2, 0.2, 300), 0.006)
        c.columns[f"val/{name}_loss"] = c.noisy(1 + 0.0009 * np.maximum(c.x - 120, 0), 0.006)
    return c.score(c.rising(0.66, 40))


@after(
    "yolov5#1892", state="overfits plateau-low", step="more-data check-labels",
    never="longer resume larger-model",
)  # fmt: skip
def ninety_pictures_and_a_climbing_class_loss() -> Curves:
    c = Curves(150).usual(train=0.6)
    c.columns["train/cls_loss"] = c.noisy(c.falling(4, 0.3, 25), 0.01)
    c.columns["val/cls_loss"] = c.noisy(1.4 + 0.014 * np.maximum(c.x - 25, 0), 0.02)
    return c.score(c.rising(0.3, 10) - 0.0003 * np.maximum(c.x - 30, 0), noise=0.01)


@after(
    "yolov5#7017, #10072", state="good plateau-done", answers="learning=yes overfitting=no",
    never="more-data regularise separate-validation longer lower-rate",
)  # fmt: skip
def validation_losses_below_those_of_training() -> Curves:
    c = Curves(120).usual(train=1.3, val=0.9, pace=18)
    return c.score(c.rising(0.7, 16))


@after(
    "ultralytics#14110, #9952", state="good plateau-done", answers="overfitting=no",
    never="more-data regularise longer lower-rate keep-mosaic check-labels",
)  # fmt: skip
def training_losses_jump_in_the_last_ten() -> Curves:
    c = Curves(100).usual()
    for name in ("box", "cls", "dfl"):
        c.columns[f"train/{name}_loss"] *= np.where(c.x > 90, 1.25, 1)
    return c.score(c.rising(0.64, 18))


@after(
    "ultralytics#11191", state="good plateau-done", answers="overfitting=no",
    never="more-data regularise longer lower-rate keep-mosaic",
)  # fmt: skip
def training_losses_drop_in_the_last_ten() -> Curves:
    c = Curves(70, mixup=0.25, patience=10).usual()
    for name in ("box", "cls", "dfl"):
        c.columns[f"train/{name}_loss"] *= np.where(c.x > 60, 0.75, 1)
        c.columns[f"val/{name}_loss"] *= np.where(c.x > 60, 1.008, 1)
    return c.score(c.rising(0.66, 12))


# --- where metrics end -------------------------------------------------------------------------


@after(
    "ultralytics#16650", state="good plateau-done", never="lower-rate longer larger-model",
    answers="learning=yes continue=no",
)  # fmt: skip
def one_class_that_hardly_changes_after_15() -> Curves:
    c = Curves(100, model="yolov8n.pt").usual(pace=10)
    return c.score(c.rising(0.55, 4), noise=0.006)


@after(
    "ultralytics#14056", state="train-longer good", cause="still-rising", step="longer",
    never="larger-model lower-rate image-size", answers="continue=yes",
)  # fmt: skip
def not_yet_stable_after_400() -> Curves:
    c = Curves(400, model="yolov8s.pt", patience=20, imgsz=600).usual(pace=220)
    return c.score(c.rising(0.6, 260), noise=0.003)


@after(
    "ultralytics#13251", state="plateau-low", step="check-labels",
    never="longer resume lower-rate more-of-class", answers="continue=no",
)  # fmt: skip
def thirteen_percent_of_53000_pictures() -> Curves:
    c = Curves(100, model="yolov8m.pt").usual(train=1.3, val=1.4)
    c.score(c.rising(0.09, 10), noise=0.001)
    c.columns["metrics/mAP50(B)"] = c.noisy(c.rising(0.13, 10), 0.001)
    return c


@after(
    "yolov3#1440", state="plateau-low", step="check-labels", answers="continue=no",
    never="longer resume lower-rate",
)  # fmt: skip
def eleven_percent_and_cut_at_80_of_300() -> Curves:
    c = Curves(80, epochs=300, imgsz=512).usual(train=1.5, val=1.6, pace=10)
    c.score(c.rising(0.05, 8), noise=0.001)
    c.columns["metrics/mAP50(B)"] = c.noisy(c.rising(0.115, 8), 0.002)
    return c


@after(
    "ultralytics#11692", state="plateau-low", step="check-labels",
    never="larger-model longer lower-rate",
)  # fmt: skip
def the_largest_model_on_890_pictures() -> Curves:
    c = Curves(100, model="yolov8x-oiv7.pt").usual(train=1.2, val=1.5)
    return c.score(c.rising(0.17, 12), noise=0.003)


@after(
    "ultralytics#1651", state="train-longer", step="longer", answers="continue=yes",
    never="larger-model lower-rate image-size class-weights",
)  # fmt: skip
def twenty_epochs_with_many_classes_still_at_nothing() -> Curves:
    c = Curves(20, model="yolov8n.pt", imgsz=1280).usual(pace=25)
    c.score(c.rising(0.3, 30), noise=0.002)
    c.columns["metrics/mAP50(B)"] = c.columns["metrics/mAP50-95(B)"] * 1.1
    return c


@after(
    "ultralytics#8376", state="plateau-low", never="lower-rate longer finer-masks",
    step="check-labels look-at-misses tight-boxes",
)  # fmt: skip
def precision_95_recall_2() -> Curves:
    c = Curves(100, task="segment", model="yolov8m-seg.pt").usual(train=1.6, val=1.9)
    for side in ("train", "val"):
        c.losses(side, seg=c.falling(4, 2.4, 12))
    for head in "BM":
        c.score(c.rising(0.08, 9), head, noise=0.002)
        c.columns[f"metrics/precision({head})"] = c.noisy(np.full(100, 0.95), 0.01)
        c.columns[f"metrics/recall({head})"] = c.noisy(np.full(100, 0.02), 0.002)
    return c


@after(
    "yolov5#3617", state="plateau-low", step="check-labels", never="lower-rate longer resume",
)  # fmt: skip
def recall_90_precision_25() -> Curves:
    c = Curves(100).usual(train=1.3, val=1.4)
    c.score(c.rising(0.26, 9), noise=0.003)
    c.columns["metrics/precision(B)"] = c.noisy(np.full(100, 0.25), 0.01)
    c.columns["metrics/recall(B)"] = c.noisy(np.full(100, 0.9), 0.01)
    return c


@after(
    "yolov5#3901", state="learned-nothing validation-broken", answers="continue=no",
    step="check-labels find-labels", never="lower-rate longer resume raise-rate larger-model",
)  # fmt: skip
def losses_converge_and_every_metric_is_zero() -> Curves:
    c = Curves(100, optimizer="SGD").rate(0.01)
    for side in ("train", "val"):
        c.losses(side, 0.0004, box=c.falling(0.12, 0.02, 20), obj=c.falling(0.06, 0.01, 20))
        c.losses(side, 0.0004, cls=c.falling(0.05, 0.004, 20))
    return c.score(np.zeros(100), noise=0.0)


@after(
    "ultralytics#4521", state="plateau-done good", never="longer larger-model lower-rate",
    answers="learning=yes",
)  # fmt: skip
def excellent_with_a_patience_of_five() -> Curves:
    c = Curves(60, epochs=60, patience=5, model="yolov10s.pt").usual(pace=12)
    return c.score(np.minimum(c.rising(0.94, 9), 0.945), noise=0.001)
