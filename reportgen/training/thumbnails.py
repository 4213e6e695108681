"""Small copies of the pictures that are worth a look, with nothing drawn on them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import Path

from reportgen.anatomy.anatomy import Anatomy
from reportgen.anatomy.worst import best, confused, ranked
from reportgen.read.dataset.picture import opened
from reportgen.read.recorded.file import MAX_THUMBNAIL, MAX_THUMBNAILS

WORST = 24
BEST = 6
BY_PAIR = 2
"""Pictures of each pair of confused classes that are not among the worst."""
SIDE = 320
"""Longer side in pixels."""
QUALITIES = (70, 50, 30, 15)
"""Of WebP; the first that makes the copy small enough."""
MOST_PIXELS = 100_000_000
"""Larger pictures are not opened."""


def worth_looking_at(anatomy: Anatomy) -> list[int]:
    """Pictures whose thumbnails are kept: the worst, some of the best, and one for each mix-up."""
    wanted = dict.fromkeys(_wanted(anatomy))
    return list(wanted)[:MAX_THUMBNAILS]


def _wanted(anatomy: Anatomy) -> Iterator[int]:
    costs = anatomy.costs
    yield from (cost.picture for cost in ranked(costs)[:WORST] if cost.mistakes)
    yield from (cost.picture for cost in best(costs)[:BEST])
    pairs = confused(anatomy.table, anatomy.kinds, anatomy.confidence)
    for pictures in sorted(pairs.values(), key=len, reverse=True):
        yield from pictures[:BY_PAIR].tolist()
    yield from (suspect.picture for suspect in anatomy.suspects)


def thumbnails(paths: Mapping[int, str], most: int) -> dict[int, bytes]:
    """WebP copies of the pictures at `paths`, at most `most` bytes in base64 all together.

    What cannot be read is left out: a picture may have been moved since.
    """
    made: dict[int, bytes] = {}
    for index, path in paths.items():
        small = thumbnail(Path(path))
        if small is None:
            continue
        most -= len(small) * 4 // 3 + 4
        if most < 0:
            break
        made[index] = small
    return made


def thumbnail(path: Path) -> bytes | None:
    """A copy of a picture of at most `MAX_THUMBNAIL` bytes; None where it cannot be read."""
    from PIL import Image, ImageOps

    try:
        with opened(path) as image:
            if image.width * image.height > MOST_PIXELS:
                return None
            image.draft("RGB", (SIDE, SIDE))
            upright = ImageOps.exif_transpose(image) or image
            upright.thumbnail((SIDE, SIDE), Image.Resampling.BILINEAR)
            small = upright.convert("RGB")
    except Exception:  # Pillow raises all sorts of errors on damaged pictures.
        return None
    for quality in QUALITIES:
        buffer = io.BytesIO()
        small.save(buffer, "WEBP", quality=quality, method=2)
        if buffer.tell() <= MAX_THUMBNAIL:
            return buffer.getvalue()
    return None
