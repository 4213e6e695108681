"""The report's JSON as it stands in the page: packed, so that the page can be read back as runs.

`read.old_report` looks for it near the start of the document and holds it to its bounds.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from reportgen.output.json import document
from reportgen.page.inputs import RunInput
from reportgen.page.shell.script_data import packed
from reportgen.read.earlier.report import fits

if TYPE_CHECKING:
    from reportgen.comparison.model import Comparison


MOST_COLUMNS = 2_000_000
"""Bytes of a recorded validation, or of a data set, in a page; 1,000 pictures take about 1 MB."""


def embedded(
    inputs: Sequence[RunInput], comparison: Comparison | None = None, *, rows: int = 0
) -> Markup:
    """The JSON of the report, as gzip in base64; the same for the same report; see `readable`."""
    return packed(_text(readable(inputs, comparison, rows=rows)))


def readable(
    inputs: Sequence[RunInput],
    comparison: Comparison | None = None,
    *,
    rows: int = 0,
    judged: bool = True,
) -> dict[str, Any]:
    """The report as it is read back.

    Where it is too large to be read back, the lines of single classes are left out; columns of
    very many pictures are, too: then it is judged by what else it tells. `rows` is how many other
    runs the page tells in rows: they are not read back, and whoever reads the page is told so.
    Without `judged` only what a run is made of is there: all else is told anew.
    """
    content = document(inputs, comparison, judged=judged) | ({"rows": rows} if rows else {})
    for run in content["runs"]:
        _lighten(run)
    curves = [curve for run in content["runs"] for curve in run["curves"]]
    if any(curve.get("classes") for curve in curves) and not fits(_text(content)):
        for curve in curves:
            curve["classes"] = None
    return content


def _lighten(run: dict[str, Any]) -> None:
    """Leave out what was recorded of pictures where it takes more than its share of the page."""
    for key in ("recorded", "dataset"):
        if run[key] is not None and len(json.dumps(run[key])) > MOST_COLUMNS:
            run[key] = None


def _text(content: dict[str, Any]) -> bytes:
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", errors="replace")
