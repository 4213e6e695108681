"""Keeps what must not travel out of a report: credentials, home directories, absolute paths.

A report is attached to tickets and published. args.yaml holds signed URLs with credentials and
the folders of whoever trained, so every text that is read from a run passes here first.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

HIDDEN = "…"
MAX_TEXT = 2_000
"""Longest text that is kept from one value, in characters."""

_SECRET_KEY = re.compile(
    r"(?i)(?:^|[^a-z])(?:token|key|password|passwd|secret|signature|credential|api_?key|auth)"
    r"(?:$|[^a-z])"
)
_SECRET_PAIR = re.compile(
    r"(?i)\b((?:[\w.-]{0,40}[-_.])?"
    r"(?:token|api_?key|key|password|passwd|pwd|secret|signature|credential|sig)"
    r"\s{0,3}[=:]\s{0,3})[^\s&,;'\"]{1,2000}"
)
_URL = re.compile(r"(?i)\b[a-z][a-z0-9+.-]{1,20}://[^\s'\"<>]{1,4000}")
_PATH = re.compile(
    r"""(?x)
    (?<![\w.…~/\\])                      # not in the middle of a word or of a relative path
    (?:[A-Za-z]:[\\/]|\\\\|/(?=[^\s/])|~[^\s/\\]{0,60}[\\/])
    [^\r\n'"<>|?*]{1,1000}
    """
)
_HOME = re.compile(r"(?i)^(?:home|users|documents and settings|user|root)$")


def redact(text: str) -> str:
    """`text` without credentials, user names in paths and absolute folders (shown as ``…``).

    Of an absolute path at most the last two parts stay, as in ``…/runs/train``.
    """
    text = text[:MAX_TEXT] + (HIDDEN if len(text) > MAX_TEXT else "")
    pieces: list[str] = []
    position = 0
    for url in _URL.finditer(text):
        pieces += [_redact_plain(text[position : url.start()]), _redact_url(url.group())]
        position = url.end()
    pieces.append(_redact_plain(text[position:]))
    return "".join(pieces)


def is_secret_name(name: str) -> bool:
    """Whether an argument of this name holds a credential, so that its value is never shown."""
    return bool(_SECRET_KEY.search(name))


def shorten_path(path: str) -> str:
    """The last parts of an absolute path, two at most, without the folder that names a user."""
    parts = [part for part in re.split(r"[\\/]+", path) if part]
    start = 1 if parts and (parts[0].endswith(":") or parts[0].startswith("~")) else 0
    for index, part in enumerate(parts):
        if _HOME.match(part):
            names_user = part.lower() != "root"
            start = max(start, index + (2 if names_user else 1))
    kept = parts[max(start, len(parts) - 2) :]
    return "/".join([HIDDEN, *kept])


def _redact_plain(text: str) -> str:
    without_paths = _PATH.sub(lambda match: _redact_path(match.group()), text)
    return _SECRET_PAIR.sub(lambda match: match.group(1) + HIDDEN, without_paths)


def _redact_path(path: str) -> str:
    path = path.split("?", 1)[0]
    trailing = path[len(path.rstrip()) :]
    return shorten_path(path.rstrip()) + trailing


def _redact_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return HIDDEN
    if parts.scheme.lower() == "file":
        return "file://" + shorten_path(parts.path)
    tail = f"?{HIDDEN}" if parts.query or parts.fragment else ""
    path = shorten_path(parts.path) if parts.path.count("/") > 2 else parts.path
    return f"{parts.scheme}://{host}{'/' if path.startswith(HIDDEN) else ''}{path}{tail}"
