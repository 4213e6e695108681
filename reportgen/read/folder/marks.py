"""Tags and a note that the user gave a run: in its reportgen.yaml, or at the top of its notes.md.

Both are a stranger's like all else in the folder: bounded, on one line, without credentials.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from reportgen.read.bounded import Unreadable, read_text
from reportgen.read.redact import one_line, redact
from reportgen.read.table.yaml import parse

SETTINGS, NOTES = "reportgen.yaml", "notes.md"
NAMES = ("tags", "note")
"""Names of the two in either file."""
MAX_BYTES = 2**18
"""Longest file."""
MAX_TAGS, MAX_TAG, MAX_NOTE = 20, 40, 300
"""Most tags of a run; characters of one, and of the note."""
_FRONT = re.compile(r"\A\s*---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)


class Marks(NamedTuple):
    """What the user says of a run."""

    tags: tuple[str, ...] = ()
    """In the order of the files, each once, without blanks."""
    note: str = ""
    problems: tuple[str, ...] = ()
    """What could not be read, in sentences."""


def marks_of(folder: Path) -> Marks:
    """Tags and note of the run in a folder; those of reportgen.yaml first."""
    tags: dict[str, None] = {}
    note, problems = "", []
    for name in (SETTINGS, NOTES):
        if (folder / name).is_symlink():
            continue
        try:
            content = _content(folder / name, name)
        except Unreadable as error:
            if str(error) not in ("is missing", "is empty"):
                problems.append(f"{name} {error}: its tags and note are left out.")
            continue
        tags |= dict.fromkeys(_tags(content.get("tags")))
        note = note or _text(content.get("note"), MAX_NOTE)
    return Marks(tuple(tags)[:MAX_TAGS], note, tuple(problems))


def front_matter(text: str) -> tuple[str, str]:
    """The YAML between two lines of ``---`` at the top of a text, and the text without it."""
    found = _FRONT.match(text)
    return (found[1], text[found.end() :]) if found else ("", text)


def _content(path: Path, name: str) -> Mapping[Any, Any]:
    text = read_text(path, MAX_BYTES)
    if name == NOTES:
        text = front_matter(text)[0]
    content = parse(text) if text.strip() else {}
    return content if isinstance(content, dict) else {}


def _tags(told: Any) -> Iterator[str]:
    """A list of words, or words with commas between them."""
    several = told.split(",") if isinstance(told, str) else told
    for each in several[: 4 * MAX_TAGS] if isinstance(several, list) else ():
        tag = "-".join(_text(each, MAX_TAG).split())
        if tag:
            yield tag


def _text(told: Any, longest: int) -> str:
    """A text or a number on one line; empty for anything else."""
    if isinstance(told, bool) or not isinstance(told, (str, int, float)):
        return ""
    if isinstance(told, int) and abs(told) >= 10**18:  # Python writes none of 4,300 digits
        return ""
    return one_line(redact(str(told)), longest).strip()
