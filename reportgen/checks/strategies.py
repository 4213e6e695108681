"""The guide's strategies to improve a model: which of them a run's findings call for.

Each function looks at the findings and gives its step, or None when nothing calls for it. They are
listed in the guide's order in `STRATEGIES`; the order shown is that of the findings' severity.
"Ensemble models" takes several runs and comes from comparisons; "Review augmentation" is a
question to the reader, which next_steps.py puts last.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from reportgen.arguments import ARGUMENTS
from reportgen.checks.commands import larger_model, resume_command, typed, validate_command
from reportgen.checks.masks import COARSE_BEFORE
from reportgen.checks.settings import ADAM_USUAL, SGD_FROM
from reportgen.checks.situation import Situation, is_broken, is_unfinished, lost, step
from reportgen.checks.sources import FEW_IN_ALL
from reportgen.checks.stability import LATE_DIP
from reportgen.rule import Finding, Step
from reportgen.tasks import CLASS

SIDES = (640, 800, 1024, 1280)
"""Image sizes that the guide names, and one either way."""
WORTHWHILE = 1.2
"""A smaller step up in image size is not worth a training."""
USUAL_EPOCHS = 100
"""Ultralytics' default."""
STEADY = 0.03
"""Dips of mAP below this share of its height, late in the training, are no fault of the rate."""


def resume(situation: Situation) -> Step | None:
    """Train longer: continue what was interrupted."""
    if not is_unfinished(situation):
        return None
    return step(
        "train-longer",
        "Finish this training",
        "It can go on where it stopped, with its learning rate as planned."
        + situation.caveat(weights=True),
        situation.raised("finished"),
        command=resume_command(situation.weights("last.pt")),
    )


def train_longer(situation: Situation) -> Step | None:
    """Train longer: only while scores still rise, and not where it overfits."""
    found = situation.raised("still-improving")
    epochs = situation.args.number("epochs")
    blocked = situation.serious("overfitting")
    if not found or blocked or not epochs or not math.isfinite(epochs):
        return None
    ending = situation.ending
    done = ending.measured.get("epochs done", epochs) if ending else epochs
    if done < epochs:
        patience = situation.args.number("patience") or 100
        changes = {"patience": typed(2 * patience)}
        advice = "It stopped early although it had not levelled off: allow it more patience."
    else:
        changes = {"epochs": str(10 * math.ceil(0.15 * epochs))}
        advice = "Start anew with more epochs: the learning rate of this run has wound down."
    return step("train-longer", "Train longer", advice, found, changes)


def train_at_all(situation: Situation) -> Step:
    """Train longer: what was planned so short that nothing else can be judged."""
    epochs = situation.args.number("epochs") or 0
    return step(
        "train-longer",
        f"Train for {USUAL_EPOCHS} epochs",
        f"{epochs:g} epochs show little of what this model and data can do; {USUAL_EPOCHS} are "
        "usual. Start anew: the learning rate of this run has wound down.",
        [situation.ending] if situation.ending else [],
        {"epochs": str(USUAL_EPOCHS)},
    )


def enlarge_validation(situation: Situation) -> Step | None:
    """Improve data quality: where so few objects are validated that numbers are mostly chance."""
    found = [f for f in situation.raised("small-validation") if FEW_IN_ALL in f.measured]
    if not found:
        return None
    return step(
        "data-quality",
        "Enlarge the validation set",
        "With so few objects one more or less moves every number here by points. Take pictures "
        "that resemble none of the training pictures.",
        found,
    )


def use_larger_model(situation: Situation) -> Step | None:
    """Try larger model: where the model, not the data, sets the limit."""
    found = situation.raised("underfitting", *(["early-plateau"] if situation.has_room else []))
    if not found or situation.raised("overfitting") or lost(situation):
        return None
    larger = larger_model(situation.model)
    return step(
        "larger-model",
        "Try a larger model",
        "More capacity can go further on the same data, at the cost of speed."
        if larger
        else "Take the next larger one of its family, if there is one.",
        found,
        {"model": larger} if larger else {},
    )


