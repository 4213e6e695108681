"""Plots that are not in DejaVu Sans on white: Arial, seaborn's tint and size, half a cell more."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from reportgen.page.picture.bare import BadPicture
from reportgen.page.picture.images import embed
from reportgen.read.folder.pictures import Picture
from reportgen.read.matrix.picture import Matrix, read_matrix
from reportgen.read.plot import text as plot_text
from reportgen.read.plot.axes import find_axes
from reportgen.read.plot.curves import PlottedCurve, read_curve
from reportgen.read.plot.image import Declined, PlotDeclined, Rgba, decode_png
from reportgen.read.plot.legend import Handle, find_handle, read_legend
from reportgen.read.plot.legend_form import NO_OBJECTS, Legend
from reportgen.read.plot.text import BASELINE, CELL, CHARACTERS, EM, MORE
from tests.conftest import SAMPLES

PLOT = SAMPLES / "segment-short" / "BoxF1_curve.png"


def parts() -> tuple[Rgba, Handle]:
    pixels = decode_png(PLOT).copy()
    return pixels, find_handle(pixels, find_axes(pixels))


def written(text: str, em: float, font: plot_text.Font) -> np.ndarray:
    """Ink of a text in the letters of an atlas, 0 to 255."""
    with Image.open(plot_text._ATLASES[font]) as atlas:
        cells = np.asarray(atlas)
    pieces: list[np.ndarray] = []
    for letter in text:
        if letter == " ":
            pieces.append(np.zeros((CELL, EM // 3), np.uint8))
            continue
        place = (CHARACTERS + MORE).index(letter)
        cell = cells[:, place * CELL : (place + 1) * CELL]
        inked = np.flatnonzero(cell.max(axis=0) > 40)
        pieces += [cell[:, inked[0] : inked[-1] + 1], np.zeros((CELL, EM // 20), np.uint8)]
    ink = Image.fromarray(np.hstack(pieces))
    size = (round(ink.width * em / EM), round(ink.height * em / EM))
    return np.asarray(ink.resize(size, Image.Resampling.BILINEAR))


def printed(text: str, points: float, font: plot_text.Font, paper: int = 255) -> Legend:
    """What is read of a sample's plot with another text in place of its legend's last line."""
    pixels, handle = parts()
    axes = find_axes(pixels)
    em = axes.points(points)
    ink = written(text, em, font)
    row, right = int(handle.row), handle.columns.stop
    pixels[row - 28 : row + 28, right + 10 :, :3] = paper
    top = row + round(0.3 * em) - round(BASELINE * em / EM)
    region = pixels[top : top + ink.shape[0], right + 30 : right + 30 + ink.shape[1], :3]
    region[...] = np.minimum(region, (paper * (255 - ink.astype(int)) // 255)[..., None])
    return read_legend(pixels, axes, find_handle(pixels, axes))


@pytest.mark.parametrize(
    ("points", "paper", "font"),
    [
        *((11.0, 255, font) for font in plot_text.FONTS[:3]),
        (11.0, 240, "Arial"),
        *((8.8, 240, font) for font in ("DejaVu Sans", "Liberation Sans", *plot_text.FONTS[3:])),
    ],
)
def test_numbers_in_either_font_size_and_tint(
    font: plot_text.Font, points: float, paper: int
) -> None:
    usual = font in plot_text.FONTS[:3]
    for value, confidence in ((0.13, 0.456), (0.82, 0.679), (0.57, 0.001))[: 3 if usual else 1]:
        text = f"all classes {value:.2f} at {confidence:.3f}"
        assert printed(text, points, font, paper) == Legend(value, confidence)
    text = f"all classes 0.978 {'hbb ' * usual}mAP@0.5"
    assert printed(text, points, font, paper) == Legend(0.978, None)


def test_a_digit_is_never_taken_for_another_by_the_letters_of_any_font() -> None:
    """Whatever font a legend is in: a digit is read right, or not at all."""
    digits = "0123456789"
    for font in plot_text.FONTS:
        letters = [
            plot_text.cut(written(one, EM / 2, font) / 255.0, EM / 2).letters[0] for one in digits
        ]
        for other in plot_text.FONTS:
            scores = plot_text.scores_of(letters, EM / 2, digits, other)
            told = [plot_text.digit_of(*each) for each in zip(letters, scores, strict=True)]
            assert all(found in (digit, None) for found, digit in zip(told, digits, strict=True))
            assert font != other or None not in told


def test_nan_is_a_reason_of_its_own() -> None:
    with pytest.raises(PlotDeclined, match="no labelled objects"):
        printed("all classes nan mAP@0.5", 11.0, "DejaVu Sans", 240)
    assert "nan" in NO_OBJECTS


@pytest.mark.parametrize(
    "text", ["all classes 0.1 at 0.345", "all classes 2.55 at 0.345", "classes 0.55 at 0.345"]
)
def test_another_form_is_declined(text: str) -> None:
    with pytest.raises(PlotDeclined):
        printed(text, 11.0, "Arial", 240)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (PLOT.read_bytes().replace(b"\r\n", b"\n").replace(b"\r", b""), "line ends were changed"),
        (PLOT.read_bytes().replace(b"\n", b"\r\n")[:-20], "line ends were changed"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n", "git lfs pull"),
    ],
)
def test_what_git_made_of_a_picture_is_said(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "BoxF1_curve.png"
    path.write_bytes(content)
    declined = read_curve(path, "F1")
    assert isinstance(declined, Declined)
    assert said in declined.reason
    with pytest.raises(BadPicture, match=said):
        embed(Picture(path.name, path, len(content)))


def test_letters_that_touch_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """The "at" of Arial and its kin is often one piece of ink."""
    apart = written

    def touching(text: str, em: float, font: plot_text.Font) -> np.ndarray:
        before, _, after = text.partition(" at ")
        a, t = (apart(letter, EM, font) for letter in "at")
        at = np.hstack([a[:, : np.flatnonzero(a.max(axis=0) > 40)[-1] + 1], t])
        at = np.asarray(
            Image.fromarray(at).resize((round(at.shape[1] * em / EM), round(CELL * em / EM)))
        )
        space = np.zeros((len(at), round(em / 3)), np.uint8)
        return np.hstack([apart(before, em, font), space, at, space, apart(after, em, font)])

    monkeypatch.setattr("tests.read.plot.test_other_fonts.written", touching)
    for font in plot_text.FONTS[1:3]:
        assert printed("all classes 0.57 at 0.381", 11.0, font) == Legend(0.57, 0.381)


@pytest.mark.parametrize(
    ("picture", "value", "confidence"),
    [
        ("FishStalkers+yolov5_obb/runs/train/exp/P_curve.png", 0.50, 0.020),
        ("Bryce399+PetWatch---Yolov9/runs/train/exp/F1_curve.png", 0.63, 0.251),
        ("GreyViperTooth+RLRoboticsFinalProject2026/runs/obb/train-9/BoxF1_curve.png", 0.95, 0.381),
    ],
)
def test_real_curves(shared_folder: Path, picture: str, value: float, confidence: float) -> None:
    path = shared_folder / "real-runs-2" / picture
    kind = "P" if path.name == "P_curve.png" else "F1"
    curve = read_curve(path, kind)
    assert isinstance(curve, PlottedCurve), curve
    assert curve.legend == Legend(value, confidence)


@pytest.mark.parametrize(
    ("picture", "counts"),
    [
        (
            "Baiokis+yolo11_gloves_model/runs/detect/train9/confusion_matrix.png",
            [[423, 0, 18], [1, 873, 15], [49, 36, 0]],
        ),
        (
            "GreyViperTooth+RLRoboticsFinalProject2026/runs/obb/train-3/confusion_matrix.png",
            [[274, 16], [2, 0]],
        ),
    ],
)
def test_matrices_in_arial(shared_folder: Path, picture: str, counts: list[list[int]]) -> None:
    matrix = read_matrix(shared_folder / "real-runs-2" / picture)
    assert isinstance(matrix, Matrix), matrix
    assert matrix.counts is not None
    assert matrix.counts.tolist() == counts


@pytest.mark.parametrize(
    ("folder", "size"),
    [
        ("Denliv+AutoML_Models/runs/classify/train", 19),
        ("KeishiIrisa+ramen-classifier/runs/classify/train2", 14),
    ],
)
def test_a_background_that_is_not_drawn_is_no_class(
    shared_folder: Path, folder: str, size: int
) -> None:
    for name in ("confusion_matrix.png", "confusion_matrix_normalized.png"):
        matrix = read_matrix(shared_folder / "real-runs-2" / folder / name)
        assert isinstance(matrix, Matrix), matrix
        assert matrix.size == size
        assert matrix.fully_printed


def test_an_empty_end_beyond_the_classes_is_left_out(shared_folder: Path) -> None:
    folder = shared_folder / "real-runs-2/OferLevin+BirdClassifier-AI"
    matrix = read_matrix(next(folder.rglob("train2/confusion_matrix.png")))
    assert isinstance(matrix, Matrix), matrix
    assert matrix.size == 3
    trimmed = matrix.without_empty_end(2)
    assert trimmed.counts is not None
    assert trimmed.counts.tolist() == [[5, 0], [0, 5]]
    assert matrix.without_empty_end(3) is matrix
    assert matrix.without_empty_end(1) is matrix
