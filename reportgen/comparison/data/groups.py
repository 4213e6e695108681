"""Runs in groups of one set of validation data: only those are held against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from reportgen.comparison.data.same_data import DataOf, SameData, compared
from reportgen.comparison.lineage.families import FOLDS, Family
from reportgen.facts.data_set import data_set_of
from reportgen.facts.run_facts import Facts

UNTOLD = "data not told"


@dataclass(frozen=True)
class DataGroup:
    """Runs that were validated on the same data, as far as they tell. Told by their index."""

    data: str
    """What the data is called."""
    runs: tuple[int, ...]
    families: tuple[Family, ...]
    known: tuple[str, ...]
    """How it is known that the data is one, each as the end of a sentence."""
    apart: tuple[str, ...] = ()
    """What tells it from the data of the groups before, one each."""


class _Gathering:
    """A group while it is filled, by whole families."""

    def __init__(self, data: DataOf, family: Family) -> None:
        self.data = data
        self.families = [family]
        self.known: list[str] = []
        self.apart: list[str] = []


def data_groups(
    facts: Sequence[Facts], grouped: Sequence[Family], declared: Sequence[SameData] = ()
) -> tuple[DataGroup, ...]:
    """Every family in one group, the group of most runs first, else in the order of first runs.

    A family is of the first group whose data is the same as its own. One that does not say which
    data it had joins the only group that there is, or those of its like.
    """
    told = [
        (DataOf(facts[family.runs[0]], declared, folds=family.kind == FOLDS), family)
        for family in grouped
    ]
    found: list[_Gathering] = []
    untold = []
    for data, family in told:
        if data.path is None and data.declared is None:
            untold.append(family)
        else:
            _place(data, family, found)
    _place_untold(untold, found, facts, declared)
    groups = [_group(each, facts) for each in found]
    return tuple(sorted(groups, key=lambda group: (-len(group.runs), group.runs[0])))


def _place(data: DataOf, family: Family, found: list[_Gathering]) -> None:
    apart = []
    for group in found:
        alike, how = compared(group.data, data)
        if alike == "same":
            group.families.append(family)
            group.known.append(how)
            return
        apart.append(how)
    found.append(_Gathering(data, family))
    found[-1].apart = apart


def _place_untold(
    untold: Sequence[Family],
    found: list[_Gathering],
    facts: Sequence[Facts],
    declared: Sequence[SameData],
) -> None:
    """Families that do not say which data they had."""
    for family in untold:
        data = DataOf(facts[family.runs[0]], declared, folds=False)
        fitting = [group for group in found if compared(group.data, data)[0] != "different"]
        if len(found) == 1 and fitting:
            fitting[0].families.append(family)
            fitting[0].known.append("not all say which data they had")
            continue
        like = next((group for group in fitting if group.data.path is None), None)
        if like is None:
            found.append(_Gathering(data, family))
        else:
            like.families.append(family)
            like.known.append("none says which data it had")


def _group(gathered: _Gathering, facts: Sequence[Facts]) -> DataGroup:
    families = tuple(sorted(gathered.families, key=lambda family: family.runs[0]))
    runs = tuple(sorted(chain.from_iterable(family.runs for family in families)))
    name = gathered.data.called or data_set_of(facts[runs[0]]) or UNTOLD
    known = tuple(dict.fromkeys(gathered.known))
    return DataGroup(name, runs, families, known, tuple(gathered.apart))
