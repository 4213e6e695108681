"""The best run of each set of data, in a line for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportgen import words

if TYPE_CHECKING:
    from reportgen.comparison.model import Comparison
    from reportgen.comparison.parts import ComparedGroup, Ranking


def bests(told: Comparison) -> list[str]:
    """The best run of each set of data that several runs share, the largest first."""
    rankings = [(group, group.rankings.get(told.favour)) for group in told.groups]
    return [
        _best(told, group, ranking)
        for group, ranking in rankings
        if ranking and ranking.rows[0].value and _are_rivals(ranking)
    ]


def _are_rivals(ranking: Ranking) -> bool:
    """Whether there is more to choose from than repeats of one configuration."""
    contest = ranking.contest
    return len({contest.family_of[run] for run in contest.told}) > 1


def _best(told: Comparison, group: ComparedGroup, ranking: Ranking) -> str:
    """The best run of a set of data; why there is none where the first two are not to be tested."""
    from reportgen.comparison.lineage.families import FOLDS

    first, among = ranking.rows[0], f"{len(group.runs)} on {group.data}"
    if why := ranking.contest.why_no_best:
        return f"No best of {among}: {why}"
    tied = len(set(first.tied_with) - set(ranking.contest.family(first.run).runs))
    shared = f", tied with {words.count(tied, 'run')}" if tied else ""
    reached = f"{ranking.label} {words.number(first.value)}"
    if ranking.contest.family(first.run).kind == FOLDS:
        mean = ranking.contest.mean(ranking.contest.family_of[first.run])
        reached = f"mean {ranking.label} {words.number(mean)}"
    return f"Best of {among}: {told.shown_name(first.run)}, {reached}{shared}"
