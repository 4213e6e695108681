"""Page -> one HTML file: templates filled, assets inlined, written whole or not at all."""

from __future__ import annotations

import os
import signal
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reportgen.errors import ReportError
from reportgen.page.document import Page
from reportgen.page.run.views import Link
from reportgen.page.shell.assets import chart_data, linked_assets, load_assets
from reportgen.page.shell.look import Brand
from reportgen.page.shell.packed import script_data
from reportgen.page.shell.renewal import renewal
from reportgen.page.shell.templates import loader, naming_templates
from reportgen.read.redact import echoed

if TYPE_CHECKING:
    from jinja2 import Environment


class SitePlace(NamedTuple):
    """Where a page stands in a site, as seen from the page."""

    root: str
    """The folder of the index: empty, or ``../``."""
    links: tuple[Link, ...] = ()
    """The way back."""


def render(page: Page, site: SitePlace | None = None) -> str:
    """The page as one HTML document; as one of a `site`, it links to what pages of it share."""
    own = page.brand.templates
    with naming_templates(own):
        template = _environment(own).get_template("report.html.j2")
        several, renews = page.comparison is not None, renewal()
        linked = linked_assets("comparison" if several else "run") if site else None
        html = template.render(
            page=page,
            renewal=renews,
            site=site,
            linked=linked,
            assets=None
            if linked
            else load_assets(
                several=several,
                sweep=page.has_sweep,
                watched=renews is not None,
                mistakes=page.has_mistakes,
            ),
            chart_data=script_data(chart_data(page.figures)),
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
        return template.render(page=index, linked=linked_assets("index"), site=SitePlace(""))


def write(path: Path, html: str) -> None:
    """Write the document; an older one at `path` stays whole until the new one is complete.

    Raises ReportError when the folder is missing or cannot be written.
    """
    write_all({path: html})


def write_all(texts: Mapping[Path, str]) -> None:
    """Write several files, all or none: each is complete beside its place before any is moved.

    Raises ReportError when a folder is missing or cannot be written.
    """
    ready: list[tuple[Path, Path]] = []
    path = Path()
    try:
        for path, text in texts.items():
            _prepare(path, text.encode("utf-8", errors="replace"), ready)
        with _uninterrupted():
            while ready:
                temporary, path = ready[0]
                temporary.replace(path)
                ready.pop(0)
    except OSError as error:
        raise ReportError(
            f"Cannot write {echoed(path)}: {error.strerror or error}. Choose another place for it."
        ) from None
    finally:
        for temporary, _ in ready:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def _prepare(path: Path, content: bytes, ready: list[tuple[Path, Path]]) -> None:
    """Write `content` to a new file beside `path`, and add both to `ready`."""
    if path.exists() and not path.is_file():
        # A device or a pipe takes what is written; it must not be replaced by a file.
        path.write_bytes(content)
        return
    # A link stays one: the file that it leads to is replaced.
    target = path.resolve() if path.is_symlink() else path
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.")
    ready.append((Path(name), target))
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    _take_over_mode(Path(name), target)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Holds Ctrl-C back while finished files are moved to their places, which takes no time."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _take_over_mode(temporary: Path, path: Path) -> None:
    """The permissions of the file that is replaced, else those of any new file."""
    if path.exists():
        temporary.chmod(path.stat().st_mode & 0o777)
        return
    mask = os.umask(0)
    os.umask(mask)
    temporary.chmod(0o666 & ~mask)


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
