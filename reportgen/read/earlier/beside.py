"""The report of a site's page, which stands in a file beside it: packed, with packed columns.

The page names the file, and a stranger may have written both: the name must be one that a site
gives, the file lies in the site's own folder, and every size is bounded before it is unpacked.
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

from reportgen.packing import unpack
from reportgen.read.bounded import Unreadable, read_bytes
from reportgen.read.earlier.json_fields import Odd, listed, mapping, odd, whole_length
from reportgen.read.table import results, rows

PLACE = "results.columns"
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
        if told is None:
            continue
        names = [_name(each) for each in listed(mapping(told, "results").get("columns"), PLACE)]
        length = whole_length(told.get("epochs"), "results.epochs", rows.MAX_ROWS)
        if len(names) > max(results.MOST_OF_ONE_TRAINING, results.MAX_CELLS // max(length, 1)):
            odd(PLACE)
        found = _unpacked(listed(told.get("packed"), PLACE), length, len(names))
        if found.keys() != set(names) or len(found) != len(names):
            odd(PLACE)
        told["columns"] = {name: found[name] for name in names}
    return report


def _name(value: Any) -> str:
    return value if type(value) is str else odd(PLACE)


def _unpacked(packs: list[Any], length: int, most: int) -> dict[str, list[float | None]]:
    """Columns by name; there are at most so many."""
    found: dict[str, list[float | None]] = {}
    for pack in packs:
        names = [_name(each) for each in listed(mapping(pack, PLACE).get("names"), PLACE)]
        if not names or len(found) + len(names) > most:
            odd(PLACE)
        try:
            if sorted([*pack["runs"], *pack["plain"]]) != [*range(len(names))]:
                odd(PLACE)
            columns = unpack(pack, pack, [length] * len(names))
            told = [columns[place].tolist() for place in range(len(names))]
        except (KeyError, TypeError, ValueError, OverflowError, IndexError):
            raise Odd(f"is declined: {PLACE} is not what it must be") from None
        for name, values in zip(names, told, strict=True):
            found[name] = [number if math.isfinite(number) else None for number in values]
    return found
