"""Runs that went on: for longer than the next, or from the weights of another."""

from __future__ import annotations

from collections.abc import Sequence

from reportgen import words
from reportgen.comparison.data.bars import ancestors
from reportgen.comparison.lineage.continuations import Continuation
from reportgen.comparison.lineage.families import FOLDS
from reportgen.comparison.ranking.contest import Contest
from reportgen.facts.run_facts import Facts
from reportgen.read.table.results import known_of


def came_later(
    contest: Contest,
    facts: Sequence[Facts],
    names: Sequence[str],
    going_on: Sequence[Continuation],
) -> str:
    """That the first run went on longer, and took most of its lead after the next had ended."""
    best, rival = contest.order[:2]
    family, related = contest.family(best), kin(contest, best, going_on)
    if family.kind == FOLDS or rival in {*family.runs, *related}:
        return ""
    first, second = (known_of(contest.measure.series(facts[run])) for run in (best, rival))
    ended = int(second.epochs[-1]) if len(second) else 0
    before = first.values[first.epochs <= ended]
    if not contest.better(best, rival) or len(before) in (0, len(first)):
        return ""
    so_far, value = float(before.max()), contest.values[rival] or 0.0
    # In the middle of the lead or below; where lower is better no sentence is made.
    if not contest.measure.higher_is_better or so_far > ((contest.values[best] or 0.0) + value) / 2:
        return ""
    return (
        f" Most of that came after epoch {words.whole(ended)}, where {names[rival]} ended: by then "
        f"{names[best]} had reached {words.number(so_far)}."
    )


def kin(contest: Contest, best: int, going_on: Sequence[Continuation]) -> set[int]:
    """Runs that continue the first one, or that it continues."""
    later = {run for run in contest.told if best in ancestors(run, going_on)}
    return later | set(ancestors(best, going_on))
