"""The config file: thresholds of checks, checks that are switched off, the title."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reportgen.errors import ReportError
from reportgen.read.bounded import Unreadable, read_text
from reportgen.read.redact import echoed
from reportgen.rule import Rule

MAX_BYTES = 2**20
KEYS = ("checks", "title")


@dataclass(frozen=True)
class Config:
    """What a config file may say."""

    title: str | None = None
    checks: dict[str, dict[str, Any] | None] = field(default_factory=dict)
    """By check id: thresholds in place of the defaults; None when the check is off."""


def read_config(path: Path, rules: Sequence[Rule]) -> Config:
    """Read a config file such as::

        title: Shrimp, third attempt
        checks:
          overfitting: {rise: 0.1}
          erratic: off

    Raises ReportError for a name that is not known, with the nearest that is, and for a value
    that is not of the threshold's kind.
    """
    content = _load(path)
    for key in content:
        _known(str(key), KEYS, path, "setting")
    title = content.get("title")
    if title is not None and not isinstance(title, str):
        raise ReportError(f"{echoed(path)}: title must be text. Put it in quotes.")
    checks = content.get("checks") or {}
    if not isinstance(checks, dict):
        raise ReportError(f"{echoed(path)}: checks must map check names to thresholds or to off.")
    by_id = {rule.id: rule for rule in rules}
    settings: dict[str, dict[str, Any] | None] = {}
    for name, value in checks.items():
        _known(str(name), by_id, path, "check")
        settings[name] = _thresholds(by_id[name], value, path)
    return Config(title, settings)


def _load(path: Path) -> dict[Any, Any]:
    import yaml

    try:
        content = yaml.safe_load(read_text(path, MAX_BYTES)) or {}
    except Unreadable as error:
        raise ReportError(f"Config file {echoed(path)} {error}. Check --config.") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise ReportError(
            f"Config file {echoed(path)}{where} is not valid YAML. "
            "Check indents, colons and quotes."
        ) from None
    if not isinstance(content, dict):
        raise ReportError(f"Config file {echoed(path)} must hold settings such as `checks:`.")
    return content


def _thresholds(rule: Rule, value: object, path: Path) -> dict[str, Any] | None:
    if value is False:  # YAML reads `off` as false.
        return None
    if value is None or value is True:
        return {}
    if not isinstance(value, dict):
        raise ReportError(
            f"{echoed(path)}: check {rule.id} takes off, or thresholds such as "
            f"{{{_example(rule.thresholds)}}}."
        )
    for name, setting in value.items():
        _known(str(name), rule.thresholds, path, f"threshold of {rule.id}")
        if not _same_kind(setting, rule.thresholds[name]):
            raise ReportError(
                f"{echoed(path)}: threshold {name} of {rule.id} must be like "
                f"{rule.thresholds[name]!r}, not {setting!r}."
            )
    return dict(value)


def _same_kind(value: object, default: object) -> bool:
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(default, bool) and isinstance(value, bool)
    if isinstance(default, int):
        return isinstance(value, int)
    if isinstance(default, float):
        return isinstance(value, (int, float))
    return isinstance(value, type(default))


def _example(thresholds: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in list(thresholds.items())[:1])


def _known(name: str, known: Collection[str], path: Path, what: str) -> None:
    if name in known:
        return
    raise ReportError(f"{echoed(path)}: there is no {what} named {name!r}.{nearest(name, known)}")


def nearest(name: str, known: Collection[str]) -> str:
    """A sentence, with a space before it, that names what was probably meant."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    if close:
        return f" Did you mean {close[0]}?"
    listed = ", ".join(sorted(known)[:12])
    return f" Known are: {listed}." if listed else " It takes none."
