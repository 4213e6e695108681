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
            f"is a page of a site, which keeps its numbers in {file}, and that {error}"
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
        given = mapping(mapping(told, "results").get("columns"), "results.columns")
        length = whole_length(told.get("epochs"), "results.epochs", rows.MAX_ROWS)
        if len(given) > max(results.MOST_OF_ONE_TRAINING, results.MAX_CELLS // max(length, 1)):
            odd("results.columns")
        told["columns"] = {name: _column(each, length) for name, each in given.items()}
    return report


def _column(value: Any, length: int) -> Any:
    if type(value) is not dict:
        return value
    if [value.get("runs"), value.get("plain")] not in ([[0], []], [[], [0]]):
        odd("results.columns")
    try:
        column = unpack(value, value, [length])
        values = column[0].tolist()
    except (KeyError, TypeError, ValueError, OverflowError, IndexError):
        raise Odd("is declined: results.columns is not what it must be") from None
    return [number if math.isfinite(number) else None for number in values]
