"""The statistics of a comparison, each formula with its source: all that is tested is tested here.

| question | answer | source |
| --- | --- | --- |
| do two configurations differ? | `moderated` t test | Smyth 2004, as in limma |
| on folds? | `paired_folds`, `fold_margin` | Nadeau and Bengio 2003 |
| among many pairs? | `discoveries` | Benjamini and Hochberg 1995 |
| what would other objects do? | `share_sd` | Agresti and Coull 1998 |
| is a share higher on the same objects? | `share_z` | pooled two-sample test of shares |
| is a curve smoother? | `spread_ratio_error` | Rousseeuw and Croux 1993 |
| how sure is a rank correlation? | `rank_interval` | Bonett and Wright 2000 |

Probabilities are those of `student`; `sweep.correlation` shuffles ranks, with no formula. A single
training tells its noise only roughly, from the wobble of its own curve (`estimate` says how well,
measured on repeats). Such a guess is a prior, worth `PRIOR_FREEDOM` degrees of freedom, which
repeats outvote.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reportgen.comparison.noise.student import p_value, t_quantile

NORMAL_95 = 1.959964
"""Standard deviations within which 95 % of a normal deviate lie."""
MEDIAN_DEVIATION = 1.36
"""Variance of the logarithm of a median absolute deviation, times the number of values.

Half of 1 / n, which that of a standard deviation is, over the efficiency of 0.3675 (Rousseeuw and
Croux 1993, "Alternatives to the median absolute deviation").
"""
LEVEL = 0.05
"""Chance of calling a difference clear that is none. The usual convention."""
PRIOR_FREEDOM = 4.0
"""Degrees of freedom that a guessed noise is worth.

Of 315 pairs of seeds on one data set 3 are then called different (1.0 %), with 8 it is 15 (4.8 %).
The variances of repeats scatter about their guesses no more than by chance: the likelihood of their
ratios, which follow an F distribution, rises with the freedom. 4 is about the least that eight
groups of seeds do not refuse at 5 % (1.9 below the highest), the careful end of what is known. More
buys little: of 28 pairs of trainings of which one took twice the epochs 18 are told apart with 4
and with 5, 19 with 6, 8 and 16, while of 45 pairs of seeds 2, 3, 3, 3 and 5 are. Nor does a
one-sided test that longer training is not worse.
"""


@dataclass(frozen=True)
class Estimate:
    """A mean over one or more repeats, and how well it is known."""

    mean: float
    count: int
    """Values that the mean is over, 1 or more."""
    prior: float
    """Standard deviation of one value as its curve tells it, in the unit of the mean; 0 or more."""
    squares: float = 0.0
    """Sum of squares of the values about their mean."""
    seen: float | None = None
    """The mean as tables have it, where `mean` is freed of the luck of the best epoch."""

    @property
    def freedom(self) -> float:
        """Degrees of freedom that `sd` is known with."""
        return PRIOR_FREEDOM + self.count - 1

    @property
    def sd(self) -> float:
        """Standard deviation of one value: what repeats tell, moderated by the guess."""
        return math.sqrt((PRIOR_FREEDOM * self.prior**2 + self.squares) / self.freedom)

    @property
    def margin(self) -> float:
        """Half the width of the 95 % interval of the mean."""
        return half_width(self.sd / math.sqrt(self.count), self.freedom)


@dataclass(frozen=True)
class Difference:
    """A difference of two means and its uncertainty."""

    value: float
    """First minus second."""
    error: float
    """Standard error of the difference."""
    freedom: float
    unadjusted: float | None = None
    """The same of the values that tables show, where `value` is freed of the best epoch's luck."""

    @property
    def seen(self) -> float:
        """The difference of the values that tables show."""
        return self.value if self.unadjusted is None else self.unadjusted

    @property
    def reversed(self) -> Difference:
        """Second minus first."""
        unadjusted = None if self.unadjusted is None else -self.unadjusted
        return Difference(-self.value, self.error, self.freedom, unadjusted)

    @property
    def p(self) -> float:
        """Two-sided p-value: how often chance alone makes a difference this large, 0 to 1."""
        if self.value == 0:
            return 1.0
        if self.error == 0:
            return 0.0
        return p_value(self.value / self.error, self.freedom)

    @property
    def margin(self) -> float:
        """Half the width of the 95 % confidence interval of the difference."""
        return half_width(self.error, self.freedom)


def half_width(error: float, freedom: float) -> float:
    """Half the width of a 95 % interval of standard error `error` with `freedom` degrees."""
    return t_quantile(1 - LEVEL / 2, freedom) * error if error else 0.0


