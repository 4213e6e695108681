"""Credentials in a text: by the name that they stand under, by their form, by where they stand.

What goes, goes whole: from the name to the end of the quotes or of the line. A word too much that
is hidden is no loss, half a password that stays is one.

detect-secrets, the library for that in repositories, is not used. Release 1.5.0 was tried on a
table such as that of tests/read/test_secrets.py, and left a credential or a part of one in 26 of 37
texts: it looks for exact lengths, and for assignments in code. With its measure of entropy it flags
301 of 302 ordinary values of args.yaml. And it imports an HTTP client, which costs 0.18 s. Forms
are from the issuers' own pages, or from the detector of that library that is named beside them.
"""

from __future__ import annotations

import re
from functools import lru_cache

HIDDEN = "…"

_ENDS = (
    "token", "tokens", "password", "passwords", "passwd", "passphrase", "pwd", "secret", "secrets",
    "apikey", "apikeys", "credential", "credentials", "creds", "signature", "signatures", "webhook",
    "webhooks",
)  # fmt: skip
"""A word that ends so names a secret, whatever stands before: dbpassword, hubtoken."""
_WORDS = frozenset(
    ("auth", "authorization", "bearer", "cookie", "cookies", "dsn", "jwt", "otp", "sas", "sig")
)
"""A word of a name that tells of a secret wherever it stands in it."""
_LAST_WORDS = frozenset(("key", "keys", "pass", "pat", "pin"))
"""Those that do so as the last word only: api_key, not key_dim."""
_KEYS = re.compile(
    r"(?:account|access|api|app|auth|client|comet|deploy|encryption|hf|licen[cs]e|master|private|"
    r"secret|service|shared|signing|ssh|storage|wandb)keys?"
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SPLIT = re.compile(r"[^a-z0-9]+")

_PAIR = re.compile(r"(?P<name>[A-Za-z][\w.\-]{0,80})(?P<between>\\?['\"]?\s{0,3}[=:]\s{0,3})")
"""A name with what stands between it and its value."""
_CLOSING = {quote: re.compile(rf"{quote}(?=$|[\s,;:&|)\]}}>])", re.MULTILINE) for quote in "'\""}
"""A quote that ends a value: one within a password has something behind it."""
_OPTION = re.compile(
    r"(?i)(?<![\w-])(--?(?:[\w-]{0,40}-)?(?:token|api-?key|password|passwd|secret|pass)\s{1,3})"
    r"(?:'[^']{0,2000}'|\"[^\"]{0,2000}\"|[^\s-]\S{0,2000})"
)
_LOGIN_OPTION = re.compile(
    r"(?i)(?<![\w-])((?:-u|--user|--login)[\s=]{1,3})"
    r"(?:'[^']{0,2000}'|\"[^\"]{0,2000}\"|[^\s:'\"]{1,200}:\S{1,2000})"
)
_NETRC = re.compile(r"(?i)\b(login\s{1,9})\S{1,400}(\s{1,9}password\s{1,9})\S{1,2000}")
_SCHEME = re.compile(r"(?i)\b(bearer\s{1,3})(?=\S*\d|\S{16})[\w.~+/=-]{8,2000}")
_BASIC = re.compile(r"\b((?i:basic)\s{1,3})(?=[A-Za-z0-9+/]*[A-Z0-9])[A-Za-z0-9+/]{8,2000}={0,2}")
_USER_INFO = re.compile(
    r"(?i)((?:\b[a-z][a-z0-9+.-]{0,20}:)?//)"
    # A password may hold what an address may not; what looks like a port is one.
    r"(?:[^\s/?#@:]{0,200}:(?!\d{1,5}(?:[/?#]|$))[^\s]{1,400}|[^\s/?#@]{1,200})@"
)
_SHELL_LOGIN = re.compile(
    r"(?<![\w/@:.+-])[\w.+-]{1,64}:(?!//|\d{1,5}/)[^\s@'\"]{1,400}@(?=[A-Za-z0-9])"
)

FORMS: tuple[tuple[str, str], ...] = (
    ("Anthropic, OpenAI, OpenRouter", r"sk-[\w-]{16,300}"),  # detect_secrets: openai
    ("AWS access key", r"(?:A3T[A-Z0-9]|A[KBS]IA)[A-Z0-9]{16}"),  # detect_secrets: aws
    ("Databricks", r"dapi[\w-]{30,60}"),  # docs.databricks.com, "personal access tokens"
    ("DigitalOcean", r"do[opr]_v1_\w{20,100}"),
    ("Discord bot", r"[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{25,45}"),  # detect_secrets: discord
    ("Docker Hub", r"dckr_[po]at_[\w-]{16,100}"),  # docs.docker.com, "access tokens"
    ("GitHub", r"(?:gh[pousr]_|github_pat_)\w{20,255}"),  # detect_secrets: github_token
    # detect_secrets: gitlab_token
    ("GitLab", r"(?:gl(?:pat|dt|ft|soat|rt|cbt|imt|ptt|agent|oas)-|GR1348941)[\w-]{16,1024}"),
    ("Google API key", r"AIza[\w-]{30,60}"),  # cloud.google.com, "API keys"
    ("Google OAuth", r"(?:ya29\.[\w-]{16,2000}|GOCSPX-[\w-]{20,60})"),
    ("Hugging Face", r"hf_[A-Za-z0-9]{20,100}"),  # huggingface.co/docs, "access tokens"
    ("JSON web token", r"eyJ[\w-]{10,1000}\.[\w-]{10,1900}(?:\.[\w-]{0,1000})?"),  # RFC 7519
    ("Mailchimp", r"[0-9a-f]{32}-us\d{1,2}"),  # detect_secrets: mailchimp
    ("npm", r"npm_\w{30,100}"),  # docs.npmjs.com, "access tokens"
    ("PyPI", r"pypi-[\w-]{16,500}"),  # detect_secrets: pypi_token
    ("Replicate", r"r8_\w{30,60}"),
    ("SendGrid", r"SG\.[\w-]{16,40}\.[\w-]{16,80}"),  # detect_secrets: sendgrid
    ("Slack", r"xox[abeoprs]-[\w-]{10,300}|xapp-[\w-]{10,300}"),  # detect_secrets: slack
    ("Square", r"sq0(?:atp|csp)-[\w-]{20,60}"),  # detect_secrets: square_oauth
    ("Stripe", r"[srp]k_(?:live|test)_\w{10,200}"),  # detect_secrets: stripe
    ("Telegram bot", r"\d{5,12}:[\w-]{30,60}"),  # detect_secrets: telegram_token
    ("Twilio", r"(?:AC|SK)[0-9a-f]{32}"),  # detect_secrets: twilio
    ("Weights & Biases", r"wandb_v\d_\w{20,200}"),
)
"""Issuer and form of credentials that tell themselves."""
_FORM = re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(form for _, form in FORMS)})")
# detect_secrets: private_key. What follows the first line is the key, to its last line or the end.
_PEM = re.compile(r"(?s)-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY.*?(?:-----END [^-]{0,60}-----|\Z)")
_PUTTY = re.compile(r"(?s)PuTTY-User-Key-File-.*")
_HOOK = re.compile(
    r"(?i)((?:hooks\.slack\.com/(?:services|workflows|triggers)|discord(?:app)?\.com/api/webhooks|"
    r"api\.telegram\.org/(?:file/)?bot|[\w.-]{0,80}webhook\.office\.com/webhookb2|"
    r"outlook\.office\.com/webhook|maker\.ifttt\.com/trigger)/?)[^\s'\"<>]{1,1000}"
)
"""Addresses that are credentials themselves: whoever knows one may write there."""

