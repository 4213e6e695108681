"""What a log tells of averaged weights (EMA) that are scored beside those that were trained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from reportgen import words
from reportgen.trainers.form.trainer import Log

AVERAGED = "metrics/ema_mAP_50_95"
"""What RF-DETR calls the score of its averaged weights."""
_JUDGED = "metrics/mAP50-95(B)"


def noted(log: Log) -> Log:
    """The log with a note of the best of both scores, where both are told."""
    note = _note(log.columns)
    return replace(log, notes=(*log.notes, note)) if note else log


def _note(columns: Mapping[str, Sequence[float]]) -> str:
    judged, averaged = (_best(columns, name) for name in (_JUDGED, AVERAGED))
    if not judged or not averaged:
        return ""
    return (
        "Averaged weights (EMA), which checkpoint_best_total may hold, are not judged here: their "
        f"box mAP50-95 is {averaged} at best, that of the trained ones {judged}."
    )


def _best(columns: Mapping[str, Sequence[float]], name: str) -> str:
    """The highest value and its epoch, counted from 1; empty where none is told."""
    epochs = columns["epoch"]
    told = [each for each in zip(columns.get(name, ()), epochs, strict=False) if each[0] >= 0]
    if not told:
        return ""
    value, epoch = max(told, key=lambda each: each[0])
    return f"{words.decimals(value, 3)} at epoch {words.whole(epoch + (min(epochs) == 0))}"
