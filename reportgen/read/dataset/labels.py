"""A label file -> its objects, and what is wrong with it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from reportgen.read.bounded import Unreadable, read_text
from reportgen.read.dataset.model import LabelFault, Labels
from reportgen.read.plot.axes import Floats

MAX_BYTES = 8 * 2**20
MAX_LINES = 20_000
SLACK = 0.01
"""How far a box may reach over the edge: rounding, and what Ultralytics lets pass."""
LEAST_SIDE = 1e-6
NONE = Labels(np.zeros(0, np.int64), np.zeros((0, 4)))


def read_labels(path: Path, classes: int, *, keypoints: bool) -> Labels | None:
    """The objects of a label file; None where there is no such file.

    A line is a class, then a box (centre, width, height), corners of an outline, or, with
    `keypoints`, a box and its keypoints; all in shares of the picture. Ultralytics takes every line
    of a file for an outline once one of them is: a box among outlines is none any more.
    """
    if not path.is_file():
        return None
    try:
        text = read_text(path, MAX_BYTES)
    except Unreadable as error:
        if str(error) == "is empty":
            return NONE
        return Labels(NONE.classes, NONE.boxes, (LabelFault(shown(path), 0, "unreadable"),))
    lines = text.splitlines()[:MAX_LINES]
    return _objects(lines, shown(path), classes, keypoints)


def shown(path: Path) -> str:
    """The name of a file as it is told: with its last folder."""
    return "/".join(path.parts[-2:])


def _objects(lines: list[str], file: str, names: int, keypoints: bool) -> Labels:
    kept: list[tuple[int, Floats]] = []
    faults: list[LabelFault] = []
    seen: set[str] = set()
    outlined = not keypoints and any(len(line.split()) > 6 for line in lines)
    for number, line in enumerate(lines, start=1):
        words = line.split()
        if not words:
            continue
        row = _row(words, keypoints)
        if row is None:
            faults.append(LabelFault(file, number, "format"))
            continue
        why = next(_faults(row, words, names, seen, outlined), None)
        if why:
            faults.append(LabelFault(file, number, why))
        if why in (None, "doubled"):
            kept.append(row)
    found = np.array([box for _, box in kept]).reshape(-1, 4)
    classes = np.array([kind for kind, _ in kept], dtype=np.int64)
    return Labels(classes, found, tuple(faults), file if kept and not outlined else "")


def _row(words: list[str], keypoints: bool) -> tuple[int, Floats] | None:
    """Class and box of a line; None where it is no such line."""
    try:
        numbers = np.array(list(map(float, words)))
    except ValueError:
        return None
    is_class = numbers[0] == abs(np.floor(numbers[0]))  # a whole number from 0 on
    if len(numbers) < 5 or not np.isfinite(numbers).all() or not is_class:
        return None
    box = _box(numbers[1:], keypoints)
    return None if box is None else (int(numbers[0]), box)


def _box(numbers: Floats, keypoints: bool) -> Floats | None:
    """Left, top, right and bottom; None where the numbers are neither a box nor an outline."""
    if len(numbers) == 4 or keypoints:
        centre, half = numbers[:2], numbers[2:4] / 2
        return np.array([*(centre - half), *(centre + half)])
    if len(numbers) % 2:
        return None
    points = numbers.reshape(-1, 2)
    return np.array([*points.min(axis=0), *points.max(axis=0)])


def _faults(
    row: tuple[int, Floats], words: list[str], classes: int, seen: set[str], outlined: bool
) -> Iterator[str]:
    """What is wrong with a line that can be read; the worst first."""
    kind, box = row
    if classes and kind >= classes:
        yield "class"
    if box.min() < -SLACK or box.max() > 1 + SLACK:
        yield "outside"
    if min(box[2] - box[0], box[3] - box[1]) <= LEAST_SIDE or math.isnan(box.sum()):
        yield "no-area"
    key = " ".join(words)
    if key in seen:
        yield "doubled"
    seen.add(key)
    if outlined and len(words) == 5:
        yield "mixed"
