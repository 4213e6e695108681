"""A comparison page for each data set and task: its latest runs held against each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from reportgen import words
from reportgen.errors import ReportError
from reportgen.output.site.index import group_anchor, in_order
from reportgen.output.site.model import Card, Together
from reportgen.output.site.names import INDEX, digest, slug
from reportgen.output.site.work import ROOT, ReadRun, Work, release
from reportgen.page.run.views import Link
from reportgen.read.earlier.report import read_old_report
from reportgen.read.folder.discover import FoundRun
from reportgen.tasks import TASK_BY_NAME

MOST = 12
"""Runs of one comparison: the latest ones. About as many as colours tell apart."""


def write_comparisons(work: Work, present: Mapping[str, FoundRun]) -> None:
    """Bring the comparisons up to date with the cards; `present` are the runs that are on disk."""
    groups: dict[tuple[str, str], list[Card]] = {}
    for card in in_order(work.state.cards.values()):
        if card.page and card.group:
            groups.setdefault(card.group, []).append(card)
    kept: dict[str, Together] = {}
    for (data, task), cards in groups.items():
        key = slug(f"{data} {task}", digest(data, task))
        old = work.state.comparisons.get(key)
        members = _members(cards, work.options.baseline)
        try:
            made = _together(work, Together(key, data, task, ()), members, old, present)
        except ReportError:
            raise
        except Exception as error:
            made = old
            work.failed(f"The comparison of runs on {data}", error)
        if made:
            kept[key] = made
            work.state.files.update(made.files)
    work.state.comparisons = kept


def _members(cards: Sequence[Card], baseline: str | None) -> list[Card]:
    """The latest runs, oldest first, with the baseline among them."""
    latest = list(cards[:MOST])
    others = [card for card in cards[MOST:] if card.name == baseline]
    return [*others[:1], *reversed(latest)]


def _together(
    work: Work,
    blank: Together,
    members: Sequence[Card],
    old: Together | None,
    present: Mapping[str, FoundRun],
) -> Together | None:
    if len(members) < 2:
        return None
    prints = [(card.id, card.fingerprint) for card in members]
    made_of = digest(prints, release(), work.options.settings, work.options.baseline)
    if old and old.fingerprint == made_of and work.folder.keep(old.files):
        return old
    runs = _read_all(work, members, present)
    if len(runs) < 2:
        return old if old and work.folder.keep(old.files) else None
    page = work.maker.comparison(list(runs.values()), _title(blank, len(runs)))
    links = [
        Link(f"{ROOT}{INDEX}", "All runs"),
        Link(f"{ROOT}{INDEX}#{group_anchor(blank.data, blank.task)}", "Runs on this data set"),
    ]
    _, files = work.write_page(f"compare/{blank.slug}.html", page, links)
    return replace(blank, runs=tuple(runs), fingerprint=made_of, files=tuple(files))


def _title(blank: Together, runs: int) -> str:
    task = TASK_BY_NAME.get(blank.task)
    return f"{blank.data}, {task.label if task else blank.task}: {words.count(runs, 'run')}"


def _read_all(
    work: Work, members: Sequence[Card], present: Mapping[str, FoundRun]
) -> dict[str, ReadRun]:
    """The trainings that can be read, by id."""
    read = {card.id: _read(work, card, present) for card in members}
    return {id: run for id, run in read.items() if run and not run.is_search}


def _read(work: Work, card: Card, present: Mapping[str, FoundRun]) -> ReadRun | None:
    """A run from its folder; one that is gone from what its page tells programs."""
    with suppress(ReportError):
        if card.id in present:
            return work.maker.read(present[card.id])
        path = work.folder.path / card.page
        told = read_old_report(path)
        return work.maker.read(FoundRun(path, card.name, card.name, False, told[0]))
    return None
