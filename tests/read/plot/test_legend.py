"""The legend's numbers and classes are read, or the picture is declined."""

from __future__ import annotations

import numpy as np
import pytest

from reportgen.read.plot.axes import find_axes
from reportgen.read.plot.image import PlotDeclined, Rgba, decode_png
from reportgen.read.plot.legend import (
    Handle,
    class_rows,
    class_values,
    find_handle,
    read_legend,
)
from reportgen.read.plot.legend_form import Legend
from tests.conftest import SAMPLES

GOOD = SAMPLES / "segment-short"


def parts(name: str) -> tuple[Rgba, Handle]:
    """A sample's pixels and the blue handle of its legend."""
    pixels = decode_png(GOOD / name).copy()
    return pixels, find_handle(pixels, find_axes(pixels))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("BoxF1_curve.png", Legend(0.42, 0.174)),
        ("BoxR_curve.png", Legend(0.93, 0.0)),
        ("BoxPR_curve.png", Legend(0.458, None)),
        ("MaskPR_curve.png", Legend(0.456, None)),
    ],
)
def test_printed_numbers_are_read(name: str, expected: Legend) -> None:
    pixels, handle = parts(name)
    assert read_legend(pixels, find_axes(pixels), handle) == expected


def test_the_values_of_the_classes_are_read() -> None:
    pixels, handle = parts("BoxPR_curve.png")
    axes = find_axes(pixels)
    rows = class_rows(pixels, axes, handle)
    legend = read_legend(pixels, axes, handle)
    values = class_values(pixels, axes, handle, legend, rows)
    assert values == (0.925, 0.525, 0.365, 0.461, 0.155, 0.316)


def test_values_that_contradict_their_mean_are_not_told() -> None:
    pixels, handle = parts("BoxPR_curve.png")
    axes = find_axes(pixels)
    rows = class_rows(pixels, axes, handle)
    assert class_values(pixels, axes, handle, Legend(0.468, None), rows) is None
    assert class_values(pixels, axes, handle, Legend(0.458, None), rows[:-1]) is None
    assert class_values(pixels, axes, handle, Legend(0.458, None), np.empty(0)) is None


def test_plots_without_numbers_beside_the_classes_have_no_values() -> None:
    pixels, handle = parts("BoxF1_curve.png")
    axes = find_axes(pixels)
    rows = class_rows(pixels, axes, handle)
    assert len(rows) == 6
    assert class_values(pixels, axes, handle, Legend(0.42, 0.174), rows) is None


def test_classes_out_of_order_are_not_counted() -> None:
    pixels, handle = parts("BoxF1_curve.png")
    axes = find_axes(pixels)
    first, second = (int(row) for row in class_rows(pixels, axes, handle)[:2])
    swapped = pixels.copy()
    swapped[first - 5 : first + 6] = pixels[second - 5 : second + 6]
    assert len(class_rows(swapped, axes, handle)) == 0


def test_a_tinted_legend_is_read_as_seaborn_prints_it() -> None:
    pixels, handle = parts("BoxF1_curve.png")
    row, right = int(handle.row), handle.columns.stop
    line = pixels[row - 28 : row + 28, right + 10 :]
    line[..., :3] = np.minimum(line[..., :3], (234, 234, 242))
    assert read_legend(pixels, find_axes(pixels), handle) == Legend(0.42, 0.174)


def spoilt(pixels: Rgba, handle: Handle, how: str) -> None:
    """Do one thing to the legend's line for the mean."""
    row, right = int(handle.row), handle.columns.stop
    line = pixels[row - 28 : row + 28, right + 10 :]
    if how == "no handle":
        pixels[row - 10 : row + 10, : right + 5, :3] = 255
    elif how == "thin handle":
        pixels[row + 1 : row + 10, handle.columns, :3] = 255
    elif how == "no text":
        line[..., :3] = 255
    elif how == "text cut off":
        line[:, 400:, :3] = 255
    elif how == "a digit painted over":
        ink = np.flatnonzero((line[..., 1] < 90).any(axis=0))
        line[14:43, ink[-19] : ink[-1] + 1, :3] = 0
    elif how == "upside down":
        line[:] = line[::-1].copy()


@pytest.mark.parametrize(
    "how",
    [
        "no handle",
        "thin handle",
        "no text",
        "text cut off",
        "a digit painted over",
        "upside down",
    ],
)
def test_a_spoilt_legend_is_declined(how: str) -> None:
    pixels, handle = parts("BoxF1_curve.png")
    axes = find_axes(pixels)
    spoilt(pixels, handle, how)
    with pytest.raises(PlotDeclined):
        read_legend(pixels, axes, find_handle(pixels, axes))
