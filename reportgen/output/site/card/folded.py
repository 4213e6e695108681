"""What a page of a site leaves to a file beside it: folds, icons, drawings, the table of epochs.

A page on its own holds all of it. Of a site's thousands of pages each holds what is read first,
and the drawings of the main metric and of the loss; what stands in folds comes packed, and
``folded.js`` puts it in its place before any other script runs. Without scripts folds are empty,
and the page says so; the F1 curve and the confusion matrix stay, a large one as a drawing, and
signs of verdicts are the style sheet's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from reportgen.figure.svg.decimate import decimate
from reportgen.figure.svg.markup import coordinates
from reportgen.output.site.card.still import DRAWING, still
from reportgen.page.document import Page
from reportgen.page.run.table_views import DataView
from reportgen.page.run.views import ChartGroup, ChartView, Drawing

LEAST = 250
"""Characters from which on a fold is worth it."""
MOST = 22_000
"""Characters of a page without what is for no scripts; of a longer one sections further down go as
well, the longest first."""
LOWER = (
    "training", "curves", "confusion", "mistakes", "classes", "pictures", "dataset",
    "configuration", "files",
)  # fmt: skip
"""Sections that may go, by the end of their id; not the first, and none with a picture of a batch.
What scripts draw is of no use without them, but of the training a drawing stays."""
_DETAILS = re.compile(r"<details\b|</details>")
_SUMMARY, _HEADING, _NEXT = "</summary>", "</h2>", '<section class="section'
_THUMBNAIL = re.compile(
    r'(<a class="finding-chart"[^>]*>)(<svg.*?</svg>)(?=<span class="evidence">)', re.DOTALL
)
_DESCRIPTION = re.compile(
    r'(<div class="chart-static"><svg[^>]*><title>[^<]*</title>)<desc>[^<]*</desc>'
)
"""Beside such a drawing stands a paragraph of the same words."""
_FOR_SCRIPTS = re.compile(
    r'<script type="application/json" data-[a-z-]+>.*?</script>'
    r'|<textarea id="[^"]+" hidden readonly>.*?</textarea>',
    re.DOTALL,
)
"""What single charts are drawn from, and what buttons copy."""
_ICON = re.compile(
    r'<svg class="icon" width="16" height="16" aria-hidden="true">'
    r'<use href="#icon-([a-z-]+)"/></svg>'
)
"""One of them where it is used, which folded.js draws."""
_PERMALINK = re.compile(
    r'( id="([^"]+)-title">[^\n]*?)<a class="permalink" href="#\2">#</a>(?=</h)'
)
"""That of a heading, which leads to what the heading is the title of."""
_SPRITE = re.compile(r'<svg class="sprite".*?</svg>', re.DOTALL)
"""The icons: words stand beside each of them."""
_ROWS = re.compile(
    r'(<table class="sortable")( id="r1-epochs">.*?<tbody>)(.*?)(?=</tbody>)', re.DOTALL
)
_STYLE = re.compile(
    r' style="(?:fill|stroke):var\(--chart-(?:grid|axis|muted|mark|text),#[0-9a-f]{6}\)"'
)
"""Beside each stands an attribute of that colour, which site.css gives the theme's."""
_LABEL = re.compile(r'(<a class="permalink" href="[^"]*") aria-label="[^"]*"')
"""What a permalink is called; folded.js calls it by its heading."""
_LINKS = re.compile(r' href="#([^"=]+)"'), re.compile(r' data-copy="([^"=]+)"')
_ID = re.compile(r' id="([^"]+)"')
_FOLD = re.compile(r'<template data-fold="(\d+)">').findall
_BLANK = re.compile(r">(?:[^\S\n]+\n\s*|\n\s+)<")
"""More than the one line break that is left of it."""
_POINTS = re.compile(r'points="([^"]*)"')
MOST_POINTS = 40
"""Of a line in a drawing, which scripts replace by a chart of all of them."""


class FoldedPage(NamedTuple):
    """A page, and what was taken out of it."""

    html: str
    parts: tuple[str, ...]
    """The contents of the elements ``<template data-fold="0">``, ``"1"``, and so on."""


def lighter(page: Page) -> Page:
    """The page of a run without what `folded` would take out and scripts make anew."""
    (run,) = page.runs
    charts = tuple(
        group._replace(charts=_drawn(group), folded=_undrawn(group.folded)) for group in run.charts
    )
    key_figures = run.key_figures._replace(hero=thin(run.key_figures.hero))
    views = {
        key: view._replace(rows=()) if isinstance(view, DataView) else view
        for key, view in run.views.items()
    }
    run = run._replace(charts=charts, views=views, key_figures=key_figures)
    return page._replace(runs=(run,), figures={}, clocks={}, embedded=Markup())


