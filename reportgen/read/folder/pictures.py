"""The pictures of a run: plots, batches of training, pairs of ground truth and prediction."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from reportgen.read.folder.files import Listing, RunFile
from reportgen.tasks import Head, Task

CurveKind = Literal["F1", "P", "R", "PR"]
"""F1, precision and recall over the confidence; precision over recall."""
CURVE_KINDS: tuple[CurveKind, ...] = ("F1", "P", "R", "PR")


@dataclass(frozen=True)
class Picture:
    """A picture file of the run. It is not opened before the page embeds it."""

    name: str
    path: Path
    size: int
    """In bytes."""


@dataclass(frozen=True)
class BatchPair:
    """One validation batch: the same pictures with ground truth and with predictions."""

    number: int
    truth: Picture | None
    prediction: Picture | None


@dataclass(frozen=True)
class Pictures:
    """All pictures that a run folder holds."""

    curves: dict[str, dict[CurveKind, Picture]]
    """By head (``box``, ``mask``, ``pose``), then by kind (``F1``, ``P``, ``R``, ``PR``)."""
    confusion: Picture | None
    confusion_normalized: Picture | None
    labels: Picture | None
    labels_correlogram: Picture | None
    train_batches: tuple[tuple[int, Picture], ...]
    """Batch number and picture, by number. The highest numbers are drawn with mosaic off."""
    val_batches: tuple[BatchPair, ...]


NO_PICTURES = Pictures({}, None, None, None, None, (), ())


def find_pictures(folder: Path, listing: Listing, task: Task | None) -> Pictures:
    """Sort the picture files of a run by what they show."""

    def picture(file: RunFile) -> Picture:
        return Picture(file.name, folder / file.name, file.size)

    def first(key: str) -> Picture | None:
        found = listing.of_kind(key)
        return picture(found[0]) if found else None

    def numbered(key: str) -> dict[int, Picture]:
        return {_batch_number(file.name): picture(file) for file in listing.of_kind(key)}

    truth, predictions = numbered("val-labels"), numbered("val-pred")
    curves = {head.key: _curves(folder, listing, head) for head in (task.heads if task else ())}
    return Pictures(
        curves={head: found for head, found in curves.items() if found},
        confusion=first("confusion-matrix"),
        confusion_normalized=first("confusion-matrix-normalized"),
        labels=first("labels"),
        labels_correlogram=first("labels-correlogram"),
        train_batches=tuple(sorted(numbered("train-batch").items())),
        val_batches=tuple(
            BatchPair(number, truth.get(number), predictions.get(number))
            for number in sorted(truth.keys() | predictions.keys())
        ),
    )


def _curves(folder: Path, listing: Listing, head: Head) -> dict[CurveKind, Picture]:
    found: dict[CurveKind, Picture] = {}
    for kind in CURVE_KINDS:
        files = listing.of_kind(f"{head.key}-{kind.lower()}-curve")
        # A folder that was validated twice by different versions can hold both names.
        files = tuple(sorted(files, key=lambda file: not file.name.startswith(head.curve_prefix)))
        if files:
            found[kind] = Picture(files[0].name, folder / files[0].name, files[0].size)
    return found


def _batch_number(name: str) -> int:
    digits = re.search(r"batch([0-9]+)", name)
    return int(digits.group(1)) if digits else 0
