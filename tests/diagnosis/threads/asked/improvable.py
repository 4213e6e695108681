"""Trainings that did well, and what would still be worth a try, or is told beside it."""

from __future__ import annotations

import numpy as np

from tests.diagnosis.threads.curves import Curves
from tests.diagnosis.threads.shapes import detr
from tests.diagnosis.threads.situation import asked


@asked(
    "ultralytics#20439", state="good plateau-done", cause="validation-overflow",
    step="full-precision", never="lower-rate",
)  # fmt: skip
def cls_loss_infinite() -> Curves:
    c = Curves(60).usual().score(Curves(60).rising(0.7, 12))
    c.columns["val/cls_loss"] = np.full(60, np.inf)
    return c


@asked(
    "ultralytics#560", state="plateau-done", cause="converged", step="fewer-epochs",
    never="longer larger-model lower-rate",
)  # fmt: skip
def good_and_done() -> Curves:
    c = Curves(300).usual(pace=12)
    return c.score(c.rising(0.72, 10), noise=0.003)


@asked(
    "ultralytics#14886, #372", state="good plateau-done", cause="mosaic-off", step="keep-mosaic",
    never="more-data regularise longer",
)  # fmt: skip
def worse_when_mosaic_closes() -> Curves:
    c = Curves(100).usual()
    late = c.x > 90
    for name in ("box", "cls", "dfl"):
        c.columns[f"train/{name}_loss"] -= 0.1 * late
        c.columns[f"val/{name}_loss"] += 0.12 * late
    return c.score(c.rising(0.6, 20) - 0.05 * late)


@asked("", state="good", cause="converged", step="-")
def sound() -> Curves:
    c = Curves(100).usual(pace=25)
    return c.score(c.rising(0.66, 22))


@asked(
    "", state="plateau-done", cause="converged cut-short", step="- fewer-epochs",
    never="longer resume larger-model",
)  # fmt: skip
def cut_after_it_had_levelled_off() -> Curves:
    c = Curves(160, epochs=1000, patience=200).usual(pace=10)
    return c.score(c.rising(0.7, 8), noise=0.003)


@asked("", state="good plateau-done", step="- fewer-epochs", never="unfreeze")
def frozen_backbone_and_good() -> Curves:
    c = Curves(100, freeze=10).usual(pace=15)
    return c.score(c.rising(0.7, 14))


@asked("", state="good plateau-done", step="- fewer-epochs", never="one-card")
def several_cards_and_good() -> Curves:
    c = Curves(100, device="0,1,2,3", batch=64).usual(pace=20)
    return c.score(c.rising(0.64, 18))


@asked(
    "ultralytics#3360", state="good plateau-done", cause="converged rate-ignored",
    never="raise-rate lower-rate",
)  # fmt: skip
def lowered_by_auto() -> Curves:
    c = Curves(200, lr0=0.0001).usual(pace=30)
    return c.score(c.rising(0.62, 30))


@asked(
    "yolov5#6097", state="good plateau-done overfits", cause="converged memorised",
    never="longer larger-model",
)  # fmt: skip
def object_loss_climbs_alone() -> Curves:
    """YOLOv5: val/obj_loss rises while all else falls."""
    c = Curves(150, optimizer="SGD").rate(0.01)
    for side in ("train", "val"):
        c.losses(side, 0.0004, box=c.falling(0.1, 0.03, 20), cls=c.falling(0.05, 0.008, 20))
    c.losses("train", 0.0003, obj=c.falling(0.06, 0.02, 40))
    c.losses("val", 0.0003, obj=0.03 + 0.00012 * np.maximum(c.x - 25, 0))
    return c.score(c.rising(0.62, 15))


@asked(
    "ultralytics#8101", state="good plateau-done", step="- fewer-epochs resume", says="cut short",
    never="larger-model lower-rate train-at-all",
)  # fmt: skip
def cut_at_95_of_100_and_good() -> Curves:
    c = Curves(95, epochs=100).usual(pace=15)
    return c.score(c.rising(0.67, 14))


