"""Curves over the confidence of several runs, one head: hue says which run."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from reportgen import words
from reportgen.charts.curves import WORDS
from reportgen.charts.overlay import QUIET, Shown
from reportgen.figure.model.curves import CurveChart, CurveLine, value_top
from reportgen.read.plot.plots import ToldCurve


def curve_overlays(runs: Sequence[Shown], head: str | None) -> list[CurveChart]:
    """One chart a kind of curve that at least two coloured runs tell of `head`."""
    return list(_charts(runs, head)) if head else []


def told_curve(run: Shown, head: str, kind: str) -> ToldCurve | None:
    """A run's curve of a head; None where it is not told."""
    found = [each for each in run.facts.heads if each.head.key == head]
    return found[0].curves.get(kind) if found else None


def _charts(runs: Sequence[Shown], head: str) -> Iterator[CurveChart]:
    for kind, about in WORDS.items():
        lines = tuple(_lines(runs, head, kind))
        if len(lines) < 2:
            continue
        title = f"{head.capitalize()}: {about.title}"
        note = _note(runs, head, kind)
        yield CurveChart(
            id=f"{head}-{kind.lower()}",
            kind=kind,
            title=title,
            subtitle=note,
            how_to_read=about.how_to_read,
            summary=f"{title}, {len(lines)} runs. {note}",
            x_title="Recall" if kind == "PR" else "Confidence",
            y_title=about.axis,
            lines=lines,
            top=1.0 if kind == "PR" else value_top(_highest(lines)),
        )


def _lines(runs: Sequence[Shown], head: str, kind: str) -> Iterator[CurveLine]:
    for run in runs:
        told = told_curve(run, head, kind) if run.role != QUIET else None
        if told is not None:
            yield CurveLine(run.label, tuple(told.x.tolist()), tuple(told.mean.tolist()), run.role)


def _highest(lines: Sequence[CurveLine]) -> float:
    return max((y for line in lines for y in line.y if not math.isnan(y)), default=0.0)


def _note(runs: Sequence[Shown], head: str, kind: str) -> str:
    """Which run's curve peaks highest; of precision over recall, whose area is largest."""
    if kind in ("P", "R"):
        return "Higher is better at the same confidence."
    told = [(curve, run) for run in runs if (curve := told_curve(run, head, kind)) is not None]
    curve, run = max(told, key=lambda item: item[0].value)
    if kind == "PR":
        return f"Largest mAP50: {run.label}, {words.decimals(curve.value, 3)}."
    where = "" if curve.confidence is None else f" at {words.decimals(curve.confidence, 3)}"
    return f"Highest: {run.label}, {words.decimals(curve.value, 2)}{where}."
