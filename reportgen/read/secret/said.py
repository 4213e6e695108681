"""Credentials in what people write down: sentences, notes, other languages than English."""

from __future__ import annotations

import re

from reportgen.read.secret.addresses import PASSWORD_LIKE
from reportgen.read.secret.names import ELSEWHERE

SPACED = (
    r"(?i:(?:access|activation|api|auth|client|encryption|licen[cs]e|private|product|secret|"
    r"subscription|unseal)[ -]keys?(?: id| \d)?|pass[ -](?:word|phrase|code)|"
    r"(?:seed|recovery) phrase|(?:2fa|mfa|totp|otp) (?:seed|secret|key|code)s?|"
    r"(?:backup|recovery|security|verification|pairing|door|gate|alarm) (?:codes?|pin))"
)
_PASSWORD = r"(?:p[a4@][s5$]{2}w(?:[o0]r[dt]|d)|pass(?:phrase|code)|pwd)"
_SAID = re.compile(
    rf"(?i)(?<![^\W\d_])({SPACED}|{_PASSWORD}|token|secret|api_?key|ps?w|p/w)['\"`*)\]]{{0,2}}\s{{1,2}}"
    r"(?:(?:is|was|ist|war|est|es|è|är|er|jest|[-|~/,;>–—…]|\.{2,3})\s)?(?=\S{16}|\S*\d)(\S{8,2000})"
)
"""``my token is X``: in a sentence a value has a digit or is long."""
_FOREIGN = re.compile(
    rf"(?i)(?:{ELSEWHERE.pattern}|\b(?:passwort|kennwort|wachtwoord|mot de passe|passord|parola|"
    rf"clave|cl[ée] api|токен|mật khẩu|kata sandi|كلمة (?:المرور|السر)))\W{{0,3}}"
    r"(?:(?:[^\W\d_]{1,12}\s){1,3}?[^\W\d_]{1,12}\s?:\s|[^\W\d_]{1,12}\s{1,2}|[^\x00-\x7f]{1,3}\s?)?(?=\S*\d|\S{16})([!-~]{6,2000})"
)
"""``Passwort lautet X``."""
_FOREIGN_OF = re.compile(
    rf"(?i)(?:{ELSEWHERE.pattern})(?:\s[^\W\d_]{{1,14}}){{2,3}}\s{{1,2}}(?=\S*\d)([!-~]{{6,2000}})"
)
_SHORTENED = re.compile(
    r"(?i)(?:비번|\bmdp|\bww(?=\s?[:=]\s?\S*[A-Za-z]))(?:\s[^\W\d_]{1,14}(?=[\s:=])){0,2}\s?[:=]?\s?(?=\S*\d)(?=[^\W_]*[^\sA-Za-z\d])([!-~]{6,2000})"
)
"""What passwords are called for short: mdp, in French, is also a process of Markov, of which none
is, and ww, in Dutch, a pair of weights."""
_BEHIND = re.compile(
    rf"(?i)(?<![^\W\d_])({_PASSWORD})(?:['\"`*]{{0,2}}[ \t]{{0,2}}[|~>{{(\[<…–—])\s?"
    r"(\S{4,2000}(?:\s?[:=][^\n]{0,2000})?)"
)
"""A sign that is none of equality tells a password all the same."""
_PHRASE = re.compile(
    rf"(?i)(?<![^\W\d_])({_PASSWORD}|pw|api[ -]?key|kennwort|passwort|wachtwoord|mdp)"
    r"(?:\s[\w'.@()-]{1,30}){1,5}(?:\s?[:=]\s{0,3}|\s(?:ist|est|es|è)\s(?=\S*\d))([^\n]{1,2000})"
)
"""``password of the server: X``."""
_CODE = re.compile(rf"(?i)(?<![^\W\d_]){SPACED}\s(?:is\s)?(?=\S*\d)(\S{{4,2000}})")
"""``the door code is 4711``: a code may be short."""
_FOUR_WORDS = re.compile(
    rf"(?i)(?<![^\W\d_]){_PASSWORD}s?[\s:=\"'`]{{1,4}}((?:[a-z]{{4}}[ -]){{3}}[a-z]{{4}}(?!\w))"
)
"""A password of an application, as Google and Apple make them."""
_BEHIND_LOGIN = re.compile(
    r"(?i)\bssh (?:-\S{1,9} \S{1,90} )?\S{1,80}@[\w.-]{1,80}\s?\((?=[^\s)]*\d)([^\s()]{5,64})(?=\))"
)
_WEAK = r"[A-Za-z]{3,30}[-+_*.]\d{3,8}(?![\w.:(/-])"
"""A password as a run may be called, too: it takes a word that tells, and a name."""
_PLACE = r"\b(?:wi-?fi|wlan|cred(?:ential)?s?|ssid|nas|vpn|log_?in)\b[:=]?"
_OF_PLACE = re.compile(
    rf"(?i){_PLACE}\s?(?:[\w.-]{{1,40}}\s?[/:,;|]{{0,2}}\s)?(?-i:({PASSWORD_LIKE}))"
)
_WEAK_OF_PLACE = re.compile(
    rf"(?i)(?:{_PLACE}\s[\w.-]{{1,40}}\s(?:[:,;|]|//?)\s|\blog_?in=[\w.-]{{1,40}},\s|"
    rf"\bcredentials\s[\w.-]{{1,40}}/)((?-i:{PASSWORD_LIKE})|{_WEAK})"
)
"""``nas: ann | X``: what it is for, a name and the password."""
_SIGNED = re.compile(r"(?<![\w/%&$.#])[A-Za-z]{4,24}[!$^]\d{3,8}[!$]?(?![\w%/(\[])")
"""A word, a sign and a number: people make passwords so, and little else."""
_TWO_WORDS = re.compile(
    r"(?m)(?:^\s{0,3}[a-z][\w.@-]{1,39}\s(?://|\||->)\s|(?<![\w/.-])(?:root|admin)\s?[:=]?\s)"
    rf"({PASSWORD_LIKE})$"
)
"""``ann // Summer2024`` as a line of its own, and ``gpu01 root X``."""
_NUMBER = re.compile(
    r"(?i)(?<![\w.-])(?:pin(?:[ -]?code)?|puk|otp|2fa(?: backup| recovery)?|passcode|"
    r"key[ -]?code|(?-i:m?TAN(?=\W{1,3}\d{6}\b))|one[ -]time[ -](?:code|pass(?:word|code)?))"
    r"(?:\s(?:is|for(?:\s\w{1,12}){1,3}?(?:\sis)?))?\s?[:=]?\s?(\d{4,8}|\d{3,5}(?:-\d{3,5}){1,5})(?![\w.%-])"
)
"""Codes of digits alone, by what they are called."""
_SESSION = re.compile(
    r"(?i)(?<![^\W_])(?:session|sess|sid)(?:[\s_-]?id)?['\"]?[\s:=]{1,3}['\"]?([0-9a-f]{26,64})(?![\w-])"
)
_SHORT_LOGIN = re.compile(
    r"(?i)\bu(?:n|ser)?[:=]\s?\S{1,64}[\s,;/]{1,3}p(?:w|ass)?[:=]\s?(\S{4,2000})"
)
_USER_AND = re.compile(r"(?i)\b(?:user(?:name)?|login)\b[^\n]{1,60}?[\s/,;]pass\s{1,3}(\S{4,2000})")
_OF_BOTH = re.compile(
    r"(?i)\b(?:zugangsdaten|anmeldedaten|identifiants|credenciales|credenziali|credenciais|"
    r"inloggegevens|login (?:data|details|info))\s?[:=]\s{0,3}([^\n]{1,2000})"
)
"""Credentials in other languages, which tell a name and a password in one line."""
SAID = (
    _SAID,
    _FOREIGN,
    _FOREIGN_OF,
    _SHORTENED,
    _BEHIND,
    _PHRASE,
    _CODE,
    _FOUR_WORDS,
    _BEHIND_LOGIN,
    _OF_PLACE,
    _WEAK_OF_PLACE,
    _SIGNED,
    _TWO_WORDS,
    _NUMBER,
    _SESSION,
    _SHORT_LOGIN,
    _USER_AND,
    _OF_BOTH,
)