def moderated(first: Estimate, second: Estimate) -> Difference:
    """The moderated t test of two means (Smyth 2004, with a fixed prior).

    Both share one variance, ``(PRIOR_FREEDOM · prior² + squares) / freedom`` with the mean of the
    squared guesses as the prior and ``PRIOR_FREEDOM + repeats - 2`` degrees of freedom: the guesses
    rest on one uncertain factor, so that they count once.
    """
    prior = (first.prior**2 + second.prior**2) / 2
    freedom = PRIOR_FREEDOM + first.count + second.count - 2
    variance = (PRIOR_FREEDOM * prior + first.squares + second.squares) / freedom
    error = math.sqrt(variance * (1 / first.count + 1 / second.count))
    seen = None if first.seen is None or second.seen is None else first.seen - second.seen
    return Difference(first.mean - second.mean, error, freedom, seen)


def paired_folds(differences: Sequence[float], least: float) -> Difference:
    """Paired t test of two configurations over the same k folds; one difference a fold, k >= 2.

    Folds share training pictures, so that the plain test is too sure: the variance is widened by
    the ratio of validation to training pictures, 1 / (k - 1) (Nadeau and Bengio 2003, "Inference
    for the generalization error"). `least` is the smallest standard deviation that is believed.
    """
    mean, error = _over_folds(differences, least)
    return Difference(mean, error, len(differences) - 1)


def fold_margin(values: Sequence[float], least: float) -> float:
    """Half the width of the 95 % interval of a mean over k folds, k >= 2, widened in the same way.

    It answers for other pictures of the same kind, since each fold validates on others.
    """
    return half_width(_over_folds(values, least)[1], len(values) - 1)


def _over_folds(values: Sequence[float], least: float) -> tuple[float, float]:
    """Mean of one value a fold, and its standard error."""
    told = np.asarray(values, dtype=float)
    sd = max(float(told.std(ddof=1)), least)
    return float(told.mean()), sd * math.sqrt(1 / len(told) + 1 / (len(told) - 1))


def discoveries(p_values: Sequence[float], rate: float = LEVEL) -> list[bool]:
    """Which of many tests hold, so that at most a share `rate` of those is expected to be false.

    Benjamini and Hochberg 1995. With one test this is ``p <= rate``.
    """
    ordered = np.sort(np.asarray(p_values, dtype=float))
    bound = rate * np.arange(1, len(ordered) + 1) / max(len(ordered), 1)
    passing = ordered[ordered <= bound]
    highest = passing[-1] if passing.size else -1.0
    return [bool(p <= highest) for p in p_values]


def share_sd(share: float, counts: Sequence[float]) -> float:
    """Standard deviation of a mean of shares, one a class, each counted over its own objects.

    ``sqrt(p (1 - p) · sum(1 / n)) / classes`` with p the `share` (0 to 1) drawn a little towards
    one half (Agresti and Coull 1998), the same for all classes. `counts` are all above 0.
    """
    told = np.asarray(counts, dtype=float)
    p = min(max((share * told.sum() + 2) / (told.sum() + 4), 0.0), 1.0)
    return math.sqrt(p * (1 - p) * float(np.sum(1 / told))) / len(told)


def share_z(first: float, second: float, count: float) -> float:
    """By how many standard errors one share (0 to 1) lies above another, of `count` objects each.

    The pooled test of two shares: its square is Pearson's chi-square of the fourfold table. Both
    count the same objects, which makes it careful. 0 where they are alike, or there are no objects.
    """
    middle = (first + second) / 2
    error = math.sqrt(2 * middle * (1 - middle) / count) if count > 0 else 0.0
    return (first - second) / error if error else 0.0


def spread_ratio_error(first: int, second: int, between: float) -> float:
    """Standard error of the logarithm of the ratio of two median absolute deviations.

    They are over `first` and `second` values; `between` is the standard deviation of the logarithm
    of each between repeats, beyond what so many values leave open.
    """
    return math.sqrt(MEDIAN_DEVIATION * (1 / first + 1 / second) + 2 * between**2)


def rank_interval(rho: float, count: int) -> tuple[float, float]:
    """95 % interval of Spearman's rank correlation over `count` (> 3) values.

    Fisher's z with the standard error of Bonett and Wright 2000, sqrt((1 + rho²/2) / (n - 3)).
    """
    inner = min(max(rho, -0.9999), 0.9999)
    width = NORMAL_95 * math.sqrt((1 + inner**2 / 2) / (count - 3))
    return math.tanh(math.atanh(inner) - width), math.tanh(math.atanh(inner) + width)
