"""Blocks of a summary, and how the least important ones go when it is too long."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import NamedTuple

from reportgen import words

LIMIT = 60_000
"""Longest summary, as `size` counts. GitHub refuses more than 65,536 characters in the text of a
pull request and more than 262,144 bytes in a comment."""
LEAST_LIMIT = 4_000
"""What always stays needs this much."""


class Block(NamedTuple):
    """A piece of the summary that stays or goes as a whole."""

    text: str
    weight: int = 0
    """The higher, the earlier it goes; 0 always stays."""
    what: str = ""
    """What one such block is, for the note on what was left out: ``finding``."""
    fold: str = ""
    """Title of the fold that it is in, in HTML; blocks of one title that follow share a fold."""


def size(text: str) -> int:
    """Length in UTF-16 code units.

    That is never less than the characters, and three times it never less than the bytes of UTF-8:
    a text below `LIMIT` is below both limits of GitHub.
    """
    return len(text.encode("utf-16-le", errors="replace")) // 2


def fitted(blocks: Sequence[Block], limit: int, note: Callable[[str], Block]) -> str:
    """All blocks as one text of at most `limit`; the heaviest go first, of equals the last.

    `note` makes the block that says what was left out; it stands before the last block.
    Raises ValueError when `limit` is below `LEAST_LIMIT`.
    """
    if limit < LEAST_LIMIT:
        raise ValueError(f"limit must be at least {LEAST_LIMIT}")
    droppable = [place for place, block in enumerate(blocks) if block.weight]
    droppable.sort(key=lambda place: (-blocks[place].weight, -place))

    def without(most: int) -> str:
        gone = set(droppable[:most])
        kept = [block for place, block in enumerate(blocks) if place not in gone]
        if gone:
            kept.insert(len(kept) - 1, note(_left_out([blocks[place] for place in sorted(gone)])))
        return joined(kept)

    fewest = bisect_left(range(len(droppable)), True, key=lambda n: size(without(n)) <= limit)
    # The note on what is gone may be longer for more blocks: the search may end a little too low.
    while size(without(fewest)) > limit and fewest < len(droppable):
        fewest += 1
    return without(fewest)


def joined(blocks: Sequence[Block]) -> str:
    """Blocks with a blank line between them, those of one fold within it."""
    parts: list[str] = []
    for fold, members in groupby(blocks, key=lambda block: block.fold):
        text = "\n\n".join(block.text for block in members)
        if fold:
            text = f"<details><summary>{fold}</summary>\n\n{text}\n\n</details>"
        parts.append(text)
    return "\n\n".join(parts) + "\n"


def _left_out(gone: Sequence[Block]) -> str:
    """``3 findings and 2 trends``, the most important first."""
    kinds = Counter(block.what for block in sorted(gone, key=lambda block: block.weight))
    return words.listed([words.count(number, kind) for kind, number in kinds.items()])
