"""Curves of several runs laid over each other, and the best confidence of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from reportgen import words
from reportgen.comparison.ranking.measures import Peak
from reportgen.figure.model.lines import HEIGHT
from reportgen.figure.svg.curves import curve_svg
from reportgen.page.compare.columns import UNTOLD, RankCell
from reportgen.page.evidence.curve_data import Drawn, drawing_data
from reportgen.page.inputs import QUIET, ComparisonInput, RunInput
from reportgen.page.run.views import ChartView, chart_view_of
from reportgen.page.shell.script_data import script_json
from reportgen.page.text.format import metric
from reportgen.page.text.prose import Prose

MISSING = "Fewer than two runs have curves of the head that is compared."


class ConfidenceRow(NamedTuple):
    """The best confidences of one run, one cell an aim."""

    name: str
    role: str
    cells: tuple[RankCell, ...]


def curve_views(section: str, given: ComparisonInput, prose: Prose) -> tuple[ChartView, ...]:
    """One view a kind of curve; `section` is what their ids begin with."""
    return tuple(
        chart_view_of(section, chart, prose, Markup(curve_svg(chart)), HEIGHT)._replace(
            kind=chart.kind
        )
        for chart in given.curves
    )


def compared_curves(given: ComparisonInput, inputs: Sequence[RunInput]) -> Markup:
    """For the script that draws a run's curves: here every run is what there a head is."""
    if not given.curves:
        return Markup()
    drawn = list(_drawn(given, inputs))
    return script_json(drawing_data(drawn, given.curves, classes=False))


def _drawn(given: ComparisonInput, inputs: Sequence[RunInput]) -> Iterator[Drawn]:
    """The runs with a colour that tell curves of the compared head, the best last."""
    kinds = [chart.kind for chart in given.curves]
    coloured = [run for run in given.comparison.order if given.roles[run] != QUIET]
    for run in reversed(coloured):
        name = given.comparison.runs[run].name
        for head in (h for h in inputs[run].facts.heads if h.head.key == given.comparison.head):
            told = {kind: head.curves[kind] for kind in kinds if kind in head.curves}
            if told:
                yield Drawn(given.roles[run], name, told, head.best_balance, given.labels[run])


def confidences(given: ComparisonInput) -> tuple[ConfidenceRow, ...]:
    """Best confidences of the runs that tell any."""
    found = []
    for run in given.comparison.order:
        peaks = given.comparison.runs[run].peaks
        if any(peaks.values()):
            cells = (_exactly(peaks["F1"]), _about(peaks["F2"]), _about(peaks["F0.5"]))
            found.append(ConfidenceRow(given.comparison.runs[run].name, given.roles[run], cells))
    return tuple(found)


def _exactly(peak: Peak | None) -> RankCell:
    if peak is None:
        return UNTOLD
    return RankCell(words.decimals(peak.confidence, 3), note=f"reaches {metric(peak.value).text}")


def _about(peak: Peak | None) -> RankCell:
    """F-beta of the mean precision and recall: near the mean over the classes, not the same."""
    if peak is None:
        return UNTOLD
    return RankCell(
        f"≈ {words.decimals(peak.confidence, 2)}", note=f"reaches ≈ {words.decimals(peak.value, 2)}"
    )
