"""Pictures of curves: those that are drawn anew, and those whose numbers are not told."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import filterfalse

from reportgen import words
from reportgen.facts.run_facts import Facts
from reportgen.page.picture.album import Worth
from reportgen.page.picture.gallery import VALIDATE, Gallery, absent
from reportgen.page.picture.views import Image, ImageGroup
from reportgen.page.run.views import Missing
from reportgen.page.text.format import HEAD_WORDS
from reportgen.read.folder.pictures import CurveKind

TITLES: dict[CurveKind, str] = {
    "F1": "F1 against confidence",
    "PR": "Precision against recall",
    "P": "Precision against confidence",
    "R": "Recall against confidence",
}
"""By kind, in the order of the page."""


def curve_picture(gallery: Gallery, head: str, kind: CurveKind) -> Image | Missing | None:
    """The picture of a kind of curve, of one head; None where there is none."""
    picture = gallery.facts.run.pictures.curves.get(head, {}).get(kind)
    if picture is None:
        return None
    caption = f"{picture.name}, as Ultralytics drew it."
    return gallery.image(picture, _alt(kind, head), caption, Worth.REDRAWN)


def _alt(kind: CurveKind, head: str) -> str:
    return f"{TITLES[kind]} of the {head} head, one thin line a class, a thick one for all"


def picture_galleries(gallery: Gallery) -> Iterator[ImageGroup]:
    """By head, the pictures that no figure stands for, with the reason where one was declined."""
    for head in gallery.facts.heads:
        key = head.head.key
        if not gallery.facts.run.pictures.curves.get(key):
            continue
        kinds = filterfalse(head.curves.__contains__, TITLES)
        items = [_picture_only(gallery, key, kind) for kind in kinds]
        if items:
            title = HEAD_WORDS[key] if not head.curves else f"{HEAD_WORDS[key]}: pictures only"
            yield gallery.group(f"curves-{key}", title, "", items)


def _picture_only(gallery: Gallery, head: str, kind: CurveKind) -> Image | Missing:
    facts = gallery.facts
    picture = facts.run.pictures.curves[head].get(kind)
    if picture is None:
        return absent(f"{TITLES[kind]} ({head})", facts, VALIDATE)
    declined = {(plot.head, plot.kind): plot.reason for plot in facts.evidence.declined}
    said = f"{TITLES[kind]}."
    if reason := declined.get((head, kind)):
        said += f" Its numbers are not told: {words.mid_sentence(reason)}"
    return gallery.image(picture, _alt(kind, head), said)


def curves_missing(facts: Facts) -> Missing | None:
    """What is said for the heads whose curves are not there."""
    heads = [head for head in facts.heads if head.head.letter]
    if not heads:
        of = words.capital(facts.task.label) if facts.task else ""
        reason = f"{of} has none." if facts.heads else "The task is unknown."
        return Missing("No curves", reason)
    pictures = facts.run.pictures.curves
    lacking = [head.head.key for head in heads if head.head.key not in pictures and not head.curves]
    if not lacking:
        return None
    what = f"No curves of the {' and the '.join(lacking)} head"
    return absent(what, facts, VALIDATE)
