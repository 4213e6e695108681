"""The gate: what stops a pipeline, what does not, and what cannot be decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from reportgen.comparison import compare
from reportgen.facts.run_facts import Facts
from reportgen.gate import Aim, Judgement, judge, limit_of
from reportgen.read.run import read_run
from reportgen.rule import Finding, Verdict
from tests.comparison.conftest import MakeFacts
from tests.comparison.noise.test_noise import with_matrix


def finding(verdict: Verdict, title: str = "Something", head: str | None = None) -> Finding:
    return Finding("check", verdict, title, "", "", "", head, None, None, {}, "", "Is it right")


def against(baseline: Facts, *new: Facts, favour: str = "balanced") -> Judgement:
    facts = [*new, baseline]
    told = compare(facts, baseline=len(new), favour=favour)  # type: ignore[arg-type]
    return judge(["regression"], facts, [[] for _ in facts], comparison=told, baseline=len(new))


# --- findings ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("aims", "stopping"),
    [
        (["fail"], {Verdict.FAIL}),
        (["warn"], {Verdict.FAIL, Verdict.WARN}),
        (["fail", "warn"], {Verdict.FAIL, Verdict.WARN}),
        (["regression"], set()),
        ([], set()),
    ],
)
def test_what_stops_is_what_was_asked_for(
    make_facts: MakeFacts, aims: Sequence[Aim], stopping: set[Verdict]
) -> None:
    facts = [make_facts("a"), make_facts("b")]
    for verdict in Verdict:
        told = judge(
            aims, facts, [[finding(verdict)], []], comparison=compare(facts), baseline=None
        )
        assert bool(told.reasons) is (verdict in stopping), verdict


@pytest.mark.parametrize(
    ("limit", "why"),
    [
        ("mAP50-95(M) >= 0.5", ""),
        ("mAP50-95(M) <= 0.5", ""),
        ("mAP50-95(M) > 0.5", "mAP50-95(M) is 0.500"),
        ("mAP50-95(M) < 0.5", "mAP50-95(M) is 0.500"),
        ("metrics/mAP50-95 >= 0.501", "mAP50-95 is 0.500"),
        ("mAP50-95 > 0.4999", ""),
        ("mAP50(P) >= 0", "it tells no mAP50(P)"),
    ],
)
def test_a_limit_is_kept_or_broken_at_the_best_epoch(
    make_facts: MakeFacts, limit: str, why: str
) -> None:
    assert limit_of(limit).broken_by(make_facts("a", 0.5)) == why


def test_a_reason_names_verdict_run_finding_and_head(make_facts: MakeFacts) -> None:
    found = [finding(Verdict.FAIL, "It broke"), finding(Verdict.WARN, "Recall is low", "box")]
    told = judge(["warn"], [make_facts("train3")], [found])
    assert told.reasons == ("fail: train3: It broke", "warn: train3: Recall is low (box)")
    assert told.undecided == ()


def test_a_check_that_crashed_is_undecided_and_stops_nobody(make_facts: MakeFacts) -> None:
    found = [finding(Verdict.ERROR, "The check x itself failed")]
    told = judge(["warn"], [make_facts("train3")], [found])
    assert told == Judgement((), ("train3: The check x itself failed",))


def test_faults_of_the_baseline_are_not_those_of_the_new_run(make_facts: MakeFacts) -> None:
    facts = [make_facts("new"), make_facts("old")]
    told = compare(facts, baseline=1)
    found = [[], [finding(Verdict.FAIL)]]
    assert judge(["fail"], facts, found, comparison=told, baseline=1).reasons == ()
    assert judge(["fail"], facts, found, comparison=told).reasons == ("fail: old: Something",)


# --- against a baseline --------------------------------------------------------------------------


def test_a_run_that_is_clearly_worse_is_a_regression(make_facts: MakeFacts) -> None:
    told = against(make_facts("old", 0.6, lr0=0.01), make_facts("new", 0.3, lr0=0.02))
    assert told.undecided == ()
    (reason,) = told.reasons
    assert reason.startswith("regression: new: mask mAP50-95 0.300 against 0.600 of old, ")
    assert "a difference of 0.300 ± " in reason


def test_the_same_arguments_with_a_clearly_worse_result_are_a_regression(
    make_facts: MakeFacts,
) -> None:
    """Data or code changed, which args.yaml does not tell: what a pipeline is there to catch."""
    assert against(make_facts("old", 0.6), make_facts("new", 0.3)).reasons


def test_a_run_that_is_better_or_equal_passes_without_a_word(make_facts: MakeFacts) -> None:
    old = make_facts("old", 0.4, lr0=0.01)
    for name, reaches in (("equal", 0.4), ("better", 0.401), ("best", 0.8)):
        assert against(old, make_facts(name, reaches, lr0=0.02)) == Judgement()


def test_a_difference_within_chance_is_undecided(make_facts: MakeFacts) -> None:
    old = make_facts("old", 0.50, wobble=0.05, lr0=0.01)
    told = against(old, make_facts("new", 0.49, wobble=0.05, lr0=0.02))
    assert told.reasons == ()
    (said,) = told.undecided
    assert said.startswith("new: mask mAP50-95 0.490 against 0.500 of old: the difference of ")
    assert said.endswith(" may be chance")


def test_other_data_are_undecided_however_large_the_difference(make_facts: MakeFacts) -> None:
    told = against(make_facts("old", 0.6), make_facts("new", 0.2, data="other.yaml"))
    assert told.reasons == ()
    (said,) = told.undecided
    assert "mask mAP50-95 0.200 against 0.600 of old" in said
    assert "not comparable, another data set: other.yaml and shapes.yaml" in said
    assert "--same-data" in said


def test_data_of_one_name_is_told_apart_by_what_tells_it(make_facts: MakeFacts) -> None:
    few = with_matrix(make_facts("old", 0.6), np.array([[50, 0], [10, 0]]))
    many = with_matrix(make_facts("new", 0.2), np.array([[500, 0], [100, 0]]))
    (said,) = against(few, many).undecided
    assert "another data set: 600 and 60 validation objects (" in said


def test_what_a_third_run_differs_in_does_not_hide_a_regression(make_facts: MakeFacts) -> None:
    told = against(
        make_facts("old", 0.6, lr0=0.01),
        make_facts("new", 0.3, lr0=0.02),
        make_facts("other", 0.3, data="other.yaml"),
    )
    assert [reason.split(":")[1].strip() for reason in told.reasons] == ["new"]
    assert [said.split(":")[0] for said in told.undecided] == ["other"]


def test_another_seed_of_the_baseline_is_no_regression(make_facts: MakeFacts) -> None:
    told = against(make_facts("old", 0.6, seed=0), make_facts("new", 0.5, seed=1))
    assert told.reasons == ()
    assert told.undecided == (
        "new: mask mAP50-95 0.500 against 0.600 of old: both repeat one configuration, so that it "
        "may be chance",
    )
    assert against(make_facts("low", 0.4, seed=0), make_facts("high", 0.5, seed=1)) == Judgement()


def test_a_repeat_of_the_baseline_that_collapsed_is_a_regression(make_facts: MakeFacts) -> None:
    told = against(make_facts("old", 0.6, seed=0), make_facts("new", 0.1, seed=1))
    assert told.undecided == ()
    assert told.reasons == (
        "regression: new: mask mAP50-95 0.100 against 0.600 of old, further than repeats of one "
        "configuration differ",
    )


@pytest.mark.parametrize("wobble", [0.0, 0.01])
def test_a_run_that_lost_what_it_learned_is_held_by_its_best_weights(
    make_facts: MakeFacts, wobble: float
) -> None:
    """They are what is used, and chance may explain so little; that it collapsed its state says."""
    old = make_facts("old", 0.5, lr0=0.01)
    told = against(old, make_facts("fell", 0.5, wobble=wobble, falls_to=0.0, lr0=0.02))
    assert (told.reasons, len(told.undecided)) == ((), 1)
    low = against(old, make_facts("low", 0.2, wobble=wobble, falls_to=0.0, lr0=0.02))
    assert low.reasons[0].startswith("regression: low")


def test_a_small_difference_is_told_with_the_digits_that_show_it(make_facts: MakeFacts) -> None:
    told = against(make_facts("old", 0.50021, seed=0), make_facts("new", 0.50013, seed=1))
    assert "new: mask mAP50-95 0.5001 against 0.5002 of old: both repeat" in told.undecided[0]


def test_a_baseline_that_is_no_training_is_said(make_facts: MakeFacts) -> None:
    """A search, which is given as the baseline, is none of the runs that are compared."""
    facts = [make_facts("a", 0.5), make_facts("b", 0.1)]
    told = judge(["regression"], facts, [[], []], comparison=compare(facts), baseline=None)
    assert told.reasons == ()
    assert told.undecided == ("the baseline is no training, so that nothing is held against it",)


def test_one_fold_against_another_is_undecided_and_means_over_folds_are_not(
    make_facts: MakeFacts,
) -> None:
    def fold(name: str, number: int, reaches: float, lr0: float) -> Facts:
        data = f"split_{number}_dataset.yaml"
        return make_facts(f"{name}{number}", reaches + number / 1000, data=data, lr0=lr0)

    told = against(fold("old", 1, 0.6, 0.01), fold("new", 2, 0.3, 0.02))
    assert told.reasons == ()
    assert "not comparable, another fold" in told.undecided[0]

    (first, *others) = [fold("old", number, 0.6, 0.01) for number in range(1, 5)]
    single = against(first, *others, fold("one", 1, 0.3, 0.02))
    assert "not comparable, one fold and several: " in single.undecided[-1]

    old = [fold("old", number, 0.6, 0.01) for number in range(1, 5)]
    new = [fold("new", number, 0.3, 0.02) for number in range(1, 5)]
    means = against(old[0], *new, *old[1:])
    assert (
        "mask mAP50-95 0.302 (mean of 4 repeats) against 0.603 (mean of 4 repeats) of old1"
        in (means.reasons[0])
    )
    regressed = [reason.split(":")[1].strip() for reason in means.reasons]
    assert regressed == ["new1", "new2", "new3", "new4"]


def test_a_run_that_learned_nothing_is_a_regression(make_facts: MakeFacts) -> None:
    told = against(make_facts("old", 0.6), make_facts("bare", 0.0, wobble=0.0))
    assert told.reasons[0].startswith("regression: bare: mask mAP50-95 0 against 0.600 of old")


def test_runs_that_do_not_tell_what_is_compared_are_undecided(make_facts: MakeFacts) -> None:
    told = against(make_facts("old", 0.6), make_facts("new", 0.6), favour="recall")
    assert told.reasons == ()
    assert "new tells no peak F2 (mask)" in told.undecided[0]


def test_runs_that_share_no_metric_are_undecided(make_run: Callable[..., Path]) -> None:
    columns = ["epoch", "train/box_loss"]
    old, new = (
        Facts(read_run(make_run([[1, 2.0], [2, 1.0]], columns=columns, name=name)))
        for name in ("old", "new")
    )
    assert against(old, new) == Judgement((), ("new: it shares no metric with old",))


def test_fewer_than_two_trainings_are_undecided(make_facts: MakeFacts) -> None:
    told = judge(["regression"], [make_facts("a")], [[]], baseline=None)
    assert told.reasons == ()
    assert told.undecided == ("fewer than two trainings can be read, so that nothing is compared",)