def _undrawn(charts: Sequence[ChartView]) -> tuple[ChartView, ...]:
    return tuple(chart._replace(svg=Markup()) for chart in charts)


def _drawn(group: ChartGroup) -> tuple[ChartView, ...]:
    """Of the loss with a drawing: the main metric has one at the top."""
    if not group.id.endswith("losses"):
        return _undrawn(group.charts)
    return tuple(chart._replace(svg=thin(chart.svg)) for chart in group.charts)


def thin(drawing: Markup | Drawing) -> Markup | Drawing:
    """A drawing with fewer points: scripts replace it by a chart of all of them."""
    return drawing.thinner(MOST_POINTS) if isinstance(drawing, Drawing) else drawing


def folded(html: str) -> FoldedPage:
    """A page of a single run with empty folds, and what goes into them."""
    parts: list[str] = []

    def place(content: str) -> str:
        parts.append(content)
        return f'<template data-fold="{len(parts) - 1}"></template>'

    html = _ROWS.sub(r"\1 data-epochs\2", html)
    html = _SPRITE.sub(lambda found: place(found[0]), html, count=1)
    html = _THUMBNAIL.sub(lambda found: found[1] + place(_lean(found[2])), html)
    html = _FOR_SCRIPTS.sub(lambda found: place(found[0]), html)
    pieces, done, start, depth = [], 0, 0, 0
    for tag in _DETAILS.finditer(html):
        if tag[0] != "</details>":
            if depth == 0:
                start = html.index(_SUMMARY, tag.start()) + len(_SUMMARY)
            depth += 1
            continue
        depth -= 1
        content = html[start : tag.start()]
        if depth == 0 and len(content) >= LEAST:
            # Scripts draw what stands in a fold: they are there, or nothing is.
            pieces += [html[done:start], place(DRAWING.sub(r"\1", _lean(content)))]
            done = tag.start()
    html = _lean("".join([*pieces, html[done:]]))
    most = MOST
    for section in sorted(_sections(html), key=len, reverse=True):
        if len(html) <= most or len(section) < LEAST:
            break
        heading, content = section.split(_HEADING, 1)
        shown = still(content)
        kept = f'<div class="no-js-only">{shown}</div>' if shown else ""
        most += len(kept)
        rest = place(DRAWING.sub(r"\1", content))
        html = html.replace(section, f"{heading}{_HEADING}{kept}{rest}", 1)
    html = _PERMALINK.sub(r"\1<a></a>", html)
    html = _ICON.sub(r'<i data-icon="\1"></i>', html)
    return FoldedPage(_with_places(html, parts), tuple(parts))


def _with_places(html: str, parts: Sequence[str]) -> str:
    """The page with a place in each fold for what is linked to in it, until scripts fill it."""
    plain = html.replace("<use href", "<use ")
    missing = {id for link in _LINKS for id in link.findall(plain)} - set(_ID.findall(html))
    holders = {int(inner): outer for outer, part in enumerate(parts) for inner in _FOLD(part)}
    places: dict[int, list[str]] = {}
    for place, part in enumerate(parts):
        outer = place
        while outer in holders:
            outer = holders[outer]
        found = [id for id in _ID.findall(part) if id in missing]
        places.setdefault(outer, []).extend(found)
    for place, ids in places.items():
        fold = f'<template data-fold="{place}">'
        html = html.replace(fold, "".join(f'<i class="fold" id="{id}"></i>' for id in ids) + fold)
    return html


def _sections(html: str) -> list[str]:
    """The sections that may go, each up to its end."""
    found = []
    for key in LOWER:
        start = html.find(f'<section class="section" id="r1-{key}"')
        start = html.find(f'<section class="section {key}" id="r1-{key}"') if start < 0 else start
        end = html.find(_NEXT, start + 1) if start >= 0 else -1
        kept = key == "pictures" and "<img" in html[start:end]
        if end > 0 and not kept and _HEADING in html[start:end]:
            found.append(html[start : html.rindex("</section>", start, end)])
    return found


def _lean(html: str) -> str:
    """Without what scripts and style sheets say; lines with as many points as show their course."""
    html = _DESCRIPTION.sub(r"\1", _LABEL.sub(r"\1", html))
    html = _BLANK.sub(">\n<", _STYLE.sub("", html))
    return _POINTS.sub(lambda found: f'points="{_thinned(found[1])}"', html)


def _thinned(points: str) -> str:
    """Points of a line in whole thousandths of the width; of many, the lows and highs."""
    pairs = [point.partition(",") for point in points.split(" ")]
    try:
        told = [(round(float(x)), float(y)) for x, _, y in pairs]
    except ValueError:
        return points
    return coordinates(decimate(told, MOST_POINTS))
