"""Further threads, asked about boxes, masks, key points, classes and rotated boxes."""

from __future__ import annotations

import numpy as np

from tests.diagnosis.threads.asked.tasks.classes import classes
from tests.diagnosis.threads.asked.tasks.points import key_points, poses
from tests.diagnosis.threads.curves import Curves
from tests.diagnosis.threads.shapes import apart, climbing
from tests.diagnosis.threads.situation import asked


@asked(
    "ultralytics#16810", state="plateau-low good plateau-done", never="longer regularise",
    answers="overfitting=no", unsaid="by heart",
)  # fmt: skip
def validation_loss_is_lowest_at_the_end_and_a_third_is_missed() -> Curves:
    c = Curves(200, model="yolo11m.pt").usual(train=1.1, val=1.3, pace=25)
    return c.score(c.rising(0.38, 18), noise=0.002)


@asked(
    "YOLOX#1213", state="plateau-done overfits good", never="longer larger-model",
    answers="continue=no",
)  # fmt: skip
def the_score_falls_slowly_from_the_middle_on() -> Curves:
    c = Curves(300, model="yolov8s.pt").usual(train=0.7, val=1.2)
    train, val = c.falling(2, 0.5, 60), climbing(c, 110, 0.12)
    apart(c, train, val)
    return c.score(c.rising(0.6, 15) - 0.0002 * np.maximum(c.x - 140, 0), noise=0.003)


@asked(
    "yolov7#665, yolov5#12885", state="good train-longer plateau-done", never="lower-rate",
    answers="overfitting=slightly", step="- more-data longer fewer-epochs",
)  # fmt: skip
def only_objectness_climbs_while_the_score_still_gains() -> Curves:
    c = Curves(100, model="yolov7.pt").usual(val=1.1)
    for side in ("train", "val"):
        c.columns.pop(f"{side}/dfl_loss")
    c.losses("train", obj=c.falling(1.2, 0.5, 25))
    c.losses("val", obj=climbing(c, 20, 0.2, 1.0))
    return c.score(c.rising(0.62, 16), noise=0.003)


@asked(
    "yolov7#120", state="overfits", cause="memorised", step="more-data",
    never="longer resume larger-model", answers="overfitting=yes continue=no",
)  # fmt: skip
def all_validation_losses_climb_from_the_fifteenth_epoch() -> Curves:
    c = Curves(120, model="yolov7.pt").usual()
    apart(c, c.falling(2, 0.4, 40), climbing(c, 15, 0.35))
    return c.score(c.rising(0.35, 6) - 0.0006 * np.maximum(c.x - 20, 0), noise=0.004)


@asked(
    "yolov12#158", state="mask-gap plateau-done", cause="masks-coarse", step="tight-boxes",
    never="longer more-data", says="masks lag behind boxes",
)  # fmt: skip
def long_slim_boards_whose_masks_miss_an_end() -> Curves:
    c = Curves(400, task="segment", model="yolo12s-seg.pt", imgsz=3796, mosaic=0.0)
    c.usual(train=0.6, val=0.7, pace=30)
    for side in ("train", "val"):
        c.losses(side, seg=c.falling(4, 1.9, 40))
    return c.score(c.rising(0.85, 30), noise=0.003).score(c.rising(0.42, 30), "M", noise=0.003)


@asked(
    "ultralytics#3320", state="plateau-low", cause="points-not-learned points-unlabelled",
    step="check-points label-points", never="lower-rate longer larger-model",
)  # fmt: skip
def key_points_of_cars_at_a_map50_of_002_with_good_boxes() -> Curves:
    c = poses(Curves(300, task="pose", model="yolov8m-pose.pt"), 6.5, box=0.7, points=0.012)
    c.columns["metrics/mAP50-95(P)"] = np.round(c.columns["metrics/mAP50(P)"] * 0.25, 5)
    return c


@asked(
    "ultralytics#15438", state="plateau-low", never="lower-rate longer",
    step="check-points exact-points label-points check-labels",
)  # fmt: skip
def a_hundred_points_of_a_field_of_which_few_are_seen() -> Curves:
    c = poses(Curves(200, task="pose", model="yolov8l-pose.pt"), 7.5, box=0.66, points=0.05)
    c.columns["metrics/mAP50-95(P)"] = np.round(c.columns["metrics/mAP50(P)"] * 0.3, 5)
    return c


