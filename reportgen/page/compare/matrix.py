"""Two confusion matrices as one of their differences, in percentage points."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from reportgen.figure.model.matrix import BACKGROUND
from reportgen.page.inputs import ComparisonInput, RunInput
from reportgen.read.plot.plots import Confusion
from reportgen.read.table.results import FloatArray

MOST_CLASSES = 30
"""More classes do not fit a table that can be read; the largest differences are then listed."""
MOST_LISTED = 12
STEPS = (0.02, 0.1, 0.25, 0.5)
"""Differences from which on a cell is one shade darker."""


class DifferenceCell(NamedTuple):
    """One cell: the first run's share minus the second's."""

    text: str
    shade: str
    """``more-1`` to ``more-4``, ``less-1`` to ``less-4``; empty for next to no difference."""


class DifferenceRow(NamedTuple):
    """One predicted class."""

    name: str
    cells: tuple[DifferenceCell, ...]


class MatrixDifference(NamedTuple):
    """What two runs with the same classes confuse more or less often."""

    first: str
    second: str
    names: tuple[str, ...]
    rows: tuple[DifferenceRow, ...]
    """Empty with too many classes."""
    largest: tuple[str, ...]
    """The largest differences in words."""
    caveat: str


def matrix_difference(given: ComparisonInput, inputs: Sequence[RunInput]) -> MatrixDifference | str:
    """The difference, best run first; why there is none; empty for more or fewer than two runs."""
    if len(inputs) != 2:
        return ""
    if len(given.comparison.groups) > 1:
        return "The runs were validated on different data, so their matrices are not subtracted."
    best = given.comparison.best or 0
    order = (best, 1 - best)
    first, second = (inputs[run].facts.confusion for run in order)
    names = [given.comparison.runs[run].name for run in order]
    if first is None or second is None:
        untold = [name for name, told in zip(names, (first, second), strict=True) if told is None]
        return f"The confusion matrix of {' and of '.join(untold)} is not told in numbers."
    if not _same_classes(first, second, inputs):
        return "The runs have different classes, so their matrices cannot be subtracted."
    return _difference(first, second, names)


def _same_classes(first: Confusion, second: Confusion, inputs: Sequence[RunInput]) -> bool:
    """Whether both have the same classes; a run that does not name them has those of its data."""
    if first.has_background != second.has_background or len(first.names) != len(second.names):
        return False
    if first.names == second.names:
        return True
    data = {given.facts.known_args.text("data") for given in inputs}
    return len(data) == 1 and None not in data and (_unnamed(first) or _unnamed(second))


def _unnamed(matrix: Confusion) -> bool:
    return all(name == f"class {place}" for place, name in enumerate(matrix.names))


def _difference(first: Confusion, second: Confusion, runs: Sequence[str]) -> MatrixDifference:
    told = second.names if _unnamed(first) else first.names
    names = (*told, *((BACKGROUND,) if first.has_background else ()))
    apart = first.normalized - second.normalized
    rows = tuple(
        DifferenceRow(name, tuple(map(_cell, values)))
        for name, values in zip(names, apart.tolist(), strict=True)
    )
    alike = first.low_confidence_counts == second.low_confidence_counts
    return MatrixDifference(
        first=runs[0],
        second=runs[1],
        names=names,
        rows=rows if len(names) <= MOST_CLASSES else (),
        largest=_largest(apart, names),
        caveat=""
        if alike
        else "The two count from different confidences, which may explain most of the difference.",
    )


def _cell(value: float) -> DifferenceCell:
    if not math.isfinite(value):
        return DifferenceCell("", "")
    step = sum(abs(value) >= least for least in STEPS)
    side = "more" if value > 0 else "less"
    return DifferenceCell(_points(value), f"{side}-{step}" if step else "")


def _points(value: float) -> str:
    shown = round(abs(value) * 100)
    return f"{'+' if value > 0 else '−'}{shown}" if shown else "0"


def _largest(apart: FloatArray, names: Sequence[str]) -> tuple[str, ...]:
    cells = [
        (abs(value), value, down, across)
        for down, row in enumerate(apart.tolist())
        for across, value in enumerate(row)
        if math.isfinite(value) and abs(value) >= STEPS[1]
    ]
    cells.sort(reverse=True)
    return tuple(
        f"{names[across]} {_taken(names, down, across)}: {_points(value)} points"
        for _, value, down, across in cells[:MOST_LISTED]
    )


def _taken(names: Sequence[str], down: int, across: int) -> str:
    if down == across:
        return "found and named right" if BACKGROUND in names else "named right"
    return "missed" if names[down] == BACKGROUND else f"taken for {names[down]}"
