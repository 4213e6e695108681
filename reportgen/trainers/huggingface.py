"""Hugging Face's Trainer: trainer_state.json, a list of what was logged, step by step."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from reportgen import words
from reportgen.trainers.form.trainer import Log, LogTrainer, NotALog
from reportgen.trainers.log.points import Points
from reportgen.values import MAX_EPOCH, is_number

_SILENT = ("runtime", "per_second", "step", "epoch", "flos", "grad_norm", "gpu", "memory")
_MOST_ENTRIES = 500_000


def read(content: bytes) -> Log:
    """What was logged, an epoch a row: fractions of epochs count to the one that they end in."""
    try:
        state = json.loads(content)
    except (ValueError, RecursionError):
        raise NotALog("is not valid JSON") from None
    history = state.get("log_history") if isinstance(state, dict) else None
    if not isinstance(history, list):
        raise NotALog("has no log_history")
    entries = list(filter(_tells, history[:_MOST_ENTRIES]))
    return _by_validation(entries) or _by_epoch(entries)


def _tells(entry: Any) -> bool:
    epoch = entry.get("epoch") if isinstance(entry, dict) else None
    return is_number(epoch) and 0 <= epoch < MAX_EPOCH


def _by_epoch(entries: Sequence[dict[Any, Any]]) -> Log:
    points = Points()
    for entry in entries:
        _add(points, _epoch(entry), entry)
    return points.log()


def _by_validation(entries: Sequence[dict[Any, Any]]) -> Log | None:
    """A row for each validation, where there are more of them than epochs; else None."""
    validated = [any(str(name).startswith("eval_") for name in entry) for entry in entries]
    last = max(map(_epoch, entries), default=0)
    if sum(validated) <= max(last, 1):
        return None
    points, row = Points(), 1
    for entry, ends in zip(entries, validated, strict=True):
        _add(points, row, entry)
        row += ends
    often, epochs = sum(validated), words.count(last, "epoch")
    note = f"It validates {often} times in {epochs}: each counts as an epoch here."
    return points.log(note, unit="validation")


def _epoch(entry: dict[Any, Any]) -> int:
    return max(1, math.ceil(float(entry["epoch"]) - 1e-6))


def _add(points: Points, row: int, entry: dict[Any, Any]) -> None:
    for name, value in entry.items():
        if isinstance(name, str) and not any(word in name for word in _SILENT):
            points.add(row, name, value)


def sniff(head: bytes) -> bool:
    """Whether it begins as the Trainer's state does."""
    return head.lstrip().startswith(b"{") and (b'"log_history"' in head or b'"best_metric"' in head)


HUGGING_FACE = LogTrainer(
    key="huggingface",
    name="Hugging Face Trainer",
    wrote=lambda clues: "trainer_state.json" in clues.files,
    results=r"trainer_state\.json",
    results_name="trainer_state.json",
    read=read,
    sniff=sniff,
    of_pictures=False,
    keeps_all=True,
)
