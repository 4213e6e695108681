"""Pictures whose line ends were changed: put back to the byte, or left alone."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.page.picture.images import embed
from reportgen.read.folder.pictures import Picture
from reportgen.read.plot.curves import PlottedCurve, read_curve
from reportgen.read.plot.line_ends import (
    ADDED,
    LOST,
    MOST_BYTES,
    MOST_LINES,
    SIGNATURE,
    _sums_to,
    mended,
)
from tests.conftest import SAMPLES
from tests.support.command import hang_guard

PLOT = SAMPLES / "segment-good" / "BoxF1_curve.png"
TEXTISH = st.lists(st.sampled_from([b"\r\n", b"\n", b"\r", b"a", b"\0"]), max_size=30).map(b"".join)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def changes(content: bytes) -> tuple[bytes, bytes]:
    return content.replace(b"\r\n", b"\n"), content.replace(b"\n", b"\r\n")


@pytest.mark.parametrize("way", [0, 1])
def test_a_plot_is_read_and_shown_as_if_nothing_had_been_changed(tmp_path: Path, way: int) -> None:
    whole = PLOT.read_bytes()
    path = tmp_path / PLOT.name
    path.write_bytes(changes(whole)[way])
    assert path.read_bytes() != whole
    assert mended(path.read_bytes()) == whole
    curve, truth = read_curve(path, "F1"), read_curve(PLOT, "F1")
    assert isinstance(curve, PlottedCurve)
    assert isinstance(truth, PlottedCurve)
    assert curve.legend == truth.legend
    sizes = [picture.stat().st_size for picture in (path, PLOT)]
    shown = [embed(Picture(p.name, p, n)) for p, n in zip((path, PLOT), sizes, strict=True)]
    assert shown[0] == replace(shown[1], repaired=True), "the page says that it was repaired"


@given(st.lists(TEXTISH, min_size=1, max_size=3))
def test_it_is_the_same_to_the_byte_or_nothing(bodies: list[bytes]) -> None:
    chunks = [chunk(b"IDAT", body) for body in bodies]
    whole = SIGNATURE + b"".join(chunks) + chunk(b"IEND", b"")
    for changed in changes(whole):
        assert mended(changed) in (whole, None)
    assert mended(changes(whole)[1]) == whole


@given(st.sampled_from([LOST, ADDED, SIGNATURE]), st.binary(max_size=200))
def test_anything_may_follow(begin: bytes, rest: bytes) -> None:
    assert mended(begin + rest) is None


def test_one_wrong_byte_is_not_mended() -> None:
    changed = bytearray(changes(PLOT.read_bytes())[0])
    changed[len(changed) // 2] ^= 1
    assert mended(bytes(changed)) is None


def test_work_is_bounded() -> None:
    """Neither a large file nor chunks of nothing but line ends are tried for long."""
    assert mended(LOST + bytes(MOST_BYTES)) is None
    lines = chunk(b"IDAT", b"\r\n" * 30_000)
    assert mended(changes(SIGNATURE + lines * 20 + chunk(b"IEND", b""))[0]) is None


def test_a_picture_made_so_that_everything_fits_is_not_tried() -> None:
    """Sums that are all alike fit in billions of ways."""
    alike = np.zeros(MOST_LINES, np.uint32)
    with hang_guard():
        assert _sums_to(np.uint32(0), [alike] * 4) == []
