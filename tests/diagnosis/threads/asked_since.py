"""Twenty situations more, of threads that none of the others were made after."""

from __future__ import annotations

import numpy as np

from tests.diagnosis.threads.asked import Made, asking, since
from tests.diagnosis.threads.curves import NAN, Curves

ASKED_SINCE: dict[str, Made] = {}
after = asking(ASKED_SINCE)


def classes(c: Curves, top1: np.ndarray, train: np.ndarray, val: np.ndarray) -> Curves:
    """The columns of a classification."""
    c.columns["train/loss"] = np.round(c.noisy(train, 0.01), 5)
    c.columns["metrics/accuracy_top1"] = np.round(np.clip(c.noisy(top1, 0.004), 0, 1), 5)
    c.columns["metrics/accuracy_top5"] = np.round(np.clip(c.noisy(top1 + 0.15, 0.004), 0, 1), 5)
    c.columns["val/loss"] = np.round(c.noisy(val, 0.003), 5)
    return c


# --- the end of mosaic, and other steps --------------------------------------------------------


@after(
    "ultralytics#16713", state="plateau-low train-longer", answers="overfitting=no",
    never="lower-rate steadier keep-mosaic regularise", unsaid="losses jumped",
)  # fmt: skip
def everything_steps_at_91_on_small_objects() -> Curves:
    c = Curves(100, model="yolov8n.pt", data="drones.yaml").usual(train=1.2, val=1.3)
    for name in c.columns:
        c.columns[name] = c.columns[name] * (1 + (0.06 if "train" in name else -0.03) * (c.x > 90))
    return c.score(c.rising(0.19, 18) + 0.012 * (c.x > 90), noise=0.002)


@after(
    "ultralytics#17062", state="good plateau-done", answers="overfitting=no continue=no",
    never="lower-rate steadier regularise resume longer",
)  # fmt: skip
def training_loss_drops_where_it_was_resumed_near_the_end() -> Curves:
    c = Curves(500, close_mosaic=10).usual(train=0.9, val=1.0, pace=40)
    for name in c.columns:
        if "train" in name:
            c.columns[name] = c.columns[name] * (1 - 0.25 * (c.x > 490))
    c.seconds = np.where(c.x <= 490, 20.0 * c.x, 20.0 * (c.x - 490))
    return c.score(c.rising(0.62, 40))


# --- classification ----------------------------------------------------------------------------


@after(
    "ultralytics#980", state="overfits plateau-low", step="more-data trained-weights regularise",
    never="longer larger-model raise-rate", answers="continue=no",
)  # fmt: skip
def a_classifier_from_scratch_on_few_pictures_a_class() -> Curves:
    c = Curves(200, task="classify", model="yolov8n-cls.yaml", data="imagenetmini", patience=0)
    top1 = c.rising(0.24, 15) - 0.0004 * np.maximum(c.x - 50, 0)
    return classes(c, top1, c.falling(6.9, 0.2, 40), c.falling(6.9, 6.75, 20))


@after(
    "ultralytics#16428", state="good plateau-done no-gain", answers="overfitting=no",
    never="regularise more-data lower-rate longer larger-model",
)  # fmt: skip
def a_classifier_whose_validation_loss_hardly_falls() -> Curves:
    c = Curves(50, task="classify", model="yolov8n-cls.pt", data="parts")
    top1 = 0.98 + c.rising(0.015, 8)
    return classes(c, top1, c.falling(0.21, 0.027, 12), c.falling(0.34, 0.315, 12))


# --- key points and masks ----------------------------------------------------------------------


def _pose(c: Curves, first: float, last: float, kobj: float) -> Curves:
    for side, more in (("train", 1.0), ("val", 1.05)):
        c.losses(side, pose=c.falling(first, last * more, 12))
        c.losses(side, 0.0, kobj=c.falling(0.06, kobj, 4))
    return c


@after(
    "ultralytics#12767", state="good plateau-done", answers="learning=yes overfitting=no",
    never="check-points check-labels lower-rate check-train-labels",
)  # fmt: skip
def corners_of_cards_with_a_key_point_loss_near_0() -> Curves:
    c = Curves(60, task="pose", model="yolov8n-pose.pt").usual(train=0.4, val=0.4, pace=8)
    return _pose(c, 3, 0.1, 0.0).score(c.rising(0.97, 4)).score(c.rising(0.98, 5), "P")


