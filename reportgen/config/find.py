"""Where settings are: the folder's file, the user's own, the environment, ``-c``, options."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from typing import Any

from reportgen.config.model import Layer
from reportgen.config.nearest import closest, shown_value
from reportgen.errors import ReportError
from reportgen.read.bounded import Unreadable, is_same, read_text
from reportgen.read.redact import echoed
from reportgen.read.table.yaml import parse, repeated

FILE_NAME = "reportgen.yaml"
USER_FILE_NAME = "config.yaml"
MAX_BYTES = 2**18
"""Largest config file. The one that ``--init`` writes has 6 kB."""
PREFIX = "REPORTGEN_"
ENVIRONMENT = ("title", "logo", "accent", "notes", "checks")
"""Settings that a variable may hold, by its name in capitals after the prefix."""
_OTHER_VARIABLES = ("DEBUG", "SHARED")
OPTIONS = ("title", "notes")
"""Settings that have an option of their own."""
_SETTINGS = {"win32": ("APPDATA", "AppData/Roaming"), "darwin": ("", "Library/Application Support")}
"""By platform: the variable that tells where settings are, and where below the home they are else
(Microsoft, "KNOWNFOLDERID"; Apple, "File System Programming Guide")."""


def found_file(start: Path) -> Path | None:
    """``reportgen.yaml`` in `start` or the nearest folder above it, up to the repository's root.

    The root is the nearest folder with ``.git``. Outside of a repository only `start` itself
    counts. The search ends at the home directory and at the root of the file system.
    """
    nearest: Path | None = None
    homes = _homes()
    for folder in (start, *start.parents):
        if nearest is None and os.path.isfile(folder / FILE_NAME):  # noqa: PTH113 (never raises)
            nearest = folder / FILE_NAME
        if os.path.exists(folder / ".git"):  # noqa: PTH110 (never raises)
            return nearest
        if folder in homes:
            break
    return nearest if nearest and nearest.parent == start else None


def _homes() -> set[Path]:
    """The home directory, as it is named and as it really is."""
    try:
        home = Path.home()
        return {home, home.resolve()}
    except (RuntimeError, OSError):
        return set()


def user_file() -> Path | None:
    """The user's own config file, there or not; None when there is no home directory."""
    try:
        home = str(Path.home())
    except RuntimeError:
        home = ""
    folder = settings_folder(sys.platform, os.environ, home)
    return Path(folder) / "reportgen" / USER_FILE_NAME if folder else None


def settings_folder(platform: str, environ: Mapping[str, str], home: str) -> PurePath | None:
    """Where programs keep their settings; None where neither `environ` nor `home` tells it.

    `platform` is one of ``sys.platform``, `home` the home directory or empty. What is empty or a
    relative path does not count (XDG Base Directory Specification, of its variables): it would make
    a file of the current folder the user's own.
    """
    kind: type[PurePath] = PureWindowsPath if platform == "win32" else PurePosixPath
    variable, below_home = _SETTINGS.get(platform, ("XDG_CONFIG_HOME", ".config"))
    told = kind(environ.get(variable, ""))
    if told.is_absolute():
        return told
    return kind(home, below_home) if kind(home).is_absolute() else None


def layers(
    file: Path | None,
    options: Mapping[str, Any],
    environ: Mapping[str, str],
    folder: Path,
    *,
    found_settings: bool = True,
) -> tuple[list[Layer], list[str]]:
    """All layers, earlier first, and where was looked, a line each.

    `file` is that of ``-c``, `options` the command's options by name, `folder` the current one.
    Without `found_settings` no file counts that merely lies there.
    Raises ReportError for a file or a variable that is no YAML.
    """
    found = _of_folder(file, folder) if found_settings else []
    own, own_place = _of_user()
    variables = list(_variables(environ, folder))
    given = _of_options(options, folder)
    read = [*found, *own, *variables, *([layer_of(file)] if file else []), *given]
    places = [
        f"{FILE_NAME}, here or above: {_names(found) if found_settings else 'not looked for'}",
        f"{own_place}: {'there' if own else 'none'}",
        f"environment: {_names(variables)}",
        f"-c: {echoed(file) if file else 'none'}",
        f"options: {_names(given)}",
    ]
    return read, places


