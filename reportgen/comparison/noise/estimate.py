"""How much a metric varies by chance: what the run's own epochs tell, moderated by its repeats.

Measured on 28 groups of repeats from some 525 public trainings: the standard deviation between
seeds is that of the late epochs about their trend (ratio 1.04, 95 %: 0.89 to 1.26, over seven
configurations of ten seeds each); two converged runs, whose curves no longer moved, still
differed by `measures.LEAST_METRIC`. So ``sqrt(wobble² + least²)`` predicts it, with nothing
fitted. Where few objects are validated on, seeds differ by more than the curve shows:
`SAMPLING_SHARE` of the sampling error, as both are counted on the same pictures. One data set
carries most of this.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reportgen.comparison.lineage.families import FOLDS, SEEDS, Family
from reportgen.comparison.noise.objects import Objects, objects_of
from reportgen.comparison.noise.statistics import Estimate, fold_margin, half_width, share_sd
from reportgen.comparison.ranking.measures import Yardstick
from reportgen.facts.run_facts import Facts
from reportgen.facts.series import trend
from reportgen.read.table.results import Series

REPEATS = "repeats"
LATE_EPOCHS = "late-epochs"
OBJECTS = "objects"
OTHERS = "others"

SAMPLING_SHARE = 0.4
"""Share of the sampling error of the objects that runs on the same pictures differ by."""
UNTOLD_OBJECTS = 1.26
"""Factor on the wobble where the objects are not told: the upper end of what was measured."""
UNTOLD = 0.04
"""Standard deviation taken for a share of one half whose run tells none; `spread` scales others.

The most that was seen: of 16 groups of repeats none varies by more than 0.039 of that scale. The
scale foretells them no worse than one number for all does (0.87 against 0.89, and 1.21 against
1.21: root mean square of the logarithm in one half of the groups, fitted on the other), and a share
near 0 or 1 cannot vary as much.
"""
UNTOLD_LOSS = 0.1
"""The same of a loss, as a share of its value."""
LATE_SHARE = 0.5
"""Share of the told epochs that counts as the end."""
LEAST_EPOCHS = 8
"""With fewer told epochs a run does not tell its noise."""
_NOTHING, _STILL = 1e-9, 0.5
"""Share of equal values at the end from which on a curve stands still."""
_COLLAPSED, _FALL = 0.5, 0.05
"""An end below this share of the curve's best, and this far below it, says nothing of its noise."""


@dataclass(frozen=True)
class Noise:
    """How much one value of a run varies by chance, on the pictures that it was validated on."""

    sd: float
    """Standard deviation of one value, in the unit of the metric."""
    freedom: float
    """Degrees of freedom that it is known with."""
    method: str
    """``repeats``: between seeds or folds; ``late-epochs``: from the wobble of the run's own last
    epochs; ``objects``: from the number of validation objects, where that is larger; ``others``:
    the largest of the other runs and what was seen at most, as this run does not tell its own."""
    margin: float
    """Half the width of the 95 % interval of one value; of a fold family that of its mean."""


def estimates(
    measure: Yardstick,
    values: Sequence[float | None],
    grouped: Sequence[Family],
    facts: Sequence[Facts],
) -> list[tuple[Estimate, Noise] | None]:
    """Mean and noise of each family; None where no value or no noise is told."""
    runs = [run for family in grouped for run in family.runs]
    guesses = {
        run: guess(measure, value, facts[run], objects_of(facts[run]) if measure.share else None)
        for run in runs
        if (value := values[run]) is not None
    }
    told = list(filter(None, guesses.values()))
    return [_estimate(measure, family.samples(values), family, guesses, told) for family in grouped]


