"""Several runs -> what they come down to together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, TypeVar

from reportgen.api.reading import trainings
from reportgen.api.run import Run
from reportgen.errors import ReportError
from reportgen.page.inputs import ComparisonInput

if TYPE_CHECKING:
    from reportgen.comparison import Comparison, Favour
    from reportgen.figure.model.curves import CurveChart
    from reportgen.figure.model.lines import LineChart

Pictures = Literal["best", "all", "none"]
"""Whose pictures a report of several runs embeds."""
Overlay = TypeVar("Overlay", "LineChart", "CurveChart")


def held(
    read_runs: Sequence[Run],
    baseline: int | str = 0,
    favour: Favour = "balanced",
    same_data: Sequence[str] = (),
) -> Comparison:
    """What two or more runs come down to, as `compare` tells it; searches are left out.

    Raises ReportError for fewer than two runs, and for a baseline that is none of them.
    """
    from reportgen.comparison import SameData
    from reportgen.comparison import compare as hold_against

    if isinstance(baseline, int) and 0 <= baseline < len(read_runs):
        baseline = len(trainings(read_runs[:baseline]))
    read_runs = trainings(read_runs)
    return hold_against(
        [run.facts for run in read_runs],
        [run.findings for run in read_runs],
        [run.diagnosis.state.main for run in read_runs],
        baseline=baseline,
        favour=favour,
        same_data=list(map(SameData.of, same_data)),
    )


def told_of(
    runs: Sequence[Run], baseline: int | str = 0, favour: Favour = "balanced"
) -> Comparison | None:
    """What several trainings come down to; None for one. Raises ReportError where there is none."""
    if not runs:
        raise ReportError("There is no run to report. Give at least one.")
    return held(runs, baseline, favour) if len(trainings(runs)) > 1 else None


def _worded(told: Comparison, charts: list[Overlay]) -> list[Overlay]:
    """No chart names a best run where its numbers mean different things."""
    from reportgen.comparison.data.incomparable import F1, LOSSES, METRICS, PR

    certain = [item for item in told.incomparable if item.certain]
    apart = {what for item in certain for what in item.touches}
    kinds = {"losses": {LOSSES}, "PR": {METRICS, PR}, "F1": {METRICS, F1}}

    def worded(chart: Overlay) -> Overlay:
        kind = getattr(chart, "group", "") or getattr(chart, "kind", "")
        if len(told.groups) > 1:
            note = "Different data: heights do not compare."
        elif kinds.get(kind, {METRICS}) & apart:
            note = "Not measured alike: heights do not compare."
        else:
            return chart
        summary = chart.summary.replace(chart.subtitle, note)
        return replace(chart, subtitle=note, summary=summary)

    return [worded(chart) for chart in charts]


def _middle(told: Comparison) -> int:
    """The run in the middle of the ranking; of all runs where none tells its metric."""
    rows = told.ranking.rows if told.ranking else ()
    places = [row.run for row in rows if row.value is not None] or told.order
    return places[len(places) // 2]


def _embedded(told: Comparison, pictures: Pictures) -> frozenset[int]:
    """The runs whose pictures are in the page: with ``best`` the best one beside the baseline."""
    if pictures == "best":
        best, second = told.order[:2]
        return frozenset((told.baseline, second if best == told.baseline else best))
    return frozenset(told.order if pictures == "all" else ())


def compared_input(runs: Sequence[Run], told: Comparison, pictures: Pictures) -> ComparisonInput:
    """A comparison with its charts, and which runs have their pictures embedded."""
    from hashlib import sha256

    from reportgen.charts.labels import labels
    from reportgen.charts.overlay import Shown, overlays, roles
    from reportgen.charts.overlay_curves import curve_overlays
    from reportgen.comparison.names import short_names
    from reportgen.comparison.sweep.charts import run_sweep

    colours = roles(len(runs), (told.order[0], _middle(told), told.baseline))
    short = labels(short_names([row.name for row in told.runs]))
    of = {each.run: short[each.of] for each in told.continuations}
    shown = [
        Shown(run.facts, row.name, colours[at], short[at], told.starts[at], of.get(at, ""))
        for at, (run, row) in enumerate(zip(runs, told.runs, strict=True))
    ]
    values = [(row.name, sorted(row.metrics.items())) for row in told.runs]
    return ComparisonInput(
        comparison=told,
        roles=colours,
        labels=tuple(each.label for each in shown),
        charts=_worded(told, overlays(shown, told.head)),
        curves=_worded(told, curve_overlays(shown, told.head)),
        pictures=_embedded(told, pictures),
        id=sha256(repr(values).encode()).hexdigest()[:12],
        sweep=run_sweep(told),
    )
