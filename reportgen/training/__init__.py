"""The callback for the end of a training: the true numbers behind the plots, and the report.

    from ultralytics import YOLO
    from reportgen.training import attach

    model = YOLO("yolo11n-seg.pt")
    attach(model)
    model.train(data="data.yaml", epochs=100)

When the training has ended and the best weights were validated, it writes ``reportgen.json``,
``reportgen-pictures.json`` and ``report.html`` into the run folder. Nothing of Ultralytics is
imported: its trainer comes with the callback. No failure here ever reaches the training; each
becomes one line in its log.

For the ``yolo`` command, which has no place for a callback of one's own, ``python -m
reportgen.training`` takes the same arguments.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

from reportgen.training.guard import guarded, log

__all__ = ["EVENT", "REPORT_NAME", "START", "attach", "on_train_end", "on_train_start"]

EVENT = "on_train_end"
"""The event of Ultralytics that comes after the last validation, that of best.pt, and after all
plots are drawn; in 8.0 to 8.4 it is fired once, and in the first of several processes only."""
START = "on_train_start"
"""The event at which the validator of a training is there, and has validated nothing yet."""
REPORT_NAME = "report.html"
_NUMBERS_FAILED = "The numbers could not be written"
_PICTURES_FAILED = "The pictures could not be recorded"
_REPORT_FAILED = "The report could not be written"


def attach(model: Any) -> None:
    """Let the next training of `model` write its numbers and its report into its run folder.

    `model` is a model of Ultralytics (`YOLO`, `RTDETR`, ...) or one of its trainers: whatever has
    ``add_callback``. Never raises: when it cannot be attached, the log says so.
    """
    guarded("It could not be attached", lambda: _add(model))


def _add(model: Any) -> None:
    model.add_callback(START, on_train_start)
    model.add_callback(EVENT, on_train_end)


def on_train_start(trainer: Any) -> None:
    """Let the last validation of `trainer` be recorded, picture by picture; never raises."""
    guarded(_PICTURES_FAILED, lambda: _record(trainer.validator))


def _record(validator: Any) -> None:
    from reportgen.training.recording import record

    record(validator)


def on_train_end(trainer: Any) -> None:
    """Write what is known of the training into the run folder of `trainer`; never raises.

    This is the callback itself, for those who register callbacks in another way than `attach`.
    Without `on_train_start` nothing is told of single pictures.
    """
    guarded(_NUMBERS_FAILED, lambda: _write_numbers(trainer))
    guarded(_PICTURES_FAILED, lambda: _write_pictures(trainer))
    guarded(_REPORT_FAILED, lambda: _write_report(trainer))


def _write_numbers(trainer: Any) -> None:
    from reportgen.read.exact import FILE_NAME
    from reportgen.training.numbers import describe
    from reportgen.write import write

    path = Path(trainer.save_dir) / FILE_NAME
    # That of an earlier training in this folder would be taken for this one's.
    path.unlink(missing_ok=True)
    write(path, json.dumps(describe(trainer), allow_nan=False, separators=(",", ":")) + "\n")


def _write_pictures(trainer: Any) -> None:
    from reportgen.training.beside import write_pictures

    validator = trainer.validator
    weights = "last epoch" if validator.training else "best.pt"
    epochs = int(trainer.epoch) + 1
    write_pictures(validator, Path(trainer.save_dir), weights=weights, epochs=epochs)


def _write_report(trainer: Any) -> None:
    from reportgen.api import read_run, report

    folder = Path(trainer.save_dir)
    path = report(read_run(folder, data=_data_file(trainer)), folder / REPORT_NAME)
    log(logging.INFO, f"Report written to {path}")


def _data_file(trainer: Any) -> Path | None:
    """The data file of the training, where the pictures that it names are in reach; else None."""
    from reportgen.read.bounded import Unreadable
    from reportgen.read.dataset.survey import survey

    path = _named_file(trainer)
    if path.suffix not in (".yaml", ".yml") or not path.is_file():
        return None
    try:
        # Looked at once: the report asks for the same.
        return path if survey(path) is not None else None
    except Unreadable:
        return None


def _named_file(trainer: Any) -> Path:
    told = getattr(trainer, "data", None)
    named = told.get("yaml_file") if isinstance(told, dict) else None
    return Path(str(named or getattr(getattr(trainer, "args", None), "data", None) or ""))
