"""The legend's line for all classes, read by its form where reading it freely leaves a doubt.

On Windows and macOS Ultralytics writes plots in Arial; seaborn makes the letters smaller and tints
the paper. What the line says is known but for its digits: so the letters that are known must be
like themselves, and each digit must be sure, in its likeness as in the number of its holes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from reportgen.read.plot.axes import Axes, Floats
from reportgen.read.plot.image import PlotDeclined, Rgba
from reportgen.read.plot.text import (
    CHARACTERS,
    FONTS,
    MORE,
    CutLine,
    Font,
    Letter,
    cut,
    digit_of,
    scores_of,
)

SIZES = (11.0, 8.8)
"""Font sizes of the legend in typographic points: Matplotlib's, and seaborn's scaled by 0.8."""
FORMS = (
    "all classes #.## at #.###",
    "all classes #.### mAP@0.5",
    "all classes #.### hbb mAP@0.5",
    "all classes nan at #.###",
    "all classes nan mAP@0.5",
)
"""What the line can say; # stands for a digit."""
NO_OBJECTS = "Validation found no labelled objects, so the legend's value is nan."

_DIGITS = "0123456789"
_LEAST_KNOWN = 0.15  # Likeness of each letter that must be there; its mean is far higher.
_LEAST_MEAN = 0.5
_SPACE, _NO_SPACE = 0.2, 0.36  # Gaps in font sizes: words are further apart, letters nearer.
_PALEST_PAPER = 225
_FAINTEST = 0.6
_INKED = 0.35
_NUMBERS = re.compile(r"all classes (\d\.\d+|nan)(?: at (\d\.\d+)| (?:hbb )?mAP@0\.5)")


@dataclass(frozen=True)
class Printed:
    """The numbers of the line; None where it prints none."""

    value: float | None
    confidence: float | None


def read_by_form(pixels: Rgba, axes: Axes, row: float, first: int) -> Printed | None:
    """The numbers right of column `first` at `row`; None when any letter is in doubt.

    Raises `PlotDeclined` where the line says that there was nothing to measure.
    """
    texts = set()
    for points in SIZES:
        em = axes.points(points)
        ink = _ink(pixels, row, first, em)
        if ink is None:
            continue
        line = cut(ink, em)
        texts |= {text for form in FORMS for font in FONTS for text in _read(line, form, font)}
    if len(texts) != 1:
        return None
    found = _NUMBERS.fullmatch(texts.pop())
    assert found
    if found[1] == "nan":
        raise PlotDeclined(NO_OBJECTS)
    value, confidence = float(found[1]), float(found[2]) if found[2] else None
    return Printed(value, confidence) if max(value, confidence or 0.0) <= 1 else None


def _ink(pixels: Rgba, row: float, first: int, em: float) -> Floats | None:
    """The text on its paper, 0 to 1; None where the paper is dark or the text is faint."""
    top, bottom = max(0, int(row - 0.62 * em)), int(row + 0.62 * em)
    region = pixels[top:bottom, first + int(0.25 * em) :, :3]
    if not region.size:
        return None
    paper = np.median(region[:, : max(3, int(0.25 * em))].reshape(-1, 3), axis=0)
    if paper.min() < _PALEST_PAPER:
        return None
    ink = np.clip((paper[1] - region[..., 1].astype(float)) / paper[1], 0, 1)
    border = np.flatnonzero((ink > 0.05).mean(axis=0) > 0.97)
    ink = ink[:, : int(border[0])] if len(border) else ink  # the legend's own frame ends the text
    darkest = float(ink.max(initial=0.0))
    return np.minimum(ink / darkest, 1) if darkest >= _FAINTEST else None


def _read(line: CutLine, form: str, font: Font) -> Iterator[str]:
    """The line in words, if it has this form in this font."""
    wanted = form.replace(" ", "")
    line = _parted(line, form)
    if len(line.letters) != len(wanted) or not _is_spaced(line, form):
        return
    known = [place for place, letter in enumerate(wanted) if letter != "#"]
    order = CHARACTERS + MORE
    scores = scores_of(line.letters, line.em, order, font)
    likeness = np.array([scores[place, order.index(wanted[place])] for place in known])
    if likeness.min() < _LEAST_KNOWN or likeness.mean() < _LEAST_MEAN:
        return
    digits = {
        place: digit_of(line.letters[place], scores[place, : len(_DIGITS)])
        for place, letter in enumerate(wanted)
        if letter == "#"
    }
    if None not in digits.values():
        letters = iter(digits.get(place) or letter for place, letter in enumerate(wanted))
        yield "".join(" " if letter == " " else next(letters) for letter in form)


def _parted(line: CutLine, form: str) -> CutLine:
    """The line with letters apart that touch, as "at" does in Arial: in words of letters only."""
    starts = [place for place, gap in enumerate(line.gaps) if not place or gap >= _SPACE * line.em]
    words = form.split()
    if len(starts) != len(words):
        return line
    letters: list[Letter] = []
    gaps: list[float] = []
    for word, first, last in zip(words, starts, [*starts[1:], len(line.gaps)], strict=True):
        found = line.letters[first:last]
        if len(found) == len(word) - 1 and "#" not in word:
            widest = max(range(len(found)), key=lambda place: found[place].ink.shape[1])
            found[widest : widest + 1] = _halves(found[widest])
        letters += found
        gaps += [*line.gaps[first:last], *[0.0] * (len(found) - (last - first))]
    return CutLine(letters, gaps, line.em)


def _halves(both: Letter) -> list[Letter]:
    """Two letters that touch, parted where least ink stands between them."""
    columns = both.ink.sum(axis=0)
    third = max(len(columns) // 4, 1)
    at = third + int(columns[third : len(columns) - third].argmin())
    halves = []
    for ink in (both.ink[:, :at], both.ink[:, at:]):
        rows = np.flatnonzero(ink.max(axis=1, initial=0.0) > _INKED)
        if not len(rows):
            return [both]
        top, bottom = int(rows[0]), int(rows[-1]) + 1
        halves.append(Letter(ink[top:bottom], both.top + top, both.top + bottom))
    return halves


def _is_spaced(line: CutLine, form: str) -> bool:
    """Whether words stand apart and letters of one do not."""
    starts = np.cumsum([0, *(len(word) for word in form.split())])[:-1]
    apart = np.isin(np.arange(len(line.letters)), starts[1:])
    gaps = np.array(line.gaps) / line.em
    return bool((gaps[apart] >= _SPACE).all() and (gaps[~apart] <= _NO_SPACE).all())
