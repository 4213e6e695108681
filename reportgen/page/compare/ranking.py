"""The table of runs: rank, metrics, losses, epochs and time, best run first."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from markupsafe import Markup

from reportgen import words
from reportgen.comparison.data.arguments import ArgumentDifference
from reportgen.comparison.model import Comparison, Ranked, Ranking, RunRow
from reportgen.comparison.names import shared_start
from reportgen.page.compare.dot import NO_DOT, dot
from reportgen.page.inputs import ComparisonInput
from reportgen.page.run.views import Badge
from reportgen.page.shell.format import metric

BASELINE = "baseline"
MOST_ARGUMENTS, LONGEST_ARGUMENT, LONGEST_NUMBER = 4, 18, 10
"""Arguments that differ as columns, and characters of their values; all stand in their table."""


class Column(NamedTuple):
    """A column of the table; the run's name stands before all of them."""

    key: str
    title: str
    number: bool = True
    off: bool = False
    """Whether it is hidden until it is asked for."""
    paper: bool = True
    """Whether it is printed."""


class RankCell(NamedTuple):
    """What one run has in a column."""

    text: str
    value: str = ""
    """For sorting and CSV; empty where the text serves."""
    note: str = ""
    badge: Badge | None = None
    title: str = ""
    """Said of it in full where the pointer rests."""
    plot: Markup = Markup()
    """A small drawing after the text."""


class RankRow(NamedTuple):
    """One run."""

    id: str
    name: str
    role: str
    cells: tuple[RankCell, ...]
    baseline: bool = False
    short: str = ""
    """The name without what all names begin with."""
    of: str = ""
    """The run that it continues; empty for others."""
    begins: str = ""
    """``group`` or ``band``, where the row is the first of its data, or of its band of ties."""


class RankingView(NamedTuple):
    """The table as a whole."""

    columns: tuple[Column, ...]
    rows: tuple[RankRow, ...]
    note: str


class _Telling(NamedTuple):
    column: Column
    cell: Callable[[int], RankCell]


