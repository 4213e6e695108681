"""Very many runs on one page: which of them stand in full, and what is said of all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportgen.api.comparing import held
from reportgen.api.reading import trainings
from reportgen.api.run import Run
from reportgen.page.inputs import RunInput
from reportgen.page.many.inputs import FULL_RUNS, ManyInput

if TYPE_CHECKING:
    from reportgen.comparison import Comparison
    from reportgen.page.many.section import ManyView

KEPT = 4_000_000
"""Bytes of a page that are kept for all but what is told of all runs: the program, the sections of
the leading runs with their pictures as small as they get."""


@dataclass(frozen=True)
class Crowd:
    """More runs than have a section each."""

    leading: Sequence[Run]
    """Those that have one, in their order."""
    told: Comparison
    """What the leading ones come down to."""
    view: ManyView


def _in_full(order: Sequence[int], baseline: int, asked: Iterable[int]) -> list[int]:
    """The runs with a section: the best, the baseline and those asked for; two at least."""
    wanted = {order[0], baseline, *asked}
    return sorted(wanted if len(wanted) > 1 else {*wanted, *order[1:2]})


def crowd_of(
    runs: Sequence[Run],
    told: Comparison | None,
    full_runs: int = FULL_RUNS,
    named: Collection[str] = (),
    max_bytes: int | None = None,
) -> Crowd | None:
    """What a page needs that tells most of its runs in a row; None where all have a section.

    `told` is what all runs come down to; `named` are names of runs that the user asked for: they
    count as long as they are no more than `full_runs`.
    """
    trained = trainings(runs)
    if told is None or len(trained) <= full_runs:
        return None
    from reportgen.page.many.section import many_view
    from reportgen.page.text.prose import Prose

    order = told.order
    asked = [run for run, each in enumerate(told.runs) if each.name in named]
    full = _in_full(order, told.baseline, asked if len(asked) <= full_runs else ())
    leading = [trained[run] for run in full]
    sections = {run: f"r{place}" for place, run in enumerate(full, start=1)}
    given = ManyInput(
        inputs=[RunInput(run.facts, run.findings, run.diagnosis, ()) for run in trained],
        comparison=told,
        full=sections,
        order=order,
        room=None if max_bytes is None else max(0, max_bytes - KEPT),
    )
    lead = held(leading, full.index(told.baseline), told.favour)
    return Crowd(leading, lead, many_view(given, Prose()))
