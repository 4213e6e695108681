"""What credentials look like, wherever they stand: by issuer, as hashes and keys, as chance.

Forms are from the issuers' own pages, or from the detector of detect-secrets that is named beside
them. What no issuer marks is told by its letters: long words that mix them as chance does.
"""

from __future__ import annotations

import hashlib
import re

FORMS: tuple[tuple[str, str], ...] = (
    ("age", r"AGE-SECRET-KEY-1[A-Z0-9]{20,80}"),
    ("Anthropic, OpenAI, OpenRouter", r"sk-[\w-]{16,300}"),  # detect_secrets: openai
    ("Artifactory", r"AKCp[A-Za-z0-9]{20,100}"),  # detect_secrets: artifactory
    ("AWS access key", r"(?:A3T[A-Z0-9]|A[KBS]IA)[A-Z0-9]{16}"),  # detect_secrets: aws
    ("Databricks", r"dapi[\w-]{30,60}"),  # docs.databricks.com, "personal access tokens"
    ("DigitalOcean", r"do[opr]_v1_\w{20,100}"),
    ("Discord bot", r"[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{25,45}"),  # detect_secrets: discord
    ("Docker Hub", r"dckr_[po]at_[\w-]{16,100}"),  # docs.docker.com, "access tokens"
    ("Doppler", r"dp\.(?:pt|st|ct|sa|scim|audit)\.[\w.-]{20,100}"),
    ("Facebook", r"EAACEdEose0cBA\w{10,300}"),
    ("Figma", r"figd_[\w-]{16,100}"),
    ("GitHub", r"(?:gh[pousr]_|github_pat_)\w{20,255}"),  # detect_secrets: github_token
    # detect_secrets: gitlab_token
    ("GitLab", r"(?:gl(?:pat|dt|ft|soat|rt|cbt|imt|ptt|agent|oas)-|GR1348941)[\w-]{16,1024}"),
    ("Google API key", r"AIza[\w-]{30,60}"),  # cloud.google.com, "API keys"
    ("Google OAuth", r"(?:ya29\.[\w-]{16,2000}|GOCSPX-[\w-]{20,60})"),
    ("Grafana", r"gl(?:sa|c)_[\w-]{20,300}"),
    ("Groq", r"gsk_[A-Za-z0-9]{20,100}"),
    ("Hugging Face", r"hf_[A-Za-z0-9]{20,100}"),  # huggingface.co/docs, "access tokens"
    ("JSON web token", r"eyJ[\w-]{10,1000}\.[\w-]{10,1900}(?:\.[\w-]{0,1000})?"),  # RFC 7519
    ("Linear", r"lin_(?:api|oauth)_\w{20,100}"),
    ("Mailchimp", r"[0-9a-f]{32}-us\d{1,2}"),  # detect_secrets: mailchimp
    ("Mapbox", r"[sp]k\.eyJ[\w-]{10,400}\.[\w-]{10,100}"),
    ("Netlify", r"nf[pcoub]_\w{20,100}"),
    ("New Relic", r"NR[ARIJ][KALQ]-[\w-]{20,60}"),
    ("Notion", r"(?:ntn_|secret_)[A-Za-z0-9]{30,100}"),
    ("npm", r"npm_\w{30,100}"),  # docs.npmjs.com, "access tokens"
    ("NuGet", r"oy2[a-z0-9]{43}"),
    ("Perplexity", r"pplx-[\w-]{20,100}"),
    ("PlanetScale", r"pscale_(?:tkn|pw|oauth)_[\w.-]{20,100}"),
    ("Postman", r"PMAK-[\w-]{20,100}"),
    ("PyPI", r"pypi-[\w-]{16,500}"),  # detect_secrets: pypi_token
    ("Replicate", r"r8_\w{30,60}"),
    ("RubyGems", r"rubygems_\w{20,100}"),
    ("SendGrid", r"SG\.[\w-]{16,40}\.[\w-]{16,80}"),  # detect_secrets: sendgrid
    ("Sentry", r"sntry[su]_[\w+/=-]{20,300}"),
    ("Shopify", r"shp(?:at|ca|pa|ss)_\w{20,60}"),
    ("Slack", r"xox[abeoprs]-[\w-]{10,300}|xapp-[\w-]{10,300}"),  # detect_secrets: slack
    ("Square", r"sq0(?:atp|csp)-[\w-]{20,60}|EAAA[\w-]{56,64}"),  # detect_secrets: square_oauth
    ("Stripe", r"[srp]k_(?:live|test)_\w{10,200}"),  # detect_secrets: stripe
    ("Supabase", r"sbp_\w{20,100}|sb_secret_[\w-]{20,100}"),
    ("Telegram bot", r"\d{5,12}:[\w-]{30,60}"),  # detect_secrets: telegram_token
    ("Terraform", r"[A-Za-z0-9]{10,20}\.atlasv1\.[\w-]{40,100}"),
    ("Twilio", r"(?:AC|SK)[0-9a-f]{32}"),  # detect_secrets: twilio
    ("Vault", r"hv[sbr]\.[\w-]{20,300}"),
    ("Vercel", r"vercel_\w{16,100}"),
    ("Weights & Biases", r"wandb_v\d_\w{20,200}"),
    ("xAI", r"xai-[\w-]{20,200}"),
)
"""Issuer and form of credentials that tell themselves."""
_FORM = re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(form for _, form in FORMS)})")
# detect_secrets: private_key. What follows the first line is the key, to its last line or the end.
_KEY = re.compile(
    r"(?s)-----? ?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY.*?(?:-----? ?END [^-]{0,60}-----?|\Z)|"
    r"PuTTY-User-Key-File-.*"
)
_HASH = re.compile(
    r"\$(?:2[abxy]|apr1|[156y]|argon2\w{1,2}|scrypt|pbkdf2[\w-]{0,20})\$[^\s'\",:]{8,400}"
)
"""A password as a file of passwords keeps it (crypt(5))."""
HINT = (
    r"sk-|dapi|_v\d_|dckr_|gh[pousr]_|gl[a-z]+[_-]|GR1348941|AIza|ya29|GOCSPX|hf_|eyJ|-us\d|npm_|"
    r"pypi-|r8_|SG\.|xox|xapp|sq0|EAA|k_live|k_test|\d{5}:|[AS][CK][0-9a-f]{8}|A3T|A[KBS]IA|AKCp|"
    r"[MNO][\w-]{23,27}\.|dp\.|figd_|gsk_|lin_|nf[pcoub]_|NR[ARIJ]|ntn_|oy2|pplx|pscale|PMAK|"
    r"gems_|sntry|shp|sb|atlasv1|hv[sbr]\.|vercel|xai-|\$|[A-Za-z0-9]{20}"
)
"""Without any of these there is none of the forms."""

