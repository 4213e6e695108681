"""Charts over the epochs of several runs at once: hue says which run, dashes are training.

Each run keeps its colour in all of them. From 12 runs on only the `leading` ones have a colour;
the others are a quiet band from the lowest to the highest, and lines that wait to be asked for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from operator import attrgetter

from reportgen import words
from reportgen.charts.parts import MOST_SEAMS, chart_id, describe, line, short
from reportgen.facts.run_facts import Facts
from reportgen.figure.model.lines import TRAINING, Line, LineChart, Mark
from reportgen.figure.model.palette import MOST_RUNS
from reportgen.figure.svg.scale import value_range
from reportgen.read.table.results import Series
from reportgen.tasks import Head, Metric

QUIET = "other"
"""Role of runs without a colour of their own."""
MOST_LOSSES = 24
LONGEST_SEAM = 28
"""Characters of a mark's label that a narrow screen has room for."""
MOST_TOLD = 4
_ALL_LOSSES = "The sum of all losses, as each run weighs them. "
_LOSSES = (
    "Solid is validation, dashed is training. Lower is better, but only between runs with the same "
    "losses, weights and data; a run whose lines drift apart learns its training pictures by heart."
)
_METRICS = (
    "Higher is better, from 0 to 1. The height at the end says how good a run became, the rise "
    "at the start how fast. Lines that cross again and again are not told apart by one epoch."
)
_EITHER = {
    "precision": "Read it with recall: one trades off against the other.",
    "recall": "Read it with precision: one trades off against the other.",
}
"""Metrics of which the highest says nothing by itself."""
Told = Callable[[Facts], "Series | None"]


@dataclass(frozen=True)
class Shown:
    """One run as charts show it."""

    facts: Facts
    name: str
    role: str
    """``run1`` to ``run11``; `QUIET` without a colour of its own."""
    short: str = ""
    """Its name as it stands at the end of a line, told apart from all others; see `labels`."""
    starts: int = 0
    """Epochs that its lines lie later, since it goes on from another run."""
    of: str = ""
    """The short name of that run."""

    @property
    def label(self) -> str:
        """Its name, short enough to stand at the end of a line."""
        return self.short or self.name


def roles(count: int, leading: Sequence[int]) -> tuple[str, ...]:
    """The role of each of `count` runs; of too many only the `leading` ones have a colour."""
    if count <= MOST_RUNS:
        return tuple(f"run{number}" for number in range(1, count + 1))
    order = list(dict.fromkeys(leading))[:MOST_RUNS]
    return tuple(f"run{order.index(run) + 1}" if run in order else QUIET for run in range(count))


def overlays(runs: Sequence[Shown], lead: str | None = None) -> list[LineChart]:
    """The total losses, each loss, then each metric of each head; none that a single run tells.

    Metrics of the head `lead` stand before those of others.
    """
    seams = _seams(runs)
    made = (*_losses(runs), *_metrics(runs, lead))
    return [replace(chart, marks=seams) for chart in made if chart is not None]


def _seams(runs: Sequence[Shown]) -> tuple[Mark, ...]:
    """Where runs go on from others, as far as they have a colour and there is room."""
    found = []
    for run in [run for run in runs if run.starts and run.role != QUIET][:MOST_SEAMS]:
        whole = f"{run.label} continues {run.of}"
        label = whole if len(whole) <= LONGEST_SEAM else f"{run.label} goes on"
        found.append(Mark(run.starts, label, "resumed"))
    return tuple(found)


def _losses(runs: Sequence[Shown]) -> Iterator[LineChart | None]:
    yield _loss(
        runs, "total-loss", "Total loss", lambda each: each.train_loss, lambda each: each.val_loss
    )
    told = chain.from_iterable(run.facts.losses for run in runs)
    unique = list(dict.fromkeys(chain.from_iterable(told)))[:MOST_LOSSES]
    for name in unique if len(unique) > 1 else ():
        yield _loss(runs, chart_id(name), short(name), _loss_of(0, name), _loss_of(1, name))


def _loss_of(side: int, name: str) -> Told:
    return lambda facts: facts.losses[side].get(name)


def _loss(runs: Sequence[Shown], id: str, title: str, train: Told, val: Told) -> LineChart | None:
    training = _lines(runs, train, training=True)
    validation = _lines(runs, val)
    note = _ALL_LOSSES if id == "total-loss" else ""
    return _chart(id, title, (*training, *validation), validation, note + _LOSSES, "loss", "lowest")


def _metrics(runs: Sequence[Shown], lead: str | None) -> Iterator[LineChart | None]:
    tasks = [run.facts.task for run in runs if run.facts.task]
    heads = [*dict.fromkeys(chain.from_iterable(task.heads for task in tasks))]
    heads.reverse()  # later heads are the more demanding ones
    for head in sorted(heads, key=lambda head: head.key != lead):
        for metric in head.metrics:
            yield _metric(runs, head, metric)


