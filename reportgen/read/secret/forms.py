"""What credentials look like, wherever they stand: by issuer, as hashes and keys, as chance.

Here are the forms that `known`, which asks detect-secrets, has not, or has in fewer spellings; they
are from the issuers' own pages. What no issuer marks is told by its letters: long words that mix
them as chance does.
"""

from __future__ import annotations

import hashlib
import re

from reportgen.read.secret.known import hide_known

_OF_ISSUERS = (
    "ATATT3 ATBB ATCTT3 ATTA AVNS_ CCIPAT_ CFPAT- CLOJARS_ EAACEdEose0cBA EZAK EZTK FLWPUBK_TEST- "
    "FLWSECK- FLWSECK_TEST- GOCSPX- GR1348941 HRKU- KGAT_ NRAK- NRAL- NRIK- NRJS- NRRA- PMAK- ak- "
    "api- as- bkua_ cio- cosk_ csk- dapi dckr_oat_ dckr_pat_ dnkey- do_v1_ doo_v1_ dop_v1_ "
    "dor_v1_ dp.audit. dp.ct. dp.pt. dp.sa. dp.scim. dp.st. duffel_ e2b_ fc- figd_ fio-u- flyv1_ "
    "fm2_ fo1_ fw_ github_pat_ glagent- glc_ glcbt- gldt- glft- glimt- gloas- glpat- glptt- glrt- "
    "glsa_ glsoat- gsk_ hf_ hvb. hvr. hvs. jina_ key- lin_api_ lin_oauth_ live_ lsv2_pt_ lsv2_sk_ "
    "luma- napi_ nfb_ nfc_ nfo_ nfp_ nfu_ npg_ ntn_ nvapi- oauth_ pa- pat-eu1- pat-na1- pcsk_ "
    "phc_ phx_ pk_live_ pk_test_ pnu_ pplx- prefect_ pscale_oauth_ pscale_pw_ pscale_tkn_ pul- "
    "pypi- r8_ rdme_ rf_ rk- rk_test_ rnd_ rpa_ rubygems_ sb_secret_ sbp_ sdk- secret_ sess- sgp_ "
    "shippo_live_ shippo_test_ shpat_ shpca_ shppa_ shpss_ sk- sk-ant- sk-or- sk-proj- sk_test_ "
    "sl. sntrys_ sntryu_ sq0atp- sqp_ syt_ tfp_ tgp_v1_ tid_ tk-eu- tk-us- tsec_ tskey- vercel_ "
    "wandb_v1_ whsec_ xaat- xai- xapp- xapt- xoxe- ya29. zpka_ "
)
"""What credentials of one issuer each begin with, by the issuers' own pages."""
_BY_PREFIX = re.compile(
    rf"(?<![A-Za-z0-9])(?:{'|'.join(map(re.escape, reversed(_OF_ISSUERS.split())))})"
    r"([\w.+/=-]{16,2000})"
)
_RUN = re.compile(r"(?=[A-Za-z0-9]{0,80}\d)(?=[A-Za-z0-9]{0,80}[A-Za-z])[A-Za-z0-9]{18,}")
"""A row of letters and digits, which a name of words joined by ``-`` has not."""
FORMS: tuple[tuple[str, str], ...] = (
    ("1Password", r"ops_eyJ[\w+/=-]{20,2000}"),
    ("age", r"AGE-SECRET-KEY-1[A-Z0-9]{20,80}"),
    ("Amazon MWS", r"amzn\.mws\.[0-9a-f-]{36}"),
    ("Airtable", r"pat\w{14}\.[0-9a-f]{64}"),
    ("Alibaba Cloud", r"LTAI[A-Za-z0-9]{12,30}"),
    ("Asana", r"\d/\d{10,20}:[0-9a-f]{32}"),
    ("Braintree", r"access_token\$\w{6,12}\$[0-9a-z]{16}\$[0-9a-f]{32}"),
    ("Baidu", r"bce-v3/ALTAK-[\w-]{8,40}/[0-9a-f]{32,64}"),
    ("Dynatrace", r"dt0[a-z]\d{2}\.[A-Z0-9]{24}\.[A-Za-z0-9]{20,80}"),
    ("Exoscale", r"EXO[0-9a-f]{24}"),
    ("Google API key", r"AIza[\w-]{30,60}"),  # cloud.google.com, "API keys"
    ("HubSpot", r"pat-\w{2,3}\d-[\w-]{30,60}"),
    ("Infisical", r"st\.(?:[0-9a-f]{24,64}\.){2}[0-9a-f]{24,64}"),
    ("Langfuse", r"sk-lf-[0-9a-f-]{36}"),
    ("Mapbox", r"[sp]k\.eyJ[\w-]{10,400}\.[\w-]{10,100}"),
    ("K3s", r"K10[0-9a-f]{64}::\w{1,20}:[\w.]{6,200}"),
    (
        "Kubernetes",
        r"[a-z0-9]{6}\.(?=(?:[a-z]*\d+[a-z]+){2}\d)[a-z0-9]{16}(?![\w.])",
    ),
    (
        "licences, 1Password",
        r"(?=[A-Z-]{0,40}\d)(?=[\d-]{0,40}[A-Z])(?:A3-[A-Z0-9]{6}-)?(?:[A-Z0-9]{5,6}-){3,4}[A-Z0-9]{5}(?![\w-])",
    ),
    ("NATS", r"S[ACNOUX][A-Z2-7]{56}(?!\w)"),
    ("NuGet", r"oy2[a-z0-9]{43}"),
    ("Square", r"EAAA[\w-]{56,64}"),
    ("Telegram bot", r"\d{5,12}:[\w-]{30,60}"),
    ("Tencent Cloud", r"AKID[A-Za-z0-9]{24,40}"),
    ("Terraform", r"[A-Za-z0-9]{10,20}\.atlasv1\.[\w-]{40,100}"),
    ("Wi-Fi as a code", r"WIFI:(?=[^\n]{0,200}P:)[^\n]{4,300}"),
    ("Yandex Cloud", r"(?:AQVN[\w-]{20,60}|t1\.[\w-]{4,300}\.[\w-]{20,300})"),
)
"""Issuer and form of other credentials that tell themselves."""
_FORM = re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(form for _, form in FORMS)})")
# What follows the first line is the key, to its last line or the end; the detector of
# detect-secrets knows fewer kinds, and of each the lines of letters alone.
_KEY = re.compile(
    r"(?s)-----? ?BEGIN [A-Za-z0-9 ]{0,40}(?:PRIVATE KEY|Static key)"
    r".*?(?:-----? ?END [^-]{0,60}-----?|\Z)|"
    r"PuTTY-User-Key-File-.*"
)
_HASH = re.compile(
    r"\{S?SHA\d{0,3}\}[\w+/=]{4,200}|\$(?:2[abxy]|apr1|[156y]|argon2\w{1,2}|scrypt|pbkdf2[\w-]{0,20})\$[^\s'\",:]{8,400}"
)
"""A password as a file of passwords keeps it (crypt(5))."""
HINT = (
    r"amzn|[A-Z0-9]{5}-[A-Z0-9]{5}|\.[a-z0-9]{16}|\$production|AGE-|LTAI|AKID|ALTAK|EAAA|AIza|eyJ|AQVN|t1\.|dt0|oy2|"
    r"pat-|\d{5}:|\d{10}|atlasv1|WIFI|SHA|\$|[A-Za-z0-9]{12}|[\w-]{22}"
)
"""Without any of these there is none of the forms."""

