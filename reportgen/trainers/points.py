"""Single values of a log, gathered into one row an epoch under canonical names."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from reportgen.trainers.columns import canonical_names
from reportgen.trainers.trainer import Log, NotALog

MOST_NAMES = 120
MOST_POINTS = 1_000_000
MOST_EPOCHS = 20_000
_SHARE = re.compile(r"metrics/(?:mAP50(?:-95)?|precision|recall|accuracy_top[15]|mIoU|pixel_acc)\b")
_NEARLY = 0.02
_PERCENT = 1.5
"""No share is above 1; a little above it stands for one that was rounded."""


class Points:
    """Values by name and epoch, bounded: what comes after is left out."""

    def __init__(self) -> None:
        """No value yet."""
        self._values: dict[str, dict[int, list[float]]] = {}
        self._count = 0

    def add(self, epoch: int, name: str | None, value: Any) -> None:
        """One value; what is no number, or of no epoch, is left out."""
        if name is None or isinstance(value, bool) or not isinstance(value, (int, float)):
            return
        if not 0 <= epoch < 1e9 or self._count >= MOST_POINTS or abs(value) > 1e300:
            return
        if name not in self._values and len(self._values) >= MOST_NAMES:
            return
        self._count += 1
        self._values.setdefault(name, {}).setdefault(epoch, []).append(float(value))

    def begin_again(self, epoch: int, prefix: str = "") -> None:
        """Forget this epoch and all after it, of names with `prefix`: it went on from before."""
        for values in (told for name, told in self._values.items() if name.startswith(prefix)):
            for later in [each for each in values if each >= epoch]:
                del values[later]

    def log(self, *notes: str, unit: str = "epoch", bare_is_training: bool = True) -> Log:
        """One row an epoch: the mean of training losses, the last of everything else.

        Names become canonical. Raises `NotALog` where nothing was added that tells a loss or a
        metric.
        """
        names = canonical_names(self._values, bare_is_training=bare_is_training)
        values = {told: self._values[name] for name, told in names.items() if self._values[name]}
        epochs = _epochs(values)
        if not epochs:
            raise NotALog("holds no values of an epoch")
        columns = {"epoch": [float(epoch) for epoch in epochs]}
        for name, told in values.items():
            columns[name] = list(_column(name, told, epochs))
        sound = in_shares(without_doubles(columns))
        return Log(sound, tuple(note for note in notes if note), unit)


def _epochs(values: Mapping[str, Mapping[int, object]]) -> list[int]:
    """The epochs, in order, without those that only a validation after the training has."""
    every = sorted({epoch for told in values.values() for epoch in told})
    trained = {
        epoch for name, told in values.items() if name.startswith("train/") for epoch in told
    }
    # A loss that is told every so many steps leaves epochs out, which were trained all the same.
    if trained and len(trained) >= sum(epoch <= max(trained) for epoch in every):
        every = [epoch for epoch in every if epoch <= max(trained)]
    return every[:MOST_EPOCHS]


def _column(name: str, values: dict[int, list[float]], epochs: list[int]) -> Iterator[float]:
    mean = name.startswith("train/")
    for epoch in epochs:
        told = [value for value in values.get(epoch, ()) if not mean or math.isfinite(value)]
        if not told:
            yield math.nan
        else:
            yield sum(told) / len(told) if mean else told[-1]


def without_doubles(columns: Mapping[str, list[float]]) -> dict[str, list[float]]:
    """The same with each loss once: a total goes where its parts add up to it, else they go.

    All losses of a side are added up elsewhere, so that a total and its parts would count twice.
    """
    dropped: set[str] = set()
    for side in ("train/", "val/"):
        losses = [name for name in columns if name.startswith(side)]
        totals = [name for name in losses if name[len(side) :].lower() in ("loss", "total_loss")]
        parts = [name for name in losses if name not in totals]
        if totals and parts:
            summed = [sum(values) for values in zip(*map(columns.__getitem__, parts), strict=True)]
            both = [
                (a, b) for a, b in zip(summed, columns[totals[0]], strict=True) if a + b == a + b
            ]
            if both:
                dropped.update(totals if _alike(both) else parts)
    return {name: values for name, values in columns.items() if name not in dropped}


def _alike(pairs: Sequence[tuple[float, float]]) -> bool:
    """Whether most sums are nearly the total beside them."""
    return sum(abs(a - b) <= _NEARLY * abs(b) for a, b in pairs) * 2 > len(pairs)


def in_shares(columns: Mapping[str, list[float]]) -> dict[str, list[float]]:
    """The same with scores in percent as shares; those below 0, which stand for none, as NaN."""
    told = {
        name: list(map(_no_score, values)) if _SHARE.match(name) else values
        for name, values in columns.items()
    }
    percent = [name for name, values in told.items() if _SHARE.match(name) and _in_percent(values)]
    if not percent:
        return told
    kinds = {_kind(name) for name in percent}
    return {
        name: [value / 100 for value in values]
        if _SHARE.match(name) and _kind(name) in kinds
        else values
        for name, values in told.items()
    }


def _kind(name: str) -> str:
    """Metrics that are computed together share their unit."""
    return "accuracy" if "accuracy_top" in name else "others"


def _no_score(value: float) -> float:
    return math.nan if value < 0 else value


def _in_percent(values: Iterable[float]) -> bool:
    finite = [value for value in values if math.isfinite(value)]
    return bool(finite) and _PERCENT < max(finite) <= 100.5
