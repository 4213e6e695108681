"""Guide: "Loss Functions": the levels that validation losses reach."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from reportgen import words
from reportgen.read.table.args import Args
from reportgen.rule import Outcome, Verdict, check
from reportgen.trainers import Trainer

LOSSES = "Loss Functions"
GAINS = {"box": 7.5, "cls": 0.5, "dfl": 1.5}
"""Default weights of the losses; seg_loss is weighted by `box` as well."""


@check(
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
    loss = _Loss("box_loss", "box", best_val_losses, best_epoch, known_args, trainer)
    return loss.unjudged or loss.held_below(
        level,
        f"Validation box_loss is {loss.shown} at epoch {best_epoch}, the best one",
        low="predicted boxes lie close to the true ones",
        high="boxes fit less closely than in most good models; small objects alone can cause that",
    )


@check(
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
    """See in the confusion matrix what is mixed up, missed or seen where nothing is, and whether
    the labels are consistent. A value above 1 alone is no reason to change anything.

    Pass below `level` (1.0, the guide's "good models"), note from there on, never worse: over 96
    real segmentation runs the median is 1.47, and it grows with the number of classes. The guide
    calls it "objectness/class"; YOLOv8 and YOLO11 have no objectness part. Not applicable when the
    `cls` gain is not 0.5, or where another trainer weighs its losses differently. Without args.yaml
    the default gain is assumed.
    """
    loss = _Loss("cls_loss", "cls", best_val_losses, best_epoch, known_args, trainer)
    return loss.unjudged or loss.held_below(
        level,
        f"At the best epoch ({best_epoch}) validation cls_loss is {loss.shown}",
        low="objects are named with confidence",
        high="many classes raise it, and objects that look like their background",
    )


@check(
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
    loss = _Loss("seg_loss", "box", best_val_losses, best_epoch, known_args, trainer)
    if loss.unjudged:
        return loss.unjudged
    value, box = loss.value, best_val_losses.get("box_loss", math.nan)
    outcome = loss.held_within(
        low, high, f"usual {words.plain(low)} to {words.plain(high)}", or_note=" or below box_loss"
    )
    if value > high or not value < box:
        return outcome
    return replace(
        outcome,
        verdict=Verdict.NOTE,
        title=f"seg_loss ({words.decimals(value, 2)}) is below box_loss ({words.decimals(box, 2)})",
        seen="Masks are usually harder than boxes, but validation seg_loss is "
        f"{loss.shown} and box_loss {words.decimals(box, 3)} at epoch {best_epoch}. Large or "
        "simple shapes can explain that; so can boxes that are drawn loosely around the masks.",
        measured={"seg_loss": value, "box_loss": box},
        remedy="Look at a few of `val_batch*_labels.jpg`: each box should touch its mask.",
    )


@check(
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
    loss = _Loss("dfl_loss", "dfl", best_val_losses, best_epoch, known_args, trainer)
    typical = f"{words.plain(low)} to {words.plain(high)} that the guide calls typical"
    return loss.unjudged or loss.held_within(low, high, typical)


@dataclass(frozen=True)
class _Loss:
    """A validation loss at the best epoch, and what its level rests on."""

    name: str
    gain: str
    """The argument that weighs it."""
    losses: Mapping[str, float]
    epoch: int
    args: Args
    trainer: Trainer

    @property
    def value(self) -> float:
        return self.losses.get(self.name, math.nan)

    @property
    def shown(self) -> str:
        return words.decimals(self.value, 3)

    @property
    def unjudged(self) -> Outcome | None:
        """Why it is not held against its level; None when it is."""
        name, set_to = self.name, self.args.number(self.gain)
        if not self.trainer.usual_losses:
            return self._no_level(
                f"{self.trainer.name} weighs {name} differently, so the guide's level says "
                "nothing about it."
            )
        if name == "dfl_loss" and "l1_loss" in self.losses:
            return self._no_level("This model has no dfl_loss; it writes l1_loss instead.")
        if set_to is not None and not math.isclose(set_to, GAINS[self.gain]):
            return self._no_level(
                f"The run sets {self.gain}={words.plain(set_to)} (default "
                f"{words.plain(GAINS[self.gain])}), which scales {name}; the guide's level holds "
                "for the default only.",
                {self.gain: set_to},
            )
        if name == "dfl_loss" and name not in self.losses and "cls_loss" in self.losses:
            return self._no_level(
                f"{name} is 0 in every epoch, or not written: this model has none."
            )
        if not math.isfinite(self.value):
            why = f"results.csv has no number for validation {name} at epoch {self.epoch}."
            return Outcome(Verdict.UNKNOWN, f"{name} is unknown", why, chart=self._chart)
        return None

    def held_below(self, level: float, start: str, *, low: str, high: str) -> Outcome:
        """Note from `level` on, else pass; `low` and `high` say what that means."""
        below = self.value < level
        seen = f"{start}: {low if below else high}."
        return self._held(None if below else level, seen, f"notes from {words.plain(level)} on")

    def held_within(self, low: float, high: float, range: str, *, or_note: str = "") -> Outcome:
        """Note above `high`, else pass."""
        where = "above" if self.value > high else "within" if self.value >= low else "below"
        return self._held(
            high if self.value > high else None,
            f"Validation {self.name} is {self.shown} at epoch {self.epoch}, {where} the {range}.",
            f"typical {words.plain(low)} to {words.plain(high)}, notes above {words.plain(high)}"
            f"{or_note}",
        )

    def _held(self, above: float | None, seen: str, limits: str) -> Outcome:
        """Note when it lies `above` a level, else pass; says so when its weight was assumed."""
        if self.args.number(self.gain) is None:
            seen += (
                f" (The weight {self.gain}={words.plain(GAINS[self.gain])} of {self.name} is "
                "assumed: args.yaml is silent.)"
            )
        than = "" if above is None else f", above {words.plain(above)}"
        return Outcome(
            Verdict.NOTE if than else Verdict.PASS,
            f"{self.name} is {words.decimals(self.value, 2)}{than}",
            seen,
            chart=self._chart,
            measured={self.name: self.value},
            threshold=limits,
        )

    def _no_level(self, why: str, measured: Mapping[str, float] | None = None) -> Outcome:
        title = f"{self.name} is not judged"
        return Outcome(Verdict.NOT_APPLICABLE, title, why, measured=measured or {})

    @property
    def _chart(self) -> str:
        return self.name.replace("_", "-")
