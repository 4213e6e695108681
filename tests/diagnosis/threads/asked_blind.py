"""Situations of runs that were read blind, from curves and arguments, before the program was."""

from __future__ import annotations

import numpy as np

from tests.diagnosis.threads.asked import Made, asking, since
from tests.diagnosis.threads.asked_since import classes
from tests.diagnosis.threads.curves import NAN, Curves

ASKED_BLIND: dict[str, Made] = {}
after = asking(ASKED_BLIND)


@after(
    "a run read blind", state="too-short", cause="rate-too-high", step="lower-rate",
    never="resume train-at-all", says="try lr0=0.001", answers="continue=no",
)  # fmt: skip
def losses_climb_at_a_rate_of_sgd_with_adam() -> Curves:
    c = Curves(3, epochs=10, patience=50, optimizer="Adam", lr0=0.01).score(
        np.array([0.03, 0.002, 0.004]), noise=0.0
    )
    c.losses("train", 0.0, box=np.array([1.0, 1.3, 1.8]), cls=np.array([3.6, 3.5, 3.7]))
    c.losses("val", 0.0, box=np.array([1.6, 3.0, 3.1]), cls=np.array([3.1, 43.0, 6330.0]))
    return c.rates(np.array([0.0033, 0.0064, 0.0093]))


