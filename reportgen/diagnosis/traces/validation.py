"""Traces of validation: what was measured, repeated, overflown or never a number."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from reportgen.facts.run_facts import Facts
from reportgen.facts.series import trend
from reportgen.facts.series.course import FEWEST_EPOCHS
from reportgen.read.table.results import EpochTable, FloatArray

SELDOM = 0.9
"""Share of the epochs without any object from which on labels are seldom found."""


def _share_told(loss: FloatArray | None) -> float:
    """In what share of the epochs in which it is a number a loss is not 0."""
    known = loss[np.isfinite(loss)] if loss is not None else np.empty(0)
    return float(np.mean(known != 0)) if len(known) else 0.0


class ValidationTraces:
    """What losses and metrics show of validation and of training beside it."""

    def __init__(self, facts: Facts) -> None:
        """Traces of the run that `facts` are of."""
        self._facts = facts

    @property
    def facts(self) -> Facts:
        """All facts, for a cause that weighs many."""
        return self._facts

    @cached_property
    def table(self) -> EpochTable | None:
        """The epochs of results.csv."""
        return self.facts.table

    def columns(self, side: str) -> dict[str, FloatArray]:
        """The columns of one side (``train``, ``val``, ``metrics``) by name, as they stand."""
        found = self.table.columns if self.table else {}
        return {k.split("/", 1)[1]: v for k, v in found.items() if k.startswith(f"{side}/")}

    @cached_property
    def scored(self) -> bool | None:
        """Whether any metric was above 0 in any epoch."""
        return any(bool(np.any(v > 0)) for v in self.columns("metrics").values()) or None

    @cached_property
    def silent_losses(self) -> tuple[str, ...]:
        """Validation losses that are exactly 0 in every epoch, though their training loss is not.

        One that is 0 itself in all but a few epochs found no labels either. Class losses are left
        out: where no object is labelled they are not 0.
        """
        train = self.columns("train")
        return tuple(
            name
            for name, values in self.columns("val").items()
            if "loss" in name and np.all(values == 0) and _share_told(train.get(name)) > 1 - SELDOM
        )

    @cached_property
    def overflown(self) -> dict[str, int]:
        """Validation losses that are NaN or infinite in most epochs: in how many."""
        table = self.table
        lost = {n: table.lost(f"val/{n}") for n in self.columns("val")} if table else {}
        return {name: int(epochs.sum()) for name, epochs in lost.items() if epochs.mean() > 0.5}

    @cached_property
    def training_sound(self) -> bool:
        """Whether every training loss is a number to the end and their sum falls."""
        losses = [v for n, v in self.columns("train").items() if "loss" in n and np.any(v)]
        if not losses or not np.isfinite(losses).all():
            return False
        total = np.sum(losses, axis=0)
        return bool(total[-1] < total[0])

    @cached_property
    def train_scatter(self) -> float | None:
        """Scatter of the training loss about its trend after the warm-up, as a share of it."""
        train, course = self.facts.train_loss, self.facts.course
        if train is None or course is None or len(train.known) < FEWEST_EPOCHS:
            return None
        curve = course.of(train)
        level = trend.median(curve.settled.values)
        return curve.noise / level if level > 0 else None

    @cached_property
    def broken_since(self) -> int | None:
        """First epoch from which on a training loss is no number to the end; None: none is."""
        if self.table is None:
            return None
        names = self.columns("train")
        since = (self.table.lost_since(f"train/{name}") for name in names if "loss" in name)
        return min((epoch for epoch in since if epoch is not None), default=None)

    @cached_property
    def vanished_since(self) -> int | None:
        """First epoch from which on the training loss of the boxes is exactly 0, and was not."""
        train = self.columns("train")
        box = train.get("box_loss", train.get("giou_loss"))
        if box is None or self.table is None or not len(box) or box[-1] != 0:
            return None
        told = np.flatnonzero(np.nan_to_num(box))
        return int(self.table.epochs[told[-1] + 1]) if told.size else None

    @cached_property
    def frozen(self) -> float | None:
        """Share of epochs whose validation row is that of the epoch before, digit for digit."""
        rows = [*self.columns("val").values(), *self.columns("metrics").values()]
        if not rows or len(rows[0]) < 4:
            return None
        stacked = np.stack(rows)
        told = (np.isfinite(stacked).all(axis=0) & (stacked != 0).any(axis=0))[1:]
        same = np.all(stacked[:, 1:] == stacked[:, :-1], axis=0) & told
        return float(same.sum() / max(len(same), 1))
