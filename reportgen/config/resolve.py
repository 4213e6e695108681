"""All layers together: later ones before earlier, value by value."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from itertools import filterfalse
from operator import attrgetter
from pathlib import Path
from typing import Any

from reportgen.config.find import layers, remarks_on
from reportgen.config.model import Config, Key, Layer, Value
from reportgen.config.values import RUN_CODE, ignored, own_check_files, values_of
from reportgen.rule import Rule


def effective_config(
    rules: Sequence[Rule],
    *,
    file: Path | None = None,
    options: Mapping[str, Any] | None = None,
    environ: Mapping[str, str] | None = None,
    folder: Path | None = None,
    found_settings: bool = True,
) -> Config:
    """The settings that count: of the folder, the user, the environment, `file`, and `options`.

    `rules` are the guide's checks; `options` those of the command, by name. `environ` and `folder`
    are the process's own when they are not given. Without `found_settings`, a file of the folder
    does not count: whoever wrote the runs may have written it. Raises ReportError for a name that
    is not known, with the nearest that is, and for a value that is not of the threshold's kind.
    """
    environ = os.environ if environ is None else environ
    read, places = layers(
        file, options or {}, environ, folder or _current(), found_settings=found_settings
    )
    return _together(read, rules, places, list(remarks_on(environ)))


def _current() -> Path:
    try:
        return Path.cwd()
    except FileNotFoundError:
        return Path()  # It was removed: nothing is found in it, and nothing here depends on it.


def _together(
    read: Sequence[Layer],
    rules: Sequence[Rule],
    places: Iterable[str],
    remarks: Iterable[str],
) -> Config:
    own = _own_checks(read, rules)
    known = [*rules, *own]
    values = {
        key: Value(value, layer.name)
        for layer in read
        for key, value in values_of(layer, known).items()
    }
    plain = {key[0]: found.value for key, found in values.items() if len(key) == 1}
    return Config(
        **plain,
        checks=_checks(values),
        own_checks=own,
        files=tuple(filter(None, (layer.file for layer in read))),
        values=values,
        places=tuple(places),
        remarks=(*_remarks(read, known), *remarks),
    )


def _own_checks(read: Sequence[Layer], rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """Those of all layers: unlike other settings they add up, each file once."""
    files = dict.fromkeys(file for layer in read for file in own_check_files(layer))
    if not files:
        return ()
    from reportgen.config.own import load_own_checks

    return load_own_checks(list(files), rules)


def _checks(values: Mapping[Key, Value]) -> dict[str, dict[str, Any] | None]:
    return {
        key[1]: _thresholds(values, key) if found.value else None
        for key, found in values.items()
        if key[0] == "checks" and len(key) == 2
    }


def _thresholds(values: Mapping[Key, Value], check: Key) -> dict[str, Any]:
    return {key[2]: told.value for key, told in values.items() if key[:2] == check and key[2:]}


def _remarks(read: Sequence[Layer], rules: Sequence[Rule]) -> list[str]:
    remarks = []
    for layer in filterfalse(attrgetter("trusted"), read):
        left_out = ignored(layer, rules)
        if any(value for name, value in layer.content.items() if name not in RUN_CODE):
            remarks.append(f"Settings from {layer.name}.")
        if left_out:
            remarks.append(
                f"Left out of {layer.name}: {', '.join(left_out)}. "
                f"Code is run only from -c or your own config: name this file with -c."
            )
    return remarks
