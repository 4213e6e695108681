"""Situations of threads that none of the other sets were made after, right noted beforehand."""

from __future__ import annotations

import numpy as np

from reportgen.read.table.results import FloatArray
from tests.diagnosis.threads.asked import Made, asking
from tests.diagnosis.threads.asked_since import classes
from tests.diagnosis.threads.curves import NAN, Curves

ASKED_NEWLY: dict[str, Made] = {}
after = asking(ASKED_NEWLY)


@after(
    "ultralytics#1539", state="plateau-done good", answers="overfitting=no continue=no",
    never="regularise more-data larger-model",
)  # fmt: skip
def training_loss_falls_on_where_everything_else_stands_still() -> Curves:
    c = Curves(100, model="yolov8s.pt")
    c.losses("train", 0.004, box=c.falling(1.6, 1.0, 12) - 0.003 * c.x, cls=c.falling(2, 0.4, 25))
    c.losses("val", 0.006, box=c.falling(1.6, 1.15, 8), cls=c.falling(1.5, 0.75, 8))
    return c.score(c.rising(0.56, 8))


@after(
    "ultralytics#884", state="no-gain plateau-low", cause="batch-extreme", step="usual-batch",
    never="fine-tune-rate lower-rate larger-model longer",
)  # fmt: skip
def eight_cards_with_512_pictures_a_step() -> Curves:
    c = Curves(60, epochs=100, model="yolov8m.pt", batch=512, device="0,1,2,3,4,5,6,7")
    return c.usual(train=1.3, val=1.4).score(np.full(60, 0.2), noise=0.006)


@after(
    "ultralytics#22092", state="plateau-low plateau-done", cause="batch-extreme",
    step="usual-batch", never="check-labels more-data longer",
)  # fmt: skip
def coco_from_scratch_with_512_pictures_a_step() -> Curves:
    c = Curves(600, model="yolo11n.yaml", data="coco.yaml", batch=512, device="[0, 1, 2, 3]")
    return c.rate(0.01).usual(train=1.2, val=1.25, pace=40).score(c.rising(0.31, 35), noise=0.001)


@after(
    "yolov10#407", state="good", cause="mosaic-off converged", step="keep-mosaic",
    answers="overfitting=no",
)  # fmt: skip
def the_score_falls_where_mosaic_closes_on_coco() -> Curves:
    c = Curves(500, model="yolov10s.yaml", data="coco.yaml", batch=128).rate(0.01)
    c.usual(train=1.2, val=1.25, pace=80)
    for name in c.columns:
        c.columns[name] = c.columns[name] * (1 + (-0.15 if "train" in name else 0.01) * (c.x > 490))
    return c.score(c.rising(0.463, 90) - 0.018 * (c.x > 490), noise=0.0007)


@after(
    "ultralytics#15038", state="good plateau-done", cause="loss-blown-up converged",
    step="full-precision", never="more-data regularise", answers="overfitting=unknown",
    unsaid="it learns the training pictures",
)  # fmt: skip
def a_class_loss_of_validation_that_grows_sevenfold() -> Curves:
    c = Curves(100, model="yolov8n.pt").usual(train=0.9, val=1.0)
    c.columns["val/cls_loss"] = np.round(c.noisy(2 + 0.5 * c.x, 1.0), 4)
    return c.score(c.rising(0.62, 15))


@after(
    "ultralytics#23795", state="good plateau-done", answers="overfitting=no continue=no", step="-",
)  # fmt: skip
def a_class_loss_of_validation_in_the_hundreds() -> Curves:
    c = Curves(100, model="yolov10m.pt", imgsz=1920, batch=8).usual(train=0.9, val=1.0)
    c.columns["val/cls_loss"] = np.round(40 + 300 * c.random.random(100) ** 3, 3)
    return c.score(c.rising(0.58, 15))


@after(
    "yolov12#76", state="learned-nothing", cause="nothing-assigned", step="check-train-labels",
    never="find-labels no-amp longer lower-rate", unsaid="training itself may be fine",
)  # fmt: skip
def a_box_is_matched_once_in_seventeen_epochs() -> Curves:
    c = Curves(120, epochs=600, model="yolov12n_mine.yaml", batch=32)
    hit = (c.x % 17 == 0).astype(float)
    c.losses("train", 0, box=0.02 * hit, cls=292 - 0.02 * c.x + hit, dfl=0.03 * hit)
    return c.losses("val", 0, box=0 * c.x, cls=310 - 0.01 * c.x, dfl=0 * c.x).score(0 * c.x, "B", 0)


@after(
    "yolov5#7384", state="plateau-low overfits", step="check-labels more-data",
    never="longer larger-model raise-rate", answers="continue=no",
)  # fmt: skip
def twelve_percent_and_an_object_loss_that_climbs() -> Curves:
    c = Curves(100, model="yolov5s.pt", optimizer="SGD").rate(0.01)
    c.losses("train", 0.0005, box=c.falling(0.1, 0.03, 20), obj=c.falling(0.05, 0.015, 25))
    climbing = c.falling(0.04, 0.03, 6) + 0.00025 * c.x
    c.losses("val", 0.0005, box=c.falling(0.1, 0.055, 10), obj=climbing)
    return c.score(c.rising(0.12, 12) - 0.0002 * np.maximum(c.x - 30, 0), noise=0.003)


@after(
    "ultralytics#22364", state="train-longer good", says="2 trainings one after the other",
)  # fmt: skip
def two_trainings_in_one_file() -> Curves:
    c = Curves(40, exist_ok=True, epochs=20).usual()
    c.score(np.tile(0.5 * (1 - np.exp(-np.arange(1, 21) / 5)), 2))
    c.x, c.seconds = np.tile(np.arange(1.0, 21), 2), np.tile(20.0 * np.arange(1, 21), 2)
    return c


