"""Class names: from the checkpoint, from a data.yaml, or by number. Never from a picture."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportgen.read.bounded import Unreadable
from reportgen.read.redact import HIDDEN, one_line
from reportgen.read.table.yaml import load_mapping

MAX_BYTES = 2**20
MAX_CLASSES = 25_000
"""Most classes; ImageNet-21k has 21,841."""
MAX_NAME = 100
"""Longest name that is kept, in characters."""


@dataclass(frozen=True)
class ClassNames:
    """Names by class index, and where they come from."""

    names: tuple[str, ...]
    source: str
    """What told them, e.g. ``weights/best.pt``; empty when they are only numbered."""

    def fitting(self, count: int) -> tuple[str, ...]:
        """`count` names for a plot of `count` classes.

        Where the plot shows another number of classes than have names, the plot is right and its
        classes are numbered.
        """
        if len(self.names) == count:
            return self.names
        return tuple(f"class {index}" for index in range(count))


NUMBERED = ClassNames((), "")


def names_of_data(path: Path) -> tuple[str, ...]:
    """The class names in a data.yaml, a list or a mapping from 0 on.

    Raises `Unreadable` when the file cannot be read or names no classes.
    """
    names = load_mapping(path, MAX_BYTES).get("names")
    if isinstance(names, dict):
        names = _in_order(names)
    if not isinstance(names, list) or not 0 < len(names) <= MAX_CLASSES:
        raise Unreadable("holds no list of class names")
    return tuple(one_line(" ".join(_text(name).split()), MAX_NAME) for name in names)


def _in_order(names: dict[Any, Any]) -> list[Any]:
    try:
        return [names[index] for index in range(len(names))]
    except KeyError:
        raise Unreadable("does not number its classes from 0 on") from None


def validates_on_training(path: Path) -> bool | None:
    """Whether a data.yaml names pictures for train that it names for val as well.

    None where it does not name both, or cannot be read.
    """
    try:
        content = load_mapping(path, MAX_BYTES)
    except Unreadable:
        return None
    train, val = (_places(content.get(split)) for split in ("train", "val"))
    return bool(train & val) if train and val else None


def _places(value: Any) -> set[str]:
    """Folders and lists of pictures as they are written, without what makes no difference."""
    several = value if isinstance(value, list) else [value]
    texts = (item.strip().replace("\\", "/") for item in several if isinstance(item, str))
    return {text.removeprefix("./").rstrip("/").lower() for text in texts} - {""}


def _text(name: object) -> str:
    """Python writes no whole number of more than 4,300 digits."""
    if not isinstance(name, (str, int, float)):
        raise Unreadable("holds class names that are no text")
    return HIDDEN if isinstance(name, int) and abs(name) >= 10**18 else str(name)
