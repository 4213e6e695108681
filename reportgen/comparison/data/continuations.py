"""Which runs go on from another: they start from its weights, and are no rivals of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reportgen.facts.data_set import elsewhere
from reportgen.facts.run_facts import Facts
from reportgen.read.table.results import FloatArray

_WEIGHTS = re.compile(r"(?:(?P<run>.+)/)?(?:weights/)?(?P<file>(?:best|last|epoch\d+)\.pt)")
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


def continuations(facts: Sequence[Facts], among: Sequence[int]) -> tuple[Continuation, ...]:
    """The runs of `among` that continue another of them, each at most one."""
    found: dict[int, Continuation] = {}
    for run in among:
        others = [other for other in among if other != run]
        told = _by_path(run, others, facts) or _by_metrics(run, others, facts)
        if told is not None and not _leads_to(told.of, run, found):
            found[run] = told
    return tuple(found.values())


def _leads_to(start: int, run: int, found: dict[int, Continuation]) -> bool:
    """Whether `start` goes back to `run` over what is found so far."""
    seen = set()
    while start in found and start not in seen:
        seen.add(start)
        start = found[start].of
        if start == run:
            return True
    return False


def _weights(facts: Facts) -> tuple[tuple[str, ...], str] | None:
    """The folders of the run whose weights this one started from, as far as told, and the file."""
    for name in ("resume", "model", "weights"):
        text = (facts.known_args.text(name) or "").replace("\\", "/")
        match = _WEIGHTS.fullmatch(text)
        if match:
            whole = (match["run"] or "").removesuffix("weights").strip("/")
            parts = [part for part in whole.split("/") if part not in {"", ".", "..", "…"}]
            return tuple(parts), match["file"]
    return None


def _by_path(run: int, others: Sequence[int], facts: Sequence[Facts]) -> Continuation | None:
    """The run whose folder the model's path names; of several the one that lies nearest."""
    told = _weights(facts[run])
    if told is None or not told[0]:
        return None
    folders, file = told
    own = facts[run].run.folder.parts
    # A resume in place names the run's own weights.
    if folders == _folders(facts[run])[-len(folders) :]:
        return None
    named = [
        other
        for other in others
        if _folders(facts[other])[-len(folders) :] == folders
        and not elsewhere(facts[run], facts[other])
    ]
    if not named:
        return None
    of = max(named, key=lambda other: (_shared(own, facts[other].run.folder.parts), -other))
    return Continuation(run, of, f"its model is the other's {file}")


def _folders(facts: Facts) -> tuple[str, ...]:
    """Where a run was written, as args.yaml says, else where it lies."""
    told = (facts.known_args.text("save_dir") or "").replace("\\", "/")
    parts = tuple(part for part in told.split("/") if part not in {"", ".", "..", "…"})
    lies = facts.run.folder.parts
    return parts if len(parts) > 1 or not lies else lies


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """Folders that two paths begin with alike."""
    alike = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        alike += 1
    return alike


def _by_metrics(run: int, others: Sequence[int], facts: Sequence[Facts]) -> Continuation | None:
    """The run at whose end this one begins: exactly, or nearly where its model is a best.pt."""
    first, last = _row(facts[run], 0), _row(facts[run], -1)
    if first is None or last is None or first.max() < _LEARNED:
        return None  # Those that know nothing yet begin where any of their like ends.
    if _same(first, last):
        return None
    ends = [(other, end) for other in others for end in _ends(facts[other], len(first))]
    for other, end in ends:
        if _same(first, end) and _from_start(facts[run]):
            return Continuation(run, other, "its first epoch has the metrics of the other's end")
    return _nearly(run, first, ends, facts)


def _same(one: FloatArray, other: FloatArray) -> bool:
    """Whether two rows of finite numbers are alike; `np.allclose` takes ten times as long."""
    return bool(np.abs(one - other).max() <= _SAME)


def _nearly(
    run: int, first: FloatArray, ends: Sequence[tuple[int, FloatArray]], facts: Sequence[Facts]
) -> Continuation | None:
    """The one run near whose end this one begins, where its model is a trained one."""
    told = _weights(facts[run])
    if told is None or told[0]:
        return None
    near = [(float(np.abs(first - end).max()), other, end) for other, end in ends]
    near = [item for item in near if item[0] <= NEAR * float(item[2].max())]
    if not near or len({other for _, other, _ in near}) > 1:
        return None
    how = f"its model is a {told[1]}, and it begins where the other ends"
    return Continuation(run, near[0][1], how)


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


def _ends(facts: Facts, width: int) -> list[FloatArray]:
    """The metrics of the last epoch and of the best one."""
    if facts.table is None:
        return []
    rows = [_row(facts, -1)]
    if facts.best_epoch is not None:
        places = np.flatnonzero(facts.table.epochs == facts.best_epoch)
        rows += [_row(facts, int(places[-1]))] if places.size else []
    return [row for row in rows if row is not None and len(row) == width]
