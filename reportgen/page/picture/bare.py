"""A picture without what it tells beside itself: no place, camera, author, comment or text.

Nearly every picture of a run is plain: matplotlib, Pillow and OpenCV write the same parts in the
same order. Those parts are copied. Whatever holds more (a palette, a colour profile, Exif, several
scans, a text among its pixels or behind them) is decoded by Pillow and written anew: upright, its
first frame, with nothing but pixels and colour profile. Sources: PNG specification, third edition,
W3C 2025, chapters 5 and 11; ITU-T T.81, annexes B and K; JFIF 1.02.
"""

from __future__ import annotations

import io
import re
import struct
import warnings
import zlib
from collections.abc import Iterator
from hashlib import sha256
from itertools import starmap
from typing import TYPE_CHECKING, Any, NamedTuple

from reportgen import words
from reportgen.page.picture.readable import is_readable

if TYPE_CHECKING:
    from PIL.Image import Image

PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
MAX_PIXELS = 40_000_000
"""Most pixels: a larger one takes the browser over 160 MB to show."""
MAX_SCANNED = 160_000_000
"""Most pixels times scans of a JPEG that is decoded. Each scan of a progressive one goes over the
whole picture; ordinary ones have 10 scans."""
MAX_PARTS = 50_000
"""Most chunks or segments of one picture; a file of 24 MB in chunks of 1 kB has 24,000."""
MAX_PROFILE = 4 * 2**20
"""Largest colour profile, in bytes; those of cameras and screens have some 10 kB."""
ALWAYS_CHECKED = 4_000_000
"""Up to so many bytes of pixels a PNG is inflated to find what stands behind them. It costs 35 ms
for a plot of Ultralytics, six of which would make the report of a run a fifth slower: larger ones
are inflated only where something that can be read stands among their compressed pixels."""
_CHANNELS = {0: 1, 2: 3, 4: 2, 6: 4}
"""By colour type of a PNG: grey, RGB, grey and RGB with transparency."""
_PLAIN_CHUNKS = {b"IHDR", b"IDAT", b"IEND", b"tEXt", b"zTXt", b"iTXt", b"pHYs", b"tIME"}
_INFLATED = 2**20
_START = rb"\xff\xd8\xff\xe0\0\x10JFIF\0.{7}\0\0\xff\xdb\0C\0.{64}"
_PLAIN_JPEGS = {
    "b3c4a9b6afd1b5f8f406462e19ef215564106adf0c2b569487e8ee06aa75f928": re.compile(
        _START + rb"\xff\xc0\0\x0b\x08(.{4})\x01\x01.\0(.{216})\xff\xda\0\x08\x01\x01\0\0\x3f\0",
        re.DOTALL,
    ),
    "5ebc37bcec6b3005bceb8fc87343cd406411c230ca688079c1a176c2cd6e37b4": re.compile(
        _START + rb"\xff\xdb\0C\x01.{64}\xff\xc0\0\x11\x08(.{4})\x03\x01.\0\x02\x11\x01\x03\x11\x01"
        rb"(.{432})\xff\xda\0\x0c\x03\x01\0\x02\x11\x03\x11\0\x3f\0",
        re.DOTALL,
    ),
}
"""What stands before the pixels, grey and in colour, by the SHA-256 of the Huffman tables, which
are those of T.81, annex K."""
_MARKER = re.compile(rb"\xff[^\0]", re.DOTALL)
_SCAN, _END = b"\xff\xda", b"\xff\xd9"


class BadPicture(Exception):
    """A picture that cannot be shown. Its text says why: "damaged: it is cut short"."""


class Bare(NamedTuple):
    """A picture without its metadata."""

    content: bytes
    width: int
    """In pixels."""
    height: int


def bare(content: bytes, room: int = MAX_PIXELS) -> Bare:
    """A PNG or a JPEG with what draws it; `room` is how many pixels may be decoded.

    Raises `BadPicture`.
    """
    is_png = content.startswith(PNG)
    plain = (_plain_png if is_png else _plain_jpeg)(content)
    found = plain or written_anew(content, "PNG" if is_png else "JPEG", room)
    _check_size(found.width, found.height, MAX_PIXELS)
    return found


def written_anew(content: bytes, kind: str, room: int = MAX_PIXELS) -> Bare:
    """A picture of a format of Pillow's, with nothing but its pixels and its colour profile.

    A JPEG keeps its quality, all others every pixel. Raises `BadPicture`.
    """
    from PIL import Image

    file = io.BytesIO()
    try:
        _check_bounds(content, 0)
        with (
            warnings.catch_warnings(action="ignore"),
            Image.open(io.BytesIO(content), formats=[kind]) as image,
        ):
            _check_size(*image.size, room)
            _check_bounds(content, image.width * image.height)
            upright = _upright(image)
            upright.save(file, kind, icc_profile=_profile(image), **_coding(image, kind))
    except BadPicture:
        raise
    except Exception:  # Pillow raises many types on damaged bytes
        raise BadPicture("damaged: it cannot be decoded") from None
    return Bare(file.getvalue(), *upright.size)


