"""Short names of several runs for the ends of their lines, each different from all others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

LONGEST = 18
"""Longer names leave too little room for the plot."""
_CUT = "…"
_CUTS = ((9, 8), (4, 13), (13, 4), (0, 17), (17, 0))
"""Letters kept at the start and at the end of a name that is too long, as tried in turn."""


def labels(names: Sequence[str]) -> tuple[str, ...]:
    """One label a name, of at most `LONGEST` letters, by what sets it apart from the others.

    Names that fit stay as they are. Of longer ones the words that all begin or end with are left
    out, then their middle; where even that leaves two alike, they are numbered.
    """
    if all(len(name) <= LONGEST for name in names):
        return tuple(names)
    own = _without_shared(names)
    for start, end in _CUTS:
        cut = [_shortened(name, start, end) for name in own]
        if len(set(cut)) == len(set(names)):
            return tuple(cut)
    return _numbered(own)


def _without_shared(names: Sequence[str]) -> list[str]:
    """The names without the words that all of them begin with or end with."""
    split = [re.findall(r"[^\W_]+|[\W_]+", name) for name in names]
    if len(set(names)) < 2:
        return list(names)
    fewest = min(map(len, split)) - 1
    first = min(_shared(split), fewest)
    last = min(_shared([words[::-1] for words in split]), fewest - first)
    kept = ["".join(words[first : len(words) - last]).strip(" _-/\\") for words in split]
    if not all(kept):
        return list(names)
    ends = _CUT if last else ""
    return [f"{_CUT if first else ''}{name}{ends}" for name in kept]


def _shared(split: Sequence[Sequence[str]]) -> int:
    """How many words all names begin with."""
    return sum(1 for _ in takewhile(lambda words: len(set(words)) == 1, zip(*split, strict=False)))


def _shortened(name: str, start: int, end: int) -> str:
    if len(name) <= LONGEST:
        return name
    return name[:start].rstrip(_CUT) + _CUT + (name[-end:] if end else "").lstrip(_CUT)


def _numbered(names: Sequence[str]) -> tuple[str, ...]:
    """Labels with a number where two would be alike."""
    cut = [_shortened(name, 5, 7) for name in names]
    seen = Counter(cut)
    return tuple(
        f"{number} {label}" if seen[label] > 1 else label
        for number, label in enumerate(cut, start=1)
    )
