"""args.yaml as real trainings write it, and as a stranger may."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportgen.read.bounded import Unreadable
from reportgen.read.redact import HIDDEN
from reportgen.read.table.args import Args, read_args

DEEP = "nested more than 40 levels deep|is not valid YAML"
"""PyYAML before 6.0.4 follows such a text, and we stop it; later releases stop by themselves."""


def read(tmp_path: Path, content: str | bytes) -> Args:
    path = tmp_path / "args.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_args(path)


def test_typed_questions_take_no_other_type(tmp_path: Path) -> None:
    args = read(tmp_path, "epochs: 50\nval: false\nmodel: yolo11n.pt\nresume:\n")
    assert args.number("epochs") == 50
    assert args.number("val") is None
    assert args.flag("val") is False
    assert args.text("model") == "yolo11n.pt"
    assert args.text("resume") is None
    assert args.number("absent") is None


def test_folded_strings_lists_mappings_and_windows_lines(tmp_path: Path) -> None:
    args = read(tmp_path, "data: >-\r\n  C:\\Users\\bob\\my\r\n  set.yaml\r\ndevice: [0, 1]\r\n")
    assert "bob" not in str(args.values["data"])
    assert args.values["device"] == [0, 1]


def test_secrets_do_not_survive_reading(tmp_path: Path) -> None:
    url = "https://x.example/d.zip?X-Goog-Signature=abcdef"
    text = f"data: {url}\napi_key: 12345\nnested: {{token: t}}\n"
    shown = str(read(tmp_path, text).values)
    assert "abcdef" not in shown
    assert "12345" not in shown
    assert "'t'" not in shown


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"- 1\n- 2\n", "does not hold a mapping"),
        (b"a: [1\n", "not valid YAML"),
        (b"a: &x [1]\nb: [*x, *x]\n", "aliases"),
        (b"!!python/object/apply:os.system ['echo']", "not valid YAML"),
        (b"a: !!timestamp x", "not valid YAML"),
        (b"a: !!int ''", "not valid YAML"),
        (b"a: !!float ''", "not valid YAML"),
        (b"a: !!bool x", "not valid YAML"),
        (b"{!!timestamp x: 1}", "not valid YAML"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "git lfs pull"),
        (b"[" * 5_000, DEEP),
        (b"a: " + b"[" * 120_000, DEEP),
        (b"- " * 60_000, DEEP),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(tmp_path, content)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text("ab:-[]{}&*!|>'\"#\n 1.\t%@,?", max_size=60))
def test_any_text_is_read_or_declined(tmp_path: Path, text: str) -> None:
    try:
        read(tmp_path, text)
    except Unreadable as error:
        assert str(error)


def test_the_id_of_a_commit_stays_under_its_name(tmp_path: Path) -> None:
    commit = "91c94448ae681e47078a82f9b1c00f9e1d8f7de8"
    path = tmp_path / "args.yaml"
    path.write_text(f"git_commit: {commit}\nwandb: {commit}\n", encoding="utf-8")
    assert read_args(path).values == {"git_commit": commit, "wandb": HIDDEN}
