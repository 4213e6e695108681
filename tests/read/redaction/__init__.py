"""Tables of what a run may hold that is hidden, and of what looks alike and stays.

Secrets are drawn where a line says so: no form of a credential stands in this repository. A ``⏎``
is the end of a line within a text.
"""

from __future__ import annotations

import random
import re
import string
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_HERE = Path(__file__).parent
_HEX = "0123456789abcdef"
_ALPHABETS = {
    "b62": string.ascii_letters + string.digits,
    "b64": string.ascii_letters + string.digits + "+/",
    "url": string.ascii_letters + string.digits + "-_",
    "hex": _HEX,
    "HEX": _HEX.upper(),
    "low": string.ascii_lowercase + string.digits,
    "lowaz": string.ascii_lowercase,
    "let": string.ascii_lowercase,
    "up": string.ascii_uppercase + string.digits,
    "dig": string.digits,
    "b32": string.ascii_uppercase + "234567",
}
_WORDS = ("summer", "Hunter", "tractor", "Lorem", "blau", "wEather")
_SIGNS = {"pw": "!#$%*+_-^", "sign": "!#$%^"}
"""What parts a password: any sign, or none that also parts the words of a name."""
_PLACE = re.compile(r"<<(\w+)(?: (\d+))?>>")
PIECE = 6
"""A secret of which so many characters in a row are shown is not hidden."""


class Case(NamedTuple):
    name: str
    text: str
    hidden: tuple[str, ...]
    """What of the text is not to be seen."""


def credentials(turn: int = 0) -> Iterator[Case]:
    """Texts with a credential in them, each drawn by the number of its line and of the turn."""
    for number, line in enumerate(_lines("credentials")):
        service, template = line.split(" | ", 1)
        draw, secrets = random.Random(number + turn * 100_000), list[str]()

        def drawn(
            place: re.Match[str], draw: random.Random = draw, secrets: list[str] = secrets
        ) -> str:
            secrets.append(_secret(draw, place[1], int(place[2] or 0)))
            return secrets[-1]

        text = _PLACE.sub(drawn, template.replace("⏎", "\n"))
        yield Case(f"{service}-{number}", text, tuple(secrets))


def users() -> Iterator[Case]:
    """Paths and lines that name a user; what names him stands in double angles."""
    for number, line in enumerate(_lines("users")):
        names = tuple(re.findall(r"<<(.+?)>>", line))
        text = re.sub(r"<<(.+?)>>", r"\1", line)
        yield Case(f"{number}-{names[0]}", text, names)


def plain() -> list[str]:
    """Texts of runs in which nothing is to be hidden."""
    return [line.replace("⏎", "\n") for line in _lines("plain")]


def shown_of(case: Case, shown: str) -> list[str]:
    """The parts of what is to be hidden that are shown all the same."""
    return [
        piece
        for secret in case.hidden
        for piece in _pieces(secret)
        if piece.lower() in shown.lower()
    ]


def _pieces(secret: str) -> set[str]:
    return {secret[at : at + PIECE] for at in range(max(1, len(secret) - PIECE + 1))}


def _secret(draw: random.Random, alphabet: str, length: int) -> str:
    if alphabet == "uuid":
        return str(uuid.UUID(int=draw.getrandbits(128), version=4))
    if alphabet in _SIGNS:
        return f"{draw.choice(_WORDS)}{draw.choice(_SIGNS[alphabet])}{draw.randrange(100, 10_000)}"
    if alphabet == "word":
        return f"{draw.choice(_WORDS).capitalize()}{draw.randrange(1990, 2030)}"
    return "".join(draw.choices(_ALPHABETS[alphabet], k=length))


def _lines(name: str) -> list[str]:
    lines = (_HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("# ")]
