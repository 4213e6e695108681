"""The answer in one sentence: which run is best, and whether the difference is real."""

from __future__ import annotations

from collections.abc import Sequence

from reportgen import words
from reportgen.comparison.data.families import FOLDS, SEEDS, Family
from reportgen.comparison.data.incomparable import METRICS, UNEXPLAINED, Incomparable
from reportgen.comparison.names import lead
from reportgen.comparison.noise import estimate as noise
from reportgen.comparison.ranking.contest import Contest
from reportgen.comparison.statistics import Difference

NOTHING = "Nothing can be compared: no two runs tell the same metric."


def answer(contest: Contest, names: Sequence[str], found: Sequence[Incomparable]) -> str:
    """Which run is best and whether its lead exceeds chance; what else may explain the lead."""
    told = contest.told
    if len(told) < 2:
        return NOTHING
    family = contest.families[contest.family_of[contest.order[0]]]
    if set(told) <= set(family.runs):
        return _one_family(contest, family, names)
    if not any(contest.values[run] for run in told):
        return f"No run reaches a {contest.measure.label} above 0: there is no best one."
    apart = [item for item in found if item.certain and METRICS in item.touches]
    verdict = _verdict(contest, family, names, apart)
    return verdict + _twin(contest.order[0], found) + _not_comparable(apart)


def _twin(best: int, found: Sequence[Incomparable]) -> str:
    if any(item.change == UNEXPLAINED and best in item.differs for item in found):
        return " It has a twin with the same arguments and seed, and another result."
    return ""


def _not_comparable(apart: Sequence[Incomparable]) -> str:
    if not apart:
        return ""
    changes = words.few([item.change for item in apart])
    return f" They differ in {changes}: their numbers are not strictly comparable."


def _verdict(
    contest: Contest, family: Family, names: Sequence[str], apart: Sequence[Incomparable]
) -> str:
    """The lead of the first run over the nearest run of another family.

    It is called real only where nothing of `apart` lies between the two.
    """
    best = contest.order[0]
    rivals = [run for run in contest.order if run in contest.told and run not in family.runs]
    close = [run for run in rivals if run in contest.front]
    label, value = contest.measure.label, words.number(contest.values[best] or 0.0)
    start = f"{names[best]} has the best {label} ({value}{_mean(contest, family)})"
    rival = close[0] if close else rivals[0]
    test = contest.test(best, rival)
    if test is None:
        return f"{start}; whether its lead is real is not known, as no run tells its noise."
    by = lead(contest, best, rival)
    if close:
        return start + _tie(test, by, words.few([names[run] for run in close]))
    real = ", and the difference is real:" if _alike(best, rival, apart) else ","
    return f"{start}{real} ahead of {names[rival]} by {by} (95 %), more than chance explains."


def _alike(best: int, rival: int, apart: Sequence[Incomparable]) -> bool:
    """Whether nothing lies between the two that makes their numbers hard to compare."""
    return all(item.differs.get(best) == item.differs.get(rival) for item in apart)


def _tie(test: Difference, by: str, others: str) -> str:
    """Why the first run cannot be told from `others`."""
    if test.value == 0:
        return f", and so has {others}: there is no difference."
    chance = abs(test.value) <= test.margin
    why = "is within what chance explains" if chance else "may be chance among so many runs"
    return f", but cannot be told from {others}: the difference of {by} {why}."


def _mean(contest: Contest, family: Family) -> str:
    estimate = contest.estimate(family.runs[0])
    if family.kind not in (SEEDS, FOLDS) or estimate is None:
        return ""
    return f", mean {words.number(estimate.mean)} over {estimate.count} {family.kind}"


def _one_family(contest: Contest, family: Family, names: Sequence[str]) -> str:
    """All runs repeat one configuration: there is no better one among them."""
    samples = list(family.samples(contest.values).values())
    mean = sum(samples) / len(samples)
    sd = (sum((value - mean) ** 2 for value in samples) / max(len(samples) - 1, 1)) ** 0.5
    best = contest.order[0]
    differ = "the fold of the data" if family.kind == FOLDS else "the seed"
    return (
        f"{names[best]} has the highest {contest.measure.label} "
        f"({words.number(contest.values[best] or 0.0)}), but the runs differ in {differ} "
        "only, so that "
        f"is chance: the configuration reaches {words.number(mean)} ± {words.number(sd)} "
        "(mean and standard "
        f"deviation of {len(samples)} {family.kind})."
    )


def method(contest: Contest) -> str:
    """How chance was told from difference, and what that assumes: two sentences."""
    used = {told[1].method for told in contest.estimates if told}
    if not used:
        return "No run tells how much its metric varies by chance. No rank is given for certain."
    sources = [text for names, text in _SOURCES if used & names]
    test = "the moderated t test at the 5 % level"
    if any(family.kind == FOLDS for family in contest.families):
        test += ", folds against the same folds"
    if len(contest.tests) > 1:
        test += ", corrected for the number of pairs (false discovery rate)"
    return (
        f"The noise of a run is {'; or else '.join(sources)}; a difference counts when it passes "
        f"{test}. Intervals of 95 % answer for these validation pictures, not for others, and the "
        "noise of single runs was measured on few data sets: only several seeds of each "
        "configuration make it sure."
    )


_SOURCES = (
    (
        {noise.REPEATS},
        "the standard deviation between repeats of its configuration, moderated by the wobble of "
        "their curves",
    ),
    (
        {noise.LATE_EPOCHS, noise.OBJECTS},
        "the wobble of its last epochs or, where that leaves more open, two fifths of the sampling "
        "error of its validation objects",
    ),
    (
        {noise.OTHERS},
        f"at least {noise.UNTOLD:g} where its curve tells none (too short, constant or collapsed)",
    ),
)
"""By method: where the noise comes from."""
