"""Page -> one HTML document: templates filled, assets inlined."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from reportgen.about import __version__
from reportgen.page.brand.look import Brand
from reportgen.page.brand.templates import loader, naming_templates
from reportgen.page.document import Page
from reportgen.page.run.views import Link
from reportgen.page.shell import assets
from reportgen.page.shell.assets import linked_assets, load_assets
from reportgen.page.shell.lean import hash_of
from reportgen.page.shell.renewal import Renewal, renewal
from reportgen.page.shell.script_data import chart_data, script_data
from reportgen.page.text.prose import unbroken

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
    numbers: str = ""
    """The file of its numbers and folds, below `root`; empty where the page holds them."""
    runs: tuple[str, ...] = ()
    """Of a comparison the pages of its runs, which tell what is of one run alone."""

    @property
    def numbers_name(self) -> str:
        """The name under which that file hands them over."""
        return self.numbers.split(".")[0]


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
        renews = renewal()
        linked = linked_assets("comparison" if page.comparison else "run") if site else None
        html = template.render(
            page=page,
            renewal=renews,
            site=site,
            light=light,
            linked=linked,
            assets=None if linked else load_assets(*_parts(page, renews), light=light is not None),
            chart_data=script_data(chart_data(page.figures, page.clocks)),
        )
    html = unbroken(html)
    # A template of the user's own may hold a style, in which a reference stands for itself.
    return html if own else in_ascii(html)


def _parts(page: Page, renews: Renewal | None) -> list[assets.Part]:
    """What the page needs beside what each does."""
    needed = {
        assets.COMPARISON: page.comparison is not None,
        assets.MANY: page.many is not None,
        assets.SWEEP: page.has_sweep,
        assets.MISTAKES: page.has_mistakes,
        assets.WATCH: renews is not None,
    }
    return [part for part, is_needed in needed.items() if is_needed]


def in_ascii(html: str) -> str:
    """The document with references for all letters that are not ASCII.

    Scripts and styles have none. Without any, a browser loads 5 MB with 80 ms less work.
    """
    return html.encode("ascii", "xmlcharrefreplace").decode("ascii")


def render_index(index: object, brand: Brand) -> str:
    """The index of a site as one HTML document; `index` is what its template shows."""
    with naming_templates(brand.templates):
        template = _environment(brand.templates).get_template("site/index.html.j2")
        return unbroken(
            template.render(
                page=index, linked=linked_assets("index"), site=SitePlace(""), light=None
            )
        )


class _Script(NamedTuple):
    text: Markup
    hash: str


HOME = """(() => {
  const home = document.getElementById('home');
  if (/^https?:/.test(home.getAttribute('href'))) return;
  // Pages of runs lie one folder down, and are named as no other page is.
  const page = /\\/(?:(?:runs|compare)\\/[a-z0-9-]*-[0-9a-f]{8}\\.html|[^/]*)$/;
  home.href = location.pathname.replace(page, '/index.html');
})();"""
"""Where the index lies, as seen from any address that a server has no page for."""


def render_missing(title: str, url: str, brand: Brand) -> str:
    """What a server shows for an address without a page (``404.html``), complete in one file.

    `url` is the address of the site; empty when not told, then the page finds the index by its own.
    """
    script = _Script(Markup(HOME), hash_of(HOME))
    with naming_templates(brand.templates):
        template = _environment(brand.templates).get_template("site/missing.html.j2")
        return template.render(title=title, url=url, script=script, version=__version__)


@cache
def _environment(own: Path | None = None) -> Environment:
    """What fills templates; those of the folder `own` stand in for ours of the same name."""
    from jinja2 import Environment, StrictUndefined

    from reportgen.page.shell.compiled import kept_templates

    made = Environment(
        loader=loader(own),
        bytecode_cache=kept_templates(),
        auto_reload=own is not None,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals["remembered"] = lru_cache(maxsize=512, typed=True)
    return made
