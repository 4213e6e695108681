"""How many objects a run was validated on: its plots or its curves tell them."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import numpy as np

from reportgen.facts.run_facts import Facts
from reportgen.facts.series import trend
from reportgen.tasks import CLASS

Objects = tuple[float, ...]
"""Validation objects of each class that has some; their number alone where that is all."""


def objects_of(facts: Facts) -> Objects | None:
    """The validation objects that the run itself tells; None where it does not.

    A confusion matrix is believed before the steps of a curve. What another run counts is not
    taken over: a set of data keeps its name while pictures are added to it.
    """
    if told := _in_matrix(facts):
        return told
    count = counted_objects(facts)
    return (float(count),) if count else None


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
