"""A picture of the page in fewer bytes: plots without any loss, photos with a stated one.

Pictures are a stranger's: they are decoded by Pillow within bounds that are judged before, as PNG
or JPEG only, and whatever fails leaves the picture as it is.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, NamedTuple

from reportgen.page.picture.bare import is_bounded
from reportgen.page.picture.images import PNG_TYPE, WEBP_TYPE, Embedded, embedded

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PIXELS = 8_000_000
"""Most pixels of a picture that is decoded, twice Ultralytics' largest photo."""
_MOST_BITS, _BITS_AT = 8, 24
_LOSSLESS_EFFORT, _PHOTO_EFFORT = 60, 2
"""libwebp's `quality` of lossless coding and `method` of photos: more effort costs twice the time
and saves 4 %."""


class Way(NamedTuple):
    """How photos are made smaller."""

    quality: int
    """Of WebP, 0 to 100."""
    side: int | None
    """Longest side in pixels; None: as it is."""


def smaller(picture: Embedded, way: Way | None) -> Embedded | None:
    """The picture in fewer bytes; None where it cannot be decoded, or not within bounds.

    A PNG becomes a lossless WebP; a JPEG becomes a WebP by `way`, or stays as it is without one.
    What would grow, and what WebP cannot hold, comes back as it is.
    """
    plot = picture.mime == PNG_TYPE
    if not plot and way is None:
        return picture
    content, pixels = picture.content, picture.width * picture.height
    if pixels > MAX_PIXELS or not is_bounded(content, pixels):
        return None
    try:
        made = _lossless(content) if plot or way is None else _photo(content, way)
    except Exception:  # Pillow raises many types on damaged bytes
        return None
    return made if made and len(made.uri) < len(picture.uri) else picture


def _lossless(content: bytes) -> Embedded | None:
    """None where WebP cannot hold what the PNG does."""
    from PIL import Image

    if content[_BITS_AT] > _MOST_BITS:
        return None
    with Image.open(io.BytesIO(content), formats=["PNG"]) as image:
        see_through = "transparency" in image.info or "A" in image.mode
        return _webp(
            image.convert("RGBA" if see_through else "RGB"),
            image,
            lossless=True,
            exact=True,
            quality=_LOSSLESS_EFFORT,
        )


def _photo(content: bytes, way: Way) -> Embedded | None:
    """None where WebP cannot hold the colours of the JPEG."""
    from PIL import Image

    with Image.open(io.BytesIO(content), formats=["JPEG"]) as image:
        if image.mode not in ("RGB", "L"):
            return None
        if way.side:
            image.thumbnail((way.side, way.side))
        return _webp(image.convert("RGB"), image, quality=way.quality, method=_PHOTO_EFFORT)


def _webp(pixels: Image, source: Image, **options: int) -> Embedded | None:
    profile = source.info.get("icc_profile")
    if profile and source.mode not in ("RGB", "RGBA"):
        return None
    file = io.BytesIO()
    pixels.save(file, "WEBP", icc_profile=profile, exif=b"", **options)
    return embedded(file.getvalue(), WEBP_TYPE, *pixels.size)
