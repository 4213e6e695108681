"""Each picture of one validation: what is labelled in it, and what was predicted.

Boxes are told in shares of the picture's longer side, so that they are of one scale in both
directions; whatever is judged of them (overlap, size, shape) holds as in pixels.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from reportgen.read.plot.axes import Floats

Whole = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
"""An array of whole numbers."""


@dataclass(frozen=True, eq=False)
class Boxes:
    """Objects of one picture, labelled or predicted; all arrays have one row an object."""

    classes: Whole
    """Index into the class names; shape (n,)."""
    edges: Floats
    """Left, top, right, bottom in shares of the picture's longer side; of a turned box, of what
    encloses it; shape (n, 4)."""
    turned: Floats | None = None
    """The corners of turned boxes in the same unit; shape (n, 4, 2). None for upright ones."""

    def __len__(self) -> int:
        """The number of objects."""
        return len(self.classes)


@dataclass(frozen=True, eq=False)
class Validated:
    """One picture of the validation."""

    name: str
    """Name of its file, without folders."""
    width: int
    height: int
    """In pixels, as the file has it."""
    gain: float
    """Pixels that the model sees for one of the file: below 1 where it was made smaller."""
    truth: Boxes
    found: Boxes
    """Predictions, the most confident first."""
    confidence: Floats
    """Of each prediction, 0 to 1, falling; shape (n,)."""
    told_overlap: Floats | None = None
    """Overlap of masks, keypoints or turned boxes as the trainer computed it: labelled objects
    down, predictions across, 0 to 1. None where it is that of the boxes."""

    @cached_property
    def box_overlap(self) -> Floats:
        """Intersection over union of the boxes; labelled objects down, predictions across."""
        return overlap(self.truth.edges, self.found.edges)

    @property
    def overlap(self) -> Floats:
        """What objects are matched by: `told_overlap`, else that of the boxes."""
        return self.box_overlap if self.told_overlap is None else self.told_overlap

    @property
    def seen_side(self) -> float:
        """The longer side as the model sees it, in pixels."""
        return max(self.width, self.height) * self.gain


def first_guesses(recorded: Recorded) -> Recorded:
    """The validation with one class for each predicted box, the most confident.

    A validation of Ultralytics tells every class that a box may be of, for the sake of average
    precision; ``predict`` tells the first only, and so do counts of mistakes.
    """
    return replace(recorded, pictures=tuple(map(_first_guesses, recorded.pictures)))


def _first_guesses(picture: Validated) -> Validated:
    _, first = np.unique(picture.found.edges, axis=0, return_index=True)
    if len(first) == len(picture.found):
        return picture
    kept = np.sort(first)
    found, told = picture.found, picture.told_overlap
    return replace(
        picture,
        found=Boxes(
            found.classes[kept],
            found.edges[kept],
            None if found.turned is None else found.turned[kept],
        ),
        confidence=picture.confidence[kept],
        told_overlap=None if told is None else told[:, kept],
    )


@dataclass(frozen=True, eq=False)
class Recorded:
    """One validation, picture by picture."""

    task: str
    """``detect``, ``segment``, ``pose`` or ``obb``."""
    head: str
    """What `Validated.overlap` is of: ``box``, ``mask`` or ``pose``."""
    names: tuple[str, ...]
    """Class names by class index."""
    pictures: tuple[Validated, ...]
    seen: int
    """Pictures that were validated; more than there are in `pictures` where it was cut."""
    lowest: float
    """The confidence below which no prediction was kept."""
    source: str
    """File that told it."""
    weights: str | None = None
    epochs: int | None = None
    """Epochs of the training at whose end it was validated; None for a validation on its own."""
    notes: tuple[str, ...] = ()
    """What was left out, one sentence each."""
    thumbnails: dict[int, bytes] | None = None
    """Small copies, WebP or JPEG, with nothing drawn on them, by index into `pictures`; of those
    that are worth looking at."""

    @property
    def objects(self) -> int:
        """Labelled objects in all pictures."""
        return sum(len(picture.truth) for picture in self.pictures)


def overlap(one: Floats, other: Floats) -> Floats:
    """Intersection over union of each box of `one` (n, 4) with each of `other` (m, 4); (n, m)."""
    low = np.maximum(one[:, None, :2], other[None, :, :2])
    high = np.minimum(one[:, None, 2:], other[None, :, 2:])
    shared = np.clip(high - low, 0, None).prod(axis=-1)
    both = area(one)[:, None] + area(other)[None] - shared
    return np.asarray(np.where(both > 0, shared / np.where(both > 0, both, 1.0), 0.0))


def area(edges: Floats) -> Floats:
    """Area of each box (n, 4), in the square of its unit; shape (n,)."""
    return np.asarray((edges[:, 2:] - edges[:, :2]).clip(0).prod(axis=-1))


def turned_boxes(rows: Floats) -> tuple[Floats, Floats]:
    """Edges (n, 4) and corners (n, 4, 2) of boxes told as centre, width, height, angle (n, 5)."""
    centre, half, angle = rows[:, :2], rows[:, 2:4] / 2, rows[:, 4]
    along = half[:, :1] * np.c_[np.cos(angle), np.sin(angle)]
    across = half[:, 1:] * np.c_[-np.sin(angle), np.cos(angle)]
    corners = np.stack(
        [centre + a * along + b * across for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))], axis=1
    )
    return np.concatenate([corners.min(axis=1), corners.max(axis=1)], axis=1), corners
