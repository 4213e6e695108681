"""Two models on the same pictures: what one finds and the other misses."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from reportgen.anatomy.anatomy import Anatomy
from reportgen.anatomy.kinds import RIGHT
from reportgen.read.plot.axes import Floats
from reportgen.read.recorded.model import Recorded

RESAMPLES = 2_000
SEED = 0
"""The same runs give the same interval."""
LEAST_SHARED = 10
"""Pictures that two validations must share to be held against each other."""
SAME_PLACE = 2e-3
"""Most that the edges of one label may differ in two files, in shares of the longer side."""


class Paired(NamedTuple):
    """Two models held against each other, picture by picture."""

    pictures: int
    """Pictures that both were validated on, with the same labels."""
    objects: int
    f1: tuple[float, float]
    """F1 of all objects together, each at its own confidence."""
    difference: float
    """The second less the first."""
    interval: tuple[float, float]
    """Of `difference`, at 95 %: bootstrap over the pictures."""
    only: tuple[int, int]
    """Objects that only the first finds, and only the second."""
    chance: float
    """Two-sided p-value of such an `only` if both were alike: exact sign test (McNemar)."""
    by_picture: tuple[tuple[str, int, int], ...]
    """Name, objects that only the first and only the second finds; where they differ most first."""


def paired(first: Anatomy, second: Anatomy) -> Paired | None:
    """Hold two validations against each other; None where they share too few pictures."""
    shared = _shared(first.recorded, second.recorded)
    if len(shared) < LEAST_SHARED:
        return None
    one, two = (
        _by_picture(side, [pair[i] for pair in shared]) for i, side in enumerate((first, second))
    )
    only = [_only(first, second, pair) for pair in shared]
    names = [first.recorded.pictures[index].name for index, _ in shared]
    differing = sorted(
        ((name, *each) for name, each in zip(names, only, strict=True) if any(each)),
        key=lambda row: (-(row[1] + row[2]), row[0]),
    )
    total = (sum(each[0] for each in only), sum(each[1] for each in only))
    f1 = float(_f1(one.sum(axis=0))), float(_f1(two.sum(axis=0)))
    return Paired(
        len(shared),
        int(one[:, 2].sum()),
        f1,
        f1[1] - f1[0],
        _interval(one, two),
        total,
        sign_test(*total),
        tuple(differing),
    )


def _shared(one: Recorded, two: Recorded) -> list[tuple[int, int]]:
    """Indices of pictures of one name with the same labels, in both."""
    if one.names != two.names:
        return []
    there = {picture.name: index for index, picture in enumerate(two.pictures)}
    return [
        (index, there[picture.name])
        for index, picture in enumerate(one.pictures)
        if picture.name in there and _alike(one, two, index, there[picture.name])
    ]


def _alike(one: Recorded, two: Recorded, first: int, second: int) -> bool:
    here, there = one.pictures[first].truth, two.pictures[second].truth
    return (
        len(here) == len(there)
        and bool((here.classes == there.classes).all())
        and bool((np.abs(here.edges - there.edges) <= SAME_PLACE).all())
    )


def _by_picture(side: Anatomy, pictures: list[int]) -> Floats:
    """Right ones, predictions and objects of each picture; shape (pictures, 3)."""
    table, used = side.table, side.table.confidence >= side.confidence
    right = np.bincount(table.picture[used & (side.kinds.kind == RIGHT)], minlength=table.pictures)
    found = np.bincount(table.picture[used], minlength=table.pictures)
    objects = np.bincount(table.truth_picture, minlength=table.pictures)
    return np.asarray(np.c_[right, found, objects][pictures], dtype=float)


def _only(first: Anatomy, second: Anatomy, pair: tuple[int, int]) -> tuple[int, int]:
    """Objects of one picture that only the first and only the second finds."""
    here, there = (
        side.kinds.found_at[side.table.truth_picture == index] >= side.confidence
        for side, index in zip((first, second), pair, strict=True)
    )
    return int((here & ~there).sum()), int((there & ~here).sum())


def _f1(sums: Floats) -> Floats:
    """F1 of right ones, predictions and objects along the last axis."""
    both = sums[..., 1] + sums[..., 2]
    return np.asarray(2 * sums[..., 0] / np.where(both > 0, both, 1.0))


def _interval(one: Floats, two: Floats) -> tuple[float, float]:
    """95 % of the differences in F1 when the pictures are drawn anew, the same for both."""
    drawn = np.random.default_rng(SEED).multinomial(
        len(one), np.full(len(one), 1 / len(one)), RESAMPLES
    )
    low, high = np.percentile(_f1(drawn @ two) - _f1(drawn @ one), (2.5, 97.5))
    return float(low), float(high)


def sign_test(one: int, other: int) -> float:
    """Two-sided p-value of so uneven a split of `one` + `other` if both were as likely."""
    count, few = one + other, min(one, other)
    if not count:
        return 1.0
    from math import comb

    if count > 1_000:  # There the normal curve is as good.
        from math import erfc, sqrt

        return float(min(1.0, erfc((abs(one - other) - 1) / sqrt(2 * count))))
    return float(min(1.0, 2 * sum(comb(count, k) for k in range(few + 1)) / 2**count))
