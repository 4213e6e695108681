"""Which runs repeat one configuration: with other seeds, or on other folds of the data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reportgen.comparison.data.settings import data_of, fold_of, signature
from reportgen.comparison.lineage.beginnings import batches_of_folds, begun_alike
from reportgen.facts.run_facts import Facts

SINGLE = "single"
SEEDS = "seeds"
FOLDS = "folds"


@dataclass(frozen=True)
class Family:
    """Runs of one configuration."""

    kind: str
    """``single``: one run; ``seeds``: repeated with other seeds; ``folds``: on other folds."""
    runs: tuple[int, ...]
    """Indices of its runs, in their order."""
    repeats: tuple[int, ...]
    """The seed or the fold of each run, in the same order."""
    data: str | None
    """The data set as args.yaml has it, the number of the fold left out; None: not told."""

    def samples(self, values: Sequence[float | None]) -> dict[int, float]:
        """One value a seed or fold, the mean where it was run twice; `values` by run index."""
        told: dict[int, list[float]] = {}
        for run, repeat in zip(self.runs, self.repeats, strict=True):
            value = values[run]
            if value is not None:
                told.setdefault(repeat, []).append(value)
        return {repeat: float(np.mean(each)) for repeat, each in told.items()}


def families(facts: Sequence[Facts], among: Sequence[int] | None = None) -> tuple[Family, ...]:
    """Every run, or every one `among` them, in one family; in the order of their first runs.

    Runs repeat a configuration when their arguments are equal but for those that name the run,
    choose the machine, or set the seed, when they were trained to their end, and when they began
    alike. Folds are told from the name of the data set; a fold that was trained twice belongs to
    another batch. Equal arguments with an equal seed are no repeat: that is the same training
    again, or something changed that the arguments do not tell.
    """
    groups: dict[str, list[int]] = {}
    found: list[Family] = []
    for index in range(len(facts)) if among is None else among:
        key = signature(facts[index])
        if key is None or interrupted(facts[index]):
            found.append(_single(facts, index))
        else:
            groups.setdefault(key, []).append(index)
    for runs in groups.values():
        found += _families_of(runs, facts)
    return tuple(sorted(found, key=lambda family: family.runs[0]))


def interrupted(facts: Facts) -> bool:
    """Whether the run ended before its planned epochs, and not by its patience."""
    done, planned = facts.epochs_done, facts.epochs_planned
    if done is None or planned is None or done >= planned:
        return done is None
    since, patience = facts.epochs_since_best, facts.patience
    return not (patience and since is not None and since >= patience)


def _families_of(runs: list[int], facts: Sequence[Facts]) -> list[Family]:
    told = {run: fold for run in runs if (fold := fold_of(facts[run])) is not None}
    data = data_of(facts[runs[0]])
    if len(told) == len(runs) and len(set(told.values())) > 1:
        batches = batches_of_folds(runs, [told[run] for run in runs], facts)
        return [_folds(batch, told, data, facts) for batch in batches]
    return [
        family for alike in begun_alike(runs, facts) for family in _seeds_of(alike, data, facts)
    ]


def _folds(
    runs: list[int], told: dict[int, int], data: str | None, facts: Sequence[Facts]
) -> Family:
    if len(runs) == 1:
        return _single(facts, runs[0])
    return Family(FOLDS, tuple(runs), tuple(told[run] for run in runs), data)


def _seeds_of(runs: list[int], data: str | None, facts: Sequence[Facts]) -> list[Family]:
    seeds = [_seed(facts[run]) for run in runs]
    if len(set(seeds)) > 1:
        return [Family(SEEDS, tuple(runs), tuple(seeds), data)]
    return [_single(facts, run) for run in runs]


def _single(facts: Sequence[Facts], run: int) -> Family:
    return Family(SINGLE, (run,), (_seed(facts[run]),), data_of(facts[run]))


def _seed(facts: Facts) -> int:
    """The seed; 0, as Ultralytics has it, where the run does not tell."""
    return int(facts.known_args.number("seed") or 0)
