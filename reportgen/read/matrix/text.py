"""The numbers printed in a confusion matrix's cells and beside its colour bar.

On every shade of "Blues" black and white stand out in the red or the blue channel. A number is
cut out where it must stand, in the middle of its cell, and read by `plot_text`; what is not
exactly one number, centred and sure in every digit, is left unread.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np

from reportgen.read.matrix.care import Care
from reportgen.read.matrix.colour import Floats, Mask, Places
from reportgen.read.plot.image import Rgba
from reportgen.read.plot.text import Font, ReadText, cut, digit_of, read_lines, scores_of

MIN_LIKENESS = 0.55
"""Least score of a number's weakest digit: in Arial, which seaborn takes on Windows and macOS
(up to 8.3), a "1" is most like a "4" here, but with a score of 0."""

MIN_MARGIN = 0.1
"""Least lead of a number's weakest character over the next best."""

MIN_LABEL_LIKENESS = 0.2
"""The same beside the colour bar, where a dot of a few pixels may be the weakest character and
the numbers must, besides, lie on one line."""

MAX_DIGITS = 7
"""Longer numbers are not read."""

_DIGITS = "0123456789"
_SHARE = re.compile(r"[01]\d\d")
_COUNT = re.compile(r"[1-9]\d*")
_LABEL = re.compile(r"\d+(\.\d+)?")

_DPI = 250
_BASELINE = 0.25  # "Centred" text stands on a line this far under the middle.
_CELL_POINTS = (8.0, 10.0)  # Sizes of the cells' numbers: seaborn up to 8.2, matplotlib later.
_LABEL_POINTS = (8.8, 10.0, 11.0)
_DARK = 0.5
_OFF_CENTRE = 0.15


@dataclass(frozen=True)
class _Face:
    """A font: widths and heights in parts of its size (em)."""

    font: Font
    digit: float
    point: float
    height: float
    share_ink: float
    """From the left edge of "0.00" to its right edge."""
    gap: float
    """Characters of a number stand closer together than this."""


_DEJAVU = _Face("DejaVu Sans", 0.636, 0.318, 0.729, 2.13, 0.27)
_ARIAL = _Face("Arial", 0.556, 0.278, 0.716, 1.86, 0.33)
_LIBERATION = replace(_ARIAL, font="Liberation Sans")
_WIDEST = _DEJAVU.digit


@dataclass(frozen=True, eq=False)
class Prints:
    """What the cells' numbers were read as, before their colours are asked."""

    numbers: Floats
    """(size, size), NaN where nothing was read."""
    decimals: bool | None
    """Whether they are written 0.12 or whole; None when that could not be told."""


@dataclass(frozen=True, eq=False)
class _Cells:
    """The ink in and around the filled cells, one window a cell."""

    ink: Floats
    """(count, rows, columns) in 0..1; the middle column is the middle of the cell."""
    own: slice
    """The columns that surely lie inside the cell itself."""
    top: int
    """Row of the cell's middle against the first row."""


def read_prints(
    pixels: Rgba,
    x: Floats,
    y: Floats,
    filled: Mask,
    scale: float,
    decimals: bool | None,
    care: Care,
) -> Prints | None:
    """Read the numbers in the cells whose middles are `x`, `y` (size,) and which are `filled`.

    `scale` is the picture's size against Ultralytics' own, `decimals` whether the numbers must
    be of the form 0.12 (None: look). None when the picture carries no numbers.
    """
    cells = _ink_of(pixels, x, y, filled, scale, care.contrast)
    if cells is None:
        return None
    read = _read_in(_DEJAVU, cells, x, filled, scale, decimals)
    if not np.isnan(read.numbers[filled]).any():
        return read
    others = [_read_in(face, cells, x, filled, scale, decimals) for face in (_ARIAL, _LIBERATION)]
    best, *rest = sorted((read, *others), key=lambda one: -int(np.isfinite(one.numbers).sum()))
    clash = np.zeros(filled.shape, dtype=bool)
    for other in rest:
        clash |= np.isfinite(other.numbers) & (best.numbers != other.numbers)
    return Prints(np.where(clash, np.nan, best.numbers), best.decimals)


def _read_in(
    face: _Face, cells: _Cells, x: Floats, filled: Mask, scale: float, decimals: bool | None
) -> Prints:
    """The numbers as letters of one font."""
    numbers = np.full(filled.shape, np.nan)
    em = _letter_size(cells, scale, face)
    if em is None:
        return Prints(numbers, decimals)
    decimals = _have_dots(cells, em, face) if decimals is None else decimals
    read = _read_shares if decimals else _read_counts
    numbers[filled] = read(cells, em, face)
    if decimals and x[1] - x[0] < face.share_ink * em:
        numbers[_beside(filled)] = np.nan
    return Prints(numbers, decimals)


