"""What runs showed that nothing was tuned on: each stands for a kind."""

from __future__ import annotations

import numpy as np

from tests.diagnosis.threads.asked.tasks.classes import classifier
from tests.diagnosis.threads.curves import Curves
from tests.diagnosis.threads.situation import asked


@asked(
    "", state="good plateau-done", step="- fewer-epochs", unsaid="came with the first epoch",
    answers="learning=yes overfitting=no",
)  # fmt: skip
def a_classifier_that_learns_most_in_its_second_and_third_epoch() -> Curves:
    c = classifier(20, 0.965, 2)
    c.columns["metrics/accuracy_top1"][:4] = 0.774, 0.949, 0.977, 0.966
    c.columns["val/loss"] = c.noisy(c.falling(1.4, 0.785, 1), 0.005)
    return c


@asked("", state="good plateau-done", step="- fewer-epochs", unsaid="by heart")
def an_error_that_is_as_low_again_two_epochs_before_the_end() -> Curves:
    c = classifier(19, 0.95, 4, epochs=60, patience=10)
    top1 = [0.919, 0.939, 0.933, 0.909, 0.921, 0.923, 0.948, 0.932, 0.955, 0.95, 0.952, 0.948]
    c.columns["metrics/accuracy_top1"] = np.array(
        [*top1, 0.955, 0.925, 0.95, 0.948, 0.955, 0.939, 0.912]
    )
    c.columns["val/loss"] = 0.2 + 0.05 * np.sin(2.3 * c.x)
    return c


@asked(
    "", state="mask-gap", cause="masks-coarse", step="tight-boxes", says="epochs=50",
    answers="continue=yes",
)  # fmt: skip
def thin_outlines_that_still_rise_at_the_end_of_a_short_plan() -> Curves:
    c = Curves(30, task="segment", model="yolov8n-seg.pt", imgsz=480).usual(pace=12)
    for side in ("train", "val"):
        c.losses(side, seg=c.falling(2.2, 1.0, 12))
    rise = np.log1p(c.x) / np.log1p(30)
    return c.score(0.63 * rise, noise=0.006).score(0.25 * rise, "M", noise=0.004)


@asked("", state="unstable", unsaid="outlines do not fit", never="tight-boxes longer")
def masks_that_fit_perfectly_until_the_few_pictures_swing() -> Curves:
    c = Curves(148, task="segment", model="yolov8n-seg.pt", epochs=300).usual(pace=12)
    for side in ("train", "val"):
        c.losses(side, 0.05, seg=c.falling(3, 0.5, 12))
    held = np.repeat(c.random.uniform(0.3, 1.0, 37), 4)
    box = np.where(c.x < 80, 0.96, held)
    c.score(box, noise=0.0).score(np.where(c.x < 80, 0.96, held * 0.6), "M", noise=0.0)
    return c


@asked(
    "", state="plateau-low learned-nothing", cause="points-not-learned", step="check-points",
    says="0 in every epoch", unsaid="levelled off by epoch 1", never="larger-model image-size",
)  # fmt: skip
def boxes_are_found_with_four_batches_an_epoch_and_no_key_point_is() -> Curves:
    c = Curves(50, task="pose", model="yolov8n-pose.pt").usual(pace=8)
    for side in ("train", "val"):
        c.losses(side, pose=c.falling(11, 8.5, 40), kobj=c.falling(0.7, 0.2, 20))
    warm = np.minimum(4 * c.x / 100, 1.0)
    c.rates(0.001 * warm * (1 - 0.99 * (c.x - 1) / 50))
    return c.score(c.rising(0.6, 10), noise=0.01).score(np.zeros(50), "P", noise=0.0)


@asked(
    "", state="plateau-low", says="where mosaic was switched off", unsaid="memorised",
    never="longer regularise",
)  # fmt: skip
def a_low_score_falls_where_mosaic_closes() -> Curves:
    c = Curves(100, task="segment", model="yolov8n-seg.pt").usual(train=1.3, val=1.4, pace=10)
    for side in ("train", "val"):
        c.losses(side, seg=c.falling(3, 2.0, 10))
    closed = np.where(c.x > 90, 0.92, 1.0)
    c.score(closed * c.rising(0.176, 12), noise=0.0008)
    return c.score(closed * c.rising(0.088, 12), "M", noise=0.0005)


@asked("", state="unstable", says="patience=5 ended it", unsaid="levelled off")
def a_patience_of_5_ends_what_swings_at_a_quarter_of_its_plan() -> Curves:
    c = Curves(36, epochs=150, patience=5, model="yolo11n.pt").usual(pace=5)
    swings = np.where(c.x % 4 == 1, 0.35, 0.0) * (c.x > 6)
    return c.score(np.where(c.x == 31, 0.62, c.rising(0.58, 4) - swings), noise=0.005)


@asked("", state="good plateau-done", unsaid="conf=0.97", step="- fewer-epochs")
def a_classifier_for_which_a_confidence_was_set() -> Curves:
    c = classifier(50, 0.95, 5, conf=0.97)
    c.columns["val/loss"] = c.noisy(c.falling(1.4, 0.2, 5), 0.005)
    return c
