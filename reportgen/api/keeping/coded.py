"""Values of this package as JSON, and back: what is kept between calls, and trusted with nothing.

A value is a list that begins with a sign of its kind, where it is no text, number, flag or None.
Only dataclasses, named tuples and enumerations of a few parts of this package are made again, each
field from what stands for it: no function is called, and no other code can be named.
"""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

_OURS = re.compile(
    r"reportgen\.(?:api|diagnosis|facts|measures|packing|read|rule|tasks)(?:\.[a-z_]+)*:[A-Za-z_]+"
)
"""Parts whose classes may be made again, and how one is named."""
_NUMBERS = "biuf"
"""Kinds of arrays: flags, whole numbers, floats."""


class Uncoded(Exception):
    """A value that cannot be kept, or a text that is none of a value."""


class Coder:
    """Writes values and reads them back; the classes that it meets are told once."""

    def __init__(self, folder: Path, known: Collection[str], classes: Iterable[str] = ()) -> None:
        """`folder` is that of the run: paths in it are told as seen from there.

        `known` are the names of properties that go along where they were asked for already.
        `classes` are those of a text that is read. Raises Uncoded for one that is not of ours.
        """
        self._folder, self._known = folder, known
        self.classes = [*classes]
        self._kinds = [_class_of(name) for name in self.classes]

    # --- written -----------------------------------------------------------------------------

    def written(self, value: Any) -> Any:
        """What stands for a value in JSON. Raises Uncoded for one of a kind that is not kept."""
        kind = type(value)
        if value is None or kind in (bool, int, str):
            return value
        if kind is float:
            return value if math.isfinite(value) else ["float", str(value)]
        if (write := _WRITTEN.get(kind)) is not None:
            return write(self, value)
        return self._of_other_kind(value)

    def _of_other_kind(self, value: Any) -> list[Any]:
        match value:
            case Enum():
                return ["one", self._place(type(value)), value.value]
            case Path():
                return self._path(value)
            case np.generic():
                return ["number", self._array(np.asarray(value))]
            case tuple() if hasattr(value, "_fields"):
                return ["named", self._place(type(value)), *map(self.written, value)]
            case _ if is_dataclass(type(value)):
                return self._dataclass(value)
        raise Uncoded(f"{type(value).__name__} is not kept")

    def _dataclass(self, value: Any) -> list[Any]:
        told = [self.written(getattr(value, name)) for name in _fields(value.__class__)]
        here: Mapping[str, Any] = getattr(value, "__dict__", {})
        more = {name: self.written(here[name]) for name in self._known if name in here}
        return ["made", self._place(type(value)), more, *told]

    def _array(self, value: Any) -> list[Any]:
        if value.dtype.kind not in _NUMBERS:
            raise Uncoded("an array of objects is not kept")
        content = base64.b64encode(np.ascontiguousarray(value).tobytes()).decode("ascii")
        return ["array", value.dtype.str, list(value.shape), content]

    def _path(self, value: Path) -> list[Any]:
        if value.is_relative_to(self._folder):
            return ["inside", value.relative_to(self._folder).as_posix()]
        return ["path", str(value)]

    def _place(self, kind: type) -> int:
        name = f"{kind.__module__}:{kind.__qualname__}"
        if name not in self.classes:
            self._kinds.append(_class_of(name))
            self.classes.append(name)
        return self.classes.index(name)

    # --- read --------------------------------------------------------------------------------

    def read(self, told: Any) -> Any:
        """The value that stands for something in JSON. Raises Uncoded where that is no value."""
        if not isinstance(told, list):
            return told
        try:
            return _READ[told[0]](self, *told[1:])
        except Uncoded:
            raise
        except Exception as error:
            raise Uncoded(f"{type(error).__name__}: {error}") from None

    def _each(self, told: Iterable[Any]) -> list[Any]:
        return [self.read(each) for each in told]

    def _read_array(self, kind: str, shape: list[int], content: str) -> Any:
        dtype = np.dtype(kind)
        if dtype.kind not in _NUMBERS:
            raise Uncoded("an array of something else")
        return np.frombuffer(base64.b64decode(content), dtype).reshape(shape).copy()

    def _read_made(self, place: int, more: dict[str, Any], *told: Any) -> Any:
        kind = self._kinds[place]
        made = object.__new__(kind)
        for name, value in zip(_fields(kind), told, strict=True):
            object.__setattr__(made, name, self.read(value))
        if not more.keys() <= set(self._known):
            raise Uncoded("a property that is none")
        made.__dict__.update({name: self.read(value) for name, value in more.items()})
        return made


@cache
def _fields(kind: Any) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))


@cache
def _class_of(name: str) -> Any:
    if not _OURS.fullmatch(name):
        raise Uncoded(f"{name} is not of ours")
    module, _, kind = name.partition(":")
    try:
        found = getattr(import_module(module), kind)
    except (ImportError, AttributeError):
        raise Uncoded(f"{name} is not here") from None
    ours = isinstance(found, type) and found.__module__ == module
    if ours and (is_dataclass(found) or issubclass(found, Enum) or hasattr(found, "_fields")):
        return found
    raise Uncoded(f"{name} is no class of values")


_WRITTEN: Mapping[type, Callable[[Coder, Any], list[Any]]] = {
    tuple: lambda coder, value: ["tuple", *map(coder.written, value)],
    list: lambda coder, value: ["list", *map(coder.written, value)],
    set: lambda coder, value: ["set", *map(coder.written, value)],
    frozenset: lambda coder, value: ["fixed", *map(coder.written, value)],
    dict: lambda coder, value: [
        "dict",
        *(coder.written(part) for pair in value.items() for part in pair),
    ],
    bytes: lambda coder, value: ["bytes", base64.b64encode(value).decode("ascii")],
    np.ndarray: lambda coder, value: coder._array(value),
}
_READ: Mapping[str, Callable[..., Any]] = {
    "float": lambda coder, text: {"inf": math.inf, "-inf": -math.inf, "nan": math.nan}[text],
    "tuple": lambda coder, *told: tuple(coder._each(told)),
    "list": lambda coder, *told: coder._each(told),
    "set": lambda coder, *told: set(coder._each(told)),
    "fixed": lambda coder, *told: frozenset(coder._each(told)),
    "dict": lambda coder, *told: dict(
        zip(coder._each(told[::2]), coder._each(told[1::2]), strict=True)
    ),
    "bytes": lambda coder, text: base64.b64decode(text, validate=True),
    "array": Coder._read_array,
    "number": lambda coder, told: coder.read(told)[()],
    "path": lambda coder, text: Path(text),
    "inside": lambda coder, text: coder._folder / text,
    "one": lambda coder, place, value: coder._kinds[place](value),
    "named": lambda coder, place, *told: coder._kinds[place](*coder._each(told)),
    "made": Coder._read_made,
}
