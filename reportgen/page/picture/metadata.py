"""PNG and JPEG without what they tell beside the picture: no place, camera, author or comment.

The parts of the file that draw the picture are copied byte by byte; nothing is decoded, so every
pixel stays. Colour (ICC profile, gamma) stays, and of Exif the orientation alone. All else goes:
Exif with GPS, thumbnails, XMP, IPTC, text, times, comments, parts of unknown kind, and what comes
after the end of the picture. Sources: PNG specification, third edition, W3C 2025, chapters 5 and
11; ITU-T T.81, annex B; JFIF 1.02; Exif 2.32, section 4.6.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
MAX_PARTS = 50_000
"""Most chunks or segments of one picture; a file of 24 MB in chunks of 1 kB has 24,000."""
_PNG_HEADER, _PNG_FIRST_CHUNK = b"\0\0\0\rIHDR", 33
# What changes the pixels on the screen. pHYs, bKGD, hIST and the like do not in a browser.
_PNG_KEPT = frozenset(
    {b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"cICP", b"sBIT"}
)
_END, _SCAN, _FIRST_APP = 0xD9, 0xDA, 0xE0
_EXIF_APP = 0xE1
# Those of a whole picture: frames, tables, its end, scans; from E0 on, what is not the picture.
_KNOWN = frozenset(range(0xC0, 0xD0)) | frozenset(range(_END, 0xFF))
# Start-of-frame markers: those that hold the size. C4, C8 and CC in their range are others.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# In the coded data of a scan FF is followed by 00, by a restart marker, or by more FF.
_FILL = re.compile(rb"\xff+")
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_EXIF, _JFIF, _ADOBE, _ICC = b"Exif\0\0", b"JFIF\0", b"Adobe", b"ICC_PROFILE\0"
_ORIENTATION_TAG, _SHORT = 0x0112, 3
_UPRIGHT = 1


class NotUnderstood(Exception):
    """A file whose parts are not those of its format. Its text says what: "it is cut short"."""


class Bare(NamedTuple):
    """A picture without its metadata."""

    content: bytes
    width: int
    """In pixels, as they are stored; orientations from 5 on swap it with the height."""
    height: int
    orientation: int
    """1 (upright) to 8, as Exif numbers them."""


def bare_png(content: bytes) -> Bare:
    """A PNG with the chunks that draw it, each with its own check sum.

    Raises `NotUnderstood` for everything else.
    """
    if len(content) < _PNG_FIRST_CHUNK or content[8:16] != _PNG_HEADER:
        raise NotUnderstood("its header is not readable")
    kept, orientation = [content[:_PNG_FIRST_CHUNK]], _UPRIGHT
    for kind, start, end in _chunks(content, _PNG_FIRST_CHUNK):
        if kind in _PNG_KEPT:
            kept.append(content[start:end])
        elif kind == b"iCCP":
            kept.append(_nameless_profile(content[start + 8 : end - 4]))
        elif kind == b"eXIf" and orientation == _UPRIGHT:
            orientation = _orientation(content[start + 8 : end - 4])
            kept.append(_made_chunk(kind, _tiff(orientation)) if orientation != _UPRIGHT else b"")
        elif kind[:1].isupper():
            raise NotUnderstood("it has a part that no PNG has")
    width, height = struct.unpack_from(">II", content, 16)
    return Bare(b"".join(kept), width, height, orientation)


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


def _nameless_profile(body: bytes) -> bytes:
    """A colour profile under a name of ours: its own is free text."""
    _, found, profile = body.partition(b"\0")
    return _made_chunk(b"iCCP", b"ICC\0" + profile) if found else b""


def _made_chunk(kind: bytes, body: bytes) -> bytes:
    check = zlib.crc32(kind + body)
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)


def bare_jpeg(content: bytes) -> Bare:
    """A JPEG with the segments that draw it.

    Raises `NotUnderstood` for everything else.
    """
    kept, orientation, size = [content[:2]], 0, (0, 0)
    for marker, start, end in _segments(content, 2):
        if marker < _FIRST_APP:
            kept.append(content[start:end])
            if marker in _FRAMES and not any(size):
                size = _frame_size(content[start:end])
            continue
        body = content[start + 4 : end]
        if marker == _EXIF_APP and not orientation and body.startswith(_EXIF):
            orientation = _orientation(body[len(_EXIF) :])
            tells = orientation != _UPRIGHT
            kept.append(_made_segment(marker, _EXIF + _tiff(orientation)) if tells else b"")
        else:
            kept.append(_application(marker, body))
    return Bare(b"".join(kept), *size, orientation or _UPRIGHT)


def _segments(content: bytes, position: int) -> Iterator[tuple[int, int, int]]:
    """Marker, start and end of the segments from `position` to the end of the picture.

    The segment of a scan goes to the end of its coded data.
    """
    for _ in range(MAX_PARTS):
        if fill := _FILL.match(content, position):
            position = fill.end() - 1
        if position + 2 > len(content):
            raise NotUnderstood("it is cut short")
        marker = content[position + 1]
        if content[position] != 0xFF or marker not in _KNOWN:
            raise NotUnderstood("its header is not readable")
        if marker == _END:
            yield marker, position, position + 2
            return
        start, position = position, _segment_end(content, position)
        if marker == _SCAN:
            position = _scan_end(content, position)
        yield marker, start, position
    raise NotUnderstood("it has too many parts")


def _segment_end(content: bytes, position: int) -> int:
    """Where the segment ends whose marker stands at `position`."""
    length = int.from_bytes(content[position + 2 : position + 4], "big")
    end = position + 2 + length
    if length < 2 or end > len(content):
        raise NotUnderstood("its header is not readable")
    return end


def _scan_end(content: bytes, position: int) -> int:
    """Where the coded data that begin at `position` end: at the next marker."""
    found = _NEXT_MARKER.search(content, position)
    if found is None:
        raise NotUnderstood("it is cut short")
    return found.start()


def _frame_size(frame: bytes) -> tuple[int, int]:
    if len(frame) < 9:
        raise NotUnderstood("its header is not readable")
    height, width = struct.unpack_from(">HH", frame, 5)
    return width, height


def _application(marker: int, body: bytes) -> bytes:
    """What is kept of an application's segment: how to take the colours, without thumbnails."""
    if marker == 0xE0 and body.startswith(_JFIF) and len(body) >= 14:
        return _made_segment(marker, body[:12] + b"\0\0")
    if marker == 0xE2 and body.startswith(_ICC):
        return _made_segment(marker, body)
    if marker == 0xEE and body.startswith(_ADOBE) and len(body) >= 12:
        return _made_segment(marker, body[:12])
    return b""


def _made_segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _orientation(tiff: bytes) -> int:
    """The orientation that a block of Exif tells, 1 to 8; 1 where it tells none that is one."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None or len(tiff) < 8:
        return _UPRIGHT
    (start,) = struct.unpack_from(f"{order}I", tiff, 4)
    if start + 2 > len(tiff):
        return _UPRIGHT
    (count,) = struct.unpack_from(f"{order}H", tiff, start)
    for number in range(min(count, (len(tiff) - start - 2) // 12)):
        tag, kind, values, value = struct.unpack_from(f"{order}HHIH", tiff, start + 2 + 12 * number)
        if tag == _ORIENTATION_TAG:
            told = kind == _SHORT and values == 1 and 1 <= value <= 8
            return int(value) if told else _UPRIGHT
    return _UPRIGHT


def _tiff(orientation: int) -> bytes:
    """A block of Exif that tells the orientation and nothing else."""
    entry = struct.pack("<HHIHH", _ORIENTATION_TAG, _SHORT, 1, orientation, 0)
    return b"II*\0" + struct.pack("<IH", 8, 1) + entry + struct.pack("<I", 0)
