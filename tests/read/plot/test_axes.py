"""The frame and its ticks are found to a fraction of a pixel, or the picture is declined."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from reportgen.read.plot.axes import Axes, find_axes, runs
from reportgen.read.plot.image import PlotDeclined, Rgba, decode_png
from tests.conftest import SAMPLES

SAMPLE = SAMPLES / "segment-short" / "BoxF1_curve.png"
TRUE_LEFT, TRUE_RIGHT, TRUE_TOP, TRUE_BOTTOM = 177.64, 1521.40, 97.08, 1344.17
"""What Matplotlib itself tells of the sample's axes (its layout, before it draws)."""


@pytest.fixture
def pixels() -> Rgba:
    return decode_png(SAMPLE).copy()


def assert_true_place(axes: Axes, scale: float, tolerance: float) -> None:
    found = np.array([axes.left, axes.right, axes.top, axes.bottom]) / scale
    true = np.array([TRUE_LEFT, TRUE_RIGHT, TRUE_TOP, TRUE_BOTTOM])
    assert np.abs(found - true).max() < tolerance


def test_axes_are_placed_finer_than_their_drawn_lines(pixels: Rgba) -> None:
    axes = find_axes(pixels)
    assert_true_place(axes, 1.0, 0.4)
    assert axes.scale == 1.0
    assert axes.points(72) == 250


def test_nothing_of_the_frame_is_inside(pixels: Rgba) -> None:
    rows, columns = find_axes(pixels).inside
    for line in (pixels[rows, columns.start], pixels[rows, columns.stop - 1]):
        assert (line[:, :3] < 64).all(axis=1).mean() < 0.5
    for row in (rows.start - 1, rows.stop):
        assert (pixels[row, columns, :3] < 64).all()


@pytest.mark.parametrize("scale", [0.5, 1.5])
def test_resized_pictures_keep_their_axes(pixels: Rgba, scale: float) -> None:
    size = (round(2250 * scale), round(1500 * scale))
    resized = np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC))
    assert_true_place(find_axes(resized), scale, 1.0)


def damaged(pixels: Rgba, how: str) -> Rgba:
    """The sample with one thing wrong."""
    height, width = pixels.shape[:2]
    if how == "no tick":
        pixels[1346:1362, 440:452] = 255
    elif how == "extra tick":
        pixels[1346:1358, 600:603, :3] = 0
    elif how == "no right side":
        pixels[100:1340, 1515:1528] = 255
    elif how == "no bottom":
        pixels[1340:1350, 200:1500] = 255
    elif how == "third line":
        pixels[700:703, 180:1520, :3] = 0
    elif how == "blank":
        pixels[:] = 255
    elif how == "black":
        pixels[..., :3] = 0
    elif how == "left half":
        return pixels[:, : width // 2]
    elif how == "upper half":
        return pixels[: height // 2]
    elif how == "mirrored":
        return np.ascontiguousarray(pixels[:, ::-1])
    elif how == "quarter size":
        return np.ascontiguousarray(pixels[::4, ::4])
    elif how == "grey axes, as seaborn draws them":
        pixels[(pixels[..., :3].max(axis=2) < 120), :3] = 234
    return pixels


@pytest.mark.parametrize(
    "how",
    [
        "no tick",
        "extra tick",
        "no right side",
        "no bottom",
        "third line",
        "blank",
        "black",
        "left half",
        "upper half",
        "mirrored",
        "quarter size",
        "grey axes, as seaborn draws them",
    ],
)
def test_other_pictures_are_declined(pixels: Rgba, how: str) -> None:
    with pytest.raises(PlotDeclined):
        find_axes(damaged(pixels, how))


def test_runs_are_the_stretches_of_true() -> None:
    starts, ends = runs(np.array([True, False, True, True, False]))
    assert starts.tolist() == [0, 2]
    assert ends.tolist() == [1, 4]
    assert all(len(part) == 0 for part in runs(np.zeros(3, dtype=bool)))
