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
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from reportgen.read.secret.addresses import hide_in_addresses
from reportgen.read.secret.commands import hide_in_commands
from reportgen.read.secret.forms import hide_chance_in_path
from reportgen.read.secret.names import HIDDEN as HIDDEN
from reportgen.read.secret.names import is_secret as is_secret
from reportgen.read.secret.names import is_secret_name as is_secret_name
from reportgen.read.secret.spelling import in_plain_letters, is_spelt_otherwise, without_escapes
from reportgen.read.secret.texts import hide_pairs, hide_secrets

MAX_TEXT = 2_000
"""Longest text that is kept from one value, in characters."""
_SHORT = 16
"""A single word below this length is no credential that tells itself, and no path."""
_OFTEN = 120
"""Longest text that is kept with what it becomes."""
MAX_SHOWN = 300
"""Longest path that is echoed, in characters."""

_URL = re.compile(r"(?i)\b[a-z][a-z0-9+.-]{1,20}://[^\s'\"<>]{1,4000}")
_PATH = re.compile(
    r"""(?x)
    (?<![\w.…~/\\@])(?<!\w\+)           # not in the middle of a word or of a relative path
    (?<!<(?=/[\w:.-]{1,80}>))             # not the end of an element
    (?:[A-Za-z]:[\\/]|\\\\|/(?=[^\s/])|~[^\s/\\]{0,60}[\\/])
    (?:[^\r\n'"<>|?*]|(?<=\w)'(?=\w)){0,1000}   # a name may have a quote in it: o'brien
    """
)
_WHOLE_PATH = re.compile(
    r"\s*(?:[A-Za-z]:[\\/]|\\\\|/[^\s/]|~[^\s/\\]{0,60}[\\/])[^\r\n?]{1,2000}$"
)
_HOMES = (
    r"(?:\w{1,20}[-_]|hpc|net|user|remote|sail|[iz])?home(?:s|fs)?"
    r"(?:[-_]?\d{1,3}|[-_](?:local|nfs|[a-z]))?|users|documents and settings|docume~\d|"
    r"dokumente und einstellungen|people|benutzer|utilisateurs|usu[aá]rios|utenti|gebruikers|"
    r"пользователи|użytkownicy|användare|kullanıcılar|用户|ユーザー|사용자"
)
"""Folders that hold those of users; on clusters there are several, such as /home2."""
_HOME = re.compile(
    rf"(?i)^(?:{_HOMES}|user|root|personal|profiles|students|staff|(?:\w{{1,20}}[-_]|[a-z]{{1,5}})?scratch(?:[-_]\w{{1,12}}|\d{{0,2}})|scr|nobackup|mail)\$?$"
)
_CLUSTER = re.compile(
    r"(?i)(?:gpfs|lustre|beegfs|ceph|hpc|pfs|eos|afs|dss|juice|work|local|vol|cluster|vast|weka|panfs|petrelfs|turbo)(?:[-_]?\d{1,2}|fs|work)?|"
    r"oak|gs|groups|ocean|expanse|blue|red|orange|atlas|zhome|fp|p"
)
"""Where a path on a cluster begins, below which a user's folder is the second to the sixth."""
_DEEPEST_USER = 6
_NOBODY = re.compile(
    r"(?i)(?:train|val|exp)\d{0,4}|valid(?:ation)?|test|runs|detect|segment|classify|pose|obb|weights|"
    r"data(?:sets?)?|images?|labels?|coco\d{0,4}"
)
"""Folders of data sets and of runs, which are nobody's name."""
_GROUP = re.compile(
    r"(?i)^(?:stud(?:ents?)?|staff|facult(?:y|ies)|phds?|master|bachelor|guests?|u?grads?|[up]g|"
    r"undergrads?|postdocs?|members?|dep(?:t|artment)s?|groups?|labs?\d?|users?|gpfs|lustre|beegfs|"
    r"local|public|work|shared|hpc|ldap|nis|domain|ad|u\d{1,2}|cs|ee|eecs|\d{1,6}|sd|project_\d{1,9}|"
    r"(?-i:[A-Z]{2,5}\d{2,6}|[A-Z]{2,12}(?:\.[A-Z]{2,12}){0,3}))$"
)
"""What may stand between such a folder and a user's: who he is, or else his initial; on clusters
a number, the code of an account or the name of a file system; a domain, in capital letters."""
_SHORT_HOMES = re.compile(r"(?i)(?:(?:global|n)/)?u\d?|h|(?:run/)?media")
"""Those that hold users only where a path begins with them."""
# The same in the middle of a relative path, as in ../../home/bob/data.
_AFTER = rf"\g<1>{HIDDEN}"
_USER = re.compile(
    rf"(?i)(?:(?<![^\\/.\s'\":=(])|(?<=%2f)|(?<=%5c))((?:{_HOMES})(?:[\\/]+|%2f|%5c))"
    r"(?!\w{1,40}\.(?:ya?ml|jpe?g|png|txt|csv|pt|json|zip)\b)"
    r"(?:[^\\/'\"\r\n%]{1,60}(?=[\\/%])|[^\\/\s'\"%]{1,60})"
)
# ann@host:/data, ssh ann@host, and mail; mAP@0.5 is none of them.
_HOST = r"[A-Za-z][\w-]{0,62}"
_LOGIN = re.compile(
    rf"(?:(?<=ssh )|(?<=scp )|(?<=sftp )|(?<=mosh )|(?<![\w@.+-])"
    rf"(?=[\w.+-]{{1,64}}@(?!sha\d{{3}}:)(?:"
    rf"{_HOST}(?:\.{_HOST}){{1,5}}(?![\w.])|"
    rf"(?:{_HOST}(?:\.{_HOST}){{0,5}}|\d{{1,3}}(?:\.\d{{1,3}}){{3}}|\[[\da-f:.]{{2,45}}\]):(?:[/~…\w.]|$))))"
    rf"[\w.+-]{{1,64}}@"
)
_NAMED = re.compile(
    r"(?i)((?:(?:(?<![\w.])|\bmlflow\.)(?:(?:sudo_)?user(?:[-_ ]?name|profile)?|logname)|"
    r"(?-i:(?<![\w.])[A-Z_]{2,30}_USER(?:NAME)?))['\"]?\s?[=:]\s?['\"]?|"
    r"\bpytest-of-|\b[ug]id=\d{1,9}\(|\bsu (?:-l? ?|(?=\S{1,60} -c\b))|"
    r"(?<![\w.])[dl-](?:[r-][w-][xsStT-]){3}[+@.]?\s{1,4}\d{1,6}\s|"
    r"\blogged in as:? |"
    r"\b(?:sudo -i?u|ssh -l|runuser -u|chown(?: -\w+)?) )"
    r"(?!(?:null|none)\b)(?=[\w.@-]*[A-Za-z])[\w.@-]{2,60}"
)
"""A user by name: USER=ann, uid=1000(ann), and the folder that pytest calls after him."""
_PERSON = re.compile(
    r"(?i)(\b(?:(?:co-)?authored-by|author|committer|(?:signed-off|reviewed|tested)-by):\s)"
    r"[^<>\n]{2,80}(?= <)|"
    r"(\bgit config (?:--\w{1,9} )?user\.name )(?:\"[^\"\n]{1,80}\"|'[^'\n]{1,80}'|\S{1,80})"
)
"""Who made a change, as git says it."""
_PROMPT = re.compile(
    r"(?m)^((?:\([\w.-]{1,40}\) )?\[?)[\w.-]{1,40}(?=@[\w.-]{1,60}[ :][^\n]{0,100}[$#%](?: |$))|"
    r"(?<=\bssh )(?=-)([^\n@]{1,100} )[\w.+-]{1,64}(?=@)"
)
"""A line that a shell begins with who works there, and ``ssh -p 22 ann@host``."""
_RUNNER = re.compile(r"^\s*:(?=:)|#(?=#\w*\[)")
"""What the runners of GitHub, Azure and TeamCity carry out when it is printed: ``::error::`` at the
start of a line, ``##[group]``, ``##vso[...]`` and ``##teamcity[...]`` anywhere."""
# Not printable to Python, but part of words and of emoji.
_JOINERS = "\u200c\u200d"
_paths_shown: ContextVar[bool] = ContextVar("paths_shown", default=False)
"""No argument: whatever puts a text of a run into words would have to hand it on to `redact`."""


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
    if len(text) < _SHORT and text.isidentifier():
        return text
    if len(text) <= _OFTEN:
        return _redacted_once(text, _paths_shown.get())
    return _redacted(text)