def _estimate(
    measure: Yardstick,
    by_repeat: dict[int, float],
    family: Family,
    guesses: dict[int, tuple[float, str] | None],
    told: Sequence[tuple[float, str]],
) -> tuple[Estimate, Noise] | None:
    """The mean of a family with its noise; None where no run at all tells any noise."""
    samples = list(by_repeat.values())
    own = [found for run in family.runs if (found := guesses.get(run))]
    if not samples or not (own or told):
        return None
    mean = float(np.mean(samples))
    if own:
        prior, method = math.sqrt(float(np.mean([sd**2 for sd, _ in own]))), max(own)[1]
    else:
        untold = max(untold_sd(measure, mean), least_sd(measure, mean))
        prior, method = max(*(sd for sd, _ in told), untold), OTHERS
    squares = float(np.sum((np.array(samples) - mean) ** 2))
    estimate = Estimate(mean, len(samples), prior, squares if family.kind == SEEDS else 0.0)
    return estimate, _noise(measure, samples, family, estimate, method)


def _noise(
    measure: Yardstick, samples: list[float], family: Family, estimate: Estimate, method: str
) -> Noise:
    repeated = len(samples) > 1
    if family.kind == FOLDS and repeated:
        least = least_sd(measure, estimate.mean)
        sd = max(float(np.std(samples, ddof=1)), least)
        return Noise(sd, len(samples) - 1, REPEATS, fold_margin(samples, least))
    margin = half_width(estimate.sd, estimate.freedom)
    return Noise(estimate.sd, estimate.freedom, REPEATS if repeated else method, margin)


def guess(
    measure: Yardstick, value: float, facts: Facts, objects: Objects | None
) -> tuple[float, str] | None:
    """The noise of a run as its own curve and the objects tell it, and which of them did.

    None where the curve tells none: objects alone know nothing of the training.
    """
    wobble = late_noise(measure.series(facts), collapses=measure.higher_is_better)
    if wobble is None:
        return None
    if measure.share and objects is None:
        wobble *= UNTOLD_OBJECTS
    sampling = share_sd(value, objects) if measure.share and objects else 0.0
    told, method = max((wobble, LATE_EPOCHS), (sampling * SAMPLING_SHARE, OBJECTS))
    return math.hypot(told, least_sd(measure, value)), method


def late_noise(series: Series | None, *, collapses: bool = True) -> float | None:
    """Robust standard deviation about the trend over the second half of the told epochs.

    None below 8 epochs, and where the end is constant or, of a curve that `collapses` when it
    falls, far below the best: that is no noise.
    """
    if series is None or len(series.known) < LEAST_EPOCHS:
        return None
    known = series.known
    last = max(LEAST_EPOCHS, round(LATE_SHARE * len(known)))
    end = Series(known.name, known.epochs[-last:], known.values[-last:])
    best, level = float(known.values.max()), trend.median(end.values)
    if (collapses and has_collapsed(level, best)) or np.ptp(end.values) == 0:
        return None
    course = trend.trend(known)
    wobble = trend.noise(end, Series(course.name, end.epochs, course.values[-last:]))
    # Standing still but for a few epochs tells no noise either; a smooth rise tells a small one.
    still = wobble < _NOTHING and np.mean(end.values == level) > _STILL
    return None if still else wobble


def has_collapsed(value: float, best: float) -> bool:
    """Whether a metric lies so far below what it was that no noise explains it."""
    return value < _COLLAPSED * best and best - value > _FALL


def untold_sd(measure: Yardstick, value: float) -> float:
    """The standard deviation taken for a value whose run tells none, in its unit."""
    return UNTOLD * spread(value) if measure.share else UNTOLD_LOSS * abs(value)


def spread(share: float) -> float:
    """How widely a share may vary, as that of a count does: 1 at one half, 0 at 0 and at 1."""
    return 2 * math.sqrt(max(share * (1 - share), 0.0))


def least_sd(measure: Yardstick, value: float) -> float:
    """The smallest standard deviation that is believed of a measure about `value`, in its unit."""
    return measure.least if measure.share else measure.least * abs(value)