def is_bounded(content: bytes, pixels: int) -> bool:
    """Whether decoding a picture of so many pixels ends soon."""
    if not content.startswith(JPEG):
        return True
    is_short = content.count(b"\xff") <= MAX_PARTS + len(content) // 64
    return is_short and pixels * content.count(_SCAN) <= MAX_SCANNED


def _check_bounds(content: bytes, pixels: int) -> None:
    if not is_bounded(content, pixels):
        raise BadPicture("it has too many parts")


def _check_size(width: int, height: int, most: int) -> None:
    if not width or not height:
        raise BadPicture("damaged: it has no size")
    if width * height > most:
        size = f"{words.whole(width)} × {words.whole(height)}"
        raise BadPicture(f"it has {size} pixels, too many to show")


def _upright(image: Image) -> Image:
    """The pixels as they are seen, without what was told of them."""
    from PIL import ImageOps

    image.load()  # Once: where it fails, a second call would show nothing and not say so.
    try:
        seen = ImageOps.exif_transpose(image)
    except Exception:  # Exif that is none
        seen = image.copy()
    clear = seen.info.get("transparency")
    if seen.mode == "P":
        return seen.convert("RGB" if clear is None else "RGBA")
    seen.info = {} if clear is None else {"transparency": clear}
    return seen


def _profile(image: Image) -> bytes | None:
    """The colour profile where it is one: of the length that it tells, and signed (ICC.1, 7.2)."""
    data: bytes = image.info.get("icc_profile") or b""
    sound = len(data) == int.from_bytes(data[:4], "big") and data[36:40] == b"acsp"
    return data if sound and len(data) <= MAX_PROFILE else None


def _coding(image: Any, kind: str) -> dict[str, Any]:
    if kind != "JPEG":
        return {"lossless": True} if kind == "WEBP" else {"compress_level": 2}
    from PIL.JpegImagePlugin import get_sampling

    return {"qtables": image.quantization, "subsampling": get_sampling(image)}


# --- pictures that are plain ---------------------------------------------------------------------


def _plain_jpeg(content: bytes) -> Bare | None:
    """The file up to its end; None for one that holds more than draws."""
    for tables, form in _PLAIN_JPEGS.items():
        head = form.match(content)
        if head is None or sha256(head[2]).hexdigest() != tables:
            continue
        end = _MARKER.search(content, head.end())
        if end is None:
            raise BadPicture("damaged: it is cut short")
        if end[0] == _END and not is_readable(content[head.end() : end.start()], 12):
            height, width = struct.unpack(">HH", head[1])
            return Bare(content[: end.end()], width, height)
    return None


def _plain_png(content: bytes) -> Bare | None:
    """Its header and its pixels; None for one whose pixels are told in another way."""
    (kind, head), *others = _chunks(content)
    if kind != b"IHDR" or len(head) != 13:
        raise BadPicture("damaged: its header is not readable")
    width, height, depth, colour, *coding = struct.unpack(">IIBBBBB", head)
    _check_size(width, height, MAX_PIXELS)
    if depth != 8 or colour not in _CHANNELS or any(coding) or {*dict(others)} - _PLAIN_CHUNKS:
        return None
    told = [body for kind, body in others if kind == b"IDAT"]
    coded = _without_rest(told, height * (1 + width * _CHANNELS[colour]))
    parts = ((b"IHDR", head), *((b"IDAT", body) for body in coded), (b"IEND", b""))
    return Bare(PNG + b"".join(starmap(_chunk, parts)), width, height) if all(coded) else None


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and body of the chunks up to the one that ends the picture. Raises `BadPicture`."""
    position = len(PNG)
    for _ in range(MAX_PARTS):
        length, kind = struct.unpack(">I4s", content[position : position + 8].ljust(8, b"x"))
        start, position = position + 8, position + 12 + length
        if position > len(content):
            raise BadPicture("damaged: it is cut short")
        yield kind, content[start : start + length]
        if kind == b"IEND":
            return
    raise BadPicture("damaged: it has too many parts")


def _chunk(kind: bytes, body: bytes) -> bytes:
    check = zlib.crc32(body, zlib.crc32(kind))
    return b"".join((struct.pack(">I4s", len(body), kind), body, struct.pack(">I", check)))


def _without_rest(coded: list[bytes], length: int) -> list[bytes]:
    """The chunks of pixels, in one without what stands behind the pixels where there is such."""
    pixels = b"".join(coded)
    if length > ALWAYS_CHECKED and not is_readable(pixels, 8):
        return coded
    exact = _exact(pixels, length)
    return coded if exact == pixels else [exact]


def _exact(pixels: bytes, length: int) -> bytes:
    """The compressed pixels without what stands behind them; nothing for more than `length` bytes.

    They have to be inflated for that: nothing else tells where they end.
    """
    machine, rest = zlib.decompressobj(), pixels
    try:
        while rest and not machine.eof:
            length -= len(machine.decompress(rest, _INFLATED))
            if length < 0:
                return b""
            rest = machine.unconsumed_tail
    except zlib.error:
        return b""
    return pixels[: len(pixels) - len(machine.unused_data)]
