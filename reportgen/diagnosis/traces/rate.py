"""Traces of the learning rate: its course, its warm-up, and how many batches an epoch has."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from reportgen.checks.folder.settings import usual_rate
from reportgen.diagnosis.traces.shapes import Rates, batches_by_first_rates, granted
from reportgen.diagnosis.traces.validation import ValidationTraces
from reportgen.read.table.results import FloatArray
from reportgen.trainers.ultralytics.arguments import ARGUMENTS

WARM_UP_STEPS = 100
"""Ultralytics warms up for at least so many batches up to release 8.4.100, however few an epoch
has; from 8.4.103 on for `warmup_epochs` and no longer."""
WARM = 0.98
"""Share of its highest from which on a rate, as what it is of its grant, is no longer warming."""
ALL_BUT_ALL = 0.9
"""Share of the epochs that were warm-up where the whole training is called so."""


class RateTraces(ValidationTraces):
    """What the rates of the epochs show."""

    @cached_property
    def rates(self) -> Rates | None:
        """The course of the learning rate."""
        known = (each.known for each in (self.facts.learning_rates or {}).values())
        found = [each for each in known if each.values.max(initial=0) > 0]
        if not found:
            return None
        series = min(found, key=lambda s: float(s.values.max()))
        at = int(np.argmax(series.values))
        return Rates(
            series, float(series.values[at]), int(series.epochs[at]), float(series.values[-1])
        )

    @cached_property
    def usual_rate(self) -> float | None:
        """What training with its optimizer usually starts from; None: its trainer has no such."""
        return usual_rate(self.facts.known_args) if self.facts.trainer.usual_rates else None

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
    def _warmth(self) -> FloatArray | None:
        """Each rate as what it is of what the schedule grants: it rises while the warm-up lasts."""
        rates, args = self.rates, self.facts.known_args
        if rates is None or self.rises_by_plan:
            return None
        end, last = args.number("lrf"), int(rates.series.epochs[-1])
        planned = max(self.facts.epochs_planned or 0, last)
        cosine = args.flag("cos_lr") is True
        epochs = rates.series.epochs.astype(float)
        grants = granted(epochs, planned, 0.01 if end is None else end, cosine=cosine)
        return np.divide(rates.series.values, grants, where=grants > 0, out=np.zeros(len(grants)))

    @cached_property
    def warmed_until(self) -> int:
        """The epoch in which the warm-up ended, by the rates; 0 where they do not tell it."""
        if self._warmth is None or self.rates is None:
            return 0
        warm = np.flatnonzero(self._warmth >= WARM * self._warmth.max())
        return int(self.rates.series.epochs[warm[0]])

    @cached_property
    def warm_up_planned(self) -> float:
        """The epochs that `warmup_epochs` asks for."""
        asked = self.facts.known_args.number("warmup_epochs")
        return float(ARGUMENTS["warmup_epochs"].default) if asked is None else asked

    @cached_property
    def warms_longer(self) -> bool:
        """Whether the warm-up went on after `warmup_epochs`, to make up its 100 batches."""
        return self.warmed_until > self.warm_up_planned + 1 and self.warm_up_planned > 0

    @cached_property
    def batches(self) -> float | None:
        """About how many batches an epoch has, where the warm-up tells: where they are few.

        Ultralytics writes the rate of an epoch's last batch: n batches an epoch make the rates of
        the first epochs rise as n - 1, 2 n - 1, 3 n - 1, times the schedule. A rate that peaks
        later than `warmup_epochs` says how many epochs 100 batches are.
        """
        rates = self.rates
        if rates is None or self._warmth is None or not self.facts.trainer.has_yolo:
            return None
        if rates.series.epochs[0] != 1:
            return None
        first = rates.series.values
        if len(first) >= 3 and first[0] == 0 < first[1]:
            return 1.0
        by_peak = rates.warms_late(self.warm_up_planned)
        told = batches_by_first_rates(self._warmth[:3])
        return told or (WARM_UP_STEPS / rates.peak_epoch if by_peak else None)

    @cached_property
    def warm_up_lasts(self) -> bool:
        """Whether the warm-up had not ended when the training did, or only just."""
        rates = self.rates
        if rates is None or self.table is None or self.rises_by_plan:
            return False
        if rates.rises_to_the_end:
            return True
        few = (self.batches or WARM_UP_STEPS) * len(self.table.epochs) < WARM_UP_STEPS
        return few and self.warmed_until >= ALL_BUT_ALL * int(self.table.epochs[-1])
