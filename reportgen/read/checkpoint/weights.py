"""weights/*.pt -> class names, version, arguments and results, without torch and without pickle.

A checkpoint is a pickle from a stranger, and loading one runs what it says. Here it is only
described (see `pickle_machine`), and the few plain values that a report needs are picked out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path

from reportgen.read.bounded import Unreadable
from reportgen.read.checkpoint.member import read_pickle
from reportgen.read.checkpoint.steps import describe
from reportgen.read.checkpoint.values import Value, attributes, number, pairs_of, path_text
from reportgen.read.redact import HIDDEN, is_secret, one_line, printable, redact

MAX_CLASSES = 25_000
"""Most classes; ImageNet-21k has 21,841."""
MAX_NAME = 100
"""Longest class or column name, in characters."""
MAX_ARGUMENTS = 300
"""Most training arguments; Ultralytics has some 110."""
MAX_TEXT = 500
"""Longest text that is kept of an argument, in characters."""
MAX_LIST = 100
"""Longest list as an argument, such as ``device`` or ``classes``."""
MAX_WHOLE = 10**18
"""Largest number as an argument; Python writes none of more than 4,300 digits."""
MAX_COLUMNS = 2_000
MAX_CELLS = 500_000
"""Most numbers in the results. Shared references let a small file describe far more."""


@dataclass(frozen=True)
class Checkpoint:
    """What a checkpoint says about its training. None or empty where it says nothing."""

    names: tuple[str, ...] = ()
    """Class names by class index; empty when there are none, or not one for each index."""
    version: str | None = None
    """Version of Ultralytics, such as ``8.3.92``."""
    date: str | None = None
    """When it was saved, as written: ISO 8601."""
    train_args: dict[str, object] = field(default_factory=dict)
    """Arguments of the training, redacted: scalars, and short lists of numbers."""
    results: dict[str, tuple[float, ...]] | None = None
    """Columns of results.csv, one value an epoch, all of one length; NaN for what is no number.

    None before 8.0.174. Up to 8.2.81 those of best.pt stop at the best epoch.
    """
    architecture: str | None = None
    """The file that describes the model, such as ``yolo11n-seg.yaml``."""

    @property
    def rows(self) -> int:
        """Number of epochs in `results`."""
        return len(next(iter(self.results.values()))) if self.results else 0


@dataclass(frozen=True)
class NotReadable:
    """A file that is not read as a checkpoint."""

    reason: str
    """One sentence that begins with the file's name."""


def read_checkpoint(path: Path) -> Checkpoint | NotReadable:
    """Read a checkpoint of Ultralytics 8. Never raises, and runs nothing of what is in it."""
    try:
        return interpret(describe(read_pickle(path)))
    except Unreadable as error:
        return NotReadable(f"{path.name} {error}.")
    except Exception:
        # Whatever a stranger's bytes lead to, in zipfile or here, the page must come out.
        return NotReadable(f"{path.name} is damaged: it cannot be read as a checkpoint.")


def interpret(top: Value) -> Checkpoint:
    """The checkpoint that a described pickle holds. Raises `Unreadable` when it holds none."""
    content = attributes(top)
    if "model" not in content and "ema" not in content:
        raise Unreadable("holds no model, so it is not a checkpoint of a training")
    # From 8.1.39 on `model` is None until the end of the training, and `ema` holds the model.
    model = attributes(content.get("ema") if content.get("model") is None else content["model"])
    return Checkpoint(
        names=_names(model.get("names")),
        version=_short_text(content.get("version")),
        date=_short_text(content.get("date")),
        train_args=_arguments(content.get("train_args")),
        results=_results(content.get("train_results")),
        architecture=_short_text(attributes(model.get("yaml")).get("yaml_file")),
    )


def _names(value: Value) -> tuple[str, ...]:
    """Class names from a list, or from a dict with the indices 0, 1, 2, ... in any order."""
    pairs = list(enumerate(value)) if isinstance(value, (list, tuple)) else pairs_of(value) or []
    by_index = {index: name for index, name in pairs[:MAX_CLASSES] if type(index) is int}
    in_order = list(map(by_index.get, range(len(pairs))))
    # YAML reads some names as numbers or truth values.
    if not all(isinstance(name, (str, int, float)) for name in in_order):
        return ()
    return tuple(_one_line(str(name)) for name in in_order)


def _arguments(value: Value) -> dict[str, object]:
    """Training arguments, from a dict or from the namespace of the first releases."""
    kept: dict[str, object] = {}
    for name, argument in list(attributes(value).items())[:MAX_ARGUMENTS]:
        plain = _numbers(argument) if isinstance(argument, (list, tuple)) else _plain(argument)
        if plain is not None or argument is None:
            kept[redact(_one_line(name))] = HIDDEN if is_secret(name, plain) else plain
    return kept


def _plain(value: Value) -> bool | int | float | str | None:
    """A scalar, redacted; None also for anything that is no scalar."""
    if isinstance(value, int):
        return value if abs(value) < MAX_WHOLE else HIDDEN
    text = value if isinstance(value, str) else path_text(value)
    return number(value) if text is None else one_line(redact(text), MAX_TEXT)


def _numbers(values: list[Value] | tuple[Value, ...]) -> list[object] | None:
    """A short list of numbers and truth values; None for any other."""
    plain = [value for value in values[:MAX_LIST] if isinstance(value, (int, float))]
    if len(plain) != len(values) or not all(abs(value) < MAX_WHOLE for value in plain):
        return None
    return list(plain)


def _results(value: Value) -> dict[str, tuple[float, ...]] | None:
    """Columns by name; None when there are none, too many, or of different lengths."""
    columns = {
        _one_line(redact(name.strip())).strip(): column
        for name, column in list(attributes(value).items())[:MAX_COLUMNS]
        if isinstance(column, list) and column
    }
    lengths = set(map(len, columns.values()))
    if len(lengths) != 1 or lengths.pop() * len(columns) > MAX_CELLS:
        return None
    return {name: tuple(map(_cell, column)) for name, column in columns.items()}


def _cell(value: Value) -> float:
    known = number(value)
    return math.nan if known is None else known


def _short_text(value: Value) -> str | None:
    return redact(_one_line(value)) if isinstance(value, str) and value else None


def _one_line(text: str) -> str:
    """At most `MAX_NAME` characters, control characters as blanks.

    Not redacted: a name of a class or a column that reads otherwise would be a wrong one.
    """
    return printable(text[:MAX_NAME] + (HIDDEN if len(text) > MAX_NAME else ""))
