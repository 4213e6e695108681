"""What is inlined into every page: styles, scripts, the plotly bundle, and the charts' data."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from reportgen.errors import ReportError

START_SCRIPTS = ("report-start.js",)
"""Run in the head, before anything is painted."""
SCRIPTS = (
    "report.js",
    "report-tables.js",
    "report-pairs.js",
    "report-viewer.js",
    "charts.js",
    "curves.js",
    "matrix.js",
)
COMPARISON_SCRIPTS = ("compare.js",)
"""Further scripts of a page that compares runs."""
STYLES = ("palette.css", "report.css", "interactions.css", "evidence.css")
COMPARISON_STYLES = ("compare.css",)
SHORTEST_SHARED = 8
"""Arrays of numbers from this length on are stored once, however many charts use them."""


@dataclass(frozen=True)
class Assets:
    """What is inlined into every page."""

    style: Markup
    start_scripts: tuple[Markup, ...]
    scripts: tuple[Markup, ...]
    plotly: Markup
    """The compressed bundle in base64."""
    policy: str
    """The Content-Security-Policy: only these scripts run, and nothing is fetched."""


def template_folder() -> Path:
    """Where the templates are: in the installed package, or beside it in a checkout.

    Raises ReportError when they are in neither place.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "templates", package.parent / "templates"):
        if (folder / "report.html.j2").is_file():
            return folder
    raise ReportError(f"The templates are missing from {package}. Install reportgen again.")


@cache
def load_assets(*, several: bool = False) -> Assets:
    """Styles, scripts and the plotly bundle, with the policy that allows just these.

    With `several`, also what a comparison of runs needs.
    """
    folder = template_folder() / "assets"
    start = tuple(_script(folder / name) for name in START_SCRIPTS)
    scripts = tuple(
        _script(folder / name) for name in (*SCRIPTS, *(COMPARISON_SCRIPTS if several else ()))
    )
    bundle = folder / "plotly" / "plotly-custom.min.js.gz"
    bundle_hash = json.loads((folder / "plotly" / "bundle.json").read_text("utf-8"))["csp_hash"]
    styles = (*STYLES, *(COMPARISON_STYLES if several else ()))
    return Assets(
        style=Markup("\n".join(_style(folder / name) for name in styles)),
        start_scripts=start,
        scripts=scripts,
        plotly=Markup(base64.b64encode(bundle.read_bytes()).decode("ascii")),
        policy=policy([*(_hash(script) for script in (*start, *scripts)), bundle_hash]),
    )


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
    return Markup(lean(text))


def lean(script: str) -> str:
    """A script without the lines that are comments, and without indentation: a quarter less.

    Line ends stay, so that statements end where they did. Texts over several lines would lose
    their indentation; our scripts have none.
    """
    text = re.sub(r"^\s*/\*.*?\*/\s*$", "", script, flags=re.DOTALL | re.MULTILINE)
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//")) + "\n"


def _style(path: Path) -> str:
    """A style sheet without comments and indentation."""
    text = re.sub(r"/\*.*?\*/", "", _read(path), flags=re.DOTALL)
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _hash(script: str) -> str:
    digest = hashlib.sha256(script.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def chart_data(figures: Mapping[str, Any]) -> Markup:
    """The figures as JSON that can stand in a script element; each column is stored once."""
    arrays: list[list[Any]] = []
    places: dict[str, int] = {}
    shared = {id: _share(figure, arrays, places) for id, figure in figures.items()}
    return script_json({"arrays": arrays, "figures": shared, "groups": {}})


def _share(value: Any, arrays: list[list[Any]], places: dict[str, int]) -> Any:
    if isinstance(value, Mapping):
        return {key: _share(item, arrays, places) for key, item in value.items()}
    if not isinstance(value, (list, tuple)):
        return value
    if len(value) < SHORTEST_SHARED or not all(
        item is None or isinstance(item, (int, float)) for item in value
    ):
        return [_share(item, arrays, places) for item in value]
    text = json.dumps(value)
    if text not in places:
        places[text] = len(arrays)
        arrays.append(list(value))
    return {"array": places[text]}


# What could end the element, start a comment, or is a line end to older scripts.
_ESCAPED = "<>&\u2028\u2029"


def script_json(value: Any) -> Markup:
    """Strict JSON that cannot end the script element it stands in."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in _ESCAPED:
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)
