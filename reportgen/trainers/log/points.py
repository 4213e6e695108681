"""Single values of a log, gathered into one row an epoch under canonical names."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter

from reportgen.trainers.form.trainer import Log, NotALog
from reportgen.trainers.log.cells import no_number
from reportgen.trainers.log.columns import canonical_names
from reportgen.values import MAX_EPOCH, is_number

MOST_NAMES = 120
MOST_POINTS = 1_000_000
MOST_EPOCHS = 20_000
_SHARE = re.compile(r"metrics/(?:mAP50(?:-95)?|precision|recall|accuracy_top[15]|mIoU|pixel_acc)\b")
_TOTALS = ("loss", "total_loss")
_NEARLY = 0.02
_PERCENT = 1.5
"""No share is above 1; a little above it stands for one that was rounded."""


class Points:
    """Values by name and epoch, bounded: what comes after is left out."""

    def __init__(self) -> None:
        """No value yet."""
        self._values: dict[str, dict[int, list[float]]] = {}
        self._count = 0

    def add(self, epoch: int, name: str, value: object) -> None:
        """One value; what is no number, or of no epoch, is left out."""
        if not is_number(value) or abs(value) > 1e300 or not 0 <= epoch < MAX_EPOCH:
            return
        if self._has_room(name):
            self._count += 1
            self._values.setdefault(name, {}).setdefault(epoch, []).append(float(value))

    def _has_room(self, name: str) -> bool:
        named = name in self._values or len(self._values) < MOST_NAMES
        return named and self._count < MOST_POINTS

    def begin_again(self, epoch: int, prefix: str = "") -> None:
        """Forget this epoch and all after it, of names with `prefix`: it went on from before."""
        for name, values in self._values.items():
            if name.startswith(prefix):
                self._values[name] = {n: told for n, told in values.items() if n < epoch}

    def log(self, *notes: str, unit: str = "epoch", bare_is_training: bool = True) -> Log:
        """One row an epoch: the mean of training losses, the last of everything else.

        A loss that was told and is no number is infinite: NaN stands for what was not told.

        Names become canonical. Raises `NotALog` where nothing was added that tells a loss or a
        metric.
        """
        names = canonical_names(self._values, bare_is_training=bare_is_training)
        values = {told: self._values[name] for name, told in names.items() if self._values[name]}
        epochs = _epochs(values)
        if not epochs:
            raise NotALog("holds no values of an epoch")
        columns = {name: _column(name, told, epochs) for name, told in values.items()}
        sound = in_shares(without_doubles(columns))
        return Log({"epoch": list(map(float, epochs)), **sound}, tuple(filter(None, notes)), unit)


def _epochs(values: Mapping[str, Mapping[int, object]]) -> list[int]:
    """The epochs, in order, without those that only a validation after the training has."""
    every = sorted(set[int]().union(*values.values()))
    losses = [told for name, told in values.items() if name.startswith("train/")]
    trained = set[int]().union(*losses)
    up_to_last = [epoch for epoch in every if epoch <= max(trained, default=0)]
    # A loss that is told every so many steps leaves epochs out, which were trained all the same.
    whole = len(trained) >= max(len(up_to_last), 1)
    return (up_to_last if whole else every)[:MOST_EPOCHS]


def _column(name: str, values: Mapping[int, Sequence[float]], epochs: list[int]) -> list[float]:
    of_epoch = _mean if name.startswith("train/") else itemgetter(-1)
    rows = {epoch: of_epoch(told) for epoch, told in values.items()}
    if name.startswith(("train/", "val/")):
        rows = {epoch: no_number(value) for epoch, value in rows.items()}
    return [rows.get(epoch, math.nan) for epoch in epochs]


def _mean(values: Sequence[float]) -> float:
    finite = [value for value in values if math.isfinite(value)]
    return sum(finite) / len(finite) if finite else math.nan


def without_doubles(columns: Mapping[str, list[float]]) -> dict[str, list[float]]:
    """The same with each loss once: a total goes where its parts add up to it, else they go.

    All losses of a side are added up elsewhere, so that a total and its parts would count twice.
    """
    doubles = {*_doubles(columns, "train/"), *_doubles(columns, "val/")}
    return {name: values for name, values in columns.items() if name not in doubles}


def _doubles(columns: Mapping[str, list[float]], side: str) -> Sequence[str]:
    losses = [name for name in columns if name.startswith(side)]
    totals = [name for name in losses if name.rsplit("/", 1)[-1].lower() in _TOTALS]
    parts = [name for name in losses if name not in totals]
    if not totals or not parts:
        return ()
    adds_up = _adds_up(list(map(columns.__getitem__, parts)), columns[totals[0]])
    if adds_up is None:
        return ()
    return totals if adds_up else parts


def _adds_up(parts: Sequence[Sequence[float]], total: Sequence[float]) -> bool | None:
    """Whether most sums of the parts are nearly the total; None: no epoch tells both."""
    pairs = [(sum(told), whole) for *told, whole in zip(*parts, total, strict=True)]
    told = [(summed, whole) for summed, whole in pairs if not math.isnan(summed + whole)]
    near = sum(abs(summed - whole) <= _NEARLY * abs(whole) for summed, whole in told)
    return near * 2 > len(told) if told else None


def in_shares(columns: Mapping[str, list[float]]) -> dict[str, list[float]]:
    """The same with scores in percent as shares; what is none, as below 0, as NaN."""
    scores = {
        name: list(map(_no_score, values)) for name, values in columns.items() if _SHARE.match(name)
    }
    percent = {_kind(name) for name in scores if _in_percent(scores[name])}
    for name in scores:
        if _kind(name) in percent:
            scores[name] = [value / 100 for value in scores[name]]
    return {**columns, **scores}


def _kind(name: str) -> str:
    """Metrics that are computed together share their unit."""
    return "accuracy" if "accuracy_top" in name else "others"


def _no_score(value: float) -> float:
    return math.nan if value < 0 or math.isinf(value) else value


def _in_percent(values: Iterable[float]) -> bool:
    finite = [value for value in values if math.isfinite(value)]
    return bool(finite) and _PERCENT < max(finite) <= 100.5