_WORD = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]{20,400}(?![A-Za-z0-9])")
_PART = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]{16,400}(?![A-Za-z0-9])")
_CHANGE = re.compile(r"(?<=[a-z])(?=[A-Z\d])|(?<=[A-Z])(?=\d)|(?<=\d)(?=[A-Za-z])")
_HEXADECIMAL = re.compile(r"[0-9a-f]+|[0-9A-F]+")
_OF_MIXED, _OF_ONE_CASE = 5, 4
"""A word is chance when a letter in so many, or one in fewer, is of another kind than the one
before it: small, capital, digit. Chance changes in two letters of five."""
LEAST_ONE_CASE, LEAST_HEXADECIMAL = 32, 40
"""Shorter words of one case are names of runs; shorter numbers are what MLflow names runs by."""


def hide_keys(text: str, hidden: str) -> str:
    """The text with `hidden` in place of private keys, which stand in many lines."""
    return _KEY.sub(hidden, text)


def hide_forms(text: str, hidden: str) -> str:
    """The text with `hidden` in place of hashes, forms of issuers and words of chance."""
    text = _FORM.sub(hidden, _HASH.sub(hidden, text))
    return _WORD.sub(lambda word: hidden if _is_chance(word.group()) else word.group(), text)


def hide_chance_in_path(path: str, hidden: str) -> str:
    """The path of an address without parts that are chance, which may be all that guards it.

    Two that differ still do: what lies at either is not the same.
    """

    def mark(part: re.Match[str]) -> str:
        digest = hashlib.blake2b(part.group().encode(), digest_size=2).hexdigest()
        return hidden + digest if _changes(part.group()) else part.group()

    return _PART.sub(mark, path)


def _is_chance(word: str) -> bool:
    if word.isdigit() or word.isalpha():
        return False
    if _HEXADECIMAL.fullmatch(word):
        return len(word) >= LEAST_HEXADECIMAL
    one_case = word.islower() or word.isupper()
    if one_case and len(word) < LEAST_ONE_CASE:
        return False
    return _changes(word, _OF_ONE_CASE if one_case else _OF_MIXED)


def _changes(word: str, of: int = _OF_ONE_CASE) -> bool:
    """Whether one letter of so many, or more, is of another kind than the one before."""
    return len(_CHANGE.findall(word)) * of >= len(word)
