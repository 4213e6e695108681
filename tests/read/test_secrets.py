"""Credentials, by the name and the form of each kind: none stays, and none stays in part."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.read.redact import HIDDEN, MAX_TEXT, is_secret_name, redact, showing_paths
from reportgen.read.secrets import FORMS

KEY = "PARTabcdefghij0123456789PART"
TEXTS = {
    "azure storage": f"EndpointsProtocol=https;AccountName=x;AccountKey={KEY}/PART==;End=PART",
    "azure bus": f"Endpoint=sb://x.example/;SharedAccessKeyName=r;SharedAccessKey={KEY}=",
    "camel in json": '{"accessToken": "PART1"}',
    "camel": "clientSecret: PART1",
    "grown together": "dbpassword=PART1",
    "variable": "MYSQL_PWD=PART1",
    "comma": "password=PARTA,PARTB",
    "blank": "password=PARTA PARTB",
    "quotes": "password='PARTA b PARTB'",
    "quote in quotes": "password='PARTA'PARTB'",
    "apostrophe": "password=PARTA'PARTB",
    "json with a blank": '{"password": "PARTA PARTB"}',
    "json in json": '{\\"password\\": \\"PARTA PARTB\\"}',
    "no closing quote": "password='PARTA\nPARTB",
    "slack hook": "https://hooks.slack.com/services/T00000000/B00000000/PARTXXXXXXXXXXXXXXXXX",
    "discord hook": "https://discord.com/api/webhooks/123456789012345678/PARTabcdefghijk",
    "telegram address": f"https://api.telegram.org/bot123456:{KEY}/sendMessage",
    "teams hook": "https://acme.webhook.office.com/webhookb2/PART@PART/IncomingWebhook/PART",
    "login": "https://PART:PART@host.example/x",
    "login with a quote": "https://PART:PART'PART@host.example/x",
    "login with a slash": "https://PART:PART/PART@host.example/x",
    "login with angles": "https://PART:PA<PART@host.example/x",
    "login with an at": "https://PART:PART@PART@host.example/x",
    "login without scheme": "//PART:PART@host.example/data",
    "copied by ssh": "PART:PART@host.example:/data/x",
    "curl": "curl -u PART:PART https://x.example/d.zip",
    "curl with a quote": "curl --user 'PART:PART PART' https://x.example",
    "netrc": "machine x.example login PART password PART",
    "header": "Authorization: Basic UEFSVA== PART",
    "basic": "Basic UEFSVDpQQVJU",
    "bearer": f"Bearer {KEY}",
    "other header": "X-Api-Key: PART",
    "option": "train.py --api-key PART --epochs 3",
    "option in quotes": 'train.py --password "PARTA PARTB" --epochs 3',
    "pem": f"-----BEGIN PRIVATE KEY-----\n{KEY}\nPART\n-----END PRIVATE KEY-----",
    "pem without end": f"x -----BEGIN RSA PRIVATE KEY-----\n{KEY}",
    "in a path of an address": "https://h.example/d;token=PART/x",
    "odbc": "jdbc:postgresql://h/db?user=PART&password=PART",
    "sentence": "use token=PART, then PART",
    "anthropic": f"sk-ant-{KEY}",
    "openai": f"sk-proj-{KEY}",
    "aws": "AKIAPART0123456789AB",
    "databricks": f"dapi{KEY}0123",
    "docker": f"dckr_pat_{KEY}",
    "github": f"github_pat_{KEY}",
    "gitlab": f"glpat-{KEY}",
    "google": f"ya29.{KEY}",
    "google key": f"AIza{KEY}0123",
    "hugging face": f"hf_{KEY}",
    "json web token": "eyJQQVJUPART01234.eyJQQVJUPART01234.PART_PART",
    "npm": f"npm_{KEY}0123",
    "pypi": f"pypi-AgEIcHlwaS5vcmc{KEY}",
    "sendgrid": f"SG.{KEY}.{KEY}",
    "slack": f"xoxb-123-{KEY}",
    "stripe": f"sk_live_{KEY}",
    "telegram": f"123456789:{KEY}0123",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("around", ["{}", "a {} b", "({})", "x\n{}\ny", "'{}'"])
def test_nothing_of_a_credential_stays(text: str, around: str) -> None:
    for shown in (False, True):
        with showing_paths(shown):
            left = redact(around.format(text))
        assert "PART" not in left
        assert "UEFSV" not in left
        assert HIDDEN in left or "PART" not in text.split("@")[-1]


@pytest.mark.parametrize(
    "name",
    [
        "apikey",
        "api_key",
        "API_KEY",
        "apiKey",
        "accessToken",
        "clientSecret",
        "dbpassword",
        "dbPassword",
        "sshkey",
        "accesskey",
        "secretkey",
        "wandbkey",
        "creds",
        "credentials",
        "passphrase",
        "pass",
        "user_pass",
        "pwd",
        "MYSQL_PWD",
        "hubtoken",
        "bearer",
        "auth_header",
        "cookie",
        "webhook",
        "dsn",
        "connection_string",
        "connectionString",
        "SAS",
        "sig",
        "private_key",
        "AWSSecretKey",
        "comet_apikey",
        "pat",
        "otp",
        "pin",
        "license_key",
        "x-api-key",
    ],
)
def test_names_of_secrets(name: str) -> None:
    assert is_secret_name(name)
    assert is_secret_name(f"my_{name}")
    assert "PART" not in redact(f"{name}=PART,PART")


@pytest.mark.parametrize(
    "name",
    [
        "kobj",
        "patience",
        "path",
        "project",
        "pretrained",
        "key_dim",
        "monkey",
        "keypoints",
        "kpt_shape",
        "signal",
        "assign",
        "design",
        "author",
        "tokenizer",
        "pattern",
        "passes",
        "compass",
        "spin",
        "pinch",
        "hook_size",
        "session",
        "license",
        "epochs",
    ],
)
def test_names_of_no_secrets(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize(
    "text",
    [
        "mAP@0.5:0.95",
        "mAP50@0.5: 0.81",
        "top@k",
        "precision@recall: 0.5",
        "R@1.0:x",
        "The key: more data",
        "key points: 17",
        "tokenizer: clip",
        "pattern: stripes",
        "pip install x@1.2.3",
        "actions/checkout@v6",
        "https://host.example/a@b",
        "basic training",
        "a bearer of bad news",
        "yolo11n-seg.pt",
        "metrics/mAP50-95(B)",
    ],
)
def test_what_is_no_credential_stays(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/homes/ann/data.yaml", "…/data.yaml"),
        ("/home2/ann/data.yaml", "…/data.yaml"),
        ("/export/home/ann/data.yaml", "…/data.yaml"),
        ("/u/ann/data.yaml", "…/data.yaml"),
        ("/scratch/ann/data.yaml", "…/data.yaml"),
        ("see /home/o'brien/x.yaml", "see …/x.yaml"),
        ("/home/o'brien/x.yaml", "…/x.yaml"),
        ("ann@host:/home/ann/data", "…@host:…/data"),
        ("ann@10.0.0.5:/home/ann/x", "…@10.0.0.5:…/x"),
        ("ssh ann@host", "ssh …@host"),
        ("ann.lee@acme.example", "…@acme.example"),
        ("git@github.com:acme/p.git", "…@github.com:acme/p.git"),
        ("/home/ann/projects/ann-data/x.yaml", "…/projects/x.yaml"),
        ("%2Fhome%2Fann%2Fx.yaml", "%2Fhome%2F…%2Fx.yaml"),
        ("['/home/ann/a','/home/ann/b']", "['…/a','…/b']"),
    ],
)
def test_nobody_is_named(text: str, shown: str) -> None:
    assert redact(text) == shown


@settings(max_examples=150)
@given(
    name=st.sampled_from(["password", "dbPassword", "access_token", "AccountKey", "secret"]),
    parts=st.lists(st.sampled_from(["PART", ",", ";", "&", "'", '"', "<", "@", "/", "#", "="]),
                   min_size=1, max_size=8),
    form=st.sampled_from(["{}={}", "{}: {}", '{{"{}": "{}"}}', "{}='{}'"]),
)  # fmt: skip
def test_no_value_is_cut_in_half(name: str, parts: list[str], form: str) -> None:
    assert "PART" not in redact(form.format(name, "".join(["PART", *parts])))


@settings(max_examples=60)
@given(before=st.integers(MAX_TEXT - 40, MAX_TEXT + 5), form=st.sampled_from(["ghp_", "token="]))
def test_a_text_is_not_cut_within_a_credential(before: int, form: str) -> None:
    assert "PART" not in redact("a " * (before // 2) + form + "PART" * 20)


def test_every_form_is_found_among_what_is_looked_for() -> None:
    assert len({issuer for issuer, _ in FORMS}) == len(FORMS)
