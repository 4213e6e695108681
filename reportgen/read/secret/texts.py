"""Credentials in a text: by the name that they stand under, by their form, by where they stand.

What goes, goes whole: from the name to the end of the quotes or of the line. A word too much that
is hidden is no loss, half a password that stays is one.

detect-secrets, the library for that in repositories, knows the forms of some issuers (`known`);
what else a run may hold is told by patterns of our own: docs/security.md tells what was measured.
"""

from __future__ import annotations

import re

from reportgen.read.secret.addresses import hide_in_addresses
from reportgen.read.secret.commands import hide_in_commands
from reportgen.read.secret.forms import FORMS as FORMS
from reportgen.read.secret.forms import HINT, hide_forms, hide_keys
from reportgen.read.secret.names import (
    DIGITS,
    ELSEWHERE,
    HIDDEN,
    PLAIN,
    VALUE,
    hide_values,
    is_secret_name,
    tells_nothing,
)
from reportgen.read.secret.said import SAID, SPACED
from reportgen.read.secret.spelling import in_plain_letters, without_columns, without_escapes

_EQUALS = (
    r"(?:[:?+-]?=>?|:|->|[←-⇿⟰-⟿➔-➾⤀-⥿]|：|＝|%(?:25)?3[DdAa]|"
    r"&#(?:58|61|x3[AaDd]);|&(?:colon|equals);|\\u003[AaDd])"
)
_PAIR = re.compile(
    rf"(?P<name>{SPACED}|(?i:p(?:@ss|a\$\$)\w{{0,9}})|[^\W\d_][\w.\-]{{0,80}})"
    rf"(?P<between>(?:\\?['\"]|[`*]{{1,2}})?[\])}}!?]?(?:\s\([^()\n]{{1,40}}\)|\[\d{{0,4}}\])?"
    rf"\s{{0,3}}{_EQUALS}\s{{0,3}}|"
    r"['\"]\s?,\s{0,3}(?=['\"])|\(\s?(?=['\"])|['\"]?\s{1,3}(?=['\"]))"
)
"""A name with what stands between it and its value: a sign, also as an address, a page or JSON
writes it, in a list of two texts the comma, and before quotes a bracket or a blank."""
_BLOCK = re.compile(r"[|>][-+\d]{0,3}\s*$")
_INDENTED = re.compile(r"(?:\n(?:[ \t]+[^\n]*|- [^\n]*|(?=\n)))*")
_CLOSING = {quote: re.compile(rf"{quote}(?=$|[\s,;:&|)\]}}>])", re.MULTILINE) for quote in "'\""}
"""A quote that ends a value: one within a password has something behind it."""
_OPTION = re.compile(
    rf"(?<![\w/-])(?:--?|/)(?P<name>[A-Za-z][\w-]{{0,60}})(?:\s{{1,3}}|:)({VALUE})"
)
_UNSIGNED = re.compile(
    r"(?<![\w-])(?P<name>[A-Za-z]{1,20}(?:[_-][A-Za-z]{1,20}){1,4})\s{1,3}(?=\S*\d)(\S{16,2000})"
)
"""``secret_access_key X``, without a sign between them."""
_CALL = re.compile(
    r"(?i)\b(\w{0,40}(?:log_?in|auth(?!or)|credentials?|roboflow|pw_set|setpassword|"
    r"getconnection|decrypt|sendline|onvifcamera|minio|ftp(?:_tls)?|hmac\.new|jwt\.(?:en|de)code)\w{0,40}\s?\()"
    r"(?=(?:\s?[\w.]{1,40},){0,2}\s?b?['\"])([^\n]{1,2000})"
)
_CLIENT = re.compile(
    r"(?i)(?:client|api|init|connect|sdk)\((?:[^()\n]{0,200}[\s,(])?['\"](?=[a-z]*\d)([a-z0-9]{32,400})(?=['\"])"
)
"""What a program hands to a service that it opens: ``rollbar.init('X')``."""
_CONNECTED = re.compile(
    r"(?i)(?:connect\w{0,20}|\.begin|\bmysqli|\bnew\sPDO)\s?(?=\([^\n'\"]{0,80}['\"][^\n'\"]{0,200}['\"]\s?,\s?(?:\w{1,9},\s?)?['\"])"
    r"([^\n]{1,2000})"
)
"""A call that takes several texts, of which one is the password."""
_AS_VALUE = re.compile(
    r"(?i)\b(?:name|key|id|variable|type|kind|field)\b['\"]?[\s:=]{1,4}['\"]?(?P<name>[A-Za-z][\w.-]{0,80})\b"
    rf"[^\n]{{0,80}}?\n?[^\n]{{0,40}}?\b(?:value|default|content)['\"]?\s?[:=]\s?({VALUE})"
)
"""A name that is told as a value, with its own beside it: name: HF_TOKEN, value: X."""
_DEFAULT = re.compile(
    rf"['\"]--?(?P<name>[A-Za-z][\w-]{{0,60}})['\"][^\n]{{0,100}}?\bdefault\s?=\s?({VALUE})"
)
"""An option in Python with what it is without being given."""
_TUPLE = re.compile(rf"\{{\s?(?P<name>[a-z]\w{{0,60}}),\s?(?=[\"'])({VALUE})")
"""A pair as Erlang writes it."""
_PGPASS = re.compile(
    r"(?<![\w.*-])[A-Za-z*][\w.*-]{0,80}:(?:\d{4,5}|\*):[\w*-]{1,60}:[\w.*-]{1,60}:(\S{1,400})"
)
_JWK = re.compile(r"\{([^{}]{0,4000}?['\"]kty['\"][^{}]{0,4000})\}")  # RFC 7517
_ELEMENT = re.compile(r"<(?P<name>[A-Za-z][\w:.-]{0,80})(?:\s[^<>]{0,300})?>([^<]{1,2000})(?=</)")
_SCHEME = re.compile(r"(?i)\bbearer\s{1,3}(?=\S*\d|\S{16})([\w.~+/=-]{8,2000})")
_BASIC = re.compile(r"\b(?i:basic)\s{1,3}(?=[A-Za-z0-9+/]*[A-Z0-9])([A-Za-z0-9+/]{8,2000}={0,2})")
_PLACES = (
    _OPTION,
    _DEFAULT,
    *SAID,
    _TUPLE,
    _CALL,
    _CLIENT,
    _CONNECTED,
    _PGPASS,
    _JWK,
    _ELEMENT,
    _UNSIGNED,
    _SCHEME,
    _BASIC,
)
_TELLING = (
    "token", "key", "pass", "pwd", "word", "wort", "woord", "secret", "sig", "cred", "auth",
    "bearer", "basic", "cookie", "hook", "connection", "sas", "dsn", "jwt", "otp", "pat", "pin",
    "psk", "mnemo", "sess", "login", "log_in", "user", "phrase", "code", "echo", "kty", "roboflow",
    "openssl", "parola", "clave", "cle api", "clé", "токен", "mật", "sandi", "كلمة", "net use",
    "poetry", "identified", "-hp", "pw", "psw", "swd", "ftp", "hmac", "onvif", "connect", "minio",
    "vault", "crypt", "mysqli", "pdo", "mdp", "비번", "sid", "puk", "2fa", "root",
    "admin", "nas", "vpn", "p/w", "p@s", "pa$$", "send", "begin(", "wifi", "wlan", "wi-fi",
)  # fmt: skip
_SUSPICIOUS = re.compile(
    rf"(?i:@|\bu(?:n|ser)?[:=]|-u|-p|\s-[akwb]\s|:(?:\d\d\d\d|\*):|[a-z]{{4}}[!$^]\d\d\d|\bww\s?[:=]|"
    rf"\s(?://|\||->)\s|{ELSEWHERE.pattern})|TAN\W|{HINT}"
)
"""Without these words, in whatever letters, and these signs there is nothing to look for; most
texts of a run have none."""


