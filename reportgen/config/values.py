"""Checks what a layer says, and turns it into values by setting."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from reportgen.config.model import Key, Layer
from reportgen.config.nearest import nearest, shown_value
from reportgen.errors import ReportError
from reportgen.read.folder.marks import NAMES as MARKS
from reportgen.read.redact import MAX_SHOWN, one_line
from reportgen.rule import Rule

Found = Iterator[tuple[Key, Any]]
COLOUR = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
_EXPONENT = re.compile(r"[-+]?\d+(?:\.\d*)?e[-+]?\d+", re.IGNORECASE | re.ASCII)
MOST_PATTERNS = 1_000
"""Of data that is alike; each is tried on each run."""
RUN_CODE = ("own_checks", "templates")
"""Settings that run code."""
NOTES_SUFFIXES = (".md", ".markdown")


def values_of(layer: Layer, rules: Sequence[Rule]) -> dict[Key, Any]:
    """What the layer sets. `rules` are all checks, the user's own among them.

    Paths become absolute, colours ``#rrggbb``; what is switched off is None, and a check that is
    on or off True or False. Own checks and templates are left out where they do not count.
    Raises ReportError for a name that is not known, with the nearest that is, and for a value that
    is not of its setting's kind.
    """
    values: dict[Key, Any] = {}
    for name, value in layer.content.items():
        if name in MARKS:  # of a run, in whose folder the file lies
            continue
        _known(str(name), SETTINGS, layer, "setting")
        if value is None and name != "accent":  # of which YAML reads one without quotes as nothing
            continue
        values.update(SETTINGS[name](layer, name, value, rules))
    return values


def ignored(layer: Layer, rules: Sequence[Rule]) -> list[str]:
    """What the layer names but what does not count, since nobody has chosen to run its code."""
    if layer.trusted:
        return []
    code = list(filter(layer.content.get, RUN_CODE))
    ids = {rule.id for rule in rules}
    return code + [
        f"checks: {name}" for name in _others_checks(layer) if code and str(name) not in ids
    ]


def own_check_files(layer: Layer) -> list[Path]:
    """The files of own checks that the layer names and may name, absolute.

    Raises ReportError when they are no list of files.
    """
    given = layer.content.get("own_checks")
    if not given or not layer.trusted:
        return []
    files = _listed(given)
    if not all(isinstance(file, str) for file in files):
        raise ReportError(f"{layer.name}: own_checks must list files, as in [my_checks.py].")
    return [_path(layer, "own_checks", file) for file in files]


def _title(layer: Layer, name: str, value: object, _: object) -> Found:
    if not isinstance(value, str):
        raise ReportError(f"{layer.name}: title must be text. Put it in quotes.")
    yield (name,), one_line(value, MAX_SHOWN)  # a file that is found may be a stranger's


def _file(layer: Layer, name: str, value: object, _: object) -> Found:
    """A logo or notes."""
    if value is False:
        yield (name,), None
        return
    path = _path(layer, name, value)
    if name == "notes" and not layer.trusted and path.suffix.lower() not in NOTES_SUFFIXES:
        # Whatever lies in a folder would else be shown on a page that its author may get to see.
        raise ReportError(f"{layer.name}: notes must be a file that ends in .md.")
    yield (name,), path


def _accent(layer: Layer, name: str, value: object, _: object) -> Found:
    if value is False:
        yield (name,), None
        return
    if not isinstance(value, str) or not COLOUR.fullmatch(value):
        # Without quotes YAML reads a comment.
        raise ReportError(
            f"{layer.name}: accent must be a colour in quotes such as '#1f5fae', "
            f"not {shown_value(value)}."
        )
    digits = value[1:].lower()
    yield (name,), "#" + (digits if len(digits) == 6 else "".join(x + x for x in digits))


def _own_checks(layer: Layer, _name: str, _value: object, _: object) -> Found:
    """Read before all others, by `own_check_files`: which settings there are depends on them."""
    return iter(())


def _templates(layer: Layer, name: str, value: object, _: object) -> Found:
    if not layer.trusted:
        return
    yield (name,), None if value is False else _path(layer, name, value)


def _checks(layer: Layer, name: str, value: object, rules: Sequence[Rule]) -> Found:
    if not isinstance(value, dict):
        raise ReportError(f"{layer.name}: checks must map check names to thresholds or to off.")
    by_id = {rule.id: rule for rule in rules}
    without_own = bool(layer.content.get("own_checks")) and not layer.trusted
    for id, setting in value.items():
        if without_own and id not in by_id:
            continue
        _known(str(id), by_id, layer, "check")
        for key, leaf in _of_check(by_id[id], setting, layer):
            yield (name, id, *key), leaf


def _of_check(rule: Rule, value: object, layer: Layer) -> Found:
    """The values of one check, by what follows its id."""
    if value is None:
        return
    if isinstance(value, bool):  # YAML reads `off` as false.
        yield (), value
        return
    if not isinstance(value, dict):
        such = "".join(f"{name}: {rule.thresholds[name]}" for name in [*rule.thresholds][:1])
        raise ReportError(
            f"{layer.name}: check {rule.id} takes off, or thresholds such as {{{such}}}."
        )
    yield (), True
    for name, given in value.items():
        _known(str(name), rule.thresholds, layer, f"threshold of {rule.id}")
        setting = _number(given) if isinstance(rule.thresholds[name], float) else given
        if not _same_kind(setting, rule.thresholds[name]):
            raise ReportError(
                f"{layer.name}: threshold {name} of {rule.id} must be like "
                f"{rule.thresholds[name]!r}, not {shown_value(setting)}."
            )
        yield (name,), setting


def _same_data(layer: Layer, name: str, value: object, _: object) -> Found:
    """Patterns of data that is alike, or such patterns by the name of the data set."""
    if value is False:
        return
    if value is True:
        yield (name,), ("*",)
        return
    patterns = tuple(_patterns(value if isinstance(value, dict) else {"": value}))
    if not 0 < len(patterns) <= MOST_PATTERNS or None in patterns:
        raise ReportError(
            f"{layer.name}: same_data must be up to {MOST_PATTERNS} patterns of data, as in "
            "['dogs-*'] or {dogs: ['dogs-*', 'hounds.yaml']}."
        )
    yield (name,), patterns


def _patterns(named: Mapping[Any, Any]) -> Iterator[str | None]:
    """Each pattern with the name of its data set; None in place of what is no text."""
    for key, given in named.items():
        for text in _listed(given):
            name = f"{key}=" if str(key) else ""
            yield f"{name}{text}" if isinstance(text, str) and text else None


def _listed(value: object) -> list[Any]:
    """The value, where it is a list; else one with nothing but it."""
    return value if isinstance(value, list) else [value]


SETTINGS: Mapping[str, Callable[[Layer, str, Any, Sequence[Rule]], Found]] = {
    "title": _title,
    "logo": _file,
    "accent": _accent,
    "notes": _file,
    "checks": _checks,
    "same_data": _same_data,
    "own_checks": _own_checks,
    "templates": _templates,
}
"""What reads each setting."""


def _others_checks(layer: Layer) -> Collection[Any]:
    checks = layer.content.get("checks")
    return checks if isinstance(checks, dict) else ()


def _path(layer: Layer, name: str, value: object) -> Path:
    """An absolute path. One of a file that nobody chose must lie in that file's folder."""
    if not isinstance(value, str) or not value or "\0" in value:
        raise ReportError(f"{layer.name}: {name} must be a path, not {shown_value(value)}.")
    path = layer.folder / _expanded(value)
    if layer.trusted:
        return path
    # Resolved, so that no link leads out: what is read is shown on a page that may be published.
    real = path.resolve()
    if not real.is_relative_to(layer.folder.resolve()):
        raise ReportError(
            f"{layer.name}: {name} must lie in the folder of this file. "
            "One from elsewhere counts only with -c or in your own config."
        )
    return real


def _expanded(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:  # ~somebody who is not known here
        return Path(text)


def _number(value: object) -> object:
    """YAML 1.1 reads ``1e-3`` as text, and asks for ``1.0e-3``."""
    return float(value) if isinstance(value, str) and _EXPONENT.fullmatch(value) else value


def _same_kind(value: object, default: object) -> bool:
    if bool in (type(default), type(value)):
        return type(default) is type(value)
    if isinstance(default, int):
        return isinstance(value, int)
    if isinstance(default, float):
        # An integer that no float holds is as far off as infinity; isfinite raises on it.
        return isinstance(value, (int, float)) and abs(value) <= sys.float_info.max
    return isinstance(value, type(default))


def _known(name: str, known: Collection[str], layer: Layer, what: str) -> None:
    if name in known:
        return
    raise ReportError(
        f"{layer.name}: there is no {what} named {shown_value(name)}.{nearest(name, known)}"
    )
