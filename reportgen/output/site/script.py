"""Data in script files: what a page may load from disk as well, where nothing else is let in."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping

_LEVEL = 6


def script(parts: Mapping[str, str]) -> bytes:
    """A script that hands texts over under their names, packed: deflate (RFC 1950) in base64."""
    lines = [f'd["{name}"]="{_packed(text)}"' for name, text in parts.items()]
    code = ";".join(["var d=self.reportgenData=self.reportgenData||{}", *lines])
    return f"(function(){{{code}}})()\n".encode("ascii")


def _packed(text: str) -> str:
    packed = zlib.compress(text.encode("utf-8", "replace"), _LEVEL)
    return base64.b64encode(packed).decode("ascii")
