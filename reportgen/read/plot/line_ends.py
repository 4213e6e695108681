"""A PNG whose line ends were changed on its way, put back where its checksums prove how it was.

Git and old transfer programs do it to what they take for text. One way round every LF got a CR,
and gives it back. The other way round each CR LF lost its CR: which of the LFs those were, the
CRC-32 of each chunk tells. It is linear: with CRs put before the LFs at p1 < ... < pk it is
constant XOR g1(p1) XOR ... XOR gk(pk), so that sorted tables find the places without trying all.
A chunk that fits in no way, or in several, stays as it is, and the picture with it.
"""

from __future__ import annotations

import zlib
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from reportgen.read.bounded import LINE_ENDS_CHANGED

SIGNATURE = b"\x89PNG\r\n\x1a\n"
LOST, ADDED = LINE_ENDS_CHANGED
"""How a PNG begins of whose CR LFs the CRs are lost, and one that got a CR before each LF."""
MOST_BYTES = 4 * 2**20
"""Larger files are not tried; plots have a tenth of that."""
MOST_LINES = 512
"""LFs in a chunk; one of 64 kB has about 256. Their pairs are listed."""
MOST_PAIRS = 2**18
"""Pairs of LFs in the chunks of one file; eight chunks of 64 kB have so many."""
MOST_LOST = 4
"""CRs that one chunk may have lost; a chunk of 64 kB loses one on average."""
MOST_WAYS = 10_000
"""Ways that halves of a sum may fit together; of a plot a few do, by chance."""

Words = NDArray[np.uint32]
_ONES, _NO_BIT = 0xFFFFFFFF, np.uint32(0)
_LONGEST_CHUNK = 2**20
_FRAME = 12  # Length, kind and checksum of a chunk.


def mended(data: bytes) -> bytes | None:
    """The picture as it was, each chunk proven by its checksum; None where that is not certain."""
    if len(data) > MOST_BYTES:
        return None
    if data.startswith(ADDED):
        whole = data.replace(b"\r\n", b"\n")
        return whole if _is_sound(whole) else None
    return _refilled(data) if data.startswith(LOST) else None


def _is_sound(data: bytes) -> bool:
    """Whether all chunks up to the last one have the checksum that they name."""
    at = len(SIGNATURE)
    while (kind := data[at + 4 : at + 8]) and len(data) >= at + _FRAME:
        end = at + 8 + int.from_bytes(data[at : at + 4])
        if zlib.crc32(data[at + 4 : end]) != int.from_bytes(data[end : end + 4]):
            return False
        if kind == b"IEND":
            return True
        at = end + 4
    return False


def _refilled(data: bytes) -> bytes | None:
    at, parts, pairs = len(LOST), [SIGNATURE], 0
    while pairs <= MOST_PAIRS and (chunk := _chunk(data, at)) is not None:
        whole, lost = chunk
        parts.append(whole)
        pairs += data.count(b"\n", at, at + len(whole) - lost) ** 2 // 2
        at += len(whole) - lost
        if whole[4:8] == b"IEND":
            return b"".join(parts)
    return None


def _chunk(data: bytes, at: int) -> tuple[bytes, int] | None:
    """The chunk that begins at `at`, and how many CRs it had lost; None: not certain."""
    length = _length(data, at)
    if length is None:
        return None
    kind = data[at + 4 : at + 8]
    for lost in range(min(MOST_LOST, length) + 1):
        end = at + 8 + length - lost
        if kind != b"IEND" and _length(data, end + 4) is None:
            continue  # Of another number of CRs, or the next chunk would begin here.
        body, checksum = data[at + 8 : end], data[end : end + 4]
        found = _places(kind, body, int.from_bytes(checksum), lost)
        if found:
            whole = data[at : at + 8] + _with_returns(body, found[0]) + checksum
            return (whole, lost) if len(found) == 1 else None
    return None


def _length(data: bytes, at: int) -> int | None:
    """The length that a chunk names; None where none begins at `at`."""
    kind, length = data[at + 4 : at + 8], int.from_bytes(data[at : at + 4])
    return length if len(kind) == 4 and kind.isalpha() and length <= _LONGEST_CHUNK else None