@after(
    "ultralytics#16644", state="learned-nothing plateau-low", cause="points-not-learned",
    step="check-points", never="larger-model lower-rate finer-masks",
)  # fmt: skip
def two_hundred_key_points_that_are_not_learned() -> Curves:
    c = Curves(100, task="pose", model="yolov8m-pose.pt").usual()
    return (
        _pose(c, 12.6, 12.0, 0.05).score(c.rising(0.68, 12)).score(c.rising(0.012, 12), "P", 0.002)
    )


@after(
    "ultralytics#2974", state="mask-gap", cause="masks-empty", step="draw-masks",
    never="longer finer-masks larger-model lower-rate",
)  # fmt: skip
def boxes_from_the_first_epoch_and_no_mask_ever() -> Curves:
    c = Curves(40, task="segment", model="yolov8n-seg.pt").usual(train=0.6, val=0.5)
    c.losses("train", seg=c.falling(0.62, 0.4, 10)).losses("val", seg=c.falling(0.6, 0.45, 10))
    return c.score(0.78 + c.rising(0.06, 8)).score(np.zeros(40), "M", noise=0.0)


# --- transformers ------------------------------------------------------------------------------


def _detr(c: Curves, rise: float = 0.0) -> Curves:
    for name, end in (("giou", 0.4), ("cls", 0.5), ("l1", 0.2)):
        c.losses("train", 0.005, **{name: c.falling(3 * end, end, 15)})
        c.losses("val", 0.005, **{name: c.falling(3 * end, 1.3 * end, 3) * (1 + rise * c.x)})
    return c


@after(
    "ultralytics#19592", state="plateau-low", cause="from-scratch data-limit",
    never="longer lower-rate raise-rate", answers="continue=no overfitting=no",
)  # fmt: skip
def a_detr_from_its_architecture_levels_off_at_half() -> Curves:
    c = _detr(Curves(300, model="rtdetr-resnet50.yaml", optimizer="AdamW", lr0=0.0001))
    return c.rate(0.0001).score(c.rising(0.314, 40), noise=0.003)


@after(
    "ultralytics#20745", state="overfits no-gain unstable diverged", answers="continue=no",
    step="lower-rate more-data fine-tune-rate", never="longer resume larger-model raise-rate",
)  # fmt: skip
def a_detr_falls_after_its_warm_up_while_training_loss_falls() -> Curves:
    c = _detr(Curves(60, model="rtdetr-l.pt"), rise=0.012)
    top = np.where(c.x <= 4, 0.12 * c.x, 0.48 - 0.004 * (c.x - 4))
    return c.rate(0.001).score(top, noise=0.006)


@after(
    "ultralytics#16463", state="plateau-low learned-nothing",
    never="longer larger-model raise-rate", answers="continue=no",
)  # fmt: skip
def a_detr_with_the_rate_of_a_yolo() -> Curves:
    c = _detr(Curves(150, model="rtdetr-l.pt", data="drones.yaml", optimizer="SGD", batch=4))
    return c.rate(0.01).score(c.rising(0.12, 20), noise=0.003)


# --- starts, resumes, frozen layers ------------------------------------------------------------


@after(
    "ultralytics#13891", state="no-gain", cause="fine-tune-lost", step="fine-tune-rate",
    never="longer larger-model raise-rate resume",
)  # fmt: skip
def a_second_training_from_the_last_weights_of_the_first() -> Curves:
    c = Curves(70, model="./last.pt", batch=-1, optimizer="auto").usual(train=1.0, val=1.2)
    return c.rate(0.01).score(0.45 - 0.09 * np.exp(-(((c.x - 8) / 10) ** 2)) * (c.x > 1))


@after(
    "ultralytics#18528", state="diverged unstable", cause="training-lost spike",
    never="more-data larger-model resume longer", answers="continue=no",
)  # fmt: skip
def metrics_are_gone_where_it_was_resumed() -> Curves:
    c = Curves(70, epochs=200, task="segment", model="last.pt").usual()
    c.losses("train", seg=c.falling(3, 1.2, 20)).losses("val", seg=c.falling(3, 1.5, 20))
    c.seconds = np.where(c.x < 40, 20.0 * c.x, 20.0 * (c.x - 39))
    kept = np.where(c.x < 40, c.rising(0.5, 12), 0.0015 * (c.x - 40))
    return c.score(kept).score(0.9 * kept, "M")