@after(
    "ultralytics#21765", state="good plateau-done", answers="learning=yes overfitting=unknown",
    never="lower-rate no-amp",
)  # fmt: skip
def a_box_loss_below_0_and_no_validation_loss() -> Curves:
    c = Curves(55, model="yolov8l.yaml")
    c.losses("train", 0.001, box=-c.rising(0.25, 10), cls=c.falling(7, 4, 20))
    for name in ("box", "cls"):
        c.columns[f"val/{name}_loss"] = np.full(55, NAN)
    return c.score(c.rising(0.58, 7))


@after(
    "darknet#3096", state="unstable", step="count-validation enlarge-validation",
    answers="continue=no", never="longer larger-model",
)  # fmt: skip
def ten_to_thirty_percent_by_chance_while_losses_fall() -> Curves:
    c = Curves(100, model="yolov3.pt").usual(train=0.8, val=1.3)
    return c.score(0.12 + 0.1 * c.random.random(100), noise=0)


@after(
    "gluon-cv#1393", state="overfits plateau-low unstable", step="more-data check-labels",
    answers="continue=no", never="longer larger-model",
)  # fmt: skip
def ninety_percent_on_training_and_24_on_validation() -> Curves:
    c = Curves(110, model="yolov3.pt").usual(train=0.4, val=2.0, pace=25)
    for name in ("box", "cls"):
        c.columns[f"val/{name}_loss"] = c.noisy(2.1 + 0.004 * c.x, 0.08).round(5)
    return c.score(0.11 + 0.05 * c.random.random(110), noise=0.01)


@after(
    "ultralytics#17645", state="plateau-done good", never="resume longer", answers="continue=no",
)  # fmt: skip
def ended_at_470_of_500_by_its_patience() -> Curves:
    c = Curves(470, epochs=500, model="yolo11.yaml", patience=100).usual(train=0.6, pace=60)
    return c.score(c.rising(0.5, 60) + 0.03 * (c.x == 370), noise=0.002)


@after(
    "ultralytics#2466", state="too-short", unsaid="it guesses", step="train-at-all",
)  # fmt: skip
def one_epoch_of_22_classes_whose_loss_is_that_of_four() -> Curves:
    c = Curves(1, task="classify", model="runs/classify/train12/weights/last.pt", data="chunk13")
    return classes(c, np.array([0.21]), np.array([1.4]), np.array([3.0]))


@after(
    "yolov5#235", state="plateau-low learned-nothing", step="check-labels",
    never="larger-model image-size longer", answers="continue=no",
)  # fmt: skip
def three_percent_after_300_epochs_with_sound_losses() -> Curves:
    c = Curves(300, model="yolov5s.pt", optimizer="SGD").rate(0.01)
    for side in ("train", "val"):
        c.losses(side, 0.0004, box=c.falling(0.1, 0.03, 30), obj=c.falling(0.06, 0.02, 30))
    return c.score(c.rising(0.03, 40), noise=0.001)


@after(
    "ultralytics#13302", state="diverged", step="lower-rate", never="longer resume larger-model",
)  # fmt: skip
def a_detr_that_loses_everything_at_31() -> Curves:
    c = Curves(72, epochs=100, model="rtdetr-l.pt", optimizer="AdamW", lr0=0.001)
    for side in ("train", "val"):
        later = (c.x > 30).astype(float)
        c.losses(side, giou=c.falling(0.9, 0.5, 20) + 0.4 * later)
        c.losses(side, cls=c.falling(1.2, 0.6, 20) + later)
    return c.score(np.where(c.x <= 30, c.rising(0.45, 10), 0.004), noise=0.002)


@after(
    "ultralytics#3447", state="plateau-low", cause="points-coarse", step="exact-points",
    never="longer lower-rate", says="one over their number",
)  # fmt: skip
def key_points_of_small_trucks_that_lie_beside_their_place() -> Curves:
    return loose_points(c := Curves(100, task="pose", model="yolov8n-pose.pt"), c.rising(0.12, 15))


@after(
    "a run read blind", state="no-gain", cause="fine-tune-lost points-coarse",
    step="exact-points more-data", says="Place key points exactly",
)  # fmt: skip
def key_points_that_lay_beside_their_place_before() -> Curves:
    c = loose_points(
        Curves(75, task="pose", model="runs/pose/train4/weights/last.pt", optimizer="SGD"),
        np.linspace(0.137, 0.15, 75),
    )
    return c.score(np.full(75, 0.88), noise=0.003)


@after(
    "a run read blind", state="plateau-low", cause="capacity", step="image-size",
    never="check-labels more-data",
)  # fmt: skip
def drones_of_a_public_set_at_twenty_percent() -> Curves:
    c = Curves(100, model="yolov8n.pt", data="VisDrone.yaml").usual(train=1.25, val=1.33)
    return c.score(c.rising(0.195, 15), noise=0.0007)


def loose_points(c: Curves, fine: FloatArray) -> Curves:
    """Boxes as they are usual, and poses that count at the loose thresholds only."""
    c.usual(train=0.9, val=1.0).score(c.rising(0.62, 12))
    for side in ("train", "val"):
        c.losses(side, 0.02, pose=c.falling(9, 5.8, 20), kobj=c.falling(0.6, 0.3, 20))
    c.score(fine, "P", noise=0.002)
    level = np.maximum(c.rising(0.55, 15), 3.9 * fine)
    for name in ("precision", "recall", "mAP50"):
        c.columns[f"metrics/{name}(P)"] = c.noisy(level, 0.004).clip(0, 1).round(5)
    return c
