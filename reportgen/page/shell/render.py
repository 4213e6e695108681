"""Page -> one HTML document: templates filled, assets inlined."""

from __future__ import annotations

import os
from functools import cache
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reportgen.page.document import Page
from reportgen.page.run.views import Link
from reportgen.page.shell.assets import chart_data, linked_assets, load_assets
from reportgen.page.shell.look import Brand
from reportgen.page.shell.packed import script_data
from reportgen.page.shell.renewal import renewal
from reportgen.page.shell.templates import loader, naming_templates

if TYPE_CHECKING:
    from jinja2 import Environment


class SitePlace(NamedTuple):
    """Where a page stands in a site, as seen from the page."""

    root: str
    """The folder of the index: empty, or ``../``."""
    links: tuple[Link, ...] = ()
    """The way back."""
    note: str = ""
    """What the site leaves out of the page."""


class Light(NamedTuple):
    """A page without live charts, for a cell of a notebook."""

    link: str = ""
    """Where the whole page is; empty: nowhere yet."""


def render(page: Page, site: SitePlace | None = None, *, light: Light | None = None) -> str:
    """The page as one HTML document; as one of a `site`, it links to what pages of it share.

    A `light` one has no chart library: its charts stay drawings.
    """
    own = page.brand.templates
    with naming_templates(own):
        template = _environment(own).get_template("report.html.j2")
        several, renews = page.comparison is not None, renewal()
        linked = linked_assets("comparison" if several else "run") if site else None
        html = template.render(
            page=page,
            renewal=renews,
            site=site,
            light=light,
            linked=linked,
            assets=None
            if linked
            else load_assets(
                several=several,
                many=page.many is not None,
                sweep=page.has_sweep,
                watched=renews is not None,
                mistakes=page.has_mistakes,
                light=light is not None,
            ),
            chart_data=script_data(chart_data(page.figures, page.clocks)),
        )
    # A template of the user's own may hold a style, in which a reference stands for itself.
    return html if own else in_ascii(html)


def in_ascii(html: str) -> str:
    """The document with references for all letters that are not ASCII.

    Scripts and styles have none. Without any, a browser loads 5 MB with 80 ms less work.
    """
    return html.encode("ascii", "xmlcharrefreplace").decode("ascii")


def render_index(index: object, brand: Brand) -> str:
    """The index of a site as one HTML document; `index` is what its template shows."""
    with naming_templates(brand.templates):
        template = _environment(brand.templates).get_template("site/index.html.j2")
        return template.render(
            page=index, linked=linked_assets("index"), site=SitePlace(""), light=None
        )


@cache
def _environment(own: Path | None = None) -> Environment:
    """What fills templates; those of the folder `own` stand in for ours of the same name."""
    from jinja2 import Environment, FileSystemBytecodeCache, StrictUndefined

    cache = _cache_folder()
    return Environment(
        loader=loader(own),
        bytecode_cache=FileSystemBytecodeCache(str(cache)) if cache else None,
        auto_reload=own is not None,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _cache_folder() -> Path | None:
    """Where compiled templates are kept: beside this module, where Python has compiled it.

    Compiling them anew costs the command about 60 ms. None where nothing may be written.
    """
    try:
        folder = Path(cache_from_source(__file__)).parent
    except NotImplementedError:
        return None
    return folder if folder.is_dir() and os.access(folder, os.W_OK) else None
