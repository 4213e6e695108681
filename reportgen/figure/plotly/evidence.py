"""Curves and confusion matrix as plotly figures: plain dicts and lists, NaN as None."""

from __future__ import annotations

from typing import Any

from reportgen.figure.model import palette
from reportgen.figure.model.curves import CurveChart, CurveLine, CurveMark
from reportgen.figure.model.matrix import MatrixChart
from reportgen.figure.plotly.lines import BASE, mark_line, plotly_text
from reportgen.figure.svg.matrix import LIGHT
from reportgen.values import finite


def curve_figure(chart: CurveChart) -> dict[str, Any]:
    """Means thick, classes thin, marked confidences as lines."""
    axis = {"range": [0, 1], "gridcolor": palette.GRID, "zeroline": False}
    return {
        "data": [*map(_line, chart.lines), *_points(chart.marks)],
        "layout": {
            **BASE,
            "title": {"text": plotly_text(chart.title)},
            "hovermode": "closest",
            "xaxis": {**axis, "title": {"text": chart.x_title}},
            "yaxis": {**axis, "range": [0, chart.top], "title": {"text": chart.y_words}},
            "shapes": [mark_line(mark.x, mark.kind) for mark in chart.marks if mark.y is None],
        },
    }


def matrix_figure(chart: MatrixChart) -> dict[str, Any]:
    """Shares as a heatmap, predicted classes down and true ones across, as in the picture."""
    names = [plotly_text(name) for name in chart.names]
    steps = [(index / (len(LIGHT) - 1), colour) for index, colour in enumerate(LIGHT)]
    return {
        "data": [
            {
                "type": "heatmap",
                "x": list(range(len(names))),
                "y": list(range(len(names))),
                "z": [[*map(finite, row)] for row in chart.shares],
                "zmin": 0,
                "zmax": 1,
                "colorscale": [list(step) for step in steps],
                "colorbar": {"title": {"text": "share of the true class"}},
            }
        ],
        "layout": {
            **BASE,
            "title": {"text": plotly_text(chart.title)},
            "xaxis": _class_axis("True", names),
            "yaxis": {**_class_axis("Predicted", names), "autorange": "reversed"},
        },
    }


def _class_axis(title: str, names: list[str]) -> dict[str, Any]:
    # By number, as two classes may bear one name.
    ticks = {"tickmode": "array", "tickvals": list(range(len(names))), "ticktext": names}
    return {"title": {"text": title}, **ticks}


def _line(line: CurveLine) -> dict[str, Any]:
    shade = palette.colour(line.role, "soft" if line.thin else "main")
    return {
        "type": "scatter",
        "mode": "lines",
        "name": plotly_text(line.label),
        "x": list(line.x),
        "y": [*map(finite, line.y)],
        "connectgaps": False,
        "line": {"color": shade, "width": 1 if line.thin else 2.6},
    }


def _points(marks: tuple[CurveMark, ...]) -> list[dict[str, Any]]:
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": plotly_text(mark.label),
            "x": [mark.x],
            "y": [mark.y],
            "marker": {"color": palette.colour(mark.role or "other", "main"), "size": 9},
        }
        for mark in marks
        if mark.y is not None
    ]