@asked(
    "ultralytics#2092", state="diverged", never="longer larger-model more-data resume",
    answers="continue=no",
)  # fmt: skip
def hands_whose_key_points_fade_to_nothing_after_a_few_epochs() -> Curves:
    c = Curves(60, task="pose", model="yolov8s-pose.pt").usual(pace=15)
    key_points(c, 9, 5, 0.02)
    fade = np.where(c.x < 9, c.rising(0.6, 4), 0.55 * np.exp(-(c.x - 8) / 4))
    for side in ("train", "val"):
        c.columns[f"{side}/pose_loss"] += np.maximum(c.x - 9, 0) * 0.1
    return c.score(c.rising(0.7, 6)).score(np.where(c.x > 25, 0.0, fade), "P", noise=0.0)


@asked(
    "ultralytics#16232", state="plateau-low", step="image-size trained-weights larger-model",
    never="longer lower-rate check-labels", answers="confidence=unknown",
)  # fmt: skip
def dota_at_640_from_scratch_misses_two_thirds() -> Curves:
    c = Curves(500, task="obb", model="yolov8s-obb.yaml", data="DOTAv1.5.yaml")
    c.usual(train=1.0, val=1.15, pace=50).score(c.rising(0.27, 40), noise=0.002)
    c.columns["metrics/recall(B)"] = np.round(c.rising(0.36, 40), 5)
    return c


@asked(
    "yolov5_obb#355", state="plateau-low good plateau-done", never="lower-rate longer",
    unsaid="by heart", answers="overfitting=no",
)  # fmt: skip
def rotated_boxes_that_stagnate_at_a_map50_of_052() -> Curves:
    c = Curves(300, task="obb", model="yolo11m-obb.pt", data="DOTAv1.5.yaml", imgsz=1024)
    return c.usual(train=1.0, val=1.15, pace=40).score(c.rising(0.36, 30), noise=0.002)


@asked(
    "ultralytics#978", state="learned-nothing", never="longer larger-model more-data image-size",
    answers="continue=no",
)  # fmt: skip
def four_cards_and_a_map50_of_four_in_ten_thousand() -> Curves:
    c = Curves(25, model="yolov8n.pt", batch=50, device="0,1,2,3").usual(train=1.0, val=3.5)
    for name in ("box", "cls", "dfl"):
        c.losses("val", 0.05, **{name: np.full(25, 4.0)})
    return c.score(np.full(25, 0.0003), noise=0.0001)


@asked(
    "ultralytics#5194", state="good train-longer plateau-done", never="more-data regularise",
    answers="overfitting=no", unsaid="by heart",
)  # fmt: skip
def training_losses_of_poses_rise_a_little_while_validation_falls() -> Curves:
    c = poses(Curves(200, task="pose", model="yolov8m-pose.pt"), 1.2, box=0.83, points=0.76)
    for name in ("box", "pose", "cls"):
        c.columns[f"train/{name}_loss"] *= 1 + 0.0008 * np.maximum(c.x - 46, 0)
    return c


@asked(
    "ultralytics#6781", state="train-longer good", step="longer train-at-all look-at-misses",
    never="lower-rate fewer-epochs", answers="continue=yes",
)  # fmt: skip
def twenty_five_epochs_of_animals_and_still_false_alarms() -> Curves:
    c = Curves(25, model="yolov8m.pt").usual(pace=12)
    c.score(0.5 * np.log1p(c.x) / np.log1p(25), noise=0.005)
    c.columns["metrics/precision(B)"] = np.round(0.6 * c.rising(1, 8), 5)
    return c


