"""The facts of releases as ranges: what was true from which release to which."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.releases.source import Facts

Range = list[Any]
"""``[first release, last release or None while it still holds, value]``."""


def ranges(known: Mapping[str, Facts], versions: Sequence[str]) -> dict[str, Any]:
    """The table, from the facts of the releases on both sides of each change.

    `versions` are all the published ones, the oldest first.
    """
    names = sorted({name for one in known.values() for name in one["arguments"]})
    others = [name for name in next(iter(known.values())) if name != "arguments"]
    every = [True] * len(known)
    arguments = {
        name: _ranges(
            known,
            [name in f["arguments"] for f in known.values()],
            [f["arguments"].get(name) for f in known.values()],
        )
        for name in names
    }
    facts = {name: _ranges(known, every, [f[name] for f in known.values()]) for name in others}
    return {
        "first": versions[0],
        "newest": versions[-1],
        "published": len(versions),
        "alike": [[first, last] for first, last, _ in _ranges(known, every, list(known.values()))],
        "arguments": arguments,
        "facts": facts,
    }


def _ranges(
    known: Mapping[str, Facts], there: Sequence[bool], values: Sequence[Any]
) -> list[Range]:
    found: list[Range] = []
    open_range = False
    for version, is_there, value in zip(known, there, values, strict=True):
        same = open_range and is_there and _alike(found[-1][2], value)
        if is_there and not same:
            found.append([version, version, value])
        elif same:
            found[-1][1] = version
        open_range = is_there
    if open_range:
        found[-1][1] = None
    return found


def _alike(one: Any, other: Any) -> bool:
    """Equality that tells True from 1 and 1 from 1.0, which a YAML file does."""
    return type(one) is type(other) and bool(one == other)


def written(table: Mapping[str, Any]) -> str:
    """The table as JSON, one argument or fact a line."""
    return "\n".join(_lines(table)) + "\n"


def _lines(table: Mapping[str, Any]) -> Iterator[str]:
    yield "{"
    for name in ("first", "newest", "published", "alike"):
        yield f"  {json.dumps(name)}: {json.dumps(table[name])},"
    for section, end in (("arguments", ","), ("facts", "")):
        yield f"  {json.dumps(section)}: {{"
        rows = [f"    {json.dumps(k)}: {json.dumps(v)}" for k, v in table[section].items()]
        yield ",\n".join(rows)
        yield f"  }}{end}"
    yield "}"
