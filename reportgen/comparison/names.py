"""How a comparison writes names, lists and differences."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reportgen import words
from reportgen.comparison.ranking.contest import Contest

LONGEST_NAME = 60
LONGEST_SHOWN = 16
"""Characters of a name that stand beside the figures of a table on a phone."""
_LETTER = re.compile(r"[^\W\d_]")
_NUMBERED = re.compile(r" \(\d+\)$")
LEAST_SHARED = 3
"""Characters that names of a family must share to be told by them."""


def unique(names: Sequence[str]) -> tuple[str, ...]:
    """Names of which no two are alike: the second ``train`` becomes ``train (2)``."""
    found: list[str] = []
    for name in names:
        told, number = name, 2
        while told in found:
            told, number = f"{name} ({number})", number + 1
        found.append(told)
    return tuple(found)


def spoken(names: Sequence[str]) -> tuple[str, ...]:
    """The same as sentences write them: on one line, without the folders that all lie in, the
    middle of long ones cut out.
    """
    return unique([_short(" ".join(name.split()) or "run") for name in _below_shared(names)])


def short_names(names: Sequence[str]) -> tuple[str, ...]:
    """The same where room is scarce: of long ones not even the words that all begin or end with."""
    below = _below_shared(names)
    if all(len(name) <= LONGEST_SHOWN for name in below):
        return tuple(below)
    rest = [name[len(shared_start(below)) :] for name in below]
    ends = shared_start([name[::-1] for name in rest])
    bare = [name[: len(name) - len(ends)] for name in rest]
    # A bare number does not say what it is of.
    return tuple(bare if all(map(_LETTER.search, bare)) else rest)


def _below_shared(names: Sequence[str]) -> list[str]:
    """The names without the folders that all of them lie in."""
    folder = common_start(names).rpartition("/")[0] if len(names) > 1 else ""
    return [name[len(folder) + 1 :] for name in names] if folder else list(names)


def _short(name: str) -> str:
    if len(name) <= LONGEST_NAME:
        return name
    return f"{name[: LONGEST_NAME // 2]}…{name[-LONGEST_NAME // 2 + 1 :]}"


def common_start(names: Sequence[str]) -> str:
    """The characters that all names begin with."""
    first, last = min(names), max(names)
    same = next((i for i, (x, y) in enumerate(zip(first, last, strict=False)) if x != y), None)
    return first[: min(len(first), len(last)) if same is None else same]


def shared_start(names: Sequence[str]) -> str:
    """What all names begin with, up to the end of a word; a name never becomes empty."""
    start = common_start(names)
    end = max((place for place, sign in enumerate(start) if sign in "/_- ."), default=-1)
    cut = start[: end + 1]
    return cut if len(names) > 1 and all(len(name) > len(cut) for name in names) else ""


def family_name(names: Sequence[str]) -> str:
    """One name for runs that belong together: ``kfold/fold_*``, else the first and how many."""
    plain = [_NUMBERED.sub("", name) for name in names]
    ends = {name[len(bare) :] for name, bare in zip(names, plain, strict=True)}
    shared = common_start(plain)
    if len(ends) == 1 and len(shared.rstrip("0123456789_-/. ")) >= LEAST_SHARED:
        return f"{shared.rstrip('0123456789')}*{ends.pop()}"
    others = "other fold" if len(names) == 2 else f"{len(names) - 1} other folds"
    return f"{names[0]} with its {others}"


def lead(contest: Contest, first: int, second: int) -> str:
    """What the first run leads the second by, and how much of it chance explains.

    Of families their means are compared; of unlike courses the maxima of their trends.
    """
    test = contest.test(first, second)
    if test is None:
        one, other = contest.values[first], contest.values[second]
        return words.number(abs((one or 0.0) - (other or 0.0)))
    freed = "" if test.unadjusted is None else " between their trends"
    return f"{words.beside(abs(test.value), test.margin)} ± {words.number(test.margin)}{freed}"
