"""What a run tells of one head: box, mask or pose. The rest is in `facts`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Protocol

from reportgen.facts.operating_point import LEAST_PEAK
from reportgen.read.evidence import Evidence
from reportgen.read.plot.plots import F1Peak, ToldCurve
from reportgen.read.table.results import Series
from reportgen.tasks import Head


class OfRun(Protocol):
    """What a head asks of the facts of its run."""

    @property
    def evidence(self) -> Evidence:
        """What the plots tell."""

    @property
    def heads(self) -> tuple[HeadFacts, ...]:
        """All heads, the boxes first."""

    def metric(self, name: str) -> Series | None:
        """A column of results.csv."""

    def at_best(self, series: Series | None) -> float | None:
        """Its value at the best epoch."""


class HeadFacts:
    """What a run tells of one head (box, mask, pose)."""

    def __init__(self, head: Head, facts: OfRun) -> None:
        """Facts of `head`; `facts` are those of its run."""
        self._facts = facts
        self._head = head

    @property
    def head(self) -> Head:
        """The head itself."""
        return self._head

    @cached_property
    def map50_95_curve(self) -> Series | None:
        """The mAP50-95 of every epoch. NaN where validation was skipped."""
        return self._facts.metric(self._head.column("mAP50-95"))

    @cached_property
    def map50_curve(self) -> Series | None:
        """The mAP50 of every epoch. NaN where validation was skipped."""
        return self._facts.metric(self._head.column("mAP50"))

    @cached_property
    def precision_curve(self) -> Series | None:
        """The precision of every epoch. At the confidence of the highest mean F1."""
        return self._facts.metric(self._head.column("precision"))

    @cached_property
    def recall_curve(self) -> Series | None:
        """The recall of every epoch. At the confidence of the highest mean F1."""
        return self._facts.metric(self._head.column("recall"))

    @property
    def metrics(self) -> Mapping[str, Series]:
        """The curves of the metrics that are told. By name: mAP50-95, mAP50, precision, recall."""
        told = {
            "mAP50-95": self.map50_95_curve,
            "mAP50": self.map50_curve,
            "precision": self.precision_curve,
            "recall": self.recall_curve,
        }
        return {name: curve for name, curve in told.items() if curve is not None}

    @cached_property
    def main_value(self) -> float | None:
        """The main metric of the head at the best epoch. mAP50-95, top-1, mIoU or delta1."""
        return self._facts.at_best(self._facts.metric(self._head.column(self._head.main_metric)))

    @cached_property
    def pixel_accuracy(self) -> float | None:
        """The pixel accuracy at the best epoch. 0 to 1."""
        return self._facts.at_best(self._facts.metric(self._head.column("pixel_acc")))

    @cached_property
    def map50_95(self) -> float | None:
        """The mAP50-95 at the best epoch. 0 to 1."""
        return self._facts.at_best(self.map50_95_curve)

    @cached_property
    def map50(self) -> float | None:
        """The mAP50 at the best epoch. 0 to 1."""
        return self._facts.at_best(self.map50_curve)

    @cached_property
    def precision(self) -> float | None:
        """The precision at the best epoch. 0 to 1."""
        return self._facts.at_best(self.precision_curve)

    @cached_property
    def recall(self) -> float | None:
        """The recall at the best epoch. 0 to 1."""
        return self._facts.at_best(self.recall_curve)

    @cached_property
    def box_map50(self) -> float | None:
        """The mAP50 of the boxes at the best epoch. 0 to 1."""
        return next((h.map50 for h in self._facts.heads if h.head.key == "box"), None)

    @cached_property
    def f1_peak(self) -> F1Peak | None:
        """The confidence of the highest F1. From the legend of the head's F1 curve."""
        curve = self.curves.get("F1")
        if curve is None or curve.confidence is None:
            return None
        return F1Peak(curve.confidence, curve.value)

    @property
    def best_balance(self) -> F1Peak | None:
        """The `f1_peak` that is one: where F1 is 0.00 all along no confidence is better."""
        peak = self.f1_peak
        return peak if peak and peak.f1 >= LEAST_PEAK else None

    @property
    def curves(self) -> Mapping[str, ToldCurve]:
        """The curves of the head in numbers. By kind: F1, P, R, PR."""
        return self._facts.evidence.curves.get(self._head.key, {})
