"""Picture -> data URI, without its metadata."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace

from markupsafe import Markup

from reportgen.page.picture.bare import JPEG, MAX_PIXELS, PNG, BadPicture, bare
from reportgen.read.bounded import LFS_POINTER, LINE_ENDS_CHANGED, Unreadable, read_bytes
from reportgen.read.folder.pictures import Picture

MAX_BYTES = 24 * 2**20
"""Largest picture that is embedded. Ultralytics' own stay below 3 MB."""
PNG_TYPE, JPEG_TYPE, WEBP_TYPE = "image/png", "image/jpeg", "image/webp"
_TYPES = {"png": PNG_TYPE, "jpg": JPEG_TYPE, "jpeg": JPEG_TYPE}


@dataclass(frozen=True)
class Embedded:
    """A picture as the page holds it."""

    uri: Markup
    width: int
    """In pixels, as it is shown."""
    height: int
    repaired: bool = False
    """Whether its file was damaged, and is shown as it was before."""

    @property
    def mime(self) -> str:
        """``image/png``, ``image/jpeg`` or ``image/webp``."""
        return self.uri[len("data:") :].partition(";")[0]

    @property
    def content(self) -> bytes:
        """The bytes of the picture."""
        return base64.b64decode(self.uri.partition(",")[2])


def embed(picture: Picture, room: int = MAX_PIXELS) -> Embedded:
    """Read a picture of the run as a data URI; `room` is how many pixels may be decoded.

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
    made = bare(_sound(content, mime), room)
    shown = embedded(made.content, mime, made.width, made.height)
    return replace(shown, repaired=content.startswith(LINE_ENDS_CHANGED))


def embedded(content: bytes, mime: str, width: int, height: int) -> Embedded:
    """The bytes of a picture as a data URI."""
    # Base64 holds nothing that could end an attribute.
    uri = Markup(f"data:{mime};base64,{base64.b64encode(content).decode('ascii')}")
    return Embedded(uri, width, height)


def _sound(content: bytes, mime: str) -> bytes:
    """The bytes of a picture of that type. Raises `BadPicture`."""
    if content.startswith(LFS_POINTER):
        raise BadPicture("it is a Git LFS pointer, not the picture itself; run git lfs pull")
    if content.startswith(LINE_ENDS_CHANGED):
        content = _mended(content)
    if not content.startswith(PNG if mime == PNG_TYPE else JPEG):
        if content.startswith((PNG, JPEG)):
            raise BadPicture("damaged: its content is another format than its name says")
        raise BadPicture(f"damaged: it does not start as a {mime[6:].upper()} does")
    return content


def _mended(content: bytes) -> bytes:
    """A PNG with the line ends that git changed put right. Raises `BadPicture`."""
    from reportgen.read.plot.line_ends import mended

    if whole := mended(content):
        return whole
    raise BadPicture(
        "damaged: its line ends were changed, as git does with text; copy it again as it is"
    )
