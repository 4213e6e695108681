"""Key points against boxes."""

from __future__ import annotations

import numpy as np

from reportgen.read.table.results import FloatArray
from tests.diagnosis.threads.curves import Curves
from tests.diagnosis.threads.shapes import since
from tests.diagnosis.threads.situation import asked


def poses(c: Curves, pose: float, **score: float) -> Curves:
    """The losses of key points, and the metrics of boxes and poses."""
    c.usual(pace=15)
    for side in ("train", "val"):
        c.losses(side, pose=c.falling(9, pose, 20), kobj=c.falling(0.7, 0.4, 20))
    return c.score(c.rising(score["box"], 10)).score(c.rising(score["points"], 14), "P")


def key_points(c: Curves, first: float, last: float, kobj: float) -> Curves:
    for side, more in (("train", 1.0), ("val", 1.05)):
        c.losses(side, pose=c.falling(first, last * more, 12))
        c.losses(side, 0.0, kobj=c.falling(0.06, kobj, 4))
    return c


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


@asked(
    "", state="plateau-low", cause="points-not-learned", step="check-points",
    never="lower-rate larger-model image-size",
)  # fmt: skip
def poses_zero_boxes_fine() -> Curves:
    c = Curves(80, task="pose", model="yolo11n-pose.pt").usual()
    for side in ("train", "val"):
        c.losses(side, pose=c.falling(9, 8.2, 20), kobj=c.falling(0.7, 0.6, 20))
    c.score(c.rising(0.75, 10))
    return c.score(np.full(80, 0.004), "P", noise=0.001)


@asked(
    "", state="learned-nothing plateau-low", cause="points-not-learned", step="check-points",
    never="lower-rate larger-model image-size",
)  # fmt: skip
def poses_never_score() -> Curves:
    c = poses_zero_boxes_fine.make()
    return c.score(c.rising(0.12, 20)).score(np.zeros(len(c.x)), "P", noise=0.0)


@asked("", state="good", cause="converged still-rising", step="- longer", never="lower-rate")
def pose_sound() -> Curves:
    c = Curves(150, task="pose", model="yolo11n-pose.pt").usual(pace=25)
    for side in ("train", "val"):
        c.losses(side, pose=c.falling(8, 1.5, 25), kobj=c.falling(0.6, 0.3, 25))
    return c.score(c.rising(0.75, 25)).score(c.rising(0.68, 28), "P")


@asked(
    "ultralytics#16349", state="learned-nothing", step="check-points check-labels",
    never="lower-rate longer larger-model raise-rate",
)  # fmt: skip
def a_pose_loss_that_never_moves() -> Curves:
    c = poses(Curves(60, task="pose", model="yolov8n-pose.pt"), 8.0, box=0.0, points=0.0)
    for side in ("train", "val"):
        c.columns[f"{side}/pose_loss"] = np.full(60, 0.99537)
    return since(c, 1, 0.0, "metrics/")


@asked(
    "ultralytics#2160", state="plateau-low", cause="points-not-learned from-scratch",
    step="check-points trained-weights", never="lower-rate longer image-size",
)  # fmt: skip
def boxes_at_086_and_poses_at_nothing() -> Curves:
    c = poses(Curves(120, task="pose", model="my-pose.yaml"), 8.6, box=0.6, points=0.0)
    return c.score(np.full(120, 0.0003), "P", noise=0.0001)


@asked(
    "ultralytics#6394", state="good plateau-done", answers="learning=yes",
    never="check-points lower-rate",
)  # fmt: skip
def poses_good_and_boxes_weak() -> Curves:
    return poses(Curves(200, task="pose", model="yolov8n-pose.pt"), 2.0, box=0.2, points=0.62)


@asked(
    "ultralytics#2988", cause="warm-up-only", step="many-epochs smaller-batch",
    state="learned-nothing too-short validation-broken plateau-low",
    never="lower-rate check-labels check-points larger-model longer",
)  # fmt: skip
def four_pictures_for_100_epochs() -> Curves:
    c = Curves(100, task="pose", model="yolov8n-pose.yaml", batch=16)
    c = poses(c, 8.5, box=0.006, points=0.0)
    return c.score(c.x * 0, "P", noise=0.0).rates(1e-5 * (c.x - 1))


@asked(
    "ultralytics#2112", state="train-longer", step="resume longer trained-weights",
    never="fewer-epochs check-points check-labels", answers="continue=yes",
)  # fmt: skip
def poses_from_scratch_on_coco() -> Curves:
    c = Curves(300, epochs=1000, task="pose", model="yolov8n-pose.yaml", data="coco-pose.yaml")
    c.usual(pace=120).losses("train", pose=c.falling(8, 3, 150)).losses(
        "val", pose=c.falling(8, 3.4, 150)
    )
    return c.score(c.rising(0.55, 90)).score(c.rising(0.5, 200), "P")


