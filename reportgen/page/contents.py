"""The list of contents: the sections that a page has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reportgen.comparison.names import short_names
from reportgen.page.inputs import ComparisonInput
from reportgen.page.run.views import Link
from reportgen.page.section import ContentsItem, GlossaryEntry, RunSection
from reportgen.page.sections import SECTIONS, Section

if TYPE_CHECKING:
    from reportgen.page.compare.section import ComparisonView


def contents(
    runs: Sequence[RunSection],
    compared: ComparisonInput | None,
    together: ComparisonView | None,
    glossary: Sequence[GlossaryEntry],
) -> tuple[ContentsItem, ...]:
    """Summary and sections of a single run; of several, what is told of all, then each."""
    last = (ContentsItem(Link("#glossary", "Glossary")),) if glossary else ()
    if len(runs) == 1:
        run = runs[0]
        return (ContentsItem(Link(f"#{run.id}", "Summary")), *_run_contents(run), *last)
    names = short_names([run.name for run in runs])
    listed = [
        ContentsItem(Link(f"#{run.id}", name), _run_contents(run))
        for run, name in zip(runs, names, strict=True)
    ]
    if compared is None or together is None:
        return (ContentsItem(Link("#runs", "Runs")), *listed, *last)
    from reportgen.page.compare.section import comparison_contents

    parts = comparison_contents(compared, pairs=bool(together.paired))
    return (ContentsItem(Link("#runs", "Comparison"), parts), *listed, *last)


def _run_contents(run: RunSection) -> tuple[ContentsItem, ...]:
    return tuple(
        ContentsItem(Link(f"#{run.id}-{section.key}", section.short or section.title))
        for section in SECTIONS
        if _has(run, section)
    )


def _has(run: RunSection, section: Section) -> bool:
    """Whether the run has a section that not every run has."""
    if run.search:
        return section.of_a_search
    return section.key != "search" and bool(run.views.get(section.key, True))
