"""The curves of a run in a file of their own, from which a browser draws several runs together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np

from reportgen import words
from reportgen.comparison.lineage.continuations import left_by
from reportgen.facts.data_set import project_of
from reportgen.facts.run_facts import Facts
from reportgen.output.site.script import compact, script_file
from reportgen.read.table.results import Series
from reportgen.values import digest

POINTS = 64
"""Most epochs of a curve, at equal distances; the best and the last one are among them."""
MOST = 24
"""Curves of a run."""


def curves(facts: Facts, slug: str) -> tuple[str, bytes] | None:
    """Name and content of the file of a run's curves; None where it has none.

    See `drawn_from` for what it holds.
    """
    content = drawn_from(facts)
    if content is None:
        return None
    name = f"curves/{slug}"
    return script_file(name, {name: compact(content)})


def drawn_from(facts: Facts) -> dict[str, Any] | None:
    """The epochs that are kept, and for each curve one value an epoch, null where none is told.

    The curves are those of the main metric, of the sums of the losses, of each loss. And what tells
    that the run continues another, for ``site-goes-on.js``. None where there is no curve.
    """
    if facts.table is None:
        return None
    epochs = facts.table.epochs
    kept = _kept(len(epochs), int(np.searchsorted(epochs, facts.best_epoch or 0)))
    whole = [(name, each.values) for name, each in _series(facts) if len(each) == len(epochs)]
    told = {name: _numbers(values[kept].tolist()) for name, values in whole}
    shown = {name: values for name, values in told.items() if set(values) != {None}}
    if not shown:
        return None
    return {"epochs": epochs[kept].tolist(), "curves": shown, "left": _left(facts)}


def _left(facts: Facts) -> dict[str, Any]:
    """What tells that a run continues another. Names of folders are digests: they tell no path."""
    left = left_by(facts)
    weights = {"best": facts.best_epoch, "last": int(facts.table.epochs[-1])} if facts.table else {}
    return {
        "from": _digest(left.folders),
        "file": left.file,
        "bare": bool(left.file) and not left.folders,
        "own": _digest(left.own),
        "project": digest(project, length=10) if (project := project_of(facts)) else "",
        "first": left.first,
        "ends": left.ends,
        **weights,
    }


def _digest(folders: tuple[str, ...]) -> str:
    """Of the last two folders: one alone, such as train, may be anybody's."""
    return digest(*folders[-2:], length=10) if len(folders) > 1 else ""


def _series(facts: Facts) -> Iterator[tuple[str, Series]]:
    """The main metric as ``main``, then losses, the sums first."""
    found = {"main": facts.headline_curve}
    found |= {"train/loss": facts.train_loss, "val/loss": facts.val_loss}
    for side, named in zip(("train", "val"), facts.losses, strict=True):
        found |= {f"{side}/{name}": series for name, series in named.items()}
    yield from islice(((name, each) for name, each in found.items() if each is not None), MOST)


def _kept(count: int, best: int) -> list[int]:
    if count <= POINTS:
        return list(range(count))
    even = np.linspace(0, count - 1, POINTS - 1).round().astype(int).tolist()
    return sorted({*even, min(best, count - 1)})


def _numbers(values: Sequence[float]) -> list[float | None]:
    return [float(words.rough(value, 4)) if abs(value) < 1e9 else None for value in values]
