"""Traces of the learning rate: its course, its warm-up, and how many batches an epoch has."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from reportgen.checks.folder.settings import usual_rate
from reportgen.diagnosis.traces.shapes import Rates, batches_by_first_rates
from reportgen.diagnosis.traces.validation import ValidationTraces

WARM_UP_STEPS = 100
"""Ultralytics warms up for at least so many optimizer steps, however few an epoch has."""


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
        if len(first) >= 3 and first[0] == 0 < first[1]:
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
