"""Masks against boxes, and instances against pixels."""

from __future__ import annotations

import numpy as np

from tests.diagnosis.threads.curves import NAN, Curves
from tests.diagnosis.threads.shapes import apart, climbing, since
from tests.diagnosis.threads.situation import asked


@asked(
    "ultralytics#15748", state="mask-gap good plateau-done", cause="masks-empty", step="draw-masks",
    never="lower-rate finer-masks",
)  # fmt: skip
def masks_zero_boxes_fine() -> Curves:
    c = Curves(60, task="segment", model="yolo11n-seg.pt").usual()
    c.losses("train", seg=np.zeros(60), noise=0.0).losses("val", seg=np.zeros(60), noise=0.0)
    c.score(c.rising(0.6, 10))
    return c.score(np.zeros(60), "M", noise=0.0)


@asked(
    "ultralytics#8581, #4879", state="mask-gap", cause="masks-coarse",
    step="tight-boxes finer-masks", never="longer lower-rate",
)  # fmt: skip
def masks_far_behind() -> Curves:
    c = Curves(100, task="segment", model="yolo11s-seg.pt").usual(pace=12)
    for side in ("train", "val"):
        c.losses(side, seg=c.falling(4, 1.8, 12))
    return c.score(c.rising(0.8, 10)).score(c.rising(0.36, 10), "M")


@asked(
    "ultralytics#4733", state="diverged", step="lower-rate no-amp check-labels",
    never="draw-masks longer resume finer-masks", unsaid="hold no masks",
)  # fmt: skip
def seg_loss_nan_from_120_boxes_fine() -> Curves:
    c = Curves(160, epochs=500, task="segment", model="yolov8m-seg.pt").usual()
    for side in ("train", "val"):
        c.losses(side, seg=c.falling(4, 0.8, 15))
        c.columns[f"{side}/seg_loss"][119:] = NAN
    return c.score(c.rising(0.68, 12)).score(np.where(c.x < 120, c.rising(0.6, 12), 0), "M")


@asked(
    "hub#411, ultralytics#9088", state="diverged unstable mask-gap",
    never="draw-masks longer resume", unsaid="hold no masks",
)  # fmt: skip
def masks_fall_to_zero_at_150() -> Curves:
    c = Curves(200, task="segment", model="yolov8m-seg.pt").usual()
    for side in ("train", "val"):
        c.losses(side, seg=c.falling(4, 1, 15) + 2.5 * (c.x >= 150))
    c.score(c.rising(0.65, 12))
    return c.score(np.where(c.x < 150, c.rising(0.55, 12), 0.0), "M", noise=0.002)