def ranking_view(given: ComparisonInput, badges: Sequence[Badge]) -> RankingView:
    """The table of runs, best first; `badges` tell the state of each."""
    told = given.comparison
    parts = [*_leading(told), *_about(told, badges), *_arguments(told), *_metrics(told)]
    parts += [*_peaks(told.runs), *_losses(told), *_ending(told.runs)]
    shared = shared_start([run.name for run in told.runs])
    begins = _begins(told)
    of = {each.run: told.runs[each.of].name[len(shared) :] for each in told.continuations}
    rows = tuple(
        RankRow(
            f"r{run + 1}",
            told.runs[run].name,
            given.roles[run],
            tuple(part.cell(run) for part in parts),
            run == told.baseline,
            told.runs[run].name[len(shared) :],
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
        of = told.original(run)
        placed = run if of is None else of
        own, row = told.group_of(placed), told.ranked(placed)
        alone = all(each is None or len(each.runs) < 2 for each in (own, group))
        if own is not group:
            mark = "" if alone and found else "group"
        else:
            mark = "band" if row and row.rank != rank else ""
        found[run] = mark
        group, rank = own, row.rank if row else None
    return found


def _note(told: Comparison) -> str:
    if told.ranking is None:
        return ""
    return (
        f"{told.method} Lines are 95 % intervals; a rule separates groups that are tied; "
        "differences are to "
        f"{told.runs[told.baseline].name}."
    )


def _number(value: float | None) -> RankCell:
    shown = metric(value)
    return RankCell(shown.text, shown.full)


def _leading(told: Comparison) -> list[_Telling]:
    """Rank, the value that is ranked by, and its difference to the baseline."""
    ranking = told.ranking
    if ranking is None:
        return []
    return [
        _Telling(Column("rank", "Rank"), lambda run: _rank(run, told)),
        _Telling(Column("value", _headed(told.labels)), lambda run: _value(run, told)),
        _Telling(Column("difference", "Difference"), lambda run: _difference(run, told)),
    ]


def _headed(labels: Sequence[str]) -> str:
    """The metric; where groups have different ones each value says its own."""
    if len(labels) > 1:
        return "Main metric"
    return labels[0][0].upper() + labels[0][1:] if labels[0].split(" ")[0].isalpha() else labels[0]


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
        return RankCell("unknown")
    low, high = _interval(row, ranking)
    title = f"95 %: {metric(low).text} to {metric(high).text}" if row.noise else ""
    reach = _reach(ranking)
    plot = dot(row.value, low, high, reach) if reach else NO_DOT
    note = ranking.label if len(told.labels) > 1 else ""
    return RankCell(metric(row.value).text, words.exact(row.value), note, title=title, plot=plot)


def _interval(row: Ranked, ranking: Ranking) -> tuple[float, float]:
    value, margin = row.value or 0.0, row.noise.margin if row.noise else 0.0
    return ranking.contest.measure.within(value - margin, value + margin)


def _reach(ranking: Ranking) -> tuple[float, float] | None:
    """The lowest and the highest end of all intervals of a group; None for a single value."""
    ends = [_interval(row, ranking) for row in ranking.rows if row.value is not None]
    if len(ends) < 2:
        return None
    low, high = min(low for low, _ in ends), max(high for _, high in ends)
    return (low, high) if high > low else None


def _difference(run: int, told: Comparison) -> RankCell:
    """Against the baseline: tested where both tell their noise."""
    if run == told.baseline:
        return RankCell(BASELINE, "0")
    found = told.against_baseline(run)
    if found.difference is None:
        return RankCell(found.word)
    trends = "between their trends, " if found.of_trends else ""
    margin = f"± {metric(found.margin).text}, {trends}" if found.margin else ""
    shown = signed(found.difference, found.margin or 0.0)
    # What most rows have stands once, below the table: only what is clear is marked in the row.
    note = found.word if found.word in ("clear", "no difference") else ""
    return RankCell(shown, words.exact(found.difference), note, title=f"{margin}{found.word}")


def signed(value: float, margin: float = 0.0) -> str:
    """A difference with its sign, three significant digits, and no more decimals than `margin`."""
    return f"{'−' if value < 0 else '+' if value > 0 else ''}{words.beside(abs(value), margin)}"


def _arguments(told: Comparison) -> list[_Telling]:
    """The first arguments that differ and may bear on the results, which have no other column."""
    found = [
        item
        for item in told.argument_differences
        if item.bears and item.name not in ("model", "data", "epochs")
    ][:MOST_ARGUMENTS]

    def column(item: ArgumentDifference) -> _Telling:
        def cell(run: int) -> RankCell:
            text, value = item.values[run].text, item.values[run].value
            if isinstance(value, float) and len(text) > LONGEST_NUMBER:
                return RankCell(words.plain(value), title=text)
            short = text if len(text) <= LONGEST_ARGUMENT else f"{text[: LONGEST_ARGUMENT - 1]}…"
            return RankCell(short, title=text if short != text else "")

        return _Telling(Column(f"argument-{item.name}", item.name, number=False, paper=False), cell)

    return [column(item) for item in found]


def _about(told: Comparison, badges: Sequence[Badge]) -> list[_Telling]:
    runs = told.runs
    several = len(told.groups) > 1

    def state(run: int) -> RankCell:
        own = badges[run]
        return RankCell(own.word, badge=own)

    return [
        _Telling(Column("state", "State", number=False), state),
        _Telling(
            Column("model", "Model", number=False, paper=len({run.model for run in runs}) > 1),
            lambda run: RankCell(runs[run].model or "unknown"),
        ),
        _Telling(
            Column("data", "Data", number=False, off=not several),
            lambda run: RankCell(_data(run, told)),
        ),
    ]


def _data(run: int, told: Comparison) -> str:
    group = told.group_of(told.placed(run))
    return group.data if group else told.runs[run].data or "unknown"


def _metrics(told: Comparison) -> list[_Telling]:
    """Metrics at the best epoch; those of the compared head are shown at first."""
    columns = list(dict.fromkeys(key for run in told.runs for key in run.metrics))
    ranked = told.ranking.metric if told.ranking else ""
    found = []
    for key in columns:
        if key == ranked:
            continue
        shown = told.head is not None and key.endswith(f"({told.head[0].upper()})")
        paper = shown and "mAP50(" in key
        column = Column(key, key.removeprefix("metrics/"), off=not shown, paper=paper)
        found.append(_Telling(column, _of_metric(told.runs, key)))
    return found


def _of_metric(runs: Sequence[RunRow], key: str) -> Callable[[int], RankCell]:
    return lambda run: _number(runs[run].metrics.get(key)) if key in runs[run].metrics else _none()


def _none() -> RankCell:
    return RankCell("–")


def _peaks(runs: Sequence[RunRow]) -> list[_Telling]:
    found = []
    for name in ("F1", "F2", "F0.5"):
        if any(run.peaks.get(name) for run in runs):
            off = name != "F1"
            found.append(
                _Telling(Column(f"best-{name}", f"Best {name}", off=off), _peak(runs, name))
            )
            found.append(
                _Telling(
                    Column(f"at-{name}", f"at confidence ({name})", off=off, paper=False),
                    _at(runs, name),
                )
            )
    return found


def _peak(runs: Sequence[RunRow], name: str) -> Callable[[int], RankCell]:
    def cell(run: int) -> RankCell:
        peak = runs[run].peaks.get(name)
        return _number(peak.value) if peak else RankCell("unknown")

    return cell


def _at(runs: Sequence[RunRow], name: str) -> Callable[[int], RankCell]:
    def cell(run: int) -> RankCell:
        peak = runs[run].peaks.get(name)
        return RankCell(words.decimals(peak.confidence, 3)) if peak else RankCell("unknown")

    return cell


def _losses(told: Comparison) -> list[_Telling]:
    runs, base = told.runs, told.runs[told.baseline].val_loss
    names = list(dict.fromkeys(name for run in runs for name in run.val_losses))

    def apart(run: int) -> RankCell:
        own = runs[run].val_loss
        if run == told.baseline:
            return RankCell(BASELINE, "0")
        if own is None or base is None or not math.isfinite(own - base):
            return RankCell("unknown")
        return RankCell(signed(own - base), words.exact(own - base))

    return [
        _Telling(Column("val-loss", "Val loss"), lambda run: _number(runs[run].val_loss)),
        _Telling(Column("val-loss-difference", "Val loss difference", off=True), apart),
        *(
            _Telling(Column(f"val-{name}", f"val {name}", off=True), _of_loss(runs, name))
            for name in names
        ),
        _Telling(
            Column("train-loss", "Final train loss", off=True),
            lambda run: _number(runs[run].final_train_loss),
        ),
        _Telling(Column("gap", "Val above train", off=True), lambda run: _gap(runs[run].gap)),
    ]


def _of_loss(runs: Sequence[RunRow], name: str) -> Callable[[int], RankCell]:
    return lambda run: (
        _number(runs[run].val_losses[name]) if name in runs[run].val_losses else _none()
    )


def _gap(value: float | None) -> RankCell:
    if value is None or not math.isfinite(value):
        return RankCell("unknown")
    return RankCell(f"{words.whole(value * 100)} %".replace("-", "−"), words.exact(value))


def _ending(runs: Sequence[RunRow]) -> list[_Telling]:
    def epochs(run: int) -> RankCell:
        done, planned = runs[run].epochs_done, runs[run].epochs_planned
        if done is None:
            return RankCell("unknown")
        return RankCell(f"{done} of {planned}" if planned else str(done), str(done))

    def time(run: int) -> RankCell:
        seconds = runs[run].seconds
        text = words.duration(seconds)
        return RankCell(text, words.exact(round(seconds or 0))) if text else RankCell("unknown")

    def best(run: int) -> RankCell:
        return RankCell(str(runs[run].best_epoch or "unknown"))

    def speed(run: int) -> RankCell:
        told = runs[run].speed
        if told is None:
            return RankCell("unknown")
        return RankCell(words.rough(told, 3), words.exact(told))

    timed = any(run.speed is not None for run in runs)
    return [
        _Telling(Column("best-epoch", "Best epoch"), best),
        _Telling(Column("epochs", "Epochs"), epochs),
        _Telling(Column("time", "Time"), time),
        *([_Telling(Column("speed", "ms a picture", paper=False), speed)] if timed else []),
        _Telling(
            Column("trajectory", "Trajectory", number=False, off=True),
            lambda run: RankCell(runs[run].trajectory),
        ),
    ]
