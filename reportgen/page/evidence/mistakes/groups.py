"""Mistakes by kind and by group of objects: tables whose numbers a slider moves."""

from __future__ import annotations

from typing import NamedTuple

from reportgen import words
from reportgen.anatomy.anatomy import Anatomy
from reportgen.anatomy.groups import ObjectGroup
from reportgen.anatomy.interval import wilson
from reportgen.anatomy.kinds import KINDS, MEANINGS, WORDS

MOST_CLASSES = 40
"""Classes with most objects that are listed; the table of classes has all."""

BY = {
    "class": ("By class", "Class"),
    "size": ("By size as the model sees it", "Size"),
    "shape": ("By shape of the box", "Shape"),
    "crowding": ("By crowding", "Neighbours"),
}


class KindRow(NamedTuple):
    """One kind of mistake, counted."""

    key: str
    word: str
    meaning: str
    number: int
    share: str
    """Of all mistakes."""
    width: float
    """Of its bar, in per cent of the longest."""
    points: str
    """Of mAP50 that mending it would bring."""


class GroupRow(NamedTuple):
    """What becomes of the objects of a group."""

    key: str
    """Its place in the data of the slider."""
    name: str
    objects: int
    right: str
    between: str
    """Wilson's interval of `right`."""
    fates: tuple[int, ...]
    """Right, wrong class, loose, missed."""


class GroupTable(NamedTuple):
    """Groups of one kind."""

    title: str
    kind: str
    """What its rows are."""
    rows: tuple[GroupRow, ...]


def kind_rows(anatomy: Anatomy) -> tuple[KindRow, ...]:
    """A row for each kind of mistake."""
    wrong = {key: anatomy.count[key] for key in KINDS if key != "right"}
    total, most = sum(wrong.values()), max(wrong.values())
    return tuple(
        KindRow(
            key,
            WORDS[key],
            MEANINGS[key],
            number,
            _percent(number, total),
            round(100 * number / (most or 1), 1),
            words.decimals(100 * anatomy.gains[key], 1),
        )
        for key, number in wrong.items()
    )


def shown_groups(anatomy: Anatomy) -> list[ObjectGroup]:
    """The groups that are listed: of classes those with most objects."""
    classes = [group for group in anatomy.groups if group.by == "class"]
    most = sorted(classes, key=lambda group: -len(group.objects))[:MOST_CLASSES]
    listed = most if len(most) > 1 else []
    left_out = set(map(id, classes)) - set(map(id, listed))
    return [group for group in anatomy.groups if id(group) not in left_out]


def group_tables(anatomy: Anatomy, groups: list[ObjectGroup]) -> tuple[GroupTable, ...]:
    """A table for each kind of group that has more than one."""
    rows: dict[str, list[GroupRow]] = {by: [] for by in BY}
    for place, group in enumerate(groups):
        rows[group.by].append(_group(str(place), group, anatomy))
    return tuple(GroupTable(*BY[by], tuple(each)) for by, each in rows.items() if len(each) > 1)


def _group(key: str, group: ObjectGroup, anatomy: Anatomy) -> GroupRow:
    fates = group.fates(anatomy.kinds, anatomy.confidence)
    objects = len(group.objects)
    low, high = wilson(fates[0] / objects, objects)
    return GroupRow(
        key,
        group.name,
        objects,
        _percent(fates[0], objects),
        f"{words.decimals(100 * low, 0)} to {words.percent(high)}",
        fates,
    )


def _percent(part: int, whole: int) -> str:
    return words.percent(part / whole) if whole else "–"
