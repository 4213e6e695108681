"""The lines of a legend, read by the forms that they can have.

Matplotlib writes in DejaVu Sans; on Windows and macOS Ultralytics takes Arial; seaborn makes the
letters smaller and tints the paper. What a line says is known but for its digits: so the letters
that are known must be like themselves, and say which fonts are likely; each digit must be sure, in
its likeness as in the number of its holes, and the likely fonts must agree on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

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

VALUE = "#.###"
"""How a line of a class ends in PR."""

_DIGITS = "0123456789"
_LEAST_KNOWN = 0.15  # Likeness of each letter that must be there; its mean is far higher.
_LEAST_MEAN = 0.5
_LIKELY = 0.1  # By how much less than the likest font another may be like these letters.
_SPACE, _NO_SPACE = 0.2, 0.36  # Gaps in font sizes: words are further apart, letters nearer.
_PALEST_PAPER = 225
_FAINTEST = 0.6
_INKED = 0.35
_NUMBERS = re.compile(r"all classes (\d\.\d+|nan)(?: at (\d\.\d+)| (?:hbb )?mAP@0\.5)")


@dataclass(frozen=True)
class Style:
    """How a legend is written."""

    points: float = SIZES[0]
    """Font size in typographic points."""
    fonts: tuple[Font, ...] = FONTS
    """Those that its letters may be of."""


@dataclass(frozen=True)
class Legend:
    """What the plot prints of its mean line."""

    value: float
    """Peak of the mean line (F1, P, R; two decimals) or mAP50 (PR; three decimals)."""
    confidence: float | None
    """Confidence of that peak (three decimals); None for PR."""
    style: Style = field(default=Style(), compare=False)
    """How the legend is written."""


@dataclass(frozen=True)
class _Fitting:
    """A line as one of the forms in one of the fonts."""

    text: str | None
    """None: a digit is in doubt."""
    points: float
    font: Font
    likeness: float
    """Mean of the letters that are known."""


def read_by_form(pixels: Rgba, axes: Axes, row: float, first: int) -> Legend | None:
    """The numbers right of column `first` at `row`; None when any letter is in doubt.

    Raises `PlotDeclined` where the line says that there was nothing to measure.
    """
    fitting = list(_fitting(pixels, axes, row, first))
    likest = max((one.likeness for one in fitting), default=0.0)
    likely = [one for one in fitting if one.likeness >= likest - _LIKELY]
    texts = {one.text for one in likely if one.text}
    if len(texts) != 1:
        return None
    style = Style(likely[0].points, tuple(one.font for one in likely))
    return _printed(texts.pop(), style)


def _fitting(pixels: Rgba, axes: Axes, row: float, first: int) -> Iterator[_Fitting]:
    """The line in each size as each form in each font that it may be of."""
    for points in SIZES:
        em = axes.points(points)
        ink = line_ink(pixels, row, first, em)
        if ink is not None:
            line = cut(ink, em)
            for form in FORMS:
                yield from _fits(line, form, points, FONTS)


def _printed(text: str, style: Style) -> Legend | None:
    found = _NUMBERS.fullmatch(text)
    assert found
    if found[1] == "nan":
        raise PlotDeclined(NO_OBJECTS)
    value, confidence = float(found[1]), float(found[2]) if found[2] else None
    return Legend(value, confidence, style) if max(value, confidence or 0.0) <= 1 else None


def read_values(inks: Sequence[Floats], em: float, style: Style) -> tuple[float, ...] | None:
    """The numbers of the form 0.000 in these lines; None when any digit is in doubt."""
    lines = [cut(ink, em) for ink in inks]
    told = set()
    for font in style.fonts:
        read = [_fits(line, VALUE, style.points, (font,)) for line in lines]
        texts = [one.text for found in read for one in found if one.text]
        if len(texts) == len(lines):
            told.add(tuple(map(float, texts)))
    return told.pop() if len(told) == 1 else None


def line_ink(pixels: Rgba, row: float, first: int, em: float) -> Floats | None:
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


def _fits(line: CutLine, form: str, points: float, fonts: Sequence[Font]) -> Iterator[_Fitting]:
    """The line in each font in which it has this form."""
    wanted = form.replace(" ", "")
    line = _parted(line, form)
    if len(line.letters) != len(wanted) or not _is_spaced(line, form):
        return
    known = [place for place, letter in enumerate(wanted) if letter != "#"]
    least = _LEAST_MEAN if len(known) > 1 else _LEAST_KNOWN
    order = CHARACTERS + MORE
    for font in fonts:
        scores = scores_of(line.letters, line.em, order, font)
        likeness = np.array([scores[place, order.index(wanted[place])] for place in known])
        if likeness.min() >= _LEAST_KNOWN and likeness.mean() >= least:
            text = _text(line, form, scores[:, : len(_DIGITS)])
            yield _Fitting(text, points, font, float(likeness.mean()))


def _text(line: CutLine, form: str, scores: Floats) -> str | None:
    """The line in words; None where a digit is in doubt."""
    told, letters = [], iter(zip(line.letters, scores, strict=True))
    for letter in form:
        found = next(letters) if letter != " " else None
        told.append(digit_of(*found) if found and letter == "#" else letter)
    return "".join(filter(None, told)) if None not in told else None


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
