"""runs.json: what a site tells programs about its runs, and what the next call goes on from.

The folder may have been edited by anyone: all that is read back is bounded and checked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from reportgen.about import __version__
from reportgen.errors import ReportError
from reportgen.output.site.model import (
    BROKEN,
    RUN,
    SEARCH,
    VALIDATION,
    Argument,
    Card,
    CardPicture,
    SiteState,
    Together,
    packed_curve,
)
from reportgen.output.site.names import RUNS_JSON, SLUG, is_own
from reportgen.output.site.script import compact
from reportgen.read.bounded import Unreadable, read_bytes
from reportgen.read.earlier.json_fields import is_bounded
from reportgen.read.redact import echoed, one_line
from reportgen.rule import Verdict
from reportgen.values import is_number

SCHEMA_VERSION = 2
"""2 has arguments, state, folder, tags and curves, and names files that pages share once."""
MAX_BYTES = 2**29
"""Longest runs.json. A run takes 1,500 to 4,000."""
MAX_VALUES = 30_000_000
"""Most numbers and texts in it; a run has 100 to 250. They bound the memory."""
MAX_RUNS = 200_000
MAX_TEXT = 1_000
MAX_ITEMS = 2_000
"""Most metrics, points or files of one run."""
MAX_TAGS = 50
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_ADDRESS = re.compile(r"https?://[^\s/@?#\"'<>]+/(?:[^\s?#\"'<>]*/)?")
ASSETS = "assets/"
KINDS = {RUN, SEARCH, VALIDATION}
VERDICTS = {BROKEN, *(verdict.value for verdict in Verdict)}


T = TypeVar("T")


class Damaged(Exception):
    """A runs.json that is not as this program writes it."""


def dump(state: SiteState, title: str) -> bytes:
    """The text of runs.json, runs in the order of `state`; the same state gives the same text."""
    lists: dict[tuple[str, ...], int] = {}
    head = {
        "made_by": f"reportgen {__version__} site",
        "schema_version": SCHEMA_VERSION,
        "title": title,
        "url": state.url,
        "first": state.first,
    }
    # Piece by piece: of a hundred thousand runs it is 150 MB, which are to be in memory once.
    told = BytesIO()
    runs = _listed("runs", state.cards.values(), lists)
    comparisons = _listed("comparisons", state.comparisons.values(), lists)
    for text in chain([compact(head)[:-1]], runs, comparisons):
        told.write(text.encode("utf-8", "replace"))
    files = f',"shared":{compact([*lists])},"files":{compact(sorted(state.files))}}}\n'
    told.write(files.encode("utf-8", "replace"))
    return told.getvalue()


def _listed(
    name: str, pages: Iterable[Card | Together], lists: dict[tuple[str, ...], int]
) -> Iterator[str]:
    """The pieces of a list of runs or comparisons."""
    yield f',"{name}":['
    for place, page in enumerate(pages):
        yield f"{',' if place else ''}{_told(page, lists)}"
    yield "]"


def _told(page: Card | Together, lists: dict[tuple[str, ...], int]) -> str:
    """A run or a comparison as JSON, with the number of its list of shared files."""
    number = lists.setdefault(page.shared, len(lists))
    return f'{page.json[:-1]},"shared":{number}}}'


def load(folder: Path) -> SiteState:
    """The state of the site in `folder`. Raises `Damaged` unless runs.json is sound as a whole.

    Raises ReportError where a newer release wrote it: to make it anew would lose runs.
    """
    content = _content(folder)
    version = content.get("schema_version")
    if type(version) is int and version > SCHEMA_VERSION:
        raise ReportError(
            f"The site {echoed(folder)} was made by a newer reportgen. Update reportgen to go on."
        )
    if version not in (1, SCHEMA_VERSION):
        raise Damaged
    try:
        shared = _list(content.get("shared", []), MAX_ITEMS)
        lists = [tuple(map(_file, _list(each, MAX_ITEMS))) for each in shared]
        cards = [_card(item, lists) for item in _list(content.get("runs"), MAX_RUNS)]
        together = [_together(item, lists) for item in _list(content.get("comparisons"), MAX_RUNS)]
        files = list(map(_file, _list(content.get("files"), MAX_RUNS * MAX_ITEMS)))
        first = _text(content.get("first"))
        url = _url(content.get("url", ""))
    except (TypeError, ValueError, OverflowError, IndexError):
        raise Damaged from None
    return SiteState(
        {card.id: card for card in cards},
        {each.slug: each for each in together},
        set(files),
        first,
        url,
    )


def _url(value: Any) -> str:
    """An address as `--site-url` takes it; older sites have none."""
    text = _text(value)
    if text and not (_ADDRESS.fullmatch(text) and text.isprintable()):
        raise ValueError(text)
    return text


def _content(folder: Path) -> dict[str, Any]:
    try:
        text = read_bytes(folder / RUNS_JSON, MAX_BYTES)
        content = json.loads(text) if is_bounded(text, MAX_VALUES) else None
    except (Unreadable, ValueError, RecursionError):
        raise Damaged from None
    if not isinstance(content, dict):
        raise Damaged
    return content


_ABSENT = {"stamp": "", "kind": RUN, "state": "", "badge": "", "folder": "", "note": ""}
"""What older sites do not tell of a run."""


def _card(item: Any, lists: Sequence[tuple[str, ...]]) -> Card:
    values = {**_ABSENT, **_object(item)}
    texts = {each.name: _text(values.get(each.name)) for each in fields(Card) if each.type == "str"}
    metrics, arguments = _object(values.get("metrics")), _object(values.get("arguments", {}))
    card = Card(
        **texts,
        value=_if_told(values.get("value"), _number),
        metrics={_text(name): _number(each) for name, each in metrics.items()},
        arguments={_text(name): _argument(each) for name, each in arguments.items()},
        tags=tuple(map(_text, _list(values.get("tags", []), MAX_TAGS))),
        trials=_if_told(values.get("trials"), _whole),
        best_epoch=_if_told(values.get("best_epoch"), _whole),
        curve=packed_curve(map(_pair, _list(values.get("curve"), MAX_ITEMS))),
        shot=_if_told(values.get("shot"), _shot),
        from_report=values.get("from_report") is True,
        files=_own(values),
        shared=_shared(values, lists),
    )
    _check(card)
    return card


def _if_told(value: Any, read: Callable[[Any], T]) -> T | None:
    return None if value is None else read(value)


def _check(card: Card) -> None:
    """Raises `Damaged` unless its texts are what they must be."""
    known = card.verdict in VERDICTS, card.kind in KINDS, card.id, SLUG.fullmatch(card.slug)
    if not all(known):
        raise Damaged
    for moment in filter(None, (card.date and f"{card.date}Z", card.published, card.updated)):
        if not _MOMENT.fullmatch(moment):
            raise Damaged
        datetime.fromisoformat(moment[:-1])


def _together(item: Any, lists: Sequence[tuple[str, ...]]) -> Together:
    values = _object(item)
    runs = tuple(map(_text, _list(values.get("runs"), MAX_ITEMS)))
    names = ("slug", "data", "task", "fingerprint")
    texts = {name: _text(values.get(name)) for name in names}
    together = Together(**texts, runs=runs, files=_own(values), shared=_shared(values, lists))
    if not SLUG.fullmatch(together.slug) or not together.files:
        raise Damaged
    return together


def _own(values: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(file for file in _files(values) if not file.startswith(ASSETS))


def _shared(values: Mapping[str, Any], lists: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The files that its page shares with others; in version 1 they stand among its own."""
    place = values.get("shared")
    if place is None:
        return tuple(file for file in _files(values) if file.startswith(ASSETS))
    if type(place) is not int or place < 0:
        raise Damaged
    return lists[place]


def _files(values: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(map(_file, _list(values.get("files"), MAX_ITEMS)))


def _argument(value: Any) -> Argument:
    if isinstance(value, bool):
        return value
    return _text(value) if isinstance(value, str) else _number(value)


def _shot(item: Any) -> CardPicture:
    values = _object(item)
    width, height = (_whole(values.get(side)) for side in ("width", "height"))
    return CardPicture(_file(values.get("file")), width, height)


def _pair(item: Any) -> tuple[float, float]:
    epoch, value = _list(item, 2)
    return (_number(epoch), _number(value))


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or len(value) > MAX_ITEMS:
        raise Damaged
    return value


def _list(value: Any, most: int) -> list[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise Damaged
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        raise Damaged
    return one_line(value, MAX_TEXT)


def _number(value: Any) -> float:
    if not is_number(value) or not abs(value) <= 1e15:
        raise Damaged
    return value


def _whole(value: Any) -> int:
    return int(_number(value))


def _file(value: Any) -> str:
    name = _text(value)
    if not is_own(name):
        raise Damaged
    return name