def _metric(runs: Sequence[Shown], head: Head, metric: Metric) -> LineChart | None:
    name = metric.name
    lines = _lines(runs, _metric_of(head, name))
    title = head.title_of(metric)
    id = f"{head.key}-{chart_id(name)}"
    if metric.is_error:
        chart = _chart(id, title, lines, lines, metric.reading, "error", "lowest")
    else:
        chart = _chart(id, title, lines, lines, _METRICS, "score", "highest")
    return replace(chart, subtitle=_EITHER[name]) if chart and name in _EITHER else chart


def _metric_of(head: Head, name: str) -> Told:
    def told(facts: Facts) -> Series | None:
        has = facts.task is not None and head in facts.task.heads
        return facts.metric(head.column(name)) if has else None

    return told


def _lines(runs: Sequence[Shown], told: Told, *, training: bool = False) -> tuple[Line, ...]:
    """One line a run that tells it, the quiet band first."""
    quiet: list[Line] = []
    coloured: list[Line] = []
    for run in runs:
        series = told(run.facts)
        if series is not None and len(series.known):
            made = _line(run, series, training=training)
            (quiet if run.role == QUIET else coloured).append(made)
    band = () if training else _band(quiet)
    return (*band, *map(partial(replace, shown=False), quiet), *coloured)


def _line(run: Shown, series: Series, *, training: bool) -> Line:
    if not training:
        return line(series, run.label, run.role, column=run.name, starts=run.starts)
    name = f"{run.name}{TRAINING}"
    return line(
        series,
        name,
        run.role,
        side="train",
        dash="dash",
        shade="soft",
        width=1.4,
        column=name,
        named=False,
        starts=run.starts,
    )


def _band(quiet: Sequence[Line]) -> tuple[Line, ...]:
    """The lowest and the highest value of all quiet runs at each epoch."""
    if len(quiet) < 2:
        return ()
    told: dict[int, list[float]] = {}
    for each in quiet:
        for epoch, value in each.points:
            told.setdefault(epoch, []).append(value)
    epochs = tuple(sorted(told))
    edges = ((min, "the others, lowest", False), (max, "the others, highest", True))
    return tuple(
        Line(
            label=label,
            x=epochs,
            y=tuple(choose(told[epoch]) for epoch in epochs),
            role=QUIET,
            shade="soft",
            width=0.5,
            named=False,
            fill=fill,
        )
        for choose, label, fill in edges
    )


def _chart(
    id: str,
    title: str,
    lines: tuple[Line, ...],
    judged: Sequence[Line],
    how_to_read: str,
    y_title: str,
    best: str,
) -> LineChart | None:
    """A chart of at least two runs; `judged` are the lines that its words are about."""
    if len({each.column.removesuffix(TRAINING) for each in _without_edges(lines)}) < 2:
        return None
    own = _without_edges(judged)
    drawn = list(filter(attrgetter("shown"), lines)) or lines
    shown, _ = value_range(drawn, robust=best == "lowest")
    return LineChart(
        id=id,
        title=title,
        subtitle=_subtitle(own, best),
        how_to_read=how_to_read,
        summary=_summary(title, own, lines, best),
        y_title=y_title,
        lines=lines,
        group="losses" if y_title == "loss" else "metrics",
        leads=id == "total-loss",
        y_range=shown,
        log=best == "lowest",
    )


def _without_edges(lines: Sequence[Line]) -> list[Line]:
    """The lines of runs, without those of the quiet band."""
    return [each for each in lines if not (each.column == "" and each.role == QUIET)]


def _bests(lines: Sequence[Line], best: str) -> list[tuple[float, int, Line]]:
    """Of each line its best value and epoch, best line first."""
    sign = 1 if best == "lowest" else -1
    found = []
    for each in lines:
        if each.values:
            epoch, value = each.lowest if best == "lowest" else each.highest
            found.append((value, epoch, each))
    return sorted(found, key=lambda item: (sign * item[0], item[1]))


def _subtitle(lines: Sequence[Line], best: str) -> str:
    bests = _bests(lines, best)
    if not bests:
        return "Validation tells no value."
    word = best.capitalize()
    value, epoch, first = bests[0]
    if len(bests) > 1 and math.isclose(bests[1][0], value):
        return f"{word}: {words.number(value)}, reached by more than one run."
    own = epoch - first.starts
    return f"{word}: {first.label}, {words.number(value)} at epoch {own}."


def _summary(title: str, own: Sequence[Line], lines: Sequence[Line], best: str) -> str:
    epochs = [epoch for each in lines for epoch in (each.x[:1] + each.x[-1:])]
    told = " ".join(describe(each, best=best) for *_, each in _bests(own, best)[:MOST_TOLD])
    more = len(own) - MOST_TOLD
    rest = f" {more} more runs." if more > 0 else ""
    return f"Line chart of {title}, {words.epochs(min(epochs), max(epochs))}. {told}{rest}"
