"""Runs whose results are another's to the last digit: copies, or arguments without effect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from reportgen import words
from reportgen.comparison.data.arguments import ArgumentDifference
from reportgen.facts.run_facts import Facts
from reportgen.read.table.results import known_of

LEAST_EPOCHS = 2
"""One equal row is no copy: two trainings that learned nothing in an epoch look alike."""
_SET_BY_AUTO = frozenset({"lr0", "momentum"})
"""Arguments that ``optimizer=auto`` chooses itself, whatever is given (Ultralytics' train docs)."""


@dataclass(frozen=True)
class Copy:
    """A run with the results of another. Runs are told by their index."""

    run: int
    of: int
    arguments: tuple[str, ...]
    """Arguments that differ all the same, and so had no effect; but for the seed, such a run is
    ranked as a tie."""
    sentence: str

    @property
    def is_same(self) -> bool:
        """Whether nothing tells the two apart, so that only one of them is ranked.

        Another seed alone is no repeat where it changed nothing.
        """
        return set(self.arguments) <= {"seed"}


def copies(
    facts: Sequence[Facts],
    names: Sequence[str],
    differences: Sequence[ArgumentDifference],
    baseline: int,
) -> tuple[Copy, ...]:
    """Every run whose table holds what an earlier one's does; the baseline is nobody's copy.

    Clock times do not count: a training that repeats exactly adds nothing either.
    """
    originals: dict[bytes, int] = {}
    found = []
    for run in sorted(range(len(facts)), key=lambda run: run != baseline):
        key = _digest(facts[run])
        if key is None or (of := originals.setdefault(key, run)) == run:
            continue
        changed = tuple(each.name for each in differences if _changed(each, run, of))
        sentence = _sentence(names[run], names[of], changed, facts[run], facts[of])
        found.append(Copy(run, of, changed, sentence))
    return tuple(sorted(found, key=lambda each: each.run))


def _digest(facts: Facts) -> bytes | None:
    """Of all that results.csv holds but the clock; None where the main metric never moves.

    Trainings that learn nothing look alike.
    """
    table = facts.table
    score = known_of(facts.headline_curve).values
    if table is None or len(table.epochs) < LEAST_EPOCHS or not np.diff(score).any():
        return None
    hashed = sha256(np.asarray(table.epochs, dtype=float).tobytes())
    for name in sorted(set(table.columns) - {"time"}):
        hashed.update(name.encode() + b"\0" + np.asarray(table.columns[name], float).tobytes())
    return hashed.digest()


def _changed(difference: ArgumentDifference, run: int, of: int) -> bool:
    one, other = difference.values[run], difference.values[of]
    return (difference.name == "seed" or difference.bears) and one.differs_from(other)


def _sentence(name: str, of: str, changed: Sequence[str], run: Facts, original: Facts) -> str:
    start = f"{name} has the results of {of} to the last digit"
    if not changed:
        again = _time(run) != _time(original)
        return f"{start}: it {'repeats it exactly' if again else 'is a copy of it'}."
    if "data" in changed:
        return f"{start}, though they differ in {words.few(changed)}."
    unused = sorted(set(changed) & _SET_BY_AUTO) if all(map(_auto, (run, original))) else []
    why = f": with optimizer=auto {words.few(unused)} is not used" if unused else ""
    return f"{start}, so that {words.few(changed)} had no effect{why}."


def _time(facts: Facts) -> bytes:
    clock = facts.table.columns.get("time") if facts.table else None
    return b"" if clock is None else np.asarray(clock, dtype=float).tobytes()


def _auto(facts: Facts) -> bool:
    """Whether Ultralytics chose the optimizer; it does where none is given."""
    return str(facts.known_args.values.get("optimizer", "auto")).lower() == "auto"
