"""What causes look for beyond the facts that checks ask for: traces that a kind of fault leaves.

Each is computed once, when first asked for. None means that the run does not tell it.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace
from functools import cached_property

import numpy as np

from reportgen.checks.course.overfitting import climbing, turning
from reportgen.diagnosis.traces.rate import RateTraces
from reportgen.diagnosis.traces.shapes import (
    MosaicStep,
    Rates,
    Spike,
    ToldClimb,
    climb_of,
    climb_told,
    jumps_of,
    mosaic_step,
    quantum_of,
    spike_at,
)
from reportgen.facts.series import trend
from reportgen.facts.series.climbs import ERROR, judged_losses
from reportgen.read.data_name import is_public
from reportgen.read.table.results import FloatArray, known_of
from reportgen.tasks import CLASS
from reportgen.trainers.form.trainer import BEST_FILE, LAST_FILE
from reportgen.trainers.ultralytics.arguments import ARGUMENTS

TELLING = 0.025
"""Rise of the sum of the losses below which the steepest one is told in its place."""
FROZEN = 0.3
"""Share of repeated validation rows from which on they are no chance."""
UNTRAINED, TRAINED, LEAST_DFL = 0.93, 0.4, 0.05
"""Shares of the dfl_loss of boxes that know nothing: from where on they began with random weights,
below which they did not, and up to which it is another loss. Of 340 real runs those from published
weights begin at 0.84 at most, those from none at 0.73 at least where batches are few."""
HUGE = 4.0
"""From so many times the nominal batch on an epoch makes few steps: the rate does not grow with
it, as it should (Goyal et al. 2017)."""
OWN_WEIGHTS = re.compile(r"(?:^|[/\\])weights[/\\]|^(?:best|last)\d*\.pt$", re.IGNORECASE)
"""A model that an earlier training left behind."""


class Traces(RateTraces):
    """Traces in a run's files. Every property is computed once, when first asked for."""

    @property
    def traces(self) -> Traces:
        """All of these, for a cause that weighs several."""
        return self

    # --- where it started --------------------------------------------------------------------

    @cached_property
    def boxes_untrained(self) -> bool | None:
        """Whether the boxes began with random weights, by the dfl_loss of the first epoch.

        All 16 places of an edge are alike then, which costs ln 16 times the gain. None where it
        lies between that and what trained weights begin with.
        """
        told = self.columns("train").get("dfl_loss")
        gain = self.facts.known_args.number("dfl") or float(ARGUMENTS["dfl"].default)
        if told is None or not gain > 0 or self.rows_missing:
            return None
        share = float(told[0]) / (gain * math.log(16))
        if UNTRAINED <= share <= 2 - UNTRAINED:
            return True
        return False if LEAST_DFL < share < TRAINED else None

    @cached_property
    def from_scratch(self) -> bool | None:
        """Whether training started without trained weights: from a .yaml, or with none named."""
        args = self.facts.known_args
        model = args.text("model") or args.text("weights")
        if model is None:
            # YOLOv5 writes an empty text where none was given.
            return True if args.values.get("weights") == "" else self.boxes_untrained or None
        given = args.text("pretrained")
        named = model.lower().endswith((".yaml", ".yml")) and not (given or "").endswith(".pt")
        # Python may have loaded weights into it, which no argument tells.
        return named and self.boxes_untrained is not False

    @cached_property
    def own_weights(self) -> bool:
        """Whether it started from weights that an earlier training left behind.

        A resumed training names the weights that it went on from, not those of its start.
        """
        args = self.facts.known_args
        model = args.text("model") or args.text("weights") or ""
        return bool(OWN_WEIGHTS.search(model)) and not self.goes_on

    @cached_property
    def goes_on(self) -> bool:
        """Whether it was resumed and did go on."""
        return self.resumed and not self.restarted

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
        if self.table is None or self.facts.trainer.keeps_all:
            return None
        return int(self.table.epochs[0]) - 1 or None

    @cached_property
    def start(self) -> tuple[float, float] | None:
        """The main metric of the first validated epoch, and its highest after that."""
        known = known_of(self.facts.headline_curve).values
        return (float(known[0]), float(known[1:].max())) if len(known) > 1 else None

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
    def climb(self) -> ToldClimb | None:
        """How validation loss climbed from its lowest level on; None where it ends no higher.

        The sum of the losses where they climb together, or none of them does clearly; else the
        steepest, in the numbers of the check overfitting.
        """
        signs = self.facts.signs
        if signs is None:
            return None
        val, train = judged_losses(
            *self.facts.losses[::-1],
            self.facts.train_loss,
            self.facts.score,
        )
        told = {one.name: climb_told(one, train.get(one.name)) for one in signs.climbs}
        steepest = max(filter(None, told.values()), key=lambda c: c.last - c.low, default=None)
        climbs = climbing(signs)
        first = told[climbs[0].name] if climbs else None
        if climbs and (ERROR in val or turning(signs) == climbs[0].start != signs.turn):
            return first
        whole = climb_of("loss", self.facts.val_loss, self.facts.train_loss, signs.turn)
        if whole is None:
            return steepest
        if first is not None and whole.rise < min(TELLING, first.rise):
            return first
        return replace(whole, driver=steepest.name if steepest and len(val) > 1 else "")

    @cached_property
    def mosaic_step(self) -> MosaicStep | None:
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
    def pictures(self) -> float | None:
        """About how many training pictures there are, where there are few; else None.

        Repeated validation rows say that an epoch has fewer pictures than a step takes (`nbs`).
        """
        batch = self.facts.known_args.number("batch") or 0.0
        nbs = self.facts.known_args.number("nbs") or 64.0
        if self.batches is not None and batch > 0:
            return self.batches * batch
        return nbs if (self.frozen or 0.0) >= FROZEN and 0 < batch < nbs else None

    @cached_property
    def huge_batch(self) -> float | None:
        """The batch where it is `HUGE` times what a step is made for (`nbs`); else None."""
        batch = self.facts.known_args.number("batch") or 0.0
        nbs = self.facts.known_args.number("nbs") or 64.0
        return batch if batch >= HUGE * nbs else None

    @cached_property
    def on_mps(self) -> bool:
        """Whether it was trained on Apple's graphics processor."""
        return "mps" in str(self.facts.known_args.values.get("device", "")).lower()

    @cached_property
    def public_data(self) -> bool:
        """Whether it is a large data set that everybody trains on: nobody's labels to mend."""
        return is_public(self.facts.data_name or "")

    @cached_property
    def classifies(self) -> bool:
        """Whether whole pictures are classified."""
        return self.facts.headline_key == CLASS.key

    @cached_property
    def class_loss(self) -> FloatArray | None:
        """The training loss of a classification as it stands; None of any other task."""
        losses = (v for n, v in self.columns("train").items() if "loss" in n)
        return next(losses, None) if self.classifies else None

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
        return confusion.total if confusion else None

    def counts(self, objects: int) -> bool:
        """Whether validation counts so many objects or more, as far as they are told."""
        return self.objects is None or self.objects >= objects

    @cached_property
    def quantum(self) -> int | None:
        """How many validation objects there are, by the steps in which recall or accuracy moves.

        None where it moves in no steps that one over a number up to 60 explains.
        """
        recalls = (head.recall_curve for head in self.facts.heads)
        curve = self.facts.headline_curve if self.classifies else next(recalls, None)
        if curve is None:
            return None
        told = trend.warmed_up(curve).known.values.round(5)
        values = trend.distinct(told)
        values = values[(values > 0) & (values < 1)]
        # Three values in many epochs are steps as well; in few epochs they may be chance.
        enough = len(values) >= (3 if len(told) >= 30 else 4)
        return quantum_of(values) if enough and values.max() >= 0.1 else None
