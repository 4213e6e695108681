"""Metrics that levelled off low, and what sets the limit."""

from __future__ import annotations

import numpy as np

from tests.diagnosis.threads.curves import Curves
from tests.diagnosis.threads.shapes import detr_at_once
from tests.diagnosis.threads.situation import asked


@asked(
    "", state="plateau-low", cause="data-limit capacity", step="check-labels",
    never="longer lower-rate",
)  # fmt: skip
def weak_and_flat() -> Curves:
    c = Curves(150).usual(train=1.3, val=1.4)
    return c.score(c.rising(0.22, 12))


@asked(
    "ultralytics#6551", state="plateau-low overfits", cause="data-limit memorised",
    step="check-labels more-data", never="longer larger-model",
)  # fmt: skip
def remembers_what_does_not_carry_over() -> Curves:
    """Training loss near nothing, validation far above, metrics low and flat."""
    c = Curves(200, model="yolo11x.pt").usual(train=0.25, val=2.0)
    return c.score(c.rising(0.21, 8))


@asked(
    "", state="plateau-low", cause="toy-data", step="own-data",
    never="check-labels more-data longer larger-model", answers="learning=unknown continue=unknown",
)  # fmt: skip
def toy_data() -> Curves:
    c = Curves(100, data="coco8.yaml").usual(pace=10)
    return c.score(c.rising(0.35, 12))


@asked(
    "yolov5#4521", state="plateau-low", cause="data-limit capacity",
    step="check-labels image-size look-at-misses", never="longer lower-rate",
)  # fmt: skip
def recall_low() -> Curves:
    c = Curves(120, imgsz=640).usual(train=1.4, val=1.6)
    c.score(c.rising(0.14, 15))
    c.columns["metrics/precision(B)"] = c.noisy(np.full(120, 0.75), 0.01)
    c.columns["metrics/recall(B)"] = c.noisy(c.rising(0.2, 10), 0.005)
    return c


@asked(
    "", state="plateau-low", cause="part-of-data data-limit", step="full-data",
    never="longer larger-model",
)  # fmt: skip
def a_tenth_of_the_data() -> Curves:
    c = Curves(100, fraction=0.1).usual(train=0.7, val=1.6)
    return c.score(c.rising(0.3, 10))


@asked(
    "ultralytics#13251", state="plateau-low", step="check-labels",
    never="longer resume lower-rate more-of-class", answers="continue=no",
)  # fmt: skip
def thirteen_percent_of_53000_pictures() -> Curves:
    c = Curves(100, model="yolov8m.pt").usual(train=1.3, val=1.4)
    c.score(c.rising(0.09, 10), noise=0.001)
    c.columns["metrics/mAP50(B)"] = c.noisy(c.rising(0.13, 10), 0.001)
    return c


@asked(
    "yolov3#1440", state="plateau-low", step="check-labels", answers="continue=no",
    never="longer resume lower-rate",
)  # fmt: skip
def eleven_percent_and_cut_at_80_of_300() -> Curves:
    c = Curves(80, epochs=300, imgsz=512).usual(train=1.5, val=1.6, pace=10)
    c.score(c.rising(0.05, 8), noise=0.001)
    c.columns["metrics/mAP50(B)"] = c.noisy(c.rising(0.115, 8), 0.002)
    return c


@asked(
    "ultralytics#11692", state="plateau-low", step="check-labels",
    never="larger-model longer lower-rate",
)  # fmt: skip
def the_largest_model_on_890_pictures() -> Curves:
    c = Curves(100, model="yolov8x-oiv7.pt").usual(train=1.2, val=1.5)
    return c.score(c.rising(0.17, 12), noise=0.003)


@asked("yolov5#3617", state="plateau-low", step="check-labels", never="lower-rate longer resume")
def recall_90_precision_25() -> Curves:
    c = Curves(100).usual(train=1.3, val=1.4)
    c.score(c.rising(0.26, 9), noise=0.003)
    c.columns["metrics/precision(B)"] = c.noisy(np.full(100, 0.25), 0.01)
    c.columns["metrics/recall(B)"] = c.noisy(np.full(100, 0.9), 0.01)
    return c


