"""What runs are compared by: the value of each run, and the series its noise is taken from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from reportgen import words
from reportgen.comparison.data.heads import Common
from reportgen.facts.head_facts import HeadFacts
from reportgen.facts.operating_point import (
    PRECISION_BETA,
    RECALL_BETA,
    f_beta,
    precision_and_recall,
)
from reportgen.facts.run_facts import Facts
from reportgen.read.table.results import FloatArray, Series, known_of

LEAST_METRIC = 0.003
"""Smallest standard deviation that is believed of a metric of 0 to 1.

What two published runs of 500 epochs differ by, whose curves had long stopped moving.
"""
LEAST_LOSS = 0.02
"""The same of a loss, as a share of its value."""


@dataclass(frozen=True)
class Peak:
    """The top of a curve over the confidence."""

    value: float
    """0 to 1."""
    confidence: float
    """0 to 1."""


@dataclass(frozen=True)
class Yardstick:
    """One number that runs are compared by."""

    key: str
    """Short name, unique: a csv column, or ``F2(M)``."""
    label: str
    """As a sentence names it."""
    value: Callable[[Facts], float | None]
    series: Callable[[Facts], Series | None]
    """The same quantity over the epochs, or the nearest to it that is told; tells the noise."""
    higher_is_better: bool = True
    share: bool = True
    """A share of 0 to 1 that objects are counted for: few objects make it uncertain."""
    least: float = LEAST_METRIC
    """Smallest standard deviation that is believed; of a loss a share of its value."""
    best_of_epochs: bool = False
    """Whether the epoch was chosen by this very number, so that its luck is in it."""

    def allows(self, value: float) -> bool:
        """Whether the measure can have a value: a share lies between 0 and 1."""
        return not self.share or 0 <= value <= 1

    def within(self, low: float, high: float) -> tuple[float, float]:
        """The part of an interval that the measure can have: a share lies between 0 and 1."""
        return max(low, 0.0), min(high, 1.0) if self.share else high


def main_metric(common: Common) -> Yardstick:
    """The guide's main metric: mAP50-95 of the compared head, top-1 for classes."""

    def series(facts: Facts) -> Series | None:
        return facts.metric(common.metric) if common.of(facts) else None

    return Yardstick(
        common.metric,
        common.label,
        lambda facts: _at_best(facts, series),
        series,
        best_of_epochs=True,
    )


def peak_measure(common: Common, beta: float) -> Yardstick:
    """The highest F-beta over the confidence, as the curves of the head tell it."""
    name = "F1" if beta == 1 else f"F{words.plain(beta)}"

    def value(facts: Facts) -> float | None:
        head = common.of(facts)
        peak = peak_of(head, beta) if head else None
        return peak.value if peak else None

    def series(facts: Facts) -> Series | None:
        head = common.of(facts)
        return _over_epochs(head, lambda p, r: f_beta(p, r, beta), name) if head else None

    key = f"{name}({common.head.letter})"
    return Yardstick(key, f"peak {name} ({common.head.key})", value, series)


def balance_measure(common: Common) -> Yardstick:
    """How far precision and recall lie apart at the best epoch; 0 is balanced."""

    def difference(facts: Facts) -> Series | None:
        head = common.of(facts)
        return _over_epochs(head, lambda p, r: p - r, "precision - recall") if head else None

    def value(facts: Facts) -> float | None:
        apart = facts.at_best(difference(facts))
        return None if apart is None else abs(apart)

    label = f"gap between precision and recall ({common.head.key})"
    return Yardstick("precision-recall gap", label, value, difference, higher_is_better=False)


def validation_loss() -> Yardstick:
    """The sum of the validation losses at the best epoch."""
    return Yardstick(
        "val/loss",
        "validation loss",
        lambda facts: facts.at_best(facts.val_loss),
        lambda facts: facts.val_loss,
        higher_is_better=False,
        share=False,
        least=LEAST_LOSS,
    )


def favoured(common: Common, favour: str) -> Yardstick:
    """What runs are ranked by: the main metric, or peak F2 or F0.5 where one side counts more."""
    if favour == "balanced":
        return main_metric(common)
    return peak_measure(common, RECALL_BETA if favour == "recall" else PRECISION_BETA)


def peak_of(head: HeadFacts, beta: float) -> Peak | None:
    """The highest F-beta of a head and its confidence; None where the curves are not told.

    F1 is what the legend of its curve prints. The others are those of the mean precision and the
    mean recall, so that they are comparable between runs, whatever else is told.
    """
    if beta == 1:
        return Peak(head.f1_peak.f1, head.f1_peak.confidence) if head.f1_peak else None
    both = precision_and_recall(head.curves)
    if both is None:
        return None
    precision, recall = both
    score = np.where(precision.x > 0, f_beta(precision.mean, recall.mean, beta), np.nan)
    if not np.any(np.isfinite(score)):
        return None
    best = int(np.nanargmax(score))
    return Peak(float(score[best]), float(precision.x[best]))


def _over_epochs(
    head: HeadFacts, formula: Callable[[FloatArray, FloatArray], FloatArray], name: str
) -> Series | None:
    precision, recall = head.precision_curve, head.recall_curve
    if precision is None or recall is None:
        return None
    with np.errstate(invalid="ignore"):  # of infinite ones nothing is told: NaN
        values = formula(precision.values, recall.values)
    return Series(name, precision.epochs, values)


def _at_best(facts: Facts, series: Callable[[Facts], Series | None]) -> float | None:
    """The value at the best epoch; 0 for a run whose metric never left 0, so that it has none."""
    curve = series(facts)
    known = known_of(curve).values
    return float(known.max()) if facts.best_epoch is None and len(known) else facts.at_best(curve)
