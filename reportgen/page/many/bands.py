"""Charts of very many runs: at each epoch the quantiles over all of them, and two runs by name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from reportgen import words
from reportgen.figure.model.lines import Line, LineChart, Shade
from reportgen.figure.svg.scale import value_range
from reportgen.page.inputs import QUIET
from reportgen.page.many.inputs import ManyInput
from reportgen.page.many.table import column_title, short
from reportgen.read.table.results import FloatArray, IntArray
from reportgen.words import count, number

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
LEAST_RUNS = 3
"""Runs that must tell an epoch: of fewer there are no quantiles."""
MOST_POINTS = 300
"""Epochs that a band keeps, evenly; more than its pixels are not seen."""
MAIN = ("metrics/", "val/", "train/")
"""What names of metrics and losses begin with, in the order of their charts."""
LONGEST_LABEL = 16
"""Characters of a name at the end of its line."""
_READ = (
    "The dark band holds the middle half of the runs, the light one nine of ten, and the line is "
    "the median; each epoch is taken by itself, so that none of them is a run. Choose runs in the "
    "table to draw them."
)


class Curves(NamedTuple):
    """One column of results.csv over all runs that have it."""

    name: str
    runs: Mapping[int, tuple[IntArray, FloatArray]]
    """Epochs and values, by run."""


def curves(given: ManyInput) -> list[Curves]:
    """All columns that at least two runs have, metrics of the ranked head first."""
    found: dict[str, dict[int, tuple[IntArray, FloatArray]]] = {}
    for run, each in enumerate(given.inputs):
        if table := each.facts.table:
            for name, values in table.columns.items():
                found.setdefault(name, {})[run] = (table.epochs, values)
    lead = given.comparison.metric
    every = [Curves(name, runs) for name, runs in found.items() if len(runs) > 1]
    return sorted(every, key=lambda each: _place(each.name, lead))


def _place(name: str, lead: str) -> tuple[bool, int]:
    kind = next((place for place, start in enumerate(MAIN) if name.startswith(start)), len(MAIN))
    return name != lead, kind


def charts(given: ManyInput, every: Sequence[Curves]) -> list[tuple[Curves, LineChart]]:
    """A chart for each metric and loss."""
    drawn = [each for each in every if each.name.startswith(MAIN)]
    return [(each, chart) for each in drawn if (chart := _chart(given, each))]


def _chart(given: ManyInput, told: Curves) -> LineChart | None:
    epochs, bands = quantiles(told)
    if len(epochs) < 2:
        return None
    lines = (*_bands(epochs, bands), *_named(given, told))
    loss = not told.name.startswith("metrics/")
    title = column_title(told.name)
    low, middle, high = (bands[quantile][-1] for quantile in (0.05, 0.5, 0.95))
    words = (
        f"{count(len(told.runs), 'run')}. At epoch {epochs[-1]}, the last that {LEAST_RUNS} reach: "
        f"median {number(middle)}, nine in ten from {number(low)} to {number(high)}."
    )
    return LineChart(
        id=re.sub(r"[^a-z0-9]+", "-", told.name.lower()).strip("-"),
        title=title,
        subtitle=words,
        how_to_read=_READ,
        summary=f"Band chart of {title} over the epochs. {words}",
        y_title="loss" if loss else "score",
        lines=lines,
        group="losses" if loss else "metrics",
        y_range=value_range(lines, robust=loss)[0],
        log=loss,
    )


def _bands(epochs: IntArray, bands: Mapping[float, FloatArray]) -> Iterator[Line]:
    x = tuple(epochs.tolist())

    def line(quantile: float, label: str, *, fill: bool = False, width: float = 0.5) -> Line:
        y = tuple(float(words.rough(value, 5)) for value in bands[quantile])
        shade: Shade = "main" if width > 1 else "soft"
        return Line(label, x, y, QUIET, shade=shade, width=width, named=False, fill=fill)

    yield line(0.05, "5 % of the runs below")
    yield line(0.95, "5 % of the runs above", fill=True)
    yield line(0.25, "a quarter below")
    yield line(0.75, "a quarter above", fill=True)
    yield line(0.5, "median", width=1.6)


def _named(given: ManyInput, told: Curves) -> Iterator[Line]:
    """The best run and the baseline."""
    shown = list(dict.fromkeys([given.order[0], given.comparison.baseline]))
    for place, run in enumerate(shown, start=1):
        if run in told.runs:
            x, y = (tuple(column.tolist()) for column in told.runs[run])
            name = given.comparison.runs[run].name
            yield Line(short(name, LONGEST_LABEL), x, y, f"run{place}", "val", column=name)


def quantiles(told: Curves) -> tuple[IntArray, dict[float, FloatArray]]:
    """Epochs that enough runs tell, and the quantiles there; numbers that are not finite are left.

    Between two runs a quantile is interpolated (Hyndman and Fan 1996, definition 7).
    """
    last = max(int(epochs[-1]) for epochs, _ in told.runs.values())
    grid = np.full((len(told.runs), last + 1), np.nan)
    for row, (epochs, values) in enumerate(told.runs.values()):
        grid[row, epochs] = np.where(np.isfinite(values), values, np.nan)
    grid.sort(axis=0)  # NaN goes last
    counts = np.count_nonzero(~np.isnan(grid), axis=0)
    kept = np.flatnonzero(counts >= LEAST_RUNS)
    if len(kept) > MOST_POINTS:
        kept = kept[np.unique(np.linspace(0, len(kept) - 1, MOST_POINTS).round().astype(int))]
    found = {}
    for quantile in QUANTILES:
        place = quantile * (counts[kept] - 1)
        below = np.floor(place).astype(int)
        above = np.minimum(below + 1, counts[kept] - 1)
        low, high = grid[below, kept], grid[above, kept]
        found[quantile] = low + (place - below) * (high - low)
    return kept, found