def _with_returns(body: bytes, places: tuple[int, ...]) -> bytes:
    bounds = [0, *places, len(body)]
    return b"\r".join(body[a:b] for a, b in pairwise(bounds))


def _places(kind: bytes, body: bytes, checksum: int, lost: int) -> list[tuple[int, ...]]:
    """All ways to put `lost` CRs before LFs of `body` that give the checksum."""
    if not lost:
        return [()] if zlib.crc32(kind + body) == checksum else []
    lines = np.flatnonzero(np.frombuffer(body, np.uint8) == ord("\n"))
    if not lost <= len(lines) <= MOST_LINES:
        return []
    size = len(body)
    rest = np.uint32(_linear(body)) ^ _far_after(_up_to(body, lines), size - lines)
    single = _far_after(np.full(len(lines), _linear(b"\r"), np.uint32), size - lines)
    begun = zlib.crc32(kind) ^ _ONES
    goal = np.uint32(checksum ^ _ONES ^ _linear(bytes(size + lost), begun))
    goal ^= _after(np.array([_linear(body)], np.uint32), lost)[0]
    shares = [
        _after(rest, left + 1) ^ _after(rest, left) ^ _after(single, left)
        for left in range(lost - 1, -1, -1)
    ]
    return [tuple(lines[list(way)].tolist()) for way in _sums_to(goal, shares)]


def _sums_to(goal: np.uint32, shares: list[Words]) -> list[tuple[int, ...]]:
    """Ascending places, one in each of up to four tables, whose values give `goal` by XOR."""
    count = len(shares[0])
    halves = [shares[:2], shares[2:]]
    first, second = (_combined(half, count) for half in halves)
    order = np.argsort(first[0], kind="stable")
    wanted = second[0] ^ goal
    low = np.searchsorted(first[0][order], wanted, "left")
    high = np.searchsorted(first[0][order], wanted, "right")
    if (high - low).sum() > MOST_WAYS:
        return []  # Made so that everything fits.
    ways = []
    for after in np.flatnonzero(high > low):
        for before in order[low[after] : high[after]]:
            way = (*first[1][before], *second[1][after])
            if list(way) == sorted(set(way)):
                ways.append(way)
    return ways


def _combined(tables: list[Words], count: int) -> tuple[Words, NDArray[np.intp]]:
    """XOR of every choice of ascending places in none, one or two tables, and those places."""
    if not tables:
        return np.zeros(1, np.uint32), np.zeros((1, 0), np.intp)
    if len(tables) == 1:
        return tables[0], np.arange(count)[:, None]
    one, other = np.triu_indices(count, 1)
    return tables[0][one] ^ tables[1][other], np.stack([one, other], axis=1)


def _linear(data: bytes, register: int = 0) -> int:
    """The register of CRC-32 after `data`, without the inversions that make it not linear."""
    return zlib.crc32(data, register ^ _ONES) ^ _ONES


def _up_to(body: bytes, places: NDArray[np.intp]) -> Words:
    """Registers after what stands before each of the ascending places."""
    register, found = 0, []
    for start, end in pairwise([0, *places]):
        register = _linear(body[start:end], register)
        found.append(register)
    return np.array(found, np.uint32)


def _far_after(registers: Words, steps: NDArray[np.intp]) -> Words:
    """Registers after as many bytes of 0 each: by those of 1, 2, 4, ... in its number."""
    bits = np.arange(32, dtype=np.uint32)
    images = _after(np.uint32(1) << bits, 1)  # of each bit of a register
    for power in range(int(steps.max()).bit_length()):
        moved, images = (
            np.bitwise_xor.reduce(np.where(words[:, None] >> bits & 1, images, _NO_BIT), axis=1)
            for words in (registers, images)
        )
        registers = np.where(steps >> power & 1, moved, registers)
    return registers


def _after(registers: Words, steps: int) -> Words:
    """Registers after so many bytes of 0."""
    for _ in range(steps):
        registers = (registers >> np.uint32(8)) ^ _TABLE[registers & np.uint32(0xFF)]
    return registers


_TABLE: Words = np.array([_linear(bytes(1), byte) for byte in range(256)], np.uint32)
