"""Curve pictures -> numbers: `BoxF1_curve.png` and its kin.

Ultralytics writes its F1, precision, recall and precision-recall curves as pictures only. Their
mean line, the numbers of their legend and, for up to ten classes, the visible parts of the class
lines are read back here. Whatever is not certainly such a plot, and certainly well read, is
declined with a reason: no number is better than a wrong one.

Against plots drawn from known numbers the mean of F1, P and R is off by 0.0002 on average and 0.002
at most, that of PR by 0.0005 on average, with its vertical drops named in `Curve.drops`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from reportgen.read.plot.axes import Axes, Floats
from reportgen.read.plot.classes import MOST_CLASSES, class_lines
from reportgen.read.plot.image import Declined, PlotDeclined, Rgba, decode_png
from reportgen.read.plot.legend import class_rows, class_values, find_handle, read_legend
from reportgen.read.plot.legend_form import Legend
from reportgen.read.plot.line import DrawnLine, mean_line
from reportgen.read.plot.tick_labels import axes_of

__all__ = ["GRID", "Declined", "Kind", "Legend", "PlottedCurve", "read_curve"]

Kind = Literal["F1", "P", "R", "PR"]
"""What a curve shows: F1, precision or recall over the confidence; precision over recall."""

GRID: Floats = np.linspace(0.0, 1.0, 201)
"""The places at which every curve is given: confidence, or recall for PR."""
GRID.setflags(write=False)

MIN_COVERAGE = 0.25
"""Smallest share of the plot's width in which the mean line must have been seen."""

LEGEND_TOLERANCE = 0.0075
"""Largest distance of the curve from the legend's value (which is rounded to 0.005)."""

PLACE_TOLERANCE = 0.002
"""How far the legend's confidence may lie from the true place of the peak: a step of Ultralytics'
1000 places, and rounding."""

CLASS_SCALE = 0.95
"""Smallest size of the picture, against Ultralytics' own, at which class lines are read: in a
picture made smaller their soft edges mix to other classes' colours."""


@dataclass(frozen=True, eq=False)
class PlottedCurve:
    """The numbers behind one curve picture; arrays along `x`, which has 201 places."""

    kind: Kind
    x: Floats
    """Confidence (F1, P, R) or recall (PR), 0..1 in steps of 0.005; shape (201,)."""
    mean: Floats
    """The thick line, mean over the classes (smoothed by Ultralytics for F1, P, R); 0..1, NaN
    where it was not seen; shape (201,)."""
    legend: Legend
    """The printed peak and its confidence. The best confidence is this one, never the highest
    point of `mean`, which wanders on flat tops."""
    class_count: int | None
    """Classes that the legend lists; None when it lists none (21 and more). Ultralytics lists the
    classes that occur in the validation set, in PR only those also predicted: this can be fewer
    than the model knows."""
    classes: Floats | None
    """F1 and R with up to ten classes: one row a class in the legend's order, NaN where the line
    is hidden (also at 0 and 1, behind the frame); shape (class_count, 201). Otherwise None."""
    class_values: tuple[float, ...] | None
    """PR with up to twenty classes: the mAP50 printed for each class, in the legend's order, when
    all are certain and their mean is the legend's value. Otherwise None."""
    drops: tuple[tuple[float, float], ...]
    """PR: ranges of recall in which the mean's height is uncertain, nearly always because it
    drops there. Empty for the other kinds."""


def read_curve(path: Path, kind: Kind) -> PlottedCurve | Declined:
    """Read one curve picture of the given kind; never raises on what the file holds."""
    try:
        pixels = decode_png(path)
        return _read(pixels, kind)
    except PlotDeclined as reason:
        return reason.declined
    except Exception:  # One strange picture must not cost the reader the whole report.
        return Declined("The picture could not be read.")


def _read(pixels: Rgba, kind: Kind) -> PlottedCurve:
    """The curve in a decoded picture; raises `PlotDeclined`."""
    axes = axes_of(pixels)
    handle = find_handle(pixels, axes)
    legend = read_legend(pixels, axes, handle)
    line = mean_line(pixels, axes)
    _check(kind, line, legend)
    rows = class_rows(pixels, axes, handle)
    return PlottedCurve(
        kind=kind,
        x=GRID,
        mean=line.at(GRID),
        legend=legend,
        class_count=len(rows) or None,
        classes=_classes(pixels, axes, kind, len(rows)),
        class_values=class_values(pixels, axes, handle, legend, rows) if kind == "PR" else None,
        drops=line.drops() if kind == "PR" else (),
    )


def _check(kind: Kind, line: DrawnLine, legend: Legend) -> None:
    """Line and legend must be there and tell the same."""
    if (legend.confidence is None) != (kind == "PR"):
        raise PlotDeclined("The legend belongs to another kind of curve than the file's name says.")
    if line.coverage <= MIN_COVERAGE:
        raise PlotDeclined("The mean line is hidden or missing over most of the plot.")
    if legend.confidence and not _agree(line, legend):
        raise PlotDeclined("The mean line and the number in the legend do not agree.")


def _agree(line: DrawnLine, legend: Legend) -> bool:
    """Whether the line is nowhere higher than the legend's value, and has it at its confidence.

    The confidence is one of Ultralytics' 1000 places, rounded: beside a steep flank the height
    right at it says little. So it counts whether the line comes to the value close by.
    """
    assert legend.confidence is not None
    if not np.nanmax(line.y) - legend.value <= LEGEND_TOLERANCE:
        return False
    if abs(float(line.at(np.array([legend.confidence]))[0]) - legend.value) <= LEGEND_TOLERANCE:
        return True
    step = float(line.x[1] - line.x[0])
    near = np.abs(line.x - legend.confidence) <= PLACE_TOLERANCE + 1.5 * step
    seen = near & np.isfinite(line.y)
    apart = np.abs(line.y[seen] - legend.value) - line.spread[seen]
    return bool((apart <= LEGEND_TOLERANCE).any())


def _classes(pixels: Rgba, axes: Axes, kind: Kind, count: int) -> Floats | None:
    """The class lines where they can be told apart and are worth it."""
    told_apart = 1 <= count <= MOST_CLASSES and axes.scale >= CLASS_SCALE
    if not told_apart or kind not in ("F1", "R"):
        return None
    between_neighbours = 1.5 / axes.width
    lines = class_lines(pixels, axes, count)
    return np.stack([line.at(GRID, bridge=between_neighbours) for line in lines])
