"""What PNG and JPEG have in common when they lose what they tell beside the picture.

No place, camera, author or comment stays. The parts of the file that draw the picture are copied
byte by byte, where they have the length that the format gives them; no pixel is changed. Colour
(ICC profile, gamma) stays, and of Exif the orientation alone (Exif 2.32, section 4.6).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

MAX_PROFILE = 4 * 2**20
"""Largest colour profile, in bytes; those of cameras and screens have some 10 kB."""
MAX_PARTS = 50_000
"""Most chunks or segments of one picture; a file of 24 MB in chunks of 1 kB has 24,000."""
UPRIGHT = 1
"""The orientation of most pictures."""
_ORIENTATION_TAG, _SHORT = 0x0112, 3

# The kinds of bytes that text is made of: letters of ASCII, NUL, first and further ones in UTF-8.
_KINDS = bytes(
    ord("p" if 32 <= byte < 127 else "0" if not byte else "c" if 128 <= byte < 192 else "l")
    if byte == 0 or (byte >= 32 and byte != 127)
    else ord(".")
    for byte in range(256)
)
# Compressed pixels look like chance: 20 letters in a row come by it once in 10^9 places, the others
# (UTF-16, other scripts in UTF-8) more rarely than once in a million.
_READABLE = (b"p" * 20, b"p0" * 8, b"0p" * 8, b"lc" * 8, b"lcc" * 7)
END_LOOKED_AT = 256
"""Bytes before the end of coded pixels in which a shorter text counts: there it stands when little
does behind the pixels."""


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


def orientation_of(tiff: bytes) -> int:
    """The orientation that a block of Exif tells, 1 to 8; 1 where it tells none that is one."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None or len(tiff) < 8:
        return UPRIGHT
    (start,) = struct.unpack_from(f"{order}I", tiff, 4)
    if start + 2 > len(tiff):
        return UPRIGHT
    (count,) = struct.unpack_from(f"{order}H", tiff, start)
    for number in range(min(count, (len(tiff) - start - 2) // 12)):
        tag, kind, values, value = struct.unpack_from(f"{order}HHIH", tiff, start + 2 + 12 * number)
        if tag == _ORIENTATION_TAG:
            told = kind == _SHORT and values == 1 and 1 <= value <= 8
            return int(value) if told else UPRIGHT
    return UPRIGHT


def tiff_of(orientation: int) -> bytes:
    """A block of Exif that tells the orientation and nothing else."""
    entry = struct.pack("<HHIHH", _ORIENTATION_TAG, _SHORT, 1, orientation, 0)
    return b"II*\0" + struct.pack("<IH", 8, 1) + entry + struct.pack("<I", 0)


def is_profile(data: bytes) -> bool:
    """Whether bytes are a colour profile: of the length that they tell, and signed (ICC.1, 7.2)."""
    return len(data) == int.from_bytes(data[:4], "big") and data[36:40] == b"acsp"


def is_readable(data: bytes) -> bool:
    """Whether a text stands among coded pixels, which look like chance."""
    kinds = data.translate(_KINDS)
    return any(
        not is_pattern(data[place : place + len(form)])
        for form in _READABLE
        for place in _places(kinds, form)
    )


def _places(text: bytes, part: bytes) -> Iterator[int]:
    """Where a part stands in a text; places do not overlap."""
    place = text.find(part)
    while place >= 0:
        yield place
        place = text.find(part, place + len(part))


def is_pattern(text: bytes) -> bool:
    """Whether a few bytes stand in it again and again, as even areas are when compressed."""
    text = text.replace(b"\0", b"")
    return any(
        sum(one == other for one, other in zip(text, text[step:], strict=False)) > len(text) // 3
        for step in range(1, 9)
    )
