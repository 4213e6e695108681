"""The section of the data set: its splits, pictures that show the same, and faulty labels."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from reportgen import words
from reportgen.facts.run_facts import Facts
from reportgen.page.text.format import file_name
from reportgen.read.dataset.model import FAULTS, DataSet, Split
from reportgen.words import count

MOST_CLASSES = 60
HOW = {"file": "the same file", "same": "alike", "flipped": "alike, flipped"}


class SplitRow(NamedTuple):
    """One split."""

    name: str
    pictures: str
    unlabelled: str
    empty: str
    objects: str
    sizes: str
    """Of the pictures: one, or how many there are."""


class ClassRow(NamedTuple):
    """Objects of one class, by split."""

    name: str
    objects: tuple[int, ...]


class FaultRow(NamedTuple):
    """A faulty label."""

    file: str
    line: str
    why: str


class LikenessRow(NamedTuple):
    """Two pictures that show the same."""

    one: str
    other: str
    how: str


class DataSetView(NamedTuple):
    """The section of the data set."""

    intro: str
    notes: tuple[str, ...]
    splits: tuple[SplitRow, ...]
    names: tuple[str, ...]
    """Of the splits."""
    classes: tuple[ClassRow, ...]
    likenesses: tuple[LikenessRow, ...]
    likenesses_intro: str
    faults: tuple[FaultRow, ...]
    faults_intro: str
    filename: str


def dataset_view(facts: Facts) -> DataSetView | None:
    """Everything of the section; None where no data set was named, or none is in reach."""
    data = facts.survey.dataset
    if data is None:
        return None
    return DataSetView(
        intro="The data set that --data names, as it was when this report was made; the training "
        "may have used another state.",
        notes=data.notes,
        splits=tuple(map(_split, data.splits.values())),
        names=tuple(data.splits),
        classes=_classes(data),
        likenesses=tuple(
            LikenessRow(pair.name, pair.other_name, HOW[pair.how]) for pair in data.likenesses
        ),
        likenesses_intro=_likenesses_intro(data),
        faults=tuple(
            FaultRow(fault.file, str(fault.line or "all"), FAULTS[fault.why])
            for split in data.splits.values()
            for fault in split.faults
        ),
        faults_intro=_faults_intro(data),
        filename=file_name(facts.run.name),
    )


def _split(split: Split) -> SplitRow:
    return SplitRow(
        split.name,
        words.whole(split.listed),
        words.whole(split.unlabelled),
        words.whole(split.empty),
        words.whole(sum(split.objects)),
        _sizes(split),
    )


def _sizes(split: Split) -> str:
    known = split.sizes[np.isfinite(split.sizes).all(axis=1)]
    if not len(known):
        return "–"
    sizes, numbers = np.unique(known, axis=0, return_counts=True)
    width, height = (words.whole(side) for side in sizes[numbers.argmax()])
    if len(sizes) == 1:
        return f"{width} × {height}"
    return f"{words.whole(len(sizes))} sizes, most often {width} × {height}"


def _classes(data: DataSet) -> tuple[ClassRow, ...]:
    rows = [
        ClassRow(name, tuple(split.objects[index] for split in data.splits.values()))
        for index, name in enumerate(data.names)
    ]
    return tuple(sorted(rows, key=lambda row: -sum(row.objects))[:MOST_CLASSES])


def _likenesses_intro(data: DataSet) -> str:
    within = sum(number for (one, other), number in data.alike_count.items() if one == other)
    across = data.alike_count.get(("val", "train"), 0)
    if not data.alike_count:
        return f"Of {count(data.hashed, 'picture')} no two show the same."
    return (
        f"{count(across, 'validation picture shows', 'validation pictures show')} the same as a "
        f"training picture; {count(within, 'picture has', 'pictures have')} a copy in the same "
        f"split. {count(data.hashed, 'picture was', 'pictures were')} compared, as they are and "
        "flipped; recompressed and resized copies count."
    )


def _faults_intro(data: DataSet) -> str:
    total = sum(sum(split.fault_count.values()) for split in data.splits.values())
    return f"{count(total, 'faulty label')}." if total else "No label is faulty."
