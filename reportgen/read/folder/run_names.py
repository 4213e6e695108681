"""Names for runs: as short as tells them apart, and never one that names a user."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from reportgen.read.redact import is_home, one_line

MAX_NAME = 200
"""Longest name of a run, in characters."""
MAX_SOURCE = 60
"""Longest name of a report that is told beside a run's, in characters."""


def name_runs(folders: Sequence[Path]) -> list[str]:
    """A name for each run, as short as tells them apart: ``train``, else ``first/train``.

    Never so long that it names a user; what is not told apart is numbered.
    """
    parts = [parts_of(folder) for folder in folders]
    names: list[str] = []
    for own in parts:
        depth = 1
        while depth < len(own) and _shared(own[-depth:], own, parts):
            depth += 1
        names.append(one_line("/".join(own[-depth:]) or "run", MAX_NAME))
    return tell_apart(names, [""] * len(names))


def tell_apart(names: Sequence[str], sources: Sequence[str]) -> list[str]:
    """Names of which no two are alike, each with its source where that helps, else numbered.

    `sources` holds for each name what it was read back from, such as ``old.html``; empty for a
    run folder, which keeps its name: ``train`` and ``train (old.html)``; ``train (2)``.
    """
    often = Counter(names)
    found: list[str] = []
    for name, source in zip(names, sources, strict=True):
        if source and often[name] > 1:
            name = f"{name} ({one_line(source, MAX_SOURCE)})"
        told, number = name, 2
        while told in found:
            told, number = f"{name} ({number})", number + 1
        found.append(told)
    return found


def _shared(end: list[str], own: list[str], parts: Sequence[list[str]]) -> bool:
    """Whether another folder ends alike; the very same folder given twice is no other."""
    return any(other[-len(end) :] == end and other != own for other in parts)


def parts_of(folder: Path) -> list[str]:
    """Names of the folder and those above it, up to the home directory that they lie in."""
    whole = folder.resolve()
    above = [path for path in (whole, *whole.parents) if path.name]
    homes = [place for place, path in enumerate(above) if is_home(path)]
    return [path.name for path in above[: homes[0] if homes else None]][::-1]
