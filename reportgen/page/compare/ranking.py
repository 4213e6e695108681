"""The table of runs, best first: their ranks and rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from reportgen import words
from reportgen.comparison.model import Comparison
from reportgen.comparison.names import short_names
from reportgen.comparison.parts import ComparedGroup, Ranked, Ranking
from reportgen.figure.svg.markup import number
from reportgen.page.compare.columns import (
    BASELINE,
    UNTOLD,
    RankCell,
    RankColumn,
    Telling,
    columns,
)
from reportgen.page.inputs import ComparisonInput
from reportgen.page.run.views import Badge
from reportgen.page.text.format import difference, metric

PLOT_WIDTH = 120
"""Pixels of an interval in its cell."""
NO_DOT = Markup(f'<svg class="dot-plot" width="{PLOT_WIDTH}" height="14" aria-hidden="true"></svg>')
"""The place of a dot where there is no scale, so that the numbers stand below each other."""


class RankRow(NamedTuple):
    """One run."""

    id: str
    name: str
    role: str
    cells: tuple[RankCell, ...]
    baseline: bool = False
    short: str = ""
    """The name where room is scarce."""
    of: str = ""
    """The run that it continues; empty for others."""
    begins: str = ""
    """``group`` or ``band``, where the row is the first of its data, or of its band of ties."""


class RankingView(NamedTuple):
    """The table as a whole."""

    columns: tuple[RankColumn, ...]
    rows: tuple[RankRow, ...]
    note: str


def ranking_view(given: ComparisonInput, badges: Sequence[Badge]) -> RankingView:
    """The table of runs, best first; `badges` tell the state of each."""
    told = given.comparison
    parts = [*_leading(told), *columns(told, badges)]
    short = short_names([run.name for run in told.runs])
    begins = _begins(told)
    of = {each.run: short[each.of] for each in told.continuations}
    rows = tuple(
        RankRow(
            f"r{run + 1}",
            told.runs[run].name,
            given.roles[run],
            tuple(part.cell(run) for part in parts),
            run == told.baseline,
            short[run],
            of.get(run, ""),
            begins[run],
        )
        for run in told.order
    )
    return RankingView(tuple(part.column for part in parts), rows, _note(told))


def _begins(told: Comparison) -> dict[int, str]:
    """Which rows are the first of a group, or of a band of ties; runs alone stand together."""
    found: dict[int, str] = {}
    group, rank = None, None
    for run in told.order:
        placed = told.placed(run)
        own, row = told.group_of(placed), told.ranked(placed)
        if own is group:
            mark = "band" if row and row.rank != rank else ""
        else:
            mark = "" if found and _are_alone(own, group) else "group"
        found[run] = mark
        group, rank = own, row.rank if row else None
    return found


def _are_alone(*groups: ComparedGroup | None) -> bool:
    """Whether each of some groups is of a single run."""
    return all(group is None or len(group.runs) < 2 for group in groups)


def _note(told: Comparison) -> str:
    if told.ranking is None:
        return ""
    why = f"{told.ranking.why_none} " if told.ranking.why_none and len(told.first.runs) > 1 else ""
    return (
        f"{why}{told.first.method} Lines are 95 % intervals; a rule separates groups that are "
        f"tied; differences are to {told.runs[told.baseline].name}."
    )


def _leading(told: Comparison) -> list[Telling]:
    """Rank, the value that is ranked by, and its difference to the baseline."""
    if told.ranking is None:
        return []
    # Where groups have different metrics each value says its own.
    title = "Main metric" if len(told.labels) > 1 else words.capital(told.labels[0])
    return [
        Telling(RankColumn("rank", "Rank"), lambda run: _rank(run, told)),
        Telling(RankColumn("value", title), lambda run: _value(run, told)),
        Telling(RankColumn("difference", "Difference"), lambda run: _difference(run, told)),
    ]


def _rank(run: int, told: Comparison) -> RankCell:
    row = told.ranked(run)
    if row is None:
        return RankCell("–", title=_copy_of(run, told))
    if row.rank is None:
        return RankCell("–", title=row.reason)
    if told.is_alone(run):
        return RankCell("–", title="No other run was validated on its data.")
    return RankCell(str(row.rank), note="tie" if row.tied_with else "")


def _copy_of(run: int, told: Comparison) -> str:
    of = told.original(run)
    return "" if of is None else f"A copy of {told.runs[of].name}."


def _value(run: int, told: Comparison) -> RankCell:
    """The value, and where it lies among those of all with its 95 % interval."""
    placed = told.placed(run)
    row, ranking = told.ranked(placed), told.ranking_of(placed)
    if row is None or row.value is None or ranking is None:
        return UNTOLD
    low, high = _interval(row, ranking)
    title = f"95 %: {metric(low).text} to {metric(high).text}" if row.noise else ""
    reach = _reach(ranking)
    broken = row.run in ranking.contest.barred.broken
    plot = _dot(row.value, low, high, reach) if reach and not broken else NO_DOT
    note = ranking.label if len(told.labels) > 1 else ""
    return RankCell(metric(row.value).text, words.exact(row.value), note, title=title, plot=plot)


def _interval(row: Ranked, ranking: Ranking) -> tuple[float, float]:
    value, margin = row.value or 0.0, row.noise.margin if row.noise else 0.0
    return ranking.contest.measure.within(value - margin, value + margin)


def _reach(ranking: Ranking) -> tuple[float, float] | None:
    """The lowest and the highest end of all intervals of a group; None for a single value."""
    broken = ranking.contest.barred.broken
    ends = [
        _interval(row, ranking)
        for row in ranking.rows
        if row.value is not None and row.run not in broken
    ]
    if len(ends) < 2:
        return None
    lows, highs = zip(*ends, strict=True)
    low, high = min(lows), max(highs)
    return (low, high) if high > low else None


def _dot(value: float, low: float, high: float, reach: tuple[float, float]) -> Markup:
    """A value on its interval, small enough for a cell; all of one group on one scale."""
    start, width = reach[0], (PLOT_WIDTH - 8) / (reach[1] - reach[0])
    x, left, right = (4 + (each - start) * width for each in (value, low, high))
    return Markup(
        f'<svg class="dot-plot" width="{PLOT_WIDTH}" height="14" viewBox="0 0 {PLOT_WIDTH} 14" '
        'aria-hidden="true">'
        f'<line x1="{number(left)}" x2="{number(right)}" y1="7" y2="7" stroke="currentColor"/>'
        f'<circle cx="{number(x)}" cy="7" r="3.5" fill="currentColor"/></svg>'
    )


def _difference(run: int, told: Comparison) -> RankCell:
    """Against the baseline: tested where both tell their noise."""
    if run == told.baseline:
        return RankCell(BASELINE, "0")
    found = told.against_baseline(run)
    if found.difference is None:
        return RankCell(found.word)
    trends = "between their trends, " if found.of_trends else ""
    margin = f"± {metric(found.margin).text}, {trends}" if found.margin else ""
    shown = difference(found.difference, found.margin or 0.0)
    # What most rows have stands once, below the table: only what is clear is marked in the row.
    note = found.word if found.word in ("clear", "no difference") else ""
    return RankCell(shown, words.exact(found.difference), note, title=f"{margin}{found.word}")
