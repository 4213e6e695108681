"""The statistics against scipy, and against values that are printed in papers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.comparison.noise.statistics import (
    PRIOR_FREEDOM,
    Difference,
    Estimate,
    discoveries,
    fold_margin,
    moderated,
    paired_folds,
    rank_interval,
    share_sd,
    share_z,
    spread_ratio_error,
)
from reportgen.comparison.noise.student import p_value, t_cdf, t_quantile

FREEDOMS = (0.5, 1, 2, 3, 4, 5.5, 13, 60, 1e4)
# What the folds of one batch of a public project lie above those of another: 11sdz's navigation.
BATCHES = (0.081, 0.091, 0.046, 0.052, 0.069)


@pytest.mark.parametrize("freedom", FREEDOMS)
@pytest.mark.parametrize("t", [-250.0, -30.0, -1.0, -0.01, 0.0, 0.5, 3.0])
def test_student_is_that_of_scipy(t: float, freedom: float) -> None:
    from scipy import stats

    assert t_cdf(t, freedom) == pytest.approx(stats.t.cdf(t, freedom), abs=1e-10)
    assert p_value(t, freedom) == pytest.approx(2 * stats.t.sf(abs(t), freedom), rel=1e-7)


@settings(max_examples=60, deadline=None)
@given(st.floats(0.001, 0.999), st.floats(0.5, 300))
def test_quantiles_are_those_of_scipy(share: float, freedom: float) -> None:
    from scipy import stats

    expected = stats.t.ppf(share, freedom)
    assert t_quantile(share, freedom) == pytest.approx(expected, rel=1e-6, abs=1e-9)


def test_far_tails_keep_their_size() -> None:
    from scipy import stats

    assert p_value(1e6, 1) == pytest.approx(2 * stats.t.sf(1e6, 1), rel=1e-6)
    assert p_value(math.inf, 5) == 0.0


def test_a_share_outside_0_to_1_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        t_quantile(1.0, 3)


def test_single_runs_are_as_uncertain_as_their_guesses() -> None:
    from scipy import stats

    test = moderated(Estimate(0.5, 1, 0.006), Estimate(0.54, 1, 0.008))
    # t(0.975; 4)·√(0.006² + 0.008²)
    assert test.value == pytest.approx(-0.04)
    assert test.freedom == PRIOR_FREEDOM
    assert test.margin == pytest.approx(stats.t.ppf(0.975, 4) * 0.01)
    assert test.p == pytest.approx(2 * stats.t.sf(4, 4))


@pytest.mark.parametrize("prior", [0.0, 0.01, 0.03])
def test_repeats_outvote_the_guess_as_in_limma(prior: float) -> None:
    """Smyth 2004: the posterior variance, from scipy's pooled one and the prior."""
    from scipy import stats

    one, other = [0.50, 0.52, 0.51], [0.55, 0.53, 0.56, 0.54]
    first, second = (
        Estimate(float(np.mean(x)), len(x), prior, float(np.var(x)) * len(x)) for x in (one, other)
    )
    test = moderated(first, second)
    pooled = (np.var(one) * 3 + np.var(other) * 4) / 5
    posterior = (4 * prior**2 + 5 * pooled) / 9
    assert test.freedom == 9
    assert test.error == pytest.approx(math.sqrt(posterior * (1 / 3 + 1 / 4)))
    plain = stats.ttest_ind(one, other)
    # Without the prior's four degrees it is the pooled test of scipy.
    told = test.value / (test.error * math.sqrt(9 / 5)) if prior == 0 else plain.statistic
    assert told == pytest.approx(plain.statistic)


def test_equal_seeds_are_called_different_by_chance_in_at_most_one_of_twenty() -> None:
    random = np.random.default_rng(7)
    called = 0
    for _ in range(1000):
        one, other = random.normal(0.5, 0.01, (2, 3))
        pair = [Estimate(float(x.mean()), 3, 0.01, float(x.var() * 3)) for x in (one, other)]
        called += moderated(*pair).p < 0.05
    assert called / 1000 <= 0.06


def test_no_difference_is_never_a_discovery() -> None:
    assert Difference(0.0, 0.0, 5).p == 1.0
    assert Difference(0.1, 0.0, 5).p == 0.0
    assert moderated(Estimate(1, 1, 0.0), Estimate(1, 1, 0.0)).p == 1.0


def test_folds_are_compared_pair_by_pair_with_the_correction_for_shared_pictures() -> None:
    # Differences 1, 2, 3: mean 2, sd 1; error √(1/3 + 1/2) in place of √(1/3).
    test = paired_folds([1.0, 2.0, 3.0], least=0.0)
    assert test.value == 2
    assert test.error == pytest.approx(math.sqrt(5 / 6))
    assert test.freedom == 2