def _beside(filled: Mask) -> Mask:
    """The cells that have a filled cell left or right of them."""
    beside = np.zeros_like(filled)
    beside[:, 1:] |= filled[:, :-1]
    beside[:, :-1] |= filled[:, 1:]
    return beside


def _ink_of(
    pixels: Rgba, x: Floats, y: Floats, filled: Mask, scale: float, contrast: int
) -> _Cells | None:
    """Cut out what stands in the filled cells; None when most of them hold no number."""
    em = _CELL_POINTS[-1] * _DPI / 72 * scale
    pitch = float(x[1] - x[0])
    half, rise = int(em * _WIDEST * (MAX_DIGITS + 1) / 2), round(0.65 * em)
    at_row, at_column = np.nonzero(filled)
    columns = np.floor(x).astype(np.intp)[at_column, None] + np.arange(-half, half + 1)
    rows = np.floor(y).astype(np.intp)[at_row, None] + np.arange(-rise, rise)
    # Above its number a cell shows its plain colour, and so do the cells beside it.
    plain = np.floor(y - 0.4 * pitch).astype(np.intp)[at_row, None]
    # Tick marks stand beside the matrix, at the height of the numbers.
    outside = (columns < x[0] - pitch / 2) | (columns > x[-1] + pitch / 2)
    columns = columns.clip(0, pixels.shape[1] - 1)
    ink = np.zeros((len(at_row), 2 * rise, 2 * half + 1))
    for channel in (pixels[..., 0], pixels[..., 2]):
        drawn = channel[rows[:, :, None], columns[:, None, :]].astype(np.int16)
        np.maximum(ink, np.abs(drawn - channel[plain, columns][:, None, :]), out=ink)
    np.copyto(ink, 0, where=outside[:, None, :])
    inside = min(half, int(pitch / 2) - 2)
    own = slice(half - inside, half + inside + 1)
    peak = ink[:, :, own].max(axis=(1, 2))
    if (peak >= contrast).mean() < 0.5:
        return None
    ink /= np.maximum(peak, contrast)[:, None, None]
    return _Cells(np.minimum(ink, 1, out=ink), own, rise)


def _letter_size(cells: _Cells, scale: float, face: _Face) -> float | None:
    """Pixels an em of the cells' numbers; None when they are of no size that is used."""
    inked = (cells.ink[:, :, cells.own] > _DARK).any(axis=2)
    return _nearest_size(float(np.median(inked.sum(axis=1))), _CELL_POINTS, scale, face)


def _nearest_size(
    height: float, points: tuple[float, ...], scale: float, face: _Face
) -> float | None:
    """Pixels an em of that one of the sizes whose digits are `height` pixels high."""
    sizes = [point * _DPI / 72 * scale for point in points]
    size = min(sizes, key=lambda em: abs(em * face.height + 0.5 - height))
    return size if abs(size * face.height + 0.5 - height) <= 0.08 * size + 0.5 else None


def _dot_of(cells: _Cells, em: float, face: _Face) -> slice:
    """Columns where "0.00" has its dot, and only that."""
    middle = cells.ink.shape[2] // 2 - round(face.digit / 2 * em)
    reach = max(1, round(0.13 * em))
    return slice(middle - reach, middle + reach + 1)


def _have_dots(cells: _Cells, em: float, face: _Face) -> bool:
    """Whether most numbers have something left of the dot's place, and nothing above the dot."""
    dot = _dot_of(cells, em, face)
    above = cells.ink[:, : cells.top + round((_BASELINE - 0.2) * em), dot]
    before = cells.ink[:, :, dot.start - round(face.digit * em) : dot.start]
    dotted = (before.max(axis=(1, 2)) > _DARK) & (above.max(axis=(1, 2)) < _DARK)
    return bool(dotted.mean() > 0.5)


def _read_shares(cells: _Cells, em: float, face: _Face) -> Floats:
    """Numbers of the form 0.00: three digits around a dot, which itself is not looked at."""
    middle = cells.ink.shape[2] // 2
    half = round((3 * face.digit + face.point) / 2 * em) - 1
    dot = _dot_of(cells, em, face)
    lines = cells.ink[:, :, middle - half : middle + half + 1].copy()
    lines[:, :, dot.start - middle + half : dot.stop - middle + half] = 0
    return _numbers(list(lines), em, _SHARE, face) / 100


def _read_counts(cells: _Cells, em: float, face: _Face) -> Floats:
    """Whole numbers, each alone in the middle of its cell."""
    return _numbers(_count_lines(cells, em, face), em, _COUNT, face)


