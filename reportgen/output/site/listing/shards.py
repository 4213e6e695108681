"""All runs of a site as columns, in script files of 1,000 runs that the index loads.

A shard is two files. ``data/runs-0001`` holds what runs are searched, filtered and sorted by: short
texts and figures, column by column, texts as numbers of a list of words. ``data/rows-0001`` holds
what else a row shows, and is loaded when it comes into view. Runs stand in the order in which they
came to the site, so that a new one changes the last shard only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from reportgen import words
from reportgen.output.site.listing.drawings import spark_points
from reportgen.output.site.listing.sets import FOLDS
from reportgen.output.site.model import BROKEN, RUN, Argument, Card
from reportgen.output.site.script import compact, script_file

SIZE = 1_000
"""Runs of a shard."""
_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
"""Numbers of few words, one letter each."""
DIGITS = 6
"""Significant digits of a figure; results.csv has five decimals."""


T = TypeVar("T")


class Shard(NamedTuple):
    """The two files of a shard: name below the folder, and content."""

    runs: tuple[str, bytes]
    rows: tuple[str, bytes]


def shards(cards: Iterable[Card]) -> Iterator[Shard]:
    """The shards of all runs, in their order."""
    ordered = sorted(cards, key=lambda card: (card.published, card.slug))
    for number, start in enumerate(range(0, len(ordered), SIZE), start=1):
        some, place = ordered[start : start + SIZE], str(number).zfill(4)
        runs, rows = f"data/runs-{place}", f"data/rows-{place}"
        yield Shard(
            script_file(runs, {runs: compact(_runs(some))}),
            script_file(rows, {rows: compact(_rows(some))}),
        )


def _state(card: Card) -> str:
    """The state of a training; of what is none, what it is."""
    if card.verdict == BROKEN:
        return BROKEN
    return card.state if card.kind == RUN else card.kind


_TEXTS: Mapping[str, Callable[[Card], Argument | None]] = {
    "kind": lambda card: card.kind,
    "verdict": lambda card: card.verdict,
    "state": _state,
    "badge": lambda card: card.badge,
    "task": lambda card: card.task,
    "model": lambda card: card.model,
    "data": lambda card: card.known_data,
    "fold": lambda card: card.data if card.set.endswith(FOLDS) else "",
    "folder": lambda card: card.folder,
    "note": lambda card: card.note,
    "metric": lambda card: card.metric,
    "dated": lambda card: card.dated,
    "published": lambda card: card.published,
    "epochs": lambda card: card.epochs,
}
"""Columns of words that recur."""


def _runs(cards: Sequence[Card]) -> dict[str, Any]:
    def each(name: str) -> list[Any]:
        return list(map(attrgetter(name), cards))

    arguments, metrics = _by_name(each("arguments")), _by_name(each("metrics"))
    return {
        "count": len(cards),
        "name": each("name"),
        "id": "".join(slug[-8:] for slug in each("slug")),
        "date": each("date"),
        "texts": {
            name: _coded([told(card) or None for card in cards]) for name, told in _TEXTS.items()
        },
        "numbers": {
            "value": _values(each("value"), metrics),
            "best_epoch": _numbers(each("best_epoch")),
            **{name: _numbers(values) for name, values in metrics.items()},
        },
        "tags": _coded([" ".join(tags) or None for tags in each("tags")]),
        "arguments": {name: _coded(values) for name, values in arguments.items()},
    }


def _by_name(told: Sequence[Mapping[str, T]]) -> dict[str, list[T | None]]:
    """What each run has under each name, names in order; None where it has nothing."""
    names = sorted(set[str]().union(*told))
    return {name: [each.get(name) for each in told] for name in names}


def _rows(cards: Sequence[Card]) -> dict[str, Any]:
    return {
        "page": [card.page for card in cards],
        "curves": [card.curves for card in cards],
        "sentence": [card.sentence for card in cards],
        "spark": list(map(spark_points, cards)),
        "role": _coded([card.head or None for card in cards]),
    }


def _coded(values: Sequence[Argument | None]) -> dict[str, Any]:
    """Values as numbers of a list of words; a value that all have stands once."""
    words: dict[tuple[type, Argument | None], int] = {}
    codes = [words.setdefault((type(value), value), len(words)) for value in values]
    listed = {"words": [value for _, value in words]}
    if len(words) == 1:
        return listed
    few = len(words) <= len(_LETTERS)
    return {**listed, "codes": "".join(_LETTERS[code] for code in codes) if few else codes}


def _values(values: list[float | None], metrics: Mapping[str, list[float | None]]) -> Any:
    """The main metric; where it is the same column of all runs, the name of that."""
    same = next((name for name, told in metrics.items() if told == values), None)
    return _numbers(values) if same is None else {"of": same}


def _numbers(values: Sequence[float | None]) -> list[float | None] | float | None:
    """Numbers as they are shown at most; one that all have stands alone."""
    short = [value if value is None else _short(value) for value in values]
    return short[0] if len(set(short)) == 1 else short


def _short(value: float) -> float:
    number = float(words.rough(value, DIGITS))
    return int(number) if number.is_integer() and abs(number) < 1e15 else number
