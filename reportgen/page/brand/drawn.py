"""How much an SVG draws, with the parts that it draws again: a few bytes may come to billions."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from urllib.parse import unquote

MOST_DRAWN = 25_000
"""Elements: as many as a logo of the largest size can hold by itself. Chromium takes some seconds
for four times as many."""
_REFERENCE = re.compile(r"url\(\s*['\"]?\s*#([^'\")]+)")
_NUMBER = re.compile(r"\d+")
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")


class DrawnParts:
    """Counts elements, each for itself and for every part with an id that it stands in."""

    def __init__(self) -> None:
        """Nothing is drawn yet."""
        self._open: list[str] = []
        self._elements: list[tuple[frozenset[str], list[str], list[str], int]] = []
        """The parts that an element stands in, what selects it, the parts that it draws, and how
        many times at the most."""
        self._has_markers = False

    def start(self, element: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        told = {name.rpartition(" ")[2]: value for name, value in attributes.items()}
        self._open.append(told.get("id", ""))
        selects = ["*", element, f"#{self._open[-1]}"]
        selects += [f".{each}" for each in told.get("class", "").split()]
        # A marker is drawn at every point of a line.
        self._has_markers |= element == "marker"
        points = len(_NUMBER.findall(f"{told.get('d')} {told.get('points')}"))
        inside = frozenset(("", *self._open))
        self._elements.append((inside, selects, [*_drawn_by(told)], max(1, points)))

    def end(self) -> None:
        """The last element that began ends."""
        self._open.pop()

    @property
    def depth(self) -> int:
        """How many elements stand open, each in the one before."""
        return len(self._open)

    def too_much(self, sheet: str) -> bool:
        """Whether, with its style sheets, it draws too much, or a part of it within itself."""
        count, drawn = Counter[str](), defaultdict[str, Counter[str]](Counter)
        selected = _drawn_by_rules(sheet)
        for inside, selects, own, points in self._elements:
            more = [*own, *(part for each in selects for part in selected.get(each, ()))]
            times = points if self._has_markers else 1
            for part in inside:
                count[part] += 1
                for each in more:
                    drawn[part][each] += times
        try:
            for part in TopologicalSorter(drawn).static_order():
                count[part] += sum(count[each] * times for each, times in drawn[part].items())
                if count[part] > MOST_DRAWN:
                    return True
        except CycleError:
            return True
        return False


def _drawn_by(attributes: Mapping[str, str]) -> Iterator[str]:
    """The parts that an element draws: ``href="#a"``, and ``url(#a)`` in whatever attribute."""
    for name, value in attributes.items():
        if name == "href" and value.strip().startswith("#"):
            yield unquote(value.strip()[1:])
        yield from map(unquote, _REFERENCE.findall(value))


def _drawn_by_rules(sheet: str) -> Mapping[str, list[str]]:
    """The parts that rules of style sheets draw, by each word that may select an element."""
    selected = defaultdict[str, list[str]](list)
    for selectors, rule in _RULE.findall(sheet):
        parts = [*map(unquote, _REFERENCE.findall(rule))]
        for selector in filter(str.split, selectors.split(",")):
            for word in re.findall(r"[.#]?[\w-]+|\*", selector.split()[-1]):
                selected[word] += parts
    return selected
