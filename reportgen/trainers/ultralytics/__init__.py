"""Ultralytics YOLO: YOLOv8 and later, and all that is trained with its package."""

from __future__ import annotations

from reportgen.trainers.form.fitness import NEW_FITNESS, OLD_FITNESS, Fitness
from reportgen.trainers.form.release import VersionRange
from reportgen.trainers.form.trainer import Clues, Trainer
from reportgen.trainers.ultralytics import dated, releases


def _wrote(clues: Clues) -> bool:
    return not clues.files or bool({"results.csv", "args.yaml"} & clues.files)


def _fitness(versions: VersionRange) -> tuple[Fitness, ...]:
    weights = releases.fact("fitness", versions)
    found = tuple(
        formula
        for formula in (NEW_FITNESS, OLD_FITNESS)
        if weights in (None, [formula.map50_weight, formula.map_weight])
    )
    return found or (NEW_FITNESS, OLD_FITNESS)


def _ties_restart(versions: VersionRange) -> bool | None:
    told: bool | None = releases.fact("ties restart patience", versions)
    return told


ULTRALYTICS = Trainer(
    key="ultralytics",
    name="Ultralytics",
    wrote=_wrote,
    results=r"results\.csv",
    results_name="results.csv",
    arguments=r"args\.ya?ml",
    arguments_name="args.yaml",
    written_between=dated.written_between,
    fitness=_fitness,
    class_fitness=lambda versions: releases.fact("class fitness", versions) or "mean",
    ties_restart=_ties_restart,
    close_mosaic=lambda versions: int(releases.defaults("close_mosaic", versions)[0]),
    low_confidence_counts=dated.low_confidence_counts,
    classes_across=dated.classes_across,
    has_yolo=True,
    usual_losses=True,
)
