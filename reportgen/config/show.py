"""The settings that count, as a config file that says where each of them comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from reportgen.config.model import Config, Key, Value
from reportgen.read.redact import echoed, one_line

_HEAD = """\
# The settings that count, and where each comes from. Later ones win:
{places}
"""


def shown(config: Config) -> str:
    """The settings in YAML. What is not set has its default and is left out.

    Saved as a config file and given with ``-c``, it says the same again.
    """
    places = "\n".join(
        f"#   {number}. {one_line(place, 400)}" for number, place in enumerate(config.places, 1)
    )
    lines = [*_single(config.values), *_own_checks(config), *_checks(config)]
    lines = lines or ["# Nothing is set: all has its default."]
    return _HEAD.format(places=places) + "\n".join(lines)


def _single(values: Mapping[Key, Value]) -> Iterator[str]:
    for key, found in values.items():
        if len(key) == 1:
            yield f"{key[0]}: {scalar(found.value)}{_from(found.origin)}"


def _own_checks(config: Config) -> Iterator[str]:
    files = dict.fromkeys(rule.function.__code__.co_filename for rule in config.own_checks)
    if files:
        yield "own_checks:"
    for file in files:
        yield f"  - {scalar(Path(file))}"


def _checks(config: Config) -> Iterator[str]:
    checks = [(key[1], found) for key, found in config.values.items() if key[:1] == ("checks",)]
    ids = dict.fromkeys(id for id, _ in checks)
    if ids:
        yield "checks:"
    for id in ids:
        yield from _check(id, config.values)


def _check(id: str, values: Mapping[Key, Value]) -> Iterator[str]:
    on = values["checks", id]
    inside = {key[2]: found for key, found in values.items() if key[:-1] == ("checks", id)}
    if not on.value or not inside:
        yield f"  {id}: {scalar(on.value)}{_from(on.origin)}"
        return
    yield f"  {id}:"
    for name, found in inside.items():
        yield f"    {name}: {scalar(found.value)}{_from(found.origin)}"


def _from(origin: str) -> str:
    return f"  # {origin}"


def scalar(value: Any) -> str:
    """A value as YAML writes it in one line."""
    if value is None or isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return f"[{', '.join(map(scalar, value))}]"
    if isinstance(value, Path):
        value = echoed(value) if len(str(value)) < _LONGEST_ECHOED else str(value)
    if not isinstance(value, str):
        return _plain(value)
    return _plain(value, default_style='"')


_LONGEST_ECHOED = 300
"""Longer paths are cut for messages; here they stay whole."""


def _plain(value: Any, **style: Any) -> str:
    import yaml

    text: str = yaml.safe_dump(value, width=2**20, allow_unicode=True, **style)
    return text.removesuffix("\n").removesuffix("\n...")
