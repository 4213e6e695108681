"""Where the trials of a hyperparameter search were trained, as its results tell it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from reportgen.read.bounded import Unreadable, read_text
from reportgen.read.table.tune import MAX_BYTES, parsed_line

RESULTS = "tune_results.ndjson"


def trials_of(search: Path) -> frozenset[Path]:
    """The folders of a search's trials where Ultralytics (8.4.190) writes them: beside it.

    They are named ``multitrain-2/coco8`` by the whole path that they had, of which the last two
    parts are believed, as they may have been moved together. Empty where nothing is told.
    """
    with suppress(Unreadable, OSError):
        text = read_text(search / RESULTS, MAX_BYTES)
        return frozenset(
            search.parent.joinpath(*parts[-2:])
            for line in text.splitlines()
            for place in _places(parsed_line(line))
            if len(parts := [part for part in place.replace("\\", "/").split("/") if part]) > 1
        )
    return frozenset()


def _places(trial: Any) -> Iterator[str]:
    """The folders that a trial names, one for each of its data sets."""
    told = trial.get("save_dirs") if isinstance(trial, dict) else None
    if isinstance(told, dict):
        yield from (place for place in told.values() if isinstance(place, str))
