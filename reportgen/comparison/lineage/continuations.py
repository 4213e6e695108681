"""Which runs go on from another: they start from its weights, and are no rivals of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from operator import eq
from typing import NamedTuple

from reportgen.comparison.lineage.ends import Ends, ends_of, metrics_in, same
from reportgen.comparison.lineage.replays import Replays
from reportgen.facts.data_set import elsewhere
from reportgen.facts.run_facts import Facts
from reportgen.read.folder.validations import named_weights
from reportgen.read.table.results import FloatArray
from reportgen.tasks import TASK_BY_NAME
from reportgen.trainers.form.trainer import BEST_FILE, LAST_FILE

_NAMING = ("resume", "model", "weights")
"""Arguments that may name the weights of another run."""
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
    ends, replays = Ends(facts, among), Replays(facts, among)
    for run in among:
        others = list(among)
        others.remove(run)
        told = _by_path(run, others, facts) or _by_metrics(run, ends, facts)
        told = told or _replayed(run, replays)
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
            if table is not None:
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
    first = _learned_first(facts)
    ends = tuple((end.epoch, tuple(end.row.tolist())) for end in ends_of(0, facts))
    return Left(folders, file, _own(facts), () if first is None else tuple(first.tolist()), ends)


def _learned_first(facts: Facts) -> FloatArray | None:
    """The metrics after the first epoch, where they can tell whose end the run goes on from.

    Those that know nothing yet begin where any of their like ends.
    """
    first, last = metrics_in(facts, 0), metrics_in(facts, -1)
    if first is None or last is None or first.max() < _LEARNED or same(first, last):
        return None
    return first


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


def _replayed(run: int, replays: Replays) -> Continuation | None:
    """The run that this one repeats from the start and goes beyond, drawn from epoch 1 as well."""
    of = replays.within(run)
    how = "its first epochs are all that the other has, to the last digit"
    return None if of is None else Continuation(run, of, how)


def _saved(facts: Facts, file: str) -> int | None:
    """The epoch that a run wrote its weights after; files by epoch are counted from 0."""
    table = facts.table
    if table is None:
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
    if alike in (len(folders), len(own)):
        return alike
    if own is not lies:
        return 0
    above = {path[-2] for path in (folders, own) if len(path) > 1}
    return 0 if len(above & TASK_BY_NAME.keys()) > 1 else alike


def _own(facts: Facts) -> tuple[str, ...]:
    """The folders of a run: where it was written, as far as that is told, else where it lies."""
    told = (facts.known_args.text("save_dir") or "").replace("\\", "/")
    parts = tuple(part for part in told.split("/") if part not in {"", ".", "..", "…"})
    lies = facts.run.folder.parts
    return parts if len(parts) > 1 or not lies else lies


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """Parts that two paths begin with alike."""
    return sum(takewhile(bool, map(eq, one, other)))


def _by_metrics(run: int, ends: Ends, facts: Sequence[Facts]) -> Continuation | None:
    """The run at whose end this one begins: exactly, or nearly where its model is a best.pt."""
    first, table = _learned_first(facts[run]), facts[run].table
    if first is None:
        return None
    for end in ends.near(first, 0.0, run) if table and int(table.epochs[0]) == 1 else ():
        how = "its first epoch has the metrics of the other's end"
        return Continuation(run, end.of, how, end.epoch)
    return _nearly(run, first, ends, facts)


def _nearly(run: int, first: FloatArray, ends: Ends, facts: Sequence[Facts]) -> Continuation | None:
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
