"""What the items of the checklist are judged on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from reportgen.comparison.data.bars import Bars
from reportgen.comparison.data.heads import Common
from reportgen.comparison.data.incomparable import F1, RELEASES, Incomparable
from reportgen.comparison.data.losses import why_not_comparable
from reportgen.comparison.noise import curves
from reportgen.comparison.ranking.contest import Contest
from reportgen.comparison.ranking.hold import hold
from reportgen.comparison.ranking.measures import (
    Yardstick,
    peak_measure,
    validation_loss,
)
from reportgen.facts.run_facts import Facts

T = TypeVar("T")


@dataclass(frozen=True)
class Ground:
    """What all items are judged on."""

    facts: Sequence[Facts]
    names: Sequence[str]
    common: Common
    main: Contest
    """The runs held against each other by the main metric."""
    incomparable: Sequence[Incomparable]
    runs: Sequence[int]
    """Those of the group; the others have no values."""
    barred: Bars
    going_on: frozenset[int] = frozenset()
    """Those that continue another run: their curves begin where its ended."""

    def each(self, told: Callable[[Facts], T | None]) -> tuple[T | None, ...]:
        """What `told` gives for the runs of the group; None for all others."""
        inside = frozenset(self.runs)
        return tuple(told(facts) if run in inside else None for run, facts in enumerate(self.facts))

    def from_scratch(self, told: Callable[[Facts], T | None]) -> tuple[T | None, ...]:
        """The same without runs that continue another, whose curves are no rivals of whole ones."""
        values = self.each(told)
        return tuple(None if run in self.going_on else each for run, each in enumerate(values))

    @property
    def continued(self) -> dict[int, str]:
        """What stands in place of a number for those."""
        return dict.fromkeys(self.going_on.intersection(self.runs), "continues a run")

    def hold(self, measure: Yardstick) -> Contest:
        """The runs of the group held against each other in another measure."""
        return hold(measure, self.facts, self.main.families, self.barred)

    @cached_property
    def loss(self) -> Contest:
        """The same by validation loss, whether or not the losses are comparable."""
        return self.hold(validation_loss())

    @cached_property
    def f1(self) -> Contest:
        """The same by peak F1."""
        return self.hold(peak_measure(self.common, 1))

    @cached_property
    def learned(self) -> frozenset[int]:
        """The runs whose main metric ever left the ground."""
        series = self.each(self.main.measure.series)
        return frozenset(run for run, each in enumerate(series) if curves.learned(each))

    @cached_property
    def losses_apart(self) -> str:
        """Why the losses are not comparable; empty when they are."""
        return why_not_comparable([self.facts[run] for run in self.runs], self.incomparable)

    def changed(self, touched: str) -> str:
        """The sentence on a release that changed the numbers `touched`; empty without one."""
        found = [i for i in self.incomparable if i.change in RELEASES and touched in i.touches]
        return found[0].sentence if found else ""

    @property
    def contests(self) -> list[Contest]:
        """The contests whose numbers are comparable."""
        found = [self.main]
        found += [] if self.losses_apart else [self.loss]
        return found if self.changed(F1) else [*found, self.f1]
