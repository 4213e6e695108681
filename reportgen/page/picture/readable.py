"""Texts among coded pixels, which look like chance."""

from __future__ import annotations

import re

# The kinds of bytes that text is made of: letters of ASCII, NUL, first and further ones in UTF-8.
_KINDS = bytes(
    ord("p" if 32 <= byte < 127 else "0" if not byte else "c" if 128 <= byte < 192 else "l")
    if byte == 0 or (byte >= 32 and byte != 127)
    else ord(".")
    for byte in range(256)
)
# 20 letters in a row come by chance once in 10^9 places, the others (UTF-16, other scripts in
# UTF-8) more rarely than once in a million.
_READABLE = (b"p" * 20, b"p0" * 8, b"0p" * 8, b"lc" * 8, b"lcc" * 7)
_NEAR_END = 256
"""Bytes before the end in which a shorter text counts: there it stands when little does behind the
pixels."""


def is_readable(data: bytes, at_end: int) -> bool:
    """Whether a text stands among coded pixels, or one of `at_end` letters near their end."""
    kinds = data.translate(_KINDS)
    return b"p" * at_end in kinds[-_NEAR_END:] or any(
        not _is_pattern(data[found.start() : found.end()])
        for form in _READABLE
        for found in re.finditer(form, kinds)
    )


def _is_pattern(text: bytes) -> bool:
    """Whether a few bytes stand in it again and again, as even areas are when compressed."""
    text = text.replace(b"\0", b"")
    return any(
        sum(one == other for one, other in zip(text, text[step:], strict=False)) > len(text) // 3
        for step in range(1, 9)
    )
