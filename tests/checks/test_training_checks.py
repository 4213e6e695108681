"""What the checks of the training's course say of curves whose answer is plain to see."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reportgen.checks import all_rules
from reportgen.checks.course.overfitting import _what_the_score_did
from reportgen.evaluation import evaluate
from reportgen.facts.run_facts import Facts
from reportgen.read.folder.files import Listing
from reportgen.read.run import ReadRun
from reportgen.read.table.args import Args
from reportgen.read.table.results import EpochTable, FloatArray, Series
from reportgen.rule import Finding, Verdict
from tests.benchmarks.judging import agreement

EPOCHS = 100
MOSAIC_OFF = 91
X = np.arange(1, EPOCHS + 1, dtype=float)
FALLING = 1 + 4 * np.exp(-X / 20)
CLIMB = 0.6 * (1 - np.exp(-X / 10))
STEADY = 0.005 * X
TRAIN = FALLING - 0.002 * X
VAL = FALLING + 0.3


def scattered(values: FloatArray, amount: float = 0.002) -> FloatArray:
    return values + np.random.default_rng(1).normal(0, amount, len(values))


def facts(
    score: FloatArray = CLIMB,
    train: FloatArray | dict[str, FloatArray] = TRAIN,
    val: FloatArray | dict[str, FloatArray] = VAL,
    *,
    resumed: tuple[int, ...] = (),
    **metrics: FloatArray | None,
) -> Facts:
    """A detection run with these curves: losses by name, or one of them; mosaic off as usual."""
    count = len(score)
    columns: dict[str, Any] = {}
    for side, losses in (("train", train), ("val", val)):
        named = losses if isinstance(losses, dict) else {"box_loss": losses}
        columns |= {f"{side}/{name}": values[:count] for name, values in named.items()}
    told = {"mAP50-95": score, "mAP50": 1.3 * score, **metrics}
    columns |= {f"metrics/{name}(B)": v[:count] for name, v in told.items() if v is not None}
    table = EpochTable(np.arange(1, count + 1), columns, resumed_at=resumed)
    args = Args({"task": "detect", "epochs": count})
    return Facts(ReadRun(Path("run"), "run", table, args, Listing(())))


def said(check: str, run: Facts, **thresholds: float) -> Finding:
    rules = [rule for rule in all_rules() if rule.id == check]
    return evaluate(rules, run, {check: thresholds})[0]


def overfit(
    val: FloatArray | dict[str, FloatArray],
    train: FloatArray | dict[str, FloatArray] | None = None,
    score: FloatArray = CLIMB,
    **thresholds: float,
) -> Finding:
    if train is None:
        train = dict.fromkeys(val, TRAIN) if isinstance(val, dict) else TRAIN
    return said("overfitting", facts(score, train, val), **thresholds)


def turning(low: float = 3.1, at: int = 45, by: float = 0.02) -> FloatArray:
    """A loss that falls to `low` at an epoch and climbs by so much an epoch from there on."""
    return scattered(np.where(at > X, low + 0.02 * (at - X), low + by * (X - at)), 0.02)


def test_overfitting_names_the_epoch_and_the_losses_that_climb() -> None:
    found = overfit({"seg_loss": turning(), "box_loss": scattered(turning() / 2)})
    assert found.verdict is Verdict.FAIL
    assert found.epochs is not None
    assert found.epochs[0] == pytest.approx(45, abs=8)
    assert found.title == f"Overfitting from epoch {found.epochs[0]}"
    assert "seg_loss from " in found.seen
    assert found.chart == "total-loss"


def test_a_single_loss_that_creeps_while_the_others_fall_is_a_note() -> None:
    dfl = scattered(np.where(X < 40, 1.0, 1 + 0.005 * (X - 40)))
    falling = scattered(FALLING * 2)
    found = overfit({"cls_loss": falling, "box_loss": falling, "dfl_loss": dfl})
    assert found.verdict is Verdict.NOTE
    assert found.title.startswith("dfl_loss")
    assert found.chart == "dfl-loss"
    assert "The other losses do not rise." in found.seen


def test_where_the_score_rises_meanwhile_best_is_said_to_be_kept_by_score() -> None:
    found = overfit(
        scattered(np.where(X < 50, 4 - 0.02 * X, 3 + 0.004 * (X - 50)), 0.02), None, STEADY
    )
    assert "kept by score" in found.seen
    flat = overfit(turning())
    assert "hardly moved since epoch" in flat.seen


@pytest.mark.parametrize(
    ("gained", "said"),
    [
        (0.0099, "hardly moved since epoch 5 (+0.00990)"),
        (-0.0099, "hardly moved since epoch 5 (−0.00990)"),
        (0.01, "still rose by 0.0100 since epoch 5"),
        (-0.01, "fell by 0.0100 since epoch 5"),
    ],
)
def test_a_score_moves_from_a_hundredth_on(gained: float, said: str) -> None:
    score = Series("metrics/mAP50-95(B)", np.arange(3.0), np.zeros(3))
    assert said in _what_the_score_did(score, gained, 5)


def test_numbers_are_those_of_the_smoothed_curve_and_said_to_be_so() -> None:
    """A dip of one epoch is no level to rise from."""
    val = turning()
    calm = overfit(val).measured["rise"]
    val[44] -= 0.5
    found = overfit(val)
    assert found.seen.startswith("In validation these rose, smoothed")
    assert found.measured["rise"] == pytest.approx(calm, rel=0.15)
    assert found.measured["lowest"] > val.min() + 0.2


def test_a_lower_loss_in_the_warm_up_is_no_start_of_a_climb() -> None:
    val = turning()
    val[1] = 2.0
    found = overfit(val)
    assert found.epochs is not None
    assert found.epochs[0] > 30


def test_a_climb_that_has_gone_again_is_none() -> None:
    turns = [1.0, 45.0, 75.0, 95.0, 100.0]
    up = scattered(np.interp(X, turns, [5.0, 3.0, 4.0, 4.0, 4.0]))
    back = scattered(np.interp(X, turns, [5.0, 3.0, 4.0, 2.9, 2.9]))
    assert overfit(up).verdict is Verdict.FAIL
    assert overfit(back).verdict is Verdict.PASS


def test_noise_is_not_overfitting() -> None:
    assert overfit(scattered(VAL, 0.05)).verdict is Verdict.PASS


def test_what_validates_no_worse_than_it_trains_does_not_creep() -> None:
    """Augmented pictures are harder: a steep climb counts below the training loss, too."""
    val, falling = turning(by=0.003), scattered(TRAIN - TRAIN[-1], 0.01)
    below, above = falling + 2, falling + 4
    assert overfit(val, below).verdict is not Verdict.PASS
    assert overfit(val, above).verdict is Verdict.PASS
    assert overfit(turning(), above).verdict is Verdict.FAIL
    both = {"box_loss": val, "seg_loss": turning()}
    told = overfit(both, {"box_loss": above, "seg_loss": below}).seen
    assert "but it ends below its training loss" in told


def test_a_training_loss_that_only_swings_did_not_fall() -> None:
    val = turning(by=0.003)
    swings = 2.2 - 0.002 * X + np.random.default_rng(1).normal(0, 0.5, len(X))
    assert overfit(val, 2.2 - 0.002 * X).verdict is not Verdict.PASS
    assert overfit(val, swings).verdict is Verdict.PASS


def test_what_mosaic_does_to_losses_is_no_overfitting() -> None:
    """Training losses fall where it is switched off, and validation losses may jump."""
    together = np.where(X < MOSAIC_OFF, 2 + 0.01 * X, 1.5)
    assert overfit(scattered(2 + 0.01 * X), scattered(together)).verdict is Verdict.PASS
    jump = VAL + np.where(X >= MOSAIC_OFF, 0.15, 0)
    assert overfit(scattered(jump)).verdict is Verdict.PASS
    late = facts(CLIMB, TRAIN, scattered(jump))
    late.run.args.values["close_mosaic"] = 0  # type: ignore[index]
    assert said("overfitting", late).verdict is not Verdict.PASS


def test_a_loss_that_a_resume_threw_back_does_not_climb() -> None:
    back = np.where((X > 70) & (X < 77), 2 * VAL, VAL)
    run = facts(val=back, resumed=(71,))
    assert run.setbacks == ((71, 76),)
    assert "Epochs 71 to 76, which the resume threw back" in said("still-improving", run).seen
    late = np.where((X > 84) & (X < 100), 2 * VAL, VAL)
    assert overfit(late).verdict is not Verdict.PASS
    assert said("overfitting", facts(val=late, resumed=(85,))).verdict is Verdict.PASS
    never = np.where(X >= 60, 3.0, VAL)
    lasting = facts(val=never, resumed=(60,))
    assert lasting.setbacks == ()
    assert said("overfitting", lasting).verdict is not Verdict.PASS


def test_a_verdict_on_overfitting_names_its_thresholds() -> None:
    for val in (turning(), VAL):
        threshold = overfit(val, severe=0.2, clear=0.05, rise=0.03).threshold
        assert "their sum by 20 % or more; warns" in threshold
        assert "rise 5.0 %; rises under 3.0 % are ignored" in threshold


def test_thresholds_can_be_moved() -> None:
    val = turning(by=0.004)
    assert overfit(val).verdict is not Verdict.PASS
    assert overfit(val, rise=0.5).verdict is Verdict.PASS
    assert overfit(val, fell=0.9).verdict is Verdict.PASS


def ending(score: FloatArray, **thresholds: float) -> Finding:
    return said("still-improving", facts(score), **thresholds)


def test_a_metric_that_climbs_to_the_end_still_improves() -> None:
    assert ending(scattered(STEADY)).verdict is Verdict.NOTE
    assert ending(scattered(CLIMB)).verdict is Verdict.PASS


def test_the_mosaic_off_bump_is_no_improvement() -> None:
    found = ending(scattered(np.where(X < MOSAIC_OFF, 0.5, 0.53)))
    assert found.verdict is Verdict.PASS
    assert "where mosaic augmentation was switched off (epoch 91)" in found.seen
    assert "jump" not in ending(CLIMB).seen


def test_how_far_the_end_stands_above_what_was_before_is_told_in_points() -> None:
    found = ending(0.02 * X[:20])
    assert "its smoothed best from epoch 16 on is 0.100 above its earlier best" in found.seen
    assert "brings more than 0.020" in ending(0.02 * X[:20], record=0.02).threshold


def plateau(score: FloatArray) -> Finding:
    return said("early-plateau", facts(score))


def test_early_plateau() -> None:
    found = plateau(scattered(CLIMB))
    assert found.verdict is Verdict.NOTE
    assert found.epochs is not None
    assert found.epochs[0] < 50
    assert plateau(scattered(STEADY)).verdict is Verdict.PASS


def test_a_plateau_takes_eight_epochs_after_the_warm_up() -> None:
    flat = np.full(11, 0.4) + 0.001 * np.sin(X[:11])
    assert plateau(flat).verdict is Verdict.NOTE
    assert plateau(flat[:10]).verdict is Verdict.UNKNOWN


def test_what_still_rises_within_its_plan_is_to_go_on() -> None:
    def remedy(planned: int) -> str:
        run = facts(STEADY)
        run.run.args.values["epochs"] = planned  # type: ignore[index]
        return said("still-improving", run).remedy

    assert "a new run" in remedy(EPOCHS)
    assert "it has done 100 of 300 epochs" in remedy(300)


def test_a_score_at_the_top_from_the_start_is_learned_and_looked_into() -> None:
    flat = np.full(EPOCHS, 0.3)
    found = said("learning", facts(np.full(EPOCHS, 0.995), FALLING, flat))
    assert found.verdict is Verdict.PASS
    assert found.title == "mAP50-95 is 0.995 from the start"
    assert "no validation picture is a copy" in found.seen
    falling = said("learning", facts(np.linspace(0.99, 0.4, EPOCHS), FALLING, flat))
    assert falling.verdict is Verdict.NOTE


def test_a_score_that_ends_far_below_its_best_has_not_simply_risen() -> None:
    fallen = np.interp(X, [1, 60, 100], [0.02, 0.214, 0.056])
    found = said("learning", facts(fallen))
    assert found.verdict is Verdict.NOTE
    assert found.title.startswith("mAP50-95 ends at 0.07")
    assert found.title.endswith("far below its best")


def test_metrics_that_never_leave_0_tell_nothing_of_a_plateau() -> None:
    assert plateau(0 * X).verdict is Verdict.UNKNOWN


def swinging(score: FloatArray, **metrics: FloatArray | None) -> Finding:
    return said("erratic", facts(score, **metrics))


def test_erratic_is_swings_and_neither_wild_first_epochs_nor_a_steep_start() -> None:
    swings = np.where(X % 4 == 0, 0.3, 0.6)
    wild_start = np.where((X < 8) & (X % 2 == 0), 0.05, CLIMB)
    step = np.where(X < 40, 0.0, 0.7)
    for score, verdict in (
        (swings, Verdict.WARN),
        (wild_start, Verdict.PASS),
        (step, Verdict.PASS),
    ):
        assert swinging(score).verdict is verdict


def test_every_metric_counts_for_erratic_and_the_worst_is_named() -> None:
    swings = np.where(X % 4 == 0, 0.1, 0.7)
    found = swinging(scattered(CLIMB), precision=swings)
    assert found.verdict is Verdict.WARN
    assert "box precision" in found.title
    assert found.chart == "box-metrics"


def test_the_largest_dip_of_a_smooth_run_is_that_of_any_metric() -> None:
    shallow = CLIMB - np.where(X.astype(int) % 4 == 0, 0.04, 0)
    deep = CLIMB - np.where(X.astype(int) == 60, 0.15, 0)
    found = swinging(shallow, mAP50=None, recall=deep)
    assert found.verdict is Verdict.PASS
    assert "The largest is in box recall, 0.150 at epoch 60." in found.seen


def test_metrics_that_end_with_the_warm_up_tell_no_swings() -> None:
    for known, verdict in ((10, Verdict.UNKNOWN), (12, Verdict.UNKNOWN), (13, Verdict.PASS)):
        score = np.where(known >= X, 0.01 * X, np.nan)
        assert (swinging(score).verdict, known) == (verdict, known)


def test_a_metric_that_is_told_in_the_warm_up_alone_has_no_swings() -> None:
    part = np.where(X <= 9, 0.5 + 0 * X, np.nan)
    assert swinging(CLIMB, recall=part).verdict is Verdict.PASS


def losing(score: FloatArray = CLIMB, **columns: FloatArray) -> Finding:
    base = {"train__box_loss": FALLING, "val__box_loss": FALLING, "val__seg_loss": FALLING}
    sides: dict[str, dict[str, FloatArray]] = {"train": {}, "val": {}}
    for name, values in {**base, **columns}.items():
        side, loss = name.split("__")
        sides[side][loss] = values
    return said("diverged", facts(score, sides["train"], sides["val"]))


def after(values: FloatArray, epoch: int, then: float) -> FloatArray:
    return np.where(epoch <= X, then, values)


def test_a_training_loss_that_stays_nan_is_divergence_from_that_epoch_on() -> None:
    found = losing(train__box_loss=after(FALLING, 30, np.nan))
    assert (found.verdict, found.epochs) == (Verdict.FAIL, (30, EPOCHS))
    assert found.measured["epochs broken"] == EPOCHS - 29
    assert "train/box_loss is NaN" in found.seen


def test_nan_that_passes_is_told_and_passes() -> None:
    found = losing(val__seg_loss=np.where(X == 5, np.inf, FALLING))
    assert found.verdict is Verdict.PASS
    assert "val/seg_loss in 1 epoch" in found.seen


def test_one_validation_loss_that_is_nan_is_a_warning_that_says_just_that() -> None:
    found = losing(val__seg_loss=X * np.nan)
    assert found.verdict is Verdict.WARN
    assert "val/seg_loss" in found.title
    assert "sound" in found.seen
    assert "judged by this loss" in found.seen
    both = losing(val__seg_loss=X * np.nan, val__box_loss=after(FALLING, 50, np.nan))
    assert "judged by these losses" in both.seen


def test_validation_without_any_number_is_unknown_not_divergence() -> None:
    nothing = X * np.nan
    found = losing(0 * X, val__box_loss=nothing, val__seg_loss=nothing)
    assert found.verdict is Verdict.UNKNOWN


def test_blow_up_and_collapse_are_divergence() -> None:
    assert losing(train__box_loss=after(FALLING, 60, 50.0)).verdict is Verdict.FAIL
    assert losing(after(CLIMB, 40, 0.0)).verdict is Verdict.FAIL
    assert losing().verdict is Verdict.PASS
    for count in (7, 8):  # Of fewer than eight epochs nothing is said to be lost for good.
        lost = said("diverged", facts(np.where(np.arange(count) < 4, 0.5, 0.0)))
        assert (lost.verdict is Verdict.FAIL) is (count == 8)


def under(score: FloatArray, train: FloatArray = FALLING, val: FloatArray = FALLING) -> Finding:
    return said("underfitting", facts(score, train, val))


def test_underfitting_is_a_low_level_that_is_not_overfitting() -> None:
    low = scattered(CLIMB / 6)
    assert under(low, FALLING + 3, FALLING + 3).verdict is Verdict.WARN
    assert under(scattered(CLIMB)).verdict is Verdict.PASS
    climbing = under(low, FALLING - 0.9, turning())
    assert climbing.verdict is Verdict.PASS
    assert "a matter of overfitting" in climbing.seen


def test_a_run_at_zero_that_was_validated_is_underfitted() -> None:
    assert under(0 * X).verdict is Verdict.WARN
    assert under(0 * X, val=0 * X).verdict is Verdict.UNKNOWN


def test_a_metric_that_had_been_good_is_lost_from_its_best_epoch_on() -> None:
    fallen = scattered(np.where(X < 40, 0.0125 * X, 0.02))
    found = under(fallen)
    assert found.verdict is Verdict.WARN
    assert "lost again" in found.seen
    assert found.epochs == (39, EPOCHS)
    assert found.measured["highest mAP50"] == pytest.approx(1.3 * fallen.max())


def test_learning() -> None:
    def judged(train: FloatArray, val: FloatArray, score: FloatArray) -> Finding:
        return said("learning", facts(score, train, val))

    # Of a run that has learned something a note asks for patience; else the remedy is the check's.
    patient = judged(FALLING, 0.01 * X, CLIMB)
    assert "Nothing to do" in patient.remedy
    assert patient.verdict is Verdict.NOTE
    assert "Check the labels" in judged(FALLING, FALLING, CLIMB / 1000).remedy
    assert judged(FALLING, FALLING, CLIMB).verdict is Verdict.PASS
    assert judged(FALLING, FALLING, CLIMB / 1000).verdict is Verdict.FAIL
    assert judged(FALLING, FALLING, STEADY / 100).verdict is Verdict.WARN
    assert judged(0.01 * X, FALLING, CLIMB[::-1]).verdict is Verdict.WARN
    assert judged(FALLING[:2], FALLING[:2], CLIMB[:2]).verdict is Verdict.UNKNOWN


def test_where_nothing_scored_no_weights_are_advised() -> None:
    climbing = turning()
    assert "best.pt" in overfit(climbing).remedy
    assert "best.pt" not in overfit(climbing, score=0 * X).remedy


def test_few_epochs_after_warm_up_are_no_proof_against_overfitting() -> None:
    train, up = FALLING[:10], np.linspace(2, 6, 10)
    assert overfit(up, train, CLIMB[:10]).verdict is Verdict.UNKNOWN
    assert overfit(train, train, CLIMB[:10]).verdict is Verdict.PASS


def test_levels_that_the_ends_contradict_are_told_smoothed() -> None:
    train = FALLING.copy()
    train[0] = 0.5
    found = said("learning", facts(CLIMB, train, FALLING))
    assert found.verdict is Verdict.PASS
    assert "Training loss went from 0.5" not in found.seen
    assert found.seen.startswith("Smoothed: training loss went from 3.")
    assert said("learning", facts()).seen.startswith("Training loss went from 4.80 to 0.827")


def test_what_fell_to_nothing_does_not_end_below_it() -> None:
    """A line fitted to a fall goes on falling, and a metric is never negative."""
    score = np.where(X <= 88, 0.004 * X, 0.002)
    assert under(score).title.startswith("mAP50 ends at 0.00260, after 0.458 at epoch 88")
    assert "at 0.00130" in under(score / 2).title


def test_a_low_metric_that_fell_is_not_said_to_stay() -> None:
    fell = under(np.interp(X, [1, 30, 60, 100], [0.0, 0.2, 0.08, 0.08]))
    assert fell.title == "Underfitting: mAP50 ends at 0.104"
    assert "in the last quarter mAP50-95 moved by −0.1" in fell.seen.replace("In the", "in the")
    flat = under(np.minimum(0.01 * X, 0.08))
    assert flat.title == "Underfitting: mAP50 stays at 0.104"
    assert "mAP50-95 hardly moved" in flat.seen


def test_what_never_rose_is_not_said_to_level_off() -> None:
    assert plateau(scattered(0 * X, 0.001) + 0.003).title == "mAP50-95 never reaches 0.0150"
    back = plateau(np.where(X < 30, 0.01 * X, 0.3 - 0.003 * (X - 30)))
    assert "was past its best by epoch" in back.title
    assert "levels off by epoch" in plateau(CLIMB).title


@pytest.mark.parametrize("count", [1, 7])
def test_few_epochs_are_unknown(count: int) -> None:
    run = facts(CLIMB[:count])
    for check in ("overfitting", "still-improving", "early-plateau", "erratic", "underfitting"):
        found = said(check, run)
        assert found.verdict is Verdict.UNKNOWN
        assert str(count) in found.seen


def test_agreement_with_people_on_real_runs(shared_folder: Path) -> None:
    """No check may come to disagree with what people saw; the benchmark prints how much it does."""
    runs = agreement.read_labelled(shared_folder / "labelled" / "readings.tsv")
    scores = {
        question.check: agreement.Score.of(agreement.answers(question, runs)).balanced
        for question in agreement.QUESTIONS
    }
    assert {check: score for check, score in scores.items() if score < 0.9} == {}
