"""The table of trials, the best first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from reportgen import words
from reportgen.comparison.sweep.charts import SweepCharts
from reportgen.page.shell.format import metric

MOST_ROWS = 500
"""Trials in the table; the best of more."""


class TrialRow(NamedTuple):
    """One run or trial."""

    name: str
    link: str
    shade: int
    cells: tuple[tuple[str, str], ...]
    """As shown, and in full: the metric, then the arguments."""


def trial_rows(
    given: SweepCharts, names: Sequence[str], links: Sequence[str]
) -> tuple[TrialRow, ...]:
    """All trials, the best first; those that do not tell the metric last."""
    sweep = given.sweep
    shades = given.parallel.shades if given.parallel else [0] * len(sweep.runs)
    rows = []
    for at, fitness in enumerate(sweep.fitness):
        values = [fitness, *(sweep.columns[name][at] for name in names)]
        link = links[at] if links else ""
        rows.append((fitness, TrialRow(given.names[at], link, shades[at], _cells(values))))
    rows.sort(key=lambda row: -math.inf if row[0] is None else row[0], reverse=True)
    return tuple(row for _, row in rows)


def _cells(values: Sequence[float | None]) -> tuple[tuple[str, str], ...]:
    first, *others = values
    shown = metric(first)
    return (shown.text, shown.full), *map(_cell, others)


def _cell(value: float | None) -> tuple[str, str]:
    if value is None:
        return words.UNKNOWN, ""
    text, full = words.rough(value, 4), words.exact(value)
    return text, "" if text == full else full


def trials_title(number: int, trial: str) -> str:
    """How many trials the table holds."""
    if number > MOST_ROWS:
        return f"The best {MOST_ROWS} of {words.whole(number)} {trial}s"
    return f"All {words.count(number, trial)}"
