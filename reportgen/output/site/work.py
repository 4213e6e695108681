"""What the steps of writing a site share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from reportgen.about import __version__
from reportgen.errors import ReportError
from reportgen.output.site.folder import Folder
from reportgen.output.site.model import SiteState
from reportgen.output.site.names import RUNS_JSON
from reportgen.output.site.pages import Asked, JudgedRun, MadePage
from reportgen.output.site.state import dump
from reportgen.page.brand.look import PLAIN, Brand
from reportgen.page.document import Page
from reportgen.page.shell.assets import Kind, linked_assets, template_folder
from reportgen.read.folder.discover import FoundRun
from reportgen.read.redact import one_line

CODE = Path(__file__).parents[2]
"""The package."""


class PageDelivery(Protocol):
    """A page that was made, or why it could not be."""

    def result(self) -> MadePage | None:
        """The page. Raises what `Maker.make` would raise."""


@dataclass(frozen=True)
class Maker:
    """Reads runs and builds pages as the options of the call say."""

    read: Callable[[FoundRun], JudgedRun]
    """Raises ReportError for a run of which nothing can be read."""
    make: Callable[[Asked], MadePage]
    """Reads a run and makes its page, as `run_page` does. Raises NoRun where nothing is read."""
    comparison: Callable[[Sequence[Any], str], Page]
    """Of several that it has read, the baseline first, under a title."""
    make_all: Callable[[Sequence[Asked]], Iterable[PageDelivery]]
    """What `make` gives of each, in their order, be it made here or elsewhere."""
    brand: Brand = PLAIN
    """The logo and the accent of the index; pages have their own."""


@dataclass(frozen=True)
class Options:
    """How the site is made."""

    title: str | None = None
    url: str = ""
    """Its address, for the sitemap and the feed; empty when not told."""
    prune: bool = False
    """Whether runs that are gone from disk leave the site."""
    baseline: str | None = None
    """Name of a run that comparisons include, where it is of their data set and has a result."""
    settings: object = None
    """All else that pages depend on; pages are made anew when its text changes."""


@dataclass
class Work:
    """A site while it is written."""

    folder: Folder
    state: SiteState
    maker: Maker
    options: Options
    said: list[str] = field(default_factory=list)
    """What the user should hear, a sentence each."""
    now: str = field(default_factory=lambda: moment())
    listed: set[str] = field(default_factory=set)
    """Shards that this call has written and the index names."""
    token: Path | None = None
    """A file in the folder: a process that sees it may write there as well."""
    lost: list[str] = field(default_factory=list)
    """Parts of runs that could not be read, a sentence each."""
    dropped: set[str] = field(default_factory=set)
    """Files of pages that were made and have another address after all."""
    _assets: dict[Kind, tuple[str, ...]] = field(default_factory=dict)

    def assets(self, kind: Kind) -> tuple[str, ...]:
        """Write what pages of this kind share, once a call."""
        if kind not in self._assets:
            files = [(f"assets/{each.name}", each.content) for each in linked_assets(kind).files]
            for name, content in files:
                self.folder.put(name, content)
            self._assets[kind] = tuple(name for name, _ in files)
        return self._assets[kind]

    def failed(self, what: str, error: Exception) -> str:
        """What is said of a page that could not be made for a fault of this program.

        Raises `error` itself where REPORTGEN_DEBUG asks for it.
        """
        if os.environ.get("REPORTGEN_DEBUG"):
            raise error
        why = f"reportgen failed on it ({type(error).__name__}). Please report this."
        if what:
            self.said.append(f"{what}: {why}")
        return why

    def save(self, title: str) -> None:
        """Write runs.json, from which the next call goes on."""
        self.folder.put(RUNS_JSON, dump(self.state, title))


def moment() -> str:
    """Now, or what SOURCE_DATE_EPOCH says, as RFC 3339 in UTC.

    Raises ReportError where it says what is no moment.
    """
    told = os.environ.get("SOURCE_DATE_EPOCH", "")
    # reproducible-builds.org: seconds since 1970, as decimal digits.
    if not told:
        return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    try:
        if not (told.isascii() and told.isdecimal()):
            raise ValueError
        now = datetime.fromtimestamp(int(told), UTC)
    except (ValueError, OverflowError, OSError):
        raise ReportError(
            f"SOURCE_DATE_EPOCH is no moment: {one_line(told, 40)}. Give seconds since 1970."
        ) from None
    return f"{now:%Y-%m-%dT%H:%M:%SZ}"


@cache
def release() -> str:
    """Changes whenever pages of the same runs may look otherwise."""
    # The code, too: a checkout changes between two releases.
    sources = [*sorted(CODE.rglob("*.py")), *sorted(template_folder().rglob("*.j2"))]
    parts = [path.read_bytes() for path in sources]
    files = (*linked_assets("run").files, *linked_assets("comparison").files)
    names = [file.name for file in files]
    return sha256(b"\0".join([__version__.encode(), *parts, *map(str.encode, names)])).hexdigest()
