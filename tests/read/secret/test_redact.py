"""Nothing that names a person or opens a door leaves a run folder."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.read.redact import HIDDEN, is_secret_name, one_line, redact


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/home/u/yolo/runs/train", "…/runs/train"),
        ("/home/u", "…"),
        ("/Users/Ann Lee/data.yaml", "…/data.yaml"),
        ("C:\\Users\\Bob Smith\\data\\x.yaml", "…/data/x.yaml"),
        ("D:/projects/data/coco/data.yaml", "…/coco/data.yaml"),
        ("/" + "root/data.yaml", "…/data.yaml"),
        ("~bob/data.yaml", "…/data.yaml"),
        ("file:///home/bob/a/data.yaml", "file://…/a/data.yaml"),
        ("data/coco8-seg.yaml", "data/coco8-seg.yaml"),
        ("../datasets/x.yaml", "../datasets/x.yaml"),
        ("yolo11n-seg.pt", "yolo11n-seg.pt"),
        ("0,1", "0,1"),
        ("https://a.example/data.zip?X-Goog-Signature=abc", "https://a.example/data.zip?…"),
        ("https://bob:pw@a.example/data.zip", "https://a.example/data.zip"),
        ("api_key=abc123", "api_key=…"),
        ("password: hunter2", "password: …"),
    ],
)
def test_what_stays_of_a_text(text: str, shown: str) -> None:
    assert redact(text) == shown


def test_names_that_hold_a_secret() -> None:
    assert is_secret_name("api_key")
    assert is_secret_name("wandb-token")
    assert not is_secret_name("kobj")
    assert not is_secret_name("patience")


@settings(max_examples=100)
@given(
    user=st.text("abcdefghijkl", min_size=4, max_size=10),
    prefix=st.sampled_from(["", "data=", "'", "see ", "x:"]),
    root=st.sampled_from(["/home/", "/Users/", "C:\\Users\\", "c:/users/", "/mnt/c/Users/"]),
    rest=st.lists(st.sampled_from(["runs", "x y", "data.yaml", "zz"]), max_size=4),
)
def test_a_user_name_in_a_path_never_stays(
    user: str, prefix: str, root: str, rest: list[str]
) -> None:
    separator = "\\" if "\\" in root else "/"
    text = prefix + root + separator.join([f"q{user}", *rest])
    assert f"q{user}" not in redact(text)


@settings(max_examples=100)
@given(secret=st.text("abcdef0123456789", min_size=12, max_size=40))
def test_a_signature_in_a_url_never_stays(secret: str) -> None:
    url = f"https://storage.example/b/o.zip?GoogleAccessId=u&Signature={secret}&x={secret}"
    assert secret not in redact(f"data: {url} and more")


def test_long_text_is_cut() -> None:
    assert redact("a" * 10_000).endswith(HIDDEN)
    assert len(redact("a" * 10_000)) < 2_100


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("::error::x", ": :error::x"),
        ("  ::set-output name=a::b", "  : :set-output name=a::b"),
        ("a\n::add-mask::x", "a ::add-mask::x"),
        ("##[error]x", "# #[error]x"),
        ("a ##vso[task.setvariable]x", "a # #vso[task.setvariable]x"),
        ("##teamcity[x]", "# #teamcity[x]"),
        ("a::b ## c", "a::b ## c"),
    ],
)
def test_no_line_is_a_command_of_a_runner(text: str, shown: str) -> None:
    assert one_line(text, 100) == shown
    assert one_line(shown, 100) == shown
