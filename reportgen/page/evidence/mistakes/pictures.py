"""The pictures that cost most, with what is labelled and what was predicted drawn on them."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from markupsafe import Markup, escape

from reportgen.anatomy.anatomy import Anatomy
from reportgen.anatomy.kinds import KINDS, MISSED, RIGHT
from reportgen.anatomy.worst import PictureCost, best, ranked
from reportgen.page.brand.logo import as_picture
from reportgen.page.picture.album import Album
from reportgen.read.bounded import Unreadable
from reportgen.read.plot.axes import Floats
from reportgen.read.recorded.model import Boxes
from reportgen.words import clipped, count, decimals

WORST = 24
"""Pictures that are shown at first."""
SCALE = 1_000
"""Units of the drawing along the longer side of a picture."""
MOST_DRAWN = 60
"""Boxes that are drawn on a picture; more would hide it."""
LONGEST_NAME = 18
SHARE_OF_PAGE = 8
"""Of a page of limited size pictures take at most an eighth."""


class PictureView(NamedTuple):
    """One picture with its mistakes."""

    id: str
    name: str
    svg: Markup
    """The picture and all that is drawn on it."""
    words: str
    """Its mistakes: "2 missed, 1 wrong class"."""
    mistakes: int
    missed: int
    alarms: int
    names: int
    pairs: str
    """True and predicted class of each mistake, ``3>1``; ``b`` stands for background."""
    extra: bool
    """Whether it is shown only when its pair of classes is asked for."""
    good: bool
    """Whether it stands here for contrast, without a mistake."""


def picture_views(
    run: str, anatomy: Anatomy, album: Album, *, embeds: bool
) -> tuple[PictureView, ...]:
    """The pictures whose copies were recorded, the dearest first, those without mistakes last."""
    copies = anatomy.recorded.thumbnails or {}
    if not embeds or not copies:
        return ()
    order = [*ranked([cost for cost in anatomy.costs if cost.mistakes]), *best(anatomy.costs)]
    pairs = [(cost, copies[cost.picture]) for cost in order if cost.picture in copies]
    shown = _affordable(pairs, album.plan.limit // SHARE_OF_PAGE) if album.plan else pairs
    return tuple(
        _view(run, cost, copy, anatomy, extra=place >= WORST and cost.mistakes > 0)
        for place, (cost, copy) in enumerate(shown)
    )


def _affordable(
    pairs: Sequence[tuple[PictureCost, bytes]], room: int
) -> Iterator[tuple[PictureCost, bytes]]:
    """The first whose copies fit into so many bytes of the page."""
    for cost, copy in pairs:
        room -= len(copy) * 4 // 3
        if room < 0:
            return
        yield cost, copy


def drawn_picture(index: int, anatomy: Anatomy, copy: bytes) -> Markup:
    """A picture of a validation with what is labelled and predicted drawn on `copy` of it."""
    return _svg(copy, _Drawn(index, anatomy), _words(anatomy.costs[index]))


def _view(
    run: str, cost: PictureCost, copy: bytes, anatomy: Anatomy, *, extra: bool
) -> PictureView:
    drawn, words = _Drawn(cost.picture, anatomy), _words(cost)
    return PictureView(
        id=f"{run}-mistake-{cost.picture}",
        name=drawn.picture.name,
        svg=_svg(copy, drawn, words),
        words=words,
        mistakes=cost.mistakes,
        missed=cost.missed,
        alarms=cost.alarms,
        names=cost.names,
        pairs=" ".join(sorted(set(drawn.pairs))),
        extra=extra,
        good=not cost.mistakes,
    )


def _words(cost: PictureCost) -> str:
    parts = [
        (cost.missed, f"{cost.missed} missed"),
        (cost.names, f"{cost.names} wrong class"),
        (cost.alarms, count(cost.alarms, "false alarm")),
        (cost.loose, f"{cost.loose} loose"),
        (cost.duplicates, count(cost.duplicates, "duplicate")),
        (cost.right or not cost.mistakes, f"{cost.right} right"),
    ]
    return ", ".join(part for number, part in parts if number)


class _Drawn:
    """What is drawn on a picture at the confidence in use."""

    def __init__(self, index: int, anatomy: Anatomy) -> None:
        table, kinds = anatomy.table, anatomy.kinds
        self.names = anatomy.recorded.names
        self.picture = anatomy.recorded.pictures[index]
        here = np.flatnonzero(table.picture == index)
        used = table.confidence[here] >= anatomy.confidence
        self.found = np.flatnonzero(used)
        self.kinds = kinds.kind[here][used]
        own = table.truth_picture == index
        self.rows, self.alarms = anatomy.cells[0][own], anatomy.cells[1][here]
        fate = kinds.fate(anatomy.confidence)[own]
        self.missed = np.flatnonzero(fate == MISSED)
        self.told = np.flatnonzero(fate != MISSED)

    @property
    def pairs(self) -> Iterator[str]:
        """True and predicted class of each mistake, as the matrix counts it."""
        for true, row in zip(self.picture.truth.classes.tolist(), self.rows.tolist(), strict=True):
            if row != true:
                yield f"{true}>{'b' if row == len(self.names) else row}"
        yield from (f"b>{row}" for row in self.alarms[self.alarms >= 0].tolist())

    def shapes(self) -> Iterator[str]:
        """All outlines, those that are right first, so that mistakes lie on them."""
        truth, found = self.picture.truth, self.picture.found
        for place in self.told[:MOST_DRAWN].tolist():
            yield _outline(truth, place, "truth", "")
        order = np.argsort(self.kinds != RIGHT, kind="stable")[-MOST_DRAWN:]
        for at in order.tolist():
            place, kind = int(self.found[at]), KINDS[self.kinds[at]]
            name = self._name(found.classes[place])
            sure = decimals(self.picture.confidence[place], 2)
            label = "" if kind == "right" else f"{name} {sure}"
            yield _outline(found, place, kind, label)
        for place in self.missed[:MOST_DRAWN].tolist():
            yield _outline(truth, place, "missed", self._name(truth.classes[place]))

    def _name(self, index: int) -> str:
        return clipped(self.names[index], LONGEST_NAME)


def _outline(boxes: Boxes, place: int, kind: str, label: str) -> str:
    """A box as a path, in two strokes so that it is seen on any ground, and its label."""
    corners = boxes.turned[place] if boxes.turned is not None else _corners(boxes.edges[place])
    points = "L".join(f"{round(x * SCALE)} {round(y * SCALE)}" for x, y in corners)
    path = f'<path class="under" d="M{points}z"/><path class="{kind}" d="M{points}z"/>'
    if not label:
        return path
    left, top, _, bottom = boxes.edges[place] * SCALE
    # Duplicates lie on what they repeat, whose label stands above.
    below = kind == "duplicate" or top <= 40
    at = f'x="{round(max(left, 4))}" y="{round(min(bottom + 34, SCALE) if below else top - 8)}"'
    return f'{path}<text class="{kind}" {at}>{escape(label)}</text>'


def _corners(edges: Floats) -> Floats:
    left, top, right, bottom = edges
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]])


def _source(copy: bytes) -> str:
    """The copy without what does not draw: anybody may have written the file that holds it."""
    try:
        media, content = as_picture(copy)
    except Unreadable:
        return ""
    return f"data:{media};base64,{base64.b64encode(content).decode('ascii')}"


def _svg(copy: bytes, drawn: _Drawn, words: str) -> Markup:
    picture = drawn.picture
    longer = max(picture.width, picture.height)
    width, height = SCALE * picture.width / longer, SCALE * picture.height / longer
    return Markup(
        f'<svg class="shot" viewBox="0 0 {round(width)} {round(height)}" role="img" '
        f'aria-label="{escape(f"{picture.name}: {words}")}">'
        f'<image href="{_source(copy)}" width="{round(width)}" '
        f'height="{round(height)}" preserveAspectRatio="none"/>{"".join(drawn.shapes())}</svg>'
    )
