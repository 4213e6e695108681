"""How much an SVG draws, with the parts that it draws again: a few bytes may come to billions."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from urllib.parse import unquote

MOST_DRAWN = 100_000
"""Elements: four times what a logo of the largest size can hold by itself."""
_REFERENCE = re.compile(r"url\(\s*['\"]?\s*#([^'\")]+)")
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")


class DrawnParts:
    """Counts elements, each for itself and for every part with an id that it stands in."""

    def __init__(self) -> None:
        """Nothing is drawn yet."""
        self._open: list[str] = []
        self._elements: list[tuple[frozenset[str], list[str], list[str]]] = []
        """The parts that an element stands in, what selects it, and the parts that it draws."""

    def start(self, element: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        told = {name.rpartition(" ")[2]: value for name, value in attributes.items()}
        self._open.append(told.get("id", ""))
        selects = ["*", element, f"#{self._open[-1]}"]
        selects += [f".{each}" for each in told.get("class", "").split()]
        self._elements.append((frozenset(("", *self._open)), selects, [*_drawn_by(told)]))

    def end(self) -> None:
        """The last element that began ends."""
        self._open.pop()

    @property
    def depth(self) -> int:
        """How many elements stand open, each in the one before."""
        return len(self._open)

    def too_much(self, sheet: str) -> bool:
        """Whether, with its style sheets, it draws too much, or a part of it within itself."""
        count, drawn = Counter[str](), defaultdict[str, list[str]](list)
        selected = _drawn_by_rules(sheet)
        for inside, selects, own in self._elements:
            more = [*own, *(part for each in selects for part in selected.get(each, ()))]
            for part in inside:
                count[part] += 1
                drawn[part] += more
        try:
            for part in TopologicalSorter(drawn).static_order():
                count[part] += sum(count[each] for each in drawn[part])
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
