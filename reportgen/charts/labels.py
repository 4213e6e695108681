"""Short names of several runs for the ends of their lines, each different from all others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby, takewhile

LONGEST = 18
"""Longer names leave too little room for the plot."""
_CUT = "…"
_CUTS = ((9, 8), (4, 13), (13, 4), (0, 17), (17, 0))
"""Letters kept at the start and at the end of a name that is too long, as tried in turn."""
_SAYS = re.compile(r"[^\W_]").search


def labels(names: Sequence[str]) -> tuple[str, ...]:
    """One label a name, of at most `LONGEST` letters, by what sets it apart from the others.

    Names that fit stay as they are. Of longer ones the words that all share are left out, then
    their middle; where even that leaves two alike, they are numbered.
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
    """The names without the words that all of them share: where they have equally many words, at
    any place, else at the start and at the end."""
    split = [re.findall(r"[^\W_]+(?:\.\d+|=[^\W_]+)*|[\W_]+", name) for name in names]
    if len(set(names)) < 2:
        return list(names)
    kept = [_own_words(words, shared) for words, shared in zip(split, _shared(split), strict=True)]
    return kept if all(map(_SAYS, kept)) else list(names)


def _own_words(words: Sequence[str], shared: Sequence[bool]) -> str:
    """The words that are not shared; of those that are, a sign or two may stay between them."""
    pieces: list[str] = []
    for is_shared, group in groupby(zip(words, shared, strict=True), key=lambda pair: pair[1]):
        text = "".join(word for word, _ in group)
        if not is_shared:
            text = text.strip(" _-/\\")
        elif len(text) > 2 or not pieces:
            text = _CUT
        pieces.append(text)
    return "".join(pieces)


def _shared(split: Sequence[Sequence[str]]) -> list[list[bool]]:
    """Of each name, which of its words are those of all others."""
    fewest = min(map(len, split))
    if fewest == max(map(len, split)):
        column = [len(set(words)) == 1 for words in zip(*split, strict=True)]
        return [column] * len(split)
    first = min(_shared_start(split), fewest - 1)
    last = min(_shared_start([words[::-1] for words in split]), fewest - 1 - first)
    return [[not first <= i < len(words) - last for i in range(len(words))] for words in split]


def _shared_start(split: Sequence[Sequence[str]]) -> int:
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
