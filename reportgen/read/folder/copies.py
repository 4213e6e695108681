"""What browsers, file managers and people make of a file's name, undone."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from reportgen.read.bounded import LFS_POINTER
from reportgen.trainers.log.cells import header_of

_BEFORE = re.compile(r"(?:copy of|copia di|copie de|kopie von|копия) ", re.IGNORECASE)
_BEHIND = re.compile(
    r"(?: ?\(\d{1,3}\)| \d{1,2}|[ _–—-]{1,3}(?:cop(?:y|ie|ia)|kopi[ea]|копия)(?: \d{1,2})?)$",
    re.IGNORECASE,
)
_KEPT = re.compile(
    r"(results)(?:[ _-]?v?\d{1,3}|[ _-](?:old|new|bak|backup|orig(?:inal)?|final|first|last|best"
    r"|train(?:ing)?))(?=\.csv$)",
    re.IGNORECASE,
)
"""How people rename a table to keep it: whether it is one of epochs, its first line tells."""
_TWICE = re.compile(
    r"(\.(?:csv|txt|ya?ml|png|jpe?g|pt))\.(?:csv|txt|ya?ml|png|jpe?g|bak|old)$", re.IGNORECASE
)
_MOST = 4
"""Marks that are undone; a copy of a copy has two."""
_HEAD = 2_000
_LINE = re.compile(rb"^[ \t]*\d{1,8}/\d{1,8}\s", re.MULTILINE)
"""How YOLOv7 begins the line of an epoch, in a table without names."""


def original(name: str) -> str:
    """The name that a file had: ``results.csv`` of ``results (1).csv``; else the same."""
    folder, slash, file = name.rpartition("/")
    for _ in range(_MOST):
        told = _once(file)
        if told == file:
            break
        file = told
    return f"{folder}{slash}{file}"


def _once(file: str) -> str:
    file = _TWICE.sub(r"\1", _BEFORE.sub("", file, count=1) if _BEFORE.match(file) else file)
    file = _KEPT.sub(r"\1", file)
    stem, dot, suffix = file.rpartition(".")
    return f"{_BEHIND.sub('', stem)}{dot}{suffix}" if stem else file


def tells_epochs(path: Path) -> bool:
    """Whether a table's first line names an epoch; a copy's name alone says little."""
    return "epoch" in header_of(_head(path))


def may_tell_epochs(path: Path) -> bool:
    """Whether what is called as results are begins as they do, or does not say: any program may
    call a table so. What is no regular file is left to who reads it, and says so."""
    if path.is_symlink() or not path.is_file():
        return True
    head = _head(path)
    silent = not head.strip() or head.startswith(LFS_POINTER)
    return silent or "epoch" in header_of(head) or _LINE.search(head) is not None


def _head(path: Path) -> bytes:
    """How a file begins; empty where it cannot be read."""
    with suppress(OSError), path.open("rb") as file:
        return file.read(_HEAD)
    return b""
