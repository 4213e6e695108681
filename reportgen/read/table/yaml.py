"""YAML from a stranger: the safe loader, a size limit, no aliases, and no deep nesting."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from reportgen import words
from reportgen.read.bounded import Unreadable, read_text

MAX_DEPTH = 40
"""Deepest nesting. The C loader calls itself for each level, without a limit of its own."""
MAX_NODES = 60_000
"""Most names and values: 25,000 class names with their numbers are 50,000."""


def load_mapping(path: Path, limit: int) -> dict[Any, Any]:
    """The mapping that a YAML file of at most `limit` bytes holds.

    Raises `Unreadable` when it is no YAML, no mapping, uses aliases, or is nested too deeply.
    """
    content = parse(read_text(path, limit))
    if not isinstance(content, dict):
        raise Unreadable("does not hold a mapping of names to values")
    return content


def parse(text: str) -> Any:
    """What a text in YAML holds. Raises `Unreadable` as `load_mapping` does; any type is good."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    # What a tag asks for and a text is not (!!timestamp x, !!int '') fails in many ways there.
    failures = (yaml.YAMLError, ArithmeticError, AttributeError, LookupError, ValueError)
    try:
        _check(text, loader)
        return yaml.load(text, Loader=loader)
    except (*failures, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        raise Unreadable(f"is not valid YAML{where}") from None


def repeated(text: str) -> str | None:
    """A key that stands twice in one mapping of a text that `parse` has taken; None: there is none.

    YAML forbids it, but its reader takes the last one without a word.
    """
    import yaml

    root = yaml.compose(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    waiting = [root] if root else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.SequenceNode):
            waiting += node.value
        elif isinstance(node, yaml.MappingNode):
            waiting += [value for _, value in node.value]
            keys = [key for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
            counted = Counter((key.tag, key.value) for key in keys)
            if twice := [key for (_, key), number in counted.items() if number > 1]:
                return str(twice[0])
    return None


def _check(text: str, loader: Any) -> None:
    """Walk the events, which are not nested, before anything is built of them."""
    import yaml

    opened = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
    closed = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
    depth = 0
    for number, event in enumerate(yaml.parse(text, loader)):
        depth += isinstance(event, opened) - isinstance(event, closed)
        if depth > MAX_DEPTH:
            raise Unreadable(f"is nested more than {MAX_DEPTH} levels deep")
        if isinstance(event, yaml.AliasEvent):
            # Nested aliases can grow without bound, and no training writes one.
            raise Unreadable("uses YAML aliases, which are not followed")
        if number > MAX_NODES:
            raise Unreadable(f"holds more than {words.whole(MAX_NODES)} names and values")