def _of_folder(file: Path | None, folder: Path) -> list[Layer]:
    """The layer of the folder's file, unless that is the one of ``-c``: then it is the user's."""
    found = found_file(folder)
    if found is None or (file and is_same(found, file)):
        return []
    return [layer_of(found, shown=_from(folder, found), trusted=False)]


def _of_user() -> tuple[list[Layer], str]:
    """The layer of the user's own file where there is one, and how that file is called."""
    own = user_file()
    if own is None:
        return [], "config of your own"
    there = os.path.isfile(own)  # noqa: PTH113 (never raises)
    return ([layer_of(own)] if there else []), echoed(own)


def _of_options(options: Mapping[str, Any], folder: Path) -> list[Layer]:
    told = [(key, options.get(key)) for key in OPTIONS]
    return [Layer(f"--{key}", {key: str(value)}, folder) for key, value in told if value]


def _names(found: Sequence[Layer]) -> str:
    return ", ".join(layer.name for layer in found) or "none"


def _text_of(path: Path, shown: str) -> str:
    try:
        return read_text(path, MAX_BYTES)
    except Unreadable as error:
        if str(error) == "is empty":
            return ""
        raise ReportError(f"Config file {shown} {error}. Check its path and permissions.") from None


def layer_of(path: Path, *, shown: str | None = None, trusted: bool = True) -> Layer:
    """The settings of a file. Raises ReportError when it cannot be read or is no mapping."""
    shown = shown or echoed(path)
    text = _text_of(path, shown)
    try:
        content = parse(text)
    except Unreadable as error:
        raise ReportError(
            f"Config file {shown} {error}. Check indents, colons and quotes."
        ) from None
    if content is None:
        content = {}
    if not isinstance(content, dict):
        raise ReportError(f"Config file {shown} must hold settings such as `checks:`.")
    if twice := repeated(text):
        # YAML would take the last one, and what was set before it would be lost without a word.
        raise ReportError(
            f"Config file {shown} names {shown_value(twice)} twice. Keep one of them."
        )
    return Layer(shown, content, path.absolute().parent, trusted, path.absolute())


def _variables(environ: Mapping[str, str], folder: Path) -> Iterator[Layer]:
    """A layer for each variable that is set; an empty one counts as not set."""
    for key in ENVIRONMENT:
        name = PREFIX + key.upper()
        text = environ.get(name, "")
        if not text.strip():
            continue
        value = _checks(text, name) if key == "checks" else text
        if text == "off" and key != "title":
            value = False
        yield Layer(name, {key: value}, folder)


def _checks(text: str, name: str) -> Any:
    try:
        return parse(text)
    except Unreadable as error:
        raise ReportError(
            f"{name} {error}. Write it as in {{erratic: off, overfitting: {{rise: 0.1}}}}."
        ) from None


def remarks_on(environ: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with names of variables, in sentences."""
    known = [key.upper() for key in ENVIRONMENT]
    for name in sorted(environ):
        word = name.removeprefix(PREFIX)
        if word == name or word in (*known, *_OTHER_VARIABLES) or not environ[name]:
            continue
        if name in (f"{PREFIX}OWN_CHECKS", f"{PREFIX}TEMPLATES"):
            yield f"{name} does not count: code is run only from -c or your own config."
        elif close := closest(word, known, cutoff=0.7):
            yield f"{name} is not known. Did you mean {PREFIX}{close}?"


def _from(folder: Path, path: Path) -> str:
    """A file as seen from the current folder, where it lies in it."""
    return path.name if path.parent == folder else echoed(path)
