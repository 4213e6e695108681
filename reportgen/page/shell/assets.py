"""What is inlined into every page: styles, scripts, the plotly bundle, and the charts' data."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from markupsafe import Markup

from reportgen.errors import ReportError

START_SCRIPTS = ("report-start.js",)
"""Run in the head, before anything is painted."""
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
COMPARISON_SCRIPTS = ("compare.js",)
"""Further scripts of a page that compares runs."""
STYLES = ("palette.css", "charts.css", "report.css", "interactions.css", "evidence.css")
COMPARISON_STYLES = ("compare.css",)
MISTAKES_SCRIPTS, MISTAKES_STYLES = ("mistakes.js",), ("mistakes.css",)
"""What a page needs that tells mistakes picture by picture."""
MANY_SCRIPTS, MANY_STYLES = ("packed-columns.js", "many-rows.js", "many.js"), ("many.css",)
"""What a page needs that tells very many runs in a row each."""
SWEEP_SCRIPTS, SWEEP_STYLES = ("sweep-ranges.js", "sweep.js"), ("sweep.css",)
"""What a page with a sweep or a hyperparameter search needs."""
WATCH_SCRIPTS, WATCH_STYLES = ("watch.js",), ("watch.css",)
"""What a page needs that renews itself while its training goes on."""
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
SITE_STYLE = "site.css"
"""Further styles of every page of a site."""
PLOTLY = "plotly-custom.min.js.gz"
SHORTEST_SHARED = 8
"""Arrays of numbers from this length on are stored once, however many charts use them."""
_NUMBERS = (int, float, type(None))
_Places = dict[tuple[float | None, ...], int]
"""Where in the arrays a column stands."""
_PLAIN = frozenset({str, int, float, bool, type(None)})
MANY_FIGURES = 60
"""From more figures on, objects that recur are stored once as well."""
LEAST_RECURRING, SHORTEST_PART = 3, 40
"""How often an object recurs at least, and how long it is, to be stored once."""


LINKED_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; base-uri 'none'; form-action 'none'"
)
"""The Content-Security-Policy of a site's pages: scripts, styles and pictures of the site alone."""


class Assets(NamedTuple):
    """What is inlined into every page."""

    style: Markup
    start_scripts: tuple[Markup, ...]
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
def load_assets(
    *,
    several: bool = False,
    many: bool = False,
    sweep: bool = False,
    watched: bool = False,
    mistakes: bool = False,
    light: bool = False,
) -> Assets:
    """Styles, scripts and the plotly bundle, with the policy that allows just these.

    With `several`, also what a comparison of runs needs; with `many`, what a page of very many
    does; with `sweep`, what a sweep does; with `watched`, what renews the page; with `mistakes`,
    what tells them picture by picture. A `light` page has drawings only.
    """
    folder = template_folder() / "assets"
    start = tuple(_script(folder / name) for name in START_SCRIPTS)
    names = (
        *SCRIPTS,
        *(COMPARISON_SCRIPTS if several else ()),
        *(MANY_SCRIPTS if many else ()),
        *(SWEEP_SCRIPTS if sweep else ()),
        *(MISTAKES_SCRIPTS if mistakes else ()),
        *(WATCH_SCRIPTS if watched else ()),
    )
    scripts = tuple(_script(folder / name) for name in (LIGHT_SCRIPTS if light else names))
    bundle = folder / "plotly" / PLOTLY
    bundle_hash = json.loads((folder / "plotly" / "bundle.json").read_text("utf-8"))["csp_hash"]
    styles = (
        *STYLES,
        *(COMPARISON_STYLES if several else ()),
        *(MANY_STYLES if many else ()),
        *(SWEEP_STYLES if sweep else ()),
        *(MISTAKES_STYLES if mistakes else ()),
        *(WATCH_STYLES if watched else ()),
    )
    return Assets(
        style=Markup("\n".join(_style(folder / name) for name in styles)),
        start_scripts=start,
        scripts=scripts,
        plotly=Markup(base64.b64encode(bundle.read_bytes()).decode("ascii")),
        policy=policy([*(_hash(script) for script in (*start, *scripts)), bundle_hash]),
    )


@cache
def linked_assets(kind: Kind) -> LinkedAssets:
    """Files that a page of this kind links to: with names of their content, so never stale.

    All scripts are one file, and all styles: thousands of pages name them.

    Their policy holds on a server and from disk alike: browsers match ``'self'`` with files, too.
    """
    folder = template_folder() / "assets"
    several = kind == "comparison"
    more = COMPARISON_SCRIPTS if several else ()
    first = FOLDED_SCRIPTS if kind == "run" else FOLDED_SCRIPTS[-1:]
    scripts = (*first, *SCRIPTS, *more, *SWEEP_SCRIPTS, *MISTAKES_SCRIPTS)
    looks = COMPARISON_STYLES if several else ()
    styles = (*STYLES, *looks, *SWEEP_STYLES, *MISTAKES_STYLES, SITE_STYLE)
    names = SITE_SCRIPTS if kind == "index" else scripts
    code = "".join(_script(folder / name) for name in names)
    if kind == "run":
        code = f"const TypicalFolds = {script_json(typical_folds())};\n{code}"
    return LinkedAssets(
        styles=(_linked(f"{kind}.css", "\n".join(_style(folder / name) for name in styles)),),
        start_scripts=tuple(_linked(name, _script(folder / name)) for name in START_SCRIPTS),
        scripts=(_linked(f"{kind}.js", code),),
        plotly=None if kind == "index" else _linked_plotly(folder / "plotly" / PLOTLY),
        policy=LINKED_POLICY,
    )