def set_confidence(situation: Situation) -> Step | None:
    """Adjust confidence threshold: from the F1 curve, for the use at hand."""
    found = situation.raised("precision-recall-balance", "best-confidence")
    if not found or situation.task.headline_head is CLASS or situation.is_unusable:
        return None
    known = situation.confidence
    if known is not None:
        return step(
            "confidence-threshold",
            "Set the confidence for your use",
            f"{known:.3f} balances both kinds of mistake; go lower to miss less, higher for fewer "
            "false alarms.",
            found,
            {"conf": f"{known:.3f}"},
        )
    return step(
        "confidence-threshold",
        "Find the confidence for your use",
        "The F1 curve shows where both kinds of mistake balance; validating draws it."
        + situation.caveat(weights=True, data=True),
        found,
        command=validate_command(situation.task, situation.weights("best.pt"), situation.data),
    )


def check_labels(situation: Situation) -> Step | None:
    """Improve data quality: where scores are low in a way that labels explain."""
    found = situation.raised(
        *(["learning"] if situation.has_room else []),
        "map50-tier",
        "precision-floor",
        "recall-floor",
        "map-ratio",
        "weak-classes",
        "confused-classes",
        "false-alarms",
    )
    if not found:
        return None
    return step(
        "data-quality",
        "Check the labels",
        "Look through the ground truth of the validation pictures for objects that are not "
        "labelled, labelled twice, or labelled loosely; labels.jpg cannot show that.",
        found,
    )


def raise_image_size(situation: Situation) -> Step | None:
    """Increase image size: where objects are missed or lie roughly."""
    found = situation.raised("recall-floor", "missed-objects", "map-ratio", "map50-tier")
    size = situation.args.number("imgsz")
    larger = next((s for s in SIDES if size and s >= WORTHWHILE * size), None)
    if not found or larger is None or situation.task.headline_head is CLASS:
        return None
    return step(
        "image-size",
        f"Train on larger pictures: {larger} in place of {size:g}",
        "Small objects gain most. It takes more memory: a smaller batch may be needed.",
        found,
        {"imgsz": str(larger)},
    )


def lower_learning_rate(situation: Situation) -> Step | None:
    """Fine-tune hyperparameters: a lower learning rate where training is not stable."""
    broken = is_broken(situation)
    found = situation.raised("diverged", "learning") if broken else _unsteady(situation)
    if not found:
        return None
    args = situation.args
    rate = situation.peak_rate or args.number("lr0") or float(ARGUMENTS["lr0"].default)
    lower = rate / (10 if broken else 2)
    if "adam" in (args.text("optimizer") or "").lower():
        lower = min(lower, ADAM_USUAL)
    auto = args.text("optimizer") in (None, "auto")
    changes = {"optimizer": "SGD" if rate >= SGD_FROM else "AdamW"} if auto else {}
    aside = " An optimizer has to be named with it: auto would ignore lr0." if auto else ""
    return step(
        "hyperparameters",
        "Lower the learning rate",
        f"The learning rate went up to {rate:.2g}; try {lower:.1g}.{aside}",
        found,
        {**changes, "lr0": f"{lower:.1g}"},
    )


def _unsteady(situation: Situation) -> list[Finding]:
    """Findings on a score that does not stay; swings of precision alone come from the threshold."""
    swings = situation.raised("erratic")
    return [f for f in swings if f.measured.get(LATE_DIP, STEADY) >= STEADY] + lost(situation)


