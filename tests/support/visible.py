"""What a page and a document of JSON say, short enough to be held in a file."""

from __future__ import annotations

import re
from html import unescape
from typing import Any


def visible(page: str, begins: str = '<nav class="contents"', ends: str = "</body>") -> str:
    """The text of a page between two places, a line for each piece."""
    part = page[page.index(begins) : page.index(ends)]
    part = re.sub(r'<span class="joined">(.*?)</span>', r"\1", part)
    told = re.sub(r"<(script|style|svg)\b.*?</\1>", "", part, flags=re.DOTALL)
    lines = (" ".join(unescape(each).split()) for each in re.split(r"<[^>]*>", told))
    return "\n".join(filter(None, lines)) + "\n"


def in_short(value: Any) -> Any:
    """The same with numbers of four digits, so that no library's rounding shows."""
    if isinstance(value, dict):
        return {key: in_short(each) for key, each in value.items()}
    if isinstance(value, list):
        return [in_short(each) for each in value]
    return float(f"{value:.4g}") if isinstance(value, float) else value