@cache
def typical_folds() -> tuple[str, ...]:
    """What folds of a site's page are like: those of its pages are packed after them.

    Each begins in its own way. ``python -m tests.typical_folds`` writes them anew.
    """
    return tuple(json.loads(_read(template_folder() / "assets" / "folds.json")))


def _linked(name: str, text: str) -> AssetFile:
    content = text.encode("utf-8")
    stem, _, extension = name.rpartition(".")
    return AssetFile(f"{stem}.{hashlib.sha256(content).hexdigest()[:10]}.{extension}", content)


def _linked_plotly(path: Path) -> AssetFile:
    """The bundle as it runs: one file for all pages, which servers compress on the way."""
    import gzip

    return _linked("plotly.js", gzip.decompress(path.read_bytes()).decode("ascii"))


def policy(hashes: list[str]) -> str:
    """The Content-Security-Policy under which only scripts of these hashes run."""
    allowed = " ".join(f"'{hash}'" for hash in hashes)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def _read(path: Path) -> str:
    """A text asset with line ends as browsers see them, so that hashes agree."""
    return path.read_text("utf-8").replace("\r\n", "\n")


def _script(path: Path) -> Markup:
    text = _read(path)
    if re.search(r"</script|<!--", text, re.IGNORECASE):
        raise ReportError(f"{path.name} would end its own script element. Install reportgen again.")
    return Markup(lean(text).encode("ascii", "backslashreplace").decode("ascii"))


def lean(script: str) -> str:
    """A script without the lines that are comments, and without indentation: a quarter less.

    Line ends stay, so that statements end where they did. Texts over several lines would lose
    their indentation; our scripts have none.
    """
    text = re.sub(r"^\s*/\*(?:(?!\*/).)*\*/\s*$", "", script, flags=re.DOTALL | re.MULTILINE)
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//")) + "\n"


def _style(path: Path) -> str:
    """A style sheet without comments and indentation, in ASCII."""
    text = re.sub(r"/\*.*?\*/", "", _read(path), flags=re.DOTALL)
    lines = "\n".join(line.strip() for line in text.splitlines() if line.strip())
    return re.sub(r"[^\x00-\x7f]", lambda found: f"\\{ord(found[0]):x} ", lines)


def _hash(script: str) -> str:
    digest = hashlib.sha256(script.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def chart_data(figures: Mapping[str, Any], clocks: Mapping[str, Any] | None = None) -> Markup:
    """The figures as JSON that can stand in a script element; see `shared_data`."""
    return script_json(shared_data(figures, clocks))


def shared_data(
    figures: Mapping[str, Any], clocks: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The figures with each column stored once, in ``arrays``.

    `clocks` has for each run the epochs and the seconds at which they ended.
    """
    arrays: list[Sequence[Any]] = []
    places: _Places = {}
    shared: Any = {id: _share(figure, arrays, places) for id, figure in figures.items()}
    parts: list[Any] = []
    told = _share(clocks or {}, arrays, places)
    if len(figures) > MANY_FIGURES:
        shared, parts = _with_parts(shared)
    return {"arrays": arrays, "parts": parts, "figures": shared, "clocks": told}


def _with_parts(figures: dict[str, Any]) -> tuple[dict[str, Any], list[Any]]:
    """The figures with objects that recur stored once, and those: most of a layout is the same."""
    texts: dict[int, str] = {}
    seen: Counter[str] = Counter()

    def count(value: Any) -> None:
        for item in value.values() if isinstance(value, dict) else value:
            if isinstance(item, (dict, list)):
                count(item)
        if isinstance(value, dict):
            texts[id(value)] = text = json.dumps(value)
            seen[text] += 1

    places: dict[str, int] = {}
    parts: list[Any] = []

    def replaced(value: Any) -> Any:
        if isinstance(value, list):
            return [replaced(item) for item in value]
        if not isinstance(value, dict):
            return value
        text = texts[id(value)]
        if seen[text] < LEAST_RECURRING or len(text) < SHORTEST_PART:
            return {key: replaced(item) for key, item in value.items()}
        if text not in places:
            part = {key: replaced(item) for key, item in value.items()}
            places[text] = len(parts)
            parts.append(part)
        return {"part": places[text]}

    for figure in figures.values():
        count(figure)
    # A figure itself stays in its place: scripts begin with its own fields.
    return {
        name: {key: replaced(item) for key, item in figure.items()}
        for name, figure in figures.items()
    }, parts


def _share(value: Any, arrays: list[Sequence[Any]], places: _Places) -> Any:
    if isinstance(value, (list, tuple)):
        return _shared_list(value, arrays, places)
    if type(value) is not dict and not isinstance(value, Mapping):
        return value
    # Most of a figure is a number or a text: a call for each would take most of the time.
    return {
        key: item if type(item) in _PLAIN else _share(item, arrays, places)
        for key, item in value.items()
    }


def _shared_list(value: Sequence[Any], arrays: list[Sequence[Any]], places: _Places) -> Any:
    if len(value) < SHORTEST_SHARED:
        return [_share(item, arrays, places) for item in value]
    with suppress(TypeError):  # of what is no number, such as an object, and has no hash
        numbers = tuple(value)
        place = places.get(numbers)
        if place is None and all(issubclass(kind, _NUMBERS) for kind in set(map(type, value))):
            place = places[numbers] = len(arrays)
            arrays.append(numbers)
        if place is not None:
            return {"array": place}
    return [_share(item, arrays, places) for item in value]


# What could end the element or start a comment.
_ESCAPED = "<>&"


def script_json(value: Any) -> Markup:
    """Strict JSON, in ASCII, that cannot end the script element it stands in."""
    text = json.dumps(value, allow_nan=False, separators=(",", ":"))
    for character in _ESCAPED:
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)
