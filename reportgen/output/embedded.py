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
from reportgen.page.shell.packed import packed
from reportgen.read.earlier.report import fits

if TYPE_CHECKING:
    from reportgen.comparison.model import Comparison


def embedded(inputs: Sequence[RunInput], comparison: Comparison | None = None) -> Markup:
    """The JSON of the report, as gzip in base64; the same for the same report.

    Where it is too large to be read back, the lines of single classes are left out.
    """
    content = document(inputs, comparison)
    text = _text(content)
    if not fits(text):
        for curve in (curve for run in content["runs"] for curve in run["curves"]):
            curve["classes"] = None
        text = _text(content)
    return packed(text)


def _text(content: dict[str, Any]) -> bytes:
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", errors="replace")
