"""data.yaml -> what its pictures and labels are like; bounded in number and in time."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from reportgen import words
from reportgen.read.bounded import Unreadable
from reportgen.read.dataset.class_names import names_of_data
from reportgen.read.dataset.labels import NONE, read_labels, shown
from reportgen.read.dataset.likeness import likenesses, small
from reportgen.read.dataset.model import DataSet, LabelFault, Labels, Likeness, Split
from reportgen.read.dataset.places import NamedPictures, label_of
from reportgen.read.plot.axes import Floats

MOST_PICTURES = 20_000
"""Looked at in all splits together; of larger sets every so many."""
MOST_SECONDS = 60.0
"""Of CPU time, after which no further picture is opened."""
MOST_LISTED = 200
"""Faults and likenesses that are listed; all are counted."""

Progress = Callable[[int, int], None]
"""Told how many of how many pictures are done."""


def survey(path: Path, progress: Progress | None = None) -> DataSet | None:
    """Look at the data set that the data file at `path` names; None where no picture is there.

    Several runs of one data set are told of it once. Raises `Unreadable` when the data file
    cannot be read.
    """
    return _survey(path.resolve(), progress)


@lru_cache(maxsize=4)
def _survey(path: Path, progress: Progress | None) -> DataSet | None:
    named = NamedPictures(path)
    listed = named.pictures()
    if not listed:
        return None
    names = _names(path)
    chosen = _spread(listed)
    watch = _Watch(sum(map(len, chosen.values())), progress)
    looked = {split: _look(pictures, watch) for split, pictures in chosen.items()}
    splits = {
        split: _split(split, looked[split], len(listed[split]), len(names), named.keypoints)
        for split in chosen
    }
    if not names:
        names, splits = _numbered(splits)
    compared = [
        (split, each) for split in looked for each in looked[split] if each.grey is not None
    ]
    alike, counted = _likenesses(compared)
    return DataSet(
        names=names,
        splits=splits,
        likenesses=alike,
        alike_count=counted,
        hashed=len(compared),
        same_folder="val" in listed and listed.get("train") == listed["val"],
        notes=(*named.notes, *_cut(listed, chosen, watch)),
    )


def _numbered(splits: Mapping[str, Split]) -> tuple[tuple[str, ...], dict[str, Split]]:
    """Numbers in place of names that the data file does not give, and counts that fit them."""
    most = max(len(split.objects) for split in splits.values())
    padded = {
        key: replace(split, objects=split.objects + (0,) * (most - len(split.objects)))
        for key, split in splits.items()
    }
    return tuple(f"class {index}" for index in range(most)), padded


def _names(path: Path) -> tuple[str, ...]:
    try:
        return names_of_data(path)
    except Unreadable:
        return ()


def _spread(listed: Mapping[str, list[Path]]) -> dict[str, list[Path]]:
    """At most `MOST_PICTURES` of all, evenly spread over each split."""
    total = sum(map(len, listed.values()))
    share = min(1.0, MOST_PICTURES / total)
    return {
        split: [pictures[int(index / share)] for index in range(int(len(pictures) * share))]
        or pictures[:1]
        for split, pictures in listed.items()
    }


class _Watch:
    """Counts pictures and CPU time."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self.total, self.progress, self.done = total, progress, 0
        self.skipped = 0
        self.ends = time.process_time() + MOST_SECONDS

    def allows(self) -> bool:
        """Whether there is time for one more picture; tells the progress."""
        self.done += 1
        if self.progress and (self.done % 50 == 0 or self.done == self.total):
            self.progress(self.done, self.total)
        late = time.process_time() > self.ends
        self.skipped += late
        return not late


class _Looked(NamedTuple):
    """A picture of a split, opened or not."""

    path: Path
    width: float
    height: float
    grey: Floats | None


def _look(pictures: Sequence[Path], watch: _Watch) -> list[_Looked]:
    looked = []
    for path in pictures:
        seen = small(path) if watch.allows() else None
        width, height = (seen.width, seen.height) if seen else (np.nan, np.nan)
        looked.append(_Looked(path, width, height, seen.grey if seen else None))
    return looked


def _cut(
    listed: Mapping[str, list[Path]], chosen: Mapping[str, list[Path]], watch: _Watch
) -> list[str]:
    """What was not looked at, in sentences."""
    total, taken = (sum(map(len, each.values())) for each in (listed, chosen))
    notes = []
    if taken < total:
        notes.append(
            f"Of {words.whole(total)} pictures, {words.whole(taken)} were looked at, evenly spread."
        )
    if watch.skipped:
        notes.append(
            f"After {words.decimals(MOST_SECONDS, 0)} seconds {words.whole(watch.skipped)} "
            "pictures were not opened."
        )
    return notes


# --- labels --------------------------------------------------------------------------------------


def _split(
    name: str, looked: Sequence[_Looked], listed: int, classes: int, keypoints: bool
) -> Split:
    read = [read_labels(label_of(each.path), classes, keypoints=keypoints) for each in looked]
    labels = [each or NONE for each in read]
    objects = np.array([len(each.classes) for each in labels], dtype=np.int64)
    unlabelled = sum(each is None for each in read)
    every = _joined(labels)
    return Split(
        name=name,
        pictures=tuple(each.path for each in looked),
        listed=listed,
        unlabelled=unlabelled,
        empty=int((objects == 0).sum()) - unlabelled,
        boxed=sum(bool(each.boxed) for each in labels),
        first_boxed=next((each.boxed for each in labels if each.boxed), ""),
        objects=tuple(np.bincount(every.classes, minlength=classes).tolist()),
        sides=every.boxes[:, 2:] - every.boxes[:, :2],
        owner=np.repeat(np.arange(len(labels)), objects),
        faults=_listed(every.faults),
        fault_count=Counter(fault.why for fault in every.faults),
        sizes=np.array([[each.width, each.height] for each in looked]).reshape(-1, 2),
    )


def _joined(labels: Sequence[Labels]) -> Labels:
    return Labels(
        np.concatenate([NONE.classes, *(each.classes for each in labels)]),
        np.concatenate([NONE.boxes, *(each.boxes for each in labels)]),
        tuple(fault for each in labels for fault in each.faults),
    )


def _listed(faults: Sequence[LabelFault]) -> tuple[LabelFault, ...]:
    """Some of the faults, of each kind about as many."""
    by_kind: dict[str, list[LabelFault]] = {}
    for fault in faults:
        by_kind.setdefault(fault.why, []).append(fault)
    each = MOST_LISTED // max(1, len(by_kind))
    return tuple(fault for found in by_kind.values() for fault in found[:each])


# --- likenesses ----------------------------------------------------------------------------------


def _likenesses(
    known: Sequence[tuple[str, _Looked]],
) -> tuple[tuple[Likeness, ...], Mapping[tuple[str, str], int]]:
    """Pairs that show the same, those between splits first, and how many pictures have one."""
    copies = np.array([each.grey for _, each in known]).reshape(-1, 16, 16)
    pairs: list[Likeness] = []
    involved: dict[tuple[str, str], set[int]] = {}
    for one, two, how in likenesses(copies):
        (split, first), (other, second) = known[one], known[two]
        if first.path == second.path:
            how = "file"
        involved.setdefault((split, other), set()).add(one)
        involved.setdefault((other, split), set()).add(two)
        pairs.append(Likeness(split, shown(first.path), other, shown(second.path), how))
    pairs.sort(key=lambda pair: (pair.split == pair.other_split, pair.how != "same"))
    return tuple(pairs[:MOST_LISTED]), {key: len(found) for key, found in involved.items()}
