"""Guide: "Loss Functions": the levels that validation losses reach."""

from __future__ import annotations

import math
from collections.abc import Mapping

from reportgen import words
from reportgen.read.table.args import Args
from reportgen.rule import Outcome, Verdict, check
from reportgen.trainers import Trainer

LOSSES = "Loss Functions"
GAINS = {"box": 7.5, "cls": 0.5, "dfl": 1.5}
"""Default weights of the losses; seg_loss is weighted by `box` as well."""


@check(
    id="box-loss-level",
    at_end=True,
    title="Validation box_loss is below {level}",
    guide=f"{LOSSES}: box_loss",
    heads=("box",),
)
def box_loss_level(
    best_val_losses: Mapping[str, float],
    best_epoch: int,
    known_args: Args,
    trainer: Trainer,
    *,
    level: float = 1.0,
) -> Outcome:
    """Look in `val_batch*_labels.jpg` whether the drawn boxes are tight and always drawn alike;
    where objects are small, train with a larger `imgsz` (800 or 1024).

    Pass below `level` (1.0, the guide's "good models"), note from there on, never worse: the level
    depends on the data and on the size of the objects. Not applicable when the `box` gain is not
    7.5, or where another trainer weighs its losses differently. Without args.yaml the default gain
    is assumed.
    """
    unjudged = _unjudged("box_loss", "box", best_val_losses, best_epoch, known_args, trainer)
    if unjudged:
        return unjudged
    value = best_val_losses["box_loss"]
    low = value < level
    meaning = (
        "predicted boxes lie close to the true ones"
        if low
        else "boxes lie less exactly than in most good models, as small objects alone can cause"
    )
    seen = (
        f"Validation box_loss is {words.decimals(value, 3)} at epoch {best_epoch}, the "
        f"best one: {meaning}."
    )
    limits = f"notes from {words.plain(level)} on"
    return _level("box_loss", "box", value, None if low else level, seen, known_args, limits)


@check(
    id="cls-loss-level",
    at_end=True,
    title="Validation cls_loss is below {level}",
    guide=f"{LOSSES}: cls_loss",
    heads=("box",),
)
def cls_loss_level(
    best_val_losses: Mapping[str, float],
    best_epoch: int,
    known_args: Args,
    trainer: Trainer,
    *,
    level: float = 1.0,
) -> Outcome:
    """See in the confusion matrix which classes are mixed up, and whether their labels are
    consistent. A value above 1 alone is no reason to change anything.

    Pass below `level` (1.0, the guide's "good models"), note from there on, never worse: over 96
    real segmentation runs the median is 1.47, and it grows with the number of classes. The guide
    calls it "objectness/class"; YOLOv8 and YOLO11 have no objectness part. Not applicable when the
    `cls` gain is not 0.5, or where another trainer weighs its losses differently. Without args.yaml
    the default gain is assumed.
    """
    unjudged = _unjudged("cls_loss", "cls", best_val_losses, best_epoch, known_args, trainer)
    if unjudged:
        return unjudged
    value = best_val_losses["cls_loss"]
    low = value < level
    meaning = (
        "classes are told apart with confidence"
        if low
        else "many classes raise it, and it alone is no reason to change anything"
    )
    seen = (
        f"At the best epoch ({best_epoch}) validation cls_loss is "
        f"{words.decimals(value, 3)}: {meaning}."
    )
    limits = f"notes from {words.plain(level)} on"
    return _level("cls_loss", "cls", value, None if low else level, seen, known_args, limits)


@check(
    id="seg-loss-level",
    at_end=True,
    title="Validation seg_loss is at most {high}",
    guide=f"{LOSSES}: seg_loss",
    heads=("mask",),
)
def seg_loss_level(
    best_val_losses: Mapping[str, float],
    best_epoch: int,
    known_args: Args,
    trainer: Trainer,
    *,
    low: float = 1.5,
    high: float = 2.5,
) -> Outcome:
    """Compare outlines in `val_batch*_labels.jpg` and `val_batch*_pred.jpg`: coarse annotations
    and thin objects raise seg_loss. `mask_ratio=2` in place of 4 trains finer masks.

    Pass up to `high` (2.5; the guide calls `low` to `high`, 1.5 to 2.5, typical), note above,
    never worse. A note as well where it is below box_loss, since the guide expects it above. Not
    applicable when the `box` gain, which weighs seg_loss too, is not 7.5, or where another
    trainer weighs its losses differently.
    """
    unjudged = _unjudged("seg_loss", "box", best_val_losses, best_epoch, known_args, trainer)
    if unjudged:
        return unjudged
    value = best_val_losses["seg_loss"]
    box = best_val_losses.get("box_loss", math.nan)
    limits = (
        f"typical {words.plain(low)} to {words.plain(high)}, notes above {words.plain(high)} or "
        "below box_loss"
    )
    if value <= high and value < box:
        return Outcome(
            Verdict.NOTE,
            f"seg_loss ({words.decimals(value, 2)}) is below box_loss ({words.decimals(box, 2)})",
            "Masks are usually harder than boxes, but validation seg_loss is "
            f"{words.decimals(value, 3)} and box_loss {words.decimals(box, 3)} at epoch "
            f"{best_epoch}. Large or simple shapes can explain that; so can boxes that are drawn "
            "loosely around the masks.",
            chart="seg-loss",
            measured={"seg_loss": value, "box_loss": box},
            threshold=limits,
            remedy="Look at a few of `val_batch*_labels.jpg`: each box should touch its mask.",
        )
    where = "above" if value > high else "within" if value >= low else "below"
    seen = (
        f"Validation seg_loss is {words.decimals(value, 3)} at epoch {best_epoch}, {where} the "
        f"usual {words.plain(low)} to {words.plain(high)}."
    )
    above = high if value > high else None
    return _level("seg_loss", "box", value, above, seen, known_args, limits)


