"""The section of the confusion matrix: the matrix, what stands out in it, and the pictures."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

from markupsafe import Markup

from reportgen import words
from reportgen.facts.run_facts import Facts
from reportgen.figure.model.matrix import MatrixChart, Rows, shade
from reportgen.figure.svg.matrix import matrix_svg
from reportgen.page.evidence.rankings import WorstClasses, rankings
from reportgen.page.inputs import RunInput
from reportgen.page.judged.verdicts import stale_intro
from reportgen.page.picture.album import Worth
from reportgen.page.picture.gallery import VALIDATE, Gallery, absent, left_behind
from reportgen.page.picture.views import Image, ImageGroup
from reportgen.page.run.drawings import find_chart
from reportgen.page.run.views import Missing
from reportgen.page.shell.script_data import script_json
from reportgen.page.text.format import file_name
from reportgen.page.text.prose import Prose
from reportgen.read.evidence import PICTURE

MOST_CELLS = 31
"""Rows up to which the matrix is a table with numbers; beyond, it is a drawing."""
MOST_UPRIGHT, LONGEST_UPRIGHT = 9, 13
"""Columns, and characters of a name, up to which names stand upright."""


class MatrixCell(NamedTuple):
    """A share as the table shows it."""

    shade: str
    """Name of its colour: ``m0`` to ``m9``, ``mx`` where it is not told."""
    text: str


class MatrixRow(NamedTuple):
    """What was predicted as one class."""

    name: str
    cells: tuple[MatrixCell, ...]


class MatrixView(NamedTuple):
    """The matrix itself: a table, or a drawing where there are too many classes for one."""

    id: str
    summary: str
    how_to_read: Markup
    names: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    """Empty when it is a drawing."""
    longest: int
    """Characters of the longest name."""
    svg: Markup
    """Empty when it is a table."""
    data: Markup
    """For the script."""
    background: bool
    """Whether its last row holds missed objects and its last column false alarms."""
    read: bool
    """Whether its numbers were read from the pictures."""

    @property
    def upright(self) -> bool:
        """Whether the names of the columns stand upright: few and short ones do."""
        return len(self.names) <= MOST_UPRIGHT and self.longest <= LONGEST_UPRIGHT


class ConfusionView(NamedTuple):
    """The section of the confusion matrix."""

    intro: str
    matrix: MatrixView | None
    rankings: tuple[WorstClasses, ...]
    gallery: ImageGroup
    declined: tuple[str, ...]
    """Why the numbers of a picture are not told."""


def confusion_view(run: str, given: RunInput, gallery: Gallery, prose: Prose) -> ConfusionView:
    """Everything of the section."""
    facts = given.facts
    chart = find_chart(given.charts, "confusion-matrix")
    told = facts.confusion
    pictures = _pictures(gallery, Worth.PLOT if told is None else Worth.REDRAWN)
    intro = _intro(facts) if told or pictures.images else ""
    stale, ranked = (stale_intro(given.findings), rankings(run, told)) if told else ("", ())
    return ConfusionView(
        intro=f"{stale}{intro}",
        matrix=_matrix(run, chart, facts, prose) if isinstance(chart, MatrixChart) else None,
        rankings=ranked,
        gallery=pictures,
        declined=tuple(_declined(facts)),
    )


def _intro(facts: Facts) -> str:
    """How to take the numbers: how sharp, and from which confidence on they are counted."""
    confusion = facts.confusion
    if confusion is None:
        return _orientation(facts)
    said = []
    if confusion.source == PICTURE:
        said.append(
            "The shares are read from the pictures and off by up to "
            f"{words.decimals(confusion.uncertainty, 3)}."
        )
    else:
        said.append(f"The numbers are exact, from {confusion.source}.")
    if confusion.low_confidence_counts and confusion.has_background:
        said.append(
            "This version of Ultralytics counts every prediction from confidence 0.001 on: at the "
            "confidence that you use, more is missed and there are fewer false alarms."
        )
    return " ".join(said)


def _orientation(facts: Facts) -> str:
    text = "Predicted classes run down, true classes across."
    if facts.task and facts.task.finds_objects:
        text += (
            " The last row (background) counts objects that were missed, the last column "
            "predictions where there is no object."
        )
    return text


def _matrix(run: str, chart: MatrixChart, facts: Facts, prose: Prose) -> MatrixView:
    table = len(chart.names) <= MOST_CELLS
    return MatrixView(
        id=f"{run}-{chart.id}",
        summary=chart.summary,
        how_to_read=prose.markdown(chart.how_to_read),
        names=chart.names,
        rows=tuple(map(_row, chart.names, chart.shares)) if table else (),
        longest=max(map(len, chart.names)),
        svg=Markup() if table else Markup(matrix_svg(chart)),
        data=script_json(_data(chart, facts)),
        background=chart.background,
        read=facts.confusion is not None and facts.confusion.source == PICTURE,
    )


def _row(name: str, shares: tuple[float, ...]) -> MatrixRow:
    return MatrixRow(name, tuple(map(_cell, shares)))


def _cell(share: float) -> MatrixCell:
    number = shade(share)
    if number < 0:
        return MatrixCell("mx", "?")
    return MatrixCell(f"m{number}", words.decimals(100 * share, 0) if number else "")


def _data(chart: MatrixChart, facts: Facts) -> dict[str, Any]:
    confusion = facts.confusion
    return {
        "names": list(chart.names),
        "shares": _whole(chart.shares, 10_000),
        "counts": None if chart.counts is None else _whole(chart.counts, 1),
        "background": chart.background,
        "things": confusion.things if confusion else "objects",
        "low": bool(confusion and confusion.low_confidence_counts),
        "about": bool(confusion and confusion.uncertainty),
        "file": f"{file_name(facts.run.name)}-confusion-matrix",
    }


def _whole(rows: Rows, times: int) -> list[list[int | None]]:
    return [[round(v * times) if math.isfinite(v) else None for v in row] for row in rows]


# --- pictures ------------------------------------------------------------------------------------


def _pictures(gallery: Gallery, worth: Worth) -> ImageGroup:
    """The pictures, shares first."""
    pictures = gallery.facts.run.pictures
    elsewhere = left_behind(gallery.facts)
    if not (elsewhere or pictures.confusion_normalized or pictures.confusion):
        elsewhere = _none(gallery.facts)
    items: list[Image | Missing] = [elsewhere] if elsewhere else []
    for picture, title in (
        (pictures.confusion_normalized, "Confusion matrix, shares of each true class"),
        (pictures.confusion, "Confusion matrix, counts"),
    ):
        if picture:
            caption = f"{title}: {picture.name}."
            items.append(gallery.image(picture, title.lower(), caption, worth))
        elif not elsewhere:
            items.append(absent(title, gallery.facts, VALIDATE))
    return gallery.group("confusion-pictures", "Confusion matrix", "", items)


def _none(facts: Facts) -> Missing:
    """Why there is no picture of a matrix."""
    if facts.task is not None and not facts.task.tells_classes:
        return Missing("No confusion matrix", f"{facts.task.label.capitalize()} has none.")
    return absent("No confusion matrix", facts, VALIDATE)


def _declined(facts: Facts) -> Iterator[str]:
    for plot in facts.evidence.declined:
        if plot.kind == "confusion":
            yield f"The numbers of {plot.file} are not told: {words.mid_sentence(plot.reason)}"
