"""A comparison page for each data set and task: its best and latest runs, and a baseline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from operator import attrgetter

from reportgen.errors import ReportError
from reportgen.output.site.listing.index import in_order, on_data
from reportgen.output.site.listing.sets import grouped, left_out, of_all, rank, task_label
from reportgen.output.site.model import Card, Together
from reportgen.output.site.names import INDEX, slug
from reportgen.output.site.pages import ROOT, JudgedRun
from reportgen.output.site.together import write_together
from reportgen.output.site.work import Work, release
from reportgen.page.run.views import Link
from reportgen.read.earlier.report import read_old_report
from reportgen.read.folder.discover import FoundRun
from reportgen.values import digest

MOST = 12
"""Runs of one comparison. About as many as colours tell apart."""
BEST = MOST // 2
"""Of these the best ones; the latest take the rest."""


def write_comparisons(work: Work, present: Mapping[str, FoundRun]) -> None:
    """Bring the comparisons up to date with the cards; `present` are the runs that are on disk."""
    kept: dict[str, Together] = {}
    paged = list(filter(attrgetter("page"), in_order(work.state.cards.values())))
    for (data, task), cards in grouped(paged).items():
        key = slug(f"{data} {task}", digest(data, task))
        old = work.state.comparisons.get(key)
        try:
            made = _together(work, Together(key, data, task, ()), cards, old, present)
        except ReportError:
            raise
        except Exception as error:
            made = old
            work.failed(f"The comparison of runs on {data}", error)
        if made:
            kept[key] = made
            work.state.files.update(made.files, made.shared)
    work.state.comparisons = kept


def _members(cards: Sequence[Card], baseline: str | None) -> list[Card]:
    """The runs to compare, of `cards` with the newest first: the baseline, then oldest first.

    Of more than `MOST` the best are kept, which no comparison may lose, the latest, and the
    baseline that the user names. Runs without a date are not the latest of anything, and those
    without a result come last.
    """
    ranked = sorted(cards, key=rank, reverse=True)
    named = [card for card in ranked if card.name == baseline and card.value is not None]
    latest = [card for card in cards if card.date and card.value is not None]
    wanted = [*named[:1], *ranked[:BEST], *latest, *ranked]
    kept = list(dict.fromkeys(card.id for card in wanted))[:MOST]
    return _baseline_first([card for card in cards if card.id in kept][::-1], baseline)


def _baseline_first(cards: Sequence[Card], named: str | None) -> list[Card]:
    """`cards` with the baseline in front: the one named, else the first; one with a result."""
    able = [card for card in cards if card.value is not None]
    first = next((card for card in able if card.name == named), next(iter(able), None))
    return sorted(cards, key=lambda card: card is not first)


def _together(
    work: Work,
    blank: Together,
    cards: Sequence[Card],
    old: Together | None,
    present: Mapping[str, FoundRun],
) -> Together | None:
    members = _members(cards, work.options.baseline)
    if len(members) < 2 or all(card.value is None for card in members):
        return None
    blank = replace(blank, fingerprint=_made_of(work, members, cards))
    if old and old.fingerprint == blank.fingerprint and _kept(work, old):
        return old
    runs = _read_all(work, members, present)
    compared = [card for card in members if card.id in runs]
    if len(compared) < 2:
        return _kept(work, old)
    return _written(work, blank, _baseline_first(compared, work.options.baseline), runs, cards)


def _made_of(work: Work, members: Sequence[Card], cards: Sequence[Card]) -> str:
    """A digest of all that the page of some runs tells, and of how."""
    prints = [(card.id, card.fingerprint) for card in members]
    others = sorted(card.name for card in cards if card not in members)
    return digest(prints, others, release(), work.options.settings, work.options.baseline)


def _kept(work: Work, old: Together | None) -> Together | None:
    """The comparison that there is, where all its files are."""
    return old if old and work.folder.keep((*old.files, *old.shared)) else None


def _written(
    work: Work,
    blank: Together,
    compared: Sequence[Card],
    runs: Mapping[str, JudgedRun],
    cards: Sequence[Card],
) -> Together:
    """The comparison of the runs `compared` of all `cards`, with its files."""
    title = _title(blank, len(compared), len(cards))
    page = work.maker.comparison([runs[card.id] for card in compared], title)
    links = [
        Link(f"{ROOT}{INDEX}", "All runs"),
        Link(f"{ROOT}{INDEX}{on_data(blank.data)}", "Runs on this data set"),
    ]
    ids = tuple(card.id for card in compared)
    pages = [card.page for card in compared]
    files = write_together(work.folder, blank.slug, page, pages, (links, left_out(ids, cards)))
    return replace(blank, runs=ids, files=tuple(files), shared=work.assets("comparison"))


def _title(blank: Together, runs: int, all_runs: int) -> str:
    return f"{blank.data}, {task_label(blank.task)}: {of_all(runs, all_runs)}"


def _read_all(
    work: Work, members: Sequence[Card], present: Mapping[str, FoundRun]
) -> dict[str, JudgedRun]:
    """The trainings that can be read, by id."""
    read = {card.id: _read(work, card, present) for card in members}
    return {id: run for id, run in read.items() if run and not run.is_search}


def _read(work: Work, card: Card, present: Mapping[str, FoundRun]) -> JudgedRun | None:
    """A run from its folder; one that is gone from what its page tells programs."""
    with suppress(ReportError):
        if card.id in present:
            return work.maker.read(present[card.id])
        path = work.folder.path / card.page
        told = read_old_report(path)
        return work.maker.read(FoundRun(path, card.name, card.name, False, told[0]))
    return None
