"""A folder of a web server: the links of its page, of which a stranger may have made a trap.

fsspec reads such a page whole, and looks for links with an expression that takes hours for some. So
it is given a page that holds the links and nothing else.
"""

from __future__ import annotations

import re

from aiohttp import ClientResponse

MAX_BYTES = 16 * 2**20
"""Most of a page that is read."""
_LINK = re.compile(
    r"<a\s[^<>]{0,500}?href\s?=\s?[\"']([^\"'<>]{1,2000})|"
    r"\b(https?://[-\w@:%+.~#?&/=]{1,2000})",
    re.IGNORECASE | re.ASCII,
)


class Page(ClientResponse):
    """An answer whose text is its links."""

    async def text(self, encoding: str | None = None, errors: str = "strict") -> str:
        """The links as elements; those in what is too long are left out."""
        parts, left = list[bytes](), MAX_BYTES
        while left > 0 and (part := await self.content.read(left)):
            parts.append(part)
            left -= len(part)
        return links(b"".join(parts).decode("utf-8", "replace"))


def links(text: str) -> str:
    """Each link of a page as an element of its own."""
    return "".join(f'<a href="{found[1] or found[2]}">' for found in _LINK.finditer(text))
