"""Addresses: what is one, and what of it may be shown.

Every command asks this of its arguments: what only an address needs is imported with the first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+(?:::|://)", re.ASCII)
"""Two characters at the least before it: one is a drive of Windows."""
_COPIES = ("simplecache", "filecache", "blockcache", "cached")
"""Protocols of fsspec that fetch nothing by themselves."""
LONGEST = 300


def is_address(text: str) -> bool:
    """Whether a text names something that is reached by a protocol: ``s3://…``, ``zip::s3://…``."""
    return bool(_ADDRESS.match(text)) and "://" in text


@dataclass(frozen=True)
class Address:
    """An address as the user gave it. Its text may hold a password; `str` of it never does."""

    text: str

    def __str__(self) -> str:
        """As it may be shown."""
        return self.shown

    @cached_property
    def shown(self) -> str:
        """The address without user name, password, query, and credentials in its path."""
        from reportgen.read.redact import one_line

        chain = "::".join(_without_secrets(part) for part in self.text.split("::"))
        return one_line(chain, LONGEST)

    @property
    def reached(self) -> str:
        """The address without what of a chain only keeps copies, in folders that nobody clears.

        What is fetched is kept by `cache`, which notices where a store has changed it.
        """
        *chain, last = self.text.split("::")
        return "::".join([*(part for part in chain if part.lower() not in _COPIES), last])

    @property
    def protocol(self) -> str:
        """How it is reached: that of the last part of a chain, ``s3`` of ``zip::s3://…``."""
        return re.split("::|://", self.text.split("::")[-1])[0].lower()

    @property
    def store(self) -> str:
        """Digits that tell its store from others: protocol, host, and what is chained before."""
        from hashlib import sha256
        from urllib.parse import urlsplit

        *chain, last = self.reached.split("::")
        parts = urlsplit(last)
        # The path of an archive that is looked into is part of its store.
        told = (*chain, parts.scheme, parts.netloc.rpartition("@")[2], parts.path if chain else "")
        return sha256(repr(told).encode()).hexdigest()[:16]

    def below(self, other: Address) -> str | None:
        """Its path as seen from another address of the same store; None where it lies elsewhere."""
        if self.store != other.store:
            return None
        ours, theirs = (each.reached.split("::")[-1].split("://")[-1] for each in (self, other))
        (*_, ours), (*_, theirs) = ours.split("@"), theirs.split("@")
        ours, theirs = ours.strip("/"), theirs.strip("/")
        if ours != theirs and not ours.startswith(f"{theirs}/"):
            return None
        return ours[len(theirs) + 1 :]


def _without_secrets(part: str) -> str:
    if "://" not in part:
        return part
    from urllib.parse import urlsplit

    from reportgen.read.secret.names import HIDDEN
    from reportgen.read.secret.texts import hide_secrets

    try:
        parts = urlsplit(part)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return HIDDEN
    path = hide_secrets(parts.path)
    return f"{parts.scheme}://{host}{path}{f'?{HIDDEN}' if parts.query else ''}"
