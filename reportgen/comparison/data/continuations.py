"""Which runs go on from another: they start from its weights, and are no rivals of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from reportgen.facts.data_set import elsewhere
from reportgen.facts.run_facts import Facts
from reportgen.read.folder.validations import named_weights
from reportgen.read.table.results import FloatArray
from reportgen.tasks import TASK_BY_NAME
from reportgen.trainers.trainer import BEST_FILE, LAST_FILE

_NAMING = ("resume", "model", "weights")
"""Arguments that may name the weights of another run."""
_SAME = 1e-4
"""Metrics nearer than this are equal, as far as results.csv writes them."""
_LEARNED = 0.05
NEAR = 0.1
"""Share of the other's end that a run begins within, where its model is somebody's best.pt."""


@dataclass(frozen=True)
class Continuation:
    """A run that was started from the weights of another. Runs are told by their index."""

    run: int
    of: int
    how: str
    """What tells it, as the end of a sentence."""
    epoch: int | None = None
    """The other's epoch that it went on from; None where the other tells no epochs."""


def continuations(facts: Sequence[Facts], among: Sequence[int]) -> tuple[Continuation, ...]:
    """The runs of `among` that continue another of them, each at most one."""
    found: dict[int, Continuation] = {}
    ends = _Ends(facts, among)
    for run in among:
        others = [other for other in among if other != run]
        told = _by_path(run, others, facts) or _by_metrics(run, ends, facts)
        if told is not None and not _leads_to(told.of, run, found):
            found[run] = told
    return tuple(found.values())


def starts(facts: Sequence[Facts], going_on: Sequence[Continuation]) -> tuple[int, ...]:
    """How many epochs each run's charts are shifted by, so that it begins where it went on from.

    Over all that it goes back to; 0 for a run that continues none, and for a table that counts on.
    """
    before = {each.run: each for each in going_on}

    def start(run: int) -> int:
        total = 0
        while (link := before.get(run)) is not None and link.epoch is not None:
            table = facts[run].table
            if table is not None and len(table.epochs):
                total += max(0, link.epoch + 1 - int(table.epochs[0]))
            run = link.of
        return total

    return tuple(map(start, range(len(facts))))


class Left(NamedTuple):
    """What a run tells of where it came from and where it was left, for who compares it later."""

    folders: tuple[str, ...]
    """Of the run whose weights it names."""
    file: str
    """Those weights; empty where it names none of a run."""
    own: tuple[str, ...]
    """Its own folders, as the weights of another run would name them."""
    first: tuple[float, ...]
    """Its metrics in the first epoch; empty where not told, or where it had learned nothing."""
    ends: tuple[tuple[int, tuple[float, ...]], ...]
    """Those of its last epoch and of its best one."""


def left_by(facts: Facts) -> Left:
    """The same of which `continuations` tells that runs continue others."""
    folders, file = named_weights(facts.known_args, *_NAMING) or ((), "")
    first, last = _row(facts, 0), _row(facts, -1)
    if first is None or last is None or first.max() < _LEARNED or _same(first, last):
        first = np.empty(0)
    ends = tuple((end.epoch, tuple(end.row.tolist())) for end in _ends(0, facts))
    return Left(folders, file, _own(facts), tuple(first.tolist()), ends)


def _leads_to(start: int, run: int, found: dict[int, Continuation]) -> bool:
    """Whether `start` goes back to `run` over what is found so far."""
    seen = set()
    while start in found and start not in seen:
        seen.add(start)
        start = found[start].of
        if start == run:
            return True
    return False


def _by_path(run: int, others: Sequence[int], facts: Sequence[Facts]) -> Continuation | None:
    """The run whose folder the model's path names; of several the one that lies nearest."""
    told = named_weights(facts[run].known_args, *_NAMING)
    if told is None or not told[0]:
        return None
    folders, file = told
    own = facts[run].run.folder.parts
    # A resume in place names the run's own weights.
    itself = _alike(folders, facts[run])
    named = {
        other: alike
        for other in others
        if (alike := _alike(folders, facts[other])) > itself
        and not elsewhere(facts[run], facts[other])
        and (alike > 1 or _akin(facts[run], facts[other]))
    }
    if not named:
        return None
    near = {other: _shared(own, facts[other].run.folder.parts) for other in named}
    of = max(named, key=lambda other: (named[other], near[other], -other))
    return Continuation(run, of, f"its model is the other's {file}", _saved(facts[of], file))


def _saved(facts: Facts, file: str) -> int | None:
    """The epoch that a run wrote its weights after; files by epoch are counted from 0."""
    table = facts.table
    if table is None or not len(table.epochs):
        return None
    last = int(table.epochs[-1])
    if file == BEST_FILE:
        return facts.best_epoch or last
    return last if file == LAST_FILE else min(int(file[5:-3]) + 1, last)


def _akin(one: Facts, other: Facts) -> bool:
    """Whether a folder's name alone may mean the other: both lie together, or had the same data."""
    if one.run.folder.parent == other.run.folder.parent:
        return True
    data = one.known_args.text("data")
    return data is not None and data == other.known_args.text("data") and one.task == other.task


