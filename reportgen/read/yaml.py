"""YAML from a stranger: the safe loader, a size limit, and no aliases that could grow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reportgen.read.bounded import Unreadable, read_text


def load_mapping(path: Path, limit: int) -> dict[Any, Any]:
    """The mapping that a YAML file of at most `limit` bytes holds.

    Raises `Unreadable` when it is no YAML, no mapping, or uses aliases.
    """
    import yaml

    text = read_text(path, limit)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        # Nested aliases can grow without bound, and no training writes one.
        if "*" in text and any(isinstance(t, yaml.AliasToken) for t in yaml.scan(text, loader)):
            raise Unreadable("uses YAML aliases, which no training writes")
        content = yaml.load(text, Loader=loader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        raise Unreadable(f"is not valid YAML{where}") from None
    if not isinstance(content, dict):
        raise Unreadable("does not hold a mapping of names to values")
    return content
