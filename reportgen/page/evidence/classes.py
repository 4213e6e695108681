"""The table of classes: all that is told of each, one row a class."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from reportgen import words
from reportgen.facts.head_facts import HeadFacts
from reportgen.facts.operating_point import class_peak
from reportgen.facts.run_facts import Facts
from reportgen.page.evidence.rankings import (
    UNTOLD,
    RankedCell,
    number_cell,
    share_cell,
)
from reportgen.page.run.views import Missing
from reportgen.page.text.format import HEAD_WORDS, file_name
from reportgen.read.dataset.class_names import ClassNames
from reportgen.read.evidence import PICTURE
from reportgen.read.plot.plots import Confusion, ToldCurve

if TYPE_CHECKING:
    from reportgen.read.exact import ExactHead

NOTHING = Missing("No table of classes", "Nothing that this run holds tells them apart.")
FILTER_FROM = 12
"""Classes from which on the table can be filtered."""
TALL_FROM = 30
"""Classes above which the table scrolls by itself."""


class ClassColumn(NamedTuple):
    """A column of numbers."""

    title: str
    cells: tuple[RankedCell, ...]


class ClassesView(NamedTuple):
    """The table of classes."""

    intro: str
    columns: tuple[str, ...]
    rows: tuple[tuple[RankedCell, ...], ...]
    """The name first."""
    filename: str
    filtered: bool
    """Whether there are so many rows that a filter helps."""
    tall: bool
    """Whether there are so many that they scroll by themselves."""
    missing: Missing | None


def classes_view(facts: Facts) -> ClassesView:
    """One row a class; columns of which nothing is told are left out."""
    names = class_names_of(facts)
    columns = [c for c in _columns(facts, names) if any(cell.value for cell in c.cells)]
    rows = zip(*(column.cells for column in columns), strict=True)
    return ClassesView(
        intro=_intro(facts, names),
        columns=tuple(column.title for column in columns),
        rows=tuple((RankedCell(name), *row) for name, row in zip(names, rows, strict=False)),
        filename=f"{file_name(facts.run.name)}-classes.csv",
        filtered=len(names) >= FILTER_FROM,
        tall=len(names) > TALL_FROM,
        missing=None if columns else NOTHING,
    )


def class_names_of(facts: Facts) -> tuple[str, ...]:
    """The classes that the plots show, the matrix first; by number where names are not told."""
    if facts.confusion:
        return facts.confusion.names
    curves = [curve.names for head in facts.heads for curve in head.curves.values()]
    return max(curves, key=len, default=())


def _intro(facts: Facts, names: Sequence[str]) -> str:
    """Where the names and the numbers come from."""
    if not names:
        return ""
    said = [_named(facts.evidence.names, len(names))]
    sources = facts.curve_sources
    if facts.confusion:
        sources |= {facts.confusion.source}
        if facts.confusion.low_confidence_counts:
            said.append(
                "What is found and what is missed is counted from confidence 0.001 on, as this "
                "version of Ultralytics does."
            )
    if PICTURE in sources:
        said.append("≈ marks what is read from a picture; – what no picture tells with certainty.")
    return " ".join(said)


def _named(told: ClassNames, shown: int) -> str:
    """Which file names the classes, of which the plots show so many."""
    if not told.names:
        return "No file of the run names the classes; give reportgen their data.yaml with --data."
    if len(told.names) == shown:
        return f"The names are from {told.source}."
    named = words.count(len(told.names), "class", "classes")
    return (
        f"{told.source[0].upper()}{told.source[1:]} names {named}, but the plots show {shown}: "
        "classes are numbered."
    )


def _columns(facts: Facts, names: Sequence[str]) -> Iterator[ClassColumn]:
    exact = facts.evidence.exact
    yield from _objects_and_matrix(facts.confusion, exact.instances if exact else None, names)
    for head in facts.heads:
        word = f"{HEAD_WORDS[head.head.key]} " if len(facts.heads) > 1 else ""
        own = exact.heads.get(head.head.key) if exact else None
        yield from _of_exact(own, word, len(names)) if own else _of_head(head, names, word)


def _objects_and_matrix(
    confusion: Confusion | None, instances: Sequence[int] | None, names: Sequence[str]
) -> Iterator[ClassColumn]:
    """`instances` are the objects that the training wrote down; they go before the matrix's."""
    told = instances if instances and len(instances) == len(names) else None
    if told:
        yield ClassColumn("Objects", tuple(map(number_cell, told)))
    if confusion:
        yield from (c for c in _of_matrix(confusion) if not told or c.title != "Objects")


def _of_matrix(confusion: Confusion) -> Iterator[ClassColumn]:
    classes = len(confusion.names)
    objects = [None] * classes if confusion.objects is None else confusion.objects.tolist()
    yield ClassColumn(confusion.things.capitalize(), tuple(map(number_cell, objects)))
    yield ClassColumn(
        words.capital(confusion.right),
        tuple(share_cell(share, confusion) for share in confusion.correct),
    )
    if confusion.has_background:
        missed = np.where(confusion.seen, confusion.normalized[-1, :classes], np.nan)
        yield ClassColumn("Missed", tuple(share_cell(share, confusion) for share in missed))


def _of_exact(head: ExactHead, word: str, classes: int) -> Iterator[ClassColumn]:
    """What the training wrote down; classes without an object in validation have no numbers."""
    for title, values in (
        ("precision", head.precision),
        ("recall", head.recall),
        ("F1", head.f1),
        ("mAP50", head.map50),
        ("mAP50-95", head.map50_95),
    ):
        cells = [UNTOLD] * classes
        for index, value in zip(head.class_index, values.tolist(), strict=True):
            if index < classes:
                cells[index] = RankedCell(words.decimals(value, 3), repr(value))
        yield ClassColumn(words.capital(f"{word}{title}"), tuple(cells))


def _of_head(head: HeadFacts, names: Sequence[str], word: str) -> Iterator[ClassColumn]:
    """What the plots tell of a head's classes, where they show as many as there are names."""
    pr, f1 = head.curves.get("PR"), head.curves.get("F1")
    if pr and pr.class_values and len(pr.class_values) == len(names):
        cells = tuple(_value(value, pr, 3, printed=True) for value in pr.class_values)
        yield ClassColumn(f"{word}mAP50", cells)
    if f1 and f1.classes is not None and len(f1.classes) == len(names):
        yield from _peaks(f1, word, len(names))


def _peaks(f1: ToldCurve, word: str, classes: int) -> Iterator[ClassColumn]:
    peaks = [class_peak(f1, index) for index in range(classes)]
    for place, title in enumerate(("best F1", "conf of best F1")):
        cells = tuple(UNTOLD if peak is None else _value(peak[place], f1, 2) for peak in peaks)
        yield ClassColumn(words.capital(f"{word}{title}"), cells)


def _value(value: float, curve: ToldCurve, digits: int, *, printed: bool = False) -> RankedCell:
    """A number; what was measured in a picture, and not `printed` there, is marked."""
    about = "≈ " if curve.source == PICTURE and not printed else ""
    return RankedCell(f"{about}{words.decimals(value, digits)}", words.decimals(value, digits + 1))
