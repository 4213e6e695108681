"""A logo as the page holds it: a picture without metadata, or an SVG that only draws."""

from __future__ import annotations

import re
from typing import NoReturn

from reportgen.read.bounded import Unreadable
from reportgen.read.redact import one_line

_SVG = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<(?:[?!]|svg[\s>])[^\0]*", re.DOTALL)
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_WEBP_DRAWING = (b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ICCP")
_REFUSED = frozenset(
    [
        "script",
        "foreignobject",
        "iframe",
        "object",
        "embed",
        "audio",
        "video",
        "handler",
        "listener",
        "set",
        "animate",
    ]
)
_OWN = re.compile(r"\s*(?:#|data:image/(?:png|jpeg|gif|webp)[;,])", re.IGNORECASE)
"""What an SVG may refer to: its own parts, and pictures within it."""
_LOADS = re.compile(
    r"(?i)javascript\s*:|@import|"
    r"url\(\s*['\"]?(?!\s*#|\s*data:image/(?:png|jpeg|gif|webp)[;,])[^)\s]"
)


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
        return "image/svg+xml", _quiet_svg(content)
    raise Unreadable("is no PNG, JPEG, WebP or SVG")


def _bare_webp(content: bytes) -> bytes:
    """A WebP without Exif and XMP, and without what stands behind it (RFC 9649)."""
    end = min(8 + int.from_bytes(content[4:8], "little"), len(content))
    kept, position = [], 12
    while position + 8 <= end:
        size = int.from_bytes(content[position + 4 : position + 8], "little")
        start, position = position, position + 8 + size + size % 2
        if content[start : start + 4] in _WEBP_DRAWING:
            kept.append(content[start : min(position, end)])
    if not any(chunk[:4] in (b"VP8 ", b"VP8L") for chunk in kept):
        raise Unreadable("is damaged: it has no picture")
    if b"".join(kept) == content[12:end]:
        return content[:end]
    if kept[0][:4] == b"VP8X":
        # The bits that tell of Exif, XMP and an animation.
        kept[0] = kept[0][:8] + bytes([kept[0][8] & 0b00110000]) + kept[0][9:]
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def _quiet_svg(content: bytes) -> bytes:
    """An SVG that only draws. As an image none runs or loads, but a page may be taken apart.

    Raises `Unreadable` for one with a script, an event, a link to elsewhere, or declarations.
    """
    from xml.parsers import expat

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = _check_element
    parser.CharacterDataHandler = _check_style
    parser.ProcessingInstructionHandler = lambda *_: _refuse("an instruction")
    parser.EntityDeclHandler = lambda *_: _refuse("declarations")
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise Unreadable(f"is damaged: {expat.ErrorString(error.code)}") from None
    return content


def _check_element(name: str, attributes: dict[str, str]) -> None:
    if name.rpartition(":")[2].lower() in _REFUSED:
        _refuse(f"the element {one_line(name, 40)}")
    for attribute, value in attributes.items():
        plain = attribute.rpartition(":")[2].lower()
        if plain.startswith("on"):
            _refuse("a script")
        if plain in ("href", "src") and not _OWN.match(value):
            _refuse("a link to elsewhere")
        _check_style(value)


def _check_style(text: str) -> None:
    if _LOADS.search(text):
        _refuse("a link to elsewhere")


def _refuse(what: str) -> NoReturn:
    raise Unreadable(f"holds {what}, which no logo needs")
