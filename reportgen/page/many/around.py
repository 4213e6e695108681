"""The page of some runs as that of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportgen.page.document import Page
from reportgen.page.run.views import Link
from reportgen.page.section import ContentsItem

if TYPE_CHECKING:
    from reportgen.page.many.section import ManyView


def with_all_runs(page: Page, view: ManyView, title: str | None) -> Page:
    """The page of some runs as that of all: what is said of all of them stands first."""
    counted = view.counted
    links = [("#all-runs", "All runs"), ("#all-charts", "Over the epochs")]
    listed = ContentsItem(
        Link("#runs", counted), tuple(ContentsItem(Link(href, text)) for href, text in links)
    )
    return page._replace(
        title=title or counted,
        heading=title or counted,
        many=view,
        figures={**view.figures, **page.figures},
        contents=(listed, *page.contents),
    )
