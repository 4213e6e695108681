"""Facts, findings and charts of one or several runs -> what the page shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from reportgen.about import __version__
from reportgen.figure.plotly import plotly_figure
from reportgen.page import batches, gallery
from reportgen.page.answers import answers
from reportgen.page.classes import classes_view
from reportgen.page.confusion import confusion_view
from reportgen.page.curves import curves_view
from reportgen.page.drawings import chart_groups, charts_missing, epoch_charts
from reportgen.page.findings import findings_view
from reportgen.page.format import UNKNOWN, count
from reportgen.page.glossary import TERMS
from reportgen.page.guard import Guard
from reportgen.page.model import (
    ComparisonInput,
    ContentsItem,
    GlossaryEntry,
    Headings,
    OverviewRow,
    Page,
    RunInput,
    RunSection,
)
from reportgen.page.notes import notes
from reportgen.page.prose import Prose
from reportgen.page.questions import questions
from reportgen.page.steps import steps, steps_missing
from reportgen.page.summary import epochs_text, key_figures, summary
from reportgen.page.tables import configuration, data, files
from reportgen.page.views import Link

if TYPE_CHECKING:
    from reportgen.page.comparison import ComparisonView

SECTIONS = (
    ("questions", "Questions"),
    ("notes", "Notes"),
    ("findings", "Findings"),
    ("training", "Training"),
    ("curves", "Curves"),
    ("confusion", "Confusion matrix"),
    ("classes", "Classes"),
    ("pictures", "Pictures"),
    ("next-steps", "Next steps"),
    ("configuration", "Configuration"),
    ("files", "Files"),
    ("data", "Data"),
)
"""Sections of a run in their order: end of the id, and title."""
_IN_A_WORD = {"confusion": "Confusion", "next-steps": "Steps"}
"""What the list of contents calls a section of two words: it is read at every glance."""


def build_page(
    inputs: Sequence[RunInput],
    *,
    title: str | None = None,
    compared: ComparisonInput | None = None,
) -> Page:
    """Everything that the page shows, formatted and named.

    `inputs` has one entry a run, in the order of the page; `compared` is what they come down to
    together, if they are compared. Pictures are read here.
    """
    several = len(inputs) > 1
    prose = Prose()
    headings = Headings("h2", "h3", "h4", "h5") if several else Headings()
    names = [given.facts.run.name for given in inputs]
    runs = tuple(
        _section(
            f"r{number}",
            given,
            prose,
            headings,
            names,
            pictures=compared is None or number - 1 in compared.pictures,
        )
        for number, given in enumerate(inputs, start=1)
    )
    heading = (title or count(len(runs), "training run")) if several else ""
    return Page(
        title=title or (count(len(runs), "training run") if several else names[0]),
        heading=heading,
        overview=tuple(map(_overview, runs, inputs)) if several else (),
        runs=runs,
        contents=_contents(runs, compared),
        glossary=_glossary(),
        figures=_figures(inputs, compared),
        version=__version__,
        comparison=_comparison(compared, inputs, runs, heading, prose) if compared else None,
    )


def _section(
    run: str,
    given: RunInput,
    prose: Prose,
    headings: Headings,
    names: Sequence[str],
    *,
    pictures: bool = True,
) -> RunSection:
    facts, findings = given.facts, given.findings
    own = gallery.Gallery(run, facts, embeds=pictures)
    guard = Guard(given)
    make = guard.make

    def shown(told: RunInput) -> gallery.Gallery:
        return own if told is given else gallery.Gallery(run, told.facts)

    return RunSection(
        id=run,
        name=facts.run.name,
        headings=headings,
        titles=dict(SECTIONS),
        summary=make("questions", lambda told: summary(run, told)),
        key_figures=make("questions", lambda told: key_figures(run, told, prose)),
        questions=make(
            "questions",
            lambda told: questions(
                run, told.findings, prose, others=names[1:], more=answers(told.facts, told.findings)
            ),
        ),
        notes=make("notes", lambda told: notes(told.facts)),
        findings=make("findings", lambda told: findings_view(run, told, prose)),
        charts=make("training", lambda told: chart_groups(run, told, prose)),
        charts_missing=charts_missing(given),
        curves=make("curves", lambda told: curves_view(run, told, shown(told), prose)),
        confusion=make("confusion", lambda told: confusion_view(run, told, shown(told), prose)),
        classes=make("classes", lambda told: classes_view(told.facts)),
        pictures=make("pictures", lambda told: batches.pictures(shown(told))),
        steps=make("next-steps", lambda told: steps(run, told.findings, prose)),
        steps_missing=steps_missing(findings),
        configuration=make("configuration", lambda told: configuration(told.facts)),
        files=make("files", lambda told: files(told.facts)),
        data=make("data", lambda told: data(told.facts)),
        failed=guard.failed(),
    )


def _overview(run: RunSection, given: RunInput) -> OverviewRow:
    best = given.facts.best_epoch
    return OverviewRow(
        id=run.id,
        name=run.name,
        badge=run.summary.badge,
        metric=run.key_figures.headline_label,
        value=run.key_figures.headline,
        best_epoch=str(best) if best else UNKNOWN,
        epochs=epochs_text(given.facts) or UNKNOWN,
    )


def _comparison(
    compared: ComparisonInput,
    inputs: Sequence[RunInput],
    runs: Sequence[RunSection],
    heading: str,
    prose: Prose,
) -> ComparisonView:
    from reportgen.page.comparison import comparison_view

    return comparison_view(compared, inputs, runs, heading, prose)


def _contents(
    runs: Sequence[RunSection], compared: ComparisonInput | None
) -> tuple[ContentsItem, ...]:
    glossary = ContentsItem(Link("#glossary", "Glossary"))
    if len(runs) == 1:
        run = runs[0]
        summary_item = ContentsItem(Link(f"#{run.id}", "Summary"))
        return (summary_item, *_run_contents(run), glossary)
    listed = (ContentsItem(Link(f"#{run.id}", run.name), _run_contents(run)) for run in runs)
    if compared is None:
        return (ContentsItem(Link("#runs", "Runs")), *listed, glossary)
    from reportgen.page.comparison import comparison_contents

    return (ContentsItem(Link("#runs", "Comparison"), comparison_contents()), *listed, glossary)


def _run_contents(run: RunSection) -> tuple[ContentsItem, ...]:
    return tuple(
        ContentsItem(Link(f"#{run.id}-{key}", _IN_A_WORD.get(key, title)))
        for key, title in SECTIONS
        if key != "notes" or run.notes
    )


def _glossary() -> tuple[GlossaryEntry, ...]:
    return tuple(
        GlossaryEntry(
            id=f"term-{term.id}",
            term=term.name,
            meaning=Markup.escape(term.meaning),
            formula=term.formula,
            direction=term.direction,
            range=term.range,
            matters=Markup.escape(term.matters),
        )
        for term in TERMS
    )


def _figures(inputs: Sequence[RunInput], compared: ComparisonInput | None) -> dict[str, Any]:
    together = {
        f"comparison-{chart.id}": plotly_figure(chart)
        for chart in (compared.charts if compared else ())
    }
    return together | {
        f"r{number}-{chart.id}": plotly_figure(chart)
        for number, given in enumerate(inputs, start=1)
        for chart in epoch_charts(given.charts)
    }
