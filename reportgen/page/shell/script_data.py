"""What a page hands its scripts: JSON that cannot end its element, shared, and packed when long."""

from __future__ import annotations

import base64
import json
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from markupsafe import Markup

from reportgen.read.earlier.report import GZIP_WINDOW

SHORTEST_SHARED = 8
"""Arrays of numbers from this length on are stored once, however many charts use them."""
_NUMBERS = (int, float, type(None))
_Places = dict[tuple[float | None, ...], int]
"""Where in the arrays a column stands."""
_PLAIN = frozenset({str, int, float, bool, type(None)})
MANY_FIGURES = 60
"""From more figures on, objects that recur are stored once as well."""
LEAST_RECURRING, SHORTEST_PART = 3, 40
"""How often an object recurs at least, and how long it is, to be stored once."""
_LEVEL = 6
"""Of zlib: 18 kB a run in 2 ms; 9 takes three times as long for 1 % less."""
PACKED_FROM = 500_000
"""Characters of JSON from which it is packed: a run's charts of 1,000 epochs have 200,000, and
what is not packed stands ready when scripts begin."""


class ScriptData(NamedTuple):
    """What a script element holds for scripts, and its type, which says how."""

    type: str
    content: Markup


def packed(text: bytes) -> Markup:
    """Bytes as gzip in base64; the same for the same bytes."""
    # gzip.compress would write the time of day.
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, GZIP_WINDOW)
    return Markup(base64.b64encode(packer.compress(text) + packer.flush()).decode("ascii"))


def script_data(json: Markup, *, longest: int = PACKED_FROM) -> ScriptData:
    """JSON for a script element, packed where it has more than `longest` characters."""
    if len(json) <= longest:
        return ScriptData("application/json", json)
    return ScriptData("application/gzip", packed(json.encode("utf-8", errors="replace")))


# What could end the element or start a comment.
_ESCAPED = "<>&"


def script_json(value: Any) -> Markup:
    """Strict JSON, in ASCII, that cannot end the script element it stands in."""
    text = json.dumps(value, allow_nan=False, separators=(",", ":"))
    for character in _ESCAPED:
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


# --- the figures of a page ------------------------------------------------------------------------


def chart_data(figures: Mapping[str, Any], clocks: Mapping[str, Any] | None = None) -> Markup:
    """The figures as JSON that can stand in a script element; see `shared_data`."""
    return script_json(shared_data(figures, clocks))


def shared_data(
    figures: Mapping[str, Any], clocks: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The figures with each column stored once, in ``arrays``.

    `clocks` has for each run the epochs and the seconds at which they ended.
    """
    arrays: list[Sequence[Any]] = []
    places: _Places = {}
    # A layout holds words and a few numbers: looking through it would take most of the time.
    shared: Any = {
        id: {
            key: part if key == "layout" else _share(part, arrays, places)
            for key, part in figure.items()
        }
        for id, figure in figures.items()
    }
    parts: list[Any] = []
    told = _share(clocks or {}, arrays, places)
    if len(figures) > MANY_FIGURES:
        shared, parts = _with_parts(shared)
    return {"arrays": arrays, "parts": parts, "figures": shared, "clocks": told}


def _with_parts(figures: dict[str, Any]) -> tuple[dict[str, Any], list[Any]]:
    """The figures with objects that recur stored once, and those: most of a layout is the same."""
    texts: dict[int, str] = {}
    seen: Counter[str] = Counter()

    def count(value: Any) -> None:
        for item in value.values() if isinstance(value, dict) else value:
            if isinstance(item, (dict, list)):
                count(item)
        if isinstance(value, dict):
            texts[id(value)] = text = json.dumps(value)
            seen[text] += 1

    places: dict[str, int] = {}
    parts: list[Any] = []

    def replaced(value: Any) -> Any:
        if isinstance(value, list):
            return list(map(replaced, value))
        if not isinstance(value, dict):
            return value
        text = texts[id(value)]
        if seen[text] < LEAST_RECURRING or len(text) < SHORTEST_PART:
            return {key: replaced(item) for key, item in value.items()}
        if text not in places:
            part = {key: replaced(item) for key, item in value.items()}
            places[text] = len(parts)
            parts.append(part)
        return {"part": places[text]}

    for figure in figures.values():
        count(figure)
    # A figure itself stays in its place: scripts begin with its own fields.
    return {
        name: {key: replaced(item) for key, item in figure.items()}
        for name, figure in figures.items()
    }, parts


def _share(value: Any, arrays: list[Sequence[Any]], places: _Places) -> Any:
    if isinstance(value, (list, tuple)):
        return _shared_list(value, arrays, places)
    if type(value) is not dict and not isinstance(value, Mapping):
        return value
    # Most of a figure is a number or a text: a call for each would take most of the time.
    return {
        key: item if type(item) in _PLAIN else _share(item, arrays, places)
        for key, item in value.items()
    }


def _shared_list(value: Sequence[Any], arrays: list[Sequence[Any]], places: _Places) -> Any:
    if len(value) < SHORTEST_SHARED:
        return [_share(item, arrays, places) for item in value]
    with suppress(TypeError):  # of what is no number, such as an object, and has no hash
        numbers = tuple(value)
        place = places.get(numbers)
        if place is None and all(issubclass(kind, _NUMBERS) for kind in set(map(type, value))):
            place = places[numbers] = len(arrays)
            arrays.append(numbers)
        if place is not None:
            return {"array": place}
    return [_share(item, arrays, places) for item in value]
