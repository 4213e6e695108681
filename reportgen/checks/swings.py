"""How the metrics of a run swing from epoch to epoch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reportgen.checks.score import score_chart
from reportgen.checks.wording import metrics_chart
from reportgen.facts.course import Course, Curve
from reportgen.facts.head_facts import HeadFacts
from reportgen.read.table.results import FloatArray, IntArray, Series


@dataclass(frozen=True)
class Swing:
    """How a metric swings after warm-up, as shares of its height."""

    name: str
    chart: str
    typical: float
    epochs: IntArray
    depths: FloatArray
    """How far each epoch lies in a dip; shape (n,), at `epochs`."""
    full: float
    """The height, in the unit of the metric."""
    late: float
    """`typical` over the second half of the epochs after warm-up alone."""

    @property
    def scores(self) -> bool:
        """Whether it is a score over all confidences, and not the precision or recall at one."""
        return "precision" not in self.name and "recall" not in self.name

    @property
    def deepest(self) -> int:
        """Index of the deepest dip."""
        return int(np.argmax(self.depths))

    @property
    def lost(self) -> float:
        """Depth of the deepest dip, in the unit of the metric."""
        return float(self.depths.max() * self.full)

    @classmethod
    def of(cls, name: str, chart: str, curve: Curve, height: float) -> Swing:
        """Measure `curve`; a height below `height` counts as that."""
        settled = curve.settled.known
        full = max(float(curve.known.values.max()), height)
        half = len(settled) // 2
        second = Curve(Series(curve.series.name, settled.epochs[half:], settled.values[half:]))
        typical, late = (part.typical_dip / full for part in (curve.settled, second))
        return cls(name, chart, typical, settled.epochs, curve.settled.dips / full, full, late)


def swings_of(
    heads: tuple[HeadFacts, ...], score: Series, course: Course, height: float
) -> list[Swing]:
    """The swings of every metric of every head; of top-1 accuracy for classes."""
    told = [
        (f"{head.head.key} {name}", metrics_chart(head.head), course.of(curve))
        for head in heads
        for name, curve in (
            ("mAP50-95", head.map50_95_curve),
            ("mAP50", head.map50_curve),
            ("precision", head.precision_curve),
            ("recall", head.recall_curve),
        )
        if curve is not None and course.of(curve).long_enough
        if len(course.of(curve).settled.known)
    ] or [(score.name, score_chart(score), course.of(score))]
    return [Swing.of(name, chart, curve, height) for name, chart, curve in told]
