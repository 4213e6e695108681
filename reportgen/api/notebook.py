"""What a cell of a notebook shows: a light view of the report, the whole of it one press away."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from reportgen.comparison import Comparison
from reportgen.errors import ReportError

if TYPE_CHECKING:
    from reportgen.api.run import Run

_DATA = re.compile(
    r'<script type="application/json" data-(?:curve|matrix|sweep|prediction)-data>.*?</script>',
    re.DOTALL,
)
PAGES = "reportgen-pages"
"""The folder beside the notebook that whole reports are written to."""


@dataclass(frozen=True)
class ShownComparison(Comparison):
    """A comparison that a notebook shows as the report of its runs."""

    compared: tuple[Run, ...] = ()

    def _repr_html_(self) -> str:
        return cell(self.compared, self)


def cell(runs: Sequence[Run], told: Comparison | None = None) -> str:
    """The frame that a notebook shows: text, tables and drawings, without pictures.

    Within a notebook the whole report is written beside it, and the frame links to it.
    """
    from reportgen.api.reporting import build_report
    from reportgen.page.shell.render import Light, render

    page = build_report(runs, pictures="none", comparison=told)
    light = page._replace(embedded=type(page.embedded)())
    html = render(light, light=Light(_whole(runs, told)))
    # What only scripts draw from is of no use here.
    html = re.sub(_DATA, "", html)
    return (
        f'<iframe title="reportgen" srcdoc="{escape(html, quote=True)}" '
        'style="width:100%;height:720px;border:0"></iframe>'
    )


def _whole(runs: Sequence[Run], told: Comparison | None) -> str:
    """The address of the whole report, as seen from the notebook; empty where there is none."""
    here = Path.cwd()
    inside = any(here == run.folder or run.folder in here.parents for run in runs)
    if not _in_notebook() or inside:
        return ""
    from reportgen.api.reporting import render_report
    from reportgen.write import write_all

    name = re.sub(r"[^\w.-]+", "-", "-".join(run.name for run in runs))[:60] + ".html"
    with suppress(OSError, ReportError):
        (here / PAGES).mkdir(exist_ok=True)
        write_all({here / PAGES / name: render_report(runs, comparison=told)})
        return f"{PAGES}/{quote(name)}"
    return ""


def _in_notebook() -> bool:
    """Whether a kernel of Jupyter runs this."""
    shell = sys.modules.get("IPython")
    get = getattr(shell, "get_ipython", None)
    return get is not None and getattr(get(), "kernel", None) is not None
