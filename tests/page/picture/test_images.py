"""Pictures are embedded with all their pixels, or it is said why not."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from reportgen.page.picture.bare import MAX_PIXELS, BadPicture
from reportgen.page.picture.images import embed
from reportgen.read.folder.pictures import Picture
from tests.page.parts import jpeg, png


def picture(folder: Path, name: str, content: bytes) -> Picture:
    path = folder / name
    path.write_bytes(content)
    return Picture(name, path, len(content))


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [("a.png", png(7, 5), "png"), ("a.jpg", jpeg(7, 5), "jpeg"), ("a.JPG", jpeg(7, 5), "jpeg")],
)
def test_bytes_and_size_come_through(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    embedded = embed(picture(tmp_path, name, content))
    head, data = embedded.uri.split(",", 1)
    assert head == f"data:image/{kind};base64"
    assert base64.b64decode(data) == content
    assert (embedded.width, embedded.height) == (7, 5)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.png", b"", "is empty"),
        ("a.png", png().replace(b"\r\n", b"\n")[:-9], "its line ends were changed"),
        ("a.jpg", png(), "another format than its name"),
        ("a.png", jpeg(), "another format than its name"),
        ("a.png", png()[:-12], "cut short"),
        ("a.png", png()[:20], "cut short"),
        ("a.png", png()[:8] + png()[33:], "header is not readable"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "cannot be decoded"),
        ("a.jpg", jpeg()[:-2], "cut short"),
        ("a.jpg", b"version https://git-lfs.github.com/spec/v1\n", "Git LFS pointer"),
        ("a.png", png(0, 3), "has no size"),
        ("a.gif", b"GIF89a", "neither PNG nor JPEG"),
    ],
)
def test_damaged_pictures_are_refused_with_a_reason(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    with pytest.raises(BadPicture, match=reason):
        embed(picture(tmp_path, name, content))


def test_pictures_that_no_browser_should_decode_are_refused(tmp_path: Path) -> None:
    huge = png().replace(
        b"\0\0\0\x04\0\0\0\x03", (MAX_PIXELS // 2).to_bytes(4, "big") + b"\0\0\0\x03"
    )
    with pytest.raises(BadPicture, match="too many to show"):
        embed(picture(tmp_path, "a.png", huge))


def test_a_picture_that_has_gone_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(BadPicture, match="it is missing"):
        embed(Picture("a.png", tmp_path / "a.png", 10))


def test_a_picture_that_git_took_for_text_is_shown_repaired(tmp_path: Path) -> None:
    whole = embed(picture(tmp_path, "a.png", png()))
    damaged = embed(picture(tmp_path, "b.png", png().replace(b"\n", b"\r\n")))
    assert not whole.repaired
    assert damaged.repaired
    assert damaged.content == whole.content
