"""Credentials and paths, wherever they stand in a run: not in HTML, JSON or a message."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.hostile.stranger import checkpoint
from tests.support.command import command

MakeRun = Callable[..., Path]
SECRETS = {
    "signed": "https://storage.example/d.zip?X-Goog-Signature=SECRET01abcdef&Expires=SECRET02",
    "login": "https://annlee:SECRET03@host.example/data",
    "token": "token=SECRET04",
    "wandb": "api_key: SECRET05",
    "quoted": '{"password": "SECRET06"}',
    "option": "train --api-key SECRET07",
    "github": "ghp_" + "SECRET08" * 5,
    "huggingface": "hf_" + "SECRET09" * 4,
    "header": "Authorization: Bearer SECRET10",
    "fragment": "https://host.example/d#access_token=SECRET11",
    "aws": "AKIA" + "SECRET1212121212",
    "escaped": "https://host.example/d?a=1%26token%3DSECRET13",
}
PATHS = {
    "home": "/home/annlee/yolo/data.yaml",
    "mac": "/Users/annlee/data/x.yaml",
    "windows": "C:\\Users\\annlee\\data\\x.yaml",
    "mixed": "C:/Users/annlee/annlee/x.yaml",
    "relative": "../../home/annlee/x.yaml",
    "tilde": "~annlee/x.yaml",
    "file": "file:///home/annlee/x/y.yaml",
    "quote": "/Users/annlee/O'Brien's data/x.yaml",
    "wsl": "/mnt/c/Users/annlee/data.yaml",
    "sentence": "see /home/annlee/a, then C:\\Users\\annlee\\b",
    "doubled": "/Users//annlee//Desktop//x",
}


@pytest.fixture
def run(make_run: MakeRun) -> Path:
    quoted = {key: json.dumps(text) for key, text in {**SECRETS, **PATHS}.items()}
    quoted |= {
        "wandb_token": "SECRET20",
        "accessToken": "SECRET21",
        "data": json.dumps(PATHS["home"]),
    }
    quoted |= {"hosts": json.dumps({"a": list(SECRETS.values()), "password": "SECRET22"})}
    told = {**SECRETS, **PATHS, "api_key": "SECRET23"}
    text = "\n\n".join([*SECRETS.values(), *PATHS.values()])
    missing = {"heads": {}, "missing": {"a": PATHS["home"], "b": SECRETS["token"]}}
    folder = make_run(
        args=quoted,
        files={
            "notes.md": text.encode(),
            "weights/best.pt": checkpoint({0: "a"}, told, SECRETS["token"]),
            "reportgen.json": json.dumps({"format": 1, "names": [], **missing}).encode(),
            "token=SECRET24.txt": b"x",
        },
    )
    return folder


def test_nothing_private_leaves(
    run: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    done = command(tmp_path, capfd, run)
    assert done.code == 0
    for text in (done.html, done.embedded, done.json, done.err):
        assert "SECRET" not in text
        assert "annlee" not in text.lower()


def test_paths_come_back_when_asked_for_and_credentials_never(
    run: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    done = command(tmp_path, capfd, run, "--show-paths")
    assert PATHS["home"] in done.html
    assert PATHS["home"] in done.embedded
    assert "SECRET" not in done.html + done.embedded + done.json + done.err


def test_from_a_checkpoint_alone_nothing_private_leaves(
    run: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (run / "args.yaml").unlink()
    (run / "results.csv").unlink()
    done = command(tmp_path, capfd, run)
    assert "SECRET" not in done.html + done.embedded + done.json
    assert "annlee" not in done.html + done.embedded + done.json


def test_the_folders_that_the_user_has_are_not_in_the_report(
    make_run: MakeRun,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    first, second = make_run(name="home/annlee/a/train"), make_run(name="home/annlee/b/train")
    done = command(tmp_path, capfd, first, second)
    assert [run["name"] for run in json.loads(done.json)["runs"]] == ["a/train", "b/train"]
    assert str(tmp_path) not in done.html + done.embedded + done.json


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["HOME/no such run"], "No such folder: ~/no such run."),
        (["RUN", "--data", "HOME/x.yaml"], "Data file ~/x.yaml is missing"),
        (["RUN", "--notes", "HOME/n.md"], "Notes file ~/n.md is missing"),
        (["RUN", "-c", "HOME/c.yaml"], "Config file ~/c.yaml is missing"),
        (["RUN", "--json", "HOME/none/r.json"], "Cannot write ~/none/r.json"),
        (["./rel/../x"], "No such folder: rel/../x."),
        (["bad\x1b[31m\nname"], "No such folder: bad [31m name."),
    ],
)
def test_messages_echo_what_was_typed_with_home_as_a_tilde(
    make_run: MakeRun,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    said: str,
) -> None:
    home = tmp_path / "annlee"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    folder = make_run()
    given = [text.replace("HOME", str(home)).replace("RUN", str(folder)) for text in arguments]
    done = command(tmp_path, capfd, *given)
    assert done.code == 1
    assert said in done.sentence
    assert "annlee" not in done.sentence


@pytest.mark.parametrize("options", [["--require", "mAP\x1bc >= 1"], ["--fail-on", "a\x1bc"]])
def test_what_was_typed_wrongly_moves_no_cursor(
    make_run: MakeRun, tmp_path: Path, capfd: pytest.CaptureFixture[str], options: list[str]
) -> None:
    done = command(tmp_path, capfd, make_run(), *options)
    assert done.code == 2
    assert "\x1b" not in done.err
