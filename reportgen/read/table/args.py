"""args.yaml, or what another trainer has in its place -> the arguments, redacted."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reportgen.read.redact import HIDDEN, MAX_TEXT, is_secret, one_line, redact
from reportgen.read.secret.forms import is_digest
from reportgen.read.table.yaml import load_mapping
from reportgen.trainers.form.trainer import Trainer
from reportgen.values import is_number

MAX_BYTES = 2**17
MAX_DEPTH = 8
MAX_ITEMS = 5_000
MAX_NAME = 100
"""Longest name of an argument, in characters."""
_MAX_DIGITS = 10**18  # longer whole numbers cannot be written out without a limit
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
        return float(value) if is_number(value) and abs(value) < _TOO_LARGE else None

    def flag(self, name: str) -> bool | None:
        """A yes or no, or None when the argument is absent or is none."""
        value = self.values.get(name)
        return value if isinstance(value, bool) else None

    def text(self, name: str) -> str | None:
        """A text, or None when the argument is absent, empty or no text."""
        value = self.values.get(name)
        return value if isinstance(value, str) and value else None


def read_args(path: Path, trainer: Trainer | None = None) -> Args:
    """Read args.yaml, or that of a `trainer` that writes another.

    Raises `Unreadable` when it is no mapping or too large.
    """
    content = load_mapping(path, MAX_BYTES)
    return clean_args(trainer.flat(content) if trainer else content)


def clean_args(content: dict[Any, Any]) -> Args:
    """Arguments as anyone may have written them: redacted, of bounded number, depth and length."""
    return Args(_clean_mapping(content, 0, [MAX_ITEMS]))


def with_more_args(args: Args, path: Path, trainer: Trainer) -> Args:
    """The arguments with those of the file that `trainer.nested` names only.

    Raises `Unreadable` as `read_args` does.
    """
    nested = {trainer.nested: load_mapping(path, MAX_BYTES)}
    found = _clean_mapping(trainer.flat(nested), 0, [MAX_ITEMS])
    return Args({**args.values, **found})


def _clean_mapping(content: dict[Any, Any], depth: int, budget: list[int]) -> dict[str, Any]:
    items = ((_text(key), value) for key, value in content.items())
    return {
        one_line(redact(key), MAX_NAME): _clean(key, value, depth, budget) for key, value in items
    }


def _clean(name: str, value: Any, depth: int, budget: list[int]) -> Any:
    """Plain, redacted, bounded copy of a YAML value."""
    budget[0] -= 1
    if budget[0] < 0 or depth > MAX_DEPTH or is_secret(name, value):
        return HIDDEN
    if isinstance(value, dict):
        return _clean_mapping(value, depth + 1, budget)
    if isinstance(value, (list, tuple)):
        return [_clean(name, item, depth + 1, budget) for item in value]
    return _clean_scalar(name, value)


def _clean_scalar(name: str, value: Any) -> Any:
    if value is None or isinstance(value, float):
        return value
    if isinstance(value, int):
        return HIDDEN if _is_endless(value) else value
    text = str(value)
    return one_line(text if is_digest(name, text) else redact(text), MAX_TEXT)


def _text(value: Any) -> str:
    return HIDDEN if isinstance(value, int) and _is_endless(value) else str(value)


def _is_endless(value: int) -> bool:
    """Python writes no whole number of more than 4,300 digits."""
    return abs(value) >= _MAX_DIGITS
