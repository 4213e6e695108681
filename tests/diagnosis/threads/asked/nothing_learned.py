"""Metrics that stay at nothing, and what they wait for."""

from __future__ import annotations

import numpy as np

from tests.diagnosis.threads.curves import NAN, Curves
from tests.diagnosis.threads.shapes import apart, since
from tests.diagnosis.threads.situation import asked


@asked(
    "yolov5#1262", state="learned-nothing", cause="labels-suspect", step="check-labels",
    never="lower-rate longer",
)  # fmt: skip
def never_found() -> Curves:
    """Tiny objects: losses fall a little, precision and recall stay at 0."""
    c = Curves(100)
    c.losses(
        "train", box=c.falling(5.5, 4.8, 20), cls=c.falling(8, 4, 15), dfl=c.falling(3, 2.5, 9)
    )
    c.losses("val", box=c.falling(5.6, 5.2, 20), cls=c.falling(9, 6, 15), dfl=c.falling(3, 2.8, 9))
    return c.score(np.full(100, 0.0002), noise=0.0001)


@asked(
    "ultralytics#3360", state="learned-nothing", cause="rate-too-high", step="lower-rate",
    never="longer image-size",
)  # fmt: skip
def rate_of_a_tenth() -> Curves:
    c = Curves(100, optimizer="AdamW", lr0=0.1).rate(0.1)
    c.losses("train", box=c.falling(4, 3.4, 9), cls=c.falling(9, 5, 9), dfl=c.falling(4, 3.6, 9))
    c.losses("val", box=c.falling(4, 3.5, 9), cls=c.falling(9, 6, 9), dfl=c.falling(4, 3.7, 9))
    return c.score(np.full(100, 0.003), noise=0.001)


@asked(
    "ultralytics#8400", state="learned-nothing train-longer plateau-low", cause="rate-too-low",
    step="raise-rate", never="lower-rate",
)  # fmt: skip
def rate_of_a_millionth() -> Curves:
    c = Curves(100, optimizer="SGD", lr0=1e-5).rate(1e-5)
    c.losses("train", box=c.falling(3.2, 2.9, 90), cls=c.falling(5, 4.2, 90), dfl=c.x * 0 + 2)
    c.losses("val", box=c.falling(3.2, 3.0, 90), cls=c.falling(5, 4.3, 90), dfl=c.x * 0 + 2)
    return c.score(np.linspace(0.001, 0.03, 100), noise=0.0005)


@asked(
    "ultralytics#1441", state="learned-nothing", cause="from-scratch", step="trained-weights",
    never="lower-rate larger-model",
)  # fmt: skip
def from_a_yaml() -> Curves:
    c = Curves(50, model="yolov8s.yaml", pretrained=False)
    c.losses("train", box=c.falling(5, 3.6, 30), cls=c.falling(6, 3.6, 30), dfl=c.falling(4, 3, 20))
    c.losses("val", box=c.falling(5, 3.9, 30), cls=c.falling(6, 3.9, 30), dfl=c.falling(4, 3.2, 20))
    return c.score(np.full(50, 0.002), noise=0.0005)


@asked(
    "", state="learned-nothing", cause="nothing-assigned", step="check-train-labels",
    never="lower-rate longer",
)  # fmt: skip
def boxes_of_training_are_zero() -> Curves:
    c = Curves(50)
    c.losses("train", box=c.x * 0, cls=c.falling(6, 0.4, 8), dfl=c.x * 0, noise=0.0)
    c.losses("val", box=c.x * 0 + 3.1, cls=c.x * 0 + 6, dfl=c.x * 0 + 3, noise=0.005)
    return c.score(np.zeros(50), noise=0.0)


@asked(
    "yolov5#3901", state="learned-nothing validation-broken", answers="continue=no",
    step="check-labels find-labels", never="lower-rate longer resume raise-rate larger-model",
)  # fmt: skip
def losses_converge_and_every_metric_is_zero() -> Curves:
    c = Curves(100, optimizer="SGD").rate(0.01)
    for side in ("train", "val"):
        c.losses(side, 0.0004, box=c.falling(0.12, 0.02, 20), obj=c.falling(0.06, 0.01, 20))
        c.losses(side, 0.0004, cls=c.falling(0.05, 0.004, 20))
    return c.score(np.zeros(100), noise=0.0)


@asked(
    "ultralytics#9113, #3962", state="learned-nothing validation-broken", step="validate-elsewhere",
    never="lower-rate longer resume larger-model raise-rate", says="mps",
)  # fmt: skip
def metrics_of_nothing_on_an_apple_gpu() -> Curves:
    c = Curves(60, device="mps").usual(train=0.8, val=1.1, pace=12)
    return c.score(np.full(60, 0.0004), noise=0.0003)


