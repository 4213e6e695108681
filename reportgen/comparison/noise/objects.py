"""How many objects a run was validated on: its plots, its curves or its like tell them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from weakref import WeakKeyDictionary

import numpy as np

from reportgen.comparison.data.same_data import selects
from reportgen.comparison.data.settings import fold_of
from reportgen.facts.run_facts import Facts
from reportgen.facts.series import trend
from reportgen.tasks import CLASS

Objects = tuple[float, ...]
"""Validation objects of each class that has some; their number alone where that is all."""


def objects_of(runs: Sequence[int], facts: Sequence[Facts]) -> Mapping[int, Objects]:
    """The validation objects of the `runs` that tell them, and of those on the same pictures.

    The runs are of one set of data. A confusion matrix is believed before the steps of a curve,
    which may be multiples of those that one object makes: of several the finest ones.
    """
    by_matrix = {run: told for run in runs if (told := _in_matrix(facts[run]))}
    by_steps = {run: (float(n),) for run in runs if (n := counted_objects(facts[run]))}
    shared: dict[tuple[object, ...], Objects] = {}
    for run, told in sorted(by_steps.items(), key=lambda each: each[1]):
        shared[_pictures(facts[run])] = told
    shared |= {_pictures(facts[run]): told for run, told in by_matrix.items()}
    found = {run: by_matrix.get(run) or shared.get(_pictures(facts[run])) for run in runs}
    return {run: told for run, told in found.items() if told}


def _pictures(facts: Facts) -> tuple[object, ...]:
    """Alike for runs of one set of data whose metric counts the same objects."""
    return facts.task_name, fold_of(facts), *selects(facts)


def _in_matrix(facts: Facts) -> Objects | None:
    objects = facts.confusion.objects if facts.confusion else None
    if objects is None or np.isnan(objects).any() or not np.any(objects > 0):
        return None
    return tuple(objects[objects > 0].tolist())


_counted: WeakKeyDictionary[Facts, int | None] = WeakKeyDictionary()
"""By run: each measure asks for it, and it takes longer than all else that is told of noise."""


def counted_objects(facts: Facts) -> int | None:
    """Validation objects or pictures, from the steps in which recall or accuracy moves."""
    if facts not in _counted:
        _counted[facts] = _count(facts)
    return _counted[facts]


def _count(facts: Facts) -> int | None:
    names = [f"metrics/recall({head.head.letter})" for head in facts.heads if head.head.letter]
    for name in (*names, CLASS.column(CLASS.main_metric)):
        found = trend.counted_in(facts.metric(name))
        if found:
            return found
    return None
