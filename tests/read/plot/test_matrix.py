"""Confusion-matrix pictures give the numbers that they were drawn from, or a reason why not."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageOps

from reportgen.read.matrix.care import AS_DRAWN
from reportgen.read.matrix.colour import Floats, _drawn_shades, find_shades, shade_range
from reportgen.read.matrix.picture import Matrix, fit_scale, read_matrix
from reportgen.read.plot import text as plot_text
from reportgen.read.plot.image import Declined, PlotDeclined
from reportgen.read.plot.text import BASELINE, CELL, CHARACTERS, EM
from tests.conftest import SAMPLES

SHARE = 0.00501
"""A printed share is rounded to two decimals."""


def read(path: Path) -> Matrix:
    """The numbers of a picture that must be readable."""
    matrix = read_matrix(path)
    assert isinstance(matrix, Matrix), f"{path}: {matrix}"
    return matrix


def reason(path: Path) -> str:
    """Why a picture is declined, which it must be."""
    matrix = read_matrix(path)
    assert isinstance(matrix, Declined), path
    assert matrix.reason.endswith(".")
    return matrix.reason


def shares_of(counts: Floats) -> Floats:
    """Shares of each column, as Ultralytics normalises."""
    shares: Floats = counts / (counts.sum(axis=0) + 1e-9)
    return shares


# --- drawn here --------------------------------------------------------------------------------


@dataclass
class Painter:
    """Draws a confusion matrix as Ultralytics does, at full size, with the letters of the atlas."""

    values: Floats
    decimals: bool
    text: Callable[[int, int, str], str] = lambda row, column, written: written

    def __post_init__(self) -> None:
        self.image = Image.new("RGB", (3000, 2250), "white")
        self.pen = ImageDraw.Draw(self.image)
        self.size = len(self.values)
        self.left, self.top, self.side = 700, 135, 1560
        cut_off, rounded = _drawn_shades()
        self.cell_shades = [tuple(int(c) for c in shade) for shade in cut_off]
        self.bar_shades = [tuple(int(c) for c in shade) for shade in rounded]

    def paint(self) -> Image.Image:
        """The whole picture."""
        self._bar()
        for row in range(self.size):
            for column in range(self.size):
                self._cell(row, column)
        for k in range(self.size):
            middle = round(self._edge(k + 0.5))
            self._mark(self.left + middle, self.top + self.side, down=True)
            self._mark(self.left - 12, self.top + middle, down=False)
        return self.image

    def _edge(self, cell: float) -> float:
        return cell * self.side / self.size

    def _shade(self, value: float) -> int:
        return min(int(value / self.values.max() * 256), 255)

    def _cell(self, row: int, column: int) -> None:
        value = float(self.values[row, column])
        if value < 0.005:
            return
        x0, x1 = (round(self.left + self._edge(column + k)) for k in (0, 1))
        y0, y1 = (round(self.top + self._edge(row + k)) for k in (0, 1))
        self.pen.rectangle((x0, y0, x1 - 1, y1 - 1), self.cell_shades[self._shade(value)])
        if self.size < 30:
            written = f"{value:.2f}" if self.decimals else str(int(value))
            colour = "white" if value > 0.45 * self.values.max() else "black"
            place = (self.left + self._edge(column + 0.5), self.top + self._edge(row + 0.5))
            self._write(self.text(row, column, written), 10, place, colour, centred=True)

    def _bar(self) -> None:
        x = 2404
        for y in range(self.side):
            shade = self.bar_shades[255 - int(y * 256 / self.side)]
            self.pen.line((x, self.top + y, x + 77, self.top + y), shade)
        largest = float(self.values.max())
        step = 10.0 ** np.floor(np.log10(largest))
        step = next(s for s in (step / 5, step / 2, step) if largest / s <= 10)
        for k in range(int(largest / step + 1e-9) + 1):
            y = round(self.top + self.side * (1 - k * step / largest))
            self._mark(x + 78, y, down=False)
            self._write(f"{k * step:.10g}", 11, (x + 102, y), "black", centred=False)

    def _mark(self, x: int, y: int, down: bool) -> None:
        self.pen.rectangle(
            (x - 1, y, x + 1, y + 11) if down else (x, y - 1, x + 11, y + 1), "black"
        )

    def _write(
        self, text: str, points: float, place: tuple[float, float], colour: str, centred: bool
    ) -> None:
        em = points * 250 / 72
        widths = [(0.318 if letter == "." else 0.636) * em for letter in text]
        x = place[0] - (sum(widths) / 2 if centred else 0)
        for letter, width in zip(text, widths, strict=True):
            glyph = letter_mask(letter, em)
            corner = (round(x - 10 * em / EM), round(place[1] + 0.25 * em - BASELINE * em / EM))
            self.image.paste(
                colour, (*corner, corner[0] + glyph.width, corner[1] + glyph.height), glyph
            )
            x += width


def letter_mask(letter: str, em: float) -> Image.Image:
    """One letter of the atlas, `em` pixels large."""
    with Image.open(plot_text._ATLAS) as atlas:
        place = CHARACTERS.index(letter) * CELL
        cell = atlas.crop((place, 0, place + CELL, CELL)).convert("L")
    side = round(CELL * em / EM)
    resized: Image.Image = cell.resize((side, side), Image.Resampling.BOX)
    return resized


Save = Callable[..., Path]


@pytest.fixture
def saved(tmp_path: Path) -> Save:
    """Saves a picture and gives its path."""

    def save(image: Image.Image, name: str = "confusion_matrix.png", **options: object) -> Path:
        image.save(tmp_path / name, compress_level=1, **options)  # type: ignore[arg-type]
        return tmp_path / name

    return save


COUNTS = np.array(
    [[93, 4, 0, 17], [1, 148, 12, 9], [0, 7, 310, 2], [26, 138, 55, 0]], dtype=np.float64
)


@pytest.fixture(scope="module")
def drawn() -> Image.Image:
    """A picture of `COUNTS`."""
    return Painter(COUNTS, decimals=False).paint()


def test_counts_come_back(drawn: Image.Image, saved: Save) -> None:
    matrix = read(saved(drawn))
    assert (matrix.size, matrix.normalized) == (4, False)
    assert matrix.fully_printed
    assert matrix.counts is not None
    np.testing.assert_array_equal(matrix.counts, COUNTS)
    np.testing.assert_array_equal(matrix.empty, COUNTS == 0)
    assert matrix.from_colour is None
    assert matrix.shares is None


def test_shares_come_back_from_print_and_from_colour(saved: Save) -> None:
    shares = shares_of(COUNTS)
    matrix = read(saved(Painter(shares, decimals=True).paint()))
    assert matrix.normalized
    assert matrix.counts is None
    assert matrix.shares is not None
    assert matrix.from_colour is not None
    assert np.abs(matrix.shares - shares).max() <= SHARE
    assert np.abs(matrix.from_colour - shares).max() <= 0.006
    assert matrix.fully_printed


def test_rows_are_predicted_and_columns_true(drawn: Image.Image, saved: Save) -> None:
    counts = read(saved(drawn)).counts
    assert counts is not None
    assert (counts[3, 1], counts[1, 3]) == (138, 9)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_number_is_wrong_whatever_the_matrix(data: st.DataObject, saved: Save) -> None:
    size = data.draw(st.sampled_from([2, 3, 5, 9, 16, 24, 29]))
    most = data.draw(st.sampled_from([1, 7, 60, 999, 30_000]))
    decimals = data.draw(st.booleans())
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    counts = rng.integers(0, most + 1, (size, size)) * (rng.random((size, size)) < 0.6)
    counts[0, 0] = most
    values = shares_of(counts.astype(np.float64)) if decimals else counts.astype(np.float64)
    matrix = read_matrix(saved(Painter(values, decimals).paint()))
    if isinstance(matrix, Declined):
        # Numbers wider than a cell may hide the tick marks.
        assert size >= 16
        return
    assert matrix.size == size
    assert matrix.normalized == decimals
    np.testing.assert_array_equal(matrix.empty, values < 0.005)
    told = ~np.isnan(matrix.printed)
    assert np.abs(matrix.printed - values)[told].max(initial=0) <= (SHARE if decimals else 0)
    if matrix.from_colour is not None:
        assert np.nanmax(np.abs(matrix.from_colour - np.where(matrix.empty, 0, values))) <= 0.006
    if size <= 9:
        assert told.sum() >= 0.9 * (~matrix.empty).sum()


def test_a_number_that_its_colour_contradicts_is_not_taken(saved: Save) -> None:
    def forged(row: int, column: int, written: str) -> str:
        return "148" if (row, column) == (0, 0) else written

    matrix = read(saved(Painter(COUNTS, decimals=False, text=forged).paint()))
    assert np.isnan(matrix.printed[0, 0])
    assert not matrix.fully_printed
    assert matrix.printed[1, 1] == 148


def test_numbers_that_contradict_all_colours_decline_the_picture(saved: Save) -> None:
    picture = Painter(COUNTS, decimals=False, text=lambda row, column, written: "777").paint()
    assert "contradict" in reason(saved(picture))


def test_without_print_shares_come_from_colour_and_counts_are_not_told(saved: Save) -> None:
    rng = np.random.default_rng(4)
    counts = (rng.integers(1, 400, (40, 40)) * (rng.random((40, 40)) < 0.2)).astype(np.float64)
    matrix = read(saved(Painter(shares_of(counts), decimals=True).paint()))
    assert (matrix.size, matrix.normalized) == (40, True)
    assert np.isnan(matrix.printed).all()
    assert matrix.from_colour is not None
    assert np.abs(matrix.from_colour - np.where(matrix.empty, 0, shares_of(counts))).max() <= 0.006
    matrix = read(saved(Painter(counts, decimals=False).paint()))
    assert not matrix.normalized
    assert np.isnan(matrix.printed).all()


def test_from_a_hundred_classes_on_some_may_be_left_out(drawn: Image.Image, saved: Save) -> None:
    assert not read(saved(drawn)).maybe_sampled
    counts = np.eye(60) * 7
    assert read(saved(Painter(counts, decimals=False).paint())).maybe_sampled


# --- pictures that were changed ----------------------------------------------------------------


def test_a_picture_of_half_the_size_still_reads(drawn: Image.Image, saved: Save) -> None:
    small = read(saved(drawn.resize((1500, 1125), Image.Resampling.LANCZOS)))
    told = ~np.isnan(small.printed)
    assert told.sum() >= 8
    np.testing.assert_array_equal(small.printed[told], COUNTS[told])


def painted_over(image: Image.Image, box: tuple[int, int, int, int], colour: object) -> Image.Image:
    """A copy with a rectangle of another colour."""
    copy = image.copy()
    copy.paste(colour, box)  # type: ignore[arg-type]
    return copy


CHANGES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "quarter size": lambda image: image.resize((750, 562), Image.Resampling.LANCZOS),
    "stretched": lambda image: image.resize((3000, 2000)),
    "grey": lambda image: image.convert("L"),
    "grey in colour": lambda image: image.convert("L").convert("RGB"),
    "inverted": ImageOps.invert,
    "mirrored": ImageOps.mirror,
    "upside down": ImageOps.flip,
    "red for blue": lambda image: Image.merge("RGB", image.split()[::-1]),
    "sixteen colours": lambda image: image.quantize(16),
    "cut on the right": lambda image: image.crop((0, 0, 2400, 1800)),
    "cut on the left": lambda image: image.crop((720, 0, 3000, 1710)),
    "cut below": lambda image: image.crop((0, 0, 2200, 1650)),
    "no tick marks below": lambda image: painted_over(image, (0, 1696, 2400, 1720), "white"),
    "no tick marks beside": lambda image: painted_over(image, (680, 0, 699, 2250), "white"),
    "no scale": lambda image: painted_over(image, (2495, 0, 3000, 2250), "white"),
    "a factor over the scale": lambda image: painted_over(image, (2410, 95, 2470, 120), "black"),
    "a half painted cell": lambda image: painted_over(image, (700, 135, 900, 500), (8, 48, 107)),
    "a green cell": lambda image: painted_over(image, (700, 135, 1090, 525), "green"),
    "a white band": lambda image: painted_over(image, (0, 900, 3000, 1100), "white"),
    "nothing": lambda image: Image.new("RGB", image.size, "white"),
    "all cells empty": lambda image: painted_over(image, (700, 135, 2260, 1695), "white"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_picture_is_declined(change: str, drawn: Image.Image, saved: Save) -> None:
    reason(saved(CHANGES[change](drawn)))


def test_damaged_files_are_declined(drawn: Image.Image, saved: Save) -> None:
    path = saved(drawn)
    data = path.read_bytes()
    for damaged in (b"", data[:40], data[: len(data) // 2]):
        path.write_bytes(damaged)
        reason(path)
    reason(path.with_name("missing.png"))
    reason(path.parent)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_smeared_pictures_never_crash_and_never_lie(
    data: st.DataObject, drawn: Image.Image, saved: Save
) -> None:
    image = drawn.copy()
    for _ in range(data.draw(st.integers(1, 4))):
        x, y = data.draw(st.integers(0, 2900)), data.draw(st.integers(0, 2200))
        width, height = data.draw(st.integers(1, 900)), data.draw(st.integers(1, 900))
        colour = data.draw(st.tuples(*[st.integers(0, 255)] * 3))
        image.paste(colour, (x, y, x + width, y + height))
    matrix = read_matrix(saved(image))
    if isinstance(matrix, Matrix) and matrix.size == 4:
        # A stroke over digits may hide them, but must not turn them into others.
        told = ~np.isnan(matrix.printed) & (COUNTS > 0)
        np.testing.assert_array_equal(matrix.printed[told], COUNTS[told])


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**32 - 1), blocks=st.sampled_from([1, 20, 200]))
def test_random_pictures_are_declined(seed: int, blocks: int, saved: Save) -> None:
    rng = np.random.default_rng(seed)
    noise = rng.integers(0, 256, (900 // blocks + 1, 1200 // blocks + 1, 3), dtype=np.uint8)
    reason(saved(Image.fromarray(noise).resize((1600, 1200), Image.Resampling.NEAREST)))


# --- the steps ---------------------------------------------------------------------------------


def test_every_shade_is_found_in_both_manners_of_drawing() -> None:
    for shades in _drawn_shades():
        low, high = shade_range(shades.astype(np.uint8), tolerance=0)
        places = np.arange(256)
        assert ((low <= places) & (places <= high)).all()
        assert (high - low).max() <= 1


def test_when_the_manner_is_not_told_both_count() -> None:
    low, high = shade_range(np.array([[178, 210, 232]], np.uint8), tolerance=0)
    assert (int(low[0]), int(high[0])) == (79, 80)


def test_other_colours_are_no_shades() -> None:
    low, high = shade_range(np.array([[200, 30, 30], [8, 48, 113]], np.uint8), tolerance=1)
    assert (low == -1).all()
    assert (high == -1).all()
    with pytest.raises(PlotDeclined, match="shades of blue"):
        find_shades(np.full((2, 2, 3), 90, np.uint8), AS_DRAWN)


def test_a_scale_is_fitted_through_its_numbers() -> None:
    heights = np.array([0.0, 400.0, 800.0, 1200.0])
    assert fit_scale(heights, np.array([0, 20, np.nan, 60]), 1500) == pytest.approx(75)


@pytest.mark.parametrize(
    "labels",
    [
        [0, 20, np.nan, np.nan],
        [0, 20, 40, 80],
        [20, 40, 60, 80],
        [60, 40, 20, 0],
        [20, 20, 20, 20],
    ],
)
def test_a_doubtful_scale_is_declined(labels: list[float]) -> None:
    heights = np.array([0.0, 400.0, 800.0, 1200.0])
    with pytest.raises(PlotDeclined, match="colour bar"):
        fit_scale(heights, np.array(labels, dtype=np.float64), 1500)


# --- Ultralytics' own pictures -----------------------------------------------------------------


def sample_pictures() -> list[Path]:
    """Folders of the sample runs with both matrices."""
    return sorted(path.parent for path in SAMPLES.rglob("confusion_matrix_normalized.png"))


@pytest.mark.parametrize("folder", sample_pictures(), ids=lambda folder: folder.name)
def test_both_pictures_of_a_sample_run_agree(folder: Path) -> None:
    raw, normalized = pair(folder)
    assert raw.fully_printed
    assert_agree(raw, normalized)


def pair(folder: Path) -> tuple[Matrix, Matrix]:
    """Counts and shares of a run folder."""
    raw = read(folder / "confusion_matrix.png")
    normalized = read(folder / "confusion_matrix_normalized.png")
    assert (raw.normalized, normalized.normalized) == (False, True)
    return raw, normalized


def assert_agree(raw: Matrix, normalized: Matrix) -> None:
    """The shares of the columns that are wholly told in counts are those of the other picture."""
    assert raw.counts is not None
    assert normalized.shares is not None
    whole = ~np.isnan(raw.counts).any(axis=0)
    shares = shares_of(raw.counts[:, whole])
    assert np.abs(shares - normalized.shares[:, whole]).max(initial=0) <= 0.006


@dataclass
class Tally:
    """Cells with a printed number: how many there are, are read, and are wrong."""

    cells: int = 0
    read: int = 0
    wrong: int = 0


def compare(path: Path, counts: Floats, tally: Tally) -> None:
    """Compare one picture with its true counts."""
    normalized = "normalized" in path.stem
    true = shares_of(counts) if normalized else counts
    matrix = read(path)
    assert (matrix.size, matrix.normalized) == (len(true), normalized), path
    assert np.isfinite(matrix.printed).any() == (len(true) < 30), path
    np.testing.assert_array_equal(matrix.empty, true < 0.005, err_msg=str(path))
    if matrix.from_colour is not None:
        assert np.abs(matrix.from_colour - np.where(matrix.empty, 0, true)).max() <= 0.006, path
    if len(true) < 30:
        told = ~np.isnan(matrix.printed)
        tally.cells += int((~matrix.empty).sum())
        tally.read += int(told.sum())
        off = np.abs(matrix.printed - true)[told]
        tally.wrong += int((off > (SHARE if normalized else 0)).sum())


def test_against_true_numbers(shared_folder: Path) -> None:
    tally = Tally()
    for group in ("truth", "trained"):
        for truth in sorted((shared_folder / group).rglob("truth.json")):
            counts = np.array(json.loads(truth.read_text(encoding="utf-8"))["cm"], np.float64)
            for path in sorted(truth.parent.glob("confusion_matrix*.png")):
                compare(path, counts, tally)
    assert tally.cells > 1000
    assert tally.wrong == 0
    assert tally.read >= 0.99 * tally.cells


def test_real_runs_contradict_themselves_nowhere(shared_folder: Path) -> None:
    pairs = 0
    pictures = sorted((shared_folder / "real-runs").rglob("confusion_matrix_normalized.png"))
    for path in pictures:
        raw = read_matrix(path.with_name("confusion_matrix.png"))
        normalized = read_matrix(path)
        if isinstance(raw, Matrix) and isinstance(normalized, Matrix):
            assert raw.size == normalized.size, path
            assert_agree(raw, normalized)
            pairs += 1
    assert pairs >= 0.75 * len(pictures)


def test_other_plots_are_declined(shared_folder: Path) -> None:
    run = shared_folder / "trained" / "easy-seed0"
    others = [path for path in sorted(run.glob("*.*")) if not path.name.startswith("confusion")]
    for path in others:
        reason(path)


def test_the_single_file_of_early_versions_is_told_by_its_numbers(saved: Save) -> None:
    shares = shares_of(COUNTS)
    path = saved(Painter(shares, decimals=True).paint(), "confusion_matrix.png")
    assert read(path).normalized
    only_ones = np.eye(4)
    assert not read(saved(Painter(only_ones, decimals=False).paint())).normalized
    assert read(saved(Painter(only_ones, decimals=True).paint())).normalized