@asked(
    "ultralytics#9933, hub#1199", state="learned-nothing", says="mps",
    never="lower-rate longer resume larger-model",
)  # fmt: skip
def nothing_assigned_on_an_apple_gpu() -> Curves:
    c = Curves(20, device="mps")
    c.losses("train", box=c.x * 0, dfl=c.x * 0, noise=0.0).losses("train", cls=c.x * 0 + 60)
    c.losses("val", box=c.x * 0, dfl=c.x * 0, noise=0.0).losses("val", cls=c.x * 0 + 55)
    return c.score(np.zeros(20), noise=0.0)


@asked(
    "yolor#74", state="learned-nothing", step="check-labels",
    never="longer resume larger-model image-size lower-rate",
)  # fmt: skip
def precision_of_one_or_nothing() -> Curves:
    c = Curves(300).usual(train=1.4, val=1.6).score(np.full(300, 0.0004), noise=0.0002)
    c.columns["metrics/precision(B)"] = (c.x % 3 == 0).astype(float)
    c.columns["metrics/recall(B)"] = np.full(300, 0.00059)
    return c


@asked(
    "yolov3#209", state="learned-nothing train-longer plateau-low",
    step="check-labels trained-weights longer raise-rate", never="larger-model lower-rate",
)  # fmt: skip
def four_hundred_classes_at_two_percent() -> Curves:
    c = Curves(180, batch=64).usual(train=1.5, val=1.6, pace=60)
    return c.score(np.linspace(0.0004, 0.011, 180), noise=0.0003)


@asked(
    "ultralytics#14103", state="learned-nothing", cause="toy-data from-scratch warm-up-only",
    step="own-data trained-weights many-epochs", never="check-labels lower-rate larger-model",
)  # fmt: skip
def coco8_from_scratch() -> Curves:
    c = Curves(100, model="yolov8n.yaml", data="coco8.yaml").usual(train=3.5, val=3.8)
    c.rates(np.minimum(c.x / 100, 1) * 0.000119)
    return c.score(np.zeros(100), noise=0.0)


@asked(
    "ultralytics#19530", state="learned-nothing", cause="from-scratch", step="trained-weights",
    never="larger-model lower-rate image-size",
)  # fmt: skip
def a_detr_from_scratch_on_few_pictures() -> Curves:
    c = Curves(100, model="rtdetr-resnet50.yaml", optimizer="AdamW", lr0=0.0001).rate(0.0001)
    for name, end in (("giou", 1.2), ("cls", 0.8), ("l1", 0.8)):
        apart(c, c.falling(1.4 * end, end, 30), c.falling(1.4 * end, 1.1 * end, 30), name)
    return c.score(np.full(100, 0.002), noise=0.0008)


@asked(
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


@asked(
    "a run read blind", state="learned-nothing diverged", cause="precision-overflow", step="no-amp",
    never="check-labels longer resume",
)  # fmt: skip
def half_precision_overflows_from_the_first_epoch() -> Curves:
    c = Curves(50).usual().score(np.zeros(50), noise=0.0)
    return since(c, 1, NAN, "train/", "val/")


@asked(
    "yolov12#76", state="learned-nothing", cause="nothing-assigned", step="check-train-labels",
    never="find-labels no-amp longer lower-rate", unsaid="training itself may be fine",
)  # fmt: skip
def a_box_is_matched_once_in_seventeen_epochs() -> Curves:
    c = Curves(120, epochs=600, model="yolov12n_mine.yaml", batch=32)
    hit = (c.x % 17 == 0).astype(float)
    c.losses("train", 0, box=0.02 * hit, cls=292 - 0.02 * c.x + hit, dfl=0.03 * hit)
    return c.losses("val", 0, box=0 * c.x, cls=310 - 0.01 * c.x, dfl=0 * c.x).score(0 * c.x, "B", 0)


@asked(
    "ultralytics#16463", state="learned-nothing", cause="transformer-rate", step="transformer-rate",
    never="longer many-epochs larger-model", says="lr0=0.0001",
)  # fmt: skip
def a_transformer_trained_with_sgd_learned_nothing() -> Curves:
    c = Curves(60, model="rtdetr-l.pt", optimizer="SGD").rate(0.01)
    for side in ("train", "val"):
        c.losses(side, giou=c.falling(1.6, 1.2, 20), cls=c.falling(1.5, 0.6, 10))
        c.losses(side, l1=c.falling(0.9, 0.6, 20))
    return c.score(np.full(60, 0.003), noise=0.001)


@asked(
    "ultralytics#10281", state="learned-nothing", step="check-labels check-train-labels more-data",
    never="image-size larger-model lower-rate", answers="learning=no confidence=unknown",
)  # fmt: skip
def four_hundred_classes_on_seven_hundred_pictures() -> Curves:
    c = Curves(60, task="segment", model="yolov8n-seg.pt").usual(train=1.2, val=1.5)
    c.losses("train", seg=c.falling(4, 2.2, 20)).losses("val", seg=c.falling(4, 2.6, 20))
    c.columns["val/cls_loss"] = c.noisy(c.falling(6, 5.4, 15), 0.01)
    return c.score(np.full(60, 0.0009), noise=0.0002).score(np.full(60, 0.0009), "M", noise=0.0002)
