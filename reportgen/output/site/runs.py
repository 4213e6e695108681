"""A page for each run: those that changed are read and written, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from reportgen.errors import ReportError
from reportgen.facts.run_facts import Facts
from reportgen.output.embedded import readable
from reportgen.output.site.card.card import LONGEST, broken_card, card_of, data_set
from reportgen.output.site.card.curves import curves
from reportgen.output.site.card.freshness import fingerprint, stamp
from reportgen.output.site.card.identity import date_of, folder_of, place_of, run_id, table_digest
from reportgen.output.site.index import on_data
from reportgen.output.site.model import FROM_CHECKPOINT, RUN, VALIDATION, Card
from reportgen.output.site.names import INDEX, digest, slug
from reportgen.output.site.work import ROOT, ReadRun, Work, release
from reportgen.page.run.views import Link
from reportgen.read.folder.discover import FoundRun
from reportgen.read.folder.marks import Marks, marks_of
from reportgen.read.redact import one_line

SAVED_AFTER = 25
"""Runs after which runs.json is written, so that little is lost when the program is stopped."""


@dataclass(frozen=True)
class _Given:
    """A run as it was found, before it is read."""

    found: FoundRun
    place: str
    stamp: str
    made_of: str
    """Its fingerprint."""


def write_runs(
    work: Work,
    found: Sequence[FoundRun],
    tick: Callable[[], None],
    listed: Callable[[], None] = lambda: None,
) -> dict[str, FoundRun]:
    """Bring the cards and pages of the runs given up to date: by id, where each was found.

    Those that are new or have changed are read as `Maker.read_all` does, each page is written when
    its run is there. `listed` writes what names the pages: after the first few, and again whenever
    there are twice as many, so that a call that is stopped leaves a site that shows what it has.
    """
    known = _Known(work.state.cards.values())
    looked = [known.look_up(item, work) for item in found]
    fresh = [_is_fresh(work, card) for _, card in looked]
    changed = [given.found for (given, _), kept in zip(looked, fresh, strict=True) if not kept]
    runs = iter(work.maker.read_all(changed))
    present: dict[str, FoundRun] = {}
    made, saved, next_list = 0, 0, SAVED_AFTER
    for (given, card), kept in zip(looked, fresh, strict=True):
        if not kept or card is None or card.id in present or not work.folder.keep(card.files):
            read = partial(work.maker.read, given.found) if kept else next(runs).result
            card = _made(work, given, present, read)
            work.state.files.update(card.files, card.shared)
            made += 1
            # What has to be made again is a twentieth at most: each saving writes all cards.
            if made - saved >= max(SAVED_AFTER, len(work.state.cards) // 20):
                saved = made
                work.save(work.options.title or "")
        work.state.cards[card.id] = card
        present[card.id] = given.found
        tick()
        if made == next_list:
            listed()
            next_list *= 2
    return present


def _is_fresh(work: Work, card: Card | None) -> bool:
    """Whether the page of a run is there as it is to be."""
    return card is not None and all(map(work.folder.is_whole, (*card.files, *card.shared)))


class _Known:
    """The cards of a site, by what their pages were made of."""

    def __init__(self, cards: Collection[Card]) -> None:
        self.by_stamp = {(card.place, card.stamp): card for card in cards if card.stamp}
        self.by_content = {(card.place, card.fingerprint): card for card in cards}

    def look_up(self, found: FoundRun, work: Work) -> tuple[_Given, Card | None]:
        """A run as it was found, and its card where nothing of it has changed.

        Its files are opened only where their times have changed.
        """
        place = place_of(found, work.folder.path)
        shown = (release(), work.options.settings)
        stamped = stamp(found, *shown)
        if card := self.by_stamp.get((place, stamped)):
            return _Given(found, place, stamped, card.fingerprint), card
        made_of = fingerprint(found, *shown)
        card = self.by_content.get((place, made_of))
        return _Given(found, place, stamped, made_of), card and replace(card, stamp=stamped)


def _made(
    work: Work,
    given: _Given,
    present: Mapping[str, FoundRun],
    read: Callable[[], ReadRun],
) -> Card:
    """The card of a run that is new or has changed, with its page written."""
    try:
        run = read()
    except ReportError:
        return _broken(work, given, "Nothing of a training can be read there.")
    id = run_id(run.page_input.facts, given.place)
    of_copy = digest(id, given.place)
    # A copy stays one, also when it is found before the run that it is a copy of.
    id = of_copy if id in present or of_copy in work.state.cards else id
    old = work.state.cards.get(id)
    if old and given.found.told and not old.from_report:
        # An old report has no pictures: the page that was made of the folder tells more.
        return old
    try:
        card = _written(work, run, _with_date(run.page_input.facts, given, _base(work, given, id)))
    except ReportError:
        raise
    except Exception as error:
        return _broken(work, given, work.failed("", error))
    before = digest("place", given.place)
    if before not in {id, *present}:
        # The same folder before its first epoch, or when it could not be read.
        work.state.cards.pop(before, None)
    return card


def _written(work: Work, run: ReadRun, base: Card) -> Card:
    given = run.page_input
    group = (
        data_set(given, work.options.same_data),
        given.facts.task.name if given.facts.task else "",
    )
    links = [Link(f"{ROOT}{INDEX}", "All runs")]
    if all(group) and base.kind == RUN and not given.is_search:
        links.append(Link(f"{ROOT}{INDEX}{on_data(group[0])}", "Runs on this data set"))
    written = work.folder.written
    page = work.maker.page(run)
    page, files = work.write_page(f"runs/{base.slug}.html", page, links, report=readable([given]))
    changed = work.folder.written > written or not base.updated
    if given.facts.goes_on:  # What it says holds for now only: it is made again next time.
        base = replace(base, stamp="", fingerprint="")
    if (told := curves(given.facts, base.slug)) and base.kind == RUN and not given.is_search:
        work.folder.put(*told)
        files.append(told[0])
    base = replace(base, files=tuple(files), shared=work.assets("run"))
    card = card_of(given, page, base, ROOT, group[0])
    return replace(card, updated=work.now if changed else base.updated)


def _base(work: Work, given: _Given, id: str) -> Card:
    """What a card has before the run is read; its address and first date are given once."""
    old = work.state.cards.get(id)
    marks = marks_of(given.found.folder) if given.found.told is None else Marks()
    work.said += [f"{given.found.shown}: {problem}" for problem in marks.problems]
    return Card(
        id=id,
        place=given.place,
        slug=old.slug if old else slug(given.found.name, id),
        name=one_line(given.found.name, LONGEST),
        verdict="",
        kind=VALIDATION if given.found.is_validation else RUN,
        sentence="",
        date=old.date if old else "",
        dated=old.dated if old else "",
        table=old.table if old else "",
        published=old.published if old else work.now,
        updated=old.updated if old else "",
        folder=folder_of(given.found),
        tags=marks.tags,
        note=marks.note,
        fingerprint=given.made_of,
        stamp=given.stamp,
        from_report=given.found.told is not None,
    )


def _with_date(facts: Facts, given: _Given, base: Card) -> Card:
    """The card with the date of its epochs; `base` has that of those published before."""
    date, dated = date_of(facts, given.found)
    table = table_digest(facts)
    if base.table == table and base.date and dated != FROM_CHECKPOINT:
        return base  # a copy or a checkout has files of another time
    return replace(base, date=date, dated=dated, table=table)


def _broken(work: Work, given: _Given, why: str) -> Card:
    work.said.append(f"{given.found.shown}: {why}")
    base = _base(work, given, digest("place", given.place))
    return broken_card(replace(base, updated=base.updated or work.now), why)
