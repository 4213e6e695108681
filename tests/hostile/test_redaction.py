"""The tables of credentials and users, in every output of a run that holds them."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.read.redaction import Case, credentials, plain, users
from tests.site.steps import contents, folds_in, publish
from tests.support.command import command

MakeRun = Callable[..., Path]
Capture = pytest.CaptureFixture[str]
LEAST = 7
"""Shorter ones a page holds by chance; that they are hidden is tested text by text."""
HIDDEN = [
    case._replace(hidden=tuple(secret for secret in case.hidden if len(secret) >= LEAST))
    for case in (*credentials(), *users())
]
A_RUN = 100
"""Texts of the tables in one run: its notes are of bounded length."""
OUTPUTS = ("markdown", "junit", "sarif")


def of_texts(make_run: MakeRun, texts: Sequence[str], name: str) -> Path:
    """A run that has the texts among its arguments, their names, and in its notes."""
    args = {f"x{number}": json.dumps(text) for number, text in enumerate(texts)}
    args |= {"data": json.dumps(texts[0]), "name": json.dumps(texts[-1])}
    args |= {"env": json.dumps({"list": [*texts[:9]], **dict.fromkeys(texts[:9], 1)})}
    notes = "\n\n".join(texts)
    return make_run(args=args, files={"notes.md": notes.encode()}, name=name)


@pytest.fixture
def runs(make_run: MakeRun) -> list[Path]:
    texts = [case.text for case in HIDDEN]
    starts = range(0, len(texts), A_RUN)
    return [of_texts(make_run, texts[at : at + A_RUN], f"run{at}") for at in starts]


def leaks(shown: str, cases: Sequence[Case] = HIDDEN) -> list[str]:
    """Which texts show in an output what is to be hidden."""
    # "\\" in JSON and references in a page are one character to a reader.
    told = html.unescape(shown).replace("\\\\", "\\").lower()
    return [case.name for case in cases if any(secret.lower() in told for secret in case.hidden)]


def test_no_output_of_a_report_shows_what_is_to_be_hidden(
    runs: list[Path], tmp_path: Path, capfd: Capture
) -> None:
    files = {kind: tmp_path / f"out.{kind}" for kind in OUTPUTS}
    options = [part for kind, path in files.items() for part in (f"--{kind}", path)]
    done = command(tmp_path, capfd, *runs, *options, "--pictures", "all")
    assert done.code == 0
    written = {kind: path.read_text("utf-8") for kind, path in files.items()}
    told = {"page": done.html, "json": done.json, "embedded": done.embedded, **written}
    assert {kind: leaks(text) for kind, text in told.items()} == {kind: [] for kind in told}


def test_no_brief_shows_what_is_to_be_hidden(
    runs: list[Path], tmp_path: Path, capfd: Capture
) -> None:
    for run in runs:
        for form in ("json", "text"):
            done = command(tmp_path, capfd, run, "--brief", form)
            assert leaks(done.out + done.err) == []


def test_no_file_of_a_site_shows_what_is_to_be_hidden(
    runs: list[Path], tmp_path: Path, capfd: Capture
) -> None:
    site = tmp_path / "site"
    assert publish(capfd, site, *runs).code == 0
    shown = {name: data.decode("utf-8", "replace") for name, data in contents(site).items()}
    numbers = site.glob("numbers/run[0-9]*.js")
    shown |= {f"folds in {path}": "".join(folds_in(path)) for path in numbers}
    assert {name: leaks(text) for name, text in shown.items()} == {name: [] for name in shown}


def test_a_report_shows_what_is_not_to_be_hidden(
    make_run: MakeRun, tmp_path: Path, capfd: Capture
) -> None:
    texts = [text for text in plain() if text.isprintable() and text.strip() == text]
    done = command(tmp_path, capfd, of_texts(make_run, texts, "plain"))
    told = json.loads(done.json)["runs"][0]["arguments"]
    assert [text for at, text in enumerate(texts) if told[f"x{at}"] != text] == []
