"""Runs that were validated on the same pictures: what one finds and the other misses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from reportgen import words
from reportgen.anatomy.anatomy import Anatomy
from reportgen.anatomy.paired import Paired, paired
from reportgen.page.evidence.mistakes.pictures import drawn_picture
from reportgen.page.inputs import ComparisonInput, RunInput

MOST_RUNS = 6
"""Runs up to which each is held against the reference, picture by picture."""
MOST_PICTURES = 4
"""Pictures of a pair of runs that are shown side by side."""
MOST_ROWS = 20
SURE = 0.05


class SideBySide(NamedTuple):
    """One picture as two runs see it."""

    name: str
    words: str
    first: Markup
    second: Markup


class PairRow(NamedTuple):
    """A picture in which two runs differ."""

    name: str
    first: int
    second: int


class PairedView(NamedTuple):
    """Two runs on the same pictures."""

    first: str
    second: str
    sentences: tuple[str, ...]
    rows: tuple[PairRow, ...]
    pictures: tuple[SideBySide, ...]


def paired_views(given: ComparisonInput, inputs: Sequence[RunInput]) -> tuple[PairedView, ...]:
    """Each run against the baseline, where both tell the same pictures."""
    told = given.comparison
    if len(told.runs) > MOST_RUNS:
        return ()
    reference = inputs[told.baseline].facts.anatomy
    if reference is None:
        return ()
    views = (
        _view(told.runs[told.baseline].name, reference, told.runs[run].name, each.facts.anatomy)
        for run, each in enumerate(inputs)
        if run != told.baseline
    )
    return tuple(filter(None, views))


def _view(first: str, one: Anatomy, second: str, two: Anatomy | None) -> PairedView | None:
    if two is None:
        return None
    held = paired(one, two)
    if held is None:
        return None
    return PairedView(
        first,
        second,
        tuple(_sentences(first, second, held)),
        tuple(PairRow(*row) for row in held.by_picture[:MOST_ROWS]),
        tuple(_pictures(one, two, held)),
    )


def _sentences(first: str, second: str, held: Paired) -> list[str]:
    """What is certain, and what is not."""
    low, high = held.interval
    lead = (
        f"On {words.count(held.pictures, 'picture')} with {words.count(held.objects, 'object')} "
        f"{first} reaches an F1 of {words.decimals(held.f1[0], 3)} and {second} "
        f"{words.decimals(held.f1[1], 3)}, each at its own best confidence."
    )
    apart, least, most = (words.change(each, 3) for each in (held.difference, low, high))
    range_ = f"{apart}, with 95 % certainty {least} to {most}"
    if low > 0 or high < 0:
        better = second if held.difference > 0 else first
        verdict = f"{better} is better on these pictures: the difference is {range_}."
    else:
        verdict = f"The difference is {range_}: it may be chance."
    one, two = held.only
    found = f"{words.count(one, 'object')} only {first} finds, {words.whole(two)} only {second}"
    if held.chance >= SURE:
        chance = words.decimals(held.chance, 2)
        found += f": so uneven a split is no surprise between equals (p = {chance})"
    return [lead, verdict, f"{found}."]


def _pictures(one: Anatomy, two: Anatomy, held: Paired) -> list[SideBySide]:
    """Pictures in which they differ most, of those whose copies were recorded."""
    there = {p.name: index for index, p in enumerate(two.recorded.pictures)}
    here = {p.name: index for index, p in enumerate(one.recorded.pictures)}
    copies = [anatomy.recorded.thumbnails or {} for anatomy in (one, two)]
    shown: list[SideBySide] = []
    for name, first, second in held.by_picture:
        copy = copies[0].get(here[name]) or copies[1].get(there[name])
        if copy and len(shown) < MOST_PICTURES:
            sides = drawn_picture(here[name], one, copy), drawn_picture(there[name], two, copy)
            shown.append(SideBySide(name, f"{first} and {second} found by one only", *sides))
    return shown
