"""One validation, taken apart: everything is worked out when it is first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from reportgen.anatomy.confidence import GRID, Calibration, Thresholds, calibration, thresholds
from reportgen.anatomy.groups import ObjectGroup, groups
from reportgen.anatomy.kinds import KINDS, RIGHT, Kinds, cells_at, counts_at, kinds_of
from reportgen.anatomy.precision import by_class, mended, scored_at
from reportgen.anatomy.suspects import Suspect, suspects
from reportgen.anatomy.table import Table, table_of
from reportgen.anatomy.worst import PictureCost, costs
from reportgen.read.plot.axes import Floats
from reportgen.read.recorded.model import Recorded, Whole, first_guesses

USUAL = 0.25
"""Confidence that ``yolo predict`` uses unless told otherwise."""


class Anatomy:
    """The mistakes of one validation."""

    def __init__(self, recorded: Recorded, confidence: float | None = None) -> None:
        """The mistakes in `recorded`, counted at `confidence`; None: at the best one."""
        self.all_guesses = recorded
        self._asked = confidence

    @cached_property
    def recorded(self) -> Recorded:
        """The validation with one class for each predicted box, as ``predict`` tells it."""
        return first_guesses(self.all_guesses)

    @cached_property
    def table(self) -> Table:
        """All objects and predictions, paired by what the task is about."""
        return table_of(self.recorded)

    @cached_property
    def scored(self) -> Table:
        """The same with all guesses, as average precision counts them."""
        return table_of(self.all_guesses)

    @cached_property
    def kinds(self) -> Kinds:
        """Every prediction and every object judged."""
        return kinds_of(self.table)

    @cached_property
    def thresholds(self) -> Thresholds | None:
        """The best confidences; None where nothing is right."""
        return thresholds(self.table, self.kinds)

    @cached_property
    def confidence(self) -> float:
        """The confidence that mistakes are counted at: the one asked for, else the best one."""
        best = self.thresholds.shared if self.thresholds else USUAL
        chosen = best if self._asked is None else self._asked
        return max(chosen, self.all_guesses.lowest)

    def counts(self, confidences: Floats = GRID) -> Whole:
        """How many there are of each of `KINDS` at each confidence; shape (confidences, 7)."""
        return counts_at(self.table, self.kinds, confidences)

    @cached_property
    def count(self) -> Mapping[str, int]:
        """How many there are of each of `KINDS` at `confidence`."""
        row = self.counts(np.array([self.confidence]))[0]
        return dict(zip(KINDS, row.tolist(), strict=True))

    @cached_property
    def cells(self) -> tuple[Whole, Whole]:
        """Where objects and false alarms stand in the matrix at `confidence`: see `cells_at`."""
        return cells_at(self.table, self.kinds, self.confidence)

    @cached_property
    def class_precision(self) -> Floats:
        """Average precision of each class at IoU 0.5, NaN without objects; shape (classes,)."""
        return by_class(scored_at(self.scored))

    @cached_property
    def mended(self) -> Mapping[str, Floats]:
        """Average precision of each class with one kind of mistake mended, by its key."""
        return mended(self.scored, kinds_of(self.scored))

    @cached_property
    def map50(self) -> float:
        """mAP50 of the recorded predictions; 0 without objects."""
        return _mean(self.class_precision)

    @cached_property
    def gains(self) -> Mapping[str, float]:
        """Points of mAP50 (0 to 1) that mending each kind of mistake would bring."""
        return {key: max(0.0, _mean(fixed) - self.map50) for key, fixed in self.mended.items()}

    @cached_property
    def groups(self) -> tuple[ObjectGroup, ...]:
        """The objects by class, size, shape and crowding."""
        return groups(self.recorded, self.table)

    @cached_property
    def calibration(self) -> Calibration | None:
        """Whether confidences can be believed; None without predictions."""
        return calibration(self.table, self.kinds)

    @cached_property
    def costs(self) -> list[PictureCost]:
        """The mistakes of each picture at `confidence`."""
        return costs(self.table, self.kinds, self.confidence)

    @cached_property
    def fits(self) -> tuple[Floats, Floats]:
        """Overlap of the boxes, and of what objects are matched by, for each object found."""
        used = (self.kinds.kind == RIGHT) & (self.table.confidence >= self.confidence)
        places = [np.arange(len(picture.found)) for picture in self.recorded.pictures]
        within = np.concatenate([np.zeros(0, np.int64), *places])
        starts = np.searchsorted(self.table.truth_picture, np.arange(self.table.pictures))
        both = []
        for index in np.flatnonzero(used).tolist():
            number = int(self.table.picture[index])
            picture = self.recorded.pictures[number]
            at = int(self.kinds.truth[index] - starts[number]), int(within[index])
            both.append((picture.box_overlap[at], picture.overlap[at]))
        told = np.array(both).reshape(-1, 2)
        return told[:, 0], told[:, 1]

    @cached_property
    def suspects(self) -> list[Suspect]:
        """Labels to look at, the likeliest first."""
        return suspects(self.recorded, self.table, self.kinds)


def _mean(values: Floats) -> float:
    told = values[~np.isnan(values)]
    return float(told.mean()) if len(told) else 0.0
