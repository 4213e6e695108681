"""The t distribution against printed tables and closed forms."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.comparison.student import p_value, t_cdf, t_quantile

# The usual table of critical values, three decimals: degrees of freedom, share below, t.
TABLE = [
    (1, 0.95, 6.314), (1, 0.975, 12.706), (2, 0.975, 4.303), (3, 0.995, 5.841),
    (4, 0.95, 2.132), (5, 0.975, 2.571), (7, 0.90, 1.415), (8, 0.9995, 5.041),
    (10, 0.975, 2.228), (30, 0.975, 2.042), (60, 0.995, 2.660), (120, 0.975, 1.980),
]  # fmt: skip


@pytest.mark.parametrize(("freedom", "share", "t"), TABLE)
def test_quantiles_are_those_of_the_table(freedom: int, share: float, t: float) -> None:
    assert t_quantile(share, freedom) == pytest.approx(t, abs=0.0006)
    assert t_quantile(1 - share, freedom) == pytest.approx(-t, abs=0.0006)


@pytest.mark.parametrize("t", [-30.0, -1.0, -0.01, 0.0, 0.5, 3.0, 250.0])
def test_one_and_two_degrees_have_closed_forms(t: float) -> None:
    assert t_cdf(t, 1) == pytest.approx(0.5 + math.atan(t) / math.pi, abs=1e-12)
    assert t_cdf(t, 2) == pytest.approx(0.5 + t / (2 * math.sqrt(2 + t * t)), abs=1e-12)


def test_many_degrees_are_the_normal_distribution() -> None:
    assert t_quantile(0.975, 1e6) == pytest.approx(1.959966, abs=1e-5)
    assert p_value(1.0, 1e6) == pytest.approx(0.317311, abs=1e-5)


def test_far_tails_keep_their_size() -> None:
    # With one degree the tail is 1 / (pi t), with three it falls with the cube of t.
    assert p_value(1e6, 1) == pytest.approx(2 / (math.pi * 1e6), rel=1e-6)
    assert p_value(math.inf, 5) == 0.0


def test_a_share_outside_0_to_1_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        t_quantile(1.0, 3)


@settings(max_examples=40, deadline=None)
@given(st.floats(0.001, 0.999), st.floats(0.5, 300))
def test_quantile_and_distribution_are_each_others_inverse(share: float, freedom: float) -> None:
    assert t_cdf(t_quantile(share, freedom), freedom) == pytest.approx(share, abs=1e-9)
