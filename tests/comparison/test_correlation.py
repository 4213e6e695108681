"""Rank correlation against worked examples, and its honesty about few runs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.comparison.sweep import correlation
from reportgen.comparison.sweep.correlation import (
    correlations,
    ranks,
    shuffled_p,
    spearman,
)

IQ = np.array([86.0, 97, 99, 100, 101, 103, 106, 110, 112, 113])
TELEVISION = np.array([2.0, 20, 28, 27, 50, 29, 7, 17, 6, 12])


def test_the_textbook_example() -> None:
    assert spearman(IQ, TELEVISION) == pytest.approx(-29 / 165)
    # The p-value of the t approximation is 0.627.
    assert shuffled_p(IQ, TELEVISION) == pytest.approx(0.63, abs=0.03)


def test_equal_values_share_their_mean_rank() -> None:
    assert ranks(np.array([10.0, 30, 20, 20])).tolist() == [1, 4, 2.5, 2.5]


def test_few_runs_are_counted_exactly() -> None:
    x = np.arange(5.0)
    # Of 120 orders only the rising and the falling one are as far from 0.
    assert shuffled_p(x, x**3) == pytest.approx(2 / 120)
    assert spearman(x, -x) == -1


@pytest.mark.parametrize("slope", [0.0, 0.05, 0.1, 0.2, 1.0])
def test_many_values_are_judged_by_student_and_it_agrees_with_shuffling(
    slope: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = np.random.default_rng(7)
    x = chance.random(400)
    y = slope * x + 0.3 * chance.random(400)
    by_student = shuffled_p(x, y)
    monkeypatch.setattr(correlation, "_SHUFFLED_UP_TO", 400)
    assert by_student == pytest.approx(shuffled_p(x, y), abs=0.02)
    assert 0 < by_student <= 1


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=4, max_size=40))
def test_ranks_and_their_correlation_are_those_of_scipy(pairs: list[tuple[int, int]]) -> None:
    from scipy import stats

    x, y = np.array(pairs, dtype=float).T
    assert ranks(x).tolist() == stats.rankdata(x).tolist()
    if min(np.ptp(x), np.ptp(y)) > 0:
        assert spearman(x, y) == pytest.approx(stats.spearmanr(x, y).statistic, abs=1e-9)


def test_exact_shuffles_are_those_of_scipy() -> None:
    from scipy import stats

    x, y = np.array([1.0, 2, 3, 4, 5, 6]), np.array([2.0, 1, 4, 3, 6, 5])
    expected = stats.permutation_test(
        (x,), lambda each: spearman(each, y), permutation_type="pairings", n_resamples=np.inf
    )
    assert shuffled_p(x, y) == pytest.approx(expected.pvalue)


def test_what_goes_with_the_order_is_held_fixed() -> None:
    chance = np.random.default_rng(3)
    order = np.arange(40.0)
    x, y = order + 20 * chance.random(40), order + 20 * chance.random(40)
    (found,) = correlations({"lr0": x.tolist()}, y.tolist(), ordered=True)
    # The textbook's partial correlation, of ranks.
    xy, xt, yt = spearman(x, y), spearman(x, order), spearman(y, order)
    assert found.rho == pytest.approx(xy)
    assert found.apart == pytest.approx((xy - xt * yt) / ((1 - xt**2) * (1 - yt**2)) ** 0.5)


def test_what_does_not_vary_goes_with_nothing() -> None:
    assert spearman(np.full(5, 2.0), np.arange(5.0)) == 0
    assert correlations({"lr0": [float(i) for i in range(12)]}, [0.5] * 12) == ()


def test_only_what_varies_and_is_told_is_tried_and_chance_finds_are_not_notable() -> None:
    fitness = [float(i) for i in range(12)]
    random = np.random.default_rng(4)
    columns: dict[str, list[float | None]] = {
        f"noise{i}": random.random(12).tolist() for i in range(20)
    }
    columns["lr0"] = [2 * value for value in fitness]
    columns["constant"] = [1.0] * 12
    columns["rarely told"] = [1.0, 2.0, 3.0, 4.0, *[None] * 8]
    found = correlations(columns, fitness)
    assert len(found) == 21
    assert (found[0].argument, found[0].rho, found[0].notable) == ("lr0", pytest.approx(1.0), True)
    assert [each.argument for each in found if each.notable] == ["lr0"]


def test_nothing_is_said_of_four_runs() -> None:
    assert correlations({"lr0": [1.0, 2, 3, 4]}, [1.0, 2, 3, 4]) == ()
