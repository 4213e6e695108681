"""Text of a run inside Markdown: it stays text in GitHub, GitLab and Jira.

Escaping markup is not enough there. GitHub and GitLab look for mentions, references and hashes of
commits in what Markdown has become, so that ``\\@user`` still calls a user; a zero-width space
breaks those. The editor of Jira links every name with a dot, such as best.pt: such names become
code, which nothing is looked for in and which can still be copied.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from reportgen.read.redact import one_line

LONGEST = 600
"""Longest text of one finding, in characters."""
LONGEST_NAME = 60
ZERO_WIDTH = "\u200b"

# What GitHub and GitLab make a link, a mention, a picture or an action of; cut after the match.
_TRIGGER = re.compile(
    r"""(?xi)
    [@\#!~%&](?=[\w"'{])                     # @user #1 !1 ~label %milestone &epic %{variable}
    | :(?=//)                                # https://
    | :(?=[\w+-]{1,60}(?::|$))               # :emoji: also where a colon comes after the text
    | \bwww(?=\.)
    | (?:mailto|xmpp)(?=:)
    | [\[{](?=[\[{+-]|[a-z_]{1,40}:)         # [[page]] {+added+} [issue:1]
    | \*(?=iteration)
    | \b(?:gh|gl)(?=-\d)                     # GH-1
    """
)
_TICKET = re.compile(r"\b[A-Z][A-Z0-9_]{1,40}-(?=\d)")
_HASH = re.compile(r"(?<![0-9A-Za-z_])[0-9a-fA-F]{7,}(?![0-9A-Za-z_])")
_HASH_PIECE = 6
"""Hexadecimal digits that are no commit yet; from 7 on they may be."""
_DOTTED = re.compile(
    r"(?<![\w./@-])((?:\.{0,2}/)?[A-Za-z0-9_][\w./-]*\.[A-Za-z]{2}[\w/-]*)(?![\w@-])", re.ASCII
)
_DOMAIN = re.compile(r"(?<=\w)\.(?=[^\W\d_]{2})")
_LEADING = re.compile(r"[-+#=/:]|\\\[|\d+[.)](?:\s|$)")
_CODE = re.compile(r"`([^`\n]+)`|\*\*([^*`\n]+)\*\*")

_MARKUP = str.maketrans(
    {
        **{mark: f"\\{mark}" for mark in "\\`*_[]{}|"},
        # Not all of these can be escaped with a backslash everywhere.
        **{"&": "&amp;", "<": "&lt;", ">": "&gt;", "~": "&#126;"},
        # Formulas are looked for before and after escapes are undone: only another letter is safe.
        "$": "＄",
    }
)
_ENTITIES = str.maketrans({**{mark: f"&#{ord(mark)};" for mark in "\\`*_[]{}|&<>~\"'"}, "$": "＄"})


def escape(text: str, longest: int = LONGEST) -> str:
    """Text on one line, at most `longest` characters of it, in which nothing is markup.

    Names with a dot become code.
    """
    found = _DOTTED.split(_one_line(text, longest))
    parts = [f"`{part}`" if place % 2 else _plain(part) for place, part in enumerate(found)]
    return _guarded("".join(parts))


def cell(text: str, longest: int = LONGEST) -> str:
    """The same for a cell of a table, which begins no line: ``+0.123`` stays as it can be read."""
    return escape(text, longest).removeprefix(ZERO_WIDTH)


def escape_html(text: str, longest: int = LONGEST) -> str:
    """The same for inside an HTML element, where Markdown is not read."""
    found = _DOTTED.split(_one_line(text, longest))
    return "".join(
        f"<code>{part}</code>" if place % 2 else unlinked(part).translate(_ENTITIES)
        for place, part in enumerate(found)
    )


def prose(text: str, longest: int = LONGEST) -> str:
    """Our own light Markdown: code and bold stay, everything else is escaped; no links."""
    pieces: list[str] = []
    text, position = _one_line(text, longest), 0
    for match in _CODE.finditer(text):
        code, bold = match.groups()
        pieces += [_within(text[position : match.start()])]
        pieces += [f"`{code}`" if code else f"**{_within(bold).strip()}**"]
        position = match.end()
    return _guarded("".join([*pieces, _within(text[position:])]))


def name(text: str) -> str:
    """The name of a run or of a class, the middle of a long one cut out."""
    text = _one_line(text, 4_000) or "run"
    if len(text) > LONGEST_NAME:
        text = f"{text[: LONGEST_NAME // 2]}…{text[-LONGEST_NAME // 2 + 1 :]}"
    return escape(text)


def link(label: str, url: str) -> str:
    """A link to an address that the user gave."""
    return f"[{escape(label)}]({quote(url, safe=_IN_URL)})"


_IN_URL = "%/:?#@!$&+,;=~.-_"
"""What stays in an address; the rest, brackets and blanks among it, is percent-encoded."""


def row(cells: list[str]) -> str:
    """A row of a table, of cells that are escaped."""
    return f"| {' | '.join(cells)} |"


def table(head: list[str], rows: list[list[str]], numbers: frozenset[int] = frozenset()) -> str:
    """A table; columns whose index is in `numbers` are aligned to the right."""
    rule = ["---:" if column in numbers else "---" for column in range(len(head))]
    return "\n".join([row(head), row(rule), *map(row, rows)])


def _one_line(text: str, longest: int) -> str:
    # An unpaired half of a character, as broken files hold it, cannot be written at all.
    whole = text.encode("utf-16", errors="replace").decode("utf-16", errors="replace")
    return " ".join(one_line(whole, longest).split())


def _within(text: str) -> str:
    """A piece of a text: blanks at its ends stay."""
    found = _DOTTED.split(text)
    return "".join(f"`{part}`" if place % 2 else _plain(part) for place, part in enumerate(found))


def _plain(text: str) -> str:
    return unlinked(text).translate(_MARKUP)


def unlinked(text: str) -> str:
    """Text in which nothing is found that would become a link, a mention or a picture."""
    text = _TRIGGER.sub(rf"\g<0>{ZERO_WIDTH}", text)
    text = _TICKET.sub(rf"\g<0>{ZERO_WIDTH}", text)
    text = _DOMAIN.sub(rf"\g<0>{ZERO_WIDTH}", text)
    return _HASH.sub(_in_pieces, text)


def _in_pieces(found: re.Match[str]) -> str:
    digits = found.group()
    pieces = [digits[at : at + _HASH_PIECE] for at in range(0, len(digits), _HASH_PIECE)]
    return ZERO_WIDTH.join(pieces)


def _guarded(text: str) -> str:
    """Escaped text that may begin a line: no list, heading, quotation or ``/command``."""
    return ZERO_WIDTH + text if _LEADING.match(text) else text