@asked(
    "ultralytics#13017", state="learned-nothing", cause="toy-data from-scratch warm-up-only",
    never="lower-rate larger-model image-size check-points",
)  # fmt: skip
def coco8_pose_from_scratch() -> Curves:
    c = Curves(100, task="pose", model="yolov8n-pose.yaml", data="coco8-pose.yaml").usual(
        train=3, val=3.5
    )
    c.losses("train", pose=c.falling(10, 9, 50)).losses("val", pose=c.falling(10, 9.5, 50))
    c.rates(np.minimum(c.x / 100, 1) * 0.000119)
    return c.score(np.zeros(100), noise=0.0).score(np.zeros(100), "P", noise=0.0)


@asked(
    "ultralytics#22104", state="diverged no-gain unstable overfits", says="coco8-pose",
    never="longer larger-model finer-masks image-size", step="own-data",
)  # fmt: skip
def poses_of_coco8_fall_to_zero() -> Curves:
    c = Curves(100, task="pose", model="yolo11n-pose.pt", data="coco8-pose.yaml").usual()
    c.losses("train", pose=c.falling(5, 3, 40)).losses("val", pose=4 + 0.03 * c.x)
    return c.score(c.rising(0.6, 10)).score(0.4 * np.exp(-c.x / 12), "P", noise=0.002)


@asked(
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


@asked(
    "ultralytics#12767", state="good plateau-done", answers="learning=yes overfitting=no",
    never="check-points check-labels lower-rate check-train-labels",
)  # fmt: skip
def corners_of_cards_with_a_key_point_loss_near_0() -> Curves:
    c = Curves(60, task="pose", model="yolov8n-pose.pt").usual(train=0.4, val=0.4, pace=8)
    return key_points(c, 3, 0.1, 0.0).score(c.rising(0.97, 4)).score(c.rising(0.98, 5), "P")


@asked(
    "ultralytics#16644", state="learned-nothing plateau-low", cause="points-not-learned",
    step="check-points", never="larger-model lower-rate finer-masks",
)  # fmt: skip
def two_hundred_key_points_that_are_not_learned() -> Curves:
    c = Curves(100, task="pose", model="yolov8m-pose.pt").usual()
    return (
        key_points(c, 12.6, 12.0, 0.05)
        .score(c.rising(0.68, 12))
        .score(c.rising(0.012, 12), "P", 0.002)
    )


@asked(
    "ultralytics#3447", state="plateau-low", cause="points-coarse", step="exact-points",
    never="longer lower-rate", says="one over their number",
)  # fmt: skip
def key_points_of_small_trucks_that_lie_beside_their_place() -> Curves:
    return loose_points(c := Curves(100, task="pose", model="yolov8n-pose.pt"), c.rising(0.12, 15))


@asked(
    "a run read blind", state="no-gain", cause="fine-tune-lost points-coarse",
    step="exact-points more-data", says="Place key points exactly",
)  # fmt: skip
def key_points_that_lay_beside_their_place_before() -> Curves:
    c = loose_points(
        Curves(75, task="pose", model="runs/pose/train4/weights/last.pt", optimizer="SGD"),
        np.linspace(0.137, 0.15, 75),
    )
    return c.score(np.full(75, 0.88), noise=0.003)


@asked(
    "a run read blind", state="good plateau-done", never="longer", answers="continue=no",
    unsaid="more epochs may add a little",
)  # fmt: skip
def key_points_are_perfect_while_boxes_still_gain() -> Curves:
    c = Curves(100, task="pose", model="yolov8n-pose.pt").usual(pace=30)
    for side in ("train", "val"):
        c.losses(side, 0.001, pose=c.falling(1.2, 0.03, 25), kobj=c.falling(0.5, 0.01, 20))
    c.score(0.4 + 0.0052 * c.x, noise=0.002)
    return c.score(0.995 - 0.2 * np.exp(-c.x / 10), "P", noise=0.0005)


@asked(
    "a pose run with pose=100", state="unstable plateau-low", cause="gains-unusual",
    says="pose=100: five times the default or more",
)  # fmt: skip
def key_points_that_outweigh_all_else() -> Curves:
    c = Curves(80, task="pose", model="yolov8n-pose.pt", pose=100.0).usual(val=1.6, pace=10)
    for side in ("train", "val"):
        c.losses(side, 0.1, pose=c.falling(60, 30, 20), kobj=c.falling(0.6, 0.4, 20))
    return c.score(c.rising(0.2, 10), noise=0.004).score(c.rising(0.1, 10), "P", noise=0.004)


@asked(
    "yolov7#1819", state="diverged", step="lower-rate", never="check-points longer larger-model",
    unsaid="key points are not learned",
)  # fmt: skip
def poses_that_were_learned_and_are_gone_at_60() -> Curves:
    c = poses(Curves(120, task="pose", model="yolov8n-pose.pt"), 3.0, box=0.6, points=0.5)
    for name in c.columns:
        if name.endswith("(P)"):
            c.columns[name] = np.where(c.x < 60, c.columns[name], 0.01)
    return c
