"""Objects in groups: what becomes of small ones, long ones, crowded ones, and those of a class."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from reportgen.anatomy.kinds import LOOSE, MISSED, NAME, RIGHT, Kinds
from reportgen.anatomy.table import Table
from reportgen.read.plot.axes import Floats
from reportgen.read.recorded.model import Recorded, Whole, area, overlap

SMALL, MEDIUM = 32.0, 96.0
"""Sides in pixels as the model sees them below which an object is small, and medium (COCO)."""
LONG, VERY_LONG = 2.0, 4.0
"""Longer side over shorter one from which an object is long, and very long."""
TOUCHING = 0.05
"""Overlap of boxes from which two objects stand in each other's way."""
SIZES = ("small (under 32 px)", "medium (32 to 96 px)", "large (96 px and more)")
SHAPES = ("compact (under 2 : 1)", "long (2 : 1 to 4 : 1)", "very long (4 : 1 and more)")
CROWDS = ("free", "one other overlaps it", "two or more others overlap it")
FATES = (RIGHT, NAME, LOOSE, MISSED)


class ObjectGroup(NamedTuple):
    """Objects that have something in common."""

    by: str
    """``class``, ``size``, ``shape`` or ``crowding``."""
    name: str
    objects: Whole
    """Which ones, counted over all pictures."""

    def fates(self, kinds: Kinds, confidence: float) -> tuple[int, ...]:
        """How many are right, called another class, loose and missed at a confidence."""
        fate = kinds.fate(confidence)[self.objects]
        return tuple(int((fate == each).sum()) for each in FATES)


def groups(recorded: Recorded, table: Table) -> tuple[ObjectGroup, ...]:
    """The groups that hold any object, by class, size, shape and crowding."""
    return tuple(group for group in _all(recorded, table) if len(group.objects))


def _all(recorded: Recorded, table: Table) -> Iterator[ObjectGroup]:
    for index, name in enumerate(table.names):
        yield ObjectGroup("class", name, np.flatnonzero(table.truth_class == index))
    for by, names, number in (
        ("size", SIZES, sizes(recorded)),
        ("shape", SHAPES, np.digitize(lengths(recorded), (LONG, VERY_LONG))),
        ("crowding", CROWDS, np.minimum(neighbours(recorded), 2)),
    ):
        for index, name in enumerate(names):
            yield ObjectGroup(by, name, np.flatnonzero(number == index))


def seen_sides(recorded: Recorded) -> Floats:
    """Root of each object's area in pixels as the model sees it; shape (n,)."""
    return _joined([np.sqrt(area(p.truth.edges)) * p.seen_side for p in recorded.pictures])


def sizes(recorded: Recorded) -> Whole:
    """0 for small, 1 for medium and 2 for large objects, by their boxes; shape (n,)."""
    return np.asarray(np.digitize(seen_sides(recorded), (SMALL, MEDIUM)))


def lengths(recorded: Recorded) -> Floats:
    """Longer side over shorter one of each object's box; shape (n,)."""
    sides = _joined([_sides(p.truth.edges, p.truth.turned) for p in recorded.pictures], (0, 2))
    shorter = sides.min(axis=1, initial=np.inf)
    return np.asarray(sides.max(axis=1, initial=0) / np.maximum(shorter, 1e-9))


def _sides(edges: Floats, turned: Floats | None) -> Floats:
    if turned is None:
        return np.asarray(edges[:, 2:] - edges[:, :2])
    return np.asarray(np.linalg.norm(turned[:, [1, 2]] - turned[:, [0, 1]], axis=2))


def neighbours(recorded: Recorded) -> Whole:
    """How many other objects of its picture overlap each object; shape (n,)."""
    counts = [
        (overlap(p.truth.edges, p.truth.edges) >= TOUCHING).sum(axis=1) - 1
        for p in recorded.pictures
    ]
    return np.maximum(_joined(counts).astype(np.int64), 0)


def _joined(parts: list[Floats], empty: tuple[int, ...] = (0,)) -> Floats:
    return np.concatenate(parts) if parts else np.zeros(empty)
