"""The pictures of a page: each read once, embedded as it is, made smaller, or left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, auto
from typing import NamedTuple

from reportgen import words
from reportgen.page.picture.bare import BadPicture
from reportgen.page.picture.images import JPEG_TYPE, PNG_TYPE, WEBP_TYPE, Embedded, embed
from reportgen.page.picture.smaller import Way, smaller
from reportgen.read.folder.pictures import Picture

MAX_PIXELS_OF_RUN = 200_000_000
"""Pixels of one run's pictures up to which they are decoded; those of Ultralytics' 21 pictures are
80 million together."""


class Worth(IntEnum):
    """What a picture is to the reader, in the order in which pictures are left out."""

    REDRAWN = auto()
    """A plot that a chart of the page draws anew."""
    CORRELOGRAM = auto()
    TRAINING = auto()
    PAIR = auto()
    LABELS = auto()
    FIRST_TRAINING = auto()
    PLOT = auto()
    FIRST_PAIR = auto()
    """Stays, unless it is too damaged to be made smaller."""


class Reduction(NamedTuple):
    """How far the pictures are reduced."""

    photos: Way | None
    leaves_to: int
    """Highest worth of what may be left out; -1: nothing."""


class Key(NamedTuple):
    """A picture of the page."""

    run: str
    name: str


class LeftOut(Exception):
    """A picture that is left out to keep the page small. Its text says so, in one sentence."""


@dataclass
class Entry:
    """A picture, as it is and as it was made smaller."""

    worth: Worth
    number: int
    """Of its batch; of several of one worth the highest goes first."""
    kept: Embedded
    bounded: bool = True
    """Whether it may be decoded."""
    _made: dict[Way | None, Embedded | None] = field(default_factory=dict)

    def smaller(self, way: Way | None) -> Embedded | None:
        """By the step's way, which is one of photos; None where it cannot be decoded."""
        if not self.bounded:
            return None
        own = None if self.kept.mime == PNG_TYPE else way
        if own not in self._made:
            self._made[own] = smaller(self.kept, own)
        return self._made[own]


@dataclass(frozen=True)
class AlbumPlan:
    """How each picture stands in the page."""

    limit: int
    step: Reduction
    shown: Mapping[Key, Embedded]
    """Those that are not left out."""


@dataclass(frozen=True)
class Album:
    """The pictures of a page: read once, and embedded as they are or by a plan."""

    entries: dict[Key, Entry | BadPicture] = field(default_factory=dict)
    plan: AlbumPlan | None = None
    lossless: bool = False
    """Whether plots take fewer bytes even without a plan: the same pixels, for 2 s a run."""

    def embed(self, run: str, picture: Picture, worth: Worth, number: int) -> Embedded:
        """A picture as the page holds it. Raises `BadPicture`, or `LeftOut`."""
        key = Key(run, picture.name)
        if key not in self.entries:
            try:
                room = self._room(run)
                kept = embed(picture, room)
                self.entries[key] = Entry(worth, number, kept, kept.width * kept.height <= room)
            except BadPicture as error:
                self.entries[key] = error
        entry = self.entries[key]
        if isinstance(entry, BadPicture):
            raise entry
        if self.plan is None:
            return self.unplanned(entry)
        if key not in self.plan.shown:
            raise LeftOut(f"Left out to keep this file under {size_text(self.plan.limit)}.")
        return self.plan.shown[key]

    def _room(self, run: str) -> int:
        """How many pixels of a run's pictures may still be decoded."""
        shown = (entry.kept for key, entry in self.shown.items() if key.run == run)
        return MAX_PIXELS_OF_RUN - sum(each.width * each.height for each in shown)

    def repaired(self, run: str, picture: Picture) -> bool:
        """Whether a picture that was embedded had to be put right first."""
        entry = self.entries.get(Key(run, picture.name))
        return isinstance(entry, Entry) and entry.kept.repaired

    def unplanned(self, entry: Entry) -> Embedded:
        """A picture as it stands where nothing limits the page."""
        return (entry.smaller(None) if self.lossless else None) or entry.kept

    @property
    def shown(self) -> dict[Key, Entry]:
        """The pictures that can be shown."""
        return {key: entry for key, entry in self.entries.items() if isinstance(entry, Entry)}

    def told(self, run: str) -> str:
        """What was done to the pictures of a run, in one sentence; empty where nothing was."""
        entries = {key: entry for key, entry in self.shown.items() if key.run == run}
        return _told(entries, self.plan) if self.plan else ""


def size_text(size: float) -> str:
    """A limit in bytes as it is said: ``8 MB``, ``1.25 MB``, ``500 kB``, ``3 bytes``."""
    if size < 1e3:
        return words.count(round(size), "byte")
    unit, name = (1e6, "MB") if size >= 1e6 else (1e3, "kB")
    return words.decimals(size / unit, 2).rstrip("0").rstrip(".") + f" {name}"


# --- what was done, in words ---------------------------------------------------------------------


def _told(entries: Mapping[Key, Entry], plan: AlbumPlan) -> str:
    left = {key: entry for key, entry in entries.items() if key not in plan.shown}
    done = ", ".join(_made_smaller(entries, plan))
    gone = ", ".join(_left_out(entries, left))
    told = "; ".join(filter(None, (done, f"left out: {gone}" if gone else "")))
    limit = size_text(plan.limit)
    return f"Pictures were reduced to keep this file under {limit}: {told}." if told else ""


def _made_smaller(entries: Mapping[Key, Entry], plan: AlbumPlan) -> Iterator[str]:
    changed = {
        entry.kept.mime
        for key, entry in entries.items()
        if key in plan.shown and plan.shown[key].mime == WEBP_TYPE
    }
    if PNG_TYPE in changed:
        yield "plots as WebP without loss"
    if JPEG_TYPE in changed and plan.step.photos:
        quality, side = plan.step.photos
        yield f"photos as WebP at {quality} %" + (f", at most {side} pixels a side" if side else "")


def _left_out(entries: Mapping[Key, Entry], left: Mapping[Key, Entry]) -> Iterator[str]:
    for worths, name in (
        ({Worth.FIRST_PAIR, Worth.PAIR}, "validation batch"),
        ({Worth.FIRST_TRAINING, Worth.TRAINING}, "training batch"),
    ):
        if gone := _batches(left, worths):
            yield f"{gone} of {words.count(_batches(entries, worths), name, f'{name}es')}"
    yield from (key.name for key, e in left.items() if e.worth in {Worth.LABELS, Worth.CORRELOGRAM})
    number = Counter(entry.worth for entry in left.values())
    if number[Worth.REDRAWN]:
        yield f"{words.count(number[Worth.REDRAWN], 'plot')} drawn anew by charts of this page"
    if number[Worth.PLOT]:
        yield words.count(number[Worth.PLOT], "plot")


def _batches(entries: Mapping[Key, Entry], worths: set[Worth]) -> int:
    return len({entry.number for entry in entries.values() if entry.worth in worths})
