"""Every kind of chart, and its drawings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from reportgen.figure.model.curves import CurveChart
from reportgen.figure.model.lines import LineChart
from reportgen.figure.model.matrix import MatrixChart

if TYPE_CHECKING:
    from reportgen.figure.model.trials import ParallelChart, ScatterChart

# Those of trials are imported where one is drawn: most runs have none.
Chart: TypeAlias = "LineChart | CurveChart | MatrixChart | ParallelChart | ScatterChart"


def chart_figure(chart: Chart) -> dict[str, Any]:
    """The chart as a plotly figure with ``data`` and ``layout``."""
    from reportgen.figure.plotly.evidence import curve_figure, matrix_figure
    from reportgen.figure.plotly.lines import plotly_figure

    if isinstance(chart, LineChart):
        return plotly_figure(chart)
    if isinstance(chart, CurveChart):
        return curve_figure(chart)
    if isinstance(chart, MatrixChart):
        return matrix_figure(chart)
    from reportgen.figure.model.trials import ParallelChart
    from reportgen.figure.plotly.trials import parallel_figure, scatter_figure

    return parallel_figure(chart) if isinstance(chart, ParallelChart) else scatter_figure(chart)


def chart_thumbnail(chart: Chart, epochs: tuple[int, int] | None = None) -> str:
    """The chart at 240 x 80; `epochs` are shaded on those over the epochs."""
    if isinstance(chart, CurveChart):
        from reportgen.figure.svg.curves import curve_svg

        return curve_svg(chart, thumbnail=True)
    if isinstance(chart, MatrixChart):
        from reportgen.figure.svg.matrix import matrix_svg

        return matrix_svg(chart, thumbnail=True)
    if not isinstance(chart, LineChart):
        return ""  # no finding points to a chart of trials
    from reportgen.figure.svg.lines import svg

    return svg(chart, band=epochs, thumbnail=True)
