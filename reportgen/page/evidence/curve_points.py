"""The operating points of a head: what to predict with for which aim, in a table and in words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from reportgen import words
from reportgen.facts.head_facts import HeadFacts
from reportgen.facts.operating_point import (
    LEAST_PEAK,
    PREDICT_DEFAULT,
    OperatingPoint,
    default_cost,
    operating_points,
    point_at,
    precision_knee,
)
from reportgen.facts.run_facts import Facts
from reportgen.page.text.format import HEAD_WORDS
from reportgen.read.evidence import PICTURE

NOT_WORTH_SAYING = 0.01
"""A loss of F1 below this share of it is no loss: it is how far the readings may be off."""
ALIKE = 0.01
"""Numbers read from pictures that are no further apart are the same: each is off by 0.005."""


class PointRow(NamedTuple):
    """A confidence worth knowing, and what a head does there."""

    head: str
    key: str
    name: str
    confidence: str
    value: str
    """The confidence as a number, for the script."""
    precision: str
    recall: str
    f1: str
    note: str


def curves_intro(facts: Facts) -> str:
    """What predict's default confidence costs the head that counts, and where numbers are from."""
    told = [(head.head.key, cost) for head in facts.heads if (cost := default_cost(head.curves))]
    if not told:
        return _sources(facts)
    key, cost = told[-1]
    of = f"the {key} F1" if len(facts.heads) > 1 else "F1"
    best = words.decimals(cost.best, 2)
    if cost.share < NOT_WORTH_SAYING:
        how = f"as good as at the best one ({best})"
    else:
        less = f"about {words.percent(cost.share)} less"
        how = f"{words.decimals(cost.f1, 2)} instead of {best}: {less}"
    default = f"With predict's default confidence of {PREDICT_DEFAULT}"
    return f"{default} {of} is {how}. {_sources(facts)}"


def _sources(facts: Facts) -> str:
    found = facts.curve_sources
    if found == {PICTURE}:
        return (
            "The numbers are read from the pictures and off by up to 0.005; the best confidence "
            "is the one that their legends print."
        )
    files = sorted(found - {PICTURE})
    also = " Those of the rest are read from the pictures." if PICTURE in found else ""
    return f"The numbers are exact, from {words.listed(files)}.{also}"


def point_rows(head: HeadFacts) -> Iterator[PointRow]:
    """The confidences worth knowing, as far as the curves tell them."""
    points = operating_points(head.curves)
    for name, point, of_f1 in (
        ("Best balance (F1)", points.balanced, True),
        ("Favour recall (F2)", points.favour_recall, False),
        ("Favour precision (F0.5)", points.favour_precision, False),
    ):
        if point:
            yield _row(head, name, point, printed=of_f1, exact_f1=of_f1)
    knee = precision_knee(head.curves["P"]) if "P" in head.curves else None
    if knee is not None:
        point = point_at(head.curves, knee)
        yield _row(head, "Precision knee", point, note="below it precision drops sharply")
    if _tells_points(head):
        point = point_at(head.curves, PREDICT_DEFAULT)
        default = _row(head, "Predict's default", point, printed=True, note=_cost_note(head))
        yield default._replace(confidence=words.decimals(PREDICT_DEFAULT, 2))


def _tells_points(head: HeadFacts) -> bool:
    return bool(head.curves.keys() & {"F1", "P", "R"})


def told_rows(facts: Facts) -> tuple[tuple[PointRow, ...], str]:
    """The rows of all heads, and what is said of a head that needs none of its own.

    Where both heads agree, the table holds those of the head that counts.
    """
    told = [rows for head in facts.heads if (rows := tuple(point_rows(head)))]
    if len(told) == 2 and are_alike(*told):
        other = told[0][0].head
        return told[1], f"{other}: every number lies within {words.plain(ALIKE)} of these."
    return tuple(chain.from_iterable(told)), ""


