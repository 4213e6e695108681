"""What is said of a file that could not be read, or was read with a reservation."""

from __future__ import annotations

from dataclasses import dataclass

from reportgen.read.bounded import Unreadable


@dataclass(frozen=True)
class Problem:
    """A file that could not be read, or was read with a reservation."""

    file: str
    """Name below the run folder."""
    sentence: str
    lost: bool = False
    """What the file tells is lost to the report; else it was read, with a reservation."""
    section: str = ""
    """The section of the page that could not be made, where it is no file's fault."""


def unreadable(file: str, error: Unreadable) -> Problem:
    """The problem of a file that cannot be read at all."""
    return Problem(file, f"{file} could not be read: it {error}.", lost=True)
