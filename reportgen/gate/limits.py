"""Limits that a metric must keep, as in ``mAP50-95(M) >= 0.45``."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from reportgen import words
from reportgen.config.nearest import closest, nearest
from reportgen.facts.run_facts import Facts
from reportgen.tasks import TASKS

_FORM = re.compile(r"\s*(?P<metric>[^<>=\s]+)\s*(?P<sign>>=|<=|>|<)\s*(?P<value>[-+.\deE]+)\s*")
_SIGNS: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt,
}  # fmt: skip
_PREFIX = "metrics/"
_OF_HEADS = ("precision", "recall", "mAP50", "mAP50-95")


@dataclass(frozen=True)
class Limit:
    """What a metric at the best epoch must be."""

    metric: str
    """A column of results.csv without ``metrics/``; without ``(M)`` it is the headline head's."""
    sign: str
    """``>=``, ``>``, ``<=`` or ``<``."""
    bound: float

    def __str__(self) -> str:
        """As it is written: ``mAP50-95(M) >= 0.45``."""
        return f"{self.metric} {self.sign} {words.plain(self.bound)}"

    def broken_by(self, facts: Facts) -> str:
        """Why a run does not keep it, as a clause; empty where it does. Not told is not kept."""
        value = _value(facts, self.metric)
        if value is None:
            return f"it tells no {self.metric}"
        if _SIGNS[self.sign](value, self.bound):
            return ""
        return f"{self.metric} is {_apart(value, self.bound)}"


def limit_of(text: str) -> Limit:
    """The limit that `text` states. Raises ValueError where it states none."""
    match = _FORM.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return Limit(match["metric"].removeprefix(_PREFIX), match["sign"], float(match["value"]))


def unknown_metric(limit: Limit, facts: Sequence[Facts]) -> str | None:
    """What is meant by a metric that no run and no task has, in words; None for a known one."""
    own, known = set(_of_runs(facts)), set(_of_tasks())
    if limit.metric in own | known:
        return None
    return nearest(limit.metric, own if closest(limit.metric, own) else own | known)


def _of_runs(facts: Sequence[Facts]) -> Iterator[str]:
    for each in facts:
        if each.table:
            yield from (name.removeprefix(_PREFIX) for name in each.table.of(_PREFIX))
            yield from each.table.of("val/")


def _of_tasks() -> Iterator[str]:
    for task in TASKS:
        for head in task.heads:
            names = _OF_HEADS if head.letter else ("accuracy_top1", "accuracy_top5")
            yield from (head.column(name).removeprefix(_PREFIX) for name in names)
    yield from _OF_HEADS


def _column(facts: Facts, metric: str) -> str:
    if metric in _OF_HEADS and facts.task and facts.task.headline_head.letter:
        return facts.task.headline_head.column(metric)
    return metric if metric.startswith("val/") else f"{_PREFIX}{metric}"


def _value(facts: Facts, metric: str) -> float | None:
    """The metric at the best epoch; 0 for a run whose score never left 0."""
    series = facts.metric(_column(facts, metric))
    value = facts.at_best(series)
    if value is None and series is not None and facts.best_epoch is None and len(series.known):
        return float(series.known.values.max())
    return value


def _apart(value: float, bound: float) -> str:
    """A value with three digits, or with as many as show that it is not the bound."""
    shown = words.number(value)
    digits = 4
    while float(shown) == bound != value and digits < 17:
        shown, digits = words.rough(value, digits), digits + 1
    return shown