@asked(
    "ultralytics#23244", state="plateau-low unstable", cause="rate-too-high", step="lower-rate",
    never="longer larger-model image-size",
)  # fmt: skip
def adamw_at_the_rate_of_sgd_and_weak() -> Curves:
    c = Curves(100, optimizer="AdamW", lr0=0.01).rate(0.01).usual(train=1.8, val=1.9)
    return c.score(c.rising(0.2, 20), noise=0.004)


@asked(
    "ultralytics#20878, #17150", state="plateau-low good plateau-done train-longer",
    never="check-labels more-data", unsaid="labels or pictures",
)  # fmt: skip
def coco_from_scratch_near_what_is_published() -> Curves:
    c = Curves(500, model="yolov8n.yaml", data="coco.yaml", pretrained=False, optimizer="SGD")
    c.rate(0.01).usual(train=1.2, val=1.25, pace=80)
    return c.score(c.rising(0.361, 70), noise=0.001)


@asked(
    "ultralytics#24287", state="plateau-low train-longer", cause="few-steps warm-up-only",
    step="smaller-batch many-epochs longer", never="larger-model lower-rate image-size",
)  # fmt: skip
def a_batch_of_256_with_three_steps_an_epoch() -> Curves:
    c = Curves(60, batch=256, nbs=256).usual(pace=40)
    steps = 3 * c.x - 1
    c.rates(np.minimum(steps / 100, 1) * 0.001 * (1 - 0.99 * (c.x - 1) / 60))
    return c.score(c.rising(0.25, 30), noise=0.002)


@asked(
    "ultralytics#9924", state="plateau-low", step="check-labels image-size",
    never="longer lower-rate", says="imgsz=",
)  # fmt: skip
def small_objects_at_160_pixels() -> Curves:
    c = Curves(100, imgsz=160).usual(train=1.8, val=1.8)
    return c.score(c.rising(0.12, 12), noise=0.002)


@asked(
    "yolov3#1895", state="plateau-low", step="check-labels", answers="continue=no",
    never="longer resume lower-rate",
)  # fmt: skip
def stuck_at_036() -> Curves:
    c = Curves(120, imgsz=640).usual(train=1.2, val=1.35, pace=12)
    c.score(c.rising(0.19, 9), noise=0.002)
    c.columns["metrics/mAP50(B)"] = c.noisy(c.rising(0.36, 9), 0.003)
    return c


@asked(
    "ultralytics#3892", state="plateau-low", step="check-labels", answers="continue=no",
    never="longer resume train-at-all lower-rate",
)  # fmt: skip
def weak_and_ended_by_patience() -> Curves:
    c = Curves(62, epochs=1000, patience=50).usual(train=1.5, val=1.6, pace=8)
    return c.score(np.where(c.x < 13, c.rising(0.13, 4), 0.115), noise=0.003)


@asked(
    "ultralytics#13767", state="plateau-low good plateau-done train-longer",
    step="trained-weights image-size longer", never="lower-rate check-train-labels fewer-epochs",
)  # fmt: skip
def dota_from_scratch_at_058() -> Curves:
    c = Curves(300, task="obb", model="yolov8s-obb.yaml", data="DOTAv1.yaml", cos_lr=True)
    return c.usual(pace=60).score(c.rising(0.4, 60), noise=0.002)


