"""Curves whose axes have no tick marks: the numbers at the frame tell 0 and 1, or nothing does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from reportgen.read.plot.axes import find_frame
from reportgen.read.plot.curves import PlottedCurve, read_curve
from reportgen.read.plot.image import Declined, Rgba, decode_png
from tests.conftest import SAMPLES

PLOT = SAMPLES / "segment-short" / "BoxPR_curve.png"


def without_marks() -> tuple[Rgba, int, int]:
    """A sample's pixels with no tick marks, and where its frame stands: left and lower line."""
    pixels = decode_png(PLOT).copy()
    frame, _ = find_frame(pixels)
    left, bottom = round(frame.left), round(frame.bottom)
    pixels[bottom + 3 : bottom + 16, left - 40 :, :3] = 255
    pixels[: bottom + 40, left - 16 : left - 2, :3] = 255
    return pixels, left, bottom


def read(pixels: Rgba, path: Path) -> PlottedCurve | Declined:
    Image.fromarray(pixels).save(path)
    return read_curve(path, "PR")


def test_six_numbers_at_the_frame_stand_for_its_marks(tmp_path: Path) -> None:
    marked = read_curve(PLOT, "PR")
    told = read(without_marks()[0], tmp_path / "p.png")
    assert isinstance(marked, PlottedCurve)
    assert isinstance(told, PlottedCurve), told
    assert told.legend == marked.legend
    assert np.median(np.abs(told.mean - marked.mean)) <= 0.002


@pytest.mark.parametrize("painted", ["a number below", "a number beside", "all", "one more"])
def test_without_all_six_on_both_sides_it_is_declined(tmp_path: Path, painted: str) -> None:
    pixels, left, bottom = without_marks()
    fifth = (pixels.shape[1] - left) // 12
    if painted == "a number below":
        pixels[bottom + 16 : bottom + 70, left - 40 : left + 40, :3] = 255
    elif painted == "a number beside":
        pixels[bottom - 30 : bottom + 30, left - 110 : left - 16, :3] = 255
    elif painted == "all":
        pixels[bottom + 3 :, :, :3] = 255
    else:
        pixels[bottom + 20 : bottom + 50, left + fifth : left + fifth + 40, :3] = 0
    assert isinstance(read(pixels, tmp_path / "p.png"), Declined)
