"""Credentials, by the name and the form of each kind: none stays, and none stays in part."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.read.redact import HIDDEN, MAX_TEXT, is_secret_name, redact, showing_paths
from reportgen.read.secret import names, texts
from reportgen.read.secret.texts import FORMS

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
    "npm": f"npm_{KEY}01234567",
    "pypi": f"pypi-AgEIcHlwaS5vcmc{KEY}",
    "sendgrid": f"SG.{KEY[:22]}.{KEY}{KEY[:15]}",
    "slack": f"xoxb-123-{KEY}",
    "stripe": f"sk_live_{KEY}",
    "telegram": f"123456789:{KEY}0123",
    "option with underscores": "train.py --hf_token PART --wandb_key PART --epochs 3",
    "option of the store": "keytool -storepass PART",
    "docker with a password": "docker login -u ann -p PART registry.example",
    "mysql": "mysql -u root -pPART db",
    "sshpass": "sshpass -p 'PART PART' ssh host",
    "archive": "unzip -P PART d.zip",
    "transfer": "lftp -u ann,PART host",
    "setx": "setx HF_TOKEN PART",
    "fish": "set -gx API_KEY PART",
    "hub": "yolo hub login PART0123456789abcdef0123456789abcdef",
    "hub in python": "hub.login('PART0123456789abcdef')",
    "tracker": "wandb login PART0123456789abcdef0123456789abcdef",
    "said": "my api key is PART0123456789",
    "said with a dash": "password -> PART",
    "two words": "API key: PARTPART0123456789",
    "of two parts": "Secret Access Key ID = PART",
    "other languages": "Passwort: PART",
    "with an accent": "contraseña: PART",
    "in other letters": "密码：PART",
    "cyrillic": "пароль=PART",
    "wide colon": "password：PART",
    "escaped in an address": "next=a%26password%3DPART",
    "escaped twice": "u=token%253DPART",
    "escaped in a page": "password&#61;PART",
    "escaped in json": "password\\u003dPART",
    "in an element": "<a><password>PART</password></a>",
    "in an attribute": "<login password='PART'/>",
    "a pair": "('password', 'PART PART')",
    "a block of yaml": "password: |\n  PART\n  PART\n",
    "folded": "x:\n  token: >-\n    PART\n    PART\n",
    "a list of yaml": "tokens:\n  - PART\n  - PART\n",
    "key of a kind": "client-key-data: PART",
    "session": "PHPSESSID=PART",
    "wireless": "psk=PART",
    "hash of a password": "ann:$6$PARTsalt$PARTabcdef0123456789:18000",
    "bcrypt": "$2b$12$PARTabcdefghijklmnopqrstuvwxyz0123456789abcdefghijklm",
    "pem of ssh.com": "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nPART\nPART",
    "age": "AGE-SECRET-KEY-1PARTQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ",
    "oracle": "jdbc:oracle:thin:scott/PART@//host:1521/x",
    "lark": "https://open.feishu.cn/open-apis/bot/v2/hook/PART-0123",
    "mattermost": "https://chat.example.com/hooks/PARTxyz123abc456def7890",
    "zapier": "https://hooks.zapier.com/hooks/catch/123/PARTabc",
    "discord by version": "https://discord.com/api/v10/webhooks/123456/PARTabcdefg",
    "slack of a state": "https://hooks.slack-gov.com/services/T/B/PARTxxxx",
    "a topic": "https://ntfy.sh/PARTtopic",
    "groq": f"gsk_{KEY}",
    "xai": f"xai-{KEY}",
    "notion": f"ntn_{KEY}0123",
    "linear": f"lin_api_{KEY}",
    "figma": f"figd_{KEY}",
    "vault": f"hvs.{KEY}",
    "grafana": f"glsa_{KEY}",
    "sentry": f"sntrys_{KEY}",
    "postman": f"PMAK-{KEY}",
    "rubygems": f"rubygems_{KEY}",
    "shopify": f"shpat_{KEY}",
    "new relic": "NRAK-PART0123456789ABCDEFGHIJKLM",
    "of a trainer's world": f"rpa_{KEY} nvapi-{KEY} pcsk_{KEY} ATATT3{KEY} tskey-auth-{KEY}",
    "clouds": "LTAI5tPART1234567890ab AKIDPART1234567890abcdefghijklmnop",
    "hexadecimal": "jina_PART0123456789abcdef0123456789abcdef",
    "wireless as a code": "WIFI:S:net;T:WPA;P:PART;;",
    "cyrillic letters": "p\u0430ssw\u043erd=PART",
    "wide letters": "ｐａｓｓｗｏｒｄ＝PART",
    "invisible letters": "pass\u200bword=PART to\u00adken: PART",
    "letters escaped": "p%61ssword=PART",
    "letters of a page": "&#112;assword=PART",
    "letters of json": "\\u0070assword=PART",
    "digits for letters": "passw0rd=PART t0ken: PART",
    "environment in python": "os.environ['HF_TOKEN'] = 'PART'",
    "setter": "client.set_password('PART')",
    "setter of three": "keyring.set_password('of', 'ann', 'PART')",
    "with a dash, of something": "email_password - 9PARTPART",
    "login of two": "client.login('ann', 'PART PART')",
    "basic in python": "HTTPBasicAuth('ann', 'PART')",
    "maker": 'Roboflow("PART1234567")',
    "in quotes": '#define PASSWORD "PART"',
    "behind a bar": "password|PART",
    "in brackets": "password (PART)",
    "of a place": "Password of the server: PART",
    "code": "passcode: PART",
    "phrase": "recovery phrase: PART PART",
    "arrow": "API-Token ⇒ PART",
    "said elsewhere": "Passwort lautet PART123456",
    "pgpass": "host.example:5432:db:ann:PART",
    "pgpass of another port": "db:6543:app:ann:PART",
    "pgpass of any port": "db:*:app:ann:PART",
    "ssha": "ann:{SSHA}PARTabc=",
    "jwk": '{"kty": "RSA", "d": "PARTabcdefghij0123", "n": "PART"}',
    "name and value": '{"name": "password", "value": "PART"}',
    "attributes": "<add key='password' value='PART'/>",
    "manifest": "- name: HF_TOKEN\n  value: PART",
    "table": "| user | password |\n|---|---|\n| ann | PART |",
    "redis": "redis-cli -h h -a PART",
    "plink": "plink -pw PART ann@h",
    "samba": "smbclient //h/s -U ann%PART",
    "piped": "echo PART | docker login --password-stdin",
    "windows": "net use x: /user:ann PART",
    "cookie of curl": "curl -b 'session=PART'",
    "configured": "aws configure set aws_secret_access_key PART",
    "variable of docker": "ENV HF_TOKEN PART",
    "wallet of a shell": "echo PART:PART > ~/.passwd-s3fs",
    "encrypted disk": "echo -n PART | cryptsetup open x",
    "share of windows": "net use Z: \\\\s\\x PART /user:ann",
    "hidden archive": "rar x -hpPART d.rar",
    "openssl of today": "openssl rsa -passin pass:PART",
    "proxy": "curl --proxy-user ann:PART x",
    "tunnel": "ngrok config add-authtoken PART123abc",
    "access point": "wpa_passphrase net PARTPART",
    "packages": "https://conda.anaconda.org/t/PART-abc/x",
    "data set": "https://app.roboflow.com/ds/PARTabc123?key=PART",
    "virtual network": "-----BEGIN OpenVPN Static key V1-----\nPART",
    "said of a kind": "API key (of the lab): PART",
    "remark": "password (base64): PART=",
    "of a list": "token[0]=PART",
    "goes on below": "TOKEN=\\\nPART",
    "arrows": "password ➜ PART, token ⟶ PART",
    "unless given": "parser.add_argument('--token', default='PART')",
    "make": "TOKEN ?= PART",
    "database": "CREATE USER a IDENTIFIED BY 'PART'",
    "powershell": "ConvertTo-SecureString 'PART' -AsPlainText",
    "short": "pw: PART, psw=PART",
    "of two words": "'pass word': PART",
    "codes": "recovery codes: PART PART",
    "product": "activation key: PART-PART",
    "accents": "p\u0301assword=PART",
    "creds": "creds ann:PART",
    "languages": "şifre: PART123",
    "and others": "密钥: PART123",
    "and more": "mật khẩu: PART123 كلمة المرور: PART123",
    "base64": "uPART+/aB3qARTx9Zk2Lm8Qw7Rt5Yu3Io1Pa==",
    "base64 of addresses": "q1PART-_aB3PaRTx9Zk2Lm8Qw7Rt5Yu3Io1Pa",
    "no issuer": "x wPq8ARTPART7fKz2LmQ9vR4tYs1BdUx y",
    "chance in an address": "https://b.s3.example.com/PARTr7Kq9ZxW2mTf/d.zip",
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


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_nothing_stays_below_the_name_of_a_column(sign: str) -> None:
    left = redact("user,password,epochs\nann,PART,30\n'bob',PART PART,50".replace(",", sign))
    assert "PART" not in left
    assert "30" in left


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
        "RLRoboticsFinalProject2026",
        "control_Paper1_YOLO26n_japan7_e30_img640_b32_pretrained_amp_seed42_20260710",
        "30b378eb272884b9d8b8a7605a8432b6",
        "epoch100batch16imgsz640lr0001",
        "['key', 'phone', 'pin']",
        "docker run image",
        "python -u train.py",
        "keys and tokens",
        "a password is needed",
        "https://host.example/coco128-seg/yolov8n-seg-640.zip",
        "sk-learn-random-forest-2024-v2",
        "rf_20240501_train_640_augmented",
        "live_20260710_batch16_epochs100",
        "commit 91c94448ae681e47078a82f9b1c00f9e1d8f7de8",
        "git checkout 91c94448ae681e47078a82f9b1c00f9e1d8f7de8",
        "HEAD is at 91c94448ae681e47078a82f9b1c00f9e1d8f7de8",
        "branch main, 91c94448ae681e47078a82f9b1c00f9e1d8f7de8",
        "trained at tree/91c94448ae681e47078a82f9b1c00f9e1d8f7de8",
        "cls_pw: 1.0, obj_pw=0.5",
        "def auth(self, x): return True",
        "parola gatto, clave",
        "creds and more",
        "a/b-c_d/e+f=g",
        "sha256:91c94448ae681e47078a82f9b1c00f9e1d8f7de8f1f6306a9c9958f1df98cab4",
        "name: plate, value: 0.7",
        "cat,dog,pin\n1,2,3",
        "a token, a key\none, two, three",
        "plugin('albumentations')",
        "author('ann')",
        "cls_pw: 1.0",
        "token (pixel) counts",
        "Größe: 640 – Bäume/Straße",
        "пешеход: 0.71",
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
        ("/home/a/ann/data.yaml", "…/data.yaml"),
        ("/home/students/ann/data.yaml", "…/data.yaml"),
        ("/home/lab/data.yaml", "…/data.yaml"),
        ("/afs/cern.ch/user/a/ann/data.yaml", "…/data.yaml"),
        ("/usr/people/ann/data.yaml", "…/data.yaml"),
        ("C:\\Usuarios\\ann\\data.yaml", "…/data.yaml"),
        ("\\\\nas\\ann$\\data.yaml", "…/data.yaml"),
        ("\\\\nas\\users$\\ann\\data.yaml", "…/data.yaml"),
        ("/home%2Fann/x/data.yaml", "…/x/data.yaml"),
        ("/home/ann.lee/ann.lee_data/x.yaml", "…/x.yaml"),
        ("ann@[::1]:/x", "…@[::1]:…/x"),
        ("/remote-home/ann/data.yaml", "…/data.yaml"),
        ("/home-1/ann/data.yaml", "…/data.yaml"),
        ("/pscratch/sd/a/ann/data.yaml", "…/data.yaml"),
        ("/scratch/gpfs/ann/data.yaml", "…/data.yaml"),
        ("/users/PAS1234/ann/data.yaml", "…/data.yaml"),
        ("/global/u1/a/ann/data.yaml", "…/data.yaml"),
        ("/run/media/ann/disk/data.yaml", "…/disk/data.yaml"),
        ("/home/x/../ann/data.yaml", "…/data.yaml"),
        ("/home/./ann/data.yaml", "…/data.yaml"),
        ("/data/media/clips/data.yaml", "…/clips/data.yaml"),
        ("/projects/x; asked ann.lee@uni.example", "…/projects/x; asked …@uni.example"),
        ("tmp/pytest-of-ann/x", "tmp/pytest-of-…/x"),
        ("USER=ann, LOGNAME: ann", "USER=…, LOGNAME: …"),
        ("user: 5", "user: 5"),
        ("SLURM_JOB_USER=ann", "SLURM_JOB_USER=…"),
        ("uid=1000(ann) gid=1000(ann)", "uid=1000(…) gid=1000(…)"),
        ("(base) ann@host:~/x$ ls", "(base) …@host:…/x$ ls"),
        ("[ann@host x]$ ls", "[…@host x]$ ls"),
        ("ann@MacBook-Pro x % ls", "…@MacBook-Pro x % ls"),
        ("ssh -p 22 ann@h", "ssh -p 22 …@h"),
        ("sudo -u ann x; ssh -l ann h", "sudo -u … x; ssh -l … h"),
        ("/home/CORP.EXAMPLE/ann/x", "…/x"),
        ("/home/stud/ann/x", "…/x"),
        ("/home/a/an/ann/x", "…/x"),
        ("/zhome/ann/x", "…/x"),
        ("/cluster/lab/ann/runs/train3/weights/best.pt", "…/train3/weights/best.pt"),
        ("/vast/ann/runs/detect/train", "…/detect/train"),
        ("/cluster/lab/ann/images/train", "…/images/train"),
        ("/nfs/data/coco/data.yaml", "…/coco/data.yaml"),
        ("/netscratch/ann/x", "…/x"),
        ("s3://bucket/home/ann", "s3://bucket/home/…"),
        ("／home／ann／x", "…/x"),
        ("\\u002fhome\\u002fann\\u002fx", "…/x"),
        ("x +5 y/z", "x +5 y/z"),
    ],
)
def test_nobody_is_named(text: str, shown: str) -> None:
    assert redact(text) == shown


@pytest.mark.parametrize("digits", ["", "0134", "013457"])
def test_every_name_of_a_secret_is_looked_for(digits: str) -> None:
    """In plain letters, and with digits for letters behind the first."""
    spelt = {letter: digit for digit, letter in names.DIGITS.items() if chr(digit) in digits}
    for word in {*names._WORDS, *names._ENDS, *names._LAST_WORDS}:
        name = word[0] + word[1:].translate(spelt)
        assert texts.hide_secrets(f"{name}='PART'") == f"{name}='…'"


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


def test_words_of_chance_go_and_two_addresses_stay_two() -> None:
    assert redact("at 91c94448ae681e47078a82f9b1c00f9e1d8f7de8") == "at …"
    one, other = (
        redact(f"https://storage.example.com/d/{part}/data.zip")
        for part in ("vYrDNjbfTfIzdVq9C4po", "wzr2GcueylMZ9IGA8cll")
    )
    assert "vYrDNjbf" not in one
    assert one != other, "what lies at either is not the same"


def test_every_form_is_found_among_what_is_looked_for() -> None:
    assert len({issuer for issuer, _ in FORMS}) == len(FORMS)


def test_a_name_of_200_000_words_is_answered() -> None:
    """A key of a YAML file may be as long as the file; its words are looked at once each."""
    assert names.is_secret("x token\n" + "n " * 200_000 + "x token\n", "5") is False
