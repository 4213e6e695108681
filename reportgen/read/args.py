"""args.yaml (or YOLOv5's opt.yaml) -> the arguments of the training, redacted."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reportgen.read.redact import HIDDEN, is_secret_name, redact
from reportgen.read.yaml import load_mapping

MAX_BYTES = 2**20
MAX_DEPTH = 8
MAX_ITEMS = 5_000
_TOO_LARGE = 1e15  # no argument of a training; also leaves out infinity and NaN


@dataclass(frozen=True)
class Args:
    """The arguments of a training as written, without credentials and home directories."""

    values: dict[str, Any] = field(default_factory=dict)
    """Scalars, lists and mappings by argument name; empty when there is no args.yaml."""

    def __bool__(self) -> bool:
        """Whether any argument is known."""
        return bool(self.values)

    def number(self, name: str) -> float | None:
        """A finite number, or None when the argument is absent or is none; a flag is no number."""
        value = self.values.get(name)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return None
        return float(value) if abs(value) < _TOO_LARGE else None

    def flag(self, name: str) -> bool | None:
        """A yes or no, or None when the argument is absent or is none."""
        value = self.values.get(name)
        return value if isinstance(value, bool) else None

    def text(self, name: str) -> str | None:
        """A text, or None when the argument is absent, empty or no text."""
        value = self.values.get(name)
        return value if isinstance(value, str) and value else None


def read_args(path: Path) -> Args:
    """Read args.yaml. Raises `Unreadable` when it is no mapping or too large."""
    content = load_mapping(path, MAX_BYTES)
    budget = [MAX_ITEMS]
    return Args(
        {redact(str(key)): _clean(str(key), value, 0, budget) for key, value in content.items()}
    )


def _clean(name: str, value: Any, depth: int, budget: list[int]) -> Any:
    """Plain, redacted, bounded copy of a YAML value."""
    budget[0] -= 1
    if budget[0] < 0 or depth > MAX_DEPTH or (is_secret_name(name) and value is not None):
        return HIDDEN
    if isinstance(value, dict):
        return {redact(str(k)): _clean(str(k), v, depth + 1, budget) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(name, item, depth + 1, budget) for item in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return redact(str(value))
