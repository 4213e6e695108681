"""A chart as a plotly figure: plain dicts and lists, as plotly's own validators want them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reportgen.figure.model import palette
from reportgen.figure.model.lines import Line, LineChart, Mark
from reportgen.figure.svg.drawing import DASHES, MARK_DASHES
from reportgen.figure.svg.geometry import ROW, PlacedMark, margins, place_marks
from reportgen.values import finite

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
_CLEAR = "rgba(0,0,0,0)"
BASE: dict[str, Any] = {
    "font": {"family": FONT, "size": 12, "color": palette.MUTED},
    "paper_bgcolor": _CLEAR,
    "plot_bgcolor": _CLEAR,
}
"""What the layouts of all figures have in common."""

USUAL = 620.0
"""Plot width in CSS pixels at which the marks' labels of the figure itself keep apart."""

FEW_EPOCHS = 12
"""Up to so many epochs, every one has a tick: plotly would else write halves."""

LEGEND = 26
"""Room for the legend below the plot, in CSS pixels."""


def plotly_figure(
    chart: LineChart, *, clock: Callable[[Line], str | None] | None = None
) -> dict[str, Any]:
    """The figure with ``data`` and ``layout``; NaN and inf become None.

    Each trace carries ``meta`` with ``role``, ``side``, ``shade`` and ``column``, so that the
    page's script can colour it by the theme; the layout's ``meta`` holds the marks. `clock` names
    the run whose time a line goes by.
    """
    traces = [_trace(line) for line in chart.lines]
    for line, trace in zip(chart.lines, traces, strict=True):
        name = clock(line) if clock else None
        if name is not None:
            trace["meta"]["clock"] = name
    return {"data": traces, "layout": _layout(chart)}


def plotly_text(value: str) -> str:
    """`value` for plotly, which reads markup in its texts: none of it is left."""
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _dash(pattern: str | None) -> str:
    """Dashes and gaps as SVG writes them, as plotly does."""
    return ",".join(f"{length}px" for length in pattern.split()) if pattern else "solid"


def _meta(line: Line) -> dict[str, Any]:
    """What the page's script asks of a line."""
    told: dict[str, Any] = {
        "role": palette.known_role(line.role),
        "side": line.side,
        "shade": line.shade,
        "column": line.column or line.label,
    }
    if not line.named:
        told["named"] = False
    if line.starts:
        told["starts"] = line.starts
    return told


def _trace(line: Line) -> dict[str, Any]:
    colour = palette.colour(line.role, line.shade)
    alone = _alone(line)
    trace: dict[str, Any] = {
        "type": "scatter",
        "mode": "lines",
        "name": plotly_text(line.label),
        "x": list(line.x),
        "y": list(map(finite, line.y)),
        "connectgaps": False,
        "line": {"color": colour, "width": line.width, "dash": _dash(DASHES[line.dash])},
        "meta": _meta(line),
    }
    if not line.shown:
        trace["visible"] = False
    if line.fill:
        trace |= {"fill": "tonexty", "fillcolor": palette.BAND}
    if alone:
        sizes = [7 if epoch in alone else 0 for epoch in line.x]
        trace["mode"] = "lines+markers"
        trace["marker"] = {"color": colour, "opacity": 1, "size": sizes}
    return trace


def _alone(line: Line) -> set[int]:
    """Epochs between two gaps: they have no line to be seen by."""
    if len(line.values) == len(line.y) > 1:
        return set()
    return {segment[0][0] for segment in line.segments if len(segment) == 1}


def _layout(chart: LineChart) -> dict[str, Any]:
    room = margins(chart)
    placed = place_marks(chart, USUAL)
    rows = max((mark.row + 1 for mark in placed), default=0)
    return {
        "title": _title(chart),
        **BASE,
        "margin": {
            "l": room.left,
            "r": room.right,
            "t": 56 + ROW * rows,
            "b": room.bottom + LEGEND,
        },
        "hovermode": "x unified",
        "showlegend": True,
        "legend": {"orientation": "h", "x": 0, "y": -0.16, "yanchor": "top"},
        "xaxis": _epoch_axis(chart),
        "yaxis": _value_axis(chart),
        "shapes": [{**mark_line(each.epoch, each.kind), "layer": "below"} for each in chart.marks],
        "annotations": list(map(_mark_label, chart.marks, placed)),
        "meta": {
            "marks": [
                {"epoch": mark.epoch, "label": mark.label, "kind": mark.kind}
                for mark in chart.marks
            ],
            "margin": {"l": room.left, "r": room.right, "t": room.top, "b": room.bottom},
            "log": chart.log,
            "title": chart.title,
            "summary": chart.summary,
        },
    }


def _title(chart: LineChart) -> dict[str, Any]:
    return {
        "text": plotly_text(chart.title),
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "font": {"size": 16, "color": palette.TEXT},
    }


def _mark_label(mark: Mark, placed: PlacedMark) -> dict[str, Any]:
    return {
        "x": mark.epoch,
        "y": 1,
        "yref": "paper",
        "yshift": ROW * placed.row,
        "text": plotly_text(mark.label),
        "showarrow": False,
        "xanchor": "right" if placed.towards_left else "left",
        "yanchor": "bottom",
        "font": {"size": 12, "color": palette.MUTED},
    }


def _epoch_axis(chart: LineChart) -> dict[str, Any]:
    first, last = chart.epochs
    axis: dict[str, Any] = {
        "title": {"text": plotly_text(chart.x_title), "font": {"size": 12}, "standoff": 6},
        "range": list(chart.x_range),
        "tickformat": "d",
        "hoverformat": "d",
        "showgrid": False,
        "zeroline": False,
        "linecolor": palette.AXIS,
        "showline": True,
        "ticks": "",
        "showspikes": True,
        "spikemode": "across",
        "spikethickness": 1,
        "spikedash": "solid",
        "spikecolor": palette.MARK,
    }
    if last - first < FEW_EPOCHS:
        axis |= {"tick0": first, "dtick": 1}
    return axis


def _value_axis(chart: LineChart) -> dict[str, Any]:
    return {
        "title": {"text": plotly_text(chart.y_title), "font": {"size": 12}},
        "range": list(chart.y_range),
        # All the digits of the csv, without the noise of a sum's last ones.
        "hoverformat": ".8~g",
        # 0.0003 and not 300µ.
        "exponentformat": "e",
        "minexponent": 4,
        "nticks": 6,
        "gridcolor": palette.GRID,
        "zeroline": False,
        "showline": False,
        "ticks": "",
    }


def mark_line(x: float, kind: str) -> dict[str, Any]:
    """A line through the whole plot at `x`."""
    return {
        "type": "line",
        "name": kind,
        "x0": x,
        "x1": x,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"color": palette.MARK, "width": 1, "dash": _dash(MARK_DASHES[kind])},
    }
