"""What all charts of a run share: its epoch marks, lines from its series, and sentences on them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain

import numpy as np

from reportgen import words
from reportgen.facts.run_facts import Facts
from reportgen.figure.model.lines import Dash, Line, Mark, Shade, Side
from reportgen.figure.svg.scale import Beyond
from reportgen.read.table.results import Series

LONGEST_NAME = 40
"""Longer names of columns are cut, so that they leave room for the plot."""

MOST_SEAMS = 4
"""More resumes than this are told as a number in the last label."""


def chart_id(name: str) -> str:
    """The id of a column's chart: ``box_loss`` gives ``box-loss``."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:LONGEST_NAME] or "unnamed"


def short(name: str) -> str:
    """`name` with its middle cut out where it is too long for a label."""
    if len(name) <= LONGEST_NAME:
        return name
    return f"{name[: LONGEST_NAME - 12]}…{name[-11:]}"


def marks(facts: Facts) -> tuple[Mark, ...]:
    """The epochs that every chart of the run marks, in the order in which labels are placed."""
    found: list[Mark] = []
    if facts.best_epoch is not None:
        found.append(Mark(facts.best_epoch, f"best {facts.best_epoch}", "best"))
    lowest = facts.lowest_val_loss_epoch
    if lowest is not None:
        found.append(Mark(lowest, f"lowest val loss {lowest}", "lowest-val-loss"))
    if _closes_mosaic(facts) and 1 < facts.mosaic_off <= (facts.epochs_done or 0):
        found.append(Mark(facts.mosaic_off, f"mosaic off {facts.mosaic_off}", "mosaic-off"))
    return (*found, *_seams(facts.resumed_at))


def _closes_mosaic(facts: Facts) -> bool:
    """Whether the arguments say so: older versions and YOLOv5 do not, and some tasks have none."""
    told = facts.args is not None and facts.args.number("close_mosaic") is not None
    return told and (facts.task is None or facts.task.mosaic)


def _seams(epochs: Sequence[int]) -> list[Mark]:
    more = len(epochs) - MOST_SEAMS
    seams = [Mark(epoch, f"resumed {epoch}", "resumed") for epoch in epochs[:MOST_SEAMS]]
    if more > 0:
        last = seams[-1]
        seams[-1] = Mark(last.epoch, f"{last.label} (+{more} more)", "resumed")
    return seams


def line(
    series: Series,
    label: str,
    role: str,
    *,
    side: Side = "val",
    dash: Dash = "solid",
    shade: Shade = "main",
    width: float = 2.0,
    column: str = "",
    lead: bool = False,
    named: bool = True,
    starts: int = 0,
) -> Line:
    """A series as a line of a chart; `column` is its name in an exported csv, if not its own."""
    return Line(
        label=label,
        x=_epochs((series.epochs + starts).astype(np.int64, copy=False).tobytes()),
        y=tuple(series.values.tolist()),
        role=role,
        side=side,
        dash=dash,
        shade=shade,
        width=width,
        column=column or series.name,
        lead=lead,
        named=named,
        starts=starts,
    )


@lru_cache(maxsize=16)
def _epochs(content: bytes) -> tuple[int, ...]:
    """Epochs of 64 bits each: nearly all lines of a run have the same."""
    return tuple(np.frombuffer(content, np.int64).tolist())


def beyond_sentence(beyond: Sequence[Beyond]) -> str:
    """What lies above the view, so that nothing is hidden unsaid; empty when nothing does."""
    if not beyond:
        return ""
    parts = [
        f"{part.line} {_beyond_epochs(part.epochs)}, up to {words.number(part.highest)}"
        for part in beyond
    ]
    return f"Above the view: {'; '.join(parts)}."


def _beyond_epochs(epochs: Sequence[int]) -> str:
    if epochs[-1] - epochs[0] == len(epochs) - 1:
        return f"in {words.epochs(epochs[0], epochs[-1])}"
    return f"in {len(epochs)} of epochs {epochs[0]} to {epochs[-1]}"


def gaps_sentence(lines: Sequence[Line]) -> str:
    """How many epochs of a line have no value, so that a gap explains itself; empty when none."""
    parts = [
        f"{item.label} in {len(item.x) - len(item.values)} of {len(item.x)} epochs"
        for item in lines
        if len(item.values) < len(item.x)
    ]
    return f"Values are missing: {', '.join(parts)}." if parts else ""


def at_end(line: Line) -> str:
    """How the last value of a line is placed: its epoch is named where it is not the last one."""
    last = line.ends[1][0]
    return "at the end" if last == line.x[-1] else f"at epoch {last}, the last known"


def describe(line: Line, *, best: str) -> str:
    """A line in words: start, best and end. `best` is ``lowest`` or ``highest``."""
    name = line.label
    if not line.values:
        return f"{name}: no values."
    own = line.starts
    (first, start), (last, end) = line.ends
    if len(line.values) == 1:
        return f"{name}: {words.number(start)} at epoch {first - own}."
    at, value = line.lowest if best == "lowest" else line.highest
    return (
        f"{name}: {words.number(start)} at epoch {first - own}, {best} {words.number(value)} "
        f"at epoch {at - own}, {words.number(end)} at epoch {last - own}."
    )


def summary(title: str, lines: Sequence[Line], marked: Sequence[Mark], *, best: str) -> str:
    """The chart in words, for those who do not see it."""
    epochs = list(chain.from_iterable(item.x[:1] + item.x[-1:] for item in lines))
    span = words.epochs(min(epochs), max(epochs)) if epochs else "no epochs"
    told = " ".join(describe(item, best=best) for item in lines)
    where = f" Marked: {', '.join(mark.label for mark in marked)}." if marked else ""
    return f"Line chart, {title}, {span}. {told}{where}"
