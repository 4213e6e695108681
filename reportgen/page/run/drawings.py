"""The charts of a run, grouped, each with the drawing that stands without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from reportgen import words
from reportgen.figure.model.chart import Chart, chart_thumbnail
from reportgen.figure.model.lines import HEIGHT, Line, LineChart
from reportgen.figure.model.lines import ChartGroup as LineGroup
from reportgen.page.inputs import RunInput
from reportgen.page.run.views import ChartGroup, ChartView, Drawing, Missing, chart_view_of
from reportgen.page.text.prose import Prose
from reportgen.rule import Finding

NARROW, WIDE = 480, 960
"""Widths that charts are usually shown at, in CSS pixels."""
GROUPS: tuple[tuple[LineGroup, str], ...] = (
    ("losses", "Losses"),
    ("metrics", "Metrics"),
    ("schedule", "Schedule"),
)


def find_chart(charts: Sequence[Chart], id: str | None) -> Chart | None:
    """A run's chart by its id."""
    return next((chart for chart in charts if chart.id == id), None)


def chart_groups(
    run: str, given: RunInput, prose: Prose, *, drawn: bool = True
) -> tuple[ChartGroup, ...]:
    """The charts of the training section, losses first; without `drawn` for scripts to draw."""
    groups = []
    over_epochs = epoch_charts(given.charts)
    for key, title in GROUPS:
        charts = [chart for chart in over_epochs if chart.group == key]
        charts.sort(key=lambda chart: not chart.leads)
        if charts:
            shown = int(key != "schedule")
            # The one that is shown stands alone in its row.
            views = tuple(
                chart_view(run, chart, prose, drawn=drawn, wide=place < shown)
                for place, chart in enumerate(charts)
            )
            fold = _fold(key, len(views) - shown)
            group = ChartGroup(f"{run}-group-{key}", title, views[:shown], views[shown:], fold)
            groups.append(group)
    return tuple(groups)


def _fold(key: str, number: int) -> str:
    what = {"losses": "loss by itself", "metrics": "metric by itself"}.get(key)
    return f"Each {what} ({words.count(number, 'chart')})" if what else "Learning rate"


def epoch_charts(charts: Sequence[Chart]) -> list[LineChart]:
    """The charts over the epochs."""
    return [chart for chart in charts if isinstance(chart, LineChart)]


def charts_missing(given: RunInput) -> Missing | None:
    """What is said when there is nothing to draw."""
    if epoch_charts(given.charts):
        return None
    return Missing(
        "No charts",
        "There is no results.csv that can be read, and it alone holds the numbers of each epoch.",
        Markup("Copy results.csv from where the run was trained into the run folder."),
    )


def thumbnail(chart: Chart, epochs: tuple[int, int] | None) -> Markup:
    """A small drawing of a chart with the epochs in question marked."""
    return Markup(chart_thumbnail(chart, epochs))


def focused(chart: Chart, finding: Finding) -> Chart:
    """A chart of metrics with only those that a finding speaks of, so that its number is theirs.

    They are the metrics that the title names, of the finding's head; else those that the chart is
    about. Other charts stay whole.
    """
    if not isinstance(chart, LineChart) or chart.group != "metrics":
        return chart
    named = [line for line in chart.lines if _names(finding, line.label)]
    lines = named or [line for line in chart.lines if line.lead]
    return _with_only(chart, lines) if lines else chart


def _with_only(chart: LineChart, lines: Sequence[Line]) -> LineChart:
    """The chart with these of its lines, the first leading, as high as they reach."""
    highest = max((line.highest[1] for line in lines if line.values), default=0.0)
    return replace(
        chart,
        lines=tuple(replace(line, lead=line is lines[0]) for line in lines),
        y_range=(0.0, highest * 1.05 or 1.0),
    )


def _names(finding: Finding, label: str) -> bool:
    """Whether the finding's title names the metric of a line such as ``mask mAP50``."""
    head, _, metric = label.rpartition(" ")
    if head and finding.head and head != finding.head:
        return False
    return bool(re.search(rf"(?<![\w-]){re.escape(metric)}(?![\w-])", finding.title, re.IGNORECASE))


def chart_view(
    run: str,
    chart: LineChart,
    prose: Prose,
    *,
    drawn: bool = True,
    height: int = HEIGHT,
    wide: bool = False,
) -> ChartView:
    """One chart; `run` is what its id on the page begins with. Without `drawn` it has no SVG."""
    wide = wide or chart.leads
    drawing = drawing_of(chart, WIDE if wide else NARROW, height) if drawn else Markup()
    return chart_view_of(run, chart, prose, drawing, height)._replace(wide=wide)


def drawing_of(chart: LineChart, width: int, height: int) -> Drawing:
    """The chart as SVG, made when it is written into a page; sizes are in CSS pixels."""

    def draw(points: int) -> str:
        from reportgen.figure.svg.lines import svg

        return svg(chart, width=width, height=height, points=points)

    return Drawing(draw)
