"""Charts of trials as plotly figures: plain dicts and lists, for those who ask in Python."""

from __future__ import annotations

from typing import Any

from reportgen import words
from reportgen.figure.model import palette
from reportgen.figure.model.trials import (
    LIGHT,
    ParallelChart,
    ScatterChart,
    TrialAxis,
    drawing_order,
    tick_text,
)
from reportgen.figure.plotly.lines import BASE, plotly_text
from reportgen.values import finite

_BASE: dict[str, Any] = {**BASE, "showlegend": False, "hovermode": "closest"}


def parallel_figure(chart: ParallelChart) -> dict[str, Any]:
    """A line a trial over axes that each go from their lowest to their highest value."""
    axes = chart.all_axes
    order = drawing_order(chart.shades, chart.fitness.values)
    ends = [
        {
            "x": place, "y": y, "yshift": shift, "showarrow": False,
            "text": tick_text(axis.ends[y]),
        }
        for place, axis in enumerate(axes)
        for y, shift in ((0, -10), (1, 10))
    ]  # fmt: skip
    return {
        "data": [_line(chart, trial) for trial in order],
        "layout": {
            **_BASE,
            "title": {"text": plotly_text(chart.title)},
            "xaxis": {
                "tickmode": "array",
                "tickvals": list(range(len(axes))),
                "ticktext": [plotly_text(axis.name) for axis in axes],
                "zeroline": False,
            },
            "yaxis": {"visible": False, "range": [-0.1, 1.1]},
            "annotations": ends,
        },
    }


def _line(chart: ParallelChart, trial: int) -> dict[str, Any]:
    axes = chart.all_axes
    return {
        "type": "scatter",
        "mode": "lines",
        "name": plotly_text(chart.names[trial]),
        "x": list(range(len(axes))),
        "y": [finite(axis.share(axis.values[trial])) for axis in axes],
        "text": [f"{plotly_text(axis.name)} {words.plain(axis.values[trial])}" for axis in axes],
        "hovertemplate": "%{text}",
        "connectgaps": False,
        "line": {"color": LIGHT[chart.shades[trial]], "width": 1.5},
    }


def scatter_figure(chart: ScatterChart) -> dict[str, Any]:
    """A dot a trial."""
    dots = {
        "type": "scatter",
        "mode": "markers",
        "x": [*map(finite, chart.argument.values)],
        "y": [*map(finite, chart.fitness.values)],
        "text": [plotly_text(name) for name in chart.names],
        "marker": {"color": [LIGHT[shade] for shade in chart.shades], "size": 7},
    }
    return {
        "data": [dots],
        "layout": {
            **_BASE,
            "title": {"text": plotly_text(chart.title)},
            "xaxis": _axis(chart.argument),
            "yaxis": _axis(chart.fitness),
        },
    }


def _axis(axis: TrialAxis) -> dict[str, Any]:
    return {
        "title": {"text": plotly_text(axis.name)},
        "type": "log" if axis.log else "linear",
        "gridcolor": palette.GRID,
        "zeroline": False,
    }
