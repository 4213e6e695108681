"""Charts of the curves and of the matrix, from run folders whose true numbers are known."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from reportgen.charts import all_charts
from reportgen.charts.curves import _highest
from reportgen.facts.run_facts import Facts
from reportgen.figure.model.chart import Chart, chart_figure
from reportgen.figure.model.curves import CurveChart
from reportgen.figure.model.matrix import MatrixChart
from reportgen.read.run import read_run
from tests.conftest import SAMPLES
from tests.support.told import GAP, GRID, curve


@cache
def drawn(folder: Path) -> dict[str, Chart]:
    """The charts of a run by their names; its pictures are read once for all tests."""
    return {chart.id: chart for chart in all_charts(Facts(read_run(folder)))}


def test_every_curve_of_every_head_is_a_chart() -> None:
    charts = drawn(SAMPLES / "segment-short")
    heads = [f"{head}-{kind}" for head in ("box", "mask") for kind in ("f1", "pr", "p", "r")]
    assert [id for id in charts if isinstance(charts[id], CurveChart)] == heads


def test_the_f1_chart_marks_the_best_confidence_and_the_default() -> None:
    chart = drawn(SAMPLES / "segment-short")["mask-f1"]
    assert isinstance(chart, CurveChart)
    labels = {mark.kind: mark for mark in chart.marks}
    assert labels["default"].x == 0.25
    assert f"{labels['best'].x:.3f}" in chart.note
    assert chart.band is not None
    assert chart.band[0] <= labels["best"].x <= chart.band[1]


def test_precision_over_recall_marks_points_of_the_plane() -> None:
    chart = drawn(SAMPLES / "segment-short")["box-pr"]
    assert isinstance(chart, CurveChart)
    assert {mark.kind for mark in chart.marks} == {"best", "default"}
    assert all(mark.y is not None for mark in chart.marks)


def test_a_class_that_does_well_keeps_its_line_in_view() -> None:
    """The value axis of a weak head is that of its best class; precision over recall keeps 1."""
    charts = [c for c in drawn(SAMPLES / "segment-overfit").values() if isinstance(c, CurveChart)]
    weak = [chart for chart in charts if chart.top < 1]
    assert {chart.kind for chart in weak} >= {"F1"}
    for chart in charts:
        highest = max(y for line in chart.lines for part in line.segments for _, y in part)
        assert highest <= chart.top
        assert chart.top == 1 or (highest < 0.4 and chart.kind != "PR")


def test_the_matrix_has_predicted_classes_down(shared_folder: Path) -> None:
    folder = shared_folder / "trained" / "easy-seed0"
    truth = np.array(json.loads((folder / "truth.json").read_text("utf-8"))["cm"])
    chart = drawn(folder)["confusion-matrix"]
    assert isinstance(chart, MatrixChart)
    assert chart.counts is not None
    read = np.array(chart.counts)
    assert np.array_equal(read[np.isfinite(read)], truth[np.isfinite(read)])
    assert chart.names[-1] == "background"
    assert chart.classes == len(chart.names) - 1


def test_plotly_takes_every_figure() -> None:
    go = pytest.importorskip("plotly.graph_objects")
    for chart in drawn(SAMPLES / "segment-short").values():
        go.Figure(chart_figure(chart))


def test_an_interrupted_run_has_none() -> None:
    charts = drawn(SAMPLES / "segment-interrupted").values()
    assert not [chart for chart in charts if isinstance(chart, (CurveChart, MatrixChart))]


def test_the_highest_of_a_chart_is_that_of_the_mean_or_of_a_class() -> None:
    weak = curve("F1", [0.0, 0.07, GAP])
    assert _highest(weak) == pytest.approx(0.07, abs=0.001)
    rows = np.stack([weak.mean, np.where(GRID > 0.5, 0.2, GAP), GRID * GAP])
    assert _highest(replace(weak, classes=rows)) == 0.2
