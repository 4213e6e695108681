"""Trainings that are sound: what must not be found, changed or asked for."""

from __future__ import annotations

import numpy as np

from tests.diagnosis.threads.curves import NAN, Curves
from tests.diagnosis.threads.situation import asked


def over_by_the_middle(c: Curves) -> np.ndarray:
    """A rise that is over by the middle."""
    return c.rising(0.66, 12)


@asked(
    "ultralytics#17649, #16713", state="good plateau-done", step="-",
    never="more-data regularise keep-mosaic longer",
)  # fmt: skip
def better_when_mosaic_closes() -> Curves:
    c = Curves(100).usual()
    late = c.x > 90
    c.score(c.rising(0.45, 25) + 0.05 * late)
    for name in ("box", "cls", "dfl"):
        c.columns[f"train/{name}_loss"] += 0.15 * late
        c.columns[f"val/{name}_loss"] -= 0.04 * late
    return c


@asked(
    "ultralytics#21123", state="plateau-done validation-broken", never="longer larger-model resume",
)  # fmt: skip
def perfect_early() -> Curves:
    c = Curves(309, epochs=1000, patience=300).usual(pace=8)
    return c.score(np.where(c.x < 9, 0.11 * c.x, 0.995), noise=0.0)


@asked("ultralytics#490", state="good plateau-done", never="lower-rate no-amp")
def loss_nan_for_an_epoch() -> Curves:
    c = Curves(100).usual().score(Curves(100).rising(0.65, 12))
    c.columns["train/cls_loss"][40] = NAN
    return c


@asked("yolov5#991", state="good plateau-done", never="lower-rate more-data regularise longer")
def a_dip_that_came_back() -> Curves:
    c = Curves(120).usual()
    dip = (c.x >= 50) & (c.x < 53)
    for side in ("train", "val"):
        c.columns[f"{side}/cls_loss"] += 1.5 * dip
    return c.score(np.where(dip, 0.2, c.rising(0.68, 15)))


@asked(
    "ultralytics#20439", state="good plateau-done", answers="learning=yes",
    never="lower-rate no-amp more-data longer",
)  # fmt: skip
def a_validation_loss_inf_in_five_epochs() -> Curves:
    c = Curves(100).usual().score(Curves(100).rising(0.66, 12))
    c.columns["val/dfl_loss"][[7, 20, 33, 46, 61]] = np.inf
    return c


@asked(
    "yolov5#4215", state="good plateau-done overfits train-longer", answers="learning=yes",
    never="find-labels check-labels lower-rate", unsaid="no labels",
)  # fmt: skip
def one_class_so_that_class_losses_are_zero() -> Curves:
    c = Curves(150, optimizer="SGD").rate(0.01)
    for side in ("train", "val"):
        c.losses(side, 0.0004, box=c.falling(0.1, 0.03, 20), obj=c.falling(0.05, 0.02, 20))
        c.losses(side, 0.0, cls=c.x * 0)
    return c.score(c.rising(0.6, 15))


@asked(
    "yolov5#1208", state="good overfits plateau-done train-longer", never="lower-rate larger-model",
)  # fmt: skip
def losses_climb_from_200_while_map_creeps_up() -> Curves:
    c = Curves(500).usual()
    for name in ("box", "cls", "dfl"):
        c.columns[f"train/{name}_loss"] = c.noisy(c.falling(2, 0.4, 150), 0.008)
        c.columns[f"val/{name}_loss"] = c.noisy(1.2 + 0.0012 * np.maximum(c.x - 200, 0), 0.008)
    return c.score(c.rising(0.6, 40) + 0.0001 * c.x)


@asked(
    "yolov5#7017, #10072", state="good plateau-done", answers="learning=yes overfitting=no",
    never="more-data regularise separate-validation longer lower-rate",
)  # fmt: skip
def validation_losses_below_those_of_training() -> Curves:
    c = Curves(120).usual(train=1.3, val=0.9, pace=18)
    return c.score(c.rising(0.7, 16))


@asked(
    "ultralytics#14110, #9952", state="good plateau-done", answers="overfitting=no",
    never="more-data regularise longer lower-rate keep-mosaic check-labels",
)  # fmt: skip
def training_losses_jump_in_the_last_ten() -> Curves:
    c = Curves(100).usual()
    for name in ("box", "cls", "dfl"):
        c.columns[f"train/{name}_loss"] *= np.where(c.x > 90, 1.25, 1)
    return c.score(c.rising(0.64, 18))