@asked(
    "YOLO(MIT)#237", state="too-short train-longer", never="larger-model check-labels lower-rate",
    step="longer train-at-all resume", answers="continue=yes",
)  # fmt: skip
def stopped_at_the_tenth_epoch_by_a_patience_of_3_as_validation_is_noisy() -> Curves:
    c = Curves(10, epochs=100, patience=3, model="yolov9c.pt").usual(pace=8)
    c.score(0.45 * np.log1p(c.x) / np.log1p(7), noise=0.0)
    for name in c.columns:
        if name.startswith("metrics/"):
            c.columns[name][7:] *= 0.8
    return c


@asked(
    "yolov3#1084", state="good plateau-done train-longer overfits", answers="overfitting=slightly",
    never="larger-model lower-rate longer",
)  # fmt: skip
def classification_climbs_past_50_and_the_best_is_at_70() -> Curves:
    c = Curves(100, model="yolov3-spp.pt").usual(val=1.1)
    c.losses("train", cls=c.falling(3, 0.3, 25)).losses("val", cls=climbing(c, 50, 0.15, 0.8))
    fall = 0.0004 * np.maximum(c.x - 70, 0)
    return c.score(c.rising(0.55, 20) - fall, noise=0.002)


@asked(
    "csdn: mAP above 0.9 in the first epoch", state="good plateau-done no-gain",
    never="lower-rate more-data longer", unsaid="Validation broken",
)  # fmt: skip
def large_plain_objects_at_09_from_the_first_epoch() -> Curves:
    c = Curves(50, model="yolov8s.pt").usual(train=0.5, val=0.55, pace=5)
    return c.score(0.62 + 0.18 * c.rising(1, 5), noise=0.002)


@asked(
    "pages: trucks and buses", state="overfits plateau-done no-gain good",
    never="longer lower-rate", says="0.9",
)  # fmt: skip
def training_loss_at_nothing_and_90_to_92_percent_from_the_first_epoch() -> Curves:
    c = Curves(50, task="classify", model="yolov8s-cls.pt", data="vehicles")
    classes(c, np.full(50, 0.91), c.falling(0.2, 0.001, 2), np.full(50, 0.35))
    c.columns["metrics/accuracy_top1"] = np.round(c.noisy(np.full(50, 0.91), 0.006), 4)
    return c


@asked(
    "pages: solder joints", state="overfits", cause="memorised", step="more-data",
    never="longer larger-model image-size", answers="continue=no",
)  # fmt: skip
def solder_joints_whose_losses_turn_at_60() -> Curves:
    c = Curves(200, model="yolov8n.pt").usual()
    apart(c, c.falling(2, 0.5, 50), climbing(c, 60, 0.3))
    return c.score(c.rising(0.5, 15) - 0.0004 * np.maximum(c.x - 60, 0), noise=0.004)


@asked(
    "ultralytics#19356", state="train-longer", step="longer", never="larger-model lower-rate",
    answers="continue=yes learning=yes",
)  # fmt: skip
def eight_cards_learn_slowly_and_still_rise() -> Curves:
    c = Curves(60, model="yolo11s.pt", batch=256, device="0,1,2,3,4,5,6,7").usual(pace=45)
    return c.score(0.5 * (c.x / 60) ** 0.7, noise=0.003)


@asked(
    "ultralytics#1915", state="good train-longer plateau-done", unsaid="not learned",
    never="check-points label-points lower-rate",
)  # fmt: skip
def key_points_that_begin_ten_epochs_after_their_boxes() -> Curves:
    c = poses(Curves(120, task="pose", model="yolov8n-pose.pt"), 1.5, box=0.75, points=0.0)
    late = np.where(c.x < 12, 0.0, 0.66 * (1 - np.exp(-(c.x - 11) / 18)))
    return c.score(late, "P", noise=0.002)


@asked(
    "ultralytics#8404", state="plateau-low", cause="points-coarse points-not-learned",
    step="exact-points check-points image-size", never="longer lower-rate",
)  # fmt: skip
def corners_of_plates_that_lie_a_little_off() -> Curves:
    c = poses(Curves(150, task="pose", model="yolov8s-pose.pt"), 4.0, box=0.72, points=0.1)
    level = np.round(c.noisy(c.rising(0.5, 15), 0.004).clip(0, 1), 5)
    for name in ("precision", "recall", "mAP50"):
        c.columns[f"metrics/{name}(P)"] = level
    return c
