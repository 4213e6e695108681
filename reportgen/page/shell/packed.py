"""Texts of a page that scripts alone read, packed: gzip in base64."""

from __future__ import annotations

import base64
import zlib
from typing import NamedTuple

from markupsafe import Markup

from reportgen.read.earlier.report import GZIP_WINDOW

_LEVEL = 6
"""Of zlib: 18 kB a run in 2 ms; 9 takes three times as long for 1 % less."""
PACKED_FROM = 500_000
"""Characters of JSON from which it is packed: a run's charts of 1,000 epochs have 200,000, and
what is not packed stands ready when scripts begin."""


class ScriptData(NamedTuple):
    """What a script element holds for scripts, and its type, which says how."""

    type: str
    content: Markup


def packed(text: bytes) -> Markup:
    """Bytes as gzip in base64; the same for the same bytes."""
    # gzip.compress would write the time of day.
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, GZIP_WINDOW)
    return Markup(base64.b64encode(packer.compress(text) + packer.flush()).decode("ascii"))


def script_data(json: Markup, *, longest: int = PACKED_FROM) -> ScriptData:
    """JSON for a script element, packed where it has more than `longest` characters."""
    if len(json) <= longest:
        return ScriptData("application/json", json)
    return ScriptData("application/gzip", packed(json.encode("utf-8", errors="replace")))
