"""One plot picture -> its pixels, within bounds, or the reason why not.

A picture of a run folder is a stranger's file: its size is read from the first bytes and judged
before anything is decoded, only PNG is decoded, and every failure becomes one `PlotDeclined`.
"""

from __future__ import annotations

import io
import stat
import struct
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from reportgen.read.bounded import LFS_POINTER, LINE_ENDS_CHANGED

if TYPE_CHECKING:
    from PIL.Image import Image as PillowImage

Rgba = NDArray[np.uint8]
"""Pixels of one picture: shape (height, width, 4), red, green, blue, alpha in 0..255."""

MAX_FILE_BYTES = 64 * 1024 * 1024
"""Larger than any plot by a factor of a hundred (Ultralytics' are under 0.5 MB)."""

MAX_PIXELS = 8_000_000
"""A little more than Ultralytics' largest plot (3000 x 2250); several are decoded at once."""

MAX_ENLARGED = 4
"""How many times the pixels somebody may have given a plot: twice its width and height."""

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEADER = struct.Struct(">8sI4sII")
_OTHER_STARTS: dict[bytes | tuple[bytes, ...], str] = {
    LFS_POINTER: "The picture is a Git LFS pointer, not the picture; run git lfs pull.",
    LINE_ENDS_CHANGED: (
        "The picture's line ends were changed on its way, as git does with text: copy it again as "
        "it is, or tell git that *.png is binary."
    ),
}
"""Why what begins so is no picture."""
_OPAQUE = 0xFF


@dataclass(frozen=True)
class Declined:
    """A plot that was not read, and why."""

    reason: str
    """One plain sentence for the reader of the report."""


class PlotDeclined(Exception):
    """Raised inside the reading of a plot; its text is the sentence of `Declined`."""

    @property
    def declined(self) -> Declined:
        """The same as a value."""
        return Declined(str(self))


def decode_png(path: Path, *, max_pixels: int = MAX_PIXELS) -> Rgba:
    """Decode a colour PNG to opaque RGBA pixels (height, width, 4), read-only.

    Transparent parts are laid on white. One of up to four times `max_pixels` pixels was enlarged:
    it is halved. Raises `PlotDeclined` for everything else: a file that is missing, too large,
    damaged, no PNG, in grey tones, or of more pixels still.
    """
    data = _bytes_of(path)
    if data.startswith(LINE_ENDS_CHANGED):
        from reportgen.read.plot.line_ends import mended

        data = mended(data) or data
    enlarged = _check_header(data, max_pixels)
    try:
        return _halved(_pixels(data)) if enlarged else _pixels(data)
    except PlotDeclined:
        raise
    except Exception as error:  # Pillow raises many types on damaged bytes
        raise PlotDeclined("The picture is damaged and cannot be decoded.") from error


def _bytes_of(path: Path) -> bytes:
    """The whole file when it is a regular file of a sane size."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise PlotDeclined("The picture is not a regular file.")
        if status.st_size > MAX_FILE_BYTES:
            raise PlotDeclined(f"The picture file is larger than {MAX_FILE_BYTES >> 20} MB.")
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES)
    except (OSError, ValueError) as error:
        raise PlotDeclined("The picture file cannot be opened.") from error


def _check_header(data: bytes, max_pixels: int) -> bool:
    """Whether the picture was enlarged; refuses by the first bytes what must not be decoded."""
    if not data:
        raise PlotDeclined("The picture file is empty.")
    for start, reason in _OTHER_STARTS.items():
        if data.startswith(start):
            raise PlotDeclined(reason)
    if not data.startswith(_SIGNATURE):
        raise PlotDeclined("The file is not a PNG picture.")
    _, _, kind, width, height = _HEADER.unpack(data[: _HEADER.size].ljust(_HEADER.size, b"\0"))
    if kind != b"IHDR" or not width or not height:
        raise PlotDeclined("The picture is damaged and cannot be decoded.")
    most = MAX_ENLARGED * max_pixels
    if width * height > most:
        raise PlotDeclined(f"The picture has more than {most // 1_000_000} million pixels.")
    return bool(width * height > max_pixels)


def _pixels(data: bytes) -> Rgba:
    """Decode; may raise whatever Pillow raises."""
    from PIL import Image

    with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
        if image.mode not in ("RGB", "RGBA", "P"):
            raise PlotDeclined("The picture has no colours (grey tones only).")
        image.load()
        pixels = _copied(image if image.mode == "RGBA" else image.convert("RGBA"))
        return pixels if _is_opaque(pixels) else np.asarray(_on_white(image))


def _copied(image: PillowImage) -> Rgba:
    """The pixels of an RGBA picture, copied once: `np.asarray` goes by way of `bytes`, in pieces.

    That took a sixth of the time of reading a plot.
    """
    if not _shares_memory():
        return np.asarray(image)
    pixels = _pasted(image)
    pixels.flags.writeable = False
    return pixels


def _pasted(image: PillowImage) -> Rgba:
    from PIL import Image

    pixels: Rgba = np.zeros((image.height, image.width, 4), dtype=np.uint8)
    window = Image.frombuffer("RGBA", image.size, pixels, "raw", "RGBA", 0, 1)
    window.readonly = 0  # else it is copied before anything is pasted
    window.paste(image)
    return pixels


@cache
def _shares_memory() -> bool:
    """Whether this Pillow writes into an array that it was given, as its documentation tells."""
    from PIL import Image

    colour = (1, 2, 3, 4)
    return bool((_pasted(Image.new("RGBA", (1, 1), colour)) == colour).all())


def _halved(pixels: Rgba) -> Rgba:
    """Half as wide and high: the mean of each square of four pixels."""
    from PIL import Image

    return np.asarray(Image.fromarray(pixels).reduce(2))


def _is_opaque(pixels: Rgba) -> bool:
    """Whether every alpha is 255, at the cost of one pass over whole 32-bit pixels."""
    words = np.bitwise_and.reduce(pixels.view(np.uint32), axis=None)
    return bool(np.array([words]).view(np.uint8)[3] == _OPAQUE)


def _on_white(image: PillowImage) -> Any:
    """The picture laid on a white page."""
    from PIL import Image

    page = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(page, image.convert("RGBA"))
