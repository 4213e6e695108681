"""How much the state of a run hangs on what should not matter to it, and on single thresholds.

    python -m tests.benchmarks.judging.stability

Of the labelled runs (see agreement.py) it prints the share whose state stays the same

- without the last tenth of the epochs, as if the plan had been that much shorter,
- with noise added to every loss and metric, as large as each curve's own about its trend,
- by weights that were fitted on either half of the repositories,

and, of those that change, how many change into a state that readers name besides. Then the figures
of agreement with each threshold of the state a fifth lower and a fifth higher: a threshold in the
middle of a wide basin changes nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from reportgen.checks.course import overfitting, plateau, stability
from reportgen.checks.level import masks
from reportgen.diagnosis.state import decide, state_of, strength
from reportgen.facts.run_facts import Facts
from reportgen.read.table.results import FloatArray, Series
from tests.benchmarks.judging.agreement import (
    SHARED,
    Labelled,
    Said,
    agreement,
    fit,
    read_labelled,
    states,
    two_halves,
)

STEP = 0.2
"""Share by which each threshold is moved."""
DRAWS = 3
"""Times that noise is drawn, and repositories halved."""
FEWEST = 20
"""Epochs below which a tenth less may rightly change a state."""


def shortened(run: Labelled, share: float = 0.1) -> Facts:
    """The run without its last epochs, its plan shorter by as many."""
    whole = run.facts.run
    table = whole.table
    assert table is not None
    keep = len(table.epochs) - max(1, round(share * len(table.epochs)))
    cut = replace(
        table,
        epochs=table.epochs[:keep],
        columns={name: values[:keep] for name, values in table.columns.items()},
    )
    values = dict(whole.args.values)
    if isinstance(values.get("epochs"), int):
        values["epochs"] -= len(table.epochs) - keep
    return Facts(replace(whole, table=cut, args=type(whole.args)(values)))


def noisier(run: Labelled, seed: int) -> Facts:
    """The run with noise on every loss and metric, as large as its own about the trend."""
    whole, random = run.facts.run, np.random.default_rng(seed)
    table, course = whole.table, run.facts.course
    assert table is not None
    assert course is not None
    columns: dict[str, FloatArray] = {}
    for name, values in table.columns.items():
        series = Series(name, table.epochs, values)
        told = name.startswith(("train/", "val/", "metrics/")) and len(series.known) >= 8
        size = course.of(series).noise if told else 0.0
        added = values + (random.normal(0, size, len(values)) if size > 0 else 0.0)
        # A 0 of validation means that nothing was measured; a metric stays within its range.
        added = np.where(values == 0, values, added)
        columns[name] = np.clip(added, 0, 1) if name.startswith("metrics/") else added
    return Facts(replace(whole, table=replace(table, columns=columns)))


def stays(runs: Sequence[Labelled], changed: Callable[[Labelled], Facts]) -> tuple[float, float]:
    """The share of runs whose state stays, and that stays or is one that readers name."""
    same = named = count = 0
    for run in runs:
        if run.facts.table is None or run.facts.signs is None:
            continue
        before, after = state_of(run.facts).main, state_of(changed(run)).main
        count += 1
        same += after == before
        named += after == before or after in run.accepted
    return same / count, named / count


def by_halves(runs: Sequence[Labelled]) -> float:
    """The share of runs that weights of either half of the repositories put in one state."""
    shares = []
    for seed in range(DRAWS):
        first, second = (
            states(runs, fit([run for run in runs if run.repository in half]))
            for half in two_halves(runs, seed)
        )
        shares.append(sum(first[run] == second[run] for run in runs) / len(runs))
    return sum(shares) / len(shares)


Setting = tuple[Any, str]
"""A module and its constant, or a function and the name of a parameter with a default."""
THRESHOLDS: Mapping[str, Setting] = {
    "content: mAP50 0.6": (strength, "CONTENT"),
    "nothing: mAP50 0.1": (decide, "NOTHING"),
    "something: gain 0.02": (decide, "SOMETHING"),
    "short: 15 epochs": (decide, "SHORT"),
    "collapsed: 0.2 of the top": (decide, "COLLAPSED"),
    "still improving: 0.008": (plateau.improves, "record"),
    "levelled: 0.015": (plateau.levelled, "gain"),
    "swing: 0.07": (stability.swings, "swing"),
    "mask gap: 0.77": (masks.lags, "ratio"),
    "climb: 0.025": (overfitting.climbing, "rise"),
    "clear climb: 0.035": (overfitting, "CLEAR"),
}


@contextmanager
def moved(setting: Setting, factor: float) -> Iterator[None]:
    """A threshold at another value, and back."""
    owner, name = setting
    if not callable(owner):
        before = getattr(owner, name)
        setattr(owner, name, before * factor)
        yield
        setattr(owner, name, before)
        return
    code, defaults = owner.__code__, owner.__defaults__
    at = code.co_varnames[: code.co_argcount].index(name) - code.co_argcount
    changed = list(defaults)
    changed[at] = defaults[at] * factor
    owner.__defaults__ = tuple(changed)
    yield
    owner.__defaults__ = defaults


def sensitivity(runs: Sequence[Labelled]) -> Iterator[tuple[str, list[tuple[float, float]]]]:
    """Agreement with each threshold lower, as it is, and higher."""
    for name, setting in THRESHOLDS.items():
        figures = []
        for factor in (1 - STEP, 1.0, 1 + STEP):
            with moved(setting, factor):
                said: Said = states(runs)
            figures.append(agreement(said))
        yield name, figures


def main() -> int:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--labels", type=Path, default=SHARED / "labelled" / "readings.tsv")
    options = parser.parse_args()
    if not options.labels.is_file():
        print(f"There are no labels at {options.labels}; set REPORTGEN_SHARED.", file=sys.stderr)
        return 1
    runs = read_labelled(options.labels)
    long = [run for run in runs if (run.facts.epochs_done or 0) >= FEWEST]
    print(f"{len(long)} runs of {FEWEST} epochs or more: state stays / or is one that readers name")
    print("{:32} {:.3f} / {:.3f}".format("without the last tenth", *stays(long, shortened)))
    drawn = [stays(long, lambda run, seed=seed: noisier(run, seed)) for seed in range(DRAWS)]
    same, named = (sum(column) / DRAWS for column in zip(*drawn, strict=True))
    print(f"{'with noise of its own size':32} {same:.3f} / {named:.3f}")
    print(f"{'weights of either half':32} {by_halves(runs):.3f}")
    print(f"\nmain / main or also, each threshold {STEP:.0%} lower, as it is, {STEP:.0%} higher")
    for name, figures in sensitivity(runs):
        print(f"{name:32} " + "   ".join(f"{a:.3f} / {b:.3f}" for a, b in figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
