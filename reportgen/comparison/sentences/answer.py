"""The answer in one sentence: which run is best, and whether the difference is real."""

from __future__ import annotations

from collections.abc import Sequence

from reportgen import words
from reportgen.comparison.data.incomparable import (
    DATA_UNTOLD,
    UNEXPLAINED,
    Incomparable,
)
from reportgen.comparison.lineage.continuations import Continuation
from reportgen.comparison.lineage.families import FOLDS, Family
from reportgen.comparison.ranking.contest import Contest
from reportgen.comparison.sentences.later import came_later
from reportgen.comparison.sentences.leading import leading, parts, value_of
from reportgen.comparison.sentences.left_out import left_out
from reportgen.facts.run_facts import Facts

NOTHING = "Nothing can be compared: no two runs tell the same metric."


def answer(
    contest: Contest,
    facts: Sequence[Facts],
    names: Sequence[str],
    found: Sequence[Incomparable],
    going_on: Sequence[Continuation] = (),
) -> str:
    """Which run is best and whether its lead exceeds chance; what else may explain the lead."""
    told, unranked = contest.told, left_out(contest, names)
    if not told:
        return unranked or _untold(contest)
    if (most := _next_to_nothing(contest)) is not None:
        most_told = f"{contest.measure.label} above {words.number(most)}"
        return f"The best epoch of no run has a {most_told}: there is no best run."
    if len(told) < 2:
        return _alone(contest, names, unranked)
    family = contest.family(contest.order[0])
    if set(told) <= set(family.runs):
        return _joined(_one_family(contest, family, names), unranked)
    said = leading(contest, family, names, found, going_on)
    said += came_later(contest, facts, names, going_on)
    unsaid = [item for item in found if f"{item.change} of the validation" not in said]
    apart = [item for item in unsaid if parts(item, contest.contenders)]
    said += _twin(contest.order[0], found) + _not_comparable(apart)
    if any(item.sentence == DATA_UNTOLD for item in found):
        said += f" {DATA_UNTOLD}"
    return _joined(said, unranked)


def _alone(contest: Contest, names: Sequence[str], unranked: str) -> str:
    """What the only run that tells the metric reaches; of several the others are `unranked`."""
    if len(contest.family_of) > 1 and not unranked:
        return _untold(contest)
    (run,) = contest.told
    reached = f"{names[run]} reaches a {contest.measure.label} of {value_of(contest, run)}."
    return _joined(reached, unranked)


def _untold(contest: Contest) -> str:
    """That nothing can be compared; where what is favoured is not told, only that."""
    if contest.measure.key.startswith("metrics/"):
        return NOTHING
    have = "only 1 run tells" if contest.told else "no run tells"
    return f"Nothing is ranked: {have} its {contest.measure.label}."


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))


def _next_to_nothing(contest: Contest) -> float | None:
    """The highest share where none lies farther from 0 than what repeats differ by; else None."""
    measure, values = contest.measure, [contest.values[run] or 0.0 for run in contest.told]
    most = max(values)
    grows = measure.share and measure.higher_is_better
    return most if not any(values) or (grows and most < 2 * measure.least) else None


def _twin(best: int, found: Sequence[Incomparable]) -> str:
    same = (item for item in found if item.change == UNEXPLAINED and best in item.differs)
    return next((f" {item.sentence}" for item in same), "")


def _not_comparable(apart: Sequence[Incomparable]) -> str:
    if not apart:
        return ""
    changes = words.few([item.change for item in apart])
    return f" They differ in {changes}: not strictly comparable."


def _one_family(contest: Contest, family: Family, names: Sequence[str]) -> str:
    """All runs repeat one configuration: there is no better one among them."""
    samples = list(family.samples(contest.values).values())
    mean = sum(samples) / len(samples)
    sd = (sum((value - mean) ** 2 for value in samples) / max(len(samples) - 1, 1)) ** 0.5
    best, label = contest.order[0], contest.measure.label
    told = contest.noise(best)
    if family.kind == FOLDS and told:
        reached = f"{words.number(mean)} ± {words.number(told.margin)}"
        return (
            f"The {len(samples)} folds of one configuration reach a mean {label} of {reached} "
            "(95 %); they differ in their pictures, so that none is the best run."
        )
    reached = f"{words.number(mean)} ± {words.number(sd)}"
    return (
        f"{names[best]} has the highest {label} ({value_of(contest, best)}), but the runs differ "
        f"in the seed only, so that is chance: the configuration reaches {reached} (mean and "
        f"standard deviation of {len(samples)} seeds)."
    )