@lru_cache(maxsize=1024)
def _redacted_once(text: str, _shown: bool) -> str:
    """Names of columns, titles and the like: all runs of a call have the same."""
    return _redacted(text)


def _redacted(text: str) -> str:
    # Addresses and paths among the words of a command part it, and are hidden by themselves.
    text = hide_in_addresses(hide_in_commands(_plainly(_cut(text)), HIDDEN))
    # A path may hold quotes and more, which in the middle of a text end it.
    if _WHOLE_PATH.match(text) and not _paths_shown.get():
        path = _NAMED.sub(_AFTER, _redact_path(hide_pairs(text)))
        return hide_secrets(_LOGIN.sub(f"{HIDDEN}@", path))
    pieces: list[str] = []
    position = 0
    for url in _URL.finditer(text):
        pieces += [_redact_plain(text[position : url.start()]), _redact_url(url.group())]
        position = url.end()
    pieces.append(_redact_plain(text[position:]))
    return "".join(pieces)


def _plainly(text: str) -> str:
    """The text, or what it spells in escapes or in other letters where that names a user."""
    if not _paths_shown.get() and is_spelt_otherwise(text) and not _USER.search(text):
        for spelt in (in_plain_letters, without_escapes):
            if _USER.search(plain := spelt(text)):
                return plain
    return text