_WORD = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]{20,400}(?![A-Za-z0-9])")
_TOKEN = re.compile(r"[A-Za-z0-9][\w+/-]*={0,2}", re.ASCII)
"""Words with the signs of base64 between them, which may be one credential."""
_PART = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]{16,400}(?![A-Za-z0-9])")
_JOINED = re.compile(r"(?<![\w-])[\w-]{24,400}(?![\w-])", re.ASCII)
_LEAST_IN_PATH = 24
"""Letters of a part of an address that signs part; what lies there may have no other guard."""
_SIGNS = re.compile(r"[^A-Za-z0-9]+")
_CHANGE = re.compile(r"(?<=[a-z])(?=[A-Z\d])|(?<=[A-Z])(?=\d)|(?<=\d)(?=[A-Za-z])")
_HEXADECIMAL = re.compile(r"[0-9a-f]+|[0-9A-F]+")
_OF_MIXED, _OF_ONE_CASE, _OF_PARTED = 5, 4, 3
"""A word is chance when a letter in so many, or one in fewer, is of another kind than the one
before it: small, capital, digit. Chance changes in two letters of five."""
_DIGEST = (
    r"(?:sha|shake|blake)-?\d{0,3}\w?|md5|commit|rev(?:ision)?|hash|digest|checksum|oid|blob|etag|"
    r"(?<=/)(?:tree|raw)"
)
_TOLD = re.compile(
    rf"(?i)(?:{_DIGEST}|\.git@|\b(?:head|branch|main|master|tree|commits|tag|ref|parent|checkout|"
    r"merge|rebase|cherry-pick|(?:reset|switch) --?\w{1,8}|git (?:log|show|diff|reset)))"
    r"(?:\s(?:is|now|at|was|of)|\s\([^()\n]{1,40}\) =){0,2}['\"`]?[\s:=(@/,`'\"]{0,4}$"
)
"""What stands before a digest that is one by name, or before a version as git names it."""
_OF_DIGEST = re.compile(rf"(?i)(?:\w{{0,40}}[_.-])?(?:{_DIGEST})(?:[_.-](?:id|hex|hash|sha))?")
LEAST_ONE_CASE, LEAST_HEXADECIMAL, LEAST_PARTED = 32, 40, 32
"""Shorter words of one case, or of several parts, are names of runs; shorter numbers are what
MLflow names runs by."""


