"""Page -> one HTML file: templates filled, assets inlined, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from functools import cache
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.errors import ReportError
from reportgen.page.assets import chart_data, load_assets, template_folder
from reportgen.page.model import Page

if TYPE_CHECKING:
    from jinja2 import Environment


def render(page: Page) -> str:
    """The page as one HTML document."""
    template = _environment().get_template("report.html.j2")
    return template.render(page=page, assets=load_assets(), chart_data=chart_data(page.figures))


def write(path: Path, html: str) -> None:
    """Write the document; an older one at `path` stays whole until the new one is complete.

    Raises ReportError when the folder is missing or cannot be written.
    """
    handle = None
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(html.encode("utf-8", errors="replace"))
            file.flush()
            os.fsync(file.fileno())
        _take_over_mode(Path(temporary), path)
        Path(temporary).replace(path)
    except OSError as error:
        if handle is not None:
            Path(temporary).unlink(missing_ok=True)
        raise ReportError(
            f"Cannot write {path}: {error.strerror or error}. Choose another place with -o."
        ) from None


def _take_over_mode(temporary: Path, path: Path) -> None:
    """The permissions of the file that is replaced, else those of any new file."""
    if path.exists():
        temporary.chmod(path.stat().st_mode & 0o777)
        return
    mask = os.umask(0)
    os.umask(mask)
    temporary.chmod(0o666 & ~mask)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined

    cache = _cache_folder()
    return Environment(
        loader=FileSystemLoader(template_folder()),
        bytecode_cache=FileSystemBytecodeCache(str(cache)) if cache else None,
        auto_reload=False,
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
