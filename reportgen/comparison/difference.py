"""Whether two means differ by more than chance: Welch's t test, the paired one, many at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reportgen.comparison.student import p_value, t_quantile

LEVEL = 0.05
"""Chance of calling a difference clear that is none. The usual convention."""


@dataclass(frozen=True)
class Estimate:
    """A mean and how well it is known."""

    mean: float
    sd: float
    """Standard deviation of one value, 0 or more, in the unit of the mean."""
    count: int
    """Values that the mean is over, 1 or more."""
    freedom: float
    """Degrees of freedom that `sd` is known with, above 0."""


@dataclass(frozen=True)
class Difference:
    """A difference of two means and its uncertainty."""

    value: float
    """First minus second."""
    error: float
    """Standard error of the difference."""
    freedom: float

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
        return t_quantile(1 - LEVEL / 2, self.freedom) * self.error if self.error else 0.0


def welch(first: Estimate, second: Estimate) -> Difference:
    """Welch's t test: means whose values vary unequally (Welch 1947, Satterthwaite's degrees)."""
    parts = [(each.sd**2 / each.count, each.freedom) for each in (first, second)]
    total = sum(part for part, _ in parts)
    if total == 0:
        return Difference(first.mean - second.mean, 0.0, first.freedom + second.freedom)
    freedom = total**2 / sum(part**2 / degrees for part, degrees in parts)
    return Difference(first.mean - second.mean, math.sqrt(total), freedom)


def paired_folds(differences: Sequence[float], least: float) -> Difference:
    """Paired t test of two configurations over the same k folds; one difference a fold, k >= 2.

    Folds share training pictures, so that the plain test is too sure: the variance is widened by
    the ratio of validation to training pictures, 1 / (k - 1) (Nadeau and Bengio 2003). `least` is
    the smallest standard deviation that is believed.
    """
    values = np.asarray(differences, dtype=float)
    count = len(values)
    sd = max(float(values.std(ddof=1)), least)
    error = sd * math.sqrt(1 / count + 1 / (count - 1))
    return Difference(float(values.mean()), error, count - 1)


def discoveries(p_values: Sequence[float], rate: float = LEVEL) -> list[bool]:
    """Which of many tests hold, so that at most a share `rate` of those is expected to be false.

    Benjamini and Hochberg 1995. With one test this is ``p <= rate``.
    """
    ordered = np.sort(np.asarray(p_values, dtype=float))
    bound = rate * np.arange(1, len(ordered) + 1) / max(len(ordered), 1)
    passing = ordered[ordered <= bound]
    highest = passing[-1] if passing.size else -1.0
    return [bool(p <= highest) for p in p_values]
