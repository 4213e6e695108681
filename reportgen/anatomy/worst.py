"""Which pictures cost most, and which pairs of classes stand behind them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from reportgen.anatomy.kinds import (
    BACKGROUND,
    BOTH,
    DUPLICATE,
    LOOSE,
    MISSED,
    NAME,
    RIGHT,
    Kinds,
)
from reportgen.anatomy.table import Table
from reportgen.read.recorded.model import Whole


class PictureCost(NamedTuple):
    """The mistakes of one picture at a confidence."""

    picture: int
    right: int
    missed: int
    alarms: int
    """Predictions on nothing."""
    names: int
    """Predictions that call an object another class, also where they fit it loosely."""
    loose: int
    duplicates: int
    """Further predictions of an object that is found."""

    @property
    def mistakes(self) -> int:
        """All of them, each counted once."""
        return self.missed + self.alarms + self.names + self.loose + self.duplicates


def costs(table: Table, kinds: Kinds, confidence: float) -> list[PictureCost]:
    """The mistakes of every picture, in the order of the pictures."""
    used = table.confidence >= confidence
    by_kind = {
        kind: np.bincount(table.picture[used & (kinds.kind == kind)], minlength=table.pictures)
        for kind in (RIGHT, NAME, LOOSE, BOTH, DUPLICATE, BACKGROUND)
    }
    missed = np.bincount(
        table.truth_picture[kinds.fate(confidence) == MISSED], minlength=table.pictures
    )
    return [
        PictureCost(
            picture,
            int(by_kind[RIGHT][picture]),
            int(missed[picture]),
            int(by_kind[BACKGROUND][picture]),
            int(by_kind[NAME][picture] + by_kind[BOTH][picture]),
            int(by_kind[LOOSE][picture]),
            int(by_kind[DUPLICATE][picture]),
        )
        for picture in range(table.pictures)
    ]


def ranked(costs: list[PictureCost]) -> list[PictureCost]:
    """The dearest pictures first; of equal ones those with less that is right."""
    return sorted(costs, key=lambda cost: (-cost.mistakes, cost.right, cost.picture))


def best(costs: list[PictureCost]) -> list[PictureCost]:
    """Pictures without a mistake, those with most objects first."""
    clean = [cost for cost in costs if not cost.mistakes and cost.right]
    return sorted(clean, key=lambda cost: (-cost.right, cost.picture))


def confused(table: Table, kinds: Kinds, confidence: float) -> Mapping[tuple[int, int], Whole]:
    """Pictures in which an object of one class is called another, by (true, predicted) class."""
    wrong = (table.confidence >= confidence) & np.isin(kinds.kind, (NAME, BOTH))
    pairs: dict[tuple[int, int], set[int]] = {}
    true = table.truth_class[kinds.truth[wrong]].tolist()
    for pair in zip(
        true, table.classes[wrong].tolist(), table.picture[wrong].tolist(), strict=True
    ):
        pairs.setdefault(pair[:2], set()).add(pair[2])
    return {pair: np.array(sorted(pictures)) for pair, pictures in pairs.items()}
