"""Opens a picture of a data set, which is as much a stranger's as the run is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.read.bounded import regular_handle

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = ("BMP", "JPEG", "PNG", "PPM", "TIFF", "WEBP")
"""What Pillow may decode, by its names. It goes by the content, not by the file's name, and some of
what else it knows runs programs: EPS runs Ghostscript."""


@contextmanager
def opened(path: Path) -> Iterator[Image]:
    """A picture whose pixels are not decoded yet, from a regular file.

    Raises `Unreadable`, and of a damaged picture whatever Pillow raises.
    """
    from PIL import Image

    with os.fdopen(regular_handle(path), "rb") as file, Image.open(file, formats=FORMATS) as image:
        yield image
