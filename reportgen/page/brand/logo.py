"""A logo as the page holds it: a picture without metadata, or an SVG that only draws."""

from __future__ import annotations

import re

from reportgen.page.brand.svg import quiet_svg
from reportgen.read.bounded import Unreadable

_SVG = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<(?:[?!]|svg[\s>])[^\0]*", re.DOTALL)
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_WEBP_DRAWING = (b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ICCP")


def as_picture(content: bytes) -> tuple[str, bytes]:
    """MIME type and bytes. Raises `Unreadable` for what is no logo."""
    from reportgen.page.picture.jpeg import bare_jpeg
    from reportgen.page.picture.metadata import NotUnderstood
    from reportgen.page.picture.png import bare_png

    try:
        if content.startswith(_PNG):
            return "image/png", bare_png(content).content
        if content.startswith(_JPEG):
            return "image/jpeg", bare_jpeg(content).content
    except NotUnderstood as error:
        raise Unreadable(f"is damaged: {error}") from None
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp", _bare_webp(content)
    if _SVG.match(content) and re.search(rb"<svg[\s>]", content):
        return "image/svg+xml", quiet_svg(content)
    raise Unreadable("is no PNG, JPEG, WebP or SVG")


def _bare_webp(content: bytes) -> bytes:
    """A WebP without Exif and XMP, and without what stands behind it (RFC 9649).

    What stands behind the pixels in their own chunk is not known without decoding, and stays.
    """
    end = min(8 + int.from_bytes(content[4:8], "little"), len(content))
    kept = dict[bytes, bytes]()
    position = 12
    while position + 8 <= end:
        kind, size = content[position : position + 4], content[position + 4 : position + 8]
        start, position = position, position + 8 + int.from_bytes(size, "little")
        if kind in _WEBP_DRAWING and _draws(kind, content[start + 8 : min(position, end)]):
            kept.setdefault(kind, content[start : min(position, end)])
        position += position % 2
    if not {b"VP8 ", b"VP8L"} & set(kept):
        raise Unreadable("is damaged: it has no picture")
    if b"".join(kept.values()) == content[12:end]:
        return content[:end]
    if head := kept.get(b"VP8X"):
        # Of the bits those stay that tell of transparency, and of a profile that is one.
        flags = head[8] & (0b00110000 if b"ICCP" in kept else 0b00010000)
        kept[b"VP8X"] = head[:8] + bytes([flags]) + head[9:]
    body = b"WEBP" + b"".join(chunk + b"\0" * (len(chunk) % 2) for chunk in kept.values())
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def _draws(kind: bytes, body: bytes) -> bool:
    """Whether a chunk of a WebP is what its name says."""
    from reportgen.page.picture.metadata import is_profile

    return is_profile(body) if kind == b"ICCP" else len(body) == 10 or kind != b"VP8X"
