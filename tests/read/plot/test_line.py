"""Lines drawn with known heights into an empty plot come back with those heights."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from reportgen.read.plot.axes import Axes, Floats, find_axes
from reportgen.read.plot.image import Rgba, decode_png
from reportgen.read.plot.line import DrawnLine, mean_line
from tests.conftest import SAMPLES

SAMPLE = SAMPLES / "segment-short" / "BoxF1_curve.png"
BLUE = (0, 0, 255)
PLACES = np.linspace(0, 1, 201)
FINE = 4


def empty_plot() -> tuple[Rgba, Axes]:
    """A plot of the sample runs with nothing inside its frame."""
    pixels = decode_png(SAMPLE).copy()
    axes = find_axes(pixels)
    pixels[axes.inside] = 255
    return pixels, axes


def draw(
    pixels: Rgba,
    axes: Axes,
    x: Sequence[float] | Floats,
    y: Sequence[float] | Floats,
    colour: tuple[int, int, int] = BLUE,
    points: float = 3.0,
) -> None:
    """Draw a line with soft edges inside the frame, as Matplotlib does."""
    rows, columns = axes.inside
    size = ((columns.stop - columns.start) * FINE, (rows.stop - rows.start) * FINE)
    left = (axes.left + np.asarray(x) * axes.width - columns.start) * FINE
    down = (axes.bottom - np.asarray(y) * axes.height - rows.start) * FINE
    ink = Image.new("L", size)
    path = list(zip(left.tolist(), down.tolist(), strict=True))
    ImageDraw.Draw(ink).line(path, fill=255, width=round(axes.points(points) * FINE), joint="curve")
    cover = np.asarray(ink.reduce(FINE), dtype=float)[..., None] / 255
    mixed = pixels[axes.inside][..., :3] * (1 - cover) + np.array(colour) * cover
    pixels[(*axes.inside, slice(0, 3))] = np.round(mixed).astype(np.uint8)


def hump(x: Floats) -> Floats:
    """A smooth curve with a steep start, as F1 has."""
    return np.clip(0.9 * (1 - np.exp(-12 * x)) * (1 - x**3), 0, 1)


@pytest.mark.parametrize(
    "curve",
    [hump, lambda x: 0.5 + 0.4 * np.sin(9 * x), lambda x: 0.2 + 0 * x, lambda x: 1 - 0.97 * x],
    ids=["hump", "wave", "level", "slope"],
)
def test_heights_come_back(curve: Callable[[Floats], Floats]) -> None:
    pixels, axes = empty_plot()
    x = np.linspace(-0.01, 1.01, 1000)
    draw(pixels, axes, x, curve(x))
    line = mean_line(pixels, axes)
    assert line.coverage > 0.995
    assert (line.spread <= 0.005).mean() > 0.99
    assert not [drop for drop in line.drops() if drop[0] > 0.05 and drop[1] < 1]
    error = np.abs(line.at(PLACES) - curve(PLACES))
    assert error.mean() < 0.0005
    assert error.max() < 0.003


@pytest.mark.parametrize("height", [0.0, 1.0])
def test_a_line_half_behind_the_frame_keeps_its_height(height: float) -> None:
    pixels, axes = empty_plot()
    draw(pixels, axes, [0, 1], [height, height])
    assert np.abs(mean_line(pixels, axes).at(PLACES) - height).max() < 0.001


def test_a_vertical_drop_is_named() -> None:
    pixels, axes = empty_plot()
    draw(pixels, axes, [-0.01, 0.4, 0.4, 1.01], [0.9, 0.9, 0.3, 0.3])
    line = mean_line(pixels, axes)
    ((low, high),) = line.drops()
    assert low < 0.4 < high
    assert high - low < 0.02
    error = np.abs(line.at(PLACES) - np.where(PLACES < 0.4, 0.9, 0.3))
    assert error[(low > PLACES) | (high < PLACES)].max() < 0.001


def test_a_drop_along_the_frame_is_named() -> None:
    pixels, axes = empty_plot()
    draw(pixels, axes, [-0.01, 1, 1], [0.9, 0.9, 0.0])
    assert mean_line(pixels, axes).drops()[-1][1] == 1.0


def test_where_the_line_is_missing_nothing_is_told() -> None:
    pixels, axes = empty_plot()
    draw(pixels, axes, [0.0, 0.3], [0.5, 0.5])
    draw(pixels, axes, [0.6, 1.0], [0.5, 0.5])
    line = mean_line(pixels, axes)
    heights = line.at(PLACES)
    assert np.isnan(heights[(PLACES > 0.31) & (PLACES < 0.59)]).all()
    assert np.isfinite(heights[(PLACES < 0.29) | (PLACES > 0.61)]).all()
    assert line.coverage == pytest.approx(0.7, abs=0.02)


def test_behind_the_frame_a_line_goes_on_as_straight_as_it_was() -> None:
    x = np.linspace(0.005, 0.995, 199)
    y = np.interp(x, [0, 0.5, 1], [0.3, 0.5, 0.2])
    ends = np.array([0.0, 1.0])
    assert DrawnLine(x, y, np.zeros(199)).at(ends) == pytest.approx([0.3, 0.2])
    steep = np.clip(np.interp(x, [0.004, 0.5, 0.996], [0.0, 0.5, 0.0]), 0, 1)
    assert (DrawnLine(x, steep, np.zeros(199)).at(ends) == 0).all(), "no height is below 0"
    assert np.isnan(DrawnLine(x[2:-2], y[2:-2], np.zeros(195)).at(ends)).all(), "far from it ends"


@pytest.mark.parametrize(("left", "right"), [(1.0, 0.0), (0.0, 1.0)])
def test_behind_the_frame_a_line_stays_between_0_and_1(left: float, right: float) -> None:
    x = np.linspace(0.005, 0.995, 199)
    steep = [abs(left - 0.001), 0.5, 0.5, abs(right - 0.001)]
    line = DrawnLine(x, np.interp(x, [0.005, 0.1, 0.9, 0.995], steep), np.zeros(199))
    assert line.at(np.array([0.0, 1.0])).tolist() == [left, right]


def test_an_empty_plot_has_no_line() -> None:
    pixels, axes = empty_plot()
    line = mean_line(pixels, axes)
    assert line.coverage == 0
    assert np.isnan(line.at(PLACES)).all()
    assert line.drops() == ((0.0, 1.0),)


@settings(max_examples=8, deadline=None)
@given(heights=st.lists(st.floats(0.05, 0.95), min_size=4, max_size=9))
def test_any_line_is_read_within_its_uncertainty(heights: list[float]) -> None:
    pixels, axes = empty_plot()
    x = np.linspace(0, 1, len(heights))
    draw(pixels, axes, x, heights)
    line = mean_line(pixels, axes)
    error = np.abs(line.at(PLACES) - np.interp(PLACES, x, heights))[2:-2]
    assert error.max() < 0.012
    assert np.median(error) < 0.002
