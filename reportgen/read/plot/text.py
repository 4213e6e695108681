"""Short texts in a plot, read letter by letter.

Matplotlib writes every text of these plots in DejaVu Sans, or in Arial where Ultralytics finds
that on the machine, or in what stands in for Arial there. A line of text is cut into letters at its
empty columns; each letter is brought to one size and compared with the letters of a small atlas, by
likeness, by proportions and by place on the line. The reading says how sure its weakest letter is,
so that a letter like none, or like two, need not be believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from reportgen.read.plot.axes import Floats, runs

CHARACTERS = "0123456789.@acelmstAP"
"""What the atlas holds, in its order: all that "all classes 0.65 at 0.345 mAP@0.5" needs."""

MORE = "hbno"
"""And behind that, for "hbb" and "nan", which few legends have."""

EM = 64
"""Font size of the atlas in pixels."""

CELL = 80
"""Width and height of a cell of the atlas in pixels."""

BASELINE = 60
"""Row of the atlas on which the letters stand."""

Font = Literal[
    "DejaVu Sans",
    "Arial",
    "Liberation Sans",
    "FreeSans",
    "Lato",
    "Noto Sans",
    "Open Sans",
    "Roboto",
]
FONTS: tuple[Font, ...] = get_args(Font)

_ASSETS = Path(__file__).parent / "assets"
_ATLAS = _ASSETS / "glyphs.png"
_ATLASES: dict[Font, Path] = {
    "DejaVu Sans": _ATLAS,
    "Arial": _ASSETS / "glyphs_arial.png",
    "Liberation Sans": _ASSETS / "glyphs_liberation.png",
    "FreeSans": _ASSETS / "glyphs_freesans.png",
    "Lato": _ASSETS / "glyphs_lato.png",
    "Noto Sans": _ASSETS / "glyphs_noto.png",
    "Open Sans": _ASSETS / "glyphs_opensans.png",
    "Roboto": _ASSETS / "glyphs_roboto.png",
}
_GRID = (20, 14)
_INK = 0.35
_SPACE = 0.22  # A gap wider than this part of the font size is a space.
_DIGITS = "0123456789"
_TALL_HOLE = 0.55  # Of the letter's height; that of 0 is taller, those of 4, 6 and 9 are not.
_LOW_HOLE = 0.55  # Where the middle of a hole stands, from the top; that of 6 is lower.
_LEAST_DIGIT = 0.45
_LEAST_LEAD = 0.1  # Of a digit over the others with as many holes.
_TALL = 0.45  # Letters taller than this part of the font size stand on the baseline.


@dataclass(frozen=True)
class ReadText:
    """One line of text as read."""

    text: str
    likeness: float
    """Score of the least sure letter: about 1 for a perfect one, under 0 for nonsense."""
    margin: float
    """Smallest lead of a letter's score over the next best character's."""


@dataclass(frozen=True)
class _Letters:
    """Letters brought to one size, and how they stood on their line (in font sizes)."""

    grids: Floats
    """Shape (n, cells): ink -1..1, each row of length 1."""
    boxes: Floats
    """Shape (n, 4): top and bottom against the baseline, height, width."""


def read_lines(
    inks: Sequence[Floats],
    em: float,
    characters: str = CHARACTERS,
    font: Font = "DejaVu Sans",
) -> list[ReadText]:
    """Read several lines of text.

    Each of `inks` is one line cut out of its picture: 0 for paper to 1 for ink, shape
    (height, width). `em` is the font size in pixels, `characters` what can occur.
    """
    lines = [cut(ink, em) for ink in inks]
    found = list(chain.from_iterable(line.letters for line in lines))
    if not found:
        return [ReadText("", 0.0, 0.0) for _ in lines]
    scores = scores_of(found, em, characters, font)
    readings, first = [], 0
    for line in lines:
        last = first + len(line.letters)
        readings.append(_reading(scores[first:last], line.spaces, characters))
        first = last
    return readings


def last_letters(ink: Floats, count: int) -> Floats:
    """The part of a line of text that holds its last `count` letters."""
    starts, _ = runs(ink.max(axis=0, initial=0.0) > _INK)
    return ink[:, starts[-count] :] if len(starts) > count else ink


@dataclass(frozen=True)
class Letter:
    """One letter cut out of its line."""

    ink: Floats
    """0 for paper to 1 for ink; shape (height, width)."""
    top: float
    bottom: float
    """Both in pixels against the baseline, downwards."""


@dataclass(frozen=True)
class CutLine:
    """A line of text in its letters."""

    letters: list[Letter]
    gaps: list[float]
    """Pixels between each letter and the one before; 0 before the first."""
    em: float

    @property
    def spaces(self) -> list[bool]:
        """Whether a space stands before each letter."""
        return [bool(gap > _SPACE * self.em) for gap in self.gaps]


def _baseline(heights: Sequence[tuple[int, int]], em: float) -> float:
    """Where most tall letters stand, by the top and the bottom of each letter."""
    tall = [bottom for top, bottom in heights if bottom - top > _TALL * em]
    return float(np.median(tall)) if tall else max((bottom for _, bottom in heights), default=0.0)


def cut(ink: Floats, em: float) -> CutLine:
    """Cut a line into letters at its empty columns."""
    starts, ends = runs(ink.max(axis=0, initial=0.0) > _INK)
    boxes = []
    for start, end in zip(starts, ends, strict=True):
        rows = np.flatnonzero(ink[:, start:end].max(axis=1) > _INK)
        boxes.append((int(start), int(end), int(rows[0]), int(rows[-1]) + 1))
    baseline = _baseline([(top, bottom) for _, _, top, bottom in boxes], em)
    letters = [Letter(ink[t:b, s:e], t - baseline, b - baseline) for s, e, t, b in boxes]
    gaps = [0.0, *(starts[1:] - ends[:-1])]
    return CutLine(letters, list(map(float, gaps)), em)


def _letters(found: Sequence[Letter], em: float) -> _Letters:
    """Bring letters to one size."""
    grids = np.stack([_resized(letter.ink) for letter in found]) * 2 - 1
    grids = grids.reshape(len(found), -1)
    grids /= np.linalg.norm(grids, axis=1, keepdims=True) + 1e-9
    shapes = [(one.top, one.bottom, *one.ink.shape) for one in found]
    return _Letters(grids, np.array(shapes, dtype=float) / em)


def _resized(ink: Floats) -> Floats:
    """One letter on the grid of `_GRID`, each cell the ink at its middle, interpolated."""
    (rows, row_weights), (columns, column_weights) = (
        _samples(size, cells) for size, cells in zip(ink.shape, _GRID, strict=True)
    )
    upper, lower = ink[rows[0]], ink[rows[1]]
    stretched = upper + (lower - upper) * row_weights[:, None]
    left, right = stretched[:, columns[0]], stretched[:, columns[1]]
    return left + (right - left) * column_weights


@lru_cache(maxsize=512)
def _samples(size: int, cells: int) -> tuple[tuple[NDArray[np.intp], NDArray[np.intp]], Floats]:
    """Which two of `size` pixels each of `cells` lies between, and how near the second."""
    place = np.clip((np.arange(cells) + 0.5) * size / cells - 0.5, 0, size - 1)
    first = np.minimum(place.astype(np.intp), max(size - 2, 0))
    return (first, np.minimum(first + 1, size - 1)), place - first


def scores_of(found: Sequence[Letter], em: float, characters: str, font: Font) -> Floats:
    """Likeness of each letter to each character, less what its place and shape speak against.

    About 1 for a perfect letter, below 0 for nonsense; shape (letters, characters).
    """
    known, letters = _atlas(font), _letters(found, em)
    order = CHARACTERS + MORE
    chosen = [order.index(character) for character in characters]
    likeness = letters.grids @ known.grids[chosen].T
    distance = np.abs(letters.boxes[:, None] - known.boxes[None, chosen]).sum(axis=2)
    scores: Floats = likeness - 1.5 * distance
    return scores


def _reading(scores: Floats, spaces: Sequence[bool], characters: str) -> ReadText:
    """The best character for each row of scores."""
    if not len(scores):
        return ReadText("", 0.0, 0.0)
    order = np.sort(scores, axis=1)
    names = [characters[k] for k in scores.argmax(axis=1)]
    text = "".join(" " * space + name for space, name in zip(spaces, names, strict=True))
    margin = float((order[:, -1] - order[:, -2]).min()) if len(characters) > 1 else 1.0
    return ReadText(text, float(order[:, -1].min()), margin)


@lru_cache(maxsize=len(FONTS))
def _atlas(font: Font = "DejaVu Sans") -> _Letters:
    """The known characters."""
    from PIL import Image

    with Image.open(_ATLASES[font]) as image:
        ink = np.asarray(image, dtype=float) / 255
    letters = []
    for place in range(len(CHARACTERS + MORE)):
        cell = ink[:, place * CELL : (place + 1) * CELL]
        rows, columns = (np.flatnonzero(cell.max(axis=axis) > _INK) for axis in (1, 0))
        box = cell[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        letters.append(Letter(box, rows[0] - BASELINE, rows[-1] + 1 - BASELINE))
    return _letters(letters, EM)


def digit_of(letter: Letter, scores: Floats) -> str | None:
    """The digit that a letter is; None when it is like none, or like two with holes alike.

    `scores` are those of the ten digits, 0 first.
    """
    best = _DIGITS[int(scores.argmax())]
    alike = _with_holes(letter.ink)
    others = [scores[int(digit)] for digit in alike if digit != best]
    lead = float(scores.max()) - max(others, default=-1.0)
    sure = best in alike and scores.max() >= _LEAST_DIGIT and lead >= _LEAST_LEAD
    return best if sure else None


def _with_holes(ink: Floats) -> str:
    """The digits that have holes as a letter has them, in whatever font."""
    holes = _holes(ink)
    if len(holes) != 1:
        return {0: "12357", 2: "8"}.get(len(holes), "")
    top, bottom = holes[0]
    if bottom - top > _TALL_HOLE:
        return "0"
    return "6" if (top + bottom) / 2 > _LOW_HOLE else "49"


def _holes(ink: Floats) -> list[tuple[float, float]]:
    """Top and bottom, in heights of the letter, of each piece of paper of two pixels inside."""
    paper = np.pad(ink < 0.5, 1, constant_values=True)
    seen = ~paper
    starts = zip(*np.nonzero(paper), strict=True)
    pieces = [_fill(seen, start) for start in starts if not seen[start]]
    ends = [(min(piece)[0], max(piece)[0]) for piece in pieces[1:] if len(piece) >= 2]
    return [((top - 1) / len(ink), bottom / len(ink)) for top, bottom in ends]


def _fill(seen: NDArray[np.bool_], start: tuple[int, int]) -> list[tuple[int, int]]:
    """Mark the piece that `start` is of as seen; its pixels."""
    seen[start] = True
    piece = [start]
    for row, column in piece:
        for near in ((row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1)):
            inside = 0 <= near[0] < seen.shape[0] and 0 <= near[1] < seen.shape[1]
            if inside and not seen[near]:
                seen[near] = True
                piece.append(near)
    return piece