@asked(
    "ultralytics#8935", state="plateau-done good", step="fewer-epochs - more-data",
    answers="continue=no learning=yes", never="longer resume lower-rate many-epochs",
)  # fmt: skip
def a_thousand_epochs_and_still_from_120_on() -> Curves:
    c = Curves(1000, model="yolov8s.pt", patience=0).usual(pace=60)
    return c.score(c.rising(0.51, 35), noise=0.002)


@asked(
    "yolov10#407", state="good", cause="mosaic-off converged", step="keep-mosaic",
    answers="overfitting=no",
)  # fmt: skip
def the_score_falls_where_mosaic_closes_on_coco() -> Curves:
    c = Curves(500, model="yolov10s.yaml", data="coco.yaml", batch=128).rate(0.01)
    c.usual(train=1.2, val=1.25, pace=80)
    for name in c.columns:
        c.columns[name] = c.columns[name] * (1 + (-0.15 if "train" in name else 0.01) * (c.x > 490))
    return c.score(c.rising(0.463, 90) - 0.018 * (c.x > 490), noise=0.0007)


@asked(
    "ultralytics#15038", state="good plateau-done", cause="loss-blown-up converged",
    step="full-precision", never="more-data regularise", answers="overfitting=unknown",
    unsaid="it learns the training pictures",
)  # fmt: skip
def a_class_loss_of_validation_that_grows_sevenfold() -> Curves:
    c = Curves(100, model="yolov8n.pt").usual(train=0.9, val=1.0)
    c.columns["val/cls_loss"] = np.round(c.noisy(2 + 0.5 * c.x, 1.0), 4)
    return c.score(c.rising(0.62, 15))


@asked(
    "a run read blind", state="good", step="trained-weights", says="random weights",
    unsaid="epochs=1500",
)  # fmt: skip
def a_thousand_epochs_from_random_weights_still_rise() -> Curves:
    c = Curves(1000, model="yolov8.yaml", patience=100)
    for side in ("train", "val"):
        c.losses(side, box=c.falling(3.5, 0.5, 250), cls=c.falling(5.5, 0.8, 250))
        c.losses(side, 0.001, dfl=c.falling(4.2, 1.1, 250))
    return c.score(c.rising(0.95, 280), noise=0.01)


@asked("a run read blind", state="good", step="longer", says="epochs=30", unsaid="epochs=100")
def twenty_good_epochs_that_rose_a_little() -> Curves:
    c = Curves(20, model="yolov8n.pt").usual(pace=6)
    return c.score(0.64 - 0.25 * np.exp(-(c.x - 1) / 3) + 0.0022 * c.x, noise=0.002)


@asked("a run read again", state="good", step="longer", answers="continue=yes", says="patience=160")
def patience_ended_a_slow_rise() -> Curves:
    c = Curves(700, epochs=2000, patience=80, model="yolov8n.pt").usual(pace=150)
    level = 0.66 * (1 - np.exp(-c.x / 200)) + np.where(c.x == 620, 0.03, 0)
    return c.score(level, noise=0.002)


@asked(
    "a run read blind", state="unstable", cause="transformer-rate", step="transformer-rate",
    never="longer steadier",
)  # fmt: skip
def a_transformer_that_swings_and_whose_losses_jump_once() -> Curves:
    c = detr(Curves(82, epochs=250, model="rtdetr-l.pt", patience=50, batch=4)).rate(0.002)
    level = c.noisy(np.full(82, 0.36), 0.1)
    level[[8, 17, 26, 39, 47, 60, 66]], level[31], level[54:57] = 0.05, 0.52, 0.045
    jump = np.where((c.x >= 55) & (c.x < 58), 1.4, 1.0)
    c.columns = {name: values * jump for name, values in c.columns.items()}
    return c.rate(0.002).score(np.clip(level, 0.02, 0.52), noise=0.0)