def test_a_batch_that_wins_every_fold_is_better() -> None:
    """Nadeau and Bengio's t is scipy's paired one, times √((1/k) / (1/k + 1/(k-1)))."""
    from scipy import stats

    test = paired_folds(BATCHES, least=0.003)
    plain = stats.ttest_1samp(BATCHES, 0.0)
    shrunk = plain.statistic * math.sqrt((1 / 5) / (1 / 5 + 1 / 4))
    assert test.value / test.error == pytest.approx(shrunk)
    assert test.p == pytest.approx(2 * stats.t.sf(shrunk, 4), rel=1e-6)
    assert test.p == pytest.approx(0.006, abs=0.001)


def test_the_interval_over_folds_is_wider_than_that_of_independent_values() -> None:
    from scipy import stats

    folds = [0.76, 0.86, 0.83, 0.83, 0.78]
    plain = stats.t.ppf(0.975, 4) * stats.sem(folds)
    assert fold_margin(folds, 0.003) == pytest.approx(plain * math.sqrt((1 / 5 + 1 / 4) * 5))


def test_a_share_over_few_objects_is_uncertain() -> None:
    assert share_sd(0.5, [100, 10]) == pytest.approx(math.sqrt(0.25 * 0.11) / 2)
    # Agresti and Coull: none found of 110 is no proof that there is nothing.
    assert 0.001 < share_sd(0.0, [110]) < 0.03


@pytest.mark.parametrize(("found", "count"), [(0, 5), (3, 40), (50, 100), (110, 110)])
def test_the_spread_of_a_share_is_that_of_scipy_with_two_hits_and_two_misses_more(
    found: int, count: int
) -> None:
    from scipy import stats

    drawn = stats.binom(count, (found + 2) / (count + 4))
    assert share_sd(found / count, [count]) == pytest.approx(drawn.std() / count)


def test_two_shares_are_told_apart_as_by_chi_square_of_scipy() -> None:
    from scipy import stats

    table = [[60, 40], [45, 55]]
    z = share_z(0.60, 0.45, 100)
    assert z**2 == pytest.approx(stats.chi2_contingency(table, correction=False).statistic)
    assert share_z(0.45, 0.60, 100) == -z
    assert share_z(1.0, 1.0, 9) == share_z(0.5, 0.4, 0) == 0


def test_the_ratio_of_two_wobbles_varies_as_it_does_in_samples_drawn_by_scipy() -> None:
    from scipy import stats

    one, other = (
        stats.median_abs_deviation(stats.norm.rvs(size=(4_000, n), random_state=n), axis=1)
        for n in (60, 200)
    )
    seen = float(np.std(np.log(one / other)))
    assert spread_ratio_error(60, 200, 0.0) == pytest.approx(seen, rel=0.05)
    # What trainings differ by comes to it, once for each.
    assert spread_ratio_error(10**9, 10**9, 0.2) == pytest.approx(0.2 * math.sqrt(2), rel=1e-6)


@pytest.mark.parametrize("rho", [-0.9, 0.0, 0.5])
def test_the_interval_of_a_rank_correlation_widens_that_of_scipy(rho: float) -> None:
    """Fisher's interval, as scipy has it for Pearson's, with the error of Bonett and Wright."""
    from scipy import stats

    plain = stats.norm.ppf(0.975) / math.sqrt(28 - 3)
    widened = plain * math.sqrt(1 + rho**2 / 2)
    expected = math.tanh(math.atanh(rho) - widened), math.tanh(math.atanh(rho) + widened)
    assert rank_interval(rho, 28) == pytest.approx(expected, abs=1e-6)
    assert 0 < rank_interval(1.0, 5)[0] < rank_interval(1.0, 5)[1] <= 1


def test_false_discovery_rate_of_the_paper() -> None:
    # Benjamini and Hochberg 1995, section 3.2: four of fifteen hold.
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240,
         0.4262, 0.5719, 0.6528, 0.7590, 1.0]  # fmt: skip
    assert discoveries(p) == [True] * 4 + [False] * 11
    assert discoveries(p[::-1]) == [False] * 11 + [True] * 4
    assert discoveries([0.05]) == [True]
    assert discoveries([]) == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_discoveries_are_those_of_scipy(p: list[float]) -> None:
    from scipy import stats

    adjusted = stats.false_discovery_control(p)
    # Where a corrected value lies at the very level, rounding decides.
    sure = [abs(each - 0.05) > 1e-9 for each in adjusted]
    found = discoveries(p)
    assert [x for x, s in zip(found, sure, strict=True) if s] == [
        bool(a <= 0.05) for a, s in zip(adjusted, sure, strict=True) if s
    ]