_HOOK_HOST = re.compile(r"(?i)slack|discord|telegram|office|ifttt")

_SUSPICIOUS = re.compile(
    r"(?i)token|key|pass|pwd|secret|sig|cred|auth|bearer|basic|cookie|hook|connection|sas|dsn|jwt|otp|pat|pin|"
    r"@|-u|--user|login|sk-|dapi|_v\d_|dckr_|gh[pousr]_|gl[a-z]+-|GR1348941|AIza|ya29|GOCSPX|hf_|eyJ|"
    r"-us\d|npm_|pypi-|r8_|SG\.|xox|xapp|sq0|k_live|k_test|\d{5}:|[AS][CK][0-9a-f]{8}|A3T|A[KBS]IA|"
    r"[MNO][\w-]{23,27}\.|telegram"
)
"""Without any of these there is nothing to look for; most texts of a run have none."""


@lru_cache(maxsize=4_096)
def is_secret_name(name: str) -> bool:
    """Whether an argument of this name holds a credential, so that its value is never shown."""
    words = [word for word in _SPLIT.split(_CAMEL.sub("_", name).lower()) if word]
    if not words:
        return False
    joined = "".join(words)
    return (
        any(word in _WORDS or word.endswith(_ENDS) for word in words)
        or any(_KEYS.fullmatch(word) for word in words)
        or words[-1] in _LAST_WORDS
        or joined.endswith("connectionstring")
    )


