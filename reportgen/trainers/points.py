"""Single values of a log, gathered into one row an epoch under canonical names."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from reportgen.trainers.trainer import Log, NotALog

MOST_NAMES = 120
MOST_POINTS = 1_000_000
MOST_EPOCHS = 20_000
LONGEST_NAME = 100

_LOSS = re.compile(r"(?:^|[_/-])(?:total_)?loss(?:$|[_/-])|^loss|loss$", re.IGNORECASE)
_ACCURACY = re.compile(
    r"(?:val|valid|validation|eval|test)?[_/-]?(?:top_?1[_/-]?)?(?:categorical_|sparse_categorical_)?"
    r"acc(?:uracy)?(?:[_/-]?top_?-?1)?(?:_epoch)?",
    re.IGNORECASE,
)
_VALIDATION = re.compile(r"^(?:val|valid|validation|eval|test|dev)[_/-]", re.IGNORECASE)
_TRAINING = re.compile(r"^(?:train|training)[_/-]", re.IGNORECASE)
_RATE = re.compile(r"(?:^|[_/-])(?:lr|learning_rate)(?:$|[_/-])|^lr-", re.IGNORECASE)
_EPOCH_END = re.compile(r"_epoch$", re.IGNORECASE)
AVERAGE_PRECISION = {
    "map50-95": "mAP50-95",
    "map50": "mAP50",
    "map": "mAP50-95",
    "ap": "mAP50-95",
    "ap50": "mAP50",
    "map_50": "mAP50",
    "map_0.5": "mAP50",
    "map_0.5:0.95": "mAP50-95",
}
_NO_METRIC = ("hp_metric", "epoch", "step", "lr", "learning_rate")


def canonical(name: str, *, bare_is_training: bool = True) -> str | None:
    """The canonical name of a column; None for one that tells nothing of losses and metrics.

    ``val_loss`` is ``val/loss``, ``eval_accuracy`` is ``metrics/accuracy_top1``. A loss without a
    side is of training; a metric of training is left out, since runs are judged by validation.
    """
    name = name.strip()[:LONGEST_NAME]
    validated, trained = bool(_VALIDATION.match(name)), bool(_TRAINING.match(name))
    plain = _EPOCH_END.sub("", _TRAINING.sub("", _VALIDATION.sub("", name)))
    if _RATE.search(name):
        return "lr/pg0"
    if _LOSS.search(plain):
        side = "val" if validated else "train" if trained or bare_is_training else "val"
        return f"{side}/{plain}"
    if trained or (not validated and bare_is_training and plain == name):
        return None
    if _ACCURACY.fullmatch(plain):
        return "metrics/accuracy_top1"
    if plain.lower() in _NO_METRIC:
        return None
    known = AVERAGE_PRECISION.get(plain.lower())
    return f"metrics/{known}(B)" if known else f"metrics/{plain}"


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

    def log(self, *notes: str) -> Log:
        """One row an epoch: the mean of training losses, the last of everything else.

        Where training losses are told, an epoch without any (a validation afterwards) is none.
        Raises `NotALog` where nothing was added.
        """
        trained = {
            epoch
            for name, values in self._values.items()
            if name.startswith("train/")
            for epoch in values
        }
        epochs = sorted(trained or {epoch for told in self._values.values() for epoch in told})
        if not epochs:
            raise NotALog("holds no values of an epoch")
        epochs = epochs[:MOST_EPOCHS]
        columns = {"epoch": [float(epoch) for epoch in epochs]}
        for name, values in self._values.items():
            columns[name] = list(_column(name, values, epochs))
        return Log(columns, notes)


def _column(name: str, values: dict[int, list[float]], epochs: list[int]) -> Iterator[float]:
    mean = name.startswith("train/")
    for epoch in epochs:
        told = [value for value in values.get(epoch, ()) if not mean or math.isfinite(value)]
        if not told:
            yield math.nan
        else:
            yield sum(told) / len(told) if mean else told[-1]
