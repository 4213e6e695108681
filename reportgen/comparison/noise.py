"""How much a metric varies by chance: between repeated runs, else guessed from the run itself.

The guess for a run that was not repeated was measured on eight pairs of runs that differ in their
seed, or in little else (data sets of 250 to some thousand objects, 50 to 500 epochs). Where a
curve wobbles little from epoch to epoch at its end, by chance the runs' mAP50-95 differed about
four times as much (root mean square 4.4, from 0.3 to 5.8), but by no more than 0.04; where it
wobbles by 0.02 or so, no more than the wobble itself. One pair did not wobble at all and still
differed: `measures.LEAST_METRIC`. Precision, recall and F1 behave alike. Some of the pairs differ
in their epochs too, so that the guess is rather too wide than too narrow.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from reportgen import trend
from reportgen.comparison.difference import Estimate
from reportgen.comparison.families import SINGLE, Family
from reportgen.comparison.measures import Measure
from reportgen.comparison.settings import effective
from reportgen.facts import Facts
from reportgen.read.results import Series

REPEATS = "repeats"
BORROWED = "borrowed"
LATE_EPOCHS = "late-epochs"
OBJECTS = "objects"
OTHERS = "others"

SEED_FACTOR = 4.0
"""How much more a metric varies from seed to seed than from epoch to epoch at the end."""
MOST_BEYOND = 0.04
"""Most that seeds add to the wobble of a metric of 0 to 1, as a standard deviation."""
MOST_BEYOND_LOSS = 0.1
"""The same of a loss, as a share of its value."""
GUESS_FREEDOM = 8.0
"""Degrees of freedom of such a guess: the number of pairs that the factor was measured on."""
LATE_SHARE = 0.5
"""Share of the told epochs that counts as the end."""
LEAST_EPOCHS = 8
"""With fewer told epochs a run does not tell its noise."""
ENOUGH = 2
"""Degrees of freedom from which repeats stand for themselves: three runs of one configuration."""


@dataclass(frozen=True)
class Noise:
    """How much one value of a run varies by chance."""

    sd: float
    """Standard deviation, in the unit of the metric."""
    freedom: float
    """Degrees of freedom that it is known with."""
    method: str
    """``repeats``: between seeds or folds; ``borrowed``: between those of other configurations on
    the same data; ``late-epochs``: guessed from the wobble of the run's own last epochs;
    ``objects``: from the number of validation objects, where that is larger; ``others``: the
    largest of the other runs, and at least the most that seeds were seen to add, as this run does
    not tell its own."""


def estimates(
    measure: Measure,
    values: Sequence[float | None],
    grouped: Sequence[Family],
    facts: Sequence[Facts],
) -> list[tuple[Estimate, Noise] | None]:
    """Mean and noise of each family; None where no value or no noise is told."""
    guesses = [
        None if value is None else guess(measure, value, each)
        for value, each in zip(values, facts, strict=True)
    ]
    found: list[tuple[Estimate, Noise] | None] = []
    for family in grouped:
        samples = list(family.samples(values).values())
        noise = (
            _own(samples, family, guesses)
            or _pooled(family, values, grouped, facts)
            or next((told for run in family.runs if (told := guesses[run])), None)
            or _largest(measure, values[family.runs[0]], guesses)
        )
        found.append(_estimate(measure, samples, noise) if samples and noise else None)
    return found


def _estimate(measure: Measure, samples: list[float], noise: Noise) -> tuple[Estimate, Noise]:
    mean = float(np.mean(samples))
    believed = replace(noise, sd=max(noise.sd, least_sd(measure, mean)))
    return Estimate(mean, believed.sd, len(samples), believed.freedom), believed


def _largest(
    measure: Measure, value: float | None, guesses: Sequence[Noise | None]
) -> Noise | None:
    """For a run that does not tell its noise; None when no run does."""
    told = [noise.sd for noise in guesses if noise]
    if not told:
        return None
    return Noise(max(*told, _most_beyond(measure, value or 0.0)), GUESS_FREEDOM, OTHERS)


def guess(measure: Measure, value: float, facts: Facts) -> Noise | None:
    """The noise of a run that was not repeated; None when it tells neither epochs nor objects."""
    wobble = late_noise(measure.series(facts))
    found = [] if wobble is None else [(_between_seeds(measure, wobble, value), LATE_EPOCHS)]
    sampling = sampling_sd(facts, value) if measure.share else None
    if sampling is not None:
        found.append((sampling, OBJECTS))
    if not found:
        return None
    sd, method = max(found)
    return Noise(max(sd, least_sd(measure, value)), GUESS_FREEDOM, method)


def _between_seeds(measure: Measure, wobble: float, value: float) -> float:
    """The standard deviation between seeds that goes with a wobble from epoch to epoch."""
    return math.hypot(wobble, min(SEED_FACTOR * wobble, _most_beyond(measure, value)))


def _most_beyond(measure: Measure, value: float) -> float:
    return MOST_BEYOND if measure.share else MOST_BEYOND_LOSS * abs(value)


def late_noise(series: Series | None) -> float | None:
    """Robust standard deviation about the trend over the second half; None below 8 epochs."""
    if series is None or len(series.known) < LEAST_EPOCHS:
        return None
    known = series.known
    course = trend.trend(known)
    last = max(LEAST_EPOCHS, round(LATE_SHARE * len(known)))
    end = Series(known.name, known.epochs[-last:], known.values[-last:])
    return trend.noise(end, Series(course.name, end.epochs, course.values[-last:]))


def sampling_sd(facts: Facts, value: float) -> float | None:
    """What another draw of validation objects would do to a mean over the classes.

    As for a mean of shares, one a class, each counted over its n objects:
    ``sqrt(p (1 - p) · sum(1 / n)) / classes`` with p the value, drawn a little towards one half
    (Agresti and Coull 1998), the same for all classes. None where the objects are not told.
    """
    objects = facts.confusion.objects if facts.confusion else None
    if objects is None or np.isnan(objects).any() or not np.any(objects > 0):
        return None
    told = objects[objects > 0]
    p = min(max((value * told.sum() + 2) / (told.sum() + 4), 0.0), 1.0)
    return math.sqrt(p * (1 - p) * float(np.sum(1 / told))) / len(told)


def _own(samples: list[float], family: Family, guesses: Sequence[Noise | None]) -> Noise | None:
    """The noise between the repeats of a family.

    Two runs tell a standard deviation badly (one degree of freedom): half of it then comes from
    the guess, which keeps a lucky pair from looking exact.
    """
    if family.kind == SINGLE or len(samples) < 2:
        return None
    variance, freedom = float(np.var(samples, ddof=1)), len(samples) - 1.0
    guessed = [noise for run in family.runs if (noise := guesses[run])]
    if freedom < ENOUGH and guessed:
        weight = freedom / ENOUGH
        prior = float(np.mean([noise.sd**2 for noise in guessed]))
        variance = weight * variance + (1 - weight) * prior
        freedom = weight * freedom + (1 - weight) * GUESS_FREEDOM
    return Noise(math.sqrt(variance), freedom, REPEATS)


def _pooled(
    family: Family,
    values: Sequence[float | None],
    grouped: Sequence[Family],
    facts: Sequence[Facts],
) -> Noise | None:
    """The noise between repeats of other configurations on the same data at the same size."""
    place = _place(facts[family.runs[0]])
    squares = freedom = 0.0
    for other in grouped:
        samples = list(other.samples(values).values())
        if other.kind == SINGLE or len(samples) < 2 or _place(facts[other.runs[0]]) != place:
            continue
        squares += float(np.var(samples, ddof=1)) * (len(samples) - 1)
        freedom += len(samples) - 1
    if freedom < ENOUGH:
        return None
    return Noise(math.sqrt(squares / freedom), freedom, BORROWED)


def _place(facts: Facts) -> tuple[str | None, ...]:
    """What must be alike for the noise of one configuration to stand for another's."""
    task = facts.task.name if facts.task else None
    return (task, *(effective(facts, name) for name in ("data", "imgsz", "split")))


def least_sd(measure: Measure, value: float) -> float:
    """The smallest standard deviation that is believed of a measure about `value`, in its unit."""
    return measure.least if measure.share else measure.least * abs(value)
