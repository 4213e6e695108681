"""Shares of a confusion matrix in words: how they were counted, and how sure they are."""

from __future__ import annotations

from collections.abc import Sequence

from reportgen import words
from reportgen.anatomy.interval import wilson
from reportgen.checks.wording import named
from reportgen.read.plot.plots import Confusion
from reportgen.read.table.results import FloatArray


def with_shares(confusion: Confusion, indices: Sequence[int], shares: FloatArray) -> str:
    """The first classes by name, each with its share."""
    return words.few(
        [f"{named(confusion.names[i])} ({counted_share(confusion, i, shares)})" for i in indices]
    )


def in_brackets(share: float, numbers: FloatArray | None, confusion: Confusion) -> str:
    """The interval of a share that was counted exactly, in brackets; empty for any other."""
    total = 0.0 if numbers is None or confusion.uncertainty else float(numbers.sum())
    return f" (95 % interval {between(share, total)})" if total > 0 else ""


def at_most(objects: FloatArray | None, index: int, shares: FloatArray) -> float:
    """What the share of a class surely does not exceed; the share itself where none are counted."""
    share = float(shares[index])
    if objects is None or not objects[index] > 0:
        return share
    return wilson(share, float(objects[index]))[1]


def stated(share: float, confusion: Confusion) -> str:
    """A share as a percentage, marked as approximate when it was read from colours."""
    return f"{'≈ ' if confusion.uncertainty else ''}{words.percent(float(share))}"


def counted_share(confusion: Confusion, index: int, shares: FloatArray) -> str:
    """The share of a class: where it was counted exactly, of how many objects, and how sure.

    `shares` is of shape (n,); the interval is Wilson's at 95 %.
    """
    share, objects = float(shares[index]), confusion.objects
    if confusion.uncertainty or objects is None or not objects[index] > 0:
        return stated(share, confusion)
    of = words.whole(objects[index])
    return f"{stated(share, confusion)} of {of}, {between(share, objects[index])}"


def between(share: float, number: float) -> str:
    """What the true share lies between, with 95 % certainty: "34 to 57 %"."""
    low, high = wilson(share, number)
    return f"{words.whole(100 * low)} to {words.whole(100 * high)} %"


def counted(count: int, one: str, more: str) -> str:
    """A number with the right one of two words: "1 class", "2 classes"."""
    return f"{count} {one if count == 1 else more}"
