"""All runs of a page that tells only some of them in full -> what its template shows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from reportgen import words
from reportgen.figure.model.lines import HEIGHT, LineChart
from reportgen.figure.plotly.lines import plotly_figure
from reportgen.figure.svg.lines import svg
from reportgen.packing import PackedColumn
from reportgen.page.many import bands, table
from reportgen.page.many.inputs import ManyInput
from reportgen.page.many.packed import packed
from reportgen.page.run.views import ChartView, chart_view_of
from reportgen.page.shell.script_data import ScriptData, script_data
from reportgen.page.text.prose import Prose
from reportgen.rule import Verdict
from reportgen.words import count

SECTION = "all"
"""What ids of its charts begin with."""
DRAWN = 4
"""Charts that stand drawn without scripts."""
_WIDTH = 480


class ManyChart(NamedTuple):
    """A chart, and the packed column that chosen runs are drawn from."""

    view: ChartView
    column: str


class ManyView(NamedTuple):
    """Everything that the page says of all runs."""

    counted: str
    """How many runs there are."""
    answer: str
    sentence: str
    """How many there are, and which stand in full."""
    said: str
    """What was left out for want of room."""
    columns: tuple[table.Column, ...]
    leading: int
    """Columns that stand before the sentence on each run."""
    rows: tuple[table.BareRow, ...]
    more: str
    """What is said of rows that only scripts show; empty when all stand."""
    charts: tuple[ManyChart, ...]
    data: ScriptData
    """The table for scripts."""
    packed: tuple[PackedColumn, ...]
    figures: Mapping[str, Any]


def many_view(given: ManyInput, prose: Prose) -> ManyView:
    """All parts; the curves of the runs are taken up once and packed once."""
    every = bands.curves(given)
    columns = table.columns(given)
    rows = table.rows(given, columns)
    drawn = bands.charts(given, every)
    total = len(given.inputs)
    charts = tuple(
        ManyChart(_view(chart, prose, drawn=place < DRAWN), each.name)
        for place, (each, chart) in enumerate(drawn)
    )
    told = _data(given, columns)
    taken = _bytes_of(told, rows, charts, [chart for _, chart in drawn])
    room = None if given.room is None else max(0, given.room - taken)
    held = packed(every, total, room)
    heads = [column.told for column in held.columns]
    return ManyView(
        counted=count(total, "training run"),
        answer=given.comparison.answer,
        sentence=_sentence(given),
        said=held.said,
        columns=columns,
        leading=table.leading(columns),
        rows=rows,
        more=_more(total),
        charts=charts,
        data=_packed_data({**told, "lengths": held.lengths, "packed": heads}),
        packed=held.columns,
        figures={f"{SECTION}-{chart.id}": plotly_figure(chart) for _, chart in drawn},
    )


def _more(total: int) -> str:
    if total <= table.FIRST:
        return ""
    return f"The first {table.FIRST} of {words.whole(total)}; scripts show all."


def _sentence(given: ManyInput) -> str:
    names = words.listed([given.comparison.runs[run].name for run in given.full])
    return f"In full below: {names} (all: --full-runs {len(given.inputs)})."


def _view(chart: Any, prose: Prose, *, drawn: bool) -> ChartView:
    drawing = Markup(svg(chart, width=_WIDTH, height=HEIGHT) if drawn else "")
    return chart_view_of(SECTION, chart, prose, drawing, HEIGHT)


def _bytes_of(
    told: Mapping[str, Any],
    rows: Sequence[table.BareRow],
    charts: Sequence[ManyChart],
    drawn: Sequence[LineChart],
) -> int:
    """About what all but the packed columns takes, before it is rendered; rather too much."""
    table_bytes = len(_packed_data(told).content)
    cells = sum(len(row.spark) + sum(map(len, row.cells)) + 40 * len(row.cells) for row in rows)
    values = sum(2 * len(line.x) for chart in drawn for line in chart.lines)
    drawings = sum(len(each.view.svg) for each in charts)
    return table_bytes + cells + 600 * len(rows) + 12 * values + drawings


def _packed_data(told: Mapping[str, Any]) -> ScriptData:
    text = json.dumps(told, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return script_data(Markup(text), longest=0)


def _data(given: ManyInput, columns: tuple[table.Column, ...]) -> dict[str, Any]:
    """The table, for scripts: all but what is said of the packed columns."""
    badges = table.badges(given)
    kinds = sorted(set(badges))
    headlines = tuple(map(table.headline, given.inputs))
    names = [run.name for run in given.comparison.runs]
    return {
        "names": names,
        "short": list(map(table.short, names)),
        "leading": table.leading(columns),
        "order": list(given.order),
        "drawn": [given.order[0], given.comparison.baseline],
        "full": {str(run): section for run, section in given.full.items()},
        "badges": [[each.key, each.word, Verdict(each.key).severity] for each in kinds],
        "states": list(map(kinds.index, badges)),
        "headlines": table.Column("why", "", table.TEXT, headlines).told,
        "columns": [column.told for column in columns],
        "lead": given.comparison.metric or None,
    }
