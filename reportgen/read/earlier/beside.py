"""The report of a site's page, which stands in a file beside it: packed, with packed columns.

The page names the file, and a stranger may have written both: the name must be one that a site
gives, the file lies in the site's own folder, and every size is bounded before it is unpacked.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from reportgen.packing import unpack
from reportgen.read.bounded import Unreadable, read_bytes
from reportgen.read.earlier.json_fields import few, listed, mapping, odd, texts
from reportgen.read.table import reading, rows
from reportgen.values import finite

PLACE, EPOCHS = "results.columns", "results.epochs"
_SOURCE = re.compile(rb' data-src="\.\./(numbers/([a-z0-9-]{1,80})\.[0-9a-f]{10}\.js)"', re.ASCII)
MAX_PACKED = 24 * 2**20
"""Longest file. A usual one has 30,000 bytes."""


def named_beside(element: bytes) -> tuple[str, str] | None:
    """The file that the start tag of a block names, and the name of the report in it."""
    found = _SOURCE.search(element)
    return (found[1].decode(), f"numbers/{found[2].decode()}") if found else None


def packed_beside(page: Path, file: str, name: str) -> bytes:
    """The packed report in the file that a page names, in base64. Raises `Unreadable`."""
    path = page.resolve().parent.parent / file
    if path.is_symlink() or path.parent.is_symlink():
        raise Unreadable(f"keeps its numbers in {file}, which is a link")
    try:
        content = read_bytes(path, MAX_PACKED)
    except Unreadable as error:
        raise Unreadable(
            f"is a page of a site and cannot be read alone: its numbers are in {file} of the "
            f"site's folder, and that {error}"
        ) from None
    found = re.search(rb'\["' + re.escape(name.encode()) + rb'"\]="([A-Za-z0-9+/=]*)"', content)
    if not found:
        raise Unreadable(f"keeps its numbers in {file}, which is damaged")
    return found[1]


def with_columns(content: dict[str, Any]) -> dict[str, Any]:
    """The report of such a file, its columns as they stand in a page. Raises `Odd`."""
    report = mapping(content.get("report"), "report")
    for run in listed(report.get("runs"), "runs"):
        told = mapping(run, "runs").get("results")
        if told is not None:
            told["columns"] = _columns(mapping(told, "results"))
    return report


def _columns(told: dict[str, Any]) -> dict[str, list[float | None]]:
    told.setdefault("epochs", _epochs(told.get("spans", [])))
    length = len(few(told["epochs"], EPOCHS, rows.MAX_ROWS))
    most = max(reading.MOST_OF_ONE_TRAINING, reading.MAX_CELLS // max(length, 1))
    names = texts(told.get("columns"), PLACE, most)
    found: dict[str, list[float | None]] = {}
    for pack in listed(told.get("packed"), PLACE):
        found |= _unpacked(mapping(pack, PLACE), length, len(names) - len(found))
    if found.keys() != set(names) or len(found) != len(names):
        odd(PLACE)
    return {name: found[name] for name in names}


def _epochs(spans: Any) -> list[int]:
    """All epochs of spans, each of which has its first and its last one."""
    found: list[int] = []
    for span in listed(spans, EPOCHS):
        match span:
            case [first, last] if (
                type(first) is type(last) is int and 0 <= last - first < rows.MAX_ROWS
            ):
                found += range(first, last + 1)
            case _:
                odd(EPOCHS)
        few(found, EPOCHS, rows.MAX_ROWS)
    return found


def _unpacked(pack: dict[str, Any], length: int, most: int) -> dict[str, list[float | None]]:
    """Columns by name, of one pack; there are at most so many."""
    names = texts(pack.get("names"), PLACE, most)
    try:
        if not names or sorted([*pack["runs"], *pack["plain"]]) != [*range(len(names))]:
            odd(PLACE)
        columns = unpack(pack, pack, [length] * len(names))
        return {name: list(map(finite, columns[at].tolist())) for at, name in enumerate(names)}
    except (KeyError, TypeError, ValueError, OverflowError, IndexError):
        odd(PLACE)
