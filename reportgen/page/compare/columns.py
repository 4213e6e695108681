"""The columns of the table of runs, but for the rank: state, arguments, metrics, losses, time."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from markupsafe import Markup

from reportgen import words
from reportgen.comparison.data.arguments import ArgumentDifference
from reportgen.comparison.model import Comparison
from reportgen.comparison.parts import RunRow
from reportgen.page.run.views import Badge
from reportgen.page.text.format import difference, metric

BASELINE = "baseline"
MOST_ARGUMENTS, LONGEST_ARGUMENT, LONGEST_NUMBER = 4, 18, 10
"""Arguments that differ as columns, and characters of their values; all stand in their table."""


class RankColumn(NamedTuple):
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


UNTOLD = RankCell(words.UNKNOWN)


class Telling(NamedTuple):
    """A column, and what each run has in it."""

    column: RankColumn
    cell: Callable[[int], RankCell]
    """By the index of the run."""


def columns(told: Comparison, badges: Sequence[Badge]) -> Iterator[Telling]:
    """All of them, from left to right; `badges` tell the state of each run."""
    yield from _about(told, badges)
    yield from _arguments(told)
    yield from _metrics(told)
    for name in ("F1", "F2", "F0.5"):
        yield from _peak(name, told.runs)
    yield from _losses(told)
    yield from _ending(told.runs)


def _number(value: float | None) -> RankCell:
    shown = metric(value)
    return RankCell(shown.text, shown.full)


def _of(values: Mapping[str, float | None], key: str) -> RankCell:
    """A number by its name; a dash where the run has none of that name."""
    return _number(values[key]) if key in values else RankCell("–")


def _about(told: Comparison, badges: Sequence[Badge]) -> Iterator[Telling]:
    runs = told.runs
    models = len({run.model for run in runs}) > 1
    yield Telling(
        RankColumn("state", "State", number=False),
        lambda run: RankCell(badges[run].word, badge=badges[run]),
    )
    yield Telling(
        RankColumn("model", "Model", number=False, paper=models),
        lambda run: RankCell(runs[run].model or words.UNKNOWN),
    )
    yield Telling(
        RankColumn("data", "Data", number=False, off=len(told.groups) < 2),
        lambda run: RankCell(_data(run, told)),
    )


def _data(run: int, told: Comparison) -> str:
    group = told.group_of(told.placed(run))
    return group.data if group else told.runs[run].data or words.UNKNOWN


def _arguments(told: Comparison) -> list[Telling]:
    """The first arguments that differ and may bear on the results, which have no other column."""
    own = ("model", "data", "epochs")
    found = [each for each in told.argument_differences if each.bears and each.name not in own]
    return [_argument(item) for item in found[:MOST_ARGUMENTS]]


def _argument(item: ArgumentDifference) -> Telling:
    def cell(run: int) -> RankCell:
        text, value = item.values[run].text, item.values[run].value
        if isinstance(value, float) and len(text) > LONGEST_NUMBER:
            return RankCell(words.plain(value), title=text)
        short = words.clipped(text, LONGEST_ARGUMENT)
        return RankCell(short, title=text if short != text else "")

    return Telling(RankColumn(f"argument-{item.name}", item.name, number=False, paper=False), cell)


def _metrics(told: Comparison) -> list[Telling]:
    """Metrics at the best epoch; those of the compared head are shown at first."""
    keys = dict.fromkeys(key for run in told.runs for key in run.metrics)
    return [_metric(key, told) for key in keys if key != told.metric]


def _metric(key: str, told: Comparison) -> Telling:
    shown = told.head is not None and key.endswith(f"({told.head[0].upper()})")
    paper = shown and "mAP50(" in key
    column = RankColumn(key, key.removeprefix("metrics/"), off=not shown, paper=paper)
    return Telling(column, lambda run: _of(told.runs[run].metrics, key))


def _peak(name: str, runs: Sequence[RunRow]) -> Iterator[Telling]:
    """The highest F-beta of each run, and its confidence; nothing where no run tells one."""
    peaks = [run.peaks.get(name) for run in runs]
    if not any(peaks):
        return

    def best(run: int) -> RankCell:
        peak = peaks[run]
        return _number(peak.value if peak else None)

    def at(run: int) -> RankCell:
        peak = peaks[run]
        return RankCell(words.decimals(peak.confidence, 3)) if peak else UNTOLD

    off = name != "F1"
    yield Telling(RankColumn(f"best-{name}", f"Best {name}", off=off), best)
    yield Telling(RankColumn(f"at-{name}", f"at confidence ({name})", off=off, paper=False), at)


def _losses(told: Comparison) -> Iterator[Telling]:
    runs, base = told.runs, told.runs[told.baseline].val_loss

    def apart(run: int) -> RankCell:
        own = runs[run].val_loss
        if run == told.baseline:
            return RankCell(BASELINE, "0")
        if own is None or base is None or not math.isfinite(own - base):
            return UNTOLD
        return RankCell(difference(own - base), words.exact(own - base))

    yield Telling(RankColumn("val-loss", "Val loss"), lambda run: _number(runs[run].val_loss))
    yield Telling(RankColumn("val-loss-difference", "Val loss difference", off=True), apart)
    for name in dict.fromkeys(chain.from_iterable(run.val_losses for run in runs)):
        yield _val_loss(name, runs)
    yield Telling(
        RankColumn("train-loss", "Final train loss", off=True),
        lambda run: _number(runs[run].final_train_loss),
    )
    yield Telling(RankColumn("gap", "Val above train", off=True), lambda run: _gap(runs[run].gap))


def _val_loss(name: str, runs: Sequence[RunRow]) -> Telling:
    column = RankColumn(f"val-{name}", f"val {name}", off=True)
    return Telling(column, lambda run: _of(runs[run].val_losses, name))


def _gap(value: float | None) -> RankCell:
    if value is None or not math.isfinite(value):
        return UNTOLD
    return RankCell(f"{words.whole(value * 100)} %".replace("-", "−"), words.exact(value))


def _ending(runs: Sequence[RunRow]) -> Iterator[Telling]:
    yield Telling(
        RankColumn("best-epoch", "Best epoch"),
        lambda run: RankCell(str(runs[run].best_epoch or words.UNKNOWN)),
    )
    yield Telling(RankColumn("epochs", "Epochs"), lambda run: _epochs(runs[run]))
    yield Telling(RankColumn("time", "Time"), lambda run: _time(runs[run].seconds))
    if any(run.speed is not None for run in runs):
        speed = RankColumn("speed", "ms a picture", paper=False)
        yield Telling(speed, lambda run: _speed(runs[run].speed))
    yield Telling(
        RankColumn("trajectory", "Trajectory", number=False, off=True),
        lambda run: RankCell(runs[run].trajectory),
    )


def _epochs(run: RunRow) -> RankCell:
    done, planned = run.epochs_done, run.epochs_planned
    if done is None:
        return UNTOLD
    return RankCell(f"{done} of {planned}" if planned else str(done), str(done))


def _time(seconds: float | None) -> RankCell:
    text = words.duration(seconds)
    return RankCell(text, words.exact(round(seconds or 0))) if text else UNTOLD


def _speed(milliseconds: float | None) -> RankCell:
    if milliseconds is None:
        return UNTOLD
    return RankCell(words.rough(milliseconds, 3), words.exact(milliseconds))
