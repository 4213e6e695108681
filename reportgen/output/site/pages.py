"""A page of a site with the files beside it, here or in another process."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from reportgen.comparison.data.same_data import SameData
from reportgen.output.json.embedded import readable
from reportgen.output.site.card.card import LONGEST, card_of, data_set
from reportgen.output.site.card.curves import curves
from reportgen.output.site.card.folded import folded, lighter
from reportgen.output.site.card.identity import date_of, folder_of, run_id, table_digest
from reportgen.output.site.card.numbers import numbers
from reportgen.output.site.card.pictures import Linker
from reportgen.output.site.folder import Folder
from reportgen.output.site.listing.index import on_data
from reportgen.output.site.model import RUN, VALIDATION, Card
from reportgen.output.site.names import INDEX, slug
from reportgen.page.document import Page
from reportgen.page.inputs import RunInput
from reportgen.page.run.views import Link
from reportgen.page.shell.render import SitePlace, render
from reportgen.read.folder.discover import FoundRun
from reportgen.read.redact import one_line

ROOT = "../"
"""The folder of the site as seen from its pages, all of which lie one folder deep."""
Put = Callable[[str, bytes], object]
"""Takes the name of a file of the site, and its content."""


class NoRun(Exception):
    """Nothing of a run can be read."""


class JudgedRun(Protocol):
    """A run that was read, as the Python interface has it."""

    @property
    def page_input(self) -> RunInput:
        """What the page is made of."""

    @property
    def is_search(self) -> bool:
        """Whether it is a hyperparameter search, which is no run to compare."""


@dataclass(frozen=True)
class Asked:
    """A run whose page is to be made. It can be sent to other processes."""

    found: FoundRun
    place: str
    stamp: str
    made_of: str
    """Its fingerprint."""
    slugs: Mapping[str, str] = field(default_factory=dict)
    """Addresses that are given already, by id."""
    id: str = ""
    """What it is to be known by; empty: by what it is."""
    token: Path | None = None
    """A file in the folder of the site: who sees it may write there."""

    @property
    def shown(self) -> str:
        """The run as it is named to the user."""
        return self.found.shown


@dataclass(frozen=True)
class MadePage:
    """A run's page, made."""

    card: Card
    """All but what the site has told of it before."""
    files: Mapping[str, bytes]
    """What is still to be written."""
    lost: tuple[str, ...] = ()
    """Parts of the run that could not be read, a sentence each."""


def _page_files(
    put: Put, file: str, page: Page, links: Sequence[Link], report: dict[str, Any]
) -> tuple[Page, list[str]]:
    """Put a page with its pictures: the page as written, and all files, itself first.

    Numbers and folds of the run, which `report` tells, go into a file beside it.
    """
    linker = Linker(put, ROOT)
    linked = linker.page(page)
    # The name of the file follows from its content, which has parts of the page.
    stem = Path(file).stem
    awaited = f"numbers/{stem}.{'0' * 10}.js"
    bare = render(lighter(linked), SitePlace(ROOT, tuple(links), numbers=awaited))
    html, parts = folded(linker.html(bare))
    name, content = numbers(linked, report, stem, parts)
    put(name, content)
    put(file, html.replace(awaited, name).encode("utf-8", "replace"))
    return linked, [file, *linker.files, name]


def _links(data: str) -> list[Link]:
    """To the index, and to the runs on a data set there."""
    index = f"{ROOT}{INDEX}"
    alike = [Link(f"{index}{on_data(data)}", "Runs on this data set")] if data else []
    return [Link(index, "All runs"), *alike]


def run_page(
    run: JudgedRun,
    page: Page,
    asked: Asked,
    same_data: Sequence[SameData],
    lost: Sequence[str] = (),
) -> MadePage:
    """The page of a run that was read, and what the index tells of it.

    What is named after its content is written at once where the folder of the site is in reach:
    such a file is never another's. Raises ReportError where that cannot be.
    """
    given, found = run.page_input, asked.found
    id = asked.id or run_id(given.facts, asked.place)
    address = asked.slugs.get(id) or slug(found.name, id)
    kind = VALIDATION if found.is_validation else RUN
    trained = kind == RUN and not given.is_search
    data = data_set(given, same_data)
    links = _links(data if trained and given.facts.task else "")
    left: dict[str, bytes] = {}
    put = _putting(asked.token, left)
    report = readable([given], judged=False)
    written, files = _page_files(put, f"runs/{address}.html", page, links, report)
    if trained and (told := curves(given.facts, address)):
        put(*told)
        files.append(told[0])
    date, dated = date_of(given.facts, found)
    passes = given.facts.holds_for_now  # Then the page is made again next time.
    base = Card(
        id=id,
        place=asked.place,
        slug=address,
        name=one_line(found.name, LONGEST),
        verdict="",
        kind=kind,
        sentence="",
        date=date,
        dated=dated,
        table=table_digest(given.facts),
        folder=folder_of(found),
        fingerprint="" if passes else asked.made_of,
        stamp="" if passes else asked.stamp,
        from_report=found.told is not None,
        files=tuple(files),
    )
    return MadePage(card_of(given, written, base, ROOT, data), left, tuple(lost))


def _putting(token: Path | None, left: dict[str, bytes]) -> Put:
    """Writes a file where the folder of the site is in reach; what else there is goes to `left`."""
    reached = Folder(token.parent) if token and token.is_file() else None

    def put(name: str, content: bytes) -> object:
        if reached and not name.endswith(".html"):
            return reached.put(name, content)
        left[name] = content
        return True

    return put