def hide_keys(text: str, hidden: str) -> str:
    """The text with `hidden` in place of private keys, which stand in many lines."""
    return _KEY.sub(hidden, text)


def hide_forms(text: str, hidden: str) -> str:
    """The text with `hidden` in place of hashes, forms of issuers and words of chance."""
    text = _FORM.sub(hidden, hide_known(_HASH.sub(hidden, text), hidden))
    text = _BY_PREFIX.sub(lambda found: hidden if _is_key(found[1]) else found[0], text)
    return _TOKEN.sub(lambda token: _without_chance(token, hidden), text)


def _without_chance(token: re.Match[str], hidden: str) -> str:
    """The token without words of chance; whole, where its other parts are chance as well."""
    words = list(filter(_is_chance, _WORD.finditer(token.string, *token.span())))
    pieces, position = list[str](), token.start()
    is_path = "/" in token[0] and "+" not in token[0] and token[0][-1] != "="
    is_joined = words and words[0][0] != token[0] and _changes(_SIGNS.sub("", token[0]))
    if not is_path and (is_joined or _is_parted_chance(token[0])):
        return hidden
    for word in words:
        pieces += [token.string[position : word.start()], hidden]
        position = word.end()
    return "".join([*pieces, token.string[position : token.end()]])


def _is_parted_chance(token: str, least: int = LEAST_PARTED) -> bool:
    """Whether a token is chance as a whole, whatever its signs part it into."""
    word = _SIGNS.sub("", token)
    kinds = (str.isupper, str.islower, str.isdigit)
    if len(word) < least or not all(any(map(is_kind, word)) for is_kind in kinds):
        return False
    return len(_CHANGE.findall(token)) * _OF_PARTED >= len(word)


def is_digest(name: str, value: str) -> bool:
    """Whether a value is a digest, such as the id of a commit, and its name says so."""
    return bool(_HEXADECIMAL.fullmatch(value) and _OF_DIGEST.fullmatch(name))


def mark_of(part: str) -> str:
    """Four digits by which two hidden parts of addresses differ: what lies at either does."""
    return hashlib.blake2b(part.encode(), digest_size=2).hexdigest()


def hide_chance_in_path(path: str, hidden: str) -> str:
    """The path of an address without parts that are chance, which may be all that guards it."""

    def mark(part: re.Match[str]) -> str:
        is_chance = _changes(part[0]) and not _is_told(part)
        return hidden + mark_of(part[0]) if is_chance else part[0]

    def mark_joined(part: re.Match[str]) -> str:
        return hidden + mark_of(part[0]) if _is_parted_chance(part[0], _LEAST_IN_PATH) else part[0]

    return _PART.sub(mark, _JOINED.sub(mark_joined, path))


def _is_chance(found: re.Match[str]) -> bool:
    word = found.group()
    if word.isdigit() or word.isalpha():
        return False
    if _HEXADECIMAL.fullmatch(word):
        return len(word) >= LEAST_HEXADECIMAL and not _is_told(found)
    one_case = word.islower() or word.isupper()
    if one_case and len(word) < LEAST_ONE_CASE:
        return False
    return _changes(word, _OF_ONE_CASE if one_case else _OF_MIXED)


def _is_told(found: re.Match[str]) -> bool:
    """Whether what was found is a digest that the words before it name."""
    before = found.string[max(found.start() - 60, 0) : found.start()]
    return bool(_HEXADECIMAL.fullmatch(found[0]) and _TOLD.search(before))


def _is_key(tail: str) -> bool:
    """Whether what follows a prefix is a key: other names begin alike, such as sk-learn-v2."""
    word = _SIGNS.sub("", tail)
    least = len(word) / 4  # of words in CamelCase a sixth of the letters or less are capitals
    is_mixed = sum(map(str.isupper, word)) >= least and sum(map(str.islower, word)) >= least
    return bool(_RUN.search(tail)) or is_mixed or _changes(word)


def _changes(word: str, of: int = _OF_ONE_CASE) -> bool:
    """Whether one letter of so many, or more, is of another kind than the one before."""
    return len(_CHANGE.findall(word)) * of >= len(word)
