"""Names for runs: as short as tells them apart, and never one that names a user."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import takewhile
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
    ends = _Ends(parts)
    names: list[str] = []
    for own in parts:
        depth = 1
        while depth < len(own) and ends.shared(own, depth):
            depth += 1
        names.append(one_line("/".join(own[-depth:]) or "run", MAX_NAME))
    return tell_apart(names, [""] * len(names))


def tell_apart(names: Sequence[str], sources: Sequence[str]) -> list[str]:
    """Names of which no two are alike, each with its source where that helps, else numbered.

    `sources` holds for each name what it was read back from, such as ``old.html``; empty for a
    run folder, which keeps its name: ``train`` and ``train (old.html)``; ``train (2)``.
    """
    often = Counter(names)
    found: dict[str, None] = {}
    numbers: dict[str, int] = {}
    for name, source in zip(names, sources, strict=True):
        if source and often[name] > 1:
            name = f"{name} ({one_line(source, MAX_SOURCE)})"
        told, number = name, numbers.get(name, 2)
        while told in found:
            told, number = f"{name} ({number})", number + 1
        numbers[name] = number
        found[told] = None
    return list(found)


class _Ends:
    """How many folders end alike; the very same folder given twice is no other."""

    def __init__(self, parts: Sequence[list[str]]) -> None:
        self._folders = set(map(tuple, parts))
        self._counts: dict[int, Counter[tuple[str, ...]]] = {}

    def shared(self, own: list[str], depth: int) -> bool:
        """Whether another one has the same last `depth` parts."""
        if depth not in self._counts:
            self._counts[depth] = Counter(folder[-depth:] for folder in self._folders)
        return self._counts[depth][tuple(own[-depth:])] > 1


def parts_of(folder: Path) -> list[str]:
    """Names of the folder and those above it, up to the home directory that they lie in."""
    whole = folder.resolve()
    above = takewhile(lambda path: not is_home(path), (whole, *whole.parents))
    return [path.name for path in above if path.name][::-1]
