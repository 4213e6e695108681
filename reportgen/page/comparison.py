"""Several runs held against each other -> the parts of the page that compare them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from reportgen.comparison.correlation import Correlation
from reportgen.comparison.incomparable import Incomparable
from reportgen.comparison.measures import Peak
from reportgen.comparison.model import Comparison
from reportgen.figure.curve_svg import curve_svg
from reportgen.figure.curves import CurveChart, curve_margins
from reportgen.figure.model import HEIGHT
from reportgen.figure.palette import MOST_RUNS
from reportgen.figure.words import three
from reportgen.page.assets import script_json
from reportgen.page.comparison_markdown import markdown
from reportgen.page.comparison_matrix import MatrixDifference, matrix_difference
from reportgen.page.comparison_pictures import PredictionsView, predictions_view
from reportgen.page.comparison_ranking import RankCell, RankingView, order, ranking_view
from reportgen.page.comparison_tables import (
    ArgumentsView,
    CheckRow,
    FindingsTable,
    arguments_view,
    checklist_rows,
    findings_table,
)
from reportgen.page.curve_data import encode, on_grid
from reportgen.page.drawings import chart_group, chart_view
from reportgen.page.format import count, metric
from reportgen.page.model import ComparisonInput, ContentsItem, RunInput, RunSection
from reportgen.page.prose import Prose
from reportgen.page.views import ChartGroup, Link

SECTION = "comparison"
"""What ids of the comparison begin with."""
SECTIONS = (
    ("ranking", "Ranking"),
    ("checklist", "Checklist"),
    ("charts", "Side by side"),
    ("curves", "Curves"),
    ("arguments", "Arguments"),
    ("findings", "Findings"),
    ("predictions", "Predictions"),
)


class RunKey(NamedTuple):
    """One run in the legend and in the headers of tables."""

    id: str
    name: str
    role: str
    baseline: bool


class Warned(NamedTuple):
    """One thing that makes numbers of the runs incomparable."""

    change: str
    sentence: str
    touches: str
    certain: bool
    differs: tuple[tuple[str, str], ...]


class CurveView(NamedTuple):
    """One kind of curve, all runs in it."""

    id: str
    kind: str
    title: str
    subtitle: str
    summary: str
    how_to_read: Markup
    svg: Markup
    height: int


class ConfidenceRow(NamedTuple):
    """The best confidences of one run, one cell an aim."""

    name: str
    role: str
    cells: tuple[RankCell, ...]


class Correlated(NamedTuple):
    """How one argument of a sweep goes with the metric."""

    argument: str
    rho: str
    interval: str
    notable: str


class ComparisonView(NamedTuple):
    """Everything that the page says of several runs together."""

    answer: str
    notes: tuple[str, ...]
    warnings: tuple[Warned, ...]
    runs: tuple[RunKey, ...]
    """Best first."""
    quiet: str
    """What is said of runs without a colour; empty when all have one."""
    quiet_names: Markup
    """Their names as JSON, for the legend."""
    ranking: RankingView
    checklist: tuple[CheckRow, ...]
    groups: tuple[ChartGroup, ...]
    confidences: tuple[ConfidenceRow, ...]
    curves: tuple[CurveView, ...]
    curve_data: Markup
    curves_missing: str
    matrix: MatrixDifference | None
    matrix_missing: str
    arguments: ArgumentsView
    sweep: tuple[Correlated, ...]
    findings: FindingsTable
    predictions: PredictionsView
    ensembles: tuple[str, ...]
    markdown: Markup
    """As JSON, for the script that copies it."""


def comparison_view(
    given: ComparisonInput,
    inputs: Sequence[RunInput],
    sections: Sequence[RunSection],
    heading: str,
    prose: Prose,
) -> ComparisonView:
    """All parts; `sections` are the runs' own, which links lead to."""
    told = given.comparison
    ranking, checks = ranking_view(given), checklist_rows(told, inputs)
    matrix = matrix_difference(given, inputs)
    return ComparisonView(
        answer=told.answer,
        notes=tuple(filter(None, (told.head_note, told.favour_note))),
        warnings=tuple(_warned(item, told) for item in told.incomparable),
        runs=tuple(_key(run, given) for run in order(told)),
        quiet=_quiet(given),
        quiet_names=_quiet_names(given),
        ranking=ranking,
        checklist=checks,
        groups=_groups(given, prose),
        confidences=_confidences(given),
        curves=tuple(_curve(chart, prose) for chart in given.curves),
        curve_data=_curve_data(given, inputs),
        curves_missing=_curves_missing(given),
        matrix=None if isinstance(matrix, str) else matrix,
        matrix_missing=matrix if isinstance(matrix, str) else "",
        arguments=arguments_view(told, inputs),
        sweep=tuple(map(_correlated, told.sweep.correlations)) if told.sweep else (),
        findings=findings_table(told, inputs),
        predictions=predictions_view(given, inputs, sections),
        ensembles=tuple(each.sentence for each in told.ensembles),
        markdown=script_json({"text": markdown(told, heading, ranking, checks)}),
    )


def comparison_contents() -> tuple[ContentsItem, ...]:
    """The sections of the comparison for the contents list."""
    return tuple(ContentsItem(Link(f"#{SECTION}-{key}", title)) for key, title in SECTIONS)


