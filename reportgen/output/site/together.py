"""The page of a comparison as a site has it: what its runs' own pages tell stands there alone.

Links into a run lead to its page; charts over the epochs are drawn from a file beside the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from reportgen.output.site.card.folded import thin
from reportgen.output.site.card.numbers import chart_numbers
from reportgen.output.site.card.pictures import Linker
from reportgen.output.site.folder import Folder
from reportgen.output.site.pages import ROOT
from reportgen.page.document import Page
from reportgen.page.run.views import Link
from reportgen.page.shell.render import SitePlace, render

_TO_RUN = re.compile(r'href="#r(\d+)-([^"]+)"')
_RUN = re.compile(r"#r\d+")


def write_together(
    folder: Folder,
    slug: str,
    page: Page,
    pages: Sequence[str],
    above: tuple[Sequence[Link], str],
) -> list[str]:
    """Put the page of a comparison with its pictures and numbers: all files, itself first.

    `pages` are those of its runs, in their order; `above` are links, and what the comparison
    leaves out.
    """
    file = f"compare/{slug}.html"
    linker = Linker(folder.put, ROOT)
    linked = linker.page(_without_runs(page))
    name, content = chart_numbers(linked, slug)
    folder.put(name, content)
    links, note = above
    runs = tuple(f"{ROOT}{each}" for each in pages)
    html = linker.html(render(linked, SitePlace(ROOT, tuple(links), note, name, runs)))
    places = [_places(folder, each) for each in pages]
    html = _TO_RUN.sub(lambda found: f'href="{places[int(found[1]) - 1](found[2])}"', html)
    folder.put(file, html.encode("utf-8", "replace"))
    return [file, *linker.files, name]


def _without_runs(page: Page) -> Page:
    """The page without what is told of single runs; drawings that scripts replace are thinner."""
    figures = {id: each for id, each in page.figures.items() if id.startswith("comparison-")}
    contents = tuple(
        item._replace(items=()) if _RUN.fullmatch(item.link.href) else item
        for item in page.contents
    )
    together = page.comparison
    if together is not None:
        groups = tuple(
            group._replace(
                charts=tuple(chart._replace(svg=thin(chart.svg)) for chart in group.charts)
            )
            for group in together.groups
        )
        together = together._replace(groups=groups)
    return page._replace(
        figures=figures, contents=contents, comparison=together, embedded=type(page.embedded)()
    )


def _places(folder: Folder, page: str) -> Callable[[str], str]:
    """The address of a place in the page of a run; of what scripts put there, its section's."""
    text = (folder.path / page).read_text("utf-8")

    def address(place: str) -> str:
        section = "findings" if place.startswith(("finding", "folded", "unknown")) else place
        ids = (f"r1-{place}", f"r1-{section}")
        known = next((id for id in ids if f'id="{id}"' in text), "")
        return f"{ROOT}{page}#{known}" if known else f"{ROOT}{page}"

    return address
