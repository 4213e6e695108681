"""What is inlined into every page, or linked by those of a site: styles, scripts, plotly."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from markupsafe import Markup

from reportgen.errors import ReportError
from reportgen.page.shell.lean import hash_of, lean_script, lean_style, policy, read_asset
from reportgen.page.shell.script_data import script_json

START_SCRIPTS = ("report-start.js",)
"""Run in the head, before anything is painted."""
FOLD_SCRIPT = "fold-start.js"
"""Runs before each run that is folded away."""
SCRIPTS = (
    "report.js",
    "report-tables.js",
    "report-pairs.js",
    "report-viewer.js",
    "chart-math.js",
    "chart-parts.js",
    "charts.js",
    "chart-reader.js",
    "chart-tools.js",
    "curves.js",
    "matrix.js",
)
FOLDED_SCRIPTS = ("folded.js", "packed-columns.js", "numbers.js")
"""Before those of a site's page of one run, whose folds and numbers stand in a file beside it."""
LIGHT_SCRIPTS = SCRIPTS[:2]
"""Those of a page without live charts: a cell of a notebook."""
STYLES = ("palette.css", "charts.css", "report.css", "interactions.css", "evidence.css")


class Part(NamedTuple):
    """What only some pages need, beside what each has."""

    scripts: tuple[str, ...]
    styles: tuple[str, ...]


COMPARISON = Part(("compare.js",), ("compare.css",))
MANY = Part(("packed-columns.js", "many-rows.js", "many.js"), ("many.css",))
"""Very many runs in a row each."""
SWEEP = Part(("sweep-ranges.js", "sweep.js"), ("sweep.css",))
"""A sweep or a hyperparameter search."""
MISTAKES = Part(("mistakes.js",), ("mistakes.css",))
"""Mistakes picture by picture."""
WATCH = Part(("watch.js",), ("watch.css",))
"""A page that renews itself while its training goes on."""
Kind = Literal["run", "comparison", "index"]
"""What a page of a site is."""
SITE_SCRIPTS = (
    "report.js",
    "chart-math.js",
    "site-query.js",
    "site-store.js",
    "site-table.js",
    "site-charts.js",
    "site-goes-on.js",
    "site-compare.js",
    "site.js",
)
"""Scripts of the index of a site."""
SITE = Part((), ("site.css",))
"""A page of a site."""
PLOTLY = "plotly-custom.min.js.gz"
LINKED_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; base-uri 'none'; form-action 'none'"
)
"""The Content-Security-Policy of a site's pages: scripts, styles and pictures of the site alone."""


class Assets(NamedTuple):
    """What is inlined into every page."""

    style: Markup
    start_scripts: tuple[Markup, ...]
    fold_script: Markup
    """Empty where no run is folded away."""
    scripts: tuple[Markup, ...]
    plotly: Markup
    """The compressed bundle in base64."""
    policy: str
    """The Content-Security-Policy: only these scripts run, and nothing is fetched."""


class AssetFile(NamedTuple):
    """A file that the pages of a site share. Its name changes with its content."""

    name: str
    content: bytes


class LinkedAssets(NamedTuple):
    """What the pages of a site link to, in place of what a single report holds inline."""

    styles: tuple[AssetFile, ...]
    start_scripts: tuple[AssetFile, ...]
    scripts: tuple[AssetFile, ...]
    plotly: AssetFile | None
    """The bundle as a script of its own; None for pages without interactive charts."""
    policy: str

    @property
    def files(self) -> tuple[AssetFile, ...]:
        """All of them."""
        plotly = (self.plotly,) if self.plotly else ()
        return (*self.styles, *self.start_scripts, *self.scripts, *plotly)


def template_folder() -> Path:
    """Where the templates are: in the installed package, or beside it in a checkout.

    Raises ReportError when they are in neither place.
    """
    package = Path(__file__).resolve().parents[2]
    for folder in (package / "templates", package.parent / "templates"):
        if (folder / "report.html.j2").is_file():
            return folder
    raise ReportError(f"The templates are missing from {package}. Install reportgen again.")


