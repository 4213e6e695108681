"""Facts, findings and charts of one or several runs -> what the page shows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING

from markupsafe import Markup

from reportgen import words
from reportgen.about import __version__
from reportgen.page.document import Page
from reportgen.page.inputs import ComparisonInput, RunInput, names_of
from reportgen.page.judged.findings import findings_view
from reportgen.page.judged.questions import questions
from reportgen.page.judged.steps import steps
from reportgen.page.picture import batches, gallery
from reportgen.page.picture.album import Album
from reportgen.page.run.drawings import chart_groups, charts_missing
from reportgen.page.run.figures import clocks, figures
from reportgen.page.run.guard import Guard
from reportgen.page.run.key_figures import key_figures
from reportgen.page.run.summary import epochs_text, summary
from reportgen.page.section import GlossaryEntry, Headings, OverviewRow, RunSection
from reportgen.page.sections import SECTIONS, SectionMaterial
from reportgen.page.text.format import Number
from reportgen.page.text.glossary import TERMS
from reportgen.page.text.prose import Prose

if TYPE_CHECKING:
    from reportgen.page.compare.section import ComparisonView
    from reportgen.page.sweep.search import SearchView
from reportgen.page.contents import contents


def build_page(
    inputs: Sequence[RunInput],
    *,
    title: str | None = None,
    compared: ComparisonInput | None = None,
    album: Album | None = None,
    pictures: bool = True,
) -> Page:
    """Everything that the page shows, formatted and named.

    `inputs` has one entry a run, in the order of the page; `compared` is what they come down to
    together, if they are compared. Pictures are read here; `album` says how each is embedded.
    Without `pictures` none is.
    """
    several = len(inputs) > 1
    prose = Prose()
    runs = _sections(inputs, compared, album or Album(), prose, pictures=pictures)
    title = title or (_counted(runs) if several else runs[0].name)
    heading, overview = (title, tuple(map(_overview, runs, inputs))) if several else ("", ())
    together = _comparison(compared, inputs, runs, heading, prose) if compared else None
    glossary = _glossary(prose.terms)  # of what all else uses
    return Page(
        title=title,
        heading=heading,
        overview=overview,
        runs=runs,
        contents=contents(runs, compared, together, glossary),
        glossary=glossary,
        figures=figures(inputs, compared),
        clocks=clocks(inputs, compared),
        version=__version__,
        comparison=together,
    )


def _sections(
    inputs: Sequence[RunInput],
    compared: ComparisonInput | None,
    album: Album,
    prose: Prose,
    *,
    pictures: bool,
) -> tuple[RunSection, ...]:
    headings = Headings("h2", "h3", "h4", "h5") if len(inputs) > 1 else Headings()
    names = names_of(inputs, compared.comparison if compared else None)
    trained = [name for name, given in zip(names, inputs, strict=True) if not given.is_search]
    alike = _alike(inputs, compared)
    return tuple(
        _section(
            f"r{number + 1}",
            given,
            prose,
            headings,
            trained,
            album,
            name=names[number],
            pictures=pictures and (compared is None or number in compared.pictures),
            shared=None if compared is None or compared.drawn(number) else alike,
        )
        for number, given in enumerate(inputs)
    )


def _alike(inputs: Sequence[RunInput], compared: ComparisonInput | None) -> frozenset[str]:
    """Arguments that all runs have alike, where there are so many runs that each list is short."""
    if compared is None or all(compared.drawn(run) for run in range(len(inputs))):
        return frozenset()
    from reportgen.page.compare.tables import shared_arguments

    number = len(compared.comparison.runs)
    return frozenset(name for name, _ in shared_arguments(compared.comparison, inputs[:number]))


def _counted(runs: Sequence[RunSection]) -> str:
    """``2 training runs and 1 search``."""
    searches = sum(run.search is not None for run in runs)
    trained = len(runs) - searches
    parts = [(trained, "training run", ""), (searches, "search", "searches")]
    return " and ".join(words.count(number, one, many) for number, one, many in parts if number)


def _section(
    run: str,
    given: RunInput,
    prose: Prose,
    headings: Headings,
    names: Sequence[str],
    album: Album,
    *,
    name: str,
    pictures: bool,
    shared: Collection[str] | None,
) -> RunSection:
    drawn = shared is None
    own = gallery.Gallery(run, given.facts, embeds=pictures, album=album)
    guard = Guard(given)
    make = guard.make

    def shown(told: RunInput) -> gallery.Gallery:
        return own if told is given else gallery.Gallery(run, told.facts)

    def seen(view: Callable[[SectionMaterial], object], told: RunInput) -> object:
        return view(
            SectionMaterial(run, told, prose, shown(told), album, drawn, pictures, shared or ())
        )

    return RunSection(
        id=run,
        name=name,
        headings=headings,
        titles={each.key: each.title for each in SECTIONS},
        below=tuple(each.key for each in SECTIONS if not each.begins),
        summary=make("questions", lambda told: summary(run, told)),
        key_figures=make("questions", lambda told: key_figures(run, told, prose)),
        questions=make("questions", lambda told: questions(run, told, prose, others=names[1:])),
        findings=make("findings", lambda told: findings_view(run, told, prose, drawn=drawn)),
        charts=make("training", lambda told: chart_groups(run, told, prose, drawn=drawn)),
        charts_missing=charts_missing(given),
        pictures=make("pictures", lambda told: batches.pictures(shown(told))),
        steps=make("next-steps", lambda told: steps(run, told, prose)),
        search=make("search", lambda told: _search(run, told, prose)),
        views={
            each.key: make(each.key, partial(seen, each.view)) for each in SECTIONS if each.view
        },
        drawn=drawn,
        failed=guard.failed(),
    )


def _search(run: str, given: RunInput, prose: Prose) -> SearchView | None:
    if given.search is None:
        return None
    from reportgen.page.sweep.search import search_view

    return search_view(run, given, prose)


def _overview(run: RunSection, given: RunInput) -> OverviewRow:
    badge = run.summary.badge
    if run.search:
        found = Number(run.search.fitness, run.search.fitness_full)
        return OverviewRow(run.id, run.name, badge, "best fitness", found, "–", run.search.trials)
    best = given.facts.best_epoch
    return OverviewRow(
        id=run.id,
        name=run.name,
        badge=badge,
        metric=run.key_figures.headline_label,
        value=run.key_figures.headline,
        best_epoch=str(best) if best else words.UNKNOWN,
        epochs=epochs_text(given.facts) or words.UNKNOWN,
    )


def _comparison(
    compared: ComparisonInput,
    inputs: Sequence[RunInput],
    runs: Sequence[RunSection],
    heading: str,
    prose: Prose,
) -> ComparisonView:
    from reportgen.page.compare.section import comparison_view

    # Hyperparameter searches stand behind the runs that are compared.
    number = len(compared.comparison.runs)
    return comparison_view(compared, inputs[:number], runs[:number], heading, prose)


def _glossary(used: Collection[str]) -> tuple[GlossaryEntry, ...]:
    """The terms that the page uses, in the guide's order."""
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
        if term.id in used
    )
