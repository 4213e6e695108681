"""The ``yolo`` command with the report at the end: ``python -m reportgen.training``.

    python -m reportgen.training segment train model=yolo11n-seg.pt data=data.yaml epochs=100
    python -m reportgen.training val model=runs/segment/train/weights/best.pt data=data.yaml

Takes the arguments of ``yolo`` and hands them to it. A validation writes what it finds in each
picture beside the run that the model is of. ``yolo`` has no place for a callback of
one's own, so the callback is put in front of Ultralytics' default ones, from which it makes those
of every model (the first of each event outlives its resets).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from reportgen.errors import ReportError
from reportgen.training import EVENT, START, on_train_end, on_train_start


def main() -> None:
    """Run ``yolo`` with the arguments of this command; exit code 1 when there is no ``yolo``."""
    try:
        command = find_yolo()
    except ReportError as error:
        sys.exit(f"Error: {error}")
    run = command.load()
    register(command)
    run()


def find_yolo() -> EntryPoint:
    """The ``yolo`` command of the installed Ultralytics.

    Raises ReportError when there is none.
    """
    for command in entry_points(group="console_scripts", name="yolo"):
        if command.module.split(".")[0] == "ultralytics":
            return command
    raise ReportError(
        "Ultralytics is not installed for this Python. Install it with: pip install ultralytics"
    )


def register(command: EntryPoint) -> None:
    """Put the callback into the defaults of the Ultralytics that `command` belongs to.

    They lie beside the module of the command: ``ultralytics.cfg`` and
    ``ultralytics.utils.callbacks``, both under ``ultralytics.yolo`` up to 8.0.13x.
    """
    package = command.module.rpartition(".")[0]
    defaults = import_module(f"{package}.utils.callbacks").default_callbacks
    callbacks: list[tuple[str, Callable[[Any], None]]] = [
        (START, on_train_start),
        (EVENT, on_train_end),
    ]
    if validates(sys.argv[1:]):
        from reportgen.training.beside import on_val_end, on_val_start

        # Of a validation on its own only: within a training they would come after every epoch.
        callbacks += [("on_val_start", on_val_start), ("on_val_end", on_val_end)]
    for event, callback in callbacks:
        defaults.setdefault(event, []).insert(0, callback)


def validates(arguments: Sequence[str]) -> bool:
    """Whether the arguments of ``yolo`` ask for a validation."""
    return bool({"val", "mode=val"} & set(arguments))


if __name__ == "__main__":
    main()
