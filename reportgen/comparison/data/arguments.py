"""The arguments in which runs differ, and only those."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from reportgen import words
from reportgen.comparison.data.settings import LABELS, bears
from reportgen.facts.run_facts import Facts
from reportgen.trainers.ultralytics.arguments import ARGUMENTS, GIVEN, devices, differs

LONGEST_VALUE = 120
OTHER = "other"
"""Group of arguments that Ultralytics' pages do not name."""


@dataclass(frozen=True)
class ArgumentValue:
    """What one run has for an argument."""

    value: Any
    """As args.yaml has it; None also when it is left out."""
    text: str
    """As the page shows it; "not told" when the run has no arguments at all."""
    told: bool
    """Whether args.yaml names the argument."""
    is_default: bool | None
    """None: it has no default, or is not known."""

    def differs_from(self, other: ArgumentValue) -> bool:
        """Whether two runs differ in the argument; one that is left out is at its default."""
        if self.told and other.told:
            return self.text != other.text
        told, left_out = (self, other) if self.told else (other, self)
        return told.told and told.is_default is False and left_out.is_default is True


@dataclass(frozen=True)
class ArgumentDifference:
    """An argument that is not the same in all runs."""

    name: str
    group: str
    meaning: str
    """Empty for an argument that is not known."""
    values: tuple[ArgumentValue, ...]
    """One a run."""
    bears: bool
    """Whether it may move the results apart from chance: not ``device``, ``seed``, ``plots``."""


def argument_differences(facts: Sequence[Facts]) -> tuple[ArgumentDifference, ...]:
    """All differences, those that bear on the results first, then in the order of the groups.

    An argument that only some runs name is no difference where the others are at its default.
    """
    names = {name for each in facts for name in each.known_args.values} - LABELS
    found = [_difference(name, facts) for name in names]
    kept = list(filter(_differs, (*found, *_devices(facts))))
    groups = [*dict.fromkeys(argument.group for argument in ARGUMENTS.values()), OTHER]
    order = list(ARGUMENTS)

    def place(item: ArgumentDifference) -> tuple[bool, int, int, str]:
        known = order.index(item.name) if item.name in ARGUMENTS else len(order)
        return not item.bears, groups.index(item.group), known, item.name

    return tuple(sorted(kept, key=place))


def _devices(facts: Sequence[Facts]) -> list[ArgumentDifference]:
    """What ``device`` and ``batch`` come to, where a run was trained on several at once."""
    counts = list(map(_device_count, facts))
    if max(count or 1 for count in counts) < 2:
        return []
    each_had = [_batch_each(one, count) for one, count in zip(facts, counts, strict=True)]
    told = (
        ("devices", "processors that trained at once", counts),
        ("batch per device", "pictures a step on each of them", each_had),
    )
    return [
        ArgumentDifference(name, "training", meaning, tuple(map(_derived, values)), bears=False)
        for name, meaning, values in told
    ]


def _device_count(facts: Facts) -> int | None:
    """One where nothing is given; None where the run tells no arguments."""
    args = facts.known_args
    return max(len(devices(args.values.get("device"))), 1) if args else None


def _batch_each(facts: Facts, devices: int | None) -> float | None:
    """Pictures of a batch on one device; None where the batch is chosen by the free memory."""
    batch = facts.known_args.number("batch") or 0
    return batch / devices if devices and batch >= 1 else None


def _derived(value: float | None) -> ArgumentValue:
    if value is None:
        return ArgumentValue(None, "not told", False, None)
    return ArgumentValue(value, words.plain(value), True, None)


def _difference(name: str, facts: Sequence[Facts]) -> ArgumentDifference:
    argument = ARGUMENTS.get(name)
    return ArgumentDifference(
        name=name,
        group=argument.group if argument else OTHER,
        meaning=argument.meaning if argument else "",
        values=tuple(_value(name, each) for each in facts),
        bears=bears(name),
    )


def _value(name: str, facts: Facts) -> ArgumentValue:
    argument = ARGUMENTS.get(name)
    has_default = argument is not None and argument.default != GIVEN
    if not facts.known_args:
        return ArgumentValue(None, "not told", False, None)
    if name not in facts.known_args.values:
        return ArgumentValue(None, "left out", False, True if has_default else None)
    value = facts.known_args.values[name]
    different = differs(name, value) if has_default else None
    written = value if isinstance(value, str) else json.dumps(value, default=str)
    text = words.clipped(written, LONGEST_VALUE)
    return ArgumentValue(value, text, True, None if different is None else not different)


def _differs(difference: ArgumentDifference) -> bool:
    """Whether told values differ, or some run left out what another has set otherwise."""
    told = list(filter(attrgetter("told"), difference.values))
    if len({value.text for value in told}) > 1:
        return True
    left_out = any(value.text == "left out" for value in difference.values)
    return left_out and any(value.is_default is False for value in told)
