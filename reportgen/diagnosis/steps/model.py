"""Treatments of the model, the image size, the masks and what keeps it from learning by heart."""

from __future__ import annotations

from reportgen import words
from reportgen.diagnosis import commands
from reportgen.diagnosis.cause import Case
from reportgen.diagnosis.groups import CLASS_SIDE
from reportgen.diagnosis.model import Told
from reportgen.diagnosis.steps.treatment import Advice, treatment
from reportgen.facts.version import is_from
from reportgen.read.table.args import Args
from reportgen.trainers.ultralytics.arguments import ARGUMENTS
from reportgen.trainers.ultralytics.models import larger_model as next_larger

SIDES = (640, 800, 1024, 1280)
"""Image sizes that the guide names, and one either way."""
GAIN = "Small objects gain most."
WORTHWHILE = 1.2
"""A smaller step up in image size is not worth a training."""
LITTLE_LEFT = 0.9
"""From this main metric on a larger model has little left to win."""
FEW_OBJECTS = 100
"""Below so many validation objects nobody could tell that a larger model is better."""
MASK_RATIO_COUNTS = "8.4.0"
"""First release whose loss does not shrink the masks to a quarter of the picture all the same."""


@treatment("larger-model")
def larger_model(case: Case, told: Told) -> Advice | None:
    """Held back at the largest size, for tiny data, where little is left to win, and where the
    model overfits already."""
    facts = case.facts
    few = not case.traces.counts(FEW_OBJECTS)
    if few or (facts.headline or 0.0) >= LITTLE_LEFT or case.state.holds("overfits"):
        return None
    model = facts.model or ""
    larger = next_larger(model)
    if _is_largest(model) or (larger is None and not model.startswith("yolo")):
        return None
    return Advice(
        "Try a larger model",
        "More capacity can go further on the same data, at the cost of speed."
        if larger
        else "The next larger one of its family may go further, at the cost of speed.",
        {"model": larger} if larger else {},
    )


def _is_largest(model: str) -> bool:
    """Whether a model of a known family has no larger one."""
    largest = ("x.", "x-", "x6.", "x6u.", "xu.", "v9e.", "v9e-")
    return "yolo" in model and any(part in model for part in largest)


@treatment("image-size")
def image_size(case: Case, told: Told) -> Advice | None:
    """Held back at 1,280 pixels, of classes at 224 and for public sets, whose pictures are small,
    and where imgsz is not told."""
    size, classes = case.facts.known_args.number("imgsz"), case.traces.classifies
    sides = (CLASS_SIDE,) if classes else SIDES
    larger = next((s for s in sides if size and s >= WORTHWHILE * size), None)
    if not size or larger is None or (classes and case.traces.public_data):
        return None
    why = "What tells the classes apart may be too small to see." if classes else GAIN
    return Advice(
        f"Train on larger pictures: {larger} in place of {words.plain(size)}",
        f"{why} It takes more memory: a smaller batch may be needed.",
        {"imgsz": str(larger)},
    )


@treatment("hyperparameters")
def finer_masks(case: Case, told: Told) -> Advice | None:
    """Held back where the release does not heed mask_ratio, or may not, and at full size."""
    ratio = case.facts.known_args.number("mask_ratio") or float(ARGUMENTS["mask_ratio"].default)
    if ratio < 2 or is_from(case.facts.version_range, MASK_RATIO_COUNTS) is not True:
        return None
    finer = commands.typed(ratio // 2)
    return Advice(
        "Train finer masks",
        f"Masks are trained {words.plain(ratio)} times smaller than the picture; "
        f"mask_ratio={finer} keeps more of their outlines.",
        {"mask_ratio": finer},
    )


@treatment("hyperparameters")
def regularise(case: Case, told: Told) -> Advice | None:
    """Held back where all of that is on already."""
    changes = _more_varied(case.facts.known_args, case.traces.classifies)
    off = " rect=True switches mosaic and mixup off: leave it out." if "rect" in changes else ""
    return Advice("Regularise and augment more", f"More variation makes that harder.{off}", changes)


def _more_varied(args: Args, classifies: bool) -> dict[str, str]:
    """The first of these that is not on already; twice the weight decay where all are."""
    mosaic, decay = args.number("mosaic"), args.number("weight_decay")
    default = float(ARGUMENTS["weight_decay"].default)
    twice = words.rough(2 * (default if decay is None else decay) or default, 2)
    offers = (
        (classifies and not args.number("dropout"), {"dropout": "0.2"}),
        (not classifies and args.flag("rect") is True, {"rect": ""}),
        (not classifies and mosaic is not None and mosaic < 1, {"mosaic": "1.0"}),
        (not classifies and not args.number("mixup"), {"mixup": "0.1"}),
        (True, {"weight_decay": twice}),
    )
    return next(change for is_off, change in offers if is_off)


@treatment("class-weights")
def class_weights(case: Case, told: Told) -> Advice | None:
    """Never held back."""
    weighable = "cls_pw" in case.facts.known_args.values
    return Advice(
        "Give rare classes more weight",
        "cls_pw weighs the classes against their frequency."
        if weighable
        else "This release has no class weights: list the pictures of rare classes several times "
        "in the training set.",
        {"cls_pw": "0.5"} if weighable else {},
    )


@treatment("confidence-threshold")
def confidence(case: Case, told: Told) -> Advice | None:
    """Held back where the confidence is not told."""
    value = told.data.get("confidence")
    if value is None:
        return None
    return Advice(
        "Set the confidence for your use",
        "It balances misses and false alarms; go lower to miss less, higher for fewer false "
        "alarms.",
        {"conf": words.decimals(value, 3)},
    )
