"""The table of classes: all that is told of each, one row a class."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reportgen.facts import Facts, HeadFacts
from reportgen.figure.words import NBSP
from reportgen.operating_point import class_peak
from reportgen.page.format import HEAD_WORDS, count, file_name
from reportgen.page.rankings import RankedCell, number_cell, share_cell
from reportgen.page.views import Missing
from reportgen.read.evidence import PICTURE
from reportgen.read.plots import Confusion, ToldCurve

UNTOLD = RankedCell("–", "")
FILTER_FROM = 12
"""Classes from which on the table can be filtered."""


class Column(NamedTuple):
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
    missing: Missing | None


def classes_view(facts: Facts) -> ClassesView:
    """One row a class; columns of which nothing is told are left out."""
    names = class_names_of(facts)
    columns = [column for column in _columns(facts, names) if any(c.value for c in column.cells)]
    missing = None
    if not columns:
        missing = Missing("No table of classes", "Nothing that this run holds tells them apart.")
    rows = zip(*(column.cells for column in columns), strict=True)
    return ClassesView(
        intro=_intro(facts, names),
        columns=tuple(column.title for column in columns),
        rows=tuple((RankedCell(name), *row) for name, row in zip(names, rows, strict=False)),
        filename=f"{file_name(facts.run.name)}-classes.csv",
        filtered=len(names) >= FILTER_FROM,
        missing=missing,
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
    told = facts.evidence.names
    if told.names and len(told.names) == len(names):
        words = [f"The names are from {told.source}."]
    elif told.names:
        named = count(len(told.names), "class", "classes")
        words = [
            f"{told.source[0].upper()}{told.source[1:]} names {named}, but the plots show "
            f"{len(names)}: classes are numbered."
        ]
    else:
        words = ["No file of the run names the classes: --data data.yaml does."]
    sources = {curve.source for head in facts.heads for curve in head.curves.values()}
    if facts.confusion:
        sources.add(facts.confusion.source)
    if facts.confusion and facts.confusion.low_confidence_counts:
        words.append(
            "What is found and what is missed is counted from confidence 0.001 on, as this version "
            "of Ultralytics does."
        )
    if PICTURE in sources:
        words.append("≈ marks what is read from a picture; – what no picture tells with certainty.")
    return " ".join(words)


def _columns(facts: Facts, names: Sequence[str]) -> Iterator[Column]:
    if facts.confusion:
        yield from _of_matrix(facts.confusion)
    for head in facts.heads:
        yield from _of_head(head, names, several=len(facts.heads) > 1)


def _of_matrix(confusion: Confusion) -> Iterator[Column]:
    count = len(confusion.names)
    objects = [None] * count if confusion.objects is None else confusion.objects.tolist()
    what = "Objects" if confusion.has_background else "Pictures"
    yield Column(what, tuple(map(number_cell, objects)))
    right = "Found and named right" if confusion.has_background else "Named right"
    yield Column(right, tuple(share_cell(share, confusion) for share in confusion.correct))
    if confusion.has_background:
        missed = confusion.normalized[-1, :count]
        seen = confusion.seen
        yield Column(
            "Missed",
            tuple(
                share_cell(share if there else None, confusion)
                for share, there in zip(missed, seen, strict=True)
            ),
        )


def _of_head(head: HeadFacts, names: Sequence[str], *, several: bool) -> Iterator[Column]:
    word = f"{HEAD_WORDS[head.head.key]} " if several else ""
    curve = head.curves.get("PR")
    if curve and curve.class_values and len(curve.class_values) == len(names):
        cells = tuple(_value(value, curve, 3, printed=True) for value in curve.class_values)
        yield Column(f"{word}mAP50", cells)
    f1 = head.curves.get("F1")
    if f1 is None or f1.classes is None or len(f1.classes) != len(names):
        return
    peaks = [class_peak(f1, index) for index in range(len(names))]
    yield Column(
        f"{word}F1 peak", tuple(UNTOLD if p is None else _value(p[0], f1, 2) for p in peaks)
    )
    yield Column(
        f"{word}peak at", tuple(UNTOLD if p is None else _value(p[1], f1, 2) for p in peaks)
    )


def _value(value: float, curve: ToldCurve, digits: int, *, printed: bool = False) -> RankedCell:
    """A number; what was measured in a picture, and not `printed` there, is marked."""
    about = f"≈{NBSP}" if curve.source == PICTURE and not printed else ""
    return RankedCell(f"{about}{value:.{digits}f}", f"{value:.{digits + 1}f}")