def hide_secrets(text: str) -> str:
    """The text with ``…`` in place of every credential in it."""
    if not _SUSPICIOUS.search(text):
        return text
    text = _PUTTY.sub(HIDDEN, _PEM.sub(HIDDEN, text))
    text = _pairs(hide_in_addresses(text))
    for pattern in (_OPTION, _LOGIN_OPTION, _SCHEME, _BASIC):
        text = pattern.sub(rf"\g<1>{HIDDEN}", text)
    text = _NETRC.sub(rf"\g<1>{HIDDEN}\g<2>{HIDDEN}", text)
    return _FORM.sub(HIDDEN, text)


def hide_in_addresses(text: str) -> str:
    """The text without names and passwords before the ``@`` of an address, and without hooks."""
    if "@" in text:
        text = _SHELL_LOGIN.sub(f"{HIDDEN}@", _USER_INFO.sub(r"\g<1>", text))
    return _HOOK.sub(rf"\g<1>{HIDDEN}", text) if _HOOK_HOST.search(text) else text


def _pairs(text: str) -> str:
    """The text without the values of names that tell of a secret."""
    pieces: list[str] = []
    position = 0
    for match in _PAIR.finditer(text):
        if match.start() < position or not is_secret_name(match["name"]):
            continue
        end = _end_of_value(text, match.end())
        if end <= match.end() or not _is_value(match, text[match.end() : end]):
            continue
        quote = text[match.end()] if text[match.end()] in _CLOSING else ""
        closed = quote if quote and text[end - 1] == quote and end > match.end() + 1 else ""
        pieces += [text[position : match.end()], quote, HIDDEN, closed]
        position = end
    return "".join([*pieces, text[position:]])


def _end_of_value(text: str, start: int) -> int:
    """Where the value that begins at `start` ends: with its quotes, or with the line."""
    line = text.find("\n", start)
    line = len(text) if line < 0 else line
    if closing := _CLOSING.get(text[start : start + 1]):
        found = closing.search(text, start + 1)
        return found.end() if found else len(text)
    return line


def _is_value(match: re.Match[str], value: str) -> bool:
    """Whether what follows a name is its value. ``The key: more data`` is a sentence."""
    plain_word = match["name"].lower() in {*_LAST_WORDS, "auth", "signature", "sig", "otp", "sas"}
    if not value.strip() or value.startswith(HIDDEN):
        return False
    if not plain_word or "=" in match["between"] or value[0] in _CLOSING:
        return True
    word = value.split(maxsplit=1)[0]
    return len(word) >= 16 or any(letter.isdigit() for letter in word)