def are_alike(some: tuple[PointRow, ...], others: tuple[PointRow, ...]) -> bool:
    """Whether two heads have the same aims, with numbers that differ by no more than `ALIKE`."""
    if [row.name for row in some] != [row.name for row in others]:
        return False
    one, other = (np.array([_numbers(row) for row in rows]) for rows in (some, others))
    return bool(np.isclose(one, other, rtol=0, atol=ALIKE + 1e-9).all())


def _numbers(row: PointRow) -> list[float]:
    """What a row shows; infinite where it is not told."""
    cells = (row.confidence, row.precision, row.recall, row.f1)
    return [math.inf if cell == "–" else float(cell.strip("≈ ")) for cell in cells]


def _cost_note(head: HeadFacts) -> str:
    cost = default_cost(head.curves)
    if cost is None:
        return ""
    if cost.share < NOT_WORTH_SAYING:
        return "as good as the best F1"
    return f"{words.percent(cost.share)} below the best F1"


def _row(
    head: HeadFacts,
    name: str,
    point: OperatingPoint,
    *,
    printed: bool = False,
    exact_f1: bool = False,
    note: str = "",
) -> PointRow:
    """What was measured in a picture is marked; a `printed` confidence was not, nor `exact_f1`."""
    read = any(curve.source == PICTURE for curve in head.curves.values())
    about, digits = ("≈ ", 2) if read else ("", 3)
    return PointRow(
        head=HEAD_WORDS[head.head.key],
        key=head.head.key,
        name=name,
        confidence=_number(point.confidence, *(("", 3) if printed else (about, digits))),
        value=words.decimals(point.confidence, 3),
        precision=_number(point.precision, about, digits),
        recall=_number(point.recall, about, digits),
        f1=_number(point.f1, "" if exact_f1 else about, digits),
        note=note or _range(point),
    )


def _number(value: float | None, about: str, digits: int) -> str:
    return "–" if value is None else f"{about}{words.decimals(value, digits)}"


def _range(point: OperatingPoint) -> str:
    if point.nearly_best is None:
        return ""
    low, high = point.nearly_best
    if words.decimals(low, 2) == words.decimals(high, 2):
        return f"within 1 % only at {words.decimals(low, 2)}"
    return f"within 1 % from {words.decimals(low, 2)} to {words.decimals(high, 2)}"


def points_note(facts: Facts) -> str:
    """What F1 is, and why some aims have no row."""
    heads = list(filter(_tells_points, facts.heads))
    none = [head for head in heads if "F1" in head.curves and head.curves["F1"].value < LEAST_PEAK]
    others = [head for head in heads if head not in none]
    said = (_about_f1(heads), _about_nothing(none), _about_untold(others, several=len(heads) > 1))
    return " ".join(filter(None, said))


def _about_f1(heads: Sequence[HeadFacts]) -> str:
    if all(len(head.curves["F1"].names) < 2 for head in heads if "F1" in head.curves):
        return ""
    return "F1 is the mean over the classes, not the F1 of the mean precision and recall."


def _about_nothing(heads: Sequence[HeadFacts]) -> str:
    if not heads:
        return ""
    of = words.listed([head.head.key for head in heads])
    return f"F1 ({of}) is 0.00 at every confidence: there is none to choose."


def _about_untold(heads: Sequence[HeadFacts], *, several: bool) -> str:
    untold = [head for head in heads if operating_points(head.curves).favour_recall is None]
    if not untold:
        return ""
    of = f" for {words.listed([head.head.key for head in untold])}" if several else ""
    why = _why_unknown(untold)
    return f"Which confidence favours recall or precision is unknown{of}: {why}."


def _why_unknown(heads: Sequence[HeadFacts]) -> str:
    if all({"P", "R"} <= head.curves.keys() for head in heads):
        return "classes differ too much for their means to tell it"
    return "that takes the curves of precision and of recall"
