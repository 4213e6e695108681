"""What causes look for beyond the facts that checks ask for: traces that a kind of fault leaves.

Each is computed once, when first asked for. None means that the run does not tell it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property

import numpy as np

from reportgen.checks.overfitting import climbing, turning
from reportgen.diagnosis.shapes import (
    Climb,
    Rates,
    Spike,
    Step,
    batches_by_first_rates,
    climb_of,
    jumps_of,
    mosaic_step,
    quantum_of,
    spike_at,
)
from reportgen.facts import trend
from reportgen.facts.climbs import ERROR, judged_losses
from reportgen.facts.course import FEWEST_EPOCHS
from reportgen.facts.run_facts import Facts
from reportgen.read.data_name import is_public
from reportgen.read.table.results import EpochTable, FloatArray
from reportgen.tasks import CLASS
from reportgen.trainers.trainer import BEST_FILE, LAST_FILE

WARM_UP_STEPS = 100
"""Ultralytics warms up for at least so many optimizer steps, however few an epoch has."""
TELLING = 0.025
"""Rise of the sum of the losses below which the steepest one is told in its place."""
FROZEN = 0.3
"""Share of repeated validation rows from which on they are no chance."""
OWN_WEIGHTS = re.compile(r"(?:^|[/\\])weights[/\\]|^(?:best|last)\d*\.pt$", re.IGNORECASE)
"""A model that an earlier training left behind."""


class Traces:
    """Traces in a run's files. Every property is computed once, when first asked for."""

    def __init__(self, facts: Facts) -> None:
        """Traces of the run that `facts` are of."""
        self._facts = facts

    @property
    def facts(self) -> Facts:
        """All facts, for a cause that weighs many."""
        return self._facts

    @property
    def traces(self) -> Traces:
        """All of these, for a cause that weighs several."""
        return self

    @cached_property
    def table(self) -> EpochTable | None:
        """The epochs of results.csv."""
        return self.facts.table

    def columns(self, side: str) -> dict[str, FloatArray]:
        """The columns of one side (``train``, ``val``, ``metrics``) by name, as they stand."""
        found = self.table.columns if self.table else {}
        return {k.split("/", 1)[1]: v for k, v in found.items() if k.startswith(f"{side}/")}

    # --- validation --------------------------------------------------------------------------

    @cached_property
    def scored(self) -> bool | None:
        """Whether any metric was above 0 in any epoch."""
        return any(bool(np.any(v > 0)) for v in self.columns("metrics").values()) or None

    @cached_property
    def silent_losses(self) -> tuple[str, ...]:
        """Validation losses that are exactly 0 in every epoch, though their training loss is not.

        Class losses are left out: where no object is labelled they are not 0.
        """
        train = self.columns("train")
        return tuple(
            name
            for name, values in self.columns("val").items()
            if "loss" in name and np.all(values == 0) and np.any(np.nan_to_num(train.get(name, 0)))
        )

    @cached_property
    def overflown(self) -> dict[str, int]:
        """Validation losses that are NaN or infinite in most epochs: in how many."""
        counts = {n: int((~np.isfinite(v)).sum()) for n, v in self.columns("val").items()}
        epochs = len(self.table.epochs) if self.table else 0
        return {name: count for name, count in counts.items() if count > epochs / 2}

    @cached_property
    def training_sound(self) -> bool:
        """Whether every training loss is a number to the end and their sum falls."""
        losses = [v for n, v in self.columns("train").items() if "loss" in n and np.any(v)]
        if not losses or not all(np.isfinite(v).all() for v in losses):
            return False
        total = np.sum(losses, axis=0)
        return len(total) > 1 and bool(total[-1] < total[0])

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
        found: list[int] = []
        for name, values in self.columns("train").items():
            finite = np.flatnonzero(np.isfinite(values))
            if "loss" in name and len(values) and not np.isfinite(values[-1]):
                found.append(int(self.table.epochs[finite[-1] + 1 if finite.size else 0]))
        return min(found, default=None)

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

    # --- learning rate -----------------------------------------------------------------------

    @cached_property
    def rates(self) -> Rates | None:
        """The course of the learning rate."""
        found = [s.known for s in (self.facts.learning_rates or {}).values() if len(s.known)]
        found = [s for s in found if s.values.max() > 0]
        if not found:
            return None
        series = min(found, key=lambda s: float(s.values.max()))
        at = int(np.argmax(series.values))
        return Rates(
            series, float(series.values[at]), int(series.epochs[at]), float(series.values[-1])
        )

    @cached_property
    def rate_is_zero(self) -> bool:
        """Whether the rate is exactly 0 in every epoch. A first one may be: a warm-up's begin."""
        found = [s.known.values for s in (self.facts.learning_rates or {}).values()]
        return any(len(v) > 2 for v in found) and not any(np.any(v) for v in found)

    @cached_property
    def rises_by_plan(self) -> bool:
        """Whether the rate goes above `lr0`, where a warm-up ends: it is planned to rise."""
        args, rates = self.facts.known_args, self.rates
        lr0 = args.number("lr0")
        named = args.text("optimizer") not in (None, "auto")
        higher = rates is not None and lr0 is not None and rates.last > 1.5 * lr0
        return (args.number("lrf") or 0.0) > 1 or (named and higher)

    @cached_property
    def batches(self) -> float | None:
        """About how many batches an epoch has, where the warm-up tells: where they are few.

        Ultralytics warms up for `warmup_epochs` or 100 batches, whichever is longer, and writes the
        rate of an epoch's last batch: n batches an epoch make the rates of the first epochs rise as
        n - 1, 2 n - 1, 3 n - 1, times the schedule. A rate that peaks later than `warmup_epochs`
        says how many epochs 100 batches are.
        """
        rates = self.rates
        if rates is None or not self.facts.trainer.has_yolo:
            return None
        if self.rises_by_plan or rates.series.epochs[0] != 1:
            return None
        first = rates.series.values
        if len(first) >= 3 and first[0] == 0 and first[1] > 0:
            return 1.0
        args, planned = self.facts.known_args, self.facts.epochs_planned or len(first)
        end, warm = args.number("lrf"), args.number("warmup_epochs")
        told = batches_by_first_rates(
            first, planned, 0.01 if end is None else end, cosine=args.flag("cos_lr") is True
        )
        by_peak = rates.warms_late(3.0 if warm is None else warm)
        return told or (WARM_UP_STEPS / rates.peak_epoch if by_peak else None)

    @cached_property
    def warm_up_lasts(self) -> bool:
        """Whether the warm-up had not ended when the training did."""
        rates = self.rates
        if rates is None or self.table is None or self.rises_by_plan:
            return False
        steps = (self.batches or WARM_UP_STEPS) * len(self.table.epochs)
        return rates.rises_to_the_end or steps < WARM_UP_STEPS

    @cached_property
    def pictures(self) -> float | None:
        """About how many training pictures there are, where there are few; else None.

        Repeated validation rows say that an epoch has fewer pictures than a step takes (`nbs`).
        """
        batch = self.facts.known_args.number("batch")
        nbs = self.facts.known_args.number("nbs") or 64.0
        if self.batches is not None and batch and batch > 0:
            return self.batches * batch
        frozen = self.frozen is not None and self.frozen >= FROZEN
        return nbs if frozen and batch and 0 < batch < nbs else None

    @cached_property
    def on_mps(self) -> bool:
        """Whether it was trained on Apple's graphics processor."""
        return "mps" in str(self.facts.known_args.values.get("device", "")).lower()

    @cached_property
    def public_data(self) -> bool:
        """Whether it is a large data set that everybody trains on: nobody's labels to mend."""
        return is_public(self.facts.data_name or "")

    # --- where it started --------------------------------------------------------------------

    @cached_property
    def from_scratch(self) -> bool | None:
        """Whether training started without trained weights: from a .yaml, or with none named."""
        args = self.facts.known_args
        model = args.text("model") or args.text("weights")
        if model is None:
            # YOLOv5 writes an empty text where none was given.
            return True if args.values.get("weights") == "" else None
        given = args.text("pretrained")
        return model.lower().endswith((".yaml", ".yml")) and not (given or "").endswith(".pt")

    @cached_property
    def own_weights(self) -> bool:
        """Whether it started from weights that an earlier training left behind."""
        args = self.facts.known_args
        model = args.text("model") or args.text("weights") or ""
        return bool(OWN_WEIGHTS.search(model))

    @cached_property
    def resumed(self) -> bool:
        """Whether args.yaml calls it a resumed training."""
        return bool(self.facts.known_args.values.get("resume"))

    @cached_property
    def restarted(self) -> bool:
        """Whether it was to be resumed and started anew: epoch 1, and a warm-up of its own."""
        rates, table = self.rates, self.table
        if not self.resumed or table is None or rates is None or table.resumed_at:
            return False
        return int(table.epochs[0]) == 1 and len(rates.series) > 3 and self._warms_up(rates)

    def _warms_up(self, rates: Rates) -> bool:
        return float(rates.series.values[0]) < 0.7 * rates.peak and rates.peak_epoch > 1

    @cached_property
    def rows_missing(self) -> int | None:
        """How many epochs at the start results.csv does not hold; None where none lack."""
        if self.table is None:
            return None
        return int(self.table.epochs[0]) - 1 or None

    @cached_property
    def start(self) -> tuple[float, float] | None:
        """The main metric of the first validated epoch, and its highest after that."""
        curve = self.facts.headline_curve
        known = curve.known if curve else None
        if known is None or len(known) < 2:
            return None
        return float(known.values[0]), float(known.values[1:].max())

    # --- jumps -------------------------------------------------------------------------------

    @cached_property
    def spikes(self) -> tuple[Spike, ...]:
        """Epochs after the warm-up in which training and validation loss both jump."""
        train, val, score = (
            self.facts.train_loss,
            self.facts.val_loss,
            self.facts.headline_curve,
        )
        if train is None or score is None or len(train) < 8:
            return ()
        found: list[Spike] = []
        for at in jumps_of(train):
            # A validation loss that is missing says nothing against it.
            near = val.values[at : at + 3] if val is not None else np.empty(0)
            before = trend.median(val.values[max(at - 5, 0) : at]) if val is not None else np.nan
            if np.isfinite(before) and np.isfinite(near).any() and np.nanmax(near) < 1.1 * before:
                continue
            found.append(spike_at(train, score, at, self.facts.resumed_at))
        return tuple(found)

    @cached_property
    def climb(self) -> Climb | None:
        """How validation loss climbed from its lowest level on; None where it ends no higher.

        The sum of the losses where they climb together, or none of them does clearly; else the
        steepest: from the same epoch as the check overfitting.
        """
        signs = self.facts.signs
        if signs is None:
            return None
        val, train = judged_losses(
            self.facts.val_losses or {},
            self.facts.train_losses or {},
            self.facts.train_loss,
            self.facts.score,
        )

        def of(name: str, start: int) -> Climb | None:
            return climb_of(name, val[name], train.get(name), start)

        climbs = climbing(signs)
        singles = [found for one in signs.climbs if (found := of(one.name, one.start))]
        steepest = max(singles, key=lambda c: c.last - c.low, default=None)
        if climbs and (ERROR in val or turning(signs) == climbs[0].start != signs.turn):
            return of(climbs[0].name, turning(signs))
        whole = climb_of("loss", self.facts.val_loss, self.facts.train_loss, signs.turn)
        if whole is None:
            return steepest
        single = of(climbs[0].name, signs.turn) if climbs and whole.rise < TELLING else None
        if single is not None and single.rise > whole.rise:
            return single
        return replace(whole, driver=steepest.name if steepest and len(val) > 1 else "")

    @cached_property
    def mosaic_step(self) -> Step | None:
        """What changed where mosaic is switched off; None where that is not within the run."""
        at, val, score = self.facts.mosaic_off, self.facts.val_loss, self.facts.headline_curve
        if val is None or score is None:
            return None
        return mosaic_step(at, val, score)

    @cached_property
    def has_best(self) -> bool:
        """Whether best.pt is in the folder, and of an epoch that scored."""
        return bool(self.scored) and bool(self.facts.listing.of_kind("best-weights"))

    @property
    def weights(self) -> str:
        """The file to validate again: best.pt where it is there and means something."""
        return BEST_FILE if self.has_best else LAST_FILE

    # --- data --------------------------------------------------------------------------------

    @cached_property
    def classifies(self) -> bool:
        """Whether whole pictures are classified."""
        task = self.facts.task
        return task is not None and task.headline_head == CLASS

    @cached_property
    def class_count(self) -> int | None:
        """How many classes there are; None where neither names nor matrix tell it."""
        names = self.facts.run.class_names
        if names.source and names.names:
            return len(names.names)
        confusion = self.facts.confusion
        return len(confusion.names) if confusion else None

    @cached_property
    def objects(self) -> float | None:
        """How many objects validation has, by the counts of the confusion matrix."""
        confusion = self.facts.confusion
        objects = confusion.objects if confusion else None
        if objects is None or np.isnan(objects).all():
            return None
        return float(np.nansum(objects))

    @cached_property
    def quantum(self) -> int | None:
        """How many validation objects there are, by the steps in which recall or accuracy moves.

        None where it moves in no steps that one over a number up to 60 explains.
        """
        curve = self.facts.headline_curve if self.classifies else None
        if self.facts.heads and not self.classifies:
            curve = self.facts.heads[0].recall_curve
        if curve is None:
            return None
        told = trend.warmed_up(curve).known.values.round(5)
        values = trend.distinct(told)
        values = values[(values > 0) & (values < 1)]
        # Three values in many epochs are steps as well; in few epochs they may be chance.
        enough = len(values) >= (3 if len(told) >= 30 else 4)
        return quantum_of(values) if enough and values.max() >= 0.1 else None
