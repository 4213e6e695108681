"""Clearly better, tied, and the ranks that follow."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportgen.comparison.contest import Contest, hold
from reportgen.comparison.heads import common_head
from reportgen.comparison.measures import Measure, main_metric, validation_loss
from reportgen.comparison.noise import BORROWED, GUESS_FREEDOM, LATE_EPOCHS, OTHERS, REPEATS
from reportgen.facts import Facts
from tests.comparison.conftest import MakeFacts


def by_map(facts: list[Facts]) -> Contest:
    common = common_head(facts)
    assert common is not None
    return hold(main_metric(common), facts)


def test_three_seeds_each_tell_a_small_difference(make_facts: MakeFacts) -> None:
    low = [make_facts(f"a{s}", 0.50 + d, seed=s) for s, d in enumerate((-0.003, 0, 0.003))]
    high = [
        make_facts(f"b{s}", 0.52 + d, seed=s, lr0=0.02) for s, d in enumerate((-0.003, 0, 0.003))
    ]
    contest = by_map([*low, *high])
    assert contest.ranks == (4, 4, 4, 1, 1, 1)
    assert contest.tied_with(3) == (4, 5)
    noise = contest.noise(0)
    assert noise is not None
    assert (noise.sd, noise.freedom, noise.method) == (pytest.approx(0.003), 2, REPEATS)
    # Welch: √(2·0.003²/3) and 4 degrees of freedom.
    test = contest.test(3, 0)
    assert test is not None
    assert (test.value, test.freedom) == (pytest.approx(0.02), pytest.approx(4))


def test_the_same_difference_between_single_runs_is_chance(make_facts: MakeFacts) -> None:
    contest = by_map([make_facts("a", 0.50), make_facts("b", 0.52, lr0=0.02)])
    assert contest.ranks == (1, 1)
    assert contest.order == (1, 0)
    noise = contest.noise(0)
    assert noise is not None
    assert (noise.method, noise.freedom) == (LATE_EPOCHS, GUESS_FREEDOM)
    # At least the wobble itself, and more: seeds differ more than epochs do.
    assert 0.01 < noise.sd < 0.06


def test_a_large_difference_is_clear_without_repeats(make_facts: MakeFacts) -> None:
    assert by_map([make_facts("bad", 0.05), make_facts("good", 0.6, lr0=0.02)]).ranks == (2, 1)


def test_two_seeds_are_not_taken_at_their_word(make_facts: MakeFacts) -> None:
    """Two seeds that happen to agree must not make a configuration look exact."""
    twins = [make_facts("a0", 0.5), make_facts("a1", 0.5001, seed=1)]
    contest = by_map([*twins, make_facts("b", 0.53, lr0=0.02)])
    noise = contest.noise(0)
    assert noise is not None
    assert noise.sd > 0.01
    assert contest.ranks == (1, 1, 1)


def test_the_noise_of_two_repeats_is_half_that_of_the_guess(make_facts: MakeFacts) -> None:
    pair = [make_facts(f"a{seed}", 0.5 + 0.04 * seed, seed=seed) for seed in range(2)]
    alone = by_map([make_facts("b", 0.5), make_facts("c", 0.5, lr0=0.02)]).noise(0)
    noise = by_map(pair).noise(0)
    assert noise is not None
    assert alone is not None
    # One degree of freedom, where two are enough: half weight to 0.04² / 2, half to the guess.
    assert noise.freedom == (1 + GUESS_FREEDOM) / 2
    assert noise.sd == pytest.approx(((0.04**2 / 2 + alone.sd**2) / 2) ** 0.5, rel=0.15)


def test_a_single_run_borrows_the_noise_of_repeats_on_the_same_data(make_facts: MakeFacts) -> None:
    repeats = [make_facts(f"a{s}", 0.5 + 0.02 * s, seed=s) for s in range(4)]
    here, there = make_facts("b", 0.6, lr0=0.02), make_facts("c", 0.6, lr0=0.02, data="other.yaml")
    contest = by_map([*repeats, here, there])
    borrowed, own = contest.noise(4), contest.noise(5)
    assert borrowed is not None
    assert own is not None
    assert borrowed.method == BORROWED
    assert own.method == LATE_EPOCHS
    assert (borrowed.sd, borrowed.freedom) == (pytest.approx(0.0258, abs=1e-4), 3)


def test_two_pairs_of_repeats_lend_their_noise(make_facts: MakeFacts) -> None:
    pairs = [
        make_facts(f"{name}{seed}", reaches + 0.04 * seed, seed=seed, lr0=lr0)
        for name, reaches, lr0 in (("a", 0.5, 0.01), ("b", 0.6, 0.02))
        for seed in range(2)
    ]
    borrowed = by_map([*pairs, make_facts("c", 0.55, lr0=0.03)]).noise(4)
    assert borrowed is not None
    # Each pair lies 0.04 apart: its variance is 0.04² / 2.
    assert borrowed.sd == pytest.approx(0.04 / 2**0.5)
    assert (borrowed.freedom, borrowed.method) == (2, BORROWED)


def test_a_run_too_short_to_tell_its_noise_is_given_more_than_the_others(
    make_facts: MakeFacts,
) -> None:
    contest = by_map([make_facts("long", 0.5, wobble=0.001), make_facts("short", 0.4, epochs=3)])
    noise = contest.noise(1)
    assert noise is not None
    assert (noise.method, noise.sd) == (OTHERS, 0.04)


def test_without_any_noise_nothing_is_clear(make_facts: MakeFacts) -> None:
    contest = by_map([make_facts("a", 0.1, epochs=3), make_facts("b", 0.9, epochs=3, lr0=0.02)])
    assert contest.ranks == (1, 1)
    assert contest.noise(0) is None


def test_a_run_that_learned_nothing_counts_as_0(make_facts: MakeFacts) -> None:
    contest = by_map([make_facts("nothing", 0.0, wobble=0), make_facts("good", 0.5, lr0=0.02)])
    assert contest.values == (0.0, 0.5)
    assert contest.ranks == (2, 1)


def test_lower_losses_are_better(make_facts: MakeFacts) -> None:
    facts = [make_facts("a", loss=2.0), make_facts("b", loss=4.0, lr0=0.02)]
    assert hold(validation_loss(), facts).ranks == (1, 2)


def test_folds_are_compared_fold_by_fold(make_facts: MakeFacts) -> None:
    """Folds differ by 0.1 among themselves, but the second model wins each by 0.02."""
    hard = (0.3, 0.4, 0.5, 0.45, 0.35)
    one = [make_facts(f"a{k}", v, data=f"d/fold{k}/data.yaml") for k, v in enumerate(hard)]
    other = [
        make_facts(f"b{k}", v + 0.02, data=f"d/fold{k}/data.yaml", lr0=0.02)
        for k, v in enumerate(hard)
    ]
    contest = by_map([*one, *other])
    assert contest.ranks == (6,) * 5 + (1,) * 5
    # On other data the folds do not pair, and their spread hides the difference.
    apart = [make_facts(f"c{k}", v + 0.02, data=f"e/fold{k}/data.yaml") for k, v in enumerate(hard)]
    assert set(by_map([*one, *apart]).ranks) == {1}


def _measure(values: dict[str, float | None]) -> Measure:
    return Measure(
        "m", "m", lambda facts: values[facts.run_name], lambda facts: facts.headline_curve
    )


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), min_size=2, max_size=6))
def test_ranks_hold_together(make_facts: MakeFacts, values: list[float | None]) -> None:
    """Whatever the values: the best value has rank 1, ties are mutual, order does not matter."""
    facts = [make_facts(f"r{i}", lr0=0.01 + i / 100) for i in range(len(values))]
    named = {f"r{i}": value for i, value in enumerate(values)}
    contest = hold(_measure(named), facts)
    told = [value for value in values if value is not None]
    for run, value in enumerate(values):
        assert (contest.ranks[run] is None) == (value is None)
        if value is not None and value == max(told):
            assert contest.ranks[run] == 1
        for other in contest.tied_with(run):
            assert run in contest.tied_with(other)
            assert contest.ranks[run] == contest.ranks[other]
        for other in range(len(values)):
            assert not (contest.better(run, other) and contest.better(other, run))
    order = next(iter(list(permutations(range(len(values))))[-1:]))
    turned = hold(_measure(named), [facts[i] for i in order])
    assert [turned.ranks[order.index(i)] for i in range(len(values))] == list(contest.ranks)
