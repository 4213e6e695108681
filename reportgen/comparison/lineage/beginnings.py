"""How a training began: its first epoch tells data that its arguments do not.

The learning rate of the first epoch rises with its number of batches, so that equal arguments with
another rate had another number of pictures. Of 34 groups of public runs with equal arguments and
seed but other results 18 differ in it, and 11 more by `OTHER_LOSS` in the first training loss.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from reportgen.facts.run_facts import Facts

EXACT = 1e-3
"""Rates nearer than this share of each other are equal, as far as results.csv writes them."""
OTHER_LOSS = 0.08
"""Share by which the first training loss of runs on the same data does not differ."""
_TOLERANCES = (0.05, 0.02, 0.005, EXACT)


def first_rate(facts: Facts) -> float | None:
    """The learning rate of the first parameter group in epoch 1; None: not told, or 0."""
    rates = (facts.learning_rates or {}).get("lr/pg0")
    value = rates.at(1) if rates else 0.0
    return value if value > 0 else None


def first_loss(facts: Facts) -> float | None:
    """The sum of the training losses of epoch 1; None where it is not told."""
    value = facts.train_loss.at(1) if facts.train_loss else 0.0
    return value if 0 < value < float("inf") else None


def other_rate(one: Facts, other: Facts) -> bool:
    """Whether both tell a rate of the first epoch, and not the same."""
    return _apart(first_rate(one), first_rate(other), EXACT)


def other_loss(one: Facts, other: Facts) -> bool:
    """Whether both tell a first training loss, and they are further apart than data explains."""
    return _apart(first_loss(one), first_loss(other), OTHER_LOSS)


def _apart(one: float | None, other: float | None, share: float) -> bool:
    return one is not None and other is not None and abs(one - other) > share * min(one, other)


def begun_alike(runs: Sequence[int], facts: Sequence[Facts]) -> list[list[int]]:
    """Runs of equal arguments in groups whose first epochs agree, each in its order."""
    groups: list[list[int]] = []
    for run in runs:
        for group in groups:
            first = facts[group[0]]
            if not (other_rate(first, facts[run]) or other_loss(first, facts[run])):
                group.append(run)
                break
        else:
            groups.append([run])
    return groups


def batches_of_folds(
    runs: Sequence[int], folds: Sequence[int], facts: Sequence[Facts]
) -> list[list[int]]:
    """Runs of equal arguments on folds, so that no fold stands twice in a group.

    Folds are of unlike size, so that the rates of one batch may differ a little: groups are parted
    where they must be, at the widest gap between rates first, then in their order.
    """
    fold_of = dict(zip(runs, folds, strict=True))
    groups = [list(runs)]
    for tolerance in _TOLERANCES:
        if all(len({fold_of[run] for run in group}) == len(group) for group in groups):
            return groups
        groups = _by_rate(runs, facts, tolerance)
    return list(chain.from_iterable(_by_turns(group, fold_of) for group in groups))


def _by_rate(runs: Sequence[int], facts: Sequence[Facts], tolerance: float) -> list[list[int]]:
    """Groups of neighbouring rates, each run in its order; those that tell none stand together."""
    groups: list[list[int]] = []
    last: float | None = None
    for rate, run in sorted((first_rate(facts[run]) or 0.0, run) for run in runs):
        if last is None or rate - last > tolerance * last:
            groups.append([])
        groups[-1].append(run)
        last = rate
    return list(map(sorted, groups))


def _by_turns(group: Sequence[int], fold_of: dict[int, int]) -> list[list[int]]:
    """The first run of each fold, the second of each, and so on."""
    turns: list[list[int]] = []
    seen: dict[int, int] = {}
    for run in group:
        turn = seen.get(fold_of[run], 0)
        seen[fold_of[run]] = turn + 1
        if turn == len(turns):
            turns.append([])
        turns[turn].append(run)
    return turns
