"""Several runs held against each other -> the parts of the page that compare them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from markupsafe import Markup

from reportgen.comparison.checklist import ALONE
from reportgen.figure.model.lines import HEIGHT
from reportgen.page.compare.curves import (
    MISSING,
    ConfidenceRow,
    compared_curves,
    confidences,
    curve_views,
)
from reportgen.page.compare.findings import FindingsTable, findings_table
from reportgen.page.compare.legend import RunKey, legend_keys, paper_note, quiet_names, quiet_note
from reportgen.page.compare.markdown import markdown
from reportgen.page.compare.matrix import MatrixDifference, matrix_difference
from reportgen.page.compare.notes import Warned, notes_on, warning_of
from reportgen.page.compare.paired import PairedView, paired_views
from reportgen.page.compare.pictures import PredictionsView, predictions_view
from reportgen.page.compare.ranking import RankingView, ranking_view
from reportgen.page.compare.tables import ArgumentsView, CheckRow, arguments_view, checklist_rows
from reportgen.page.inputs import ComparisonInput, RunInput
from reportgen.page.run.drawings import WIDE, chart_view
from reportgen.page.run.views import Badge, ChartGroup, ChartView, Link
from reportgen.page.section import ContentsItem, RunSection
from reportgen.page.shell.script_data import script_json
from reportgen.page.sweep.sweep import SweepView, sweep_view
from reportgen.page.text.markdown_text import name
from reportgen.page.text.prose import Prose

GOING_ON = "A run that continues another is drawn from where it left that one, in epochs and time."
NO_HEAD = "The runs share no head that could be compared, so that nothing can be judged."
MOST_UNDER_RANKING = 4
"""Runs up to which the first chart stands under the ranking, too."""
SECTION = "comparison"
"""What ids of the comparison begin with."""
SECTIONS = (
    ("ranking", "Ranking"),
    ("checklist", "Checklist"),
    ("charts", "Side by side"),
    ("curves", "Curves"),
    ("arguments", "Arguments"),
    ("sweep", "Sweep"),
    ("findings", "Findings"),
    ("paired", "Picture by picture"),
    ("predictions", "Predictions"),
)


class ComparisonView(NamedTuple):
    """Everything that the page says of several runs together."""

    answer: str
    notes: tuple[str, ...]
    """How differences are judged, and what the ranking leaves open."""
    hero: Markup
    """The first chart, where few runs leave room for it in the first view."""
    warnings: tuple[Warned, ...]
    runs: tuple[RunKey, ...]
    """Best first."""
    paper: str
    """What is said on paper of runs that tables leave out there; empty when there are none."""
    going_on: str
    """How runs that continue another are drawn; empty where none does."""
    quiet: str
    """What is said of runs without a colour; empty when all have one."""
    quiet_names: Markup
    """Their names as JSON, for the legend."""
    ranking: RankingView
    checklist: tuple[CheckRow, ...]
    unjudged: str
    """Why the checklist is empty."""
    groups: tuple[ChartGroup, ...]
    confidences: tuple[ConfidenceRow, ...]
    curves: tuple[ChartView, ...]
    curve_data: Markup
    curves_missing: str
    matrix: MatrixDifference | None
    matrix_missing: str
    arguments: ArgumentsView
    sweep: SweepView | None
    findings: FindingsTable
    predictions: PredictionsView
    paired: tuple[PairedView, ...]
    """Runs that were validated on the same pictures, held against the baseline."""
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
    badges = [Badge(*each.diagnosis.badge) for each in inputs]
    ranking, checks = ranking_view(given, badges), checklist_rows(told, inputs)
    matrix = matrix_difference(given, inputs)
    names = {run.name: name(run.name) for run in told.runs}  # for what a reader's answers add
    return ComparisonView(
        answer=told.answer,
        notes=notes_on(told, ranking),
        hero=_hero(given),
        warnings=tuple(warning_of(item, told) for item in told.incomparable),
        runs=legend_keys(given),
        paper=paper_note(given),
        going_on=GOING_ON if any(told.starts) else "",
        quiet=quiet_note(given),
        quiet_names=quiet_names(given),
        ranking=ranking,
        checklist=checks,
        unjudged=ALONE if told.checklist else NO_HEAD,
        groups=_groups(given, prose),
        confidences=confidences(given),
        curves=curve_views(SECTION, given, prose),
        curve_data=compared_curves(given, inputs),
        curves_missing="" if given.curves else MISSING,
        matrix=None if isinstance(matrix, str) else matrix,
        matrix_missing=matrix if isinstance(matrix, str) else "",
        arguments=arguments_view(told, inputs),
        sweep=_sweep(given, prose),
        findings=findings_table(told, inputs),
        predictions=predictions_view(given, inputs, sections),
        paired=paired_views(given, inputs),
        ensembles=tuple(each.sentence for each in told.ensembles),
        markdown=script_json({"text": markdown(told, heading, ranking, checks), "names": names}),
    )


def comparison_contents(given: ComparisonInput, *, pairs: bool) -> tuple[ContentsItem, ...]:
    """The sections of the comparison for the contents list; `pairs` where pictures are held."""
    return tuple(
        ContentsItem(Link(f"#{SECTION}-{key}", title))
        for key, title in SECTIONS
        if (key != "sweep" or given.sweep) and (key != "paired" or pairs)
    )


def _sweep(given: ComparisonInput, prose: Prose) -> SweepView | None:
    if given.sweep is None:
        return None
    links = [f"#r{run + 1}" for run in given.sweep.sweep.runs]
    return sweep_view(f"{SECTION}-sweep", given.sweep, prose, links=links)


def _hero(given: ComparisonInput) -> Markup:
    """The main metric of the runs over the epochs: what the ranking says, at one glance."""
    chart = next((each for each in given.charts if each.group == "metrics"), None)
    if chart is None or len(given.comparison.runs) > MOST_UNDER_RANKING:
        return Markup()
    from reportgen.figure.svg.lines import svg

    return Markup(svg(replace(chart, y_title=chart.title), width=WIDE, height=HEIGHT))


# --- charts --------------------------------------------------------------------------------------


def _groups(given: ComparisonInput, prose: Prose) -> tuple[ChartGroup, ...]:
    """Losses, then metrics; a group leads with its main chart."""
    found = []
    for key, title in (("metrics", "Metrics"), ("losses", "Losses")):
        charts = [chart for chart in given.charts if chart.group == key]
        views = tuple(chart_view(SECTION, chart, prose) for chart in charts)
        if views:
            views = (views[0]._replace(wide=True), *views[1:])
            found.append(ChartGroup(f"{SECTION}-group-{key}", title, views))
    return tuple(found)
