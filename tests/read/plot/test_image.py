"""Decoding of plot pictures: only sound colour PNGs of a sane size get through."""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from reportgen.read.plot.image import PlotDeclined, decode_png
from tests.conftest import SAMPLES


@pytest.fixture
def saved(tmp_path: Path) -> Callable[..., Path]:
    """Saves a picture and gives its path."""

    def save(image: Image.Image, name: str = "plot.png", **options: object) -> Path:
        image.save(tmp_path / name, **options)  # type: ignore[arg-type]
        return tmp_path / name

    return save


def png_with_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds a few bytes of pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 64)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
def test_colour_pictures_become_opaque_rgba(saved: Callable[..., Path], mode: str) -> None:
    colour = (20, 40, 250)
    path = saved(Image.new("RGB", (7, 5), colour).convert(mode, palette=Image.Palette.ADAPTIVE))
    pixels = decode_png(path)
    assert pixels.shape == (5, 7, 4)
    assert pixels.dtype == np.uint8
    assert pixels.reshape(-1, 4).tolist() == [[*colour, 255]] * 35


def test_transparent_parts_lie_on_white(saved: Callable[..., Path]) -> None:
    pixels = decode_png(saved(Image.new("RGBA", (2, 2), (0, 0, 0, 0))))
    assert (pixels == 255).all()


def test_a_palette_with_transparency_lies_on_white(saved: Callable[..., Path]) -> None:
    image = Image.new("P", (2, 2), 0)
    image.putpalette([0, 0, 0])
    assert (decode_png(saved(image, transparency=0)) == 255).all()


@pytest.mark.parametrize("mode", ["L", "1", "LA", "I;16"])
def test_grey_pictures_are_declined(saved: Callable[..., Path], mode: str) -> None:
    with pytest.raises(PlotDeclined, match="grey"):
        decode_png(saved(Image.new(mode, (4, 4))))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"version https://git-lfs.github.com/spec/v1\n", "git lfs pull"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (b"\x89PNG\n\x1a\n" + bytes(40), "line ends were changed"),
        (png_with_header(100_000, 100_000), "million pixels"),
        (png_with_header(2_000_000_000, 2_000_000_000), "million pixels"),
        (png_with_header(0, 10), "damaged"),
        (png_with_header(300, 300), "damaged"),
    ],
)
def test_other_bytes_are_declined(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "plot.png"
    path.write_bytes(data)
    with pytest.raises(PlotDeclined, match=reason):
        decode_png(path)


def test_a_jpeg_named_png_is_declined(saved: Callable[..., Path]) -> None:
    photo = saved(Image.new("RGB", (8, 8)), "photo.jpg")
    with pytest.raises(PlotDeclined, match="not a PNG"):
        decode_png(photo.rename(photo.with_name("plot.png")))


def test_a_truncated_picture_is_declined(saved: Callable[..., Path]) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (60, 60, 3), dtype=np.uint8)
    path = saved(Image.fromarray(noise))
    path.write_bytes(path.read_bytes()[:-3000])
    with pytest.raises(PlotDeclined, match="damaged"):
        decode_png(path)


def test_what_is_no_file_is_declined(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.png"
    os.mkfifo(pipe)
    for path in (tmp_path, pipe):
        with pytest.raises(PlotDeclined, match="regular file"):
            decode_png(path)
    with pytest.raises(PlotDeclined, match="cannot be opened"):
        decode_png(tmp_path / "absent.png")


def test_a_picture_that_was_enlarged_is_read_as_it_was(saved: Callable[..., Path]) -> None:
    """Two pixels for each are taken back, so that letters and lines are as wide as were drawn."""
    noise = np.random.default_rng(0).integers(0, 255, (30, 30, 3), dtype=np.uint8)
    drawn = Image.fromarray(noise)
    small = decode_png(saved(drawn, "small.png"), max_pixels=900)
    twice = saved(drawn.resize((60, 60), Image.Resampling.NEAREST), "twice.png")
    np.testing.assert_array_equal(decode_png(twice, max_pixels=900), small)


def test_the_size_is_judged_before_decoding(saved: Callable[..., Path]) -> None:
    path = saved(Image.new("RGB", (30, 30)))
    assert decode_png(path, max_pixels=900).shape == (30, 30, 4)
    with pytest.raises(PlotDeclined, match="million pixels"):
        decode_png(path, max_pixels=224)


@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=300), keep=st.integers(0, 90))
def test_any_bytes_give_pixels_or_a_reason(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, keep: int
) -> None:
    path = tmp_path_factory.mktemp("any") / "plot.png"
    path.write_bytes(png_with_header(8, 2)[:keep] + data)
    try:
        assert decode_png(path).shape[2] == 4
    except PlotDeclined as reason:
        assert str(reason).endswith(".")


def test_pixels_are_the_same_where_pillow_does_not_share_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = SAMPLES / "segment-short" / "BoxF1_curve.png"
    shared = decode_png(file)
    assert not shared.flags.writeable
    monkeypatch.setattr("reportgen.read.plot.image._shares_memory", lambda: False)
    assert np.array_equal(decode_png(file), shared)