def hide_secrets(text: str) -> str:
    """The text with ``…`` in place of every credential in it."""
    text = _without(text)
    for spelt in (in_plain_letters, without_escapes):
        plain = spelt(text)
        if plain != text and (left := _without(plain)) != plain:
            text = left
    return text


def hide_pairs(text: str) -> str:
    """The text without the values of names that tell of a secret, before paths in it are cut: a
    path may have blanks in it, and would take the name along."""
    if not _is_suspicious(text):
        return text
    return _pairs(hide_values(text, (_AS_VALUE,), HIDDEN))


def _is_suspicious(text: str) -> bool:
    plain = text.lower().translate(DIGITS)
    return any(word in plain for word in _TELLING) or _SUSPICIOUS.search(text) is not None


def _without(text: str) -> str:
    text = hide_in_commands(text, HIDDEN)
    if not _is_suspicious(text):
        return text
    # Keys of several lines first: of the rest a line is the longest unit.
    text = hide_in_addresses(hide_keys(text, HIDDEN))
    if "\n" in text:
        text = without_columns(text, _is_column, HIDDEN)
    return hide_forms(hide_values(hide_pairs(text), _PLACES, HIDDEN), HIDDEN)


def _is_column(name: str) -> bool:
    return len(name) <= 40 and name.lower() not in PLAIN and is_secret_name(name)