def _alike(folders: tuple[str, ...], facts: Facts) -> int:
    """How many of the named folders, from the last on, are those of a run; 0 where it is another.

    Where it was written, as args.yaml says, of which a long path keeps its last parts; else where
    it lies. It may have been moved since, so that its own name must fit there, and the task.
    """
    lies, own = facts.run.folder.parts, _own(facts)
    alike = _shared(folders[::-1], own[::-1])
    if alike in (len(folders), len(own)) or own is not lies:
        return alike if alike in (len(folders), len(own)) else 0
    above = {path[-2] for path in (folders, own) if len(path) > 1}
    return 0 if len(above & TASK_BY_NAME.keys()) > 1 else alike


def _own(facts: Facts) -> tuple[str, ...]:
    """The folders of a run: where it was written, as far as that is told, else where it lies."""
    told = (facts.known_args.text("save_dir") or "").replace("\\", "/")
    parts = tuple(part for part in told.split("/") if part not in {"", ".", "..", "…"})
    lies = facts.run.folder.parts
    return parts if len(parts) > 1 or not lies else lies


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """Parts that two paths begin with alike."""
    alike = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        alike += 1
    return alike


def _by_metrics(run: int, ends: _Ends, facts: Sequence[Facts]) -> Continuation | None:
    """The run at whose end this one begins: exactly, or nearly where its model is a best.pt."""
    first, last = _row(facts[run], 0), _row(facts[run], -1)
    if first is None or last is None or first.max() < _LEARNED:
        return None  # Those that know nothing yet begin where any of their like ends.
    if _same(first, last):
        return None
    for end in ends.near(first, 0.0, run) if _from_start(facts[run]) else ():
        how = "its first epoch has the metrics of the other's end"
        return Continuation(run, end.of, how, end.epoch)
    return _nearly(run, first, ends, facts)


def _same(one: FloatArray, other: FloatArray) -> bool:
    """Whether two rows of finite numbers are alike; `np.allclose` takes ten times as long."""
    return bool(np.abs(one - other).max() <= _SAME)


class _End(NamedTuple):
    """The metrics of a run where it may have been left."""

    of: int
    epoch: int
    row: FloatArray


class _Ends:
    """Where the runs may have been left; looked at together, since each is held against all."""

    def __init__(self, facts: Sequence[Facts], among: Sequence[int]) -> None:
        self._facts, self._among = facts, among

    @cached_property
    def _by_width(self) -> dict[int, tuple[list[_End], FloatArray, FloatArray]]:
        """Of each number of metrics the ends, in the order of their runs, their rows and tops."""
        told: dict[int, list[_End]] = {}
        for of in self._among:
            for end in _ends(of, self._facts[of]):
                told.setdefault(len(end.row), []).append(end)
        rows = {width: np.stack([end.row for end in ends]) for width, ends in told.items()}
        return {width: (told[width], table, table.max(axis=1)) for width, table in rows.items()}

    def near(self, row: FloatArray, share: float, run: int) -> list[_End]:
        """The ends of other runs than `run` that lie within a share of their top of a row."""
        if len(row) not in self._by_width:
            return []
        ends, rows, tops = self._by_width[len(row)]
        within = np.abs(rows - row).max(axis=1) <= (share * tops if share else _SAME)
        return [end for at in np.flatnonzero(within) if (end := ends[at]).of != run]


def _nearly(
    run: int, first: FloatArray, ends: _Ends, facts: Sequence[Facts]
) -> Continuation | None:
    """The one run near whose end this one begins, where its model is a trained one."""
    told = named_weights(facts[run].known_args, *_NAMING)
    if told is None or told[0]:
        return None
    near = ends.near(first, NEAR, run)
    if len({end.of for end in near}) != 1:
        return None
    of, file = near[0].of, told[1]
    how = f"its model is a {file}, and it begins where the other ends"
    return Continuation(run, of, how, _saved(facts[of], file))


def _from_start(facts: Facts) -> bool:
    return facts.table is not None and bool(len(facts.table.epochs)) and facts.table.epochs[0] == 1


def _row(facts: Facts, place: int) -> FloatArray | None:
    """The metrics of all heads in one told row, precision and recall among them."""
    table = facts.table
    if table is None or len(table.epochs) < 2:
        return None
    names = sorted(name for name in table.columns if name.startswith("metrics/"))
    row = np.array([table.columns[name][place] for name in names], dtype=float)
    return row if len(row) and np.isfinite(row).all() else None


def _ends(of: int, facts: Facts) -> list[_End]:
    """The metrics of the last epoch and of the best one."""
    if facts.table is None:
        return []
    epochs = facts.table.epochs
    places = [len(epochs) - 1]
    if facts.best_epoch is not None:
        places += np.flatnonzero(epochs == facts.best_epoch)[-1:].tolist()
    rows = [(place, row) for place in places if (row := _row(facts, place)) is not None]
    return [_End(of, int(epochs[place]), row) for place, row in rows]