def finer_masks(situation: Situation) -> Step | None:
    """Fine-tune hyperparameters: masks trained at a higher resolution."""
    masks = situation.raised("mask-gap", "seg-loss-level")
    found = masks + [f for f in situation.raised("map-ratio") if f.head == "mask"]
    if not found:
        return None
    ratio = situation.args.number("mask_ratio") or float(ARGUMENTS["mask_ratio"].default)
    finer = ratio >= 2
    return step(
        "hyperparameters",
        "Train finer masks" if finer else "Draw finer outlines",
        f"Masks are trained {ratio:g} times smaller than the picture. {COARSE_BEFORE}"
        if finer
        else "Masks are trained at full size already, so the annotations set the limit.",
        found,
        {"mask_ratio": typed(ratio // 2)} if finer else {},
    )


def regularise(situation: Situation) -> Step | None:
    """Fine-tune hyperparameters: stronger augmentation and regularisation against overfitting."""
    found = situation.raised("overfitting")
    if not situation.serious("overfitting"):
        return None
    args = situation.args
    decay = args.number("weight_decay")
    default = float(ARGUMENTS["weight_decay"].default)
    changes = {"weight_decay": f"{2 * (default if decay is None else decay) or default:.2g}"}
    if situation.task.headline_head is CLASS:
        changes["dropout"] = "0.2"
    else:
        changes |= {"mixup": "0.1"} if not args.number("mixup") else {}
        changes |= {"mosaic": "1.0"} if (args.number("mosaic") or 0) < 1 else {}
    epochs, patience = args.number("epochs"), args.number("patience")
    sooner = max(10, round((epochs or 0) / 5))
    if epochs and not 0 < (patience or 0) <= sooner:
        changes["patience"] = str(sooner)
    return step(
        "hyperparameters",
        "Regularise and augment more",
        "It learned the training pictures by heart; more variation makes that harder.",
        found,
        changes,
    )


def add_data(situation: Situation) -> Step | None:
    """Add more training data: where more variety is what is missing."""
    found = situation.raised(
        *(["overfitting"] if situation.serious("overfitting") else []),
        "weak-classes",
        "class-imbalance",
        "missed-objects",
        *(["early-plateau"] if situation.has_room else []),
    )
    if not found:
        return None
    classes = any("class" in finding.check for finding in found)
    return step(
        "more-data",
        "Add training pictures",
        "Of the weak classes first, in the places and light that the model will meet."
        if classes
        else "More variety helps most: other places, light, distances, backgrounds.",
        found,
    )


def weigh_classes(situation: Situation) -> Step | None:
    """Adjust class weights: only for imbalance."""
    found = situation.raised("class-imbalance")
    if not found:
        return None
    weighable = "cls_pw" in situation.args.values
    return step(
        "class-weights",
        "Give rare classes more weight",
        "cls_pw weighs the classes against their frequency."
        if weighable
        else "This Ultralytics version has no class weights: list the pictures of rare classes "
        "several times in the training set.",
        found,
        {"cls_pw": "0.5"} if weighable else {},
    )


def mend_settings(situation: Situation) -> Step | None:
    """Fine-tune hyperparameters: arguments that stand in the way."""
    found = situation.raised("settings")
    changes = {}
    if situation.args.flag("val") is False:
        changes["val"] = "True"
    if 0 < (situation.args.number("fraction") or 1) < 1:
        changes["fraction"] = "1.0"
    if not found or not changes:
        return None
    return step(
        "hyperparameters",
        "Use all pictures, and validate",
        "Without that the numbers of a run cannot be trusted.",
        found,
        changes,
    )


Strategy = Callable[[Situation], "Step | None"]

STRATEGIES: tuple[Strategy, ...] = (
    mend_settings,
    enlarge_validation,
    train_longer,
    use_larger_model,
    set_confidence,
    check_labels,
    raise_image_size,
    lower_learning_rate,
    finer_masks,
    regularise,
    add_data,
    weigh_classes,
)
UNFINISHED: tuple[Strategy, ...] = (resume, check_labels)
"""For a training that can go on: what a new one should change is seen when it has ended."""
SHORT: tuple[Strategy, ...] = (mend_settings, enlarge_validation, check_labels)
"""Beside a longer training, for one that was planned too short."""
FIRST_AID: tuple[Strategy, ...] = (lower_learning_rate, check_labels)
"""After a divergence, or when nothing is learned: mend that first, and nothing else."""
