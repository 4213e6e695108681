"""The learning rates: groups that are equal in every epoch are one line."""

from __future__ import annotations

from operator import attrgetter

from reportgen import words
from reportgen.charts.parts import line, marks, short, summary
from reportgen.facts.run_facts import Facts
from reportgen.figure.model.lines import Dash, Line, LineChart, Shade
from reportgen.figure.svg.scale import value_range
from reportgen.read.table.results import Series

ORDER = 40

DASHES: tuple[Dash, ...] = ("solid", "dash", "dot", "longdash")

HOW_TO_READ = (
    "The step size that the optimizer takes, one line a group of weights. It climbs during "
    "warm-up and then winds down to the end. If losses jump about while it is high, a lower lr0 "
    "calms them; a run that is continued starts anew with its own schedule."
)


def draw(facts: Facts) -> list[LineChart]:
    """One chart, or none when the csv holds no learning rate."""
    groups = _collapsed(facts.learning_rates or {})
    if not groups:
        return []
    alone = len(groups) == 1 and len(groups[0][0]) > 1
    lines = tuple(
        _line(item, names, index, alone=alone) for index, (names, item) in enumerate(groups)
    )
    shown, _ = value_range(lines)
    title, marked = "Learning rate", marks(facts)
    return [
        LineChart(
            id="learning-rate",
            title=title,
            subtitle=_subtitle(lines),
            how_to_read=HOW_TO_READ,
            summary=summary(title, lines, marked, best="highest"),
            y_title="learning rate",
            lines=lines,
            group="schedule",
            leads=True,
            marks=marked,
            y_range=shown,
            log=True,
        )
    ]


def _collapsed(rates: dict[str, Series]) -> list[tuple[list[str], Series]]:
    """Groups with the same values, under all their names. NaN equals NaN."""
    found: dict[bytes, tuple[list[str], Series]] = {}
    for name, series in rates.items():
        names, _ = found.setdefault(series.values.tobytes(), ([], series))
        names.append(name.removeprefix("lr/"))
    return list(found.values())


def _line(series: Series, names: list[str], index: int, *, alone: bool) -> Line:
    label = "all groups" if alone else short(", ".join(names))
    dash = DASHES[index % len(DASHES)]
    shade: Shade = "main" if index < len(DASHES) else "soft"
    # Not "train": a rate belongs to no side, and its dashes tell the groups apart.
    return line(series, label, "lr", side="", dash=dash, shade=shade, lead=index == 0)


def _subtitle(lines: tuple[Line, ...]) -> str:
    item = next(filter(attrgetter("values"), lines), None)
    if item is None:
        return "No epoch has a learning rate."
    at, high = item.highest
    (first, start), (last, end) = item.ends
    which = "All groups share one rate" if item.label == "all groups" else item.label
    if first == last:
        return f"{which}: {words.number(start)} in the only epoch."
    if high == item.lowest[1]:
        return f"{which}: {words.number(high)} throughout."
    if at == first:
        return f"{which}: from {words.number(start)} down to {words.number(end)}."
    return f"{which}: highest at epoch {at} ({words.number(high)}), {words.number(end)} at the end."
