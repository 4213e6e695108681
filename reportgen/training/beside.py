"""Writes what a validation found in each picture beside the run that the model is of."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

from reportgen.read.recorded.file import FILE_NAME
from reportgen.training.guard import guarded, log
from reportgen.training.pictures import content_of, with_thumbnails
from reportgen.training.recording import record, recorder_of
from reportgen.write import write

_FAILED = "The pictures could not be recorded"


def write_pictures(
    validator: Any, folder: Path, *, weights: str, epochs: int | None
) -> Path | None:
    """Write ``reportgen-pictures.json`` into `folder`; None where `validator` has no recorder.

    Raises `Absent` when nothing was recorded, and OSError when the file cannot be written.
    """
    path = folder / FILE_NAME
    # That of an earlier training in this folder would be taken for this one's.
    path.unlink(missing_ok=True)
    recorder = recorder_of(validator)
    if recorder is None:
        return None
    content = with_thumbnails(content_of(recorder, weights=weights, epochs=epochs), recorder)
    write(path, json.dumps(content, allow_nan=False, separators=(",", ":")) + "\n")
    return path


def on_val_start(validator: Any) -> None:
    """Let a validation on its own be recorded; never raises."""
    guarded(_FAILED, lambda: record(validator))


def on_val_end(validator: Any) -> None:
    """Write what a validation on its own found beside its run; never raises."""
    if not validator.training:
        guarded(_FAILED, lambda: _write_beside(validator))


def _write_beside(validator: Any) -> None:
    weights = Path(str(validator.args.model))
    path = write_pictures(
        validator, run_of(weights) or Path(validator.save_dir), weights=weights.name, epochs=None
    )
    if path is not None:
        log(logging.INFO, f"What was found in each picture is written to {path}")


def run_of(weights: Path) -> Path | None:
    """The run folder that a file of weights lies in, under ``weights``; None for any other."""
    folder = weights.resolve().parent.parent
    is_run = weights.resolve().parent.name == "weights" and any(
        (folder / name).is_file() for name in ("args.yaml", "results.csv")
    )
    return folder if is_run else None
