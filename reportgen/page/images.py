"""Picture -> data URI. Only its header is read; the bytes go into the page as they are."""

from __future__ import annotations

import base64
import struct
from dataclasses import dataclass

from markupsafe import Markup

from reportgen.read.bounded import LFS_POINTER, Unreadable, read_bytes
from reportgen.read.pictures import Picture

MAX_BYTES = 24 * 2**20
"""Largest picture that is embedded. Ultralytics' own stay below 3 MB."""
MAX_PIXELS = 40_000_000
"""Most pixels: a larger one takes the browser over 160 MB to show."""

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_PNG_END = b"IEND\xaeB`\x82"
_JPEG_END = b"\xff\xd9"
_TAIL = 4_096
# Start-of-frame markers: those that hold the size. C4, C8 and CC in their range are others.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD8)})
_TYPES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg"}


class BadPicture(Exception):
    """A picture that cannot be shown. Its text says why: "damaged: it is cut short"."""


@dataclass(frozen=True)
class Embedded:
    """A picture as the page holds it."""

    uri: Markup
    width: int
    height: int


def embed(picture: Picture) -> Embedded:
    """Read a picture of the run as a data URI.

    Raises `BadPicture` when it is missing, empty, too large, damaged, or not what its name says.
    """
    try:
        content = read_bytes(picture.path, MAX_BYTES)
    except Unreadable as error:
        raise BadPicture(f"it {error}") from None
    extension = picture.name.rsplit(".", 1)[-1].lower()
    mime = _TYPES.get(extension)
    if mime is None:
        raise BadPicture("it is neither PNG nor JPEG")
    width, height = _size(content, mime)
    if width * height > MAX_PIXELS:
        raise BadPicture(f"it has {width:,} × {height:,} pixels, too many to show")
    # Base64 holds nothing that could end an attribute.
    return Embedded(
        Markup(f"data:{mime};base64,{base64.b64encode(content).decode('ascii')}"), width, height
    )


def _size(content: bytes, mime: str) -> tuple[int, int]:
    """Width and height in pixels. Raises `BadPicture`."""
    if content.startswith(LFS_POINTER):
        raise BadPicture("it is a Git LFS pointer, not the picture itself; run git lfs pull")
    signature, end = (_PNG, _PNG_END) if mime == "image/png" else (_JPEG, _JPEG_END)
    if not content.startswith(signature):
        other = content.startswith((_PNG, _JPEG))
        raise BadPicture(
            "damaged: its content is another format than its name says"
            if other
            else f"damaged: it does not start as a {mime[6:].upper()} does"
        )
    width, height = _png_size(content) if mime == "image/png" else _jpeg_size(content)
    if end not in content[-_TAIL:]:
        raise BadPicture("damaged: it is cut short")
    if not width or not height:
        raise BadPicture("damaged: it has no size")
    return width, height


def _png_size(content: bytes) -> tuple[int, int]:
    if len(content) < 33 or content[12:16] != b"IHDR":
        raise BadPicture("damaged: its header is not readable")
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """Size from the first start-of-frame segment; segments before it are stepped over."""
    position = 2
    while position + 9 <= len(content) and content[position] == 0xFF:
        marker = content[position + 1]
        if marker == 0xFF or marker in _WITHOUT_LENGTH:
            position += 1 if marker == 0xFF else 2
            continue
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", content[position + 5 : position + 9])
            return width, height
        position += 2 + struct.unpack(">H", content[position + 2 : position + 4])[0]
    raise BadPicture("damaged: its header is not readable")
