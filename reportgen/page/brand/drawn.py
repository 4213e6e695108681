"""How much an SVG draws, with the parts that it draws again: a few bytes may come to billions."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import product
from operator import attrgetter
from typing import NamedTuple
from urllib.parse import unquote

MOST_DRAWN = 25_000
"""Elements and letters: as many as a logo of the largest size can hold by itself. Chromium takes
some seconds for four times as many."""
MOST_COUNTED = 1_000_000
"""Parts that are looked at, an element each, before what draws so much is refused uncounted."""
_EFFECT, _DASHES = "\0effect", "\0dashes"
_WEIGHTS = {_EFFECT: 250, _DASHES: 250}
"""What an effect and a dashed line count for. Chromium took 36 s for 2,000 lines of a million
dashes, as many as it draws of one, and was never done with a filter of 15,000 steps."""
_REFERENCE = re.compile(r"(?i)((?:filter|mask|clip-path)\s*+:\s*+)?url\(\s*+['\"]?+\s*+#([^'\")]+)")
"""What is drawn for an element alone where the first group is there, and else for all in it."""
_FUNCTION = re.compile(
    r"(?i)\b(?:blur|brightness|contrast|drop-shadow|grayscale|hue-rotate|invert|opacity|saturate|"
    r"sepia)\("
)
_DASHED = re.compile(r"(?i)stroke-dasharray(?!\s*+:\s*+(?:none|0)\s*+(?:[;!]|\Z))")
_NUMBER = re.compile(r"\d+")
_SIMPLE = re.compile(r"[\w\s.#>-]+")
"""A selector of names, classes and ids; what any other one selects is not known."""


class _Part(NamedTuple):
    """What an element draws."""

    name: str
    is_inherited: bool
    """Whether the elements in it draw it, too."""


class _Element(NamedTuple):
    """What is drawn, and what it draws in its turn."""

    above: int
    """The place of the element that it stands in; -1 for none."""
    inside: frozenset[str]
    """The parts with an id that it stands in."""
    weight: int
    """What it counts for by itself."""
    selects: tuple[str, ...] = ()
    draws: tuple[_Part, ...] = ()
    points: int = 1
    """How many times it draws each of them at the most, where they are markers."""


class DrawnParts:
    """Counts elements, each for itself and for every part with an id that it stands in."""

    def __init__(self) -> None:
        """Nothing is drawn yet."""
        self._open: list[tuple[int, str]] = []
        """Place and id of the elements that stand open."""
        self._elements: list[_Element] = []
        self._has_markers = False

    def start(self, element: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        told = {name.rpartition(" ")[2]: value for name, value in attributes.items()}
        above, own_id = self._above, told.get("id", "")
        self._open.append((len(self._elements), own_id))
        classes = (f".{each}" for each in told.get("class", "").split())
        self._elements.append(
            _Element(
                above,
                self._inside,
                _WEIGHTS[_EFFECT] if element.startswith("fe") else 1,
                ("*", element, f"#{own_id}", *classes),
                tuple(_drawn_by(told)),
                # A marker is drawn at every point of a line.
                max(1, sum(len(_NUMBER.findall(value)) for value in told.values())),
            )
        )
        self._has_markers |= element == "marker"

    def text(self, letters: int) -> None:
        """Letters stand in the last element that began."""
        self._elements.append(_Element(self._above, self._inside, letters))

    def end(self) -> None:
        """The last element that began ends."""
        self._open.pop()

    @property
    def depth(self) -> int:
        """How many elements stand open, each in the one before."""
        return len(self._open)

    @property
    def _above(self) -> int:
        return self._open[-1][0] if self._open else -1

    @property
    def _inside(self) -> frozenset[str]:
        return frozenset(("", *(own_id for _, own_id in self._open)))

    def too_much(self, sheet: str) -> bool:
        """Whether, with its style sheets, it draws too much, or a part of it within itself."""
        selected = _drawn_by_rules(sheet)
        drawn = None if selected is None else self._drawn(selected)
        if drawn is None or (self._has_markers and "path(" in sheet.lower()):
            return True  # Parts and points that nobody counts.
        count = Counter[str](_WEIGHTS)
        for each in self._elements:
            count.update(dict.fromkeys(each.inside, each.weight))
        try:
            for part in TopologicalSorter({"": (), **drawn}).static_order():
                own = drawn.get(part, Counter())
                count[part] += sum(count[other] * times for other, times in own.items())
                if count[part] > MOST_DRAWN:
                    return True
        except CycleError:
            return True
        return False

    def _drawn(self, selected: Mapping[str, list[_Part]]) -> dict[str, Counter[str]] | None:
        """How many times each part draws each other one; None where there is too much to count."""
        drawn = defaultdict[str, Counter[str]](Counter)
        counted = 0
        for each, parts in self._with_parts(selected):
            counted += len(each.inside) * (1 + len(parts))
            if counted > MOST_COUNTED:
                return None
            times = each.points if self._has_markers else 1
            for part, inside in product(parts, each.inside):
                drawn[inside][part.name] += each.weight if part.name in _WEIGHTS else times
        return drawn

    def _with_parts(
        self, selected: Mapping[str, list[_Part]]
    ) -> Iterator[tuple[_Element, list[_Part]]]:
        """Each element with all that it draws: by rules, by itself, and as what it stands in."""
        inherited: dict[int, set[_Part]] = {-1: set()}
        for place, each in enumerate(self._elements):
            parts = [part for word in each.selects for part in selected.get(word, ())]
            # No part is filled with itself.
            above = [part for part in inherited[each.above] if part.name not in each.inside]
            parts += (*each.draws, *above)
            inherited[place] = set(filter(attrgetter("is_inherited"), parts))
            yield each, parts


def _drawn_by(attributes: Mapping[str, str]) -> Iterator[_Part]:
    """The parts that an element draws: ``href="#a"``, and ``url(#a)`` in whatever attribute."""
    for name, value in attributes.items():
        if name == "href" and value.strip().startswith("#"):
            yield _Part(unquote(value.strip()[1:]), False)
        yield from _drawn_in(value if name == "style" else f"{name}:{value}")


def _drawn_in(code: str) -> Iterator[_Part]:
    """The parts and the effects that declarations draw."""
    for alone, name in _REFERENCE.findall(code):
        yield _Part(unquote(name), not alone)
    for _ in _FUNCTION.findall(code):
        yield _Part(_EFFECT, False)
    if _DASHED.search(code):
        yield _Part(_DASHES, True)


def _drawn_by_rules(sheet: str) -> Mapping[str, list[_Part]] | None:
    """The parts that rules of style sheets draw, by each word that may select an element; None
    where there is too much to count.

    What stands in no rule of its own, such as in one around another or without an end, may select
    all.
    """
    selected = defaultdict[str, list[_Part]](list)
    counted = 0
    *ended, rest = sheet.split("}")
    for each in (*ended, f"{rest}{{"):
        *outside, selectors, rule = ("", *each.split("{")) if "{" in each else (each, "", "")
        selected["*"] += _drawn_in(";".join((*outside, selectors)))
        parts = [*_drawn_in(rule)]
        counted += len(parts) * len(selectors)
        if counted > MOST_COUNTED:
            return None
        for selector in filter(str.strip, selectors.split(",") if parts else ()):
            for word in _words_of(selector):
                selected[word] += parts
    return selected


def _words_of(selector: str) -> list[str]:
    """The names, classes and ids of which an element has one where it is selected."""
    simple = _SIMPLE.fullmatch(selector)
    return re.findall(r"[.#]?[\w-]+", selector.split()[-1]) if simple else ["*"]
