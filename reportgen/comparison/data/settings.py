"""What the arguments of a run say about it when it is held against others."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from reportgen.facts.run_facts import Facts
from reportgen.trainers.ultralytics.arguments import ARGUMENTS, GIVEN, differs
from reportgen.values import is_number

LABELS = frozenset({"name", "save_dir", "project", "exist_ok", "mode", "task"})
"""Arguments that only name a run, or that are told elsewhere."""
BYSTANDERS = LABELS | {"seed", "deterministic", "device", "workers", "cache", "resume", "profile"}
"""Arguments that are no part of a configuration: what chance and the machine are left to."""
_BYSTANDING_GROUPS = {"output", "prediction", "export"}
# `fold_3`, `cv3`; the k-fold recipe of Ultralytics' guides writes `split_3_dataset.yaml`.
_GIVEN = frozenset(name for name, each in ARGUMENTS.items() if each.default == GIVEN)
_FOLD = re.compile(r"(?<![a-z])(fold|split|kfold|cv)[ _-]?(\d{1,3})(?!\d)", re.IGNORECASE)


def bears(name: str) -> bool:
    """Whether an argument may move the results, apart from chance."""
    argument = ARGUMENTS.get(name)
    return name not in BYSTANDERS and not (argument and argument.group in _BYSTANDING_GROUPS)


def configuration(facts: Facts) -> Mapping[str, Any]:
    """The arguments that make a configuration, by name; empty when the run tells none."""
    return {name: value for name, value in facts.known_args.values.items() if bears(name)}


def fold_of(facts: Facts) -> int | None:
    """The number of the fold that the run was validated on, from the name of its data set."""
    return fold_in(facts.known_args.text("data") or "")


def data_of(facts: Facts) -> str | None:
    """The data set as args.yaml has it, the number of a fold left out; None: not told."""
    data = facts.known_args.text("data")
    return without_fold(data) if data else None


def fold_in(name: str) -> int | None:
    """The number of the fold that the name or path of a data set tells."""
    found = _FOLD.search(name)
    return int(found[2]) if found else None


def without_fold(name: str) -> str:
    """The name or path of a data set, ``#`` in place of the number of a fold."""
    return _FOLD.sub(r"\1#", name)


def signature(facts: Facts) -> str | None:
    """Equal for runs of one configuration, whatever their seed or fold; None without arguments."""
    values = dict(configuration(facts))
    if not values:
        return None
    values["data"] = data_of(facts)
    return json.dumps(values, sort_keys=True, default=str)


def effective(facts: Facts, name: str) -> str | None:
    """An argument as text; ``default`` when it is left out or at its default; None: not told."""
    if not facts.known_args:
        return None
    value = facts.known_args.values.get(name)
    if name in _GIVEN:
        return None if value is None else str(value)
    if name not in facts.known_args.values or differs(name, value) is False:
        return "default"
    return json.dumps(value, default=str)


def number(value: Any) -> float | None:
    """A finite number, also one that a flag or text is not; else None."""
    return float(value) if is_number(value) and abs(value) < 1e15 else None
