"""Student's t: its probabilities, and the t below which a share lies.

They come from the regularised incomplete beta function and its continued fraction (NIST Digital
Library of Mathematical Functions, 8.17.5 and 8.17.22), so that a report needs no scipy; tests hold
everything here against scipy.
"""

from __future__ import annotations

import math
from functools import lru_cache

_STEPS = 500

_SMALLEST = 1e-300


def p_value(t: float, freedom: float) -> float:
    """Two-sided p-value of a t statistic with `freedom` (> 0, need not be whole) degrees."""
    if math.isinf(t):
        return 0.0
    whole = freedom + t * t
    return _incomplete_beta(freedom / 2, 0.5, freedom / whole, t * t / whole)


def t_cdf(t: float, freedom: float) -> float:
    """Probability of a value up to `t`."""
    tail = p_value(t, freedom) / 2
    return 1 - tail if t > 0 else tail


@lru_cache(maxsize=256)
def t_quantile(probability: float, freedom: float) -> float:
    """The t below which a share `probability` (0 to 1, ends excluded) lies. By bisection."""
    if not 0 < probability < 1:
        raise ValueError(f"a probability lies between 0 and 1, not at {probability}")
    if probability < 0.5:
        return -t_quantile(1 - probability, freedom)
    low, high = 0.0, 1.0
    while t_cdf(high, freedom) < probability and high < 1e12:
        low, high = high, 2 * high
    for _ in range(80):
        middle = (low + high) / 2
        if t_cdf(middle, freedom) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _incomplete_beta(a: float, b: float, x: float, rest: float) -> float:
    """Regularised incomplete beta function I_x(a, b); `rest` is 1 - x, not rounded away near 1."""
    if x <= 0 or rest <= 0:
        return float(rest <= 0)
    logarithm = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    front = math.exp(logarithm + a * math.log(x) + b * math.log(rest))
    # The fraction converges fast on this side only; the other follows by symmetry.
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(a, b, x) / a
    return 1 - front * _fraction(b, a, rest) / b


def _fraction(a: float, b: float, x: float) -> float:
    """The continued fraction of the incomplete beta function, by Lentz's method."""
    upper, lower = 1.0, 1 / _away_from_0(1 - (a + b) * x / (a + 1))
    value = lower
    for m in range(1, _STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            lower = 1 / _away_from_0(1 + term * lower)
            upper = _away_from_0(1 + term / upper)
            step = lower * upper
            value *= step
        if abs(step - 1) < 1e-14:
            break
    return value


def _away_from_0(value: float) -> float:
    return value if abs(value) > _SMALLEST else _SMALLEST
