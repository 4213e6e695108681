"""Pictures that show the same, whatever their size, quality or side.

Each picture becomes a small grey copy and a difference hash of 64 bits: whether each of 8 x 8
places is lighter than its right neighbour. Two are alike where few bits differ, as they are or
flipped, and their small copies are the same but for lightness and contrast.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from reportgen.read.dataset.picture import opened
from reportgen.read.plot.axes import Floats

SIDE = 16
"""Of the small copy."""
MOST_BITS = 8
"""Bits of 64 that may differ: candidates, which the small copies then decide on."""
ALIKE = 0.985
"""Least correlation of two small copies. Copies of lower quality and size reach 0.99 and more,
different pictures of one camera seldom 0.95."""
LEAST_CONTRAST = 4.0
"""Standard deviation, in grey levels, below which a picture is too even to be told apart."""
BLOCK = 1_024
MOST_PIXELS = 200_000_000
"""Larger pictures are not opened."""


class Small(NamedTuple):
    """One picture, made small."""

    width: int
    height: int
    grey: Floats | None
    """Shape (16, 16); None where it is too even to be compared."""


Hashes = np.ndarray[tuple[int, ...], np.dtype[np.uint64]]
"""One number a picture."""


def small(path: Path) -> Small | None:
    """A picture, made small; None where it cannot be read.

    JPEG is decoded at an eighth of its size, which takes about a millisecond.
    """
    from PIL import Image

    try:
        with opened(path) as image:
            width, height = image.size
            if width * height > MOST_PIXELS:
                return None
            image.draft("L", (8 * SIDE, 8 * SIDE))
            grey = image.convert("L").resize((SIDE, SIDE), Image.Resampling.BOX)
            values = np.asarray(grey, dtype=np.float64)
    except Exception:  # Pillow raises all sorts of errors on damaged pictures.
        return None
    return Small(width, height, values if values.std() >= LEAST_CONTRAST else None)


def hashes(copies: Floats) -> Hashes:
    """The difference hash of each small copy (n, 16, 16); shape (n,)."""
    rows = copies.reshape(-1, SIDE // 2, 2, SIDE).mean(axis=2)
    # Nine columns, for eight differences.
    places = np.linspace(0, SIDE, 10).round().astype(int)
    columns = np.stack(
        [rows[:, :, low:high].mean(axis=2) for low, high in pairwise(places.tolist())],
        axis=2,
    )
    bits = (columns[:, :, 1:] > columns[:, :, :-1]).reshape(-1, 64)
    packed = np.packbits(bits, axis=1)
    return np.asarray(packed.reshape(-1).view(np.uint64)) if len(bits) else np.zeros(0, np.uint64)


def likenesses(copies: Floats) -> Iterator[tuple[int, int, str]]:
    """Pairs of copies (n, 16, 16) that show the same, and how: ``same`` or ``flipped``."""
    if len(copies) < 2:
        return
    even = copies.reshape(len(copies), -1)
    even = even - even.mean(axis=1, keepdims=True)
    even /= np.linalg.norm(even, axis=1, keepdims=True)
    flipped = even.reshape(copies.shape)[:, :, ::-1].reshape(even.shape)
    own, turned = hashes(copies), hashes(copies[:, :, ::-1])
    for how, other, against in (("same", own, even), ("flipped", turned, flipped)):
        for one, two in _near(own, other):
            if float(even[one] @ against[two]) >= ALIKE:
                yield one, two, how


def _near(own: Hashes, other: Hashes) -> Iterator[tuple[int, int]]:
    """Pairs (i, j), i < j, of which ``own[i]`` and ``other[j]`` differ in few bits."""
    for start in range(0, len(own), BLOCK):
        block = own[start : start + BLOCK]
        later = other[start:]
        differing = bits_set(block[:, None] ^ later[None])
        down, across = np.nonzero(differing <= MOST_BITS)
        for one, two in zip(down.tolist(), across.tolist(), strict=True):
            if one < two:
                yield start + one, start + two


def bits_set(values: Hashes) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """How many bits of each number are 1; the shape of `values`."""
    if hasattr(np, "bitwise_count"):  # from numpy 2.0 on
        return np.asarray(np.bitwise_count(values))
    quarters = np.ascontiguousarray(values).view(np.uint16).reshape(*values.shape, 4)
    return np.asarray(_ones()[quarters].sum(axis=-1, dtype=np.uint8))


def _ones() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    numbers = np.arange(2**16, dtype=np.uint16)[:, None]
    return np.asarray(np.unpackbits(numbers.view(np.uint8), axis=1).sum(axis=1, dtype=np.uint8))
