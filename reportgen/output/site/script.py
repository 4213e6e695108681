"""Data in script files: what a page may load from disk as well, where nothing else is let in."""

from __future__ import annotations

import base64
import zlib

_LEVEL = 6


def script(name: str, text: str) -> bytes:
    """A script that hands `text` over under a name, packed: deflate (RFC 1950) in base64."""
    packed = base64.b64encode(zlib.compress(text.encode("utf-8", "replace"), _LEVEL))
    return f'(self.reportgenData??={{}})["{name}"]="{packed.decode("ascii")}"\n'.encode("ascii")
