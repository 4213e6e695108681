"""Keeps the page below a size: pictures as they are while they fit, else smaller, else fewer.

In this order, each step only where the one before does not fit:

1. pictures as they are;
2. plots as lossless WebP;
3. photos as WebP of quality 80, then of 75 and at most 1600 pixels a side, then 1280, then of 70
   and 960;
4. without plots that a chart of the page draws anew: nothing that they tell is lost;
5. photos as WebP of quality 60 and at most 640 pixels a side, at which the names on boxes of a
   batch of 16 pictures can still be read;
6. fewer pictures, in the order of `Worth`.

Steps 4 to 6 leave out only as many as they must. All text and charts stay, and so does the first
validation batch of every run whose pictures are shown: without one, nothing shows what the numbers
mean. A page that is too large even so is refused, but one of very many runs is not unless its limit
was asked for: nobody knows before what so many take. What fits at once costs nothing: no picture is
decoded, and Pillow is not imported. Pages of very many runs begin with step 2: their text is much.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from reportgen.errors import ReportError
from reportgen.page.picture.album import Album, AlbumPlan, Entry, Key, Reduction, Worth, size_text
from reportgen.page.picture.images import Embedded
from reportgen.page.picture.smaller import Way

if TYPE_CHECKING:
    from reportgen.page.document import Page

MAX_BYTES = 25_000_000
"""What GitHub takes as a file attached to a comment (docs.github.com, "Attaching files")."""
ROOM = 10_000_000
"""Bytes within which all but the pictures stay, of any page."""
_WORDS = 1_200
"""Bytes for the sentence that says what was done, of one run."""


STEPS = (
    Reduction(None, -1),
    Reduction(Way(80, None), -1),
    Reduction(Way(75, 1600), -1),
    Reduction(Way(75, 1280), -1),
    Reduction(Way(70, 960), -1),
    Reduction(Way(70, 960), Worth.REDRAWN),
    Reduction(Way(60, 640), Worth.REDRAWN),
    Reduction(Way(60, 640), Worth.PLOT),
)
"""From the second of those above on."""


def fitted(
    build: Callable[[Album], Page],
    max_bytes: int | None,
    *,
    lossless: bool = False,
    refuses: bool = True,
    rendered: bool = True,
) -> tuple[Page, str]:
    """The page that `build` makes, and its HTML of at most `max_bytes` bytes; None: of any size.

    `build` is called anew for each album that it is to take its pictures from. `lossless` begins
    with step 2, however much room there is. Raises ReportError, with the smallest size reached,
    where the page cannot be made small enough and that `refuses`; else it is the smallest there is.
    Unless it is to be `rendered`, there may be no HTML where there is plenty of room.
    """
    from reportgen.page.shell.render import render

    album = Album(lossless=lossless)
    page = build(album)
    if max_bytes is None:
        return page, render(page) if rendered else ""
    known = _weight(page) + sum(len(album.unplanned(each).uri) for each in album.shown.values())
    if not rendered and known <= max_bytes - ROOM:
        return page, ""
    if known <= max_bytes:
        html = render(page)
        if _size(html) <= max_bytes:
            return page, html
    del page
    page, html = _reduced(build, album, max_bytes)
    if refuses and _size(html) > max_bytes:
        least = size_text(10_000 * -(-_size(html) // 10_000))
        raise ReportError(
            f"The report has {least} at the least, over its limit of {size_text(max_bytes)}. "
            f"Give --max-size {least.replace(' ', '')} or more."
        )
    return page, html


def _reduced(build: Callable[[Album], Page], album: Album, max_bytes: int) -> tuple[Page, str]:
    """The first page, step by step, that has no more than `max_bytes`; else the smallest."""
    from reportgen.page.shell.render import render

    empty = {key: replace(entry.kept, uri=Markup()) for key, entry in album.shown.items()}
    bare = replace(album, plan=AlbumPlan(max_bytes, STEPS[0], empty))
    left = max_bytes - _size(render(build(bare))) - _WORDS * len({key.run for key in album.shown})
    for plan in _plans(album.shown, max_bytes, left):
        page = build(replace(album, plan=plan))
        html = render(page)
        if _size(html) <= max_bytes:
            break
    return page, html


def _weight(page: Page) -> int:
    """Bytes that are known before the page is rendered: what tells of all runs, and its JSON."""
    many = page.many
    told = len(many.data.content) + sum(each.size for each in many.packed) if many else 0
    return told + len(page.embedded)


def _size(html: str) -> int:
    return len(html.encode("utf-8", errors="replace"))


# --- which pictures, and how ---------------------------------------------------------------------


def _plans(entries: Mapping[Key, Entry], limit: int, left: int) -> Iterator[AlbumPlan]:
    """What keeps the pictures within `left` bytes, by step; at the end what always stays."""
    for step in STEPS if left > 0 else ():
        shown = _within(entries, step, left)
        if shown is not None:
            yield AlbumPlan(limit, step, shown)
    yield _least(entries, limit)


def _within(entries: Mapping[Key, Entry], step: Reduction, left: int) -> dict[Key, Embedded] | None:
    """As many pictures as go into `left` bytes, dearest first; None where too many do not.

    Stops at the first group that does not fit, so that no picture is encoded in vain. What cannot
    be made smaller goes first of all.
    """
    shown: dict[Key, Embedded] = {}
    for worth, keys in _dearest_first(entries):
        made = {key: entries[key].smaller(step.photos) for key in keys}
        if step.leaves_to < 0:
            made = {key: each or entries[key].kept for key, each in made.items()}
        group = {key: each for key, each in made.items() if each}
        left -= sum(len(each.uri) for each in group.values())
        if left < 0:
            return shown if worth <= step.leaves_to else None
        shown |= group
    return shown


def _dearest_first(entries: Mapping[Key, Entry]) -> list[tuple[Worth, list[Key]]]:
    """Pictures that are shown or left out together, those that are left out first at the end."""
    groups: dict[tuple[int, int, int], list[Key]] = {}
    for place, (key, entry) in enumerate(entries.items()):
        paired = entry.worth in (Worth.PAIR, Worth.FIRST_PAIR)
        own = 0 if paired else place
        groups.setdefault((-entry.worth, entry.number, own), []).append(key)
    return [(Worth(-order[0]), keys) for order, keys in sorted(groups.items())]


def _least(entries: Mapping[Key, Entry], limit: int) -> AlbumPlan:
    """What stays whatever the limit."""
    step = STEPS[-1]
    first = {key: entry for key, entry in entries.items() if entry.worth is Worth.FIRST_PAIR}
    made = {key: entry.smaller(step.photos) for key, entry in first.items()}
    return AlbumPlan(limit, step, {key: each for key, each in made.items() if each})
