"""Logins and addresses that are credentials themselves, hidden whole."""

from __future__ import annotations

import re

from reportgen.read.secret.forms import mark_of
from reportgen.read.secret.names import HIDDEN, hide_values

PASSWORD_LIKE = (
    r"(?:(?=[\w.*+?-]{0,63}[!#$%^&@~])(?=[\w.!#$%^&*+?~@-]{0,63}\d)[A-Za-z][\w.!#$%^&*+?~@-]{6,63}|"
    r"[A-Z][a-z]{3,30}\d{2,8})(?![\w:(/])"
)
"""What people make of the rules for passwords: a sign and a digit somewhere, or Summer2024."""
_USER_INFO = re.compile(
    r"(?i)((?:\b[a-z][a-z0-9+.-]{0,20}:)?//)"
    # A password may hold what an address may not; what looks like a port is one.
    r"(?:[^\s/?#@:]{0,200}:(?!\d{1,5}(?:[/?#]|$))[^\s]{1,400}|[^\s/?#@]{1,200})@"
)
_SHELL_LOGIN = re.compile(
    r"(?<![\w/@:.+-])[\w.+-]{1,64}:(?!//|\d{1,5}/)[^\s@'\"]{1,400}(?=@[A-Za-z0-9])"
)
_DIGIT_AND_LETTER = r"(?=[^\s/]{0,63}[a-z])(?=[^\s/]{0,63}\d)[^\s'\"`,;/]{6,64}(?!\S*/)"
_MAIL = r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"
_PAIR_OF_LOGIN = re.compile(
    rf"(?<![\w./@:+-])(?:(?:[A-Za-z][\w.+-]{{1,39}}:|{_MAIL}(?:\s?[:/|,;]\s?|\swith\s|\s)){PASSWORD_LIKE}|"
    rf"{_MAIL}:{_DIGIT_AND_LETTER}|"
    rf"(?i:root|admin|administrator)\s/\s{PASSWORD_LIKE}|"
    r"(?:root|admin|administrator|pi|sa):(?=[^\s/:]{0,63}[a-z])[^\s/:'\"]{4,64}(?!\S*/))"
)
"""``ann:Summer2024``. The class ``horse:Foal2024`` goes with it, ``dog:cat2024`` stays."""
_TOLD_LOGIN = re.compile(
    r"(?i)\b(?:log(?:in|on|ged in)|account|nas|vpn|s?ftp|smb|samba|webdav|http basic|basic auth|"
    rf"user)\b(?:\s\w{{1,9}}){{0,2}}[:=]?\s['\"`]?([a-z][\w.@+-]{{1,39}}:{_DIGIT_AND_LETTER})"
)
"""The same behind a word that tells of a login, with any password that has a digit."""
_HOOK = re.compile(
    r"(?i)((?:\b(?:discord|tgram|slack|pover|gotifys?|pbul|prowl|ntfys?|msteams|mmosts?|rockets?)://|"
    r"//[^\s'\"<>/]{1,200}/sharing/|webhook\.site|sctapi\.ftqq\.com|api\.day\.app|anaconda\.\w{2,5}/t|roboflow\.com/ds|api\.telegram\.org/(?:file/)?bot|maker\.ifttt\.com/trigger|ntfy\.sh|hc-ping\.com|[\w.]{1,80}/heartbeat|"
    r"1drv\.ms|we\.tl|gofile\.io/d|gofile\.me|transfer\.sh|share\.weiyun\.com|mega\.nz/(?:file|folder)|"
    r"t\.me/(?:\+|joinchat)|chat\.whatsapp\.com|join\.slack\.com/t/[\w-]{1,80}/shared_invite|"
    r"pixeldrain\.com/u|overleaf\.com(?:/read)?|events\.pagerduty\.com/integration|[\w.-]{0,80}\bhook\.[\w.-]{0,40}make\.com|"
    r"//[^\s'\"<>/]{1,200}(?:/[^\s'\"<>/]{1,80}){0,6}?/(?:web)?hooks?(?:b2)?|"
    r"hooks\.slack[\w-]{0,9}\.com/\w{1,20})/?)[^\s'\"<>]{1,1000}"
)
"""Addresses that are credentials themselves: whoever knows one may write there."""

_HOOK_HOST = re.compile(
    r"(?i)hook|telegram|ifttt|ntfy|hc-ping|pagerduty|sctapi|day\.app|/t/|roboflow|heartbeat|sharing/|"
    r"(?:discord|tgram|slack|pover|gotifys?|pbul|prowl|msteams|mmosts?|rockets?)://|"
    r"t\.me/|whatsapp|shared_invite|pixeldrain|overleaf|1drv|we\.tl|gofile|transfer\.sh|weiyun|mega\.nz"
)
_SHARED = re.compile(
    r"(//[^\s'\"<>/]{1,200}/(?:[^\s'\"<>/]{1,80}/){0,4}?"
    r"(?:scl/f[io]|shared/static|public-files|public|downloads|live2|s|sh|f|d|p)/)"
    r"(?:(?=[\w!-]*(?:\d|[a-z]\w*[A-Z]\w*[A-Z]))[\w!-]{10,}|\w{4}/\w{8,12})"
    r"(?:/(?=\w*\d)\w{6,})?(?:(?![\w.])|(?<=\w{15})(?=(?:/[^\s/]{1,80})?\.\w{2,5}(?![\w.])))"
)
"""Addresses that a store of files makes to be handed on: who has one has the files."""


def hide_in_addresses(text: str) -> str:
    """The text without logins, also before the ``@`` of an address, and without hooks."""
    if ":" in text or "@" in text or " / " in text:
        text = hide_values(text, (_PAIR_OF_LOGIN, _TOLD_LOGIN), HIDDEN)
    if "@" in text:
        text = hide_values(_USER_INFO.sub(r"\g<1>", text), (_SHELL_LOGIN,), HIDDEN)
    if "//" in text:
        text = _SHARED.sub(_marked, text)
    return _HOOK.sub(_marked, text) if _HOOK_HOST.search(text) else text


def _marked(address: re.Match[str]) -> str:
    return address[1] + HIDDEN + mark_of(address[0])
