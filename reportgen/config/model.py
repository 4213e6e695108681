"""What a config says, and where each of its values comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reportgen.rule import Rule

Key = tuple[str, ...]
"""A setting: ``("title",)``; ``("checks", id)``, True or False when it is off;
``("checks", id, threshold)``."""


@dataclass(frozen=True)
class Layer:
    """One place that settings come from: a file, a variable of the environment, an option."""

    name: str
    """As it is told: ``~/shrimps/reportgen.yaml``, ``REPORTGEN_TITLE``, ``--title``."""
    content: Mapping[Any, Any]
    folder: Path
    """Where relative paths start."""
    trusted: bool = True
    """Whether the user chose it. A file of the folder that he is in may be a stranger's: it runs
    no code, and names no file outside its own folder."""
    file: Path | None = None
    """The file that it is; None for what is none."""


@dataclass(frozen=True)
class Value:
    """A setting's value."""

    value: Any
    origin: str
    """The name of its layer."""


@dataclass(frozen=True)
class Config:
    """The settings that count."""

    title: str | None = None
    checks: dict[str, dict[str, Any] | None] = field(default_factory=dict)
    """By check id: thresholds in place of the defaults; None when the check is off."""
    logo: Path | None = None
    accent: str | None = None
    """A colour, ``#rrggbb``."""
    notes: Path | None = None
    """A Markdown file to show as the run's notes."""
    templates: Path | None = None
    """A folder whose templates stand in for those of the same name."""
    same_data: tuple[str, ...] = ()
    """Data that is alike though its files are named differently: ``PATTERN``, ``NAME=PATTERN``."""
    own_checks: tuple[Rule, ...] = ()
    """The checks that the user declared, beside those of the guide."""
    files: tuple[Path, ...] = field(default=(), compare=False, repr=False)
    """The config files that were read."""
    values: Mapping[Key, Value] = field(default_factory=dict, compare=False, repr=False)
    """Every setting with its origin."""
    places: tuple[str, ...] = field(default=(), compare=False, repr=False)
    """Where settings were looked for and what was found, a line each, in order."""
    remarks: tuple[str, ...] = field(default=(), compare=False, repr=False)
    """What the user should know of it, in sentences."""
