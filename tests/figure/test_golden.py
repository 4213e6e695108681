"""Drawings of small charts as they are. After a change that is meant: --update-golden; look."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from reportgen.anatomy.confidence import Bin, Calibration
from reportgen.figure.model.chart import Chart, chart_figure, chart_thumbnail
from reportgen.figure.model.curves import CurveMark
from reportgen.figure.svg.curves import curve_svg
from reportgen.figure.svg.lines import svg
from reportgen.figure.svg.matrix import matrix_svg
from reportgen.figure.svg.trials import parallel_svg, scatter_svg
from reportgen.page.evidence.mistakes.reliability import reliability_svg
from reportgen.page.many.sparkline import _spark
from tests.conftest import Held
from tests.figure.samples import CHART
from tests.figure.test_evidence import chart, matrix
from tests.figure.test_trials import PARALLEL, SCATTER

CURVES = replace(
    chart(marks=(CurveMark(0.25, "default", "default"), CurveMark(0.6, "best", "best"))),
    lines=tuple(replace(line, x=line.x[::20], y=line.y[::20]) for line in chart().lines),
)
MATRIX = matrix([[0.9, 0.2, 0.5], [0.0, 0.75, 0.5], [0.1, 0.05, 0.0]], background=True)
CALIBRATION = Calibration(
    (
        Bin(0.3, 0.4, 40, 0.36, 0.25, (0.14, 0.4)),
        Bin(0.6, 0.7, 10, 0.64, 0.5, (0.24, 0.76)),
        Bin(0.9, 1.0, 90, 0.94, 0.98, (0.92, 0.99)),
    ),
    0.07, -0.01, 140,
)  # fmt: skip
CHARTS: dict[str, Chart] = {
    "lines": CHART,
    "curves": CURVES,
    "matrix": MATRIX,
    "parallel": PARALLEL,
    "scatter": SCATTER,
}
DRAWINGS = {
    "lines": lambda: svg(CHART, band=(2, 3)),
    "lines-thumbnail": lambda: svg(CHART, band=(2, 3), thumbnail=True),
    "curves": lambda: curve_svg(CURVES),
    "curves-thumbnail": lambda: chart_thumbnail(CURVES),
    "matrix": lambda: matrix_svg(MATRIX),
    "matrix-thumbnail": lambda: chart_thumbnail(MATRIX),
    "parallel": lambda: parallel_svg(PARALLEL),
    "scatter": lambda: scatter_svg(SCATTER),
    "reliability": lambda: reliability_svg(CALIBRATION),
    "sparkline": lambda: _spark([(1, 0.1), (2, 0.35), (5, 0.6), (9, 0.58)]),
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_stays_as_it_is(name: str, held: Held) -> None:
    drawn = str(DRAWINGS[name]()).replace("><", ">\n<") + "\n"
    assert drawn == held(f"drawings/{name}.svg", drawn)


@pytest.mark.parametrize("name", CHARTS)
def test_what_plotly_gets_stays_as_it_is(name: str, held: Held) -> None:
    told = json.dumps(chart_figure(CHARTS[name]), indent=1, sort_keys=True) + "\n"
    assert told == held(f"drawings/{name}.json", told)