@after(
    "ultralytics#15997", state="plateau-low train-longer", cause="frozen-layers", step="unfreeze",
    never="larger-model raise-rate lower-rate",
)  # fmt: skip
def all_but_the_last_layers_frozen_at_a_small_rate() -> Curves:
    c = Curves(100, task="segment", model="yolov8s-seg.pt", freeze=21, optimizer="Adam", lr0=0.0001)
    c.usual(train=1.8, val=1.9)
    c.losses("train", seg=c.falling(4, 3, 20)).losses("val", seg=c.falling(4, 3.1, 20))
    return c.rate(0.0001).score(c.rising(0.2, 25)).score(c.rising(0.17, 25), "M")


@after(
    "yolov5#4434", state="plateau-low unstable learned-nothing", cause="from-scratch",
    step="trained-weights", never="larger-model lower-rate fewer-epochs",
)  # fmt: skip
def from_scratch_on_350_pictures() -> Curves:
    c = Curves(100, model="yolov5s.yaml", imgsz=416, optimizer="SGD").usual(train=2.6, val=2.8)
    return c.rate(0.01).score(0.045 * (1 + np.sin(2.6 * c.x)) * c.rising(0.8, 15), noise=0.006)


# --- swings and breakdowns ---------------------------------------------------------------------


@after(
    "yolov5#7097", state="unstable", never="longer larger-model raise-rate image-size",
    answers="learning=yes continue=no",
)  # fmt: skip
def nearly_perfect_after_ten_epochs_then_up_and_down() -> Curves:
    c = Curves(150, model="yolov5s.yaml", optimizer="SGD").usual(train=0.5, val=0.6, pace=8)
    dips = np.where(c.random.random(150) < 0.35, c.random.uniform(0.1, 0.5, 150), 0.0)
    return c.rate(0.01).score(c.rising(0.93, 4) * (1 - dips * (c.x > 15)), noise=0.01)


@after(
    "yolov7#2139", state="diverged", step="lower-rate", says="epoch 7",
    never="longer resume more-data larger-model regularise",
)  # fmt: skip
def it_falls_apart_within_six_epochs() -> Curves:
    c = Curves(30, epochs=150, optimizer="SGD").usual().rate(0.01)
    told = np.array([0.084, 0.308, 0.296, 0.112, 0.0098, 0.0003])
    c.score(np.concatenate([told, np.zeros(24)]), noise=0.0)
    return since(c, 7, NAN, "train/", "val/")


# --- nothing wrong -----------------------------------------------------------------------------


@after(
    "yolov5#10072", state="good plateau-done", answers="overfitting=no learning=yes",
    never="regularise more-data lower-rate larger-model",
)  # fmt: skip
def validation_loss_below_training_loss_all_along() -> Curves:
    c = Curves(100).usual(train=1.3, val=0.9, pace=15)
    return c.score(c.rising(0.66, 12))


@after(
    "yolov5#2449", state="good plateau-done", answers="overfitting=no",
    never="lower-rate raise-rate longer regularise",
)  # fmt: skip
def precise_but_with_a_recall_of_two_thirds() -> Curves:
    c = Curves(150).usual(pace=15)
    c.score(c.rising(0.5, 14))
    c.columns["metrics/precision(B)"] = np.round(c.noisy(c.rising(0.92, 10), 0.01), 5)
    c.columns["metrics/recall(B)"] = np.round(c.noisy(c.rising(0.66, 14), 0.005), 5)
    return c


@after(
    "ultralytics#13891", state="good plateau-done", unsaid="batch=-1",
    never="larger-batch smaller-batch step-each-batch lower-rate",
)  # fmt: skip
def a_batch_that_was_left_to_the_trainer() -> Curves:
    c = Curves(100, batch=-1).usual(pace=12)
    return c.score(c.rising(0.64, 12))


@after(
    "of background alone", state="plateau-low learned-nothing no-gain", step="check-labels",
    never="longer larger-model lower-rate confidence", answers="confidence=not-applicable",
)  # fmt: skip
def a_semantic_model_that_sees_background_only() -> Curves:
    c = Curves(100, task="semantic", model="yolo11n-sem.pt")
    for side in ("train", "val"):
        c.losses(side, 0.002, ce=c.falling(0.3, 0.08, 3), dice=c.falling(0.6, 0.5, 3))
    c.columns["metrics/mIoU"] = np.round(c.noisy(np.full(100, 0.495), 0.0003), 5)
    c.columns["metrics/pixel_acc"] = np.round(c.noisy(np.full(100, 0.99), 0.0003), 5)
    return c
