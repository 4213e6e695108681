"""What each release of Ultralytics has by default, and what it does: the table of releases.

``releases.json`` holds facts only. ``python -m tests.releases`` reads them off the published
wheels. An entry is ``[first release, last release, value]``; no last one: it still holds.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from reportgen.trainers.form.release import ANY_RELEASE, VersionRange, meet, parse

UNSURE = frozenset(("cfg", "save_dir", "mode", "task", "model", "data", "name"))
"""Arguments that tell no release: they are written, or left out, by programs around it too."""
OTHER_TRAINERS = frozenset(("hyp", "weights", "batch_size", "obj", "obj_pw"))
"""Arguments of YOLOv5 and its kin, which share others such as cls_pw."""
_NEVER = (math.inf,)
"""The last release of what still holds."""
_TABLE = Path(__file__).with_name("releases.json")


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(_TABLE.read_text(encoding="utf-8"))
    return table


def newest() -> str:
    """The newest release that the table knows: what a user of today installs."""
    return str(_table()["newest"])


def is_known_today(argument: str) -> bool:
    """Whether the newest release has an argument of this name."""
    return any(last is None for _, last, _ in _table()["arguments"].get(argument, ()))


def default_today(argument: str) -> Any:
    """The default in the newest release; None also where it has no such argument."""
    return next((v for _, last, v in _table()["arguments"].get(argument, ()) if last is None), None)


def last_release_with(argument: str) -> str | None:
    """The last release that has an argument; None: it is still there, or never was."""
    entries = _table()["arguments"].get(argument, ())
    return None if is_known_today(argument) or not entries else str(entries[-1][1])


def first_release_with(argument: str) -> str | None:
    """The first release that has an argument; None: none has."""
    entries = _table()["arguments"].get(argument, ())
    return str(entries[0][0]) if entries else None


def defaults(argument: str, versions: VersionRange = (None, None)) -> tuple[Any, ...]:
    """What an argument is when nobody sets it, in any release of a range; the newest first."""
    return tuple(_within(_table()["arguments"].get(argument, ()), versions))


def written_between(arguments: Collection[str]) -> VersionRange:
    """The releases that write an args.yaml of these arguments: oldest and newest.

    A release writes all of its arguments. Where no release has exactly these (a file that was
    edited or cut, or one that a resume has carried over), the newest of its arguments bounds the
    oldest release, and nothing the newest.
    """
    if OTHER_TRAINERS & set(arguments):
        return ANY_RELEASE
    known = _table()["arguments"].keys() & arguments
    if known <= UNSURE:
        return ANY_RELEASE
    exact = [
        (first, last)
        for first, last, names in _key_sets()
        if names - known <= UNSURE >= known - names
    ]
    if exact:
        return exact[0][0], exact[-1][1]
    return _oldest_with(known - UNSURE), None


def _oldest_with(arguments: Collection[str]) -> str | None:
    """The oldest release that has all of these arguments; None: the table begins with it."""
    firsts = [first for name in arguments if (first := first_release_with(name))]
    oldest = max(firsts, key=_order, default=None)
    return None if oldest == _table()["first"] else oldest


@cache
def _key_sets() -> tuple[tuple[str, str | None, frozenset[str]], ...]:
    """The arguments of each stretch of releases that are alike; the oldest first."""
    table = _table()
    spans = {name: list(map(_span, entries)) for name, entries in table["arguments"].items()}

    def known_at(release: tuple[int, ...]) -> frozenset[str]:
        return frozenset(n for n in spans if any(a <= release <= b for a, b in spans[n]))

    return tuple((first, last, known_at(_order(first))) for first, last in table["alike"])


def _span(entry: Any) -> tuple[tuple[int, ...], tuple[float, ...]]:
    first, last, _ = entry
    return _order(first), _order(last) if last else _NEVER


def _order(version: str) -> tuple[int, ...]:
    return parse(version) or ()


def fact(name: str, versions: VersionRange) -> Any:
    """What is true of all releases of a range; None where they differ, or none tells.

    ``ties restart patience``: a tie with the best score counts as a gain. ``fitness``: weights of
    mAP50 and mAP50-95. ``class fitness``: ``top5`` or ``mean`` of both. ``mask_ratio heeded``:
    masks keep the size that it gives. ``auto``: above how many steps optimizer=auto takes which,
    and else which. ``values are evaluated``: the command line runs values as Python. ``tasks``.
    """
    found = list(_within(_table()["facts"][name], versions))
    return found[0] if len(found) == 1 else None


def _within(entries: Any, versions: VersionRange) -> Iterator[Any]:
    """Values of a range of releases, each once, the newest first."""
    told: list[Any] = []
    for first, last, value in reversed(entries):
        if meet((first, last), versions) and not any(_same(value, other) for other in told):
            told.append(value)
            yield value


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)