@check(
    id="dfl-loss-level",
    at_end=True,
    title="Validation dfl_loss is at most {high}",
    guide=f"{LOSSES}: dfl_loss",
    heads=("box",),
)
def dfl_loss_level(
    best_val_losses: Mapping[str, float],
    best_epoch: int,
    known_args: Args,
    trainer: Trainer,
    *,
    low: float = 1.0,
    high: float = 1.5,
) -> Outcome:
    """Blurred or ambiguous object edges raise dfl_loss: agree on where an object ends and label
    it so everywhere.

    Pass up to `high` (1.5; the guide calls `low` to `high`, 1.0 to 1.5, typical), note above,
    never worse: the median over 96 real segmentation runs is 0.95. Not applicable when the `dfl`
    gain is not 1.5, or for a model without DFL (YOLO26 writes l1_loss in its place).
    """
    unjudged = _unjudged("dfl_loss", "dfl", best_val_losses, best_epoch, known_args, trainer)
    if unjudged:
        return unjudged
    value = best_val_losses["dfl_loss"]
    where = "above" if value > high else "within" if value >= low else "below"
    seen = (
        f"Validation dfl_loss is {words.decimals(value, 3)} at epoch {best_epoch}, {where} the "
        f"{words.plain(low)} to {words.plain(high)} that the guide calls typical."
    )
    limits = f"typical {words.plain(low)} to {words.plain(high)}, notes above {words.plain(high)}"
    above = high if value > high else None
    return _level("dfl_loss", "dfl", value, above, seen, known_args, limits)


def _unjudged(
    loss: str, gain: str, losses: Mapping[str, float], epoch: int, args: Args, trainer: Trainer
) -> Outcome | None:
    """Why a loss is not held against its level; None when it is."""
    title = f"{loss} is not judged"
    if not trainer.usual_losses:
        why = (
            f"{trainer.name} weighs {loss} differently, so the guide's level says nothing about it."
        )
        return Outcome(Verdict.NOT_APPLICABLE, title, why)
    if loss == "dfl_loss" and "l1_loss" in losses:
        why = "This model has no dfl_loss; it writes l1_loss instead."
        return Outcome(Verdict.NOT_APPLICABLE, title, why)
    set_to = args.number(gain)
    if set_to is not None and not math.isclose(set_to, GAINS[gain]):
        why = (
            f"The run sets {gain}={words.plain(set_to)} (default {words.plain(GAINS[gain])}), "
            f"which scales {loss}; the guide's level holds for the default only."
        )
        return Outcome(Verdict.NOT_APPLICABLE, title, why, measured={gain: set_to})
    if loss == "dfl_loss" and loss not in losses and "cls_loss" in losses:
        why = f"{loss} is 0 in every epoch, or not written: this model has none."
        return Outcome(Verdict.NOT_APPLICABLE, title, why)
    if not math.isfinite(losses.get(loss, math.nan)):
        why = f"results.csv has no number for validation {loss} at epoch {epoch}."
        return Outcome(Verdict.UNKNOWN, f"{loss} is unknown", why, chart=_chart(loss))
    return None


def _level(
    loss: str,
    gain: str,
    value: float,
    above: float | None,
    seen: str,
    args: Args,
    limits: str,
) -> Outcome:
    """Note when the value lies above a level, else pass; says so when the gain was assumed."""
    if args.number(gain) is None:
        seen += (
            f" (The weight {gain}={words.plain(GAINS[gain])} of {loss} is assumed: args.yaml is "
            "silent.)"
        )
    return Outcome(
        Verdict.PASS if above is None else Verdict.NOTE,
        f"{loss} is {words.decimals(value, 2)}"
        + ("" if above is None else f", above {words.plain(above)}"),
        seen,
        chart=_chart(loss),
        measured={loss: value},
        threshold=limits,
    )


def _chart(loss: str) -> str:
    return loss.replace("_", "-")
