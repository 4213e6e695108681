"""Ranks by what is favoured, and how the choice changes with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reportgen import words
from reportgen.comparison.data.heads import Common
from reportgen.comparison.parts import Favour, Ranked, Ranking
from reportgen.comparison.ranking.contest import Contest

_AIM: dict[Favour, str] = {
    "balanced": "With both balanced",
    "recall": "Where missed objects cost more (favour recall)",
    "precision": "Where false alarms cost more (favour precision)",
}


def ranking(contest: Contest, common: Common, validations: frozenset[int] = frozenset()) -> Ranking:
    """All runs by one contest, best first; those that have no place last.

    Of those `validations` are no trainings.
    """
    return Ranking(
        metric=contest.measure.key,
        label=contest.measure.label,
        rows=tuple(_ranked(run, contest, common, validations) for run in contest.order),
        contest=contest,
    )


def _ranked(run: int, contest: Contest, common: Common, validations: frozenset[int]) -> Ranked:
    rank, value = contest.ranks[run], contest.values[run]
    if rank is not None:
        return Ranked(run, rank, contest.tied_with(run), value, contest.noise(run))
    if value is not None:
        noise = None if run in contest.barred.broken else contest.noise(run)
        return Ranked(run, None, (), value, noise, _unranked(run, contest))
    if run in validations:
        reason = "It is a validation, no training."
    elif run not in common.runs:
        reason = f"It has no {common.head.key} head of the kind that is compared."
    elif contest.measure.key == common.metric:
        reason = f"It tells no {contest.measure.label} at its best epoch, or one outside 0 to 1."
    else:
        reason = "Its precision and recall curves are not told in numbers."
    return Ranked(run, None, (), None, None, reason)


def _unranked(run: int, contest: Contest) -> str:
    """Why a run has no place though it tells a value."""
    why = contest.why_unranked(run)
    if run in contest.barred.broken:
        return f"Not ranked: {why}."
    return f"Not tested against the {'others' if any(contest.ranks) else 'next'}: {why}."


def favour_note(rankings: Mapping[Favour, Ranking], favour: Favour, names: Sequence[str]) -> str:
    """For each other aim: which runs are then at the top."""
    if len(rankings[favour].rows) < 2:
        return ""
    chosen = rankings[favour].contest.front
    sentences = []
    for other, ranked in rankings.items():
        if other == favour:
            continue
        aim, front, told = _AIM[other], ranked.contest.front, ranked.contest.told
        total = len(ranked.rows)
        if len(told) < min(2, total):
            have = "no run tells" if not told else f"only 1 of {total} runs tells"
            sentences.append(f"{aim}, no ranking: {have} its {ranked.label}.")
        elif set(front) == set(chosen):
            sentences.append(f"{aim}, the choice is the same.")
        else:
            top = words.few([names[run] for run in front])
            tied = " (tied)" if len(front) > 1 else ""
            among = ""
            if len(told) < total:
                among = f", among the {len(told)} of {total} runs that have curves"
            sentences.append(f"{aim}, first by {ranked.label}{among}: {top}{tied}.")
    return " ".join(sentences)
