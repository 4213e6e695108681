"""Matrices that were saved as JPEG in between, or whose cells have not a tick mark each."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from reportgen.read.matrix.picture import Matrix, read_matrix
from reportgen.read.plot.image import Declined
from tests.read.plot.test_matrix import COUNTS, Painter, shares_of


def as_jpeg(image: Image.Image, path: Path, quality: int, scale: float = 1) -> Path:
    """The picture saved as JPEG, and that as the PNG that it was."""
    size = (round(image.width * scale), round(image.height * scale))
    kept = io.BytesIO()
    image.convert("RGB").resize(size, Image.Resampling.LANCZOS).save(kept, "JPEG", quality=quality)
    with Image.open(kept) as jpeg:
        jpeg.save(path, "PNG", compress_level=1)
    return path


@pytest.mark.parametrize(("quality", "scale"), [(95, 1), (85, 0.75), (75, 1), (90, 0.6)])
def test_numbers_are_read_after_jpeg_and_no_share_from_colour(
    tmp_path: Path, quality: int, scale: float
) -> None:
    """A colour that is two shades off is a share that is a hundredth off."""
    for values, decimals in ((COUNTS, False), (shares_of(COUNTS), True)):
        drawn = Painter(values, decimals=decimals).paint()
        matrix = read_matrix(as_jpeg(drawn, tmp_path / "m.png", quality, scale))
        assert isinstance(matrix, Matrix), matrix
        np.testing.assert_array_equal(matrix.empty, values < 0.005)
        told = ~np.isnan(matrix.printed)
        assert told.sum() >= 0.8 * (~matrix.empty).sum()
        off = np.abs(matrix.printed - values)[told]
        assert off.max() <= (0.00501 if decimals else 0)
        if decimals:
            assert matrix.from_colour is not None
            assert np.isnan(matrix.from_colour[~matrix.empty]).all()


def test_without_numbers_jpeg_leaves_nothing_certain(tmp_path: Path) -> None:
    image = Painter(np.eye(40) * 0.5 + 0.01, decimals=True).paint()
    declined = read_matrix(as_jpeg(image, tmp_path / "m.png", 90))
    assert isinstance(declined, Declined)
    assert "as after saving as JPEG" in declined.reason


def test_what_ultralytics_drew_is_read_after_jpeg(shared_folder: Path, tmp_path: Path) -> None:
    read = 0
    folders = [shared_folder / "truth" / "8.4.190" / size for size in ("nc03", "nc08", "nc20")]
    for folder in folders:
        told = json.loads((folder / "truth.json").read_text(encoding="utf-8"))["cm"]
        for name in ("confusion_matrix.png", "confusion_matrix_normalized.png"):
            true = np.array(told, np.float64)
            true = shares_of(true) if "normalized" in name else true
            with Image.open(folder / name) as image:
                matrix = read_matrix(as_jpeg(image, tmp_path / name, 75))
            if isinstance(matrix, Matrix):
                read += 1
                off = np.abs(matrix.printed - true)[~np.isnan(matrix.printed)]
                assert off.max() <= (0.00501 if matrix.normalized else 0), folder
    assert read >= 4


@dataclass
class Sparse(Painter):
    """Marks some cells only, as seaborn does with many, and Ultralytics 8.3.143 from 99 on."""

    marked: Iterable[int] = field(default_factory=tuple)

    def paint(self) -> Image.Image:
        """The whole picture."""
        self._bar()
        for row, column in np.ndindex(self.values.shape):
            self._cell(row, column)
        for k in self.marked:
            middle = round(self._edge(k + 0.5))
            self._mark(self.left + middle, self.top + self.side, down=True)
            self._mark(self.left - 12, self.top + middle, down=False)
        return self.image


def many(size: int) -> np.ndarray:
    """Shares of many classes: most of each is right, some of it another."""
    rng = np.random.default_rng(size)
    counts = np.diag(rng.integers(5, 90, size)) + (rng.random((size, size)) < 0.05) * 4.0
    return shares_of(counts)


@pytest.mark.parametrize("size", [99, 100, 101])
@pytest.mark.parametrize("marks", ["first four", "every third"])
def test_the_size_is_told_by_where_colours_end(tmp_path: Path, size: int, marks: str) -> None:
    values = many(size)
    marked = range(4) if marks == "first four" else range(0, size, 3)
    Sparse(values, decimals=True, marked=marked).paint().save(path := tmp_path / "m.png")
    matrix = read_matrix(path)
    assert isinstance(matrix, Matrix), matrix
    assert matrix.size == size
    assert matrix.from_colour is not None
    assert np.nanmax(np.abs(matrix.from_colour - np.where(matrix.empty, 0, values))) <= 0.006


@pytest.mark.parametrize("filled", [range(3), range(0, 100, 5)])
def test_few_colours_leave_the_size_open(tmp_path: Path, filled: Iterable[int]) -> None:
    values = np.zeros((100, 100))
    for k in filled:
        values[k, k] = 1
    Sparse(values * 0.9, decimals=True, marked=range(4)).paint().save(path := tmp_path / "m.png")
    assert isinstance(read_matrix(path), Declined)


def test_cells_left_empty_may_be_of_the_grey_that_seaborn_sets(tmp_path: Path) -> None:
    """Where a program called its set_theme before the training drew."""
    image = Painter(shares_of(COUNTS), decimals=True).paint()
    pixels = np.array(image)
    inside = pixels[135:1695, 700:2260]
    inside[(inside == 255).all(axis=2)] = (234, 234, 242)
    Image.fromarray(pixels).save(path := tmp_path / "m.png")
    matrix = read_matrix(path)
    assert isinstance(matrix, Matrix), matrix
    np.testing.assert_array_equal(matrix.empty, shares_of(COUNTS) < 0.005)
    assert matrix.from_colour is not None
    assert np.abs(matrix.from_colour - shares_of(COUNTS))[~matrix.empty].max() <= 0.006
