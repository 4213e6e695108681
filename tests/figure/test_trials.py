"""Charts of trials: where values stand, which are dark, and drawings that always parse."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import plotly.graph_objects as go
import pytest

from reportgen.figure.model.chart import chart_figure
from reportgen.figure.model.trials import (
    LIGHT,
    MOST_COLOURED,
    QUIET,
    SHADES,
    ParallelChart,
    ScatterChart,
    TrialAxis,
    drawing_order,
    shades,
)
from reportgen.figure.svg.trials import LEAST_TICK_GAP, axis_labels, parallel_svg, scatter_svg
from tests.conftest import ROOT
from tests.figure.samples import HOSTILE, NAN

WORDS = {"title": "T", "subtitle": "S", "how_to_read": "H", "summary": "Sum"}
FITNESS = TrialAxis("fitness", (0.1, 0.2, 0.4, NAN))
LR = TrialAxis("lr0", (0.0001, 0.01, 0.1, 0.01))
BOX = TrialAxis("box", (5.0, NAN, 7.5, 6.0))
NAMES = ("Trial 1", "Trial 2", "Trial 3", "Trial 4")
PARALLEL = ParallelChart("parallel", **WORDS, names=NAMES, fitness=FITNESS, axes=(LR, BOX))
SCATTER = ScatterChart("scatter-lr0", **WORDS, names=NAMES, fitness=FITNESS, argument=LR)


def test_an_axis_goes_from_its_lowest_to_its_highest_value() -> None:
    assert [BOX.share(value) for value in (5.0, 6.25, 7.5)] == [0, 0.5, 1]
    assert math.isnan(BOX.share(NAN))


def test_more_than_two_decades_stand_on_a_logarithmic_axis() -> None:
    assert LR.log
    assert LR.share(0.01) == pytest.approx(2 / 3)
    assert LR.ticks == (0.001, 0.01)
    assert not TrialAxis("a", (0.001, 0.1)).log  # two decades, not more
    assert not TrialAxis("a", (0.0, 1000.0)).log


def test_what_does_not_vary_stands_in_the_middle() -> None:
    assert TrialAxis("a", (3.0, 3.0)).share(3.0) == 0.5
    assert TrialAxis("a", (NAN,)).ends == (0.0, 1.0)


def test_labels_of_an_axis_keep_apart() -> None:
    for values in ((0.0, 1.0), (0.099, 1.001), (1e-6, 1e3), (5.0, 5.0)):
        placed = sorted(y for _, y in axis_labels(TrialAxis("a", values), 280.0))
        assert all(b - a >= LEAST_TICK_GAP for a, b in pairwise(placed))


def test_the_best_is_darkest_and_the_lowest_lightest() -> None:
    assert shades([0.5, 0.1, 0.3]) == (5, 1, 4)
    assert shades([0.0] * 7 + [0.4, 0.6])[:1] == (1,)
    assert shades([0.3, 0.3]) == (shades([0.3, 0.3])[0],) * 2
    assert shades([NAN, 0.2]) == (QUIET, SHADES)
    assert shades([]) == ()


def test_of_many_lines_the_best_tenth_has_a_colour() -> None:
    fitness = [number / 100 for number in range(100)]
    shaded = shades(fitness, quiet=True)
    assert sum(shade != QUIET for shade in shaded) == 10
    assert min(value for value, shade in zip(fitness, shaded, strict=True) if shade) == 0.9
    many = replace(PARALLEL, names=("x",) * (MOST_COLOURED + 1))
    assert QUIET in many.shades[:2]
    assert QUIET not in PARALLEL.shades[:3]


def test_the_best_lies_on_top() -> None:
    assert drawing_order((5, 1, 5), (0.5, 0.1, 0.6)) == [1, 0, 2]


@pytest.mark.parametrize("drawing", [parallel_svg(PARALLEL), scatter_svg(SCATTER)])
def test_drawings_parse_and_have_every_number_in_view(drawing: str) -> None:
    root = ET.fromstring(drawing)
    paths = [part.get("d") or "" for part in root.iter() if part.tag.endswith("path")]
    points = re.findall(r"[ML]([-\d.]+),([-\d.]+)", "".join(paths))
    assert points
    assert all(0 <= float(x) <= 1000 and 0 <= float(y) <= 340 for x, y in points)


def test_a_value_that_is_not_told_is_no_bridge() -> None:
    drawing = parallel_svg(replace(PARALLEL, axes=(LR, BOX, LR)))
    # The second trial does not tell box, so its line begins anew behind that axis.
    paths = re.findall(r'd="([^"]*)"', drawing)
    assert sum(path.count("M") for path in paths) == 4 + 1


def test_a_scatter_leaves_out_what_is_not_told() -> None:
    assert scatter_svg(SCATTER).count("h0") == 3


def test_names_of_strangers_are_text() -> None:
    axis = TrialAxis(HOSTILE, LR.values)
    names = (HOSTILE,) * 4
    parallel = replace(PARALLEL, title=HOSTILE, summary=HOSTILE, axes=(axis,), names=names)
    scatter = replace(SCATTER, title=HOSTILE, summary=HOSTILE, argument=axis)
    for drawing in (parallel_svg(parallel), scatter_svg(scatter)):
        assert "<script" not in drawing
        ET.fromstring(drawing)
    for chart in (parallel, scatter):
        assert "<script" not in str(chart_figure(chart))


@pytest.mark.parametrize("chart", [PARALLEL, SCATTER])
def test_plotly_takes_both(chart: ParallelChart | ScatterChart) -> None:
    figure = go.Figure(chart_figure(chart))
    assert len(figure.data) == (4 if isinstance(chart, ParallelChart) else 1)


def test_shades_are_those_of_the_style_sheet_and_can_be_seen() -> None:
    css = Path(ROOT / "templates" / "assets" / "sweep.css").read_text("utf-8")
    assert all(f"--trial-{number}: {colour};" in css for number, colour in enumerate(LIGHT))
    dark = re.findall(r'data-theme="dark"\] \{ (.*?) \}', css)[0]
    shades_in_the_dark = [colour for _, colour in re.findall(r"--trial-([1-5]): (#\w+)", dark)]
    assert min(contrast(colour, "#ffffff") for colour in LIGHT[1:]) >= 3
    assert min(contrast(colour, "#1b1e23") for colour in shades_in_the_dark) >= 3
    assert sorted(shades_in_the_dark, key=luminance) == shades_in_the_dark


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
