"""Credentials of issuers that detect-secrets knows, asked word by word.

Its detectors that know the form of an issuer are asked; those of chance and of names flag too much
(docs/security.md). They come with bc-detect-secrets, the fork that is kept up, and import an HTTP
client: one is loaded where a word has what its forms begin with. None asks the network.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module

_DETECTORS = {
    "artifactory.ArtifactoryDetector": r"AKC[A-Za-z\d]{10}",
    "aws.AWSKeyDetector": r"(?:A3T[A-Z\d]|A(?:BIA|CCA|KIA|SIA))[A-Z\d]{16}",
    "azure_storage_key.AzureStorageKeyDetector": r"(?<=[\w+/]{86})==",
    "basic_auth.BasicAuthDetector": r"://[^\s/:@]{1,200}:[^\s/:@]{1,200}@",
    "cloudant.CloudantDetector": r"\.cloudant\.com",
    "discord.DiscordBotTokenDetector": r"[MNO][\w-]{23,25}\.[\w-]{6}\.",
    "github_token.GitHubTokenDetector": r"gh[opurs]_\w{36}",
    "jwt.JwtTokenDetector": r"eyJ[\w=-]{8}",
    "mailchimp.MailchimpDetector": r"(?<=[\da-z]{32})-us\d",
    "npm.NpmDetector": r"npm_[\w-]{36}|_authToken|NPM[_-]?TOKEN",
    "sendgrid.SendGridDetector": r"SG\.[\w-]{22}\.",
    "slack.SlackDetector": r"xox[abopsr]-\d|hooks\.slack\.com",
    "softlayer.SoftlayerDetector": r"api\.softlayer\.com",
    "square_oauth.SquareOAuthDetector": r"sq0csp-",
    "stripe.StripeDetector": r"[rs]k_live_\w{24}",
    "twilio.TwilioKeyDetector": r"(?:AC|SK)[a-z\d]{32}",
}
"""Each detector, and what a word has to hold for it to find something."""
_HINTS = {name: re.compile(hint) for name, hint in _DETECTORS.items()}
_HINT = re.compile("|".join(_DETECTORS.values()))
_WORD = re.compile(r"[^\s'\"`,;<>()\[\]{}|]{12,2000}")
"""What is asked about; a detector may take time that grows with the square of its length."""
_SIGNS = re.compile(r"[^A-Za-z0-9-]")
"""With blanks in their place, a form that ends with its word is found between them as well."""
_TOKEN = re.compile(r"[\w.+/~%-]+=*")
"""What goes as a whole, so that nothing is cut in half."""


def hide_known(text: str, hidden: str) -> str:
    """The text with `hidden` in place of every token in which a detector finds something."""
    if not _HINT.search(text):
        return text
    return _WORD.sub(lambda word: _without_known(word[0], hidden), text)


def _without_known(word: str, hidden: str) -> str:
    finds = [
        find.span(find.lastindex or 0)
        for name, hint in _HINTS.items()
        if hint.search(word)
        for form in _forms_of(name)
        for spelt in (word, _SIGNS.sub(" ", word))
        for find in form.finditer(spelt)
    ]

    def without(token: re.Match[str]) -> str:
        is_found = any(start < token.end() and token.start() < end for start, end in finds)
        return hidden if is_found else token[0]

    return _TOKEN.sub(without, word) if finds else word


@cache
def _forms_of(name: str) -> tuple[re.Pattern[str], ...]:
    """The forms that one detector looks for, of which the last group is the credential."""
    module, _, detector = name.partition(".")
    plugin = import_module(f"detect_secrets.plugins.{module}")
    return tuple(getattr(plugin, detector)().denylist)
