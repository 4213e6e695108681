"""How a text may spell what it says otherwise: look-alike letters, escapes, columns of a table."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from urllib.parse import unquote

_ALIKE = str.maketrans(
    "аеорсухіјѕԁһӏԛԝвкмнтАВЕКМНОРСТУХІЈЅαορτυικν",
    "aeopcyxijsdhlqwbkmhtABEKMHOPCTYXIJSaoptuikv",
)
"""Letters of Cyrillic and Greek that look as Latin ones do (Unicode Technical Standard 39)."""
_INVISIBLE = re.compile("[\u00ad\u034f\u180b-\u180f\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_MARKS = re.compile("[\u0300-\u036f]")
"""Accents, after what they stand on is written apart from them."""
_ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})|\\x([0-9A-Fa-f]{2})")
_CELLS = re.compile(r"[|,;\t]")


def is_spelt_otherwise(text: str) -> bool:
    """Whether one of the two below may change the text."""
    return not text.isascii() or _may_escape(text)


def _may_escape(text: str) -> bool:
    return "%" in text or "&" in text or "\\" in text


def in_plain_letters(text: str) -> str:
    """The text with Latin letters for those that look alike, and without invisible signs."""
    if text.isascii():
        return text
    # What is hidden already stays as it is told.
    parts = _INVISIBLE.sub("", text).split("…")
    whole = "…".join(unicodedata.normalize("NFKC", part) for part in parts)
    return _MARKS.sub("", unicodedata.normalize("NFD", whole)).translate(_ALIKE)


def without_escapes(text: str) -> str:
    """The text as an address, a page or JSON that holds it would be understood."""
    if not _may_escape(text):
        return text
    resolved = html.unescape(unquote(text))
    return _ESCAPED.sub(lambda code: chr(int(code[1] or code[2], 16)), resolved)


def without_columns(text: str, is_secret: Callable[[str], bool], hidden: str) -> str:
    """The text without what stands below a name that tells of a secret, in a table of lines."""
    places: list[int] = []
    sign, lines = "", text.split("\n")
    for number, line in enumerate(lines):
        found = _CELLS.search(line)
        first = found[0] if found else ""
        cells = line.split(first) if first else []
        if first != sign or len(cells) <= max(places, default=0):
            sign, places = first, _secret_places(cells, first, is_secret)
        elif places:
            lines[number] = sign.join(_without(cells, places, hidden))
    return "\n".join(lines)


def _secret_places(cells: list[str], sign: str, is_secret: Callable[[str], bool]) -> list[int]:
    """Which cells of a header name a secret; none of a line of prose."""
    names = [cell.strip(" '\"`*") for cell in cells]
    if sign != "|" and any(" " in name for name in names):
        return []
    return [at for at, name in enumerate(names) if is_secret(name)]


def _without(cells: list[str], places: list[int], hidden: str) -> list[str]:
    """The cells without those at some places; the rule below a header stays."""
    return [
        f" {hidden} " if at in places and cell.strip(" :-") else cell
        for at, cell in enumerate(cells)
    ]
