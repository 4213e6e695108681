"""Keeps what must not travel out of a report: credentials, home directories, absolute paths.

A report is attached to tickets and published. args.yaml holds signed URLs with credentials and
the folders of whoever trained, so every text that is read from a run passes here first. Text that
goes to a terminal or onto the page passes `one_line` as well: control characters do something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from urllib.parse import urlsplit

HIDDEN = "…"
MAX_TEXT = 2_000
"""Longest text that is kept from one value, in characters."""
MAX_SHOWN = 300
"""Longest path that is echoed, in characters."""

_WORDS = (
    "tokens?|keys?|passwords?|passwd|passphrase|pwd|secrets?|signatures?|credentials?|api_?keys?|"
    "auth|authorization|bearer|cookies?"
)
_SECRET_KEY = re.compile(rf"(?i)(?:^|[^a-z])(?:{_WORDS})(?:$|[^a-z])")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SECRET_PAIR = re.compile(
    r"(?i)\b((?:[\w.-]{0,40}[-_.])?"
    r"(?:token|api_?key|key|password|passwd|pwd|secret|signature|credential|sig|authorization)"
    r"['\"]?\s{0,3}[=:]\s{0,3}['\"]?(?:bearer\s{1,3})?)[^\s&,;'\"]{1,2000}"
)
_SECRET_OPTION = re.compile(
    r"(?i)(--?(?:[\w-]{0,40}-)?(?:token|api-?key|password|secret)\s{1,3})[^\s-][^\s]{0,2000}"
)
# Credentials that tell themselves by their form: GitHub, Hugging Face, OpenAI, Slack, AWS, Google,
# GitLab, and JSON web tokens.
_SECRET_FORM = re.compile(
    r"\b(?:gh[pousr]_\w{20,255}|github_pat_\w{20,255}|hf_[A-Za-z0-9]{20,100}|sk-[\w-]{20,200}|"
    r"xox[abprs]-[\w-]{10,200}|A[KS]IA[A-Z0-9]{16}|AIza[\w-]{30,60}|glpat-[\w-]{20,60}|"
    r"eyJ[\w-]{10,500}\.[\w-]{10,1000}\.[\w-]{10,500})"
)
_URL = re.compile(r"(?i)\b[a-z][a-z0-9+.-]{1,20}://[^\s'\"<>]{1,4000}")
_PATH = re.compile(
    r"""(?x)
    (?<![\w.…~/\\])                      # not in the middle of a word or of a relative path
    (?:[A-Za-z]:[\\/]|\\\\|/(?=[^\s/])|~[^\s/\\]{0,60}[\\/])
    [^\r\n'"<>|?*]{1,1000}
    """
)
_WHOLE_PATH = re.compile(
    r"\s*(?:[A-Za-z]:[\\/]|\\\\|/[^\s/]|~[^\s/\\]{0,60}[\\/])[^\r\n?]{1,2000}$"
)
_HOMES = "home|users|documents and settings"
_HOME = re.compile(rf"(?i)^(?:{_HOMES}|user|root)$")
# The same in the middle of a relative path, as in ../../home/bob/data.
_USER = re.compile(
    rf"(?i)(?<![^\\/.\s'\":=(])((?:{_HOMES})[\\/]+)"
    r"(?:[^\\/'\"\r\n]{1,60}(?=[\\/])|[^\\/\s'\"]{1,60})"
)
# Not printable to Python, but part of words and of emoji.
_JOINERS = "\u200c\u200d"
_paths_shown: ContextVar[bool] = ContextVar("paths_shown", default=False)


@contextmanager
def showing_paths(shown: bool = True) -> Iterator[None]:
    """Within it, paths of the run stay whole; credentials never do."""
    token = _paths_shown.set(shown)
    try:
        yield
    finally:
        _paths_shown.reset(token)


def redact(text: str) -> str:
    """`text` without credentials, user names in paths and absolute folders (shown as ``…``).

    Of an absolute path at most the last two parts stay, as in ``…/runs/train``.
    """
    text = text[:MAX_TEXT] + (HIDDEN if len(text) > MAX_TEXT else "")
    # A path may hold quotes and more, which in the middle of a text end it.
    if _WHOLE_PATH.match(text) and not _paths_shown.get():
        return _redact_secrets(_redact_path(text))
    pieces: list[str] = []
    position = 0
    for url in _URL.finditer(text):
        pieces += [_redact_plain(text[position : url.start()]), _redact_url(url.group())]
        position = url.end()
    pieces.append(_redact_plain(text[position:]))
    return "".join(pieces)


def is_secret_name(name: str) -> bool:
    """Whether an argument of this name holds a credential, so that its value is never shown."""
    return bool(_SECRET_KEY.search(_CAMEL.sub("_", name)))


def one_line(text: str, longest: int) -> str:
    """At most `longest` characters of a text, `printable`."""
    return printable(text if len(text) <= longest else text[: longest - 1] + HIDDEN)


def printable(text: str) -> str:
    """A text with blanks in place of control and direction characters.

    They could break a line, move a terminal's cursor, or turn the order of what follows.
    """
    if text.isprintable():
        return text
    return "".join(x if x.isprintable() or x in _JOINERS else " " for x in text)


_addresses: dict[str, str] = {}
"""What folders of the cache are shown as: the addresses that they were fetched from."""


def show_as(folder: Path, address: str) -> None:
    """Let a local folder, and what is in it, be shown as the address that the user gave."""
    _addresses[str(folder)] = address


def echoed(path: Path | str) -> str:
    """A path that the user gave, as he gave it; his home directory is ``~``."""
    text = str(path)
    for folder, address in _addresses.items():
        if text == folder or text.startswith((folder + "/", folder + "\\")):
            return one_line(address + text[len(folder) :].replace("\\", "/"), MAX_SHOWN)
    try:
        home = str(Path.home())
    except RuntimeError:
        home = ""
    if len(home) > 1 and (text == home or text.startswith((home + "/", home + "\\"))):
        text = "~" + text[len(home) :]
    return one_line(text, MAX_SHOWN)


def is_home(path: Path) -> bool:
    """Whether the absolute path is somebody's home directory, so that its name is a user's."""
    above = path.parent
    # /home/ann, C:\\Users\\ann, and the latter as /mnt/c/Users/ann; not data/users/train.
    high = len(above.parts) == 2 or (len(above.parts) == 4 and above.parts[1] == "mnt")
    return path.as_posix() == "/root" or (high and bool(re.fullmatch(_HOMES, above.name.lower())))


def shorten_path(path: str) -> str:
    """The last parts of an absolute path, two at most, without the folder that names a user.

    Of weights the run's folder stays as well, which tells what a training goes on from.
    """
    parts = [part for part in re.split(r"[\\/]+", path) if part]
    users, start = _users(parts)
    # A user's name can stand in the path once more: /home/ann/ann/data.yaml.
    kept = [part for part in parts[start:] if part.lower() not in users]
    return "/".join([HIDDEN, *kept[-3 if kept[-2:-1] == ["weights"] else -2 :]])


def _users(parts: Sequence[str]) -> tuple[set[str], int]:
    """Names of users in a path, in small letters, and where what stands below them starts."""
    users, start = set[str](), 0
    for place, part in enumerate(parts):
        if place == 0 and part[0] == "~":
            users, start = {part[1:].lower()}, 1
        elif part.lower() == "root" or (place == 0 and part[-1] == ":"):
            start = place + 1
        elif _HOME.match(part):
            users |= {name.lower() for name in parts[place + 1 : place + 2]}
            start = place + 2
    return users, start


def _redact_plain(text: str) -> str:
    if not _paths_shown.get():
        text = _PATH.sub(lambda match: _redact_path(match.group()), text)
        text = _USER.sub(lambda match: match.group(1) + HIDDEN, text)
    return _redact_secrets(text)


def _redact_secrets(text: str) -> str:
    text = _SECRET_PAIR.sub(lambda match: match.group(1) + HIDDEN, text)
    text = _SECRET_OPTION.sub(lambda match: match.group(1) + HIDDEN, text)
    return _SECRET_FORM.sub(HIDDEN, text)


def _redact_path(path: str) -> str:
    path = path.split("?", 1)[0]
    trailing = path[len(path.rstrip()) :]
    return shorten_path(path.strip()) + trailing


def _redact_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return HIDDEN
    whole = _paths_shown.get()
    if parts.scheme.lower() == "file":
        return "file://" + (parts.path if whole else shorten_path(parts.path))
    tail = f"?{HIDDEN}" if parts.query or parts.fragment else ""
    path = _redact_secrets(parts.path)
    if path.count("/") > 2 and not whole:
        path = shorten_path(path)
    return f"{parts.scheme}://{host}{'/' if path.startswith(HIDDEN) else ''}{path}{tail}"
