"""The tables of a JPEG: those that a scan is coded with stay, those that nothing uses go.

A table that no scan refers to, or that another replaces before a scan comes, draws nothing and may
hold any text. Source: ITU-T T.81, annexes B.2.3 and B.2.4.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import NamedTuple

HUFFMAN, SCAN, QUANTISATION, RESTART = 0xC4, 0xDA, 0xDB, 0xDD
_FRAMES = (0xC0, 0xC1, 0xC2)
_WIDE = 0x10
"""The bit that says: 16 bits a value in a quantisation table, a table for AC in a Huffman table."""


class CodingTable(NamedTuple):
    """A table in a segment."""

    key: tuple[int, int]
    """Its marker, and the number that scans or frames name it by, with the class of Huffman's."""
    content: bytes


def tables_of(marker: int, body: bytes | memoryview) -> list[CodingTable] | None:
    """The tables in the body of a segment; None where their lengths do not fill it."""
    found, position = list[CodingTable](), 0
    while position < len(body):
        head = body[position]
        if marker == HUFFMAN:
            number, length = head, 17 + sum(body[position + 1 : position + 17])
        else:
            number, length = head & 0x0F, 129 if head & _WIDE else 65
        found.append(CodingTable((marker, number), bytes(body[position : position + length])))
        position += length
    return found if found and position == len(body) else None


def without_idle(segments: Sequence[bytes]) -> list[bytes]:
    """Segments of a sound JPEG, each with its marker, without the tables that draw nothing."""
    frame = next((each for each in segments if each[1:2] and each[1] in _FRAMES), b"")
    of_frame = {(QUANTISATION, number & 0x0F) for number in frame[12::3]}
    # From the end: a table is used when a scan that comes after it refers to it.
    wanted, kept = set[tuple[int, int]](), list[bytes]()
    for segment in reversed(segments):
        marker = segment[1] if segment else 0
        if marker == SCAN:
            progressive = frame[1:2] == b"\xc2"
            wanted |= of_frame | {(RESTART, 0)} | _of_scan(segment, progressive=progressive)
        elif marker in (HUFFMAN, QUANTISATION):
            segment = _with_wanted(marker, segment, wanted)
        elif marker == RESTART:
            segment = segment if (RESTART, 0) in wanted else b""
            wanted.discard((RESTART, 0))
        kept.append(segment)
    return kept[::-1]


def _of_scan(segment: bytes, *, progressive: bool) -> set[tuple[int, int]]:
    """The Huffman tables that the components of a scan are coded with (T.81, G.1.2)."""
    after = 5 + 2 * segment[4]
    named = segment[6:after:2]
    coarse = {(HUFFMAN, both >> 4) for both in named}
    fine = {(HUFFMAN, _WIDE | both & 0x0F) for both in named}
    if not progressive:
        return coarse | fine
    start, precision = segment[after], segment[after + 2]
    if start:
        return fine
    return set() if precision >> 4 else coarse


def _with_wanted(marker: int, segment: bytes, wanted: set[tuple[int, int]]) -> bytes:
    """The segment with the tables of those keys, which are wanted no more before it."""
    kept = list[bytes]()
    for table in reversed(tables_of(marker, segment[4:]) or []):
        if table.key in wanted:
            wanted.discard(table.key)
            kept.append(table.content)
    body = b"".join(kept[::-1])
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body if body else b""
