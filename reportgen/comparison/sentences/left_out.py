"""Which runs stand in no ranking though they tell a value, and why."""

from __future__ import annotations

from collections.abc import Sequence

from reportgen import words
from reportgen.comparison.lineage.families import FOLDS
from reportgen.comparison.names import family_name
from reportgen.comparison.ranking.contest import BROKEN_SAID, Contest


def left_out(contest: Contest, names: Sequence[str]) -> str:
    """One sentence a reason; empty where all are ranked, or none could be but for its own sake."""
    reasons: dict[str, dict[str, None]] = {}
    ranked = any(contest.ranks)
    for run in contest.order:
        broken = run in contest.barred.broken and contest.values[run] is not None
        if broken or (ranked and run in contest.told and run not in contest.contenders):
            reasons.setdefault(contest.why_unranked(run), {})[_shown(contest, run, names)] = None
    return " ".join(_sentence(list(runs), why) for why, runs in reasons.items())


def _sentence(runs: Sequence[str], why: str) -> str:
    if len(runs) == 1:
        return f"{runs[0]} is not ranked: {why}."
    why = "their validations are broken" if why == BROKEN_SAID else why
    return f"{words.few(runs)} are not ranked: {why}."


def _shown(contest: Contest, run: int, names: Sequence[str]) -> str:
    """A run with its value; folds of one configuration as one, with their mean."""
    place = contest.family_of[run]
    family = contest.families[place]
    if family.kind == FOLDS:
        mean = words.number(contest.mean(place))
        return f"{family_name([names[each] for each in family.runs])} (mean {mean})"
    return f"{names[run]} ({words.number(contest.values[run] or 0.0)})"
