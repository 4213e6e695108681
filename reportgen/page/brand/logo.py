"""A logo as the page holds it: a picture without metadata, or an SVG that only draws."""

from __future__ import annotations

import re

from reportgen.page.brand.svg import quiet_svg
from reportgen.read.bounded import Unreadable

_SVG = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<(?:[?!]|svg[\s>])[^\0]*", re.DOTALL)


def as_picture(content: bytes) -> tuple[str, bytes]:
    """MIME type and bytes. Raises `Unreadable` for what is no logo."""
    if _SVG.match(content) and re.search(rb"<svg[\s>]", content):
        return "image/svg+xml", quiet_svg(content)
    from reportgen.page.picture.bare import JPEG, PNG, BadPicture, bare, written_anew

    try:
        if content.startswith((PNG, JPEG)):
            mime = "image/png" if content.startswith(PNG) else "image/jpeg"
            return mime, bare(content).content
        if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
            is_plain = _is_plain_webp(content)
            return "image/webp", content if is_plain else written_anew(content, "WEBP").content
    except BadPicture as error:
        raise Unreadable(f"cannot be shown: {error}") from None
    raise Unreadable("is no PNG, JPEG, WebP or SVG")


def _is_plain_webp(content: bytes) -> bool:
    """Whether the file has one part, the coded pixels, and nothing behind it (RFC 9649).

    What stands behind the pixels in their own part is not known without decoding, and stays.
    """
    size = int.from_bytes(content[16:20], "little")
    end = 20 + size + size % 2
    whole = 8 + int.from_bytes(content[4:8], "little") == end == len(content)
    return whole and content[12:16] in (b"VP8 ", b"VP8L")