@asked(
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


@asked(
    "ultralytics#16713", state="plateau-low train-longer", answers="overfitting=no",
    never="lower-rate steadier keep-mosaic regularise", unsaid="losses jumped",
)  # fmt: skip
def everything_steps_at_91_on_small_objects() -> Curves:
    c = Curves(100, model="yolov8n.pt", data="drones.yaml").usual(train=1.2, val=1.3)
    for name in c.columns:
        c.columns[name] = c.columns[name] * (1 + (0.06 if "train" in name else -0.03) * (c.x > 90))
    return c.score(c.rising(0.19, 18) + 0.012 * (c.x > 90), noise=0.002)


@asked(
    "ultralytics#19592", state="plateau-low", cause="from-scratch data-limit",
    never="longer lower-rate raise-rate", answers="continue=no overfitting=no",
)  # fmt: skip
def a_detr_from_its_architecture_levels_off_at_half() -> Curves:
    c = detr_at_once(Curves(300, model="rtdetr-resnet50.yaml", optimizer="AdamW", lr0=0.0001))
    return c.rate(0.0001).score(c.rising(0.314, 40), noise=0.003)


@asked(
    "ultralytics#16463", state="plateau-low learned-nothing",
    never="longer larger-model raise-rate", answers="continue=no",
)  # fmt: skip
def a_detr_with_the_rate_of_a_yolo() -> Curves:
    c = detr_at_once(Curves(150, model="rtdetr-l.pt", data="drones.yaml", optimizer="SGD", batch=4))
    return c.rate(0.01).score(c.rising(0.12, 20), noise=0.003)


@asked(
    "yolov5#4434", state="plateau-low unstable learned-nothing", cause="from-scratch",
    step="trained-weights", never="larger-model lower-rate fewer-epochs",
)  # fmt: skip
def from_scratch_on_350_pictures() -> Curves:
    c = Curves(100, model="yolov5s.yaml", imgsz=416, optimizer="SGD").usual(train=2.6, val=2.8)
    return c.rate(0.01).score(0.045 * (1 + np.sin(2.6 * c.x)) * c.rising(0.8, 15), noise=0.006)


@asked(
    "ultralytics#22092", state="plateau-low plateau-done", cause="batch-extreme",
    step="usual-batch", never="check-labels more-data longer",
)  # fmt: skip
def coco_from_scratch_with_512_pictures_a_step() -> Curves:
    c = Curves(600, model="yolo11n.yaml", data="coco.yaml", batch=512, device="[0, 1, 2, 3]")
    return c.rate(0.01).usual(train=1.2, val=1.25, pace=40).score(c.rising(0.31, 35), noise=0.001)


@asked(
    "yolov5#7384", state="plateau-low overfits", step="check-labels more-data",
    never="longer larger-model raise-rate", answers="continue=no",
)  # fmt: skip
def twelve_percent_and_an_object_loss_that_climbs() -> Curves:
    c = Curves(100, model="yolov5s.pt", optimizer="SGD").rate(0.01)
    c.losses("train", 0.0005, box=c.falling(0.1, 0.03, 20), obj=c.falling(0.05, 0.015, 25))
    climbing = c.falling(0.04, 0.03, 6) + 0.00025 * c.x
    c.losses("val", 0.0005, box=c.falling(0.1, 0.055, 10), obj=climbing)
    return c.score(c.rising(0.12, 12) - 0.0002 * np.maximum(c.x - 30, 0), noise=0.003)


@asked(
    "yolov5#235", state="plateau-low learned-nothing", step="check-labels",
    never="larger-model image-size longer", answers="continue=no",
)  # fmt: skip
def three_percent_after_300_epochs_with_sound_losses() -> Curves:
    c = Curves(300, model="yolov5s.pt", optimizer="SGD").rate(0.01)
    for side in ("train", "val"):
        c.losses(side, 0.0004, box=c.falling(0.1, 0.03, 30), obj=c.falling(0.06, 0.02, 30))
    return c.score(c.rising(0.03, 40), noise=0.001)


@asked(
    "a run read blind", state="plateau-low", cause="capacity", step="image-size",
    never="check-labels more-data",
)  # fmt: skip
def drones_of_a_public_set_at_twenty_percent() -> Curves:
    c = Curves(100, model="yolov8n.pt", data="VisDrone.yaml").usual(train=1.25, val=1.33)
    return c.score(c.rising(0.195, 15), noise=0.0007)


@asked("ultralytics docs: load", state="plateau-low", unsaid="random weights")
def an_architecture_into_which_python_loaded_weights() -> Curves:
    c = Curves(60, model="yolov8n.yaml", pretrained=True).rate(0.001)
    for side in ("train", "val"):
        c.losses(side, box=c.falling(1.4, 1.1, 10), cls=c.falling(2, 1.2, 10))
        c.losses(side, 0.002, dfl=c.falling(1.3, 1.1, 10))
    return c.score(0.2 + c.rising(0.1, 8), noise=0.003)


@asked(
    "a run of yolov8 with the gains of YOLOv5", state="plateau-low", cause="gains-unusual",
    step="usual-gains", says="box=7.5", unsaid="cls=0.5 is",
)  # fmt: skip
def gains_of_another_trainer() -> Curves:
    c = Curves(60, model="yolov8n.pt", box=0.0296, cls=0.243).usual(pace=10)
    return c.score(c.rising(0.14, 8), noise=0.003)
