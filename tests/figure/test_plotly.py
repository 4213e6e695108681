from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from plotly import graph_objects as go

from reportgen.figure.model.lines import LineChart, Mark
from reportgen.figure.plotly.lines import plotly_figure
from tests.figure.samples import CHART, VAL, empty, hostile, single


@pytest.mark.parametrize("make", [lambda: CHART, hostile, single, empty])
def test_plotly_itself_finds_every_figure_valid(make: Callable[[], LineChart]) -> None:
    figure = plotly_figure(make())
    assert len(go.Figure(figure).data) == len(make().lines)


def test_it_is_strict_json() -> None:
    figure = plotly_figure(replace(CHART, lines=(replace(VAL, y=(1.0, float("inf"), 2.0, 3.0)),)))
    text = json.dumps(figure, allow_nan=False)
    assert json.loads(text)["data"][0]["y"] == [1.0, None, 2.0, 3.0]


def test_a_simple_chart_is_described_as_it_always_was() -> None:
    train, val = plotly_figure(CHART)["data"]
    assert train == {
        "type": "scatter",
        "mode": "lines",
        "name": "train",
        "x": [1, 2, 3, 4],
        "y": [4.0, 3.0, 2.0, 1.0],
        "connectgaps": False,
        "line": {"color": "#4a8bcb", "width": 2.0, "dash": "7px,4px"},
        "meta": {
            "role": "box_loss",
            "side": "train",
            "shade": "soft",
            "column": "train/box_loss",
        },
    }
    assert val["mode"] == "lines+markers"
    assert val["y"] == [4.0, 2.0, None, 3.0]
    assert val["marker"]["size"] == [0, 0, 0, 7]
    assert val["line"] == {"color": "#0f5fb5", "width": 2.0, "dash": "solid"}


def test_axes_hover_and_marks() -> None:
    layout = plotly_figure(CHART)["layout"]
    assert layout["hovermode"] == "x unified"
    assert layout["paper_bgcolor"] == layout["plot_bgcolor"] == "rgba(0,0,0,0)"
    assert layout["xaxis"]["dtick"] == 1
    assert layout["yaxis"]["range"] == [0.0, 5.0]
    assert [shape["x0"] for shape in layout["shapes"]] == [2, 4]
    assert [note["text"] for note in layout["annotations"]] == ["best 2", "mosaic off 4"]
    assert layout["meta"]["marks"][0] == {"epoch": 2, "label": "best 2", "kind": "best"}


def test_a_single_epoch_has_a_marker() -> None:
    (trace,) = plotly_figure(single())["data"]
    assert trace["marker"]["size"] == [7]


def test_names_hold_no_markup_that_plotly_would_read() -> None:
    figure = plotly_figure(hostile())
    shown = [figure["data"][0]["name"], figure["layout"]["title"]["text"]]
    shown += [note["text"] for note in figure["layout"]["annotations"]]
    shown += [figure["layout"]["yaxis"]["title"]["text"]]
    assert not any("<" in text or ">" in text for text in shown)


def test_labels_of_near_marks_are_stacked() -> None:
    marks = (Mark(4, "lowest val loss 4", "lowest-val-loss"), Mark(4, "best 4", "best"))
    notes = plotly_figure(replace(CHART, marks=marks))["layout"]["annotations"]
    assert sorted(note["yshift"] for note in notes) == [0, 16]
