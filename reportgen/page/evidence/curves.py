"""The section of curves: operating points, one figure a kind with all heads, and the pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from reportgen import words
from reportgen.facts.run_facts import Facts
from reportgen.figure.model.curves import CurveChart, overlay
from reportgen.figure.model.lines import HEIGHT
from reportgen.figure.svg.curves import curve_svg
from reportgen.page.evidence.curve_data import curve_data
from reportgen.page.evidence.curve_pictures import (
    TITLES,
    curve_picture,
    curves_missing,
    picture_galleries,
)
from reportgen.page.evidence.curve_points import PointRow, curves_intro, points_note, told_rows
from reportgen.page.inputs import RunInput
from reportgen.page.judged.verdicts import stale_intro
from reportgen.page.picture.gallery import LARGER, Gallery
from reportgen.page.picture.views import Image, ImageGroup
from reportgen.page.run.views import Missing
from reportgen.page.shell.script_data import PACKED_FROM, ScriptData, script_data, script_json
from reportgen.page.text.format import HEAD_WORDS
from reportgen.page.text.prose import Prose
from reportgen.read.evidence import PICTURE
from reportgen.read.folder.pictures import CurveKind
from reportgen.read.plot.plots import ToldCurve


class CurveFigure(NamedTuple):
    """One kind of curve, of all heads that tell it."""

    id: str
    anchors: tuple[str, ...]
    """Where findings on one head lead to."""
    kind: str
    title: str
    subtitle: str
    how_to_read: Markup
    summary: str
    svg: Markup
    height: int
    source: str
    pictures: str
    """What the pictures are called."""
    images: tuple[Image, ...]
    missing: tuple[Missing, ...]
    """Those of them that are left out to keep the page small."""


class CurvesView(NamedTuple):
    """The section of curves."""

    intro: str
    points: tuple[PointRow, ...]
    points_note: str
    figures: tuple[CurveFigure, ...]
    classes_note: str
    """What is said of class lines; empty when there are none."""
    data: ScriptData | None
    """For the script; None when there is no figure."""
    galleries: tuple[ImageGroup, ...]
    """Pictures whose numbers are not told."""
    missing: Missing | None


def curves_view(
    run: str, given: RunInput, gallery: Gallery, prose: Prose, *, drawn: bool = True
) -> CurvesView:
    """Everything of the section; without `drawn` scripts alone draw the curves."""
    facts = given.facts
    charts = [chart for chart in given.charts if isinstance(chart, CurveChart)]
    shown = dict(_overlaid(run, charts))
    data = curve_data(facts, shown.values()) if shown else None
    points, alike = told_rows(facts)
    return CurvesView(
        intro=f"{stale_intro(given.findings)}{curves_intro(facts)}" if shown else "",
        points=points,
        points_note=f"{alike} {points_note(facts)}".strip(),
        figures=tuple(
            _figure(run, kind, chart, gallery, prose)._replace(
                svg=Markup(curve_svg(chart) if drawn else "")
            )
            for kind, chart in shown.items()
        ),
        classes_note=_classes_note(facts) if data and data["names"] else "",
        data=script_data(script_json(data), longest=PACKED_FROM if drawn else 0) if data else None,
        galleries=tuple(picture_galleries(gallery)),
        missing=curves_missing(facts),
    )


# --- figures -------------------------------------------------------------------------------------


def _overlaid(run: str, charts: Sequence[CurveChart]) -> Iterator[tuple[CurveKind, CurveChart]]:
    """One chart a kind, with the curves of all heads."""
    for kind, title in TITLES.items():
        some = [chart for chart in charts if chart.kind == kind]
        if some:
            yield kind, overlay(some, f"{run}-curve-{kind.lower()}", title, _subtitle(some))


def _subtitle(charts: Sequence[CurveChart]) -> str:
    if len(charts) == 1:
        return words.sentence(charts[0].note)
    notes = [f"{HEAD_WORDS[chart.means[0].role]} {chart.note}" for chart in charts]
    return f"{', '.join([notes[0], *map(words.mid_sentence, notes[1:])])}."


def _figure(
    run: str, kind: CurveKind, chart: CurveChart, gallery: Gallery, prose: Prose
) -> CurveFigure:
    """The figure with all but its drawing."""
    heads = [line.role for line in chart.means]
    curves = [head.curves[kind] for head in gallery.facts.heads if kind in head.curves]
    found = [curve_picture(gallery, head, kind) for head in heads]
    pictures = "The pictures" if len(found) > 1 else "The picture"
    read = any(curve.source == PICTURE for curve in curves)
    return CurveFigure(
        id=chart.id,
        anchors=tuple(f"{run}-{head}-{kind.lower()}" for head in heads),
        kind=kind,
        title=chart.title,
        subtitle=chart.subtitle,
        how_to_read=prose.markdown(chart.how_to_read),
        summary=chart.summary,
        svg=Markup(),
        height=HEIGHT,
        source=_source(curves, read=read),
        pictures=f"{pictures} it was read from" if read else pictures,
        images=tuple(image for image in found if isinstance(image, Image)),
        missing=_left_out(found),
    )


def _left_out(found: Sequence[Image | Missing | None]) -> tuple[Missing, ...]:
    """Pictures that are left out to keep the page small."""
    return tuple(each for each in found if isinstance(each, Missing) and each.get == LARGER)


def _source(curves: Sequence[ToldCurve], *, read: bool) -> str:
    """From which pictures, and how sharp they are; of exact ones the intro tells, once for all."""
    if not read:
        return ""
    files = [curve.file for curve in curves]
    steep = any(curve.drops for curve in curves)
    more = " Where the line drops steeply, its height is uncertain." if steep else ""
    return f"Read from {words.listed(files)}.{more}"


def _classes_note(facts: Facts) -> str:
    told = [pair for head in facts.heads for pair in head.curves.items()]
    kinds = {kind for kind, curve in told if curve.classes is not None}
    read = any(curve.source == PICTURE for _, curve in told)
    names = {"F1": "F1", "PR": "precision against recall", "P": "precision", "R": "recall"}
    every = kinds == {kind for kind, _ in told}
    listed = words.listed([name for kind, name in names.items() if kind in kinds])
    drawn = "in all charts" if every else f"for {listed}"
    gaps = ", with gaps where another line hides them in the picture" if read else ""
    return f"Single classes are drawn {drawn}{gaps}."