@asked(
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


@asked(
    "ultralytics#17005", state="learned-nothing", step="check-labels",
    never="draw-masks finer-masks longer lower-rate",
)  # fmt: skip
def neither_boxes_nor_masks() -> Curves:
    c = Curves(100, task="segment", model="yolov8n-seg.pt").usual(train=2.5, val=2.8)
    for side in ("train", "val"):
        c.losses(side, seg=c.falling(5, 4.5, 20))
    return c.score(np.full(100, 0.006), noise=0.002).score(np.full(100, 0.004), "M", noise=0.002)


@asked(
    "ultralytics#18707", state="diverged validation-broken unstable", answers="continue=no",
    never="longer larger-model image-size more-data",
)  # fmt: skip
def every_metric_is_zero_after_a_resume() -> Curves:
    c = Curves(100, task="segment", model="yolov8m-seg.pt", resume=True).usual()
    c.losses("train", seg=c.falling(4, 1.4, 20)).losses("val", seg=c.falling(4, 1.7, 20))
    c.seconds = 30 * np.where(c.x > 50, c.x - 50, c.x)
    c.score(c.rising(0.55, 12)).score(c.rising(0.47, 12), "M")
    return since(c, 51, 0.0, "metrics/")


@asked(
    "ultralytics#18569", state="overfits", step="more-data", answers="overfitting=yes continue=no",
    never="longer larger-model image-size raise-rate",
)  # fmt: skip
def boxes_and_masks_fall_after_50() -> Curves:
    c = Curves(150, task="segment", model="yolo11m-seg.pt")
    apart(c, c.falling(2.5, 0.5, 40), climbing(c, 40, 0.15), "box", "seg", "cls", "dfl")
    fall = np.maximum(c.x - 50, 0)
    c.score(c.rising(0.62, 10) - 0.001 * fall)
    return c.score(c.rising(0.55, 10) - 0.0005 * fall, "M")


@asked(
    "ultralytics#957", state="overfits plateau-done good", answers="continue=no learning=yes",
    never="longer resume larger-model lower-rate",
)  # fmt: skip
def box_and_dfl_climb_from_450_of_1200() -> Curves:
    c = Curves(1200, task="segment", model="yolov8s-seg.pt", patience=0)
    apart(c, c.falling(1.5, 0.2, 300), climbing(c, 450, 0.12, 0.6), "box", "dfl")
    apart(c, c.falling(1.5, 0.2, 300), c.falling(1.5, 0.4, 150), "seg", "cls")
    fall = np.maximum(c.x - 450, 0)
    c.score(c.rising(0.97, 40) - 0.00002 * fall, noise=0.002)
    return c.score(c.rising(0.98, 40) - 0.00001 * fall, "M", noise=0.002)


@asked(
    "ultralytics#317", state="too-short", step="train-at-all longer", answers="continue=yes",
    never="check-labels draw-masks lower-rate larger-model",
)  # fmt: skip
def ten_epochs_of_masks_at_2048() -> Curves:
    c = Curves(10, task="segment", model="yolov8s-seg.pt", imgsz=2048, batch=4).usual(
        train=2, val=2.5
    )
    c.losses("train", seg=c.falling(6, 4, 5)).losses("val", seg=c.falling(6, 4.5, 5))
    return c.score(0.001 * c.x).score(0.0005 * c.x, "M")


@asked(
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


@asked(
    "a run read blind", state="learned-nothing diverged", cause="rate-too-high", step="lower-rate",
    says="train/seg_loss", unsaid="went from 16 to 16", answers="continue=no",
)  # fmt: skip
def a_loss_that_is_a_number_in_one_epoch_only() -> Curves:
    c = Curves(20, task="segment", model="yolo11n-seg.pt", optimizer="AdamW", lr0=0.08).rate(0.08)
    c.losses("train", cls=16 + 0.3 * c.x, seg=np.full(20, 0.09))
    c.losses("val", cls=17 + 0.3 * c.x, seg=np.full(20, 0.1))
    c.score(np.full(20, 0.002), noise=0.0).score(np.zeros(20), "M", noise=0.0)
    c.columns["val/seg_loss"] = np.full(20, NAN)
    return since(c, 2, NAN, "train/seg")


@asked(
    "a run read blind", state="too-short", cause="toy-data", step="own-data",
    never="train-at-all resume many-epochs", answers="continue=unknown",
)  # fmt: skip
def ten_epochs_of_a_toy() -> Curves:
    c = Curves(10, task="segment", model="yolo11n-seg.pt", data="coco8-seg.yaml").usual()
    c.losses("train", seg=c.falling(5, 4, 5)).losses("val", seg=c.falling(5, 4.5, 5))
    return c.score(0.6 + 0.003 * c.x).score(0.1 + 0.002 * c.x, "M").rates(1e-6 * c.x)


@asked(
    "a run read blind", state="learned-nothing diverged", unsaid="weights hardly changed",
    never="step-each-batch longer resume larger-model",
)  # fmt: skip
def a_handful_of_pictures_learned_while_validation_repeats_nothing() -> Curves:
    c = Curves(30, task="segment", model="yolov8m-seg.pt", batch=2).usual(train=0.3, val=1, pace=5)
    c.losses("train", seg=c.falling(3, 0.2, 5)).losses("val", seg=c.falling(3, 1, 5))
    c.score(np.where(c.x == 2, 0.23, 0.0002), noise=0.0)
    c.score(np.where(c.x == 2, 0.33, 0.0003), "M", noise=0.0)
    for name in [name for name in c.columns if name.startswith("val/")]:
        c.columns[name] = c.columns[name][
            np.where(c.x < 3, c.x - 1, 2 * (c.x // 2) - 1).astype(int)
        ]
    return c.rate(0.0015, warm=8)


@asked(
    "ultralytics#2974", state="mask-gap", cause="masks-empty", step="draw-masks",
    never="longer finer-masks larger-model lower-rate",
)  # fmt: skip
def boxes_from_the_first_epoch_and_no_mask_ever() -> Curves:
    c = Curves(40, task="segment", model="yolov8n-seg.pt").usual(train=0.6, val=0.5)
    c.losses("train", seg=c.falling(0.62, 0.4, 10)).losses("val", seg=c.falling(0.6, 0.45, 10))
    return c.score(0.78 + c.rising(0.06, 8)).score(np.zeros(40), "M", noise=0.0)


@asked(
    "ultralytics#18528", state="diverged unstable", cause="training-lost spike",
    never="more-data larger-model resume longer", answers="continue=no",
)  # fmt: skip
def metrics_are_gone_where_it_was_resumed() -> Curves:
    c = Curves(70, epochs=200, task="segment", model="last.pt").usual()
    c.losses("train", seg=c.falling(3, 1.2, 20)).losses("val", seg=c.falling(3, 1.5, 20))
    c.seconds = np.where(c.x < 40, 20.0 * c.x, 20.0 * (c.x - 39))
    kept = np.where(c.x < 40, c.rising(0.5, 12), 0.0015 * (c.x - 40))
    return c.score(kept).score(0.9 * kept, "M")


@asked(
    "ultralytics#15997", state="plateau-low train-longer", cause="frozen-layers", step="unfreeze",
    never="larger-model raise-rate lower-rate",
)  # fmt: skip
def all_but_the_last_layers_frozen_at_a_small_rate() -> Curves:
    c = Curves(100, task="segment", model="yolov8s-seg.pt", freeze=21, optimizer="Adam", lr0=0.0001)
    c.usual(train=1.8, val=1.9)
    c.losses("train", seg=c.falling(4, 3, 20)).losses("val", seg=c.falling(4, 3.1, 20))
    return c.rate(0.0001).score(c.rising(0.2, 25)).score(c.rising(0.17, 25), "M")


@asked(
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


@asked("", state="good plateau-done", says="boxes 0.6", never="finer-masks draw-masks")
def masks_a_fifth_below_boxes() -> Curves:
    c = Curves(100, task="segment", model="yolo11m-seg.pt").usual(pace=12)
    for side in ("train", "val"):
        c.losses(side, seg=c.falling(4, 1.2, 12))
    return c.score(c.rising(0.6, 15), noise=0.001).score(c.rising(0.48, 15), "M", noise=0.001)


@asked("", state="good plateau-done", unsaid="boxes 0.6", never="finer-masks draw-masks")
def masks_a_tenth_below_boxes() -> Curves:
    c = Curves(100, task="segment", model="yolo11m-seg.pt").usual(pace=12)
    for side in ("train", "val"):
        c.losses(side, seg=c.falling(4, 1.2, 12))
    return c.score(c.rising(0.6, 15), noise=0.001).score(c.rising(0.54, 15), "M", noise=0.001)


@asked(
    "a run read blind", state="no-gain", cause="fine-tune-lost",
    says="at epoch 1 for boxes and at epoch 2 for masks", unsaid="was in the weights",
    never="longer lower-rate",
)  # fmt: skip
def boxes_were_known_and_masks_came_with_the_second_epoch() -> Curves:
    c = Curves(20, epochs=30, patience=10, task="segment", model="parts_old.pt").usual(pace=200)
    c.score(0.9 - 0.03 * (c.x == 1))
    return c.score(0.86 - 0.25 * (c.x == 1), "M")


@asked(
    "a run read blind", state="plateau-done", cause="converged", says="box mAP50-95 comes within",
    never="longer resume",
)  # fmt: skip
def boxes_that_level_off_after_the_masks() -> Curves:
    c = Curves(200, task="segment", model="yolo11s-seg.pt").usual()
    return c.score(c.rising(0.85, 16)).score(c.rising(0.7, 6), "M")