@cache
def load_assets(*parts: Part, light: bool = False) -> Assets:
    """Styles, scripts and the plotly bundle, with the policy that allows just these.

    `parts` are what the page has beside what each does. A `light` page has drawings only.
    """
    folder = template_folder() / "assets"
    names = LIGHT_SCRIPTS if light else (*SCRIPTS, *_scripts_of(parts))
    start = tuple(lean_script(folder / name) for name in START_SCRIPTS)
    fold = lean_script(folder / FOLD_SCRIPT) if COMPARISON in parts else Markup()
    scripts = tuple(lean_script(folder / name) for name in names)
    hashes = [hash_of(script) for script in (*start, fold, *scripts) if script]
    bundle = folder / "plotly" / PLOTLY
    bundle_hash = json.loads((folder / "plotly" / "bundle.json").read_text("utf-8"))["csp_hash"]
    return Assets(
        style=Markup(_look(parts)),
        start_scripts=start,
        fold_script=fold,
        scripts=scripts,
        plotly=Markup(base64.b64encode(bundle.read_bytes()).decode("ascii")),
        policy=policy([*hashes, bundle_hash]),
    )


@cache
def linked_assets(kind: Kind) -> LinkedAssets:
    """Files that a page of this kind links to: with names of their content, so never stale.

    All scripts are one file, and all styles: thousands of pages name them.

    Their policy holds on a server and from disk alike: browsers match ``'self'`` with files, too.
    """
    folder = template_folder() / "assets"
    parts = (*((COMPARISON,) if kind == "comparison" else ()), SWEEP, MISTAKES)
    code = "".join(lean_script(folder / name) for name in _linked_scripts(kind, parts))
    if kind == "run":
        code = f"const TypicalFolds = {script_json(typical_folds())};\n{code}"
    return LinkedAssets(
        styles=(_linked(f"{kind}.css", _look((*parts, SITE))),),
        start_scripts=tuple(_linked(name, lean_script(folder / name)) for name in START_SCRIPTS),
        scripts=(_linked(f"{kind}.js", code),),
        plotly=None if kind == "index" else _linked_plotly(folder / "plotly" / PLOTLY),
        policy=LINKED_POLICY,
    )


def _linked_scripts(kind: Kind, parts: Sequence[Part]) -> tuple[str, ...]:
    if kind == "index":
        return SITE_SCRIPTS
    first = FOLDED_SCRIPTS if kind == "run" else FOLDED_SCRIPTS[-1:]
    return (*first, *SCRIPTS, *_scripts_of(parts))


def _scripts_of(parts: Sequence[Part]) -> tuple[str, ...]:
    return tuple(name for part in parts for name in part.scripts)


def _look(parts: Sequence[Part]) -> str:
    """The style sheets of every page and of some parts, as one."""
    names = (*STYLES, *(name for part in parts for name in part.styles))
    return "\n".join(lean_style(template_folder() / "assets" / name) for name in names)


@cache
def typical_folds() -> tuple[str, ...]:
    """What folds of a site's page are like: those of its pages are packed after them.

    Each begins in its own way. ``python -m tests.generate.folds`` writes them anew.
    """
    return tuple(json.loads(read_asset(template_folder() / "assets" / "folds.json")))


def _linked(name: str, text: str) -> AssetFile:
    content = text.encode("utf-8")
    stem, _, extension = name.rpartition(".")
    return AssetFile(f"{stem}.{hashlib.sha256(content).hexdigest()[:10]}.{extension}", content)


def _linked_plotly(path: Path) -> AssetFile:
    """The bundle as it runs: one file for all pages, which servers compress on the way."""
    import gzip

    return _linked("plotly.js", gzip.decompress(path.read_bytes()).decode("ascii"))
