"""What the pictures and labels of a data set are like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from reportgen.read.plot.axes import Floats
    from reportgen.read.recorded.model import Whole


class LabelFault(NamedTuple):
    """Something in a label file that a training drops, or stumbles over."""

    file: str
    """Name of the label file, with its last folder."""
    line: int
    """Counted from 1; 0 for the whole file."""
    why: str
    """Key of `FAULTS`."""


FAULTS: Mapping[str, str] = {
    "unreadable": "the file cannot be read",
    "format": "the line is not a class with coordinates",
    "class": "the class has no name in the data file",
    "outside": "the box lies outside the picture",
    "no-area": "the box has no width or no height",
    "mixed": "a box among outlines: a training takes its four numbers for two corners",
    "doubled": "the same object is labelled twice",
}


@dataclass(frozen=True, eq=False)
class Labels:
    """The objects of one label file, as far as they are sound."""

    classes: Whole
    """Shape (n,)."""
    boxes: Floats
    """Left, top, right, bottom in shares of the picture's width and height; shape (n, 4)."""
    faults: tuple[LabelFault, ...] = ()
    boxed: str = ""
    """Name of the file where it holds objects, and all of them as boxes."""


@dataclass(frozen=True, eq=False)
class Split:
    """The pictures of one split."""

    name: str
    """``train``, ``val`` or ``test``."""
    pictures: tuple[Path, ...]
    """Those that are looked at, in order of their names."""
    listed: int
    """All that there are; more than are looked at where there are too many."""
    unlabelled: int
    """Pictures without a label file."""
    empty: int
    """Pictures whose label file holds no object."""
    boxed: int
    """Pictures whose objects are all labelled as boxes, none as an outline."""
    first_boxed: str
    """Name of the first such label file, with its last folder; empty where there is none."""
    objects: tuple[int, ...]
    """Objects by class."""
    sides: Floats
    """Width and height of each object in shares of its picture's; shape (n, 2)."""
    owner: Whole
    """Picture of each object; shape (n,)."""
    faults: tuple[LabelFault, ...]
    fault_count: Mapping[str, int]
    """All faults by kind, also of those that are not listed."""
    sizes: Floats
    """Width and height in pixels of each picture, NaN where it could not be read; (pictures, 2)."""


class Likeness(NamedTuple):
    """Two pictures that show the same."""

    split: str
    name: str
    other_split: str
    other_name: str
    how: str
    """``file`` for one file in two splits, ``same``, or ``flipped``."""


@dataclass(frozen=True, eq=False)
class DataSet:
    """A data set as far as it was looked at."""

    names: tuple[str, ...]
    splits: Mapping[str, Split]
    likenesses: tuple[Likeness, ...]
    """Pairs of pictures that show the same; of one split and of two."""
    alike_count: Mapping[tuple[str, str], int]
    """Pictures of the first split that have a likeness in the second, by both; also of those pairs
    that are not listed."""
    hashed: int
    """Pictures that were compared with all others."""
    same_folder: bool
    """Whether train and val name the same pictures."""
    notes: tuple[str, ...] = ()
    """What was not looked at, one sentence each."""
