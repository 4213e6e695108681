"""One chart a loss, training against validation, and one of their sums."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

from reportgen import words
from reportgen.charts.parts import (
    at_end,
    beyond_sentence,
    chart_id,
    gaps_sentence,
    line,
    marks,
    short,
    summary,
)
from reportgen.facts.run_facts import Facts
from reportgen.figure.model.lines import Line, LineChart, Side
from reportgen.figure.model.palette import known_role
from reportgen.figure.svg.scale import value_range
from reportgen.read.table.results import Series

ORDER = 10

MOST = 24
"""Losses that get a chart; a results.csv with more columns was not written by Ultralytics."""

WORTH_SAYING = 0.01
"""A rise above the lowest value by less than this share is not told as one."""

SIDES = (
    "Both lines should fall and then level off. Training that goes on falling while validation "
    "turns upwards is overfitting."
)
MOSAIC = " A drop of training where mosaic goes off is expected."
HOW_TO_READ = {
    "total": "The sum of all losses, as the run weighs them. " + SIDES,
    "box_loss": "How far predicted boxes are off the true ones; lower is better. " + SIDES
    + " Good models end below 1.0, though the level depends on data and loss gain.",
    "seg_loss": "How far predicted masks are off, pixel by pixel; lower is better. " + SIDES
    + " Values of 1.5 to 2.5 are typical.",
    "cls_loss": "How wrong the predicted classes are; lower is better. " + SIDES
    + " It is higher with many classes, so compare it with runs on the same data only.",
    "dfl_loss": "How sharply the position of box edges is predicted; lower is better. " + SIDES
    + " Values of 1.0 to 1.5 are typical.",
    "pose_loss": "How far predicted keypoints are off; lower is better. " + SIDES,
    "ce_loss": "How wrong the class of each pixel is; lower is better. " + SIDES,
    "dice_loss": "How little predicted areas cover the true ones, class by class; lower is better. "
    + SIDES,
    "aux_loss": "The same as ce_loss, from a side output that only training has; its validation "
    "stays 0.",
    "dlog_loss": "How far the log of the depth is off, up to a common scale; lower is better. "
    + SIDES,
    "dgrad_loss": "How far edges in the depth are off; lower is better. " + SIDES,
    "kobj_loss": "How wrong the visibility of keypoints is told; lower is better. " + SIDES,
}  # fmt: skip


def draw(facts: Facts) -> list[LineChart]:
    """The total first, then each loss; a run with a single loss has the total only."""
    train, val = facts.losses
    names = list(dict.fromkeys([*train, *val]))[:MOST]
    if not names:
        return []
    only = names[0] if len(names) == 1 else None
    charts = [_chart(facts, "total-loss", only, facts.train_loss, facts.val_loss)]
    if not only:
        charts += [_chart(facts, chart_id(n), n, train.get(n), val.get(n)) for n in names]
    return charts


def _chart(
    facts: Facts, id: str, name: str | None, train: Series | None, val: Series | None
) -> LineChart:
    """`name` is None for the sum of all losses."""
    role = known_role(name) if name else "total"
    lines = _lines(role, train, val, total=name is None)
    shown, beyond = value_range(lines, robust=True)
    title = f"{_named(name)}, {' and '.join(_SIDE_NAMES[item.side] for item in lines)}"
    said = [
        _subtitle(lines),
        _unlike(facts) if name is None else "",
        beyond_sentence(beyond),
        gaps_sentence(lines),
    ]
    marked = marks(facts)
    return LineChart(
        id=id,
        title=title,
        subtitle=" ".join(filter(None, said)),
        how_to_read=_how_to_read(facts, name),
        summary=summary(title, lines, marked, best="lowest"),
        y_title="loss",
        lines=lines,
        group="losses",
        leads=name is None,
        marks=marked,
        y_range=shown,
        log=True,
    )


def _how_to_read(facts: Facts, name: str | None) -> str:
    """What a loss means, and what a mosaic does to it where there was one."""
    text = HOW_TO_READ.get(name or "total", "Lower is better. " + SIDES)
    mosaic = facts.trainer.draws_plots and facts.task is not None and facts.task.mosaic
    return text.replace(SIDES, SIDES + MOSAIC) if mosaic else text


_SIDE_NAMES: dict[Side, str] = {"train": "training", "val": "validation", "": ""}


def _lines(role: str, train: Series | None, val: Series | None, *, total: bool) -> tuple[Line, ...]:
    found: list[Line] = []
    if train:
        column = "train/total_loss" if total else ""
        found.append(
            line(train, "train", role, side="train", dash="dash", shade="soft", column=column)
        )
    if val:
        column = "val/total_loss" if total else ""
        found.append(line(val, "validation", role, lead=True, column=column))
    return tuple(found)


def _named(name: str | None) -> str:
    """As the run writes it, but for the one that is only called a loss."""
    return "Total loss" if name is None else "Loss" if name == "loss" else short(name)


def _unlike(facts: Facts) -> str:
    """Losses that only one side counts make the sums differ by more than the data."""
    train, val = map(set, facts.losses)
    if not train or not val or train == val:
        return ""
    side, only = ("Training", train - val) if train - val else ("Validation", val - train)
    return f"{side} also counts {' and '.join(short(name) for name in sorted(only)[:3])}."


def _subtitle(lines: Sequence[Line]) -> str:
    """What to see: where validation is lowest, and how far it has risen since."""
    told = list(filter(attrgetter("values"), lines))
    if not told:
        return "No epoch has a finite value."
    item = told[-1]
    (first, start), (last, end) = item.ends
    if len(item.values) == 1:
        return _single(told, first)
    side = _SIDE_NAMES[item.side].capitalize()
    at, low = item.lowest
    if low == item.highest[1]:
        return f"{side} loss stays at {words.number(low)}."
    if at == last:
        return (
            f"{side} loss is lowest {at_end(item)}: from {words.number(start)} to "
            f"{words.number(end)}."
        )
    return f"{side} loss is lowest at epoch {at} ({words.number(low)}), {_since(low, end, item)}."


def _since(low: float, end: float, item: Line) -> str:
    rise = (end - low) / abs(low) if low else 0.0
    if rise >= WORTH_SAYING:
        higher = f"{words.percent(rise)} higher"
        if rise >= 10:
            higher = f"{words.ratio(rise + 1)} times as high"
        return f"{higher} {at_end(item)} ({words.number(end)})"
    return f"{words.number(end)} {at_end(item)}"


def _single(lines: Sequence[Line], epoch: int) -> str:
    known = [(_SIDE_NAMES[line.side], dict(line.points).get(epoch)) for line in lines]
    values = ", ".join(
        f"{name} {words.number(value)}" for name, value in known if value is not None
    )
    return f"Epoch {epoch} only: {values}."
