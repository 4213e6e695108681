"""Short texts are read letter by letter, and doubt is told."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from reportgen.read.plot import text as plot_text
from reportgen.read.plot.axes import Floats
from reportgen.read.plot.text import (
    BASELINE,
    CELL,
    CHARACTERS,
    EM,
    MORE,
    last_letters,
    read_lines,
)

DIGITS = "0123456789."


def written(text: str, em: float = 38.2, shift: float = 0.0) -> Floats:
    """Ink of a text in the atlas' own letters, at another size and place."""
    with Image.open(plot_text._ATLAS) as atlas:
        cells = np.asarray(atlas)
    parts: list[np.ndarray] = []
    for letter in text:
        if letter == " ":
            parts.append(np.zeros((CELL, EM // 3), np.uint8))
            continue
        place = CHARACTERS.index(letter)
        cell = cells[:, place * CELL : (place + 1) * CELL]
        used = np.flatnonzero(cell.max(axis=0))
        parts += [cell[:, used[0] : used[-1] + 1], np.zeros((CELL, 6), np.uint8)]
    line = Image.fromarray(np.concatenate(parts, axis=1))
    size = (round(line.width * em / EM), round(line.height * em / EM))
    moved = line.transform(line.size, Image.Transform.AFFINE, (1, 0, -shift, 0, 1, shift))
    return np.asarray(moved.resize(size, Image.Resampling.BOX), dtype=float) / 255


@pytest.mark.parametrize("em", [19.1, 27.0, 38.2, 76.4])
def test_every_character_is_told_from_the_others(em: float) -> None:
    readings = read_lines([written(letter + "0", em) for letter in CHARACTERS], em)
    assert "".join(reading.text[0] for reading in readings) == CHARACTERS
    assert min(reading.margin for reading in readings) > 0.1
    assert min(reading.likeness for reading in readings) > 0.4


@settings(max_examples=40, deadline=None)
@given(
    value=st.integers(0, 100),
    confidence=st.integers(0, 1000),
    em=st.floats(18.0, 80.0),
    shift=st.floats(-0.9, 0.9),
)
def test_legends_come_back(value: int, confidence: int, em: float, shift: float) -> None:
    text = f"all classes {value / 100:.2f} at {confidence / 1000:.3f}"
    (reading,) = read_lines([written(text, em, shift)], em)
    assert reading.text == text


def test_lines_are_kept_apart() -> None:
    texts = ["0.5", "", "12", "mAP@0.5"]
    inks = [written(text) if text else np.zeros((40, 50)) for text in texts]
    assert [reading.text for reading in read_lines(inks, 38.2)] == texts


def test_no_ink_is_no_text() -> None:
    for ink in (np.zeros((30, 80)), np.zeros((0, 0)), np.zeros((30, 0))):
        (reading,) = read_lines([ink], 38.2)
        assert (reading.text, reading.likeness) == ("", 0.0)
    assert read_lines([], 38.2) == []


def test_what_is_no_letter_is_not_believed() -> None:
    rng = np.random.default_rng(0)
    blots = [np.pad(rng.random((28, 18)), 4) for _ in range(20)]
    bars = [np.pad(np.ones((h, w)), 3) for h, w in ((40, 30), (5, 40), (60, 60))]
    for reading in read_lines(blots + bars, 38.2, DIGITS):
        assert reading.likeness < 0.4 or reading.margin < 0.1


def test_the_wrong_font_size_is_not_believed() -> None:
    (reading,) = read_lines([written("0.345", em=25)], 38.2, DIGITS)
    assert reading.likeness < 0.4


def test_the_last_letters_are_cut_off() -> None:
    ink = written("class 10 0.925")
    (reading,) = read_lines([last_letters(ink, 5)], 38.2, DIGITS)
    assert reading.text == "0.925"
    assert last_letters(ink[:, :40], 5).shape[1] == 40


def test_the_atlas_holds_one_letter_a_cell() -> None:
    with Image.open(plot_text._ATLAS) as atlas:
        cells = np.asarray(atlas)
    assert cells.shape == (CELL, CELL * len(CHARACTERS + MORE))
    foot = cells[BASELINE - 1].reshape(len(CHARACTERS + MORE), CELL)
    assert (foot.max(axis=1) > 100).all(), "every letter stands on the baseline"