def _count_lines(cells: _Cells, em: float, face: _Face) -> list[Floats]:
    """The windows cut to the one number in their middle; empty where it is not just one."""
    inked: Mask = np.any(cells.ink > _DARK, axis=1)
    middle = inked.shape[1] // 2
    right = _first_gap(inked[:, middle:], em, face)
    left = _first_gap(inked[:, middle::-1], em, face)
    clear = (left >= 0) & (right >= 0) & (np.abs(right - left) <= 2 * _OFF_CENTRE * em)
    begin = np.maximum(np.where(clear, middle - left - 1, middle), 0)
    end = np.where(clear, middle + right + 2, middle)
    return [window[:, b:e] for window, b, e in zip(cells.ink, begin, end, strict=True)]


def _first_gap(inked: Mask, em: float, face: _Face) -> Places:
    """Columns before the first gap wider than any inside a number; -1 when there is none."""
    gap = round(face.gap * em)
    total = np.cumsum(np.pad(inked, ((0, 0), (1, 0))), axis=1)
    blank = total[:, gap:] == total[:, :-gap]
    return np.where(blank.any(axis=1), blank.argmax(axis=1), -1)


def _numbers(lines: list[Floats], em: float, form: re.Pattern[str], face: _Face) -> Floats:
    """The numbers in lines of ink; NaN where one is in doubt or not of the form."""
    if face is not _DEJAVU:
        return np.array([_by_digits(line, em, form, face.font) for line in lines])
    return np.array([_number(one, form, MIN_LIKENESS) for one in read_lines(lines, em, _DIGITS)])


def _by_digits(ink: Floats, em: float, form: re.Pattern[str], font: Font) -> float:
    """A number in Arial or its kin, whose digits are nearer to one another: holes count too."""
    letters = cut(ink, em).letters
    if not letters:
        return float("nan")
    scores = scores_of(letters, em, _DIGITS, font)
    digits = [digit_of(letter, row) for letter, row in zip(letters, scores, strict=True)]
    text = "".join(digit or "?" for digit in digits)
    return float(text) if form.fullmatch(text) else float("nan")


def _number(reading: ReadText, form: re.Pattern[str], least: float) -> float:
    """One number; NaN when it is in doubt or not of the form."""
    sure = reading.likeness >= least and reading.margin >= MIN_MARGIN
    text = reading.text.replace(" ", "")  # What surrounds a "1" is as wide as a space.
    return float(text) if sure and form.fullmatch(text) else float("nan")


def read_labels(pixels: Rgba, y: Floats, x: int, scale: float) -> Floats:
    """The numbers right of the colour bar's tick marks, NaN where one is in doubt.

    `y` are the middles of the marks, `x` is the bar's right edge, `scale` as for `read_prints`.
    """
    lines = [_label_ink(pixels, float(middle), x, scale) for middle in y]
    read, _ = _labels_in(_DEJAVU, lines, scale)
    if not np.isnan(read).any():
        return read
    faces = [_labels_in(face, lines, scale) for face in (_DEJAVU, _ARIAL, _LIBERATION)]
    numbers, likeness = (np.stack(parts) for parts in zip(*faces, strict=True))
    best = np.where(np.isfinite(numbers), likeness, -1.0).argmax(axis=0)
    told: Floats = numbers[best, np.arange(len(lines))]
    return told


def _labels_in(face: _Face, lines: list[Floats], scale: float) -> tuple[Floats, Floats]:
    """The numbers as letters of one font, and how sure the weakest letter of each is."""
    heights = [int((line > _DARK).any(axis=1).sum()) for line in lines]
    em = _nearest_size(float(np.median(heights)), _LABEL_POINTS, scale, face) if heights else None
    if em is None:
        return np.full(len(lines), np.nan), np.full(len(lines), -1.0)
    readings = read_lines(lines, em, _DIGITS + ".", face.font)
    numbers = np.array([_number(one, _LABEL, MIN_LABEL_LIKENESS) for one in readings])
    return numbers, np.array([one.likeness for one in readings])


def _label_ink(pixels: Rgba, y: float, x: int, scale: float) -> Floats:
    """The ink right of one tick mark, in 0..1."""
    em = _LABEL_POINTS[-1] * _DPI / 72 * scale
    top = max(0, round(y - 0.6 * em))
    ink: Floats = (255.0 - pixels[top : round(y + 0.6 * em), x : x + round(6 * em), 0]) / 255
    mark = ink[min(int(y) - top, len(ink) - 1)]
    inside = round(0.15 * em)
    end = inside + int(np.argmax(mark[inside:] < 0.1)) + 1
    text = ink[:, end:]
    return text / max(float(text.max(initial=0.0)), 0.3)
