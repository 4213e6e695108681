"""A page for each run: those that changed are read and written, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from reportgen.errors import ReportError
from reportgen.output.site.card.card import LONGEST
from reportgen.output.site.card.identity import folder_of, place_of
from reportgen.output.site.model import BROKEN, FROM_CHECKPOINT, RUN, VALIDATION, Card
from reportgen.output.site.names import slug
from reportgen.output.site.pages import Asked, MadePage, NoRun
from reportgen.output.site.work import Work, release
from reportgen.read.folder.discover import FoundRun
from reportgen.read.folder.freshness import fingerprint, stamp
from reportgen.read.folder.marks import Marks, marks_of
from reportgen.read.redact import one_line
from reportgen.values import digest

SAVED_AFTER = 25
"""Runs after which runs.json is written, so that little is lost when the program is stopped."""


def write_runs(
    work: Work,
    found: Sequence[FoundRun],
    tick: Callable[[], None],
    listed: Callable[[], None] = lambda: None,
) -> dict[str, FoundRun]:
    """Bring the cards and pages of the runs given up to date: by id, where each was found.

    Pages of those that are new or have changed are made as `Maker.make_all` does, and written when
    they are there. `listed` writes what names the pages: after the first few, and again whenever
    there are twice as many, so that a call that is stopped leaves a site that shows what it has.
    """
    known = _Known(work.state.cards.values())
    looked = [known.look_up(item, work) for item in found]
    fresh = [_is_fresh(work, card) for _, card in looked]
    changed = [asked for (asked, _), kept in zip(looked, fresh, strict=True) if not kept]
    pages = iter(work.maker.make_all(changed))
    present: dict[str, FoundRun] = {}
    progress = _Progress(work, listed)
    for (asked, card), kept in zip(looked, fresh, strict=True):
        is_as_it_was = card is not None and kept and card.id not in present
        if card is None or not is_as_it_was:
            page = partial(work.maker.make, asked) if kept else next(pages).result
            card = _made(work, asked, present, page)
            work.state.files.update(card.files, card.shared)
        work.state.cards[card.id] = card
        present[card.id] = asked.found
        tick()
        if is_as_it_was:
            work.folder.count_unchanged(card.files)
        else:
            progress.one_more()
    return present


class _Progress:
    """Saves what is made and lists it, now and then: a call that is stopped loses little."""

    def __init__(self, work: Work, listed: Callable[[], None]) -> None:
        self._work, self._listed = work, listed
        self._made, self._saved, self._next_list = 0, 0, SAVED_AFTER

    def one_more(self) -> None:
        """A page was made."""
        self._made += 1
        # What has to be made again is a twentieth at most: each saving writes all cards.
        if self._made - self._saved >= max(SAVED_AFTER, len(self._work.state.cards) // 20):
            self._saved = self._made
            self._work.save(self._work.options.title or "")
        if self._made == self._next_list:
            self._listed()
            self._next_list *= 2


def _is_fresh(work: Work, card: Card | None) -> bool:
    """Whether the page of a run is there as it is to be."""
    return card is not None and all(map(work.folder.is_whole, (*card.files, *card.shared)))


class _Known:
    """The cards of a site, by what their pages were made of."""

    def __init__(self, cards: Collection[Card]) -> None:
        self.by_stamp = {(card.place, card.stamp): card for card in cards if card.stamp}
        self.by_content = {(card.place, card.fingerprint): card for card in cards}
        self.slugs: dict[str, dict[str, str]] = {}
        for card in cards:
            self.slugs.setdefault(card.place, {})[card.id] = card.slug

    def look_up(self, found: FoundRun, work: Work) -> tuple[Asked, Card | None]:
        """A run as it was found, and its card where nothing of it has changed.

        Its files are opened only where their times have changed.
        """
        place = place_of(found, work.folder.path)
        shown = (release(), work.options.settings)
        stamped = stamp(found, *shown)
        if card := self.by_stamp.get((place, stamped)):
            return self._asked(found, place, stamped, card.fingerprint, work), card
        made_of = fingerprint(found, *shown)
        card = self.by_content.get((place, made_of))
        asked = self._asked(found, place, stamped, made_of, work)
        return asked, card and replace(card, stamp=stamped)

    def _asked(self, found: FoundRun, place: str, stamped: str, made_of: str, work: Work) -> Asked:
        # Workers elsewhere have another folder that they start from.
        found = replace(found, folder=found.folder.absolute())
        return Asked(found, place, stamped, made_of, self.slugs.get(place, {}), token=work.token)


def _made(
    work: Work, asked: Asked, present: Mapping[str, FoundRun], made: Callable[[], MadePage | None]
) -> Card:
    """The card of a run that is new or has changed, with its page written."""
    try:
        page = made()
        if page is None:
            raise ValueError("no page")
        id, old = _known_as(page.card.id, asked, work, present)
        address = old.slug if old else slug(asked.found.name, id)
        if (id, address) != (page.card.id, page.card.slug):
            work.dropped.update(page.card.files)
            page = work.maker.make(replace(asked, id=id, slugs={id: address}))
    except NoRun:
        return _broken(work, asked, "Nothing of a training can be read there.")
    except ReportError as error:
        if type(error) is ReportError:  # It cannot be written, which no run is to blame for.
            raise
        return _broken(work, asked, str(error))
    except Exception as error:
        return _broken(work, asked, work.failed("", error))
    if old and asked.found.told and not old.from_report:
        # An old report has no pictures: the page that was made of the folder tells more.
        work.dropped.update(page.card.files)
        return old
    card = _written(work, page, old)
    before = digest("place", asked.place)
    if before not in {id, *present}:
        # The same folder before its first epoch, or when it could not be read.
        work.state.cards.pop(before, None)
    return replace(card, **_marked(work, asked.found))


def _known_as(
    id: str, asked: Asked, work: Work, present: Mapping[str, FoundRun]
) -> tuple[str, Card | None]:
    """What the site knows a run by, and its card of before."""
    of_copy = digest(id, asked.place)
    # A copy stays one, also when it is found before the run that it is a copy of.
    id = of_copy if id in present or of_copy in work.state.cards else id
    return id, work.state.cards.get(id)


def _written(work: Work, page: MadePage, old: Card | None) -> Card:
    """The card of a page that is written now; its first date is given once."""
    written = work.folder.written
    for name, content in page.files.items():
        work.folder.put(name, content)
    work.lost += page.lost
    changed = work.folder.written > written
    card = replace(page.card, shared=work.assets("run"), published=work.now, updated=work.now)
    if old is None:
        return card
    if old.table == card.table and old.date and card.dated != FROM_CHECKPOINT:
        # A copy or a checkout has files of another time.
        card = replace(card, date=old.date, dated=old.dated)
    updated = work.now if changed or not old.updated else old.updated
    return replace(card, published=old.published, updated=updated)


def _marked(work: Work, found: FoundRun) -> dict[str, Any]:
    """Tags and note of a run, which its folder tells."""
    marks = marks_of(found.folder) if found.told is None else Marks()
    work.said += [f"{found.shown}: {problem}" for problem in marks.problems]
    return {"tags": marks.tags, "note": marks.note}


def _broken(work: Work, asked: Asked, why: str) -> Card:
    """The card of a run that cannot be read."""
    found = asked.found
    work.said.append(f"{found.shown}: {why}")
    id = digest("place", asked.place)
    old = work.state.cards.get(id)
    card = Card(
        id=id,
        place=asked.place,
        slug=slug(found.name, id),
        name=one_line(found.name, LONGEST),
        verdict=BROKEN,
        kind=VALIDATION if found.is_validation else RUN,
        sentence=one_line(why, LONGEST),
        published=work.now,
        updated=work.now,
        folder=folder_of(found),
        fingerprint=asked.made_of,
        stamp=asked.stamp,
        from_report=found.told is not None,
        **_marked(work, found),
    )
    if old is None:
        return card
    kept = {name: getattr(old, name) for name in ("slug", "date", "dated", "table", "published")}
    return replace(card, **kept, updated=old.updated or work.now)
