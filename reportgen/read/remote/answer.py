"""What a web server answers, of which a stranger may have made a trap.

fsspec reads an answer whole, packed or endless as it may be, and looks for the links of a page
with an expression that takes hours for some. So answers end, and a page holds its links alone.
"""

from __future__ import annotations

import asyncio
import re
import time
from typing import Any

from aiohttp import ClientPayloadError, ClientResponse

MAX_PAGE = 16 * 2**20
"""Most of a page of links that is read."""
MAX_FILE, MAX_LARGE = 2**28, 2**32
"""Longest answer, unpacked; of archives and weights."""
HEAD_SECONDS = 60
"""Longest time until an answer begins, however its head trickles in."""
SLOWEST = 1_000
"""Bytes a second: what comes more slowly after the first minute is given up."""
_LARGE = re.compile(r"\.(?:zip|tar|t?gz|t?xz|t?bz2?|pth?|ckpt|onnx)$", re.IGNORECASE)
_LINK = re.compile(
    r"<a\s[^<>]{0,500}?href\s?=\s?[\"']([^\"'<>]{1,2000})|"
    r"\b(https?://[-\w@:%+.~#?&/=]{1,2000})",
    re.IGNORECASE | re.ASCII,
)


class BoundedAnswer(ClientResponse):
    """An answer of bounded length, whose text is its links."""

    async def start(self, connection: Any) -> ClientResponse:
        """Its head. Raises TimeoutError where that takes too long."""
        return await asyncio.wait_for(super().start(connection), HEAD_SECONDS)

    async def read(self) -> bytes:
        """All of it. Raises ClientPayloadError where it is longer than any file that is read, and
        TimeoutError where it trickles."""
        if self._body is None:
            most = MAX_LARGE if _LARGE.search(self.url.path) else MAX_FILE
            body = await self._start(most + 1)
            if len(body) > most:
                self.close()
                raise ClientPayloadError
            self._body = body
        return self._body

    async def text(self, encoding: str | None = None, errors: str = "strict") -> str:
        """The links as elements; those in what is too long are left out."""
        return links((await self._start(MAX_PAGE)).decode("utf-8", "replace"))

    async def _start(self, most: int) -> bytes:
        parts, left, started = list[bytes](), most, time.monotonic()
        while left > 0 and (part := await self.content.read(left)):
            parts.append(part)
            left -= len(part)
            if time.monotonic() - started > HEAD_SECONDS + (most - left) / SLOWEST:
                self.close()
                raise TimeoutError
        return b"".join(parts)


def links(text: str) -> str:
    """Each link of a page as an element of its own."""
    return "".join(f'<a href="{found[1] or found[2]}">' for found in _LINK.finditer(text))
