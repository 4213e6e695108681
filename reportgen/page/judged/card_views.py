"""Findings and causes as cards."""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from reportgen.page.run.views import Badge, Field, Link, Tally


class Member(NamedTuple):
    """One of several findings that are shown as one."""

    id: str
    name: str


class ChartLink(NamedTuple):
    """The chart that a finding points to."""

    link: Link
    thumbnail: Markup
    """Empty on a page of so many runs that drawings would be most of it."""
    band: str = ""
    """Epochs to mark on the chart, ``46,100``; empty when there are none."""


class FindingCard(NamedTuple):
    """A finding that stands open."""

    id: str
    badge: Badge
    title: Markup
    seen: Markup
    details: tuple[Field, ...]
    """Epochs, threshold and the guide's section."""
    remedy: Markup
    evidence: ChartLink | None
    links: tuple[Link, ...] = ()
    members: tuple[Member, ...] = ()


class FoldedFinding(NamedTuple):
    """A finding that asks nothing of the reader: one line in the folded list."""

    id: str
    badge: Badge
    title: str
    seen: str


class CauseView(NamedTuple):
    """A cause, with the findings that it explains folded under it."""

    id: str
    certainty: str
    """In a word: "certain", "likely", "possible"."""
    title: Markup
    seen: Markup
    steps: tuple[Link, ...]
    """What it calls for."""
    cards: tuple[FindingCard, ...]
    explained: str
    """How many findings it explains, in words; empty where it explains none."""


class FindingsView(NamedTuple):
    """All findings of a run, and what is behind them."""

    causes: tuple[CauseView, ...]
    cards: tuple[FindingCard, ...]
    """Findings that no cause explains."""
    folded: tuple[FoldedFinding, ...]
    tallies: tuple[Tally, ...]
    """Of the folded ones."""
