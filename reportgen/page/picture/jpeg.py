"""JPEG without metadata: the segments that draw, of frames that a browser shows.

Sources: ITU-T T.81, annex B; JFIF 1.02. What stands between the coded data of a scan and the next
marker is not known without decoding: a picture with a text there is not understood. A short text at
the end, which chance makes at times, is one when the picture is the same without it.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator, Sequence

from reportgen.page.picture.metadata import (
    END_LOOKED_AT,
    MAX_PARTS,
    UPRIGHT,
    Bare,
    NotUnderstood,
    is_pattern,
    is_profile,
    is_readable,
    orientation_of,
    tiff_of,
)
from reportgen.page.picture.tables import (
    HUFFMAN,
    QUANTISATION,
    RESTART,
    SCAN,
    tables_of,
    without_idle,
)

JPEG = b"\xff\xd8\xff"
MAX_COMPONENTS = 4
"""Most channels: CMYK."""
MAX_SCANS = 64
"""Most scans of a JPEG, each of which draws the whole picture anew; libjpeg writes 10."""
MAX_DRAWN = 40_000_000
"""Most pixels, over all scans, of a JPEG that is drawn to see whether letters in it draw."""
_TEXT = "a text stands among its pixels"
_END, _FIRST_APP = 0xD9, 0xE0
_EXIF_APP, _ICC_APP, _ADOBE_APP = 0xE1, 0xE2, 0xEE
# Frames of the kinds that a browser shows: baseline, extended and progressive, with Huffman codes.
_FRAMES = frozenset((0xC0, 0xC1, 0xC2))
# Those of a whole picture: frames, tables, scans, its end.
_DRAWING = _FRAMES | {HUFFMAN, QUANTISATION, RESTART, SCAN, _END}
# In the coded data of a scan FF is followed by 00, by a restart marker, or by more FF.
# As many letters in a row stand by chance at the end of one scan in a thousand.
_READABLE_END = re.compile(rb"[ -~]{12}")
_FILL = re.compile(rb"\xff+")
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_EXIF, _JFIF, _ADOBE, _ICC = b"Exif\0\0", b"JFIF\0", b"Adobe", b"ICC_PROFILE\0"


def bare_jpeg(content: bytes) -> Bare:
    """A JPEG with the segments that draw it.

    Raises `NotUnderstood` for everything else.
    """
    segments = list(_segments(content, 2))
    size = _size(content, segments)
    scans = [(start, end) for marker, start, end in segments if marker == SCAN]
    if len(scans) > MAX_SCANS:
        raise NotUnderstood("it has too many scans")
    kept, orientation = _kept(content, segments)
    # Last: to tell a text from chance, what is sound so far may be drawn.
    _refuse_texts(content, scans, size[0] * size[1] * len(scans))
    return Bare(b"".join(without_idle(kept)), *size, orientation or UPRIGHT)


def _kept(content: bytes, segments: Sequence[tuple[int, int, int]]) -> tuple[list[bytes], int]:
    """The parts that stay, and how the picture is turned; 0 where it does not say."""
    profile, orientation = _profile(content, segments), 0
    kept = [content[:2]]
    for marker, start, end in segments:
        body = content[start + 4 : end]
        if marker < _FIRST_APP:
            kept.append(_drawing(marker, content[start:end]))
        elif marker == _EXIF_APP and not orientation and body.startswith(_EXIF):
            orientation = orientation_of(body[len(_EXIF) :])
            kept.append(_turning(orientation))
        elif marker != _ICC_APP or profile:
            kept.append(_application(marker, body))
    return kept, orientation


def _refuse_texts(content: bytes, scans: Sequence[tuple[int, int]], pixels: int) -> None:
    """Raises `NotUnderstood` for a text at the end of a scan that does not draw."""
    texts = [text for start, end in scans for text in _text_at_end(content, start, end)]
    if len(texts) > 1 or (texts and not _draw(content, *texts[0], pixels)):
        raise NotUnderstood(_TEXT)


def _size(content: bytes, segments: Sequence[tuple[int, int, int]]) -> tuple[int, int]:
    """Width and height as the one frame tells them; 0 where there is none."""
    frames = [content[start:end] for marker, start, end in segments if marker in _FRAMES]
    if len(frames) > 1:
        raise NotUnderstood("it holds a second picture")
    if not frames:
        return (0, 0)
    if len(frames[0]) < 9:
        raise NotUnderstood("its header is not readable")
    height, width = struct.unpack_from(">HH", frames[0], 5)
    return width, height


def _profile(content: bytes, segments: Sequence[tuple[int, int, int]]) -> bool:
    """Whether the segments of a colour profile make one (ICC.1, annex B.4)."""
    bodies = [content[start + 4 : end] for marker, start, end in segments if marker == _ICC_APP]
    parts = sorted((body[12:14], body[14:]) for body in bodies if body.startswith(_ICC))
    return is_profile(b"".join(part for _, part in parts))


def _turning(orientation: int) -> bytes:
    """The segment that says how a picture is turned; nothing for one that is upright."""
    if orientation == UPRIGHT:
        return b""
    return _made_segment(_EXIF_APP, _EXIF + tiff_of(orientation))


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
        if content[position] != 0xFF or not 0xC0 <= marker < 0xFF or 0xD0 <= marker <= 0xD8:
            raise NotUnderstood("its header is not readable")
        if marker == _END:
            yield marker, position, position + 2
            return
        start, position = position, _segment_end(content, position)
        if marker == SCAN:
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


def _drawing(marker: int, segment: bytes) -> bytes:
    """A segment below E0 where it draws, empty where it does not. Raises `NotUnderstood`."""
    if marker not in _DRAWING:
        if marker < 0xD0:
            raise NotUnderstood("it is of a kind that no browser shows")
        return b""
    if marker == _END:
        return segment
    length = int.from_bytes(segment[2:4], "big")
    if not _is_sound(marker, memoryview(segment)[4 : 2 + length]):
        raise NotUnderstood("its header is not readable")
    if marker == SCAN and is_readable(segment[2 + length :]):
        raise NotUnderstood(_TEXT)
    return segment


def _is_sound(marker: int, body: memoryview) -> bool:
    """Whether a segment that draws has the length that its first bytes give it."""
    if marker in (HUFFMAN, QUANTISATION):
        return tables_of(marker, body) is not None
    if marker == RESTART:
        return len(body) == 2
    if marker == SCAN:
        return len(body) >= 1 and len(body) == 4 + 2 * body[0]
    return len(body) >= 9 and len(body) == 6 + 3 * body[5] and body[5] <= MAX_COMPONENTS


def _text_at_end(content: bytes, start: int, end: int) -> list[tuple[int, int]]:
    """The bytes from the first short text near the end of a scan to its end, if there is one."""
    near = max(_segment_end(content, start), end - END_LOOKED_AT)
    texts = _READABLE_END.finditer(content, near, end)
    return [(text.start(), end) for text in texts if not is_pattern(text[0])][:1]


def _draw(content: bytes, start: int, end: int, drawn: int) -> bool:
    """Whether the picture is another one without some bytes: chance makes short texts of pixels.

    False, too, where more than `MAX_DRAWN` pixels would have to be drawn to know.
    """
    from PIL import Image

    if drawn > MAX_DRAWN:
        return False
    without = content[:start] + content[end:]
    try:
        one, other = (
            Image.open(io.BytesIO(each), formats=["JPEG"]).tobytes() for each in (content, without)
        )
    except (OSError, ValueError, SyntaxError):
        return False
    return one != other


def _application(marker: int, body: bytes) -> bytes:
    """What is kept of an application's segment: how to take the colours, without thumbnails."""
    if marker == _FIRST_APP and body.startswith(_JFIF) and len(body) >= 14:
        return _made_segment(marker, body[:12] + b"\0\0")
    if marker == _ICC_APP and body.startswith(_ICC):
        return _made_segment(marker, body)
    if marker == _ADOBE_APP and body.startswith(_ADOBE) and len(body) >= 12:
        return _made_segment(marker, body[:12])
    return b""


def _made_segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body
