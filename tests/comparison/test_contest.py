"""Clearly better, tied, and the ranks that follow."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportgen.comparison.data.heads import common_head
from reportgen.comparison.noise.estimate import LATE_EPOCHS, OTHERS, REPEATS
from reportgen.comparison.noise.statistics import PRIOR_FREEDOM
from reportgen.comparison.ranking.contest import Contest
from reportgen.comparison.ranking.hold import hold
from reportgen.comparison.ranking.measures import Yardstick, main_metric, validation_loss
from reportgen.facts.run_facts import Facts
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
    # Between the 0.003 of the seeds and the 0.01 of the curves, which count for four seeds.
    assert 0.003 < noise.sd < 0.01
    assert (noise.freedom, noise.method) == (PRIOR_FREEDOM + 2, REPEATS)
    test = contest.test(3, 0)
    assert test is not None
    assert (test.value, test.freedom) == (pytest.approx(0.02), PRIOR_FREEDOM + 4)


def test_the_same_difference_between_single_runs_is_chance(make_facts: MakeFacts) -> None:
    contest = by_map([make_facts("a", 0.50), make_facts("b", 0.51, lr0=0.02)])
    assert contest.ranks == (1, 1)
    assert contest.order == (1, 0)
    noise = contest.noise(0)
    assert noise is not None
    assert (noise.method, noise.freedom) == (LATE_EPOCHS, PRIOR_FREEDOM)
    # The wobble itself: between seeds a metric varies as from epoch to epoch.
    assert 0.003 < noise.sd < 0.012


def test_the_same_data_trained_much_longer_is_clearly_better(make_facts: MakeFacts) -> None:
    facts = [
        make_facts("short", 0.76, wobble=0.004, epochs=20),
        make_facts("long", 0.81, wobble=0.004, epochs=300, lr0=0.02),
    ]
    assert by_map(facts).ranks == (2, 1)


def test_the_luck_of_a_wild_run_is_taken_off(make_facts: MakeFacts) -> None:
    """A wobble many times as large lifts the best of many epochs above what the run holds."""
    calm = make_facts("calm", 0.5, wobble=0.002, epochs=200)
    wild = make_facts("wild", 0.5, wobble=0.05, epochs=200, lr0=0.02, best=0.56)
    test = by_map([wild, calm]).test(0, 1)
    assert test is not None
    assert test.seen == pytest.approx(0.06, abs=0.002)
    assert test.value < 0.03


def test_one_lucky_epoch_makes_no_better_run(make_facts: MakeFacts) -> None:
    """Alike in wobble and length, one run was once far above all its other epochs."""
    lucky = make_facts("lucky", 0.5, epochs=60, best=0.65)
    test = by_map([lucky, make_facts("steady", 0.52, epochs=60, lr0=0.02)]).test(0, 1)
    assert test is not None
    assert test.seen == pytest.approx(0.13, abs=0.01)
    assert abs(test.value) < test.margin


def test_a_value_that_is_no_share_is_no_result(make_facts: MakeFacts) -> None:
    """As of a table in percent."""
    contest = by_map([make_facts("percent", 50.0, lr0=0.02), make_facts("a"), make_facts("b", 0.3)])
    assert contest.values[0] is None
    assert contest.ranks == (None, 1, 2)


def test_a_large_difference_is_clear_without_repeats(make_facts: MakeFacts) -> None:
    assert by_map([make_facts("bad", 0.05), make_facts("good", 0.6, lr0=0.02)]).ranks == (2, 1)


def test_two_seeds_are_not_taken_at_their_word(make_facts: MakeFacts) -> None:
    """Two seeds that happen to agree must not make a configuration look exact."""
    twins = [make_facts("a0", 0.5), make_facts("a1", 0.5001, seed=1)]
    contest = by_map([*twins, make_facts("b", 0.51, lr0=0.02)])
    noise = contest.noise(0)
    assert noise is not None
    assert noise.sd > 0.003
    assert contest.ranks == (1, 1, 1)


def test_a_constant_or_collapsed_end_tells_no_noise(make_facts: MakeFacts) -> None:
    """A training that fell to pieces must not look exact."""
    rows = [make_facts("a", 0.5), make_facts("gone", 0.5, lr0=0.02, falls_to=0.0)]
    rows.append(make_facts("frozen", 0.5, lr0=0.03, falls_to=0.45))
    contest = by_map(rows)
    for run in (1, 2):
        noise = contest.noise(run)
        assert noise is not None
        assert (noise.method, noise.sd) == (OTHERS, pytest.approx(0.04, rel=0.01))


def test_a_run_too_short_to_tell_its_noise_is_given_more_than_the_others(
    make_facts: MakeFacts,
) -> None:
    contest = by_map([make_facts("long", 0.5, wobble=0.001), make_facts("short", 0.4, epochs=3)])
    noise = contest.noise(1)
    assert noise is not None
    assert (noise.method, noise.sd) == (OTHERS, pytest.approx(0.04, rel=0.03))


def test_what_never_left_0_is_told_from_what_learned_a_little(make_facts: MakeFacts) -> None:
    """A share near 0 cannot vary as one of a half does."""
    flat = make_facts("flat", 0.003, wobble=0.0, epochs=20, speed=0.01)
    contest = by_map([flat, make_facts("little", 0.06, wobble=0.006, epochs=50, lr0=0.02)])
    noise = contest.noise(0)
    assert noise is not None
    assert noise.method == OTHERS
    assert noise.sd < 0.02
    assert contest.better(1, 0)


def test_without_any_noise_nothing_is_clear(make_facts: MakeFacts) -> None:
    contest = by_map([make_facts("a", 0.1, epochs=3), make_facts("b", 0.9, epochs=3, lr0=0.02)])
    assert contest.ranks == (None, None)
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
    assert set(by_map([*one, *apart]).ranks) == {None}


def _measure(values: dict[str, float | None]) -> Yardstick:
    return Yardstick(
        "m", "m", lambda facts: values[facts.run_name], lambda facts: facts.headline_curve
    )


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), min_size=2, max_size=6))
def test_ranks_hold_together(make_facts: MakeFacts, values: list[float | None]) -> None:
    """Whatever the values: ranks follow them, ties are mutual, the order given does not matter."""
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
    ranked = [contest.values[run] for run in contest.order if run in contest.told]
    assert ranked == sorted(told, reverse=True)
    order = next(iter(list(permutations(range(len(values))))[-1:]))
    turned = hold(_measure(named), [facts[i] for i in order])
    assert [turned.ranks[order.index(i)] for i in range(len(values))] == list(contest.ranks)
