"""Templates of the user's own in place of ours, one by one; what is wrong in them, by line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.errors import ReportError, line_in
from reportgen.page.shell.assets import template_folder
from reportgen.read.redact import echoed, one_line

if TYPE_CHECKING:
    from jinja2 import BaseLoader

OURS = "reportgen"
"""Before its path, names a template of ours, also where it is overridden."""
SUFFIX = ".j2"


def loader(folder: Path | None) -> BaseLoader:
    """Our templates; those of `folder` stand in for ours of the same name.

    Raises ReportError when the folder is missing or has none of such a name.
    """
    from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader

    ours = FileSystemLoader(template_folder())
    if folder is None:
        return ours
    _overrides(folder)
    return ChoiceLoader([FileSystemLoader(folder), ours, PrefixLoader({OURS: ours})])


def _overrides(folder: Path) -> None:
    if not folder.is_dir():
        raise ReportError(f"There is no folder {echoed(folder)}. Check the setting templates.")
    own = _names(folder)
    ours = _names(template_folder())
    if not own & ours:
        raise ReportError(
            f"No template in {echoed(folder)} has the name of one of ours, such as "
            f"partials/footer.html.j2.{_meant(own, ours)}"
        )


def _names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob(f"*{SUFFIX}")}


def _meant(own: set[str], ours: set[str]) -> str:
    from difflib import get_close_matches

    for name in sorted(own):
        for close in get_close_matches(name, sorted(ours), n=1):
            return f" Rename {one_line(name, 80)} to {close}."
    return ""


@contextmanager
def naming_templates(folder: Path | None) -> Iterator[None]:
    """Turns an error in a template of `folder` into a ReportError with its file and line."""
    try:
        yield
    except Exception as error:
        file, line = _place(error, folder) if folder else ("", 0)
        if not file:
            raise
        raise ReportError(
            f"Template {echoed(file)}, line {line}: {one_line(str(error), 300)}. "
            "Mend it, or take it out of the templates."
        ) from None


def _place(error: Exception, folder: Path) -> tuple[str, int]:
    """File and line in a template of `folder`; an empty name where the error is not in one."""
    from jinja2 import TemplateSyntaxError

    if isinstance(error, TemplateSyntaxError):
        file = error.filename or ""
        return (file, error.lineno) if _is_below(file, folder) else ("", 0)
    files, frame = [], error.__traceback__
    while frame is not None:
        files.append(frame.tb_frame.f_code.co_filename)
        frame = frame.tb_next
    # Jinja's frames bear the template's name and lines.
    inside = [file for file in files if _is_below(file, folder)]
    return (inside[-1], line_in(error, inside[-1]) or 0) if inside else ("", 0)


def _is_below(file: str, folder: Path) -> bool:
    return bool(file) and Path(file).is_relative_to(folder)