def _key(run: int, given: ComparisonInput) -> RunKey:
    told = given.comparison
    return RunKey(f"r{run + 1}", told.runs[run].name, given.roles[run], run == told.baseline)


def _warned(item: Incomparable, told: Comparison) -> Warned:
    differs = tuple((told.runs[run].name, what) for run, what in item.differs.items())
    return Warned(item.change, item.sentence, ", ".join(item.touches), item.certain, differs)


def _quiet(given: ComparisonInput) -> str:
    quiet = len([role for role in given.roles if role == "other"])
    if not quiet:
        return ""
    return (
        f"The best run, the middle one and the baseline have a colour; the other "
        f"{count(quiet, 'run')} are the grey band from the lowest to the highest. "
        f"Up to {MOST_RUNS} runs can be shown at once."
    )


def _quiet_names(given: ComparisonInput) -> Markup:
    runs = zip(given.roles, given.comparison.runs, strict=True)
    return script_json([run.name for role, run in runs if role == "other"])


def _confidences(given: ComparisonInput) -> tuple[ConfidenceRow, ...]:
    """Best confidences of the runs that tell any."""
    found = []
    for run in order(given.comparison):
        peaks = given.comparison.runs[run].peaks
        if any(peaks.values()):
            cells = (
                _confidence(peaks.get("F1")),
                _about(peaks.get("F2")),
                _about(peaks.get("F0.5")),
            )
            found.append(ConfidenceRow(given.comparison.runs[run].name, given.roles[run], cells))
    return tuple(found)


def _confidence(peak: Peak | None) -> RankCell:
    if peak is None:
        return RankCell("unknown")
    return RankCell(f"{peak.confidence:.3f}", note=f"reaches {metric(peak.value).text}")


def _about(peak: Peak | None) -> RankCell:
    """F-beta of the mean precision and recall: near the mean over the classes, not the same."""
    if peak is None:
        return RankCell("unknown")
    return RankCell(f"≈ {peak.confidence:.2f}", note=f"reaches ≈ {peak.value:.2f}")


# --- charts --------------------------------------------------------------------------------------


def _groups(given: ComparisonInput, prose: Prose) -> tuple[ChartGroup, ...]:
    """Losses, then metrics; a group leads with its main chart."""
    found = []
    for key, title in (("metrics", "Metrics"), ("losses", "Losses")):
        charts = [chart for chart in given.charts if chart_group(chart.id) == key]
        views = tuple(chart_view(SECTION, chart, prose) for chart in charts)
        if views:
            views = (views[0]._replace(wide=True), *views[1:])
            found.append(ChartGroup(f"{SECTION}-group-{key}", title, views))
    return tuple(found)


def _curve(chart: CurveChart, prose: Prose) -> CurveView:
    return CurveView(
        id=f"{SECTION}-{chart.id}",
        kind=chart.kind,
        title=chart.title,
        subtitle=chart.subtitle,
        summary=chart.summary,
        how_to_read=prose.markdown(chart.how_to_read),
        svg=Markup(curve_svg(chart)),
        height=HEIGHT,
    )


def _curve_data(given: ComparisonInput, inputs: Sequence[RunInput]) -> Markup:
    """For the script that draws a run's curves: here every run is what there a head is."""
    if not given.curves:
        return Markup()
    kinds = [chart.kind for chart in given.curves]
    curves, printed, heads, read = {}, {}, [], False
    for run in reversed(order(given.comparison)):
        role = given.roles[run]
        found = [h for h in inputs[run].facts.heads if h.head.key == given.comparison.head]
        told = {kind: found[0].curves[kind] for kind in kinds if found and kind in found[0].curves}
        if role == "other" or not told:
            continue
        curves[role] = {
            kind: {"mean": encode(on_grid(curve.x, curve.mean)), "classes": []}
            for kind, curve in told.items()
        }
        heads.append(
            {"key": role, "name": given.comparison.runs[run].name, "label": given.labels[run]}
        )
        peak = found[0].f1_peak
        if peak:
            printed[role] = [peak.confidence, peak.f1]
        read = read or any(curve.source == "picture" for curve in told.values())
    last = printed.get(heads[-1]["key"]) if heads else None
    return script_json(
        {
            "heads": heads,
            "names": [],
            "curves": curves,
            "printed": printed,
            "charts": {chart.kind: _curve_frame(chart) for chart in given.curves},
            "confidence": last[0] if last else 0.25,
            "read": read,
        }
    )


def _curve_frame(chart: CurveChart) -> dict[str, object]:
    room = curve_margins(chart)
    return {
        "title": chart.title,
        "x": chart.x_title,
        "y": chart.y_title,
        "margin": {"l": room.left, "r": room.right, "b": room.bottom},
        "band": None,
        "marks": [],
    }


def _curves_missing(given: ComparisonInput) -> str:
    if given.curves:
        return ""
    return "Fewer than two runs tell curves of the head that is compared."


def _correlated(each: Correlation) -> Correlated:
    low, high = each.interval
    return Correlated(
        each.argument,
        three(each.rho).replace("-", "−"),
        f"{three(low)} to {three(high)}".replace("-", "−"),
        "goes with the metric" if each.notable else "may be chance",
    )
