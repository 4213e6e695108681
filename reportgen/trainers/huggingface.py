"""Hugging Face's Trainer: trainer_state.json, a list of what was logged, step by step."""

from __future__ import annotations

import json
import math
from typing import Any

from reportgen.trainers.points import Points, canonical
from reportgen.trainers.trainer import Clues, Log, NotALog, Trainer

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
    points = Points()
    for entry in history[:_MOST_ENTRIES]:
        if isinstance(entry, dict):
            _add(points, entry)
    return points.log()


def _add(points: Points, entry: dict[Any, Any]) -> None:
    epoch = entry.get("epoch")
    if isinstance(epoch, bool) or not isinstance(epoch, (int, float)) or not 0 <= epoch < 1e9:
        return
    for name, value in entry.items():
        if isinstance(name, str) and not any(word in name for word in _SILENT):
            points.add(max(1, math.ceil(epoch - 1e-6)), canonical(name), value)


def sniff(head: bytes) -> bool:
    """Whether it begins as the Trainer's state does."""
    return head.lstrip().startswith(b"{") and (b'"log_history"' in head or b'"best_metric"' in head)


def _wrote(clues: Clues) -> bool:
    return "trainer_state.json" in clues.files


HUGGING_FACE = Trainer(
    key="huggingface",
    name="Hugging Face Trainer",
    wrote=_wrote,
    results=r"trainer_state\.json",
    results_name="trainer_state.json",
    read=read,
    sniff=sniff,
    draws_plots=False,
)
