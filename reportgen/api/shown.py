"""A comparison that a notebook shows as the report of its runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from reportgen.api.notebook import frame
from reportgen.api.reporting import Wanted, build_report, drawn_report
from reportgen.comparison import Comparison

if TYPE_CHECKING:
    from reportgen.api.run import Run


@dataclass(frozen=True)
class ShownComparison(Comparison):
    """Several runs held against each other, shown as a page by notebooks."""

    compared: tuple[Run, ...] = ()

    def _repr_html_(self) -> str:
        return frame(
            build_report(self.compared, self, Wanted(pictures="none", max_bytes=None)),
            [run.name for run in self.compared],
            [run.folder for run in self.compared],
            lambda: drawn_report(self.compared, self, Wanted())[1],
        )


def shown(comparison: Comparison, runs: Sequence[Run]) -> ShownComparison:
    """The comparison of `runs`, with what a notebook needs to show it."""
    parts = {each.name: getattr(comparison, each.name) for each in fields(comparison)}
    return ShownComparison(**parts, compared=tuple(runs))
