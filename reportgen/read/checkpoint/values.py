"""What a pickle describes, held in inert classes, and how plain values are told from them."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TypeAlias

Value: TypeAlias = object
"""A scalar, a list, a tuple, or one of the classes below."""


class Opaque:
    """Something that is there and of no interest, such as the numbers of a tensor."""


OPAQUE = Opaque()


# eq=False: a hostile structure may contain itself, and comparing it would never end.
@dataclass(frozen=True, slots=True, eq=False)
class Named:
    """A global that the pickle names; it is not looked up."""

    module: str
    name: str


@dataclass(slots=True, eq=False)
class Pairs:
    """A dict, as the pairs that the pickle put into it, in order; a key may repeat."""

    items: list[tuple[Value, Value]] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Made:
    """An object that the pickle would have made by calling something."""

    maker: Value
    """What would have been called: mostly a `Named`."""
    arguments: Value
    state: Value = None
    """What its ``__setstate__`` or ``__dict__`` would have got."""
    entries: Pairs | None = None
    """What would have been set by index, as for an OrderedDict; None when nothing was."""


def pairs_of(value: Value) -> list[tuple[Value, Value]] | None:
    """Keys and values of a dict, of a subclass of dict, or of an object's attributes; else None."""
    if isinstance(value, Made):
        value = value.entries if value.state is None else value.state
    return value.items if isinstance(value, Pairs) else None


def attributes(value: Value) -> dict[str, Value]:
    """The same by name. Keys that are no text are left out, of a repeated key the last one wins."""
    return {key: item for key, item in pairs_of(value) or () if isinstance(key, str)}


def number(value: Value) -> float | None:
    """A number, Python's or numpy's; None for anything else (a truth value is no number)."""
    if isinstance(value, (int, float)):
        return None if isinstance(value, bool) else float(value)
    match value:
        case Made(
            Named("numpy.core.multiarray" | "numpy._core.multiarray", "scalar"),
            (
                Made(arguments=("f8" | "f4" as kind, *_), state=(_, "<" | ">" as order, *_)),
                Made(Named("_codecs", "encode"), (str(digits), "latin1")),
            ),
        ) if len(digits) == int(kind[1]):
            code = order + ("d" if kind == "f8" else "f")
            return float(struct.unpack(code, digits.encode("latin1"))[0])
    return None


def path_text(value: Value) -> str | None:
    """Text of a `pathlib` path, with ``/``; None for anything else."""
    match value:
        case Made(Named("pathlib" | "pathlib._local", kind), tuple(parts)) if parts:
            text = "/".join(str(part).rstrip("/\\") for part in parts if isinstance(part, str))
            # From Python 3.13 on a path is pickled as it was typed, not part by part.
            return text.replace("\\", "/") if "Windows" in kind else text
    return None
