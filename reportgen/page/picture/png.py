"""PNG without metadata, and without what stands behind its pixels.

All chunks go that draw nothing, those of another length than the format gives them among them.
Source: PNG specification, third edition, W3C 2025, chapters 5, 10 and 11.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from reportgen.page.picture.metadata import (
    END_LOOKED_AT,
    MAX_PARTS,
    MAX_PROFILE,
    UPRIGHT,
    Bare,
    NotUnderstood,
    is_profile,
    is_readable,
    orientation_of,
    tiff_of,
)

PNG = b"\x89PNG\r\n\x1a\n"
ALWAYS_CHECKED = 4_000_000
"""Up to so many bytes of pixels a PNG is inflated to find what stands behind them. It costs 35 ms
for a plot of Ultralytics, six of which would make the report of a run a fifth slower: larger ones
are inflated only where something that can be read stands among their compressed pixels."""
MAX_CHECKED = 200_000_000
"""Bytes of pixels from which on nothing is inflated; such a picture is not shown anyway."""
_READABLE_END = re.compile(rb"[ -~]{8}")
"""A shorter text counts near the end: there it stands when little does behind the pixels."""
_PNG_HEADER, _PNG_FIRST_CHUNK = b"\0\0\0\rIHDR", 33
# What changes the pixels on the screen, with its length. pHYs, bKGD, hIST and the like do not in a
# browser. sBIT and tRNS have a length for each kind of colour.
_PNG_LENGTHS = {b"gAMA": 4, b"cHRM": 32, b"sRGB": 1, b"cICP": 4}
_GREY, _RGB, _PALETTE, _GREY_ALPHA, _RGBA = 0, 2, 3, 4, 6
_BY_COLOUR = {
    b"sBIT": {_GREY: 1, _RGB: 3, _PALETTE: 3, _GREY_ALPHA: 2, _RGBA: 4},
    b"tRNS": {_GREY: 2, _RGB: 6},
}
_CHANNELS = {_GREY: 1, _RGB: 3, _PALETTE: 1, _GREY_ALPHA: 2, _RGBA: 4}
_DEPTHS = {
    **dict.fromkeys(_CHANNELS, (8, 16)),
    _GREY: (1, 2, 4, 8, 16),
    _PALETTE: (1, 2, 4, 8),
}
# Of an interlaced picture: first column and row of each pass, and the steps between (Adam7).
_PASSES = (
    (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4),
    (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2),
)  # fmt: skip
_INFLATED = 2**20


def bare_png(content: bytes) -> Bare:
    """A PNG with the chunks that draw it, each with its own check sum.

    Raises `NotUnderstood` for everything else.
    """
    head = _header(content)
    kept: dict[bytes, bytes] = {}
    pixels: list[memoryview] = []
    orientation = UPRIGHT
    for kind, start, end in _chunks(content, _PNG_FIRST_CHUNK):
        body = memoryview(content)[start + 8 : end - 4]
        if kind == b"IDAT":
            pixels.append(body)
        elif kind == b"eXIf" and orientation == UPRIGHT:
            orientation = orientation_of(bytes(body))
        elif kind == b"iCCP":
            kept.setdefault(kind, _nameless_profile(bytes(body)))
        elif _draws(kind, len(body), head, kept):
            kept.setdefault(kind, _made_chunk(kind, bytes(body)))
        elif kind[:1].isupper() and kind not in (b"IEND", b"PLTE"):
            raise NotUnderstood("it has a part that no PNG has")
    if orientation != UPRIGHT:
        kept[b"eXIf"] = _made_chunk(b"eXIf", tiff_of(orientation))
    drawn = [_made_chunk(b"IDAT", data) for data in _exact(pixels, head)]
    whole = [content[:_PNG_FIRST_CHUNK], *_in_order(kept, head), *drawn, _made_chunk(b"IEND", b"")]
    return Bare(b"".join(whole), head.width, head.height, orientation)


def _in_order(kept: Mapping[bytes, bytes], head: _Header) -> list[bytes]:
    """By the specification: what tells of colours, the palette, what refers to it."""
    if head.colour == _PALETTE and b"PLTE" not in kept:
        raise NotUnderstood("its palette is not readable")
    places = (b"PLTE", b"tRNS", b"eXIf")
    before = [chunk for kind, chunk in kept.items() if kind not in places]
    return before + [kept[kind] for kind in places if kind in kept]


class _Header(NamedTuple):
    """What a PNG says of itself first."""

    width: int
    height: int
    depth: int
    """Bits of one channel."""
    colour: int
    interlaced: bool

    @property
    def length(self) -> int:
        """Bytes of all rows, each with the byte that tells its filter."""
        passes = _PASSES if self.interlaced else ((0, 0, 1, 1),)
        bits = self.depth * _CHANNELS[self.colour]
        total = 0
        for column, row, across, down in passes:
            width = -(-(self.width - column) // across)
            height = -(-(self.height - row) // down)
            if width > 0 and height > 0:
                total += height * (1 + -(-width * bits // 8))
        return total


def _header(content: bytes) -> _Header:
    if len(content) < _PNG_FIRST_CHUNK or content[8:16] != _PNG_HEADER:
        raise NotUnderstood("its header is not readable")
    width, height, depth, colour, packing, filtering, interlaced = struct.unpack_from(
        ">IIBBBBB", content, 16
    )
    known = depth in _DEPTHS.get(colour, ()) and interlaced in (0, 1)
    if not known or (packing, filtering) != (0, 0):
        raise NotUnderstood("its header is not readable")
    return _Header(width, height, depth, colour, bool(interlaced))


def _draws(kind: bytes, length: int, head: _Header, kept: Mapping[bytes, bytes]) -> bool:
    """Whether a chunk changes what is seen, and has the length that the format gives it."""
    if kind == b"PLTE":
        most = 3 * 2 ** min(head.depth, 8)
        return head.colour == _PALETTE and 0 < length <= most and length % 3 == 0
    if kind == b"tRNS" and head.colour == _PALETTE:
        colours = len(kept.get(b"PLTE", b"")) - 12
        return 0 < length <= colours // 3
    if kind in _BY_COLOUR:
        return _BY_COLOUR[kind].get(head.colour) == length
    return _PNG_LENGTHS.get(kind) == length


def _exact(pixels: Sequence[memoryview], head: _Header) -> Iterator[memoryview]:
    """The compressed pixels without what stands behind them. Raises `NotUnderstood`.

    They have to be inflated for that: nothing else tells where they end.
    """
    if not pixels:
        raise NotUnderstood("it has no pixels")
    if head.length > MAX_CHECKED or not _to_be_checked(pixels, head):
        yield from pixels
        return
    machine, left = zlib.decompressobj(), head.length
    for part in pixels:
        for number in _inflated(machine, part):
            left -= number
            if left < 0:
                raise NotUnderstood("it holds more than its pixels")
        yield part[: len(part) - len(machine.unused_data)]
        if machine.eof:
            return


def _inflated(machine: zlib._Decompress, part: memoryview) -> Iterator[int]:
    """How many bytes come of a part, piece by piece. Raises `NotUnderstood`."""
    rest: bytes | memoryview = part
    while rest and not machine.eof:
        try:
            yield len(machine.decompress(rest, _INFLATED))
        except zlib.error:
            raise NotUnderstood("its pixels are not readable") from None
        rest = machine.unconsumed_tail


def _chunks(content: bytes, position: int) -> Iterator[tuple[bytes, int, int]]:
    """Kind, start and end of the chunks from `position` to the one that ends the picture."""
    for _ in range(MAX_PARTS):
        if position + 12 > len(content):
            raise NotUnderstood("it is cut short")
        length, kind = struct.unpack_from(">I4s", content, position)
        if not kind.isalpha():
            raise NotUnderstood("its parts are not readable")
        start, position = position, position + 12 + length
        if position > len(content):
            raise NotUnderstood("it is cut short")
        yield kind, start, position
        if kind == b"IEND":
            return
    raise NotUnderstood("it has too many parts")


def _to_be_checked(pixels: Sequence[memoryview], head: _Header) -> bool:
    if head.length <= ALWAYS_CHECKED:
        return head.length > 0
    data = b"".join(pixels)
    return is_readable(data) or _READABLE_END.search(data[-END_LOOKED_AT:]) is not None


def _nameless_profile(body: bytes) -> bytes:
    """A colour profile under a name of ours: its own is free text. Nothing for what is none."""
    packed = body.partition(b"\0")[2][1:]
    machine = zlib.decompressobj()
    try:
        profile = machine.decompress(packed, MAX_PROFILE)
    except zlib.error:
        return b""
    if not machine.eof or not is_profile(profile):
        return b""
    end = len(packed) - len(machine.unused_data)
    return _made_chunk(b"iCCP", b"ICC\0\0" + packed[:end])


def _made_chunk(kind: bytes, body: bytes | memoryview) -> bytes:
    check = zlib.crc32(body, zlib.crc32(kind))
    return b"".join((struct.pack(">I", len(body)), kind, body, struct.pack(">I", check)))
