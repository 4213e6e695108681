"""Data in script files: what a page may load from disk as well, where nothing else is let in."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from reportgen.output.site.names import stamped
from reportgen.page.shell.assets import typical_folds

_LEVEL = 6
_BEGINNING = 18
"""Characters by which it is told what a text is like."""
_MEMORY = 5
"""Of zlib, for a packer that is copied for each fold: with its usual 8 the copy takes longest."""
_WINDOW, _SHORT_WINDOW = 15, 13
"""Bits of the bytes that deflate looks back, and of those where what is typical is short."""


def compact(content: Any) -> str:
    """Strict JSON in as few characters as it can have."""
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def script_file(name: str, parts: Mapping[str, str | Sequence[str]]) -> tuple[str, bytes]:
    """Name and content of a file of such a script; see `script`."""
    content = script(parts)
    return stamped(name, content), content


def script(parts: Mapping[str, str | Sequence[str]]) -> bytes:
    """A script that hands texts over under their names, packed: deflate (RFC 1950) in base64.

    Texts of a list are packed each by itself, after a typical one that begins as it does: then
    little is left of what all pages have. Before each stands which one, -1 for none.
    """
    lines = [f'd["{name}"]={_told(part)}' for name, part in parts.items()]
    code = ";".join(["var d=self.reportgenData=self.reportgenData||{}", *lines])
    return f"(function(){{{code}}})()\n".encode("ascii")


def _told(part: str | Sequence[str]) -> str:
    if isinstance(part, str):
        return json.dumps(_packed(part))
    numbers = [_typical().get(text.lstrip()[:_BEGINNING], -1) for text in part]
    pairs = zip(numbers, part, strict=True)
    return json.dumps([[number, _packed(text, number)] for number, text in pairs])


def _packed(text: str, like: int = -1) -> str:
    packer = _packer(like).copy()
    packed = packer.compress(text.encode("utf-8", "replace")) + packer.flush()
    return base64.b64encode(packed).decode("ascii")


@cache
def _typical() -> Mapping[str, int]:
    return {text.lstrip()[:_BEGINNING]: place for place, text in enumerate(typical_folds())}


@cache
def _packer(like: int) -> zlib._Compress:
    if like < 0:
        return zlib.compressobj(_LEVEL)
    before = typical_folds()[like].encode()
    bits = _SHORT_WINDOW if len(before) <= 2 ** (_SHORT_WINDOW - 1) else _WINDOW
    return zlib.compressobj(_LEVEL, wbits=bits, memLevel=_MEMORY, zdict=before[-(2**bits) :])