def one_line(text: str, longest: int) -> str:
    """At most `longest` characters of a text, `printable`, that no runner takes for a command."""
    text = printable(text if len(text) <= longest else text[: longest - 1] + HIDDEN)
    return _RUNNER.sub(r"\g<0> ", text) if "::" in text or "##" in text else text


def printable(text: str) -> str:
    """A text with blanks in place of control and direction characters.

    They could break a line, move a terminal's cursor, or turn the order of what follows.
    """
    if text.isprintable():
        return text
    return "".join(x if x.isprintable() or x in _JOINERS else " " for x in text)


_addresses: dict[str, str] = {}
"""What folders of the cache are shown as: the addresses that they were fetched from.

Of the process, as the cache is: a message may name a folder long after it was fetched."""


def show_as(folder: Path, address: str) -> None:
    """Let a local folder, and what is in it, be shown as the address that the user gave."""
    _addresses[str(folder)] = address


def echoed(path: Path | str) -> str:
    """A path that the user gave, as he gave it; his home directory is ``~``."""
    text = str(path)
    for folder, address in _addresses.items():
        if _lies_in(text, folder):
            return one_line(address + text[len(folder) :].replace("\\", "/"), MAX_SHOWN)
    try:
        home = str(Path.home())
    except RuntimeError:
        home = ""
    if len(home) > 1 and _lies_in(text, home):
        text = "~" + text[len(home) :]
    return one_line(text, MAX_SHOWN)


def _lies_in(path: str, folder: str) -> bool:
    return path == folder or path.startswith((folder + "/", folder + "\\"))


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
    parts = list[str]()
    for part in re.split(r"(?:[\\/]|%2[Ff]|%5[Cc])+", path):
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(part)
    users, start = _users(parts)
    # A user's name can stand in the path once more: /home/ann/ann/data.yaml.
    kept = [part for part in parts[start:] if not users & _words(part) and not _names(users, part)]
    return "/".join([HIDDEN, *kept[-3 if kept[-2:-1] == ["weights"] else -2 :]])