def _pairs(text: str) -> str:
    """The text without the values of names that tell of a secret."""
    pieces: list[str] = []
    position = 0
    for match in _PAIR.finditer(text):
        if match.start() < position or not is_secret_name(match["name"]):
            continue
        start = match.end() + ("(" in match["between"])  # of a call the secret may be the last
        end = _end_of_value(text, start, spans_lines="\n" in match["between"])
        if end <= match.end() or not _is_value(match, text[match.end() : end]):
            continue
        pieces += [text[position : match.end()], _hidden(text[match.end() : end])]
        position = end
    return "".join([*pieces, text[position:]])


def _hidden(value: str) -> str:
    """``…`` in the quotes of the value, as far as it has them."""
    quote = value[0] if value[0] in _CLOSING else ""
    closed = quote if value[1:].endswith(quote) else ""
    return f"{quote}{HIDDEN}{closed}"


def _end_of_value(text: str, start: int, *, spans_lines: bool) -> int:
    """Where the value that begins at `start` ends: with its quotes, with the line, or as YAML goes
    on below it with the last line that is indented."""
    line = _end_of_line(text, start)
    if closing := _CLOSING.get(text[start : start + 1]):
        found = closing.search(text, start + 1)
        return found.end() if found else len(text)
    while text[start:line].endswith("\\") and line < len(text):  # a shell goes on below
        line = _end_of_line(text, line + 1)
    if spans_lines or _BLOCK.match(text[start:line]):
        below = _INDENTED.match(text, line)
        return below.end() if below else line
    return line


def _end_of_line(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _is_hidden(value: str) -> bool:
    """Whether a value is hidden already; a key in base64 that begins as a path does is not."""
    return value.startswith(HIDDEN) and not value.startswith(HIDDEN + "/")


def _is_value(match: re.Match[str], value: str) -> bool:
    """Whether what follows a name is its value. ``The key: more data`` is a sentence."""
    if not value.strip() or _is_hidden(value) or tells_nothing(match["name"], value):
        return False
    if match["name"].lower() not in PLAIN:
        return True
    words = value.strip("'\"").split() or [""]
    word = value if value[0] in "[(" else words[0]
    has_digit = any(map(str.isdigit, word))
    if not match["between"].strip(" \t\n\\'\"`*])}!?,("):
        return has_digit and len(word) >= 16
    return "=" in match["between"] or value[0] in _CLOSING or has_digit or len(word) >= 16