@asked(
    "ultralytics#11191", state="good plateau-done", answers="overfitting=no",
    never="more-data regularise longer lower-rate keep-mosaic",
)  # fmt: skip
def training_losses_drop_in_the_last_ten() -> Curves:
    c = Curves(70, mixup=0.25, patience=10).usual()
    for name in ("box", "cls", "dfl"):
        c.columns[f"train/{name}_loss"] *= np.where(c.x > 60, 0.75, 1)
        c.columns[f"val/{name}_loss"] *= np.where(c.x > 60, 1.008, 1)
    return c.score(c.rising(0.66, 12))


@asked(
    "ultralytics#16650", state="good plateau-done", never="lower-rate longer larger-model",
    answers="learning=yes continue=no",
)  # fmt: skip
def one_class_that_hardly_changes_after_15() -> Curves:
    c = Curves(100, model="yolov8n.pt").usual(pace=10)
    return c.score(c.rising(0.55, 4), noise=0.006)


@asked(
    "ultralytics#4521", state="plateau-done good", never="longer larger-model lower-rate",
    answers="learning=yes",
)  # fmt: skip
def excellent_with_a_patience_of_five() -> Curves:
    c = Curves(60, epochs=60, patience=5, model="yolov10s.pt").usual(pace=12)
    return c.score(np.minimum(c.rising(0.94, 9), 0.945), noise=0.001)


@asked(
    "ultralytics#3138", state="good plateau-done no-gain", answers="learning=yes",
    never="lower-rate resume larger-model",
)  # fmt: skip
def a_class_that_the_weights_know_already() -> Curves:
    c = Curves(60).usual(pace=8)
    return c.score(0.56 + c.rising(0.06, 8), noise=0.002)


@asked(
    "yolov5#9505", state="good plateau-done", answers="learning=yes",
    never="lower-rate steadier larger-model more-data",
)  # fmt: skip
def a_dip_in_the_warm_up() -> Curves:
    c = Curves(100).usual()
    return c.score(0.3 + c.rising(0.36, 15) - 0.25 * ((c.x > 1) & (c.x < 5)))


@asked(
    "ultralytics#20615", state="good plateau-done", never="wind-down lower-rate longer",
    answers="learning=yes",
)  # fmt: skip
def a_cosine_that_winds_down() -> Curves:
    c = Curves(100, cos_lr=True, optimizer="AdamW", lr0=0.0003, close_mosaic=30).usual(pace=18)
    c.rates(np.minimum(c.x / 3, 1) * 0.0003 * (0.01 + 0.99 * (1 + np.cos(np.pi * c.x / 100)) / 2))
    return c.score(c.rising(0.62, 18))


@asked(
    "yolov5#2089", state="good plateau-done", never="one-card lower-rate steadier",
    answers="learning=yes",
)  # fmt: skip
def two_cards_with_multi_scale() -> Curves:
    c = Curves(150, device="0,1", batch=64, multi_scale=True).usual(pace=25)
    c.columns["train/box_loss"] += c.noisy(np.zeros(150), 0.05)
    return c.score(c.rising(0.63, 24))


