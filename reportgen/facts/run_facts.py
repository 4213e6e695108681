"""Run -> Facts: what checks and charts may ask of a run, each documented once.

A fact is None when the run does not tell it; a check that needs it is then *unknown*. The first
sentence of a fact's docstring is how the page names it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from reportgen.facts import pace
from reportgen.facts.curve_facts import CurveFacts
from reportgen.facts.series.signs import Signs, signs_of
from reportgen.read.plot.plots import Confusion

if TYPE_CHECKING:
    from reportgen.anatomy.anatomy import Anatomy


class Overlaps(NamedTuple):
    """How well what is found fits, of predictions that are right; all 0 where it is not told."""

    number: int
    """Objects that are found and named right."""
    box: float
    """Mean intersection over union of the boxes."""
    mask: float
    """Mean intersection over union of the masks."""


class Facts(CurveFacts):
    """What a run tells. Every property is computed once, when first asked for."""

    @cached_property
    def confusion(self) -> Confusion | None:
        """The confusion matrix. Counted from what was recorded, else as drawn or told exactly."""
        drawn, recorded = self._drawn_confusion, self.run.recorded
        exact = drawn and not (drawn.low_confidence_counts or drawn.uncertainty)
        # Exact counts of all pictures say more than those of the pictures that were recorded.
        if self.anatomy is None or (exact and recorded and recorded.seen > len(recorded.pictures)):
            return drawn
        from reportgen.anatomy.confusion import confusion_of

        return confusion_of(self.anatomy)

    @cached_property
    def _drawn_confusion(self) -> Confusion | None:
        confusion = self.evidence.confusion
        across = self.trainer.classes_across(self.version_range)
        if confusion is None or not (confusion.has_background or across):
            return None
        if self.task is not None:
            confusion = replace(confusion, without_background=self.task.headline_head.things)
        if confusion.low_confidence_counts is not None:
            return confusion
        counts_low = self.trainer.low_confidence_counts(self.version_range)
        low = confusion.has_background and counts_low
        return replace(
            confusion,
            low_confidence_counts=confusion.abounds_in_false_alarms if low is None else low,
        )

    @cached_property
    def anatomy(self) -> Anatomy | None:
        """What was found in each validation picture. Recorded by reportgen's callback."""
        recorded = self.run.recorded
        if recorded is None or not recorded.objects:
            return None
        from reportgen.anatomy.anatomy import Anatomy

        peak = self.heads[-1].f1_peak if self.heads else None
        return Anatomy(recorded, peak.confidence if peak else None)

    @cached_property
    def overlaps(self) -> Overlaps:
        """How well masks and boxes fit. Of the objects that are found, at the confidence in use."""
        if self.anatomy is not None and self.anatomy.recorded.head == "mask":
            box, mask = self.anatomy.fits
            if len(box):
                return Overlaps(len(box), float(box.mean()), float(mask.mean()))
        return Overlaps(0, 0.0, 0.0)

    @cached_property
    def drawn_map50(self) -> dict[str, float] | None:
        """The mAP50 in the legends of the PR curves. By head."""
        curves = {head.head.key: head.curves["PR"] for head in self.heads if "PR" in head.curves}
        return {key: curve.value for key, curve in curves.items()} or None

    @cached_property
    def goes_on(self) -> bool:
        """Whether the training goes on. By a watch, or by the times of its files."""
        return pace.goes_on(self.table, self.run.moments, self._plan)

    @property
    def holds_for_now(self) -> bool:
        """Whether the same files may tell something else an hour later. By the times of files."""
        return pace.holds_for_now(self.table, self.run.moments, self._plan)

    @property
    def _plan(self) -> pace.TrainingPlan:
        limit = self.known_args.number("time")
        return pace.TrainingPlan(self.epochs_planned, self.patience, self.epochs_since_best, limit)

    @cached_property
    def silent_for(self) -> float:
        """The seconds for which an epoch is overdue. 0 where the times of files do not tell."""
        return pace.silent_for(self.table, self.run.moments)

    @cached_property
    def signs(self) -> Signs | None:
        """The course of the metrics. What the curves show, in numbers."""
        return signs_of(self)
