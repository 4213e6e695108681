"""The third set of situations goes on: settings, starts and tasks that people asked about."""

from __future__ import annotations

import numpy as np

from tests.diagnosis.threads.asked import Made, asking, since
from tests.diagnosis.threads.curves import Curves

ASKED_MORE: dict[str, Made] = {}
after = asking(ASKED_MORE)

OWN = "runs/detect/train5/weights/best.pt"


# --- where it started --------------------------------------------------------------------------


@after(
    "ultralytics#14359", state="no-gain good plateau-done", says="shook the weights",
    never="longer larger-model resume",
)  # fmt: skip
def trained_on_from_best_and_back_by_16() -> Curves:
    c = Curves(60, model=OWN, optimizer="SGD").usual(pace=5).rate(0.01)
    level = 0.59 - 0.1 * np.exp(-((c.x - 4) ** 2) / 18) + 0.035 * (1 - np.exp(-c.x / 12))
    return c.score(level, noise=0.002)


@after(
    "yolov5#9234", state="no-gain unstable train-longer plateau-low", step="fine-tune-rate",
    never="larger-model resume image-size",
)  # fmt: skip
def trained_on_from_best_and_never_back() -> Curves:
    c = Curves(80, model=OWN, optimizer="SGD").usual(pace=30).rate(0.01)
    return c.score(np.where(c.x < 2, 0.5, 0.06 + c.rising(0.3, 40)), noise=0.003)


@after(
    "ultralytics#24592", state="good plateau-done train-longer", answers="learning=yes",
    never="fine-tune-rate lower-rate",
)  # fmt: skip
def own_weights_that_learn_new_pictures() -> Curves:
    c = Curves(100, model=OWN, optimizer="AdamW", lr0=0.001).usual(pace=15)
    return c.score(0.25 + c.rising(0.42, 18))


@after(
    "ultralytics#3138", state="good plateau-done no-gain", answers="learning=yes",
    never="lower-rate resume larger-model",
)  # fmt: skip
def a_class_that_the_weights_know_already() -> Curves:
    c = Curves(60).usual(pace=8)
    return c.score(0.56 + c.rising(0.06, 8), noise=0.002)


@after(
    "ultralytics#8400", state="too-short", step="train-at-all longer", says="had no effect",
    never="lower-rate raise-rate fine-tune-rate larger-model unfreeze",
)  # fmt: skip
def five_epochs_of_fine_tuning_with_a_rate_that_auto_ignores() -> Curves:
    c = Curves(5, model=OWN, lr0=0.0001, freeze=10, patience=0, device="0,1,2,3", batch=64).usual()
    return c.score(np.array([0.40, 0.42, 0.43, 0.44, 0.445]), noise=0.0)