@asked(
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


@asked(
    "ultralytics#20768", state="good plateau-done", answers="learning=yes",
    never="smaller-batch many-epochs raise-rate lower-rate",
)  # fmt: skip
def a_warm_up_of_twenty_epochs_and_good() -> Curves:
    c = Curves(150, batch=48, lr0=0.0001, lrf=0.1, optimizer="AdamW", warmup_epochs=5).usual()
    c.rates(np.minimum((5 * c.x - 1) / 100, 1) * 0.0001 * (1 - 0.9 * (c.x - 1) / 150))
    return c.score(c.rising(0.64, 22))


@asked(
    "ultralytics#5010", state="good plateau-done", answers="learning=yes overfitting=no",
    never="lower-rate steadier larger-model longer",
)  # fmt: skip
def losses_that_ripple_at_a_good_level() -> Curves:
    c = Curves(150).usual(pace=12)
    for side in ("train", "val"):
        c.columns[f"{side}/box_loss"] += 0.02 * np.sin(c.x / 2)
    return c.score(c.rising(0.75, 9), noise=0.003)


@asked(
    "ultralytics#490", state="good plateau-done", answers="learning=yes",
    never="full-precision no-amp lower-rate find-labels",
)  # fmt: skip
def metrics_missing_in_one_epoch() -> Curves:
    c = Curves(100).usual().score(Curves(100).rising(0.66, 12))
    for name in c.columns:
        if name.startswith(("metrics/", "val/")):
            c.columns[name][49] = NAN
    return c


@asked(
    "ultralytics#6712", state="good train-longer plateau-done",
    answers="learning=yes overfitting=no", never="lower-rate steadier larger-model full-precision",
)  # fmt: skip
def the_score_jumps_up_at_each_resume() -> Curves:
    c = Curves(150, resume=True, optimizer="SGD").usual(pace=15).rate(0.01)
    c.seconds = 30 * np.where(c.x > 110, c.x - 110, np.where(c.x > 60, c.x - 60, c.x))
    return c.score(c.rising(0.42, 12) + 0.1 * (c.x > 60) + 0.08 * (c.x > 110))


@asked(
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


@asked(
    "ultralytics#17649", state="good plateau-done train-longer plateau-low",
    answers="overfitting=no", never="keep-mosaic lower-rate check-labels",
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


@asked(
    "yolov5#8140", state="plateau-done good", answers="continue=no learning=yes",
    never="longer resume lower-rate more-of-class",
)  # fmt: skip
def small_targets_stay_at_081() -> Curves:
    c = Curves(420, epochs=1000, optimizer="SGD", patience=100, model="yolov5l.pt").rate(0.01)
    c.usual(pace=50)
    return c.score(np.where(c.x < 320, c.rising(0.56, 40), 0.555), noise=0.001)


@asked(
    "ultralytics#13670", state="good plateau-done", answers="learning=yes continue=no",
    never="lower-rate raise-rate longer larger-model",
)  # fmt: skip
def losses_that_stay_above_one() -> Curves:
    c = Curves(3000, task="obb", model="yolov8s-obb.pt", patience=0).usual(train=1.2, val=1.4)
    return c.score(c.rising(0.55, 60), noise=0.002)


@asked(
    "ultralytics#8991", state="good plateau-done", never="resume longer lower-rate larger-model",
    answers="continue=no learning=yes",
)  # fmt: skip
def stopped_at_1330_by_a_patience_of_500() -> Curves:
    c = Curves(1330, epochs=5000, patience=500).usual(pace=80)
    return c.score(c.rising(0.7, 60) - 0.002 * (c.x > 830) + 0.01 * (c.x == 830), noise=0.001)


@asked(
    "a run read blind", state="good", step="-", answers="continue=no learning=yes",
    says="nothing is left to gain", unsaid="more epochs may add a little",
)  # fmt: skip
def almost_perfect_and_still_a_little_better() -> Curves:
    c = Curves(300, optimizer="AdamW", lr0=0.001).rate(0.001).usual(train=0.3, val=0.3, pace=80)
    return c.score(0.991 - 0.4 * np.exp(-c.x / 70), noise=0.001)


@asked("a run read blind", state="good", unsaid="hides predictions")
def a_confidence_that_validation_has_anyhow() -> Curves:
    c = Curves(100, model="yolov8l.pt", conf=0.001, patience=50).usual(train=0.8, val=0.8)
    return c.score(c.rising(0.7, 15))


@asked(
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


@asked(
    "yolov5#10072", state="good plateau-done", answers="overfitting=no learning=yes",
    never="regularise more-data lower-rate larger-model",
)  # fmt: skip
def validation_loss_below_training_loss_all_along() -> Curves:
    c = Curves(100).usual(train=1.3, val=0.9, pace=15)
    return c.score(c.rising(0.66, 12))


@asked(
    "yolov5#2449", state="good plateau-done", answers="overfitting=no",
    never="lower-rate raise-rate longer regularise",
)  # fmt: skip
def precise_but_with_a_recall_of_two_thirds() -> Curves:
    c = Curves(150).usual(pace=15)
    c.score(c.rising(0.5, 14))
    c.columns["metrics/precision(B)"] = np.round(c.noisy(c.rising(0.92, 10), 0.01), 5)
    c.columns["metrics/recall(B)"] = np.round(c.noisy(c.rising(0.66, 14), 0.005), 5)
    return c


@asked(
    "ultralytics#13891", state="good plateau-done", unsaid="batch=-1",
    never="larger-batch smaller-batch step-each-batch lower-rate",
)  # fmt: skip
def a_batch_that_was_left_to_the_trainer() -> Curves:
    c = Curves(100, batch=-1).usual(pace=12)
    return c.score(c.rising(0.64, 12))


@asked(
    "ultralytics#1539", state="plateau-done good", answers="overfitting=no continue=no",
    never="regularise more-data larger-model",
)  # fmt: skip
def training_loss_falls_on_where_everything_else_stands_still() -> Curves:
    c = Curves(100, model="yolov8s.pt")
    c.losses("train", 0.004, box=c.falling(1.6, 1.0, 12) - 0.003 * c.x, cls=c.falling(2, 0.4, 25))
    c.losses("val", 0.006, box=c.falling(1.6, 1.15, 8), cls=c.falling(1.5, 0.75, 8))
    return c.score(c.rising(0.56, 8))


@asked(
    "ultralytics#23795", state="good plateau-done", answers="overfitting=no continue=no", step="-",
)  # fmt: skip
def a_class_loss_of_validation_in_the_hundreds() -> Curves:
    c = Curves(100, model="yolov10m.pt", imgsz=1920, batch=8).usual(train=0.9, val=1.0)
    c.columns["val/cls_loss"] = np.round(40 + 300 * c.random.random(100) ** 3, 3)
    return c.score(c.rising(0.58, 15))


@asked(
    "ultralytics#21765", state="good plateau-done", answers="learning=yes overfitting=unknown",
    never="lower-rate no-amp",
)  # fmt: skip
def a_box_loss_below_0_and_no_validation_loss() -> Curves:
    c = Curves(55, model="yolov8l.yaml")
    c.losses("train", 0.001, box=-c.rising(0.25, 10), cls=c.falling(7, 4, 20))
    for name in ("box", "cls"):
        c.columns[f"val/{name}_loss"] = np.full(55, NAN)
    return c.score(c.rising(0.58, 7))


@asked("ultralytics#17645", state="plateau-done good", never="resume longer", answers="continue=no")
def ended_at_470_of_500_by_its_patience() -> Curves:
    c = Curves(470, epochs=500, model="yolo11.yaml", patience=100).usual(train=0.6, pace=60)
    return c.score(c.rising(0.5, 60) + 0.03 * (c.x == 370), noise=0.002)


@asked("a run read blind", state="good", never="keep-mosaic", unsaid="the score fell where mosaic")
def a_fall_where_mosaic_closes_no_larger_than_the_rise_before_it() -> Curves:
    c = Curves(100).usual()
    wave = np.where((c.x >= 84) & (c.x < 91), 0.02, 0)
    return c.score(c.rising(0.72, 12) + wave, noise=0.001)


@asked("a run read blind", state="good plateau-done", unsaid="swing")
def precision_that_swung_in_the_first_third() -> Curves:
    c = Curves(200).usual().score(over_by_the_middle(Curves(200)), noise=0.002)
    low = np.where((c.x % 4 < 1) & (c.x < 80) & (c.x > 20), 0.45, 0)
    for name in ("precision", "recall"):
        c.columns[f"metrics/{name}(B)"] -= low
    return c


@asked("ultralytics#19530", state="good", unsaid="transformer")
def a_transformer_that_does_well_is_told_nothing_of_it() -> Curves:
    c = Curves(80, model="rtdetr-l.pt", optimizer="AdamW", lr0=0.001).rate(0.001)
    for side in ("train", "val"):
        c.losses(side, giou=c.falling(1.6, 0.4, 12), cls=c.falling(1.5, 0.5, 12))
        c.losses(side, l1=c.falling(0.9, 0.2, 12))
    return c.score(c.rising(0.66, 14), noise=0.003)


@asked("ultralytics#13255", state="good", answers="overfitting=no learning=yes", unsaid="unstable")
def some_ups_and_downs_in_the_middle() -> Curves:
    c = Curves(100).usual()
    wave = np.where((c.x > 35) & (c.x < 55), 0.03 * np.sin(c.x * 1.7), 0)
    c.columns["val/box_loss"] += 2 * wave
    return c.score(c.rising(0.62, 16) + wave, noise=0.003)


@asked(
    "ultralytics#9304", state="good plateau-done", never="longer check-labels lower-rate",
    answers="continue=no overfitting=no",
)  # fmt: skip
def heat_pictures_stuck_at_a_map50_of_071_since_epoch_100() -> Curves:
    c = Curves(200, batch=8, model="yolov8n.pt", optimizer="SGD").rate(0.01).usual()
    return c.score(c.rising(0.49, 22), noise=0.003)


@asked(
    "", state="good plateau-done", unsaid="more epochs may add",
    answers="continue=no",
)  # fmt: skip
def a_good_run_that_is_all_but_flat() -> Curves:
    c = Curves(100).usual(pace=10)
    return c.score(0.80 * (1 - np.exp(-c.x / 6)) + 0.00012 * c.x, noise=0.004)


@asked(
    "ultralytics#23581", state="good plateau-done train-longer", unsaid="dfl",
    answers="overfitting=no",
)  # fmt: skip
def a_new_model_without_dfl() -> Curves:
    c = Curves(100, model="yolo26s.pt", end2end=None).rate(0.01)
    for side in ("train", "val"):
        c.losses(side, box=c.falling(2, 1.2, 12), cls=c.falling(4, 0.8, 12))
        c.losses(side, 0.002, l1=c.falling(0.6, 0.3, 12))
    return c.score(c.rising(0.61, 10))
