"""Class lines are told apart by colour, and hidden parts stay gaps."""

from __future__ import annotations

import numpy as np

from reportgen.read.plot.classes import class_lines, strokes
from reportgen.read.plot.legend import TAB10
from tests.read.plot.test_line import PLACES, draw, empty_plot

COLOURS = [tuple(int(channel) for channel in colour) for colour in TAB10]


def test_ten_crossing_classes_are_read() -> None:
    pixels, axes = empty_plot()
    x = np.linspace(0, 1, 1000)
    true = [0.1 + 0.08 * k + 0.05 * np.sin(7 * x + k) for k in range(10)]
    for colour, heights in zip(COLOURS, true, strict=True):
        draw(pixels, axes, x, heights, colour, points=1.0)
    lines = class_lines(pixels, axes, 10)
    assert len(lines) == 10
    for line, heights in zip(lines, true, strict=True):
        error = np.abs(line.at(PLACES, bridge=0.0012) - np.interp(PLACES, x, heights))
        assert np.isfinite(error).mean() > 0.8
        assert np.nanmean(error) < 0.001
        assert np.nanmax(error) < 0.004


def test_what_the_mean_line_hides_is_a_gap() -> None:
    pixels, axes = empty_plot()
    draw(pixels, axes, [0, 1], [0.5, 0.5], COLOURS[0], points=1.0)
    draw(pixels, axes, [0.3, 0.7], [0.5, 0.5])
    (line,) = class_lines(pixels, axes, 1)
    heights = line.at(PLACES, bridge=0.0012)
    assert np.isnan(heights[(PLACES > 0.3) & (PLACES < 0.7)]).all()
    assert np.nanmax(np.abs(heights - 0.5)) < 0.002


def test_specks_are_no_line() -> None:
    pixels, axes = empty_plot()
    rows, columns = axes.inside
    for step in range(0, 1000, 50):
        at = (rows.start + 100 + step, columns.start + 30 + step)
        pixels[at[0] : at[0] + 2, at[1] : at[1] + 3, :3] = COLOURS[1]
    pixels[rows.start + 500, columns, :3] = COLOURS[1]  # Long, but only one pixel thick.
    for line in class_lines(pixels, axes, 2):
        assert line.coverage == 0


def test_two_lines_of_one_colour_are_not_guessed_between() -> None:
    pixels, axes = empty_plot()
    for height in (0.3, 0.6):
        draw(pixels, axes, [0, 1], [height, height], COLOURS[2], points=1.0)
    assert class_lines(pixels, axes, 3)[2].coverage == 0


def test_a_drop_is_a_gap() -> None:
    pixels, axes = empty_plot()
    draw(pixels, axes, [0, 0.5, 0.5, 1], [0.8, 0.8, 0.2, 0.2], COLOURS[3], points=1.0)
    heights = class_lines(pixels, axes, 4)[3].at(PLACES, bridge=0.0012)
    seen = heights[np.isfinite(heights)]
    assert np.minimum(np.abs(seen - 0.8), np.abs(seen - 0.2)).max() < 0.002


def test_strokes_are_stretches_within_columns() -> None:
    pixels = np.full((6, 3, 4), 255, np.uint8)
    pixels[1:4, 0, :3] = COLOURS[0]
    pixels[0, 1, :3] = COLOURS[1]
    pixels[5, 1, :3] = COLOURS[1]
    found = strokes(pixels, 2)
    parts = (found.label, found.column, found.top, found.bottom)
    assert list(zip(*(part.tolist() for part in parts), strict=True)) == [
        (0, 0, 1, 4),
        (1, 1, 0, 1),
        (1, 1, 5, 6),
    ]
    assert len(strokes(np.full((2, 2, 4), 255, np.uint8), 3).label) == 0