@after(
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


@after(
    "yolov5#9505", state="good plateau-done", answers="learning=yes",
    never="lower-rate steadier larger-model more-data",
)  # fmt: skip
def a_dip_in_the_warm_up() -> Curves:
    c = Curves(100).usual()
    return c.score(0.3 + c.rising(0.36, 15) - 0.25 * ((c.x > 1) & (c.x < 5)))


# --- settings ----------------------------------------------------------------------------------


@after(
    "ultralytics#4793", state="no-gain validation-broken learned-nothing", says="rate is 0",
    never="longer resume larger-model lower-rate more-data train-at-all check-labels",
)  # fmt: skip
def the_learning_rate_is_zero() -> Curves:
    c = Curves(50)
    for side in ("train", "val"):
        for name, level in (("box", 1.4), ("cls", 1.1), ("dfl", 1.3)):
            moves = np.zeros(50) if side == "val" else c.noisy(np.zeros(50), 0.01)
            c.columns[f"{side}/{name}_loss"] = level + moves
    return c.score(np.full(50, 0.36), noise=0.0).rates(np.zeros(50))


@after(
    "ultralytics#23244", state="plateau-low unstable", cause="rate-too-high", step="lower-rate",
    never="longer larger-model image-size",
)  # fmt: skip
def adamw_at_the_rate_of_sgd_and_weak() -> Curves:
    c = Curves(100, optimizer="AdamW", lr0=0.01).rate(0.01).usual(train=1.8, val=1.9)
    return c.score(c.rising(0.2, 20), noise=0.004)


@after(
    "ultralytics#20878, #17150", state="plateau-low good plateau-done train-longer",
    never="check-labels more-data", unsaid="labels or pictures",
)  # fmt: skip
def coco_from_scratch_near_what_is_published() -> Curves:
    c = Curves(500, model="yolov8n.yaml", data="coco.yaml", pretrained=False, optimizer="SGD")
    c.rate(0.01).usual(train=1.2, val=1.25, pace=80)
    return c.score(c.rising(0.361, 70), noise=0.001)


@after(
    "ultralytics#24287", state="plateau-low train-longer", cause="few-steps warm-up-only",
    step="smaller-batch many-epochs longer", never="larger-model lower-rate image-size",
)  # fmt: skip
def a_batch_of_256_with_three_steps_an_epoch() -> Curves:
    c = Curves(60, batch=256, nbs=256).usual(pace=40)
    steps = 3 * c.x - 1
    c.rates(np.minimum(steps / 100, 1) * 0.001 * (1 - 0.99 * (c.x - 1) / 60))
    return c.score(c.rising(0.25, 30), noise=0.002)


@after(
    "ultralytics#7054", state="train-longer too-short", step="longer", answers="continue=yes",
    never="resume lower-rate larger-model train-at-all",
)  # fmt: skip
def half_an_hour_while_it_rises() -> Curves:
    c = Curves(40, epochs=300, time=0.5).usual(pace=50)
    c.seconds = 45.2 * c.x
    return c.score(c.rising(0.6, 45))


@after(
    "ultralytics#24467, yolov3#1404", state="overfits", cause="memorised", step="more-data",
    never="longer larger-model", says="rect",
)  # fmt: skip
def by_heart_with_rect() -> Curves:
    return by_heart(Curves(120, rect=True, batch=32))


@after(
    "yolov5#55, yolov3#1605", state="overfits", cause="memorised", step="more-data",
    never="longer larger-model", says="mosaic=1.0",
)  # fmt: skip
def by_heart_without_mosaic() -> Curves:
    return by_heart(Curves(120, mosaic=0.0, batch=32))


@after(
    "ultralytics#21669", state="overfits", cause="memorised", step="more-data",
    never="longer larger-model",
)  # fmt: skip
def by_heart_with_a_dropout_that_has_no_effect() -> Curves:
    return by_heart(Curves(120, dropout=0.5, batch=24))


def by_heart(c: Curves) -> Curves:
    """Training losses fall to nearly nothing, all of validation climbs from epoch 10 on."""
    c.usual(train=0.5)
    for name in ("box", "cls", "dfl"):
        c.columns[f"train/{name}_loss"] = c.falling(2, 0.3, 30)
        c.columns[f"val/{name}_loss"] = c.noisy(1.2 + 0.012 * np.maximum(c.x - 10, 0), 0.01)
    return c.score(0.40 * (1 - np.exp(-c.x / 5)) - 0.0012 * np.maximum(c.x - 12, 0))


@after(
    "ultralytics#20615", state="good plateau-done", never="wind-down lower-rate longer",
    answers="learning=yes",
)  # fmt: skip
def a_cosine_that_winds_down() -> Curves:
    c = Curves(100, cos_lr=True, optimizer="AdamW", lr0=0.0003, close_mosaic=30).usual(pace=18)
    c.rates(np.minimum(c.x / 3, 1) * 0.0003 * (0.01 + 0.99 * (1 + np.cos(np.pi * c.x / 100)) / 2))
    return c.score(c.rising(0.62, 18))


@after(
    "ultralytics#5953", state="too-short", step="train-at-all", says="training pictures",
    never="lower-rate check-labels larger-model",
)  # fmt: skip
def coco128_with_a_patience_of_two() -> Curves:
    c = Curves(6, epochs=100, patience=2, data="coco128.yaml", model="yolov8n.pt").usual()
    return c.score(np.array([0.45, 0.46, 0.47, 0.48, 0.475, 0.47]), noise=0.0)


@after(
    "ultralytics#9113, #3962", state="learned-nothing validation-broken", step="validate-elsewhere",
    never="lower-rate longer resume larger-model raise-rate", says="mps",
)  # fmt: skip
def metrics_of_nothing_on_an_apple_gpu() -> Curves:
    c = Curves(60, device="mps").usual(train=0.8, val=1.1, pace=12)
    return c.score(np.full(60, 0.0004), noise=0.0003)


@after(
    "ultralytics#9933, hub#1199", state="learned-nothing", says="mps",
    never="lower-rate longer resume larger-model",
)  # fmt: skip
def nothing_assigned_on_an_apple_gpu() -> Curves:
    c = Curves(20, device="mps")
    c.losses("train", box=c.x * 0, dfl=c.x * 0, noise=0.0).losses("train", cls=c.x * 0 + 60)
    c.losses("val", box=c.x * 0, dfl=c.x * 0, noise=0.0).losses("val", cls=c.x * 0 + 55)
    return c.score(np.zeros(20), noise=0.0)


@after(
    "ultralytics#9924", state="plateau-low", step="check-labels image-size",
    never="longer lower-rate", says="imgsz=",
)  # fmt: skip
def small_objects_at_160_pixels() -> Curves:
    c = Curves(100, imgsz=160).usual(train=1.8, val=1.8)
    return c.score(c.rising(0.12, 12), noise=0.002)


@after(
    "ultralytics#306", state="validation-broken unknown", cause="validation-off", step="full-data",
    never="find-labels lower-rate longer resume check-labels more-data",
)  # fmt: skip
def validated_in_the_last_epoch_only() -> Curves:
    c = Curves(100, val=False).usual().score(np.where(Curves(100).x == 100, 0.55, 0), noise=0.0)
    for name in ("box", "cls", "dfl"):
        c.columns[f"val/{name}_loss"] *= c.x == 100
    return c


@after(
    "ultralytics#1651", state="unstable", never="larger-batch larger-model longer",
)  # fmt: skip
def swings_with_an_automatic_batch() -> Curves:
    c = Curves(100, batch=-1).usual()
    return c.score(c.rising(0.5, 8) - np.where(c.x % 4 == 0, 0.16, 0.0), noise=0.05)


@after(
    "yolov5#2089", state="good plateau-done", never="one-card lower-rate steadier",
    answers="learning=yes",
)  # fmt: skip
def two_cards_with_multi_scale() -> Curves:
    c = Curves(150, device="0,1", batch=64, multi_scale=True).usual(pace=25)
    c.columns["train/box_loss"] += c.noisy(np.zeros(150), 0.05)
    return c.score(c.rising(0.63, 24))


# --- tasks -------------------------------------------------------------------------------------


def classes(count: int, top1: float, pace: float, **args: object) -> Curves:
    """A classification that learns."""
    c = Curves(count, task="classify", model="yolo11s-cls.pt", data="bottles", **args)
    c.columns["metrics/accuracy_top1"] = np.clip(c.noisy(c.rising(top1, pace), 0.003), 0, 1)
    c.columns["metrics/accuracy_top5"] = np.full(count, 1.0)
    c.columns["train/loss"] = c.falling(0.9, 0.0002, pace)
    return c


@after(
    "ultralytics#20014", state="good plateau-done", answers="learning=yes overfitting=no",
    never="more-data regularise separate-validation longer",
)  # fmt: skip
def two_classes_right_and_a_loss_that_stays_at_031() -> Curves:
    c = classes(100, 1.0, 6)
    c.columns["metrics/accuracy_top1"][39:] = 1.0
    c.columns["val/loss"] = np.round(0.31328 + 0.25 * np.exp(-c.x / 6), 5)
    return c


@after(
    "ultralytics#13653", state="good plateau-done", answers="learning=yes overfitting=no",
    never="more-data regularise lower-rate longer",
)  # fmt: skip
def letters_right_and_a_loss_that_stays_at_242() -> Curves:
    c = classes(60, 0.9999, 3)
    c.columns["val/loss"] = np.round(c.noisy(2.4259 + 0.5 * np.exp(-c.x / 3), 0.0004), 5)
    return c


@after(
    "garuda 5312803", state="overfits good plateau-done", never="longer larger-model",
    answers="learning=yes overfitting=yes",
)  # fmt: skip
def training_right_at_once_and_validation_at_91() -> Curves:
    c = classes(100, 0.91, 2)
    c.columns["train/loss"] = c.falling(0.6, 0.001, 10)
    c.columns["val/loss"] = c.noisy(0.3 + 0.004 * np.maximum(c.x - 8, 0), 0.006)
    return c


@after(
    "ultralytics#16897", state="good plateau-done", never="unfreeze longer",
    answers="learning=yes confidence=not-applicable",
)  # fmt: skip
def a_frozen_classifier_that_does_well() -> Curves:
    c = classes(60, 0.97, 5, freeze=9)
    c.columns["train/loss"] = c.falling(1.2, 0.1, 8)
    c.columns["val/loss"] = c.noisy(c.falling(1.1, 0.12, 8), 0.003)
    return c


def poses(c: Curves, pose: float, **score: float) -> Curves:
    """The losses of key points, and the metrics of boxes and poses."""
    c.usual(pace=15)
    for side in ("train", "val"):
        c.losses(side, pose=c.falling(9, pose, 20), kobj=c.falling(0.7, 0.4, 20))
    return c.score(c.rising(score["box"], 10)).score(c.rising(score["points"], 14), "P")


@after(
    "ultralytics#16349", state="learned-nothing", step="check-points check-labels",
    never="lower-rate longer larger-model raise-rate",
)  # fmt: skip
def a_pose_loss_that_never_moves() -> Curves:
    c = poses(Curves(60, task="pose", model="yolov8n-pose.pt"), 8.0, box=0.0, points=0.0)
    for side in ("train", "val"):
        c.columns[f"{side}/pose_loss"] = np.full(60, 0.99537)
    return since(c, 1, 0.0, "metrics/")


@after(
    "ultralytics#2160", state="plateau-low", cause="points-not-learned from-scratch",
    step="check-points trained-weights", never="lower-rate longer image-size",
)  # fmt: skip
def boxes_at_086_and_poses_at_nothing() -> Curves:
    c = poses(Curves(120, task="pose", model="my-pose.yaml"), 8.6, box=0.6, points=0.0)
    return c.score(np.full(120, 0.0003), "P", noise=0.0001)


@after(
    "ultralytics#6394", state="good plateau-done", answers="learning=yes",
    never="check-points lower-rate",
)  # fmt: skip
def poses_good_and_boxes_weak() -> Curves:
    return poses(Curves(200, task="pose", model="yolov8n-pose.pt"), 2.0, box=0.2, points=0.62)


@after(
    "ultralytics#2988", cause="warm-up-only", step="many-epochs smaller-batch",
    state="learned-nothing too-short validation-broken plateau-low",
    never="lower-rate check-labels check-points larger-model longer",
)  # fmt: skip
def four_pictures_for_100_epochs() -> Curves:
    c = Curves(100, task="pose", model="yolov8n-pose.yaml", batch=16)
    c = poses(c, 8.5, box=0.006, points=0.0)
    return c.score(c.x * 0, "P", noise=0.0).rates(1e-5 * (c.x - 1))


@after(
    "ultralytics#18807", state="good plateau-done", answers="learning=yes continue=no",
    never="lower-rate larger-model longer finer-masks",
)  # fmt: skip
def angles_off_though_places_are_right() -> Curves:
    c = Curves(210, epochs=500, patience=35, task="obb", model="yolo11n-obb.pt", imgsz=800)
    c.usual(pace=20).score(c.rising(0.35, 25), noise=0.003)
    c.columns["metrics/mAP50(B)"] = c.noisy(c.rising(0.9, 20), 0.004)
    c.columns["metrics/precision(B)"] = c.noisy(c.rising(0.91, 20), 0.004)
    c.columns["metrics/recall(B)"] = c.noisy(c.rising(0.88, 20), 0.004)
    return c
