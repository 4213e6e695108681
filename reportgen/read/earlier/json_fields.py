"""Fields of a stranger's JSON: each is what it must be, or the whole file is declined.

Types are exact: `True` is no number here, and a number is finite because it lies in a range.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NoReturn, cast

import numpy as np

from reportgen.read.redact import one_line as shown_on_one_line
from reportgen.read.redact import printable, redact

if TYPE_CHECKING:
    from reportgen.read.plot.axes import Floats

MAX_COUNT = 10**12
"""Largest number of objects or pictures."""
MAX_FILE_BYTES = 2**63 - 1
"""Largest size that a file system tells."""
HIGHEST_READ = 1.01
"""Highest share that is read back from a picture, whose lines are as thick."""


class Odd(Exception):
    """A field that is not what it must be. Its text goes on from the file's name."""


def odd(place: str) -> NoReturn:
    """Raise `Odd` for the field at `place`, which must not hold a stranger's text."""
    raise Odd(f"is declined: {place} is not what it must be")


def is_bounded(text: bytes, most: int) -> bool:
    """Whether JSON holds at most `most` numbers, texts, lists and objects: they take the memory."""
    # Every value but the first stands behind one of these.
    return sum(map(text.count, (b",", b"[", b"{"))) <= most


def load(text: str) -> Any:
    """The value of a JSON text; raises ValueError or RecursionError, also for NaN and Infinity."""
    return json.loads(text, parse_constant=_no_constant)


def mapping(value: Any, place: str) -> dict[str, Any]:
    """An object."""
    return cast("dict[str, Any]", value) if type(value) is dict else odd(place)


def listed(value: Any, place: str, length: int | None = None) -> list[Any]:
    """A list, of `length` items when given."""
    if type(value) is not list or (length is not None and len(value) != length):
        odd(place)
    return value


def few(value: Any, place: str, most: int) -> list[Any]:
    """A list of at most `most` items."""
    items = listed(value, place)
    return items if len(items) <= most else odd(place)


def texts(value: Any, place: str, most: int) -> list[str]:
    """A list of at most `most` texts, as they stand there."""
    items = few(value, place, most)
    return items if all(type(item) is str for item in items) else odd(place)


def mapping_if_any(value: Any, place: str) -> dict[str, Any]:
    """An object; an empty one in place of null."""
    return {} if value is None else mapping(value, place)


def number_if_any(value: Any, place: str, highest: float) -> float | None:
    """The same as `number`; None in place of null."""
    return None if value is None else number(value, place, highest)


def number(value: Any, place: str, highest: float) -> float:
    """A number from 0 to `highest`."""
    if type(value) not in (int, float) or not 0 <= value <= highest:
        odd(place)
    return float(value)


def shares(value: Any, place: str, length: int) -> Floats:
    """A list of `length` numbers from 0 to 1; float, shape (length,)."""
    return _numbers(listed(value, place, length), place, 0, 1)


def _numbers(items: list[Any], place: str, lowest: float, highest: float) -> Floats:
    # A comparison leaves out NaN, infinity and integers too large for a float.
    if not all(type(item) in (int, float) and lowest <= item <= highest for item in items):
        odd(place)
    return np.array(items, dtype=np.float64)


def partial_numbers(
    value: Any, place: str, length: int, *, lowest: float, highest: float
) -> Floats:
    """A list of `length` numbers in a range, or null, which becomes NaN; shape (length,)."""
    items = listed(value, place, length)
    numbers = np.full(length, np.nan)
    told = [at for at, item in enumerate(items) if item is not None]
    numbers[told] = _numbers([items[at] for at in told], place, lowest, highest)
    return numbers


def count(value: Any, place: str, most: int = MAX_COUNT) -> int | None:
    """A whole number from 0 to `most`, or null."""
    if value is not None and (type(value) is not int or not 0 <= value <= most):
        odd(place)
    return value


def counts(value: Any, place: str, length: int) -> list[int]:
    """A list of `length` whole numbers from 0 on."""
    items = listed(value, place, length)
    if not all(type(item) is int and 0 <= item <= MAX_COUNT for item in items):
        odd(place)
    return items


def partial_shares(value: Any, place: str, length: int) -> Floats:
    """A list of `length` numbers from 0 to about 1, or null, which becomes NaN; (length,)."""
    return partial_numbers(value, place, length, lowest=0, highest=HIGHEST_READ)


def partial_counts(value: Any, place: str, length: int) -> Floats:
    """A list of `length` whole numbers from 0 on, or null, which becomes NaN; shape (length,)."""
    items = listed(value, place, length)
    known = [0 if item is None else item for item in items]
    numbers = np.array(counts(known, place, length), dtype=np.float64)
    numbers[[item is None for item in items]] = np.nan
    return numbers


def flag(value: Any, place: str) -> bool | None:
    """Yes or no, or null."""
    return value if value is None or type(value) is bool else odd(place)


def text(value: Any, place: str, longest: int) -> str | None:
    """A text on one line, without credentials and folders of a machine; null for an empty one."""
    if value is not None and type(value) is not str:
        odd(place)
    return shown_on_one_line(redact(value), longest) if value else None


def one_of(value: Any, known: tuple[str, ...], place: str) -> str:
    """A known word."""
    return value if type(value) is str and value in known else odd(place)


def one_line(text: str, longest: int) -> str:
    """At most `longest` characters, those that are not printable as blanks."""
    return printable(text[:longest])


def _no_constant(_: str) -> NoReturn:
    raise ValueError