def _words(part: str) -> set[str]:
    """A part of a path and the longer words in it: the data of ann may lie in ann-data."""
    return {part.lower(), *(word for word in re.split(r"[\W_]+", part.lower()) if len(word) > 2)}


def _names(users: set[str], part: str) -> bool:
    """Whether a user's name of several words stands in a part: the data of ann.lee in ann.lee-1."""
    return any(
        re.search(rf"(?<![^\W_]){re.escape(user)}(?![^\W_])", part.lower())
        for user in users
        if len(user) > 2 and not user.isalnum()
    )


def _is_group(parts: Sequence[str]) -> bool:
    """Whether the first of two parts groups users, of whom the second is one: students/ann."""
    if len(parts) < 2 or "." in parts[1]:
        return False
    start = parts[0].lower().partition("_")[0]
    initials = len(start) <= 2 and (parts[1].lower().startswith(start) or len(parts[1]) == 1)
    numbered = re.fullmatch(r"[a-z]{2,10}\d", parts[0]) and re.fullmatch(r"\d", parts[1])
    return initials or bool(numbered or _GROUP.match(parts[0]))


def _users(parts: Sequence[str]) -> tuple[set[str], int]:
    """Names of users in a path, in small letters, and where what stands below them starts."""
    users, start = set[str](), 0
    for place, part in enumerate(parts):
        if place == 0 and part[0] == "~":
            users, start = {part[1:].lower()}, 1
        elif part[-1] == "$" and place == 1 and not _HOME.match(part):
            users, start = users | {_user(part)}, 2  # a hidden share of a user's own
        elif part.lower() == "root" or (place == 0 and part[-1] == ":"):
            start = place + 1
        elif _holds_homes(parts[: place + 1]):
            start = place + 2
            while _is_group(parts[start - 1 : start + 1]):
                start += 1
            users |= set(map(_user, parts[start - 1 : start]))
    return users, max(start, _below_users_of_cluster(parts))


def _below_users_of_cluster(parts: Sequence[str]) -> int:
    """Where what stands below a user's folder starts on the disks of a cluster; 0 elsewhere."""
    at = 1 if parts[:1] in (["mnt"], ["nfs"]) else 0
    if len(parts) <= at or not _CLUSTER.fullmatch(parts[at]):
        return 0
    start = min(_DEEPEST_USER, max(len(parts) - 1, 2))
    while start > 2 and _NOBODY.fullmatch(parts[start - 1]):
        start -= 1
    return start


def _holds_homes(parts: Sequence[str]) -> bool:
    """Whether a path leads to a folder in which users have their own."""
    named = _HOME.match(parts[-1].rpartition("=")[2])
    return bool(named or _SHORT_HOMES.fullmatch("/".join(parts)))


def _user(name: str) -> str:
    """A user's name as it is looked for; a hidden share of Windows has a $ behind it."""
    return name.lower().rstrip("$")


def _cut(text: str) -> str:
    """At most `MAX_TEXT` characters, without the half word at the end: it may be half a secret."""
    if len(text) <= MAX_TEXT:
        return text
    start = text[:MAX_TEXT]
    word = re.search(r"\S{0,300}$", start)
    return start[: word.start() if word else None] + HIDDEN


def _redact_plain(text: str) -> str:
    if not _paths_shown.get():
        text = _PATH.sub(lambda match: _redact_path(match.group()), hide_pairs(text))
        text = _USER.sub(_AFTER, text)
        if "@" in text:
            text = _LOGIN.sub(f"{HIDDEN}@", text)
            text = _PROMPT.sub(rf"\g<1>\g<2>{HIDDEN}", text)
        text = _PERSON.sub(rf"\g<1>\g<2>{HIDDEN}", _NAMED.sub(_AFTER, text))
    return hide_secrets(text)


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
    path = hide_secrets(hide_chance_in_path(parts.path, HIDDEN))
    if not whole:
        path = (
            shorten_path(path) if path.count("/") > 2 or "/~" in path else _USER.sub(_AFTER, path)
        )
    return f"{parts.scheme}://{host}{'/' if path.startswith(HIDDEN) else ''}{path}{tail}"
