"""Whether two runs were validated on the same data, and what tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Literal

import numpy as np

from reportgen import words
from reportgen.comparison.data.settings import data_of, effective
from reportgen.facts.data_set import data_set_of, elsewhere
from reportgen.facts.run_facts import Facts
from reportgen.read.data_name import is_generic

Alike = Literal["same", "different", "open"]
LEAST_OBJECTS = 50
"""Validation objects from which on equal numbers of each class are no accident."""


@dataclass(frozen=True)
class SameData:
    """Data that the user declares alike though its files are named differently."""

    pattern: str
    """Shell pattern (``*``, ``?``, ``[ab]``) of the data's path or name, or of a run's name."""
    name: str | None = None
    """What the data set is called; None: by the data of its first run."""

    @classmethod
    def of(cls, text: str) -> SameData:
        """What ``PATTERN`` or ``NAME=PATTERN`` declares."""
        name, equals, pattern = text.partition("=")
        return cls(pattern, name.strip()) if equals and name.strip() else cls(text)

    def is_as(self, other: SameData) -> bool:
        """Whether both declare one set of data: by one name, or by one pattern."""
        return self == other or (self.name is not None and self.name == other.name)

    def matches(self, facts: Facts) -> bool:
        """Whether a run is meant, by its data or its name; case counts."""
        told = (facts.known_args.text("data"), data_set_of(facts), facts.run_name)
        return any(text is not None and fnmatchcase(text, self.pattern) for text in told)


class DataOf:
    """What a run tells of the data that it was validated on, each read when first asked for."""

    def __init__(self, facts: Facts, declared: Sequence[SameData], *, folds: bool) -> None:
        """`folds`: the run is one of a family of folds, whose number does not part it from them."""
        self.facts = facts
        self.folds = folds
        self.declared = next((each for each in declared if each.matches(facts)), None)

    @cached_property
    def path(self) -> str | None:
        """``data`` of args.yaml, without the number of a fold that was paired; None: not told."""
        text = data_of(self.facts) if self.folds else self.facts.known_args.text("data")
        return text.replace("\\", "/").removeprefix("./") if text else None

    @property
    def name(self) -> str | None:
        """The last parts of `path` that name the set; None where they name none."""
        parts = (self.path or "").split("?")[0].split("/")
        named = [part for part in parts if part not in {"", "…", ".", ".."}]
        last_two = enumerate(named[:-3:-1], start=1)
        telling = ("/".join(named[-count:]) for count, part in last_two if not is_generic(part))
        return next(telling, None)

    @property
    def called(self) -> str | None:
        """The name of the set, of folds by what they share, else as the user declared it."""
        of_folds = self.name if self.folds else None
        return of_folds or (self.declared.name if self.declared else None)

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """The names of the classes; empty where they are not told."""
        matrix = self.facts.confusion
        names = matrix.names if matrix else ()
        return () if any(name == f"class {i}" for i, name in enumerate(names)) else names

    @cached_property
    def objects(self) -> tuple[int, ...]:
        """The validation objects of each class; empty where they are not told."""
        objects = self.facts.confusion.objects if self.facts.confusion else None
        if objects is None or np.isnan(objects).any():
            return ()
        return tuple(round(count) for count in objects.tolist())


def compared(one: DataOf, other: DataOf) -> tuple[Alike, str]:
    """Whether the data of two runs is the same, and what tells it, as the end of a sentence."""
    if one.declared is not None and other.declared is not None:
        alike = one.declared.is_as(other.declared)
        return ("same", "as you declared") if alike else ("different", "as you named them")
    counted = _counted(one, other)
    if counted is not None and counted[0] == "different":
        return counted
    if one.path is None or other.path is None:
        return "open", "not all say which data they had"
    return counted or _named(one, other)


def _named(one: DataOf, other: DataOf) -> tuple[Alike, str]:
    """What paths and names tell, and where these leave it open the statistics of the labels."""
    if one.path == other.path:
        if one.name is not None or not elsewhere(one.facts, other.facts):
            return "same", f"by the path {one.path}"
        apart = f"both only say {one.path}, in different projects"
    elif one.name is not None and one.name == other.name:
        return "same", f"by the name {one.name}"
    else:
        apart = f"{_shown(one)} and {_shown(other)}"
    labels = one.facts.run.labels_digest
    if labels and labels == other.facts.run.labels_digest:
        return "same", "by labels.jpg"
    return "different", apart


def _counted(one: DataOf, other: DataOf) -> tuple[Alike, str] | None:
    """What classes and validation objects tell; None where they decide nothing."""
    if one.folds or other.folds or _selects(one.facts) != _selects(other.facts):
        return None
    if one.classes and other.classes and one.classes != other.classes:
        mine, theirs = len(one.classes), len(other.classes)
        named = "classes of other names" if mine == theirs else f"{mine} and {theirs} classes"
        return "different", named
    if not (one.objects and other.objects):
        return None
    mine, theirs = sum(one.objects), sum(other.objects)
    if one.objects != other.objects:
        return "different", f"{words.whole(mine)} and {words.whole(theirs)} validation objects"
    if mine < LEAST_OBJECTS:
        return None
    return "same", f"by their {words.whole(mine)} validation objects, alike in each class"


def _selects(facts: Facts) -> tuple[str | None, ...]:
    """Arguments by which the same data shows other classes and objects."""
    return tuple(effective(facts, name) for name in ("classes", "single_cls", "split"))


def _shown(data: DataOf) -> str:
    return data.name or data.path or "not told"