@after(
    "a run read blind", state="learned-nothing too-short", step="step-each-batch resume",
    never="many-epochs check-labels", unsaid="1 batch an epoch",
)  # fmt: skip
def cut_short_with_less_than_a_step_an_epoch() -> Curves:
    c = Curves(21, epochs=100, batch=2).usual(train=3, val=3.2)
    step = (c.x // 5).astype(int)
    c.score(0.001 * step, noise=0.0)
    for name in [name for name in c.columns if name.startswith("val/")]:
        c.columns[name] = c.columns[name][5 * step.clip(0, 3)]
    return c.rates(np.minimum(c.x / 17, 1.0) * 0.01)


@after(
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


@after(
    "a run read blind", state="too-short", cause="toy-data", step="own-data",
    never="train-at-all resume many-epochs", answers="continue=unknown",
)  # fmt: skip
def ten_epochs_of_a_toy() -> Curves:
    c = Curves(10, task="segment", model="yolo11n-seg.pt", data="coco8-seg.yaml").usual()
    c.losses("train", seg=c.falling(5, 4, 5)).losses("val", seg=c.falling(5, 4.5, 5))
    return c.score(0.6 + 0.003 * c.x).score(0.1 + 0.002 * c.x, "M").rates(1e-6 * c.x)


@after(
    "a run read blind", state="too-short", step="resume", never="own-data train-at-all",
    answers="continue=yes",
)  # fmt: skip
def a_toy_that_was_cut_short() -> Curves:
    c = Curves(5, epochs=100, data="coco8.yaml").usual()
    return c.score(np.zeros(5), noise=0.0).rates(1e-6 * (c.x - 1))


@after(
    "a run read blind", state="learned-nothing diverged", cause="precision-overflow", step="no-amp",
    never="check-labels longer resume",
)  # fmt: skip
def half_precision_overflows_from_the_first_epoch() -> Curves:
    c = Curves(50).usual().score(np.zeros(50), noise=0.0)
    return since(c, 1, NAN, "train/", "val/")


@after(
    "a run read blind", state="too-short", step="train-at-all", says="epochs=300",
    never="raise-rate lower-rate",
)  # fmt: skip
def ten_epochs_of_one_batch_each() -> Curves:
    c = Curves(10, model="yolo11n.pt").usual(train=5, val=5)
    rate = 4e-5 * (c.x - 1) * (1 - 0.99 * (c.x - 1) / 10) / 10
    return c.score(np.zeros(10), noise=0.0).rates(rate)


@after(
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


@after(
    "a run read blind", state="no-gain good plateau-done",
    never="fine-tune-rate lower-rate more-data longer",
)  # fmt: skip
def weights_of_yolov9_on_the_pictures_they_know() -> Curves:
    c = Curves(100, model="yolov9-c.pt", data="coco.yaml", optimizer="SGD").usual().rate(0.01)
    return c.score(0.454 - 0.2 * np.exp(-(((c.x - 4) / 3) ** 2)) + 0.0003 * c.x, noise=0.001)


# --- read in runs of twenty more repositories ----------------------------------------------------


@after(
    "a run read blind", state="unstable train-longer good", cause="start-shaken",
    step="fine-tune-rate", never="count-validation", unsaid="swings come from validation",
)  # fmt: skip
def published_weights_that_the_warm_up_shakes_for_half_the_run() -> Curves:
    c = Curves(50, model="yolov8s.pt").rate(0.0017, warm=10)
    deep = np.exp(-(((c.x - 10) / 8) ** 2))
    for side in ("train", "val"):
        c.losses(side, 0.01, box=1.1 - 0.01 * c.x + deep, cls=c.falling(1.6, 0.5, 15) + deep / 2)
    return c.score((0.63 + 0.001 * c.x) * (1 - 0.95 * deep), noise=0.04)


@after(
    "a run read blind", state="good", step="-", answers="continue=no learning=yes",
    says="nothing is left to gain", unsaid="more epochs may add some",
)  # fmt: skip
def almost_perfect_and_still_a_little_better() -> Curves:
    c = Curves(300, optimizer="AdamW", lr0=0.001).rate(0.001).usual(train=0.3, val=0.3, pace=80)
    return c.score(0.991 - 0.4 * np.exp(-c.x / 70), noise=0.001)


@after(
    "a run read blind", state="good", step="-", answers="continue=no learning=yes",
    never="train-at-all longer",
)  # fmt: skip
def a_classifier_that_is_all_but_perfect_after_ten_epochs() -> Curves:
    c = Curves(10, task="classify", model="yolo11n-cls.pt", data="cars")
    return classes(
        c, np.linspace(0.982, 0.992, 10), c.falling(0.2, 0.03, 3), c.falling(0.05, 0.02, 3)
    )


@after(
    "a run read blind", state="too-short", step="train-at-all", answers="continue=yes",
)  # fmt: skip
def a_classifier_that_is_good_after_ten_epochs() -> Curves:
    c = Curves(10, task="classify", model="yolo11n-cls.pt", data="cars")
    return classes(c, np.linspace(0.90, 0.95, 10), c.falling(0.2, 0.1, 3), c.falling(0.1, 0.05, 3))


@after(
    "a run read blind", state="validation-broken", cause="folders-differ", step="check-labels",
    never="longer more-data regularise fine-tune-rate", answers="overfitting=unknown",
)  # fmt: skip
def training_classes_by_heart_and_validation_below_chance() -> Curves:
    c = Curves(48, task="classify", model="yolo11n-cls.pt", data="makes")
    top1 = 0.24 - 0.1 * np.exp(-(((c.x - 8) / 6) ** 2)) + 0.03 * (c.x == 1)
    return classes(c, top1, c.falling(1.5, 0.04, 3), 4.8 - 3.3 * np.exp(-c.x / 2))


@after(
    "a run read blind", state="plateau-low mask-gap", cause="points-unlabelled",
    step="label-points", never="image-size larger-model more-data check-labels",
    answers="continue=no",
)  # fmt: skip
def exact_key_points_of_every_fourth_object() -> Curves:
    c = Curves(100, task="pose", model="yolo11n-pose.pt").usual(train=0.6, val=0.6)
    c.losses("train", 0.003, pose=c.falling(1.1, 0.04, 20), kobj=c.falling(0.7, 0.02, 20))
    c.losses("val", 0.003, pose=c.falling(0.7, 0.05, 20), kobj=c.falling(0.6, 0.01, 20))
    c.score(c.rising(0.85, 8)).score(c.rising(0.235, 20), "P", noise=0.002)
    for name in ("precision(P)", "recall(P)", "mAP50(P)"):
        c.columns[f"metrics/{name}"] = c.columns["metrics/mAP50-95(P)"] + 0.003
    return c


@after(
    "a run read blind", state="unstable", cause="validation-filtered", step="unfilter",
    never="count-validation steadier", unsaid="swings come from validation",
)  # fmt: skip
def swings_of_what_is_scored_from_a_confidence_of_40_percent_on() -> Curves:
    c = Curves(50, model="yolo11s.pt", conf=0.4, batch=32).usual(train=1.1, val=1.0)
    return c.score(0.15 + 0.25 * c.x / 50 + 0.06 * np.sin(2.1 * c.x), noise=0.02)


@after(
    "a run read blind", state="train-longer plateau-low", cause="from-scratch",
    step="trained-weights",
)  # fmt: skip
def random_weights_that_begin_to_learn_when_the_plan_ends() -> Curves:
    c = Curves(40, model="yolov8n.yaml").rate(0.0008, warm=20)
    c.losses("train", 0.05, box=3.7 - 0.035 * c.x, cls=3.9 - 0.02 * c.x, dfl=4.3 - 0.035 * c.x)
    c.losses("val", 0.02, box=3.0 - 0.01 * c.x, cls=4.1 - 0.01 * c.x, dfl=4.2 - 0.02 * c.x)
    return c.score(0.03 * np.exp((c.x - 40) / 5), noise=0.0003)


@after(
    "a run read blind", state="good", unsaid="hides predictions",
)  # fmt: skip
def a_confidence_that_validation_has_anyhow() -> Curves:
    c = Curves(100, model="yolov8l.pt", conf=0.001, patience=50).usual(train=0.8, val=0.8)
    return c.score(c.rising(0.7, 15))
