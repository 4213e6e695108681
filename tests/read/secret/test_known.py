"""Forms of issuers that are known to detect-secrets: whole, seldom loaded, without the network."""

from __future__ import annotations

import random
import socket
import string
import subprocess
import sys

import pytest

from reportgen.read.redact import redact
from reportgen.read.secret import known
from tests.read.redaction import plain

_LETTERS = string.ascii_letters + string.digits
_CAPITALS = string.ascii_uppercase + string.digits
_HEX = "0123456789abcdef"
CREDENTIALS = {
    "artifactory": ("AKCp8", _LETTERS, 68, ""),
    "aws": ("ACCA", _CAPITALS, 16, ""),
    "azure_storage_key": ("AccountKey=", _LETTERS, 86, "=="),
    "basic_auth": ("ftp://ann:", string.ascii_lowercase, 9, "@host"),
    "cloudant": ("https://ann:", _HEX, 64, "@ann.cloudant.com"),
    "discord": ("MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.", _LETTERS, 27, ""),
    "github_token": ("ghs_", _LETTERS, 36, ""),
    "jwt": ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.", _LETTERS, 43, ""),
    "mailchimp": ("", _HEX, 32, "-us14"),
    "npm": ("npm_", string.ascii_letters, 36, ""),
    "sendgrid": ("SG.abcdefghijklmnopqrstuv.", _LETTERS, 43, ""),
    "slack": ("xoxb-123456789012-1234567890123-", string.ascii_letters, 24, ""),
    "softlayer": ("https://api.softlayer.com/soap/v3/", _HEX, 64, ""),
    "square_oauth": ("sq0csp-", _LETTERS, 43, ""),
    "stripe": ("rk_live_", string.ascii_letters, 24, ""),
    "twilio": ("SK", _HEX, 32, ""),
}
"""By detector: what stands before the secret, its letters, their number, what stands behind."""


def drawn(detector: str) -> tuple[str, str]:
    """A text with a credential that the detector knows, and what of it is secret."""
    before, letters, number, after = CREDENTIALS[detector]
    secret = "".join(random.Random(detector).choices(letters, k=number))
    return before + secret + after, secret


def test_every_detector_that_is_asked_is_tried_here() -> None:
    assert [name.partition(".")[0] for name in known._DETECTORS] == list(CREDENTIALS)


@pytest.mark.parametrize("detector", CREDENTIALS)
@pytest.mark.parametrize("around", ["{}", "of {} it", "'{}'", "run_{}_2", "[{}]", "x={}&y", "{}/a"])
def test_what_a_detector_knows_is_hidden_whole(detector: str, around: str) -> None:
    text, secret = drawn(detector)
    shown = known.hide_known(around.format(text), "…")
    assert not any(secret[at : at + 4] in shown for at in range(len(secret) - 3))
    assert secret not in redact(around.format(text))


def test_a_longer_word_than_its_form_goes_whole() -> None:
    text, _ = drawn("stripe")
    assert known.hide_known(f"key {text}REST of it", "…") == "key … of it"


def test_no_detector_reaches_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was asked for")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    known._forms_of.cache_clear()
    for detector in CREDENTIALS:
        text, secret = drawn(detector)
        assert secret not in known.hide_known(text, "…")


def test_nothing_is_loaded_for_texts_without_a_credential() -> None:
    code = (
        "import sys; from reportgen.read.redact import redact; from tests.read.redaction import "
        "plain; [redact(text) for text in plain()]; "
        "print({'detect_secrets', 'requests'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
    assert [text for text in plain() if known.hide_known(text, "…") != text] == []


def test_no_word_is_long_enough_for_time_that_grows_with_its_square() -> None:
    """``eyJeyJ…`` is tried anew from every third letter."""
    long = "eyJ" * 50_000
    assert max(map(len, known._WORD.findall(long))) == 2_000
    assert known.hide_known(long, "…") == long
