"""Names that tell of a credential, and values that stand beside what tells of one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial

HIDDEN = "…"
"""What stands in place of what is hidden."""
_ENDS = (
    "token", "tokens", "password", "passwords", "passwd", "passphrase", "pwd", "secret", "secrets",
    "apikey", "apikeys", "credential", "credentials", "creds", "signature", "signatures", "webhook",
    "webhooks", "passcode", "sessionid", "sessid", "mnemonic", "passwort", "kennwort", "wachtwoord",
    "pswd", "passwrd", "passord",
)  # fmt: skip
"""A word that ends so names a secret, whatever stands before: dbpassword, hubtoken."""
_WORDS = frozenset(
    (
        "auth",
        "authorization",
        "bearer",
        "cookie",
        "cookies",
        "dsn",
        "jwt",
        "otp",
        "psk",
        "sas",
        "sig",
    )
)
"""A word of a name that tells of a secret wherever it stands in it."""
_LAST_WORDS = frozenset(("key", "keys", "pass", "passe", "pat", "pin"))
"""Those that do so as the last word only: api_key, not key_dim."""
PLAIN = frozenset((*_LAST_WORDS, "auth", "signature", "sig", "otp", "sas"))
"""Those that alone are words of other meanings as well."""
_KEYS = re.compile(
    r"(?:account|access|activation|api|app|auth|client|comet|deploy|encryption|hf|licen[cs]e|master|"
    r"private|product|secret|service|shared|signing|ssh|storage|subscription|unseal|wandb)keys?(?:data|id)?|keymaterial|pass(?:word|phrase|code)|"
    r"(?:seed|recovery)(?:phrase|words?)|(?:backup|recovery|security)codes?|p(?:ass)?wo?r?d|"
    r"(?:admin|become|db|ftp|get|http|key|mail|proxy|require|root|smtp|ssh|store|sudo|user)pass"
)
ELSEWHERE = re.compile(
    r"contrase[nñ]a|senha|hasło|heslo|lösenord|salasana|jelszó|şifre|parolă|adgangskode|пароль|"
    r"κωδικός|סיסמה|पासवर्ड|รหัสผ่าน|密[码碼钥鑰]|口令|提取[码碼]|パスワード|비밀번호",
    re.IGNORECASE,
)
"""Password in other alphabets, and in languages whose word has no other meaning."""
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SPLIT = re.compile(r"[^a-z0-9]+")
DIGITS = str.maketrans("013457", "oleast")
"""Digits that stand for letters: passw0rd, t0ken."""
_SIGNS = str.maketrans("@$", "as")
"""Signs that do: p@ss, pa$$word."""

VALUE = r"(?:'[^']{0,2000}'|\"[^\"]{0,2000}\"|<\([^)\n]{0,2000}|[^\s-])\S{0,2000}"
"""A word of a shell: quotes, and what follows them without a blank."""
_NOTHING = re.compile(
    r"(?i)['\"]{0,2}(?:null|none|true|false|)['\"]?|(?:0|1(?:\.0{0,12})?|0?\.\d{1,20})(?:[,;}\])].*)?"
)
_COUNT = re.compile(r"\d{1,5}")
_MEASURES = frozenset(
    "tokens num n max min total count dim size length per weight loss".split()  # noqa: SIM905
)
_BETWEEN_WORDS = re.compile(r"[\W_]+")


def tells_nothing(name: str, value: str) -> bool:
    """Whether the value of a name that tells of a secret is a measure of something else, such as
    the precision of a class called ``key``, the number in ``max_tokens: 4096``, or none at all."""
    value = value.strip()
    if _NOTHING.fullmatch(value):
        return True
    words = _BETWEEN_WORDS.split(name.lower())
    return bool(_COUNT.fullmatch(value)) and not _MEASURES.isdisjoint(words)


def is_secret(name: str, value: object) -> bool:
    """Whether an argument is a credential by its name, so that its value is never shown."""
    if value is None or isinstance(value, bool) or not is_secret_name(name):
        return False
    return not tells_nothing(name, str(value))


@lru_cache(maxsize=4_096)
def is_secret_name(name: str) -> bool:
    """Whether a name is that of a credential."""
    words = _words_of(name)
    joined = "".join(words)
    return (
        ELSEWHERE.search(name) is not None
        or any(word in _WORDS or word.endswith(_ENDS) for word in words)
        or any(map(_KEYS.fullmatch, _groups(words)))
        or not _LAST_WORDS.isdisjoint(words[-1:])
        or (words[-1:] in (["pw"], ["psw"]) and words[0] not in ("cls", "obj"))  # those are weights
        or joined.endswith("connectionstring")
    )


def _words_of(name: str) -> list[str]:
    """The words of a name in small letters, those spelt with digits in letters."""
    words = filter(None, _SPLIT.split(_CAMEL.sub("_", name).lower().translate(_SIGNS)))
    return [word if word.isdigit() else word.translate(DIGITS) for word in words]


def _groups(words: Sequence[str]) -> Iterator[str]:
    """Up to three words in a row, as one."""
    for length in (1, 2, 3):
        for at in range(len(words)):
            yield "".join(words[at : at + length])


def hide_values(text: str, places: Iterable[re.Pattern[str]], hidden: str) -> str:
    """The text with `hidden` in place of what the last group of each pattern finds.

    A pattern without a group finds the value alone. What a group called ``name`` finds has to tell
    of a secret.
    """
    for place in places:
        text = place.sub(partial(_without_value, hidden=hidden), text)
    return text


def _without_value(found: re.Match[str], hidden: str) -> str:
    start, end = found.span(found.re.groups)
    is_named = "name" not in found.re.groupindex or is_secret_name(found["name"])
    if not is_named or tells_nothing("", found.string[start:end]):
        return found[0]
    return found[0][: start - found.start()] + hidden + found[0][end - found.start() :]
