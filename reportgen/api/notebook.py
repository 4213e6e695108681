"""What a cell of a notebook shows: a light view of the report, the whole of it one press away."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from reportgen.errors import ReportError

if TYPE_CHECKING:
    from reportgen.page.document import Page

Whole = Callable[[], str]
"""Makes the whole report as one HTML document."""

_DATA = re.compile(
    r'<script type="application/json" data-(?:curve|matrix|sweep|prediction)-data>.*?</script>',
    re.DOTALL,
)
_ID = re.compile(r' id="([^"]+)"')
_ENTRY = re.compile(r'<li><a href="#([^"]+)">(?:[^<]|<wbr>)*</a>\s*</li>\n?')
_LINK = re.compile(r'(<a\b[^<>]*) href="#([^"]+)"')
PAGES = "reportgen-pages"
"""The folder beside the notebook that whole reports are written to."""


def frame(page: Page, names: Sequence[str], folders: Sequence[Path], whole: Whole) -> str:
    """The frame that a notebook shows: text, tables and drawings of a page without pictures.

    Within a notebook `whole` makes the whole report, which is written beside it, not into one of
    `folders`; the frame links to it.
    """
    from reportgen.page.shell.render import Light, render

    light = page._replace(embedded=type(page.embedded)())
    html = render(light, light=Light(_written(names, folders, whole)))
    # What only scripts draw from is of no use here.
    html = _without_dead_ends(re.sub(_DATA, "", html))
    # Between single quotes the many double ones of a page stay as they are: a third less.
    text = html.replace("&", "&amp;").replace("'", "&#39;")
    return (
        f"<iframe title=\"reportgen\" srcdoc='{text}' "
        'style="width:100%;height:720px;border:0"></iframe>'
    )


def _without_dead_ends(html: str) -> str:
    """Links to what a light page leaves out are words; the contents list does not name it."""
    known = set(_ID.findall(html))
    html = _ENTRY.sub(lambda entry: entry[0] if entry[1] in known else "", html)
    return _LINK.sub(lambda link: link[0] if link[2] in known else link[1], html)


def _written(names: Sequence[str], folders: Sequence[Path], whole: Whole) -> str:
    """The address of the whole report, as seen from the notebook; empty where there is none."""
    here = Path.cwd()
    inside = any(here == folder or folder in here.parents for folder in folders)
    if not _in_notebook() or inside:
        return ""
    from reportgen.write import write_all

    # Most runs are called train: those of two folders would overwrite each other's page.
    mark = blake2b(
        "\0".join(map(os.path.abspath, folders)).encode("utf-8", "replace"), digest_size=4
    )
    name = f"{re.sub(r'[^A-Za-z0-9_.-]+', '-', '-'.join(names))[:60]}-{mark.hexdigest()}.html"
    with suppress(OSError, ReportError):
        (here / PAGES).mkdir(exist_ok=True)
        write_all({here / PAGES / name: whole()})
        return f"{PAGES}/{quote(name)}"
    return ""


def _in_notebook() -> bool:
    """Whether a kernel of Jupyter runs this."""
    shell = sys.modules.get("IPython")
    get = getattr(shell, "get_ipython", None)
    return get is not None and getattr(get(), "kernel", None) is not None
