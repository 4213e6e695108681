"""What the checks of the training's course say of curves whose answer is plain to see."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from reportgen.checks.overfitting import overfitting
from reportgen.checks.plateau import early_plateau, still_improving
from reportgen.checks.progress import learning, underfitting
from reportgen.checks.stability import diverged, erratic
from reportgen.facts.course import Course
from reportgen.read.table.args import Args
from reportgen.read.table.results import EpochTable, FloatArray, Series
from reportgen.rule import Outcome, Verdict
from reportgen.tasks import BOX
from tests.benchmarks import agreement

EPOCHS = 100
MOSAIC_OFF = 91
X = np.arange(1, EPOCHS + 1, dtype=float)
FALLING = 1 + 4 * np.exp(-X / 20)
CLIMB = 0.6 * (1 - np.exp(-X / 10))
STEADY = 0.005 * X
LOSSES = {"train": FALLING - 0.002 * X, "val": FALLING + 0.3}


def scattered(values: FloatArray, amount: float = 0.002) -> FloatArray:
    return values + np.random.default_rng(1).normal(0, amount, len(values))


def series(values: FloatArray, name: str = "metrics/mAP50-95(B)") -> Series:
    return Series(name, np.arange(1, len(values) + 1), values)


def scored(values: FloatArray) -> Series:
    return series(values, "mAP50-95")


def head(score: FloatArray) -> Any:
    return SimpleNamespace(
        head=BOX,
        map50_95_curve=series(score),
        map50_curve=series(1.3 * score),
        precision_curve=None,
        recall_curve=None,
    )


def table(**columns: FloatArray) -> EpochTable:
    named = {name.replace("__", "/"): values for name, values in columns.items()}
    return EpochTable(np.arange(1, len(next(iter(named.values()))) + 1), named)


def overfit(
    train: FloatArray,
    val: dict[str, FloatArray],
    score: FloatArray = CLIMB,
    best: tuple[int, ...] = (50,),
    **thresholds: float,
) -> Outcome:
    parts = {name: series(values, name) for name, values in val.items()}
    total = series(np.sum(list(val.values()), axis=0), "val")
    return overfitting(
        series(train, "train"), total, parts, scored(score), Course(MOSAIC_OFF), best, **thresholds
    )


def test_overfitting_names_the_epoch_and_the_loss_that_drives_it() -> None:
    seg = scattered(np.where(X < 45, 4 - 0.02 * X, 3.1 + 0.02 * (X - 45)), 0.02)
    said = overfit(LOSSES["train"], {"seg_loss": seg, "box_loss": scattered(1 + 0 * X)})
    assert said.verdict is Verdict.FAIL
    assert said.epochs is not None
    assert said.epochs[0] == pytest.approx(45, abs=8)
    assert said.title == f"Overfitting from epoch {said.epochs[0]}"
    assert "seg_loss drives it" in said.seen
    assert said.chart == "total-loss"


def test_a_single_loss_that_creeps_while_the_sum_falls_is_a_note() -> None:
    dfl = scattered(np.where(X < 40, 1.0, 1 + 0.005 * (X - 40)))
    said = overfit(LOSSES["train"], {"cls_loss": scattered(FALLING * 2), "dfl_loss": dfl})
    assert said.verdict is Verdict.NOTE
    assert said.title.startswith("dfl_loss")
    assert said.chart == "dfl-loss"


def test_a_creeping_loss_while_the_metric_rises_is_a_note_that_says_best_is_kept_by_score() -> None:
    val = scattered(np.where(X < 50, 4 - 0.02 * X, 3 + 0.004 * (X - 50)), 0.02)
    said = overfit(LOSSES["train"], {"loss": val}, score=STEADY)
    assert said.verdict is Verdict.NOTE
    assert "kept by score" in said.seen


def test_the_epoch_and_the_numbers_are_those_of_the_chart() -> None:
    val = scattered(np.where(X < 45, 4 - 0.02 * X, 3.1 + 0.02 * (X - 45)), 0.05)
    said = overfit(LOSSES["train"], {"loss": val})
    lowest = int(np.argmin(val))
    assert said.epochs == (lowest + 1, EPOCHS)
    assert f"{val[lowest]:.3g} at epoch {lowest + 1}" in said.seen
    assert f"{val[-1]:.3g} at epoch {EPOCHS}" in said.seen
    assert said.measured["rise"] == pytest.approx(val[-1] / val[lowest] - 1)


def test_a_lower_loss_before_the_climb_that_is_set_aside_is_told() -> None:
    val = scattered(np.where(X < 45, 4 - 0.02 * X, 3.1 + 0.02 * (X - 45)), 0.02)
    val[1] = 2.0
    said = overfit(LOSSES["train"], {"loss": val})
    assert said.verdict is Verdict.FAIL
    assert "lower value at epoch 2 belongs to the warm-up" in said.seen


def test_a_score_that_falls_while_training_loss_falls_far_below_validation_loss_is_a_note() -> None:
    flat = scattered(np.where(X < 30, 3 - 0.03 * X, 2.1), 0.003)
    flat[40] = 2.05
    score = np.where(X < 30, 0.02 * X, 0.6 - 0.002 * (X - 30))
    said = overfit(FALLING - 0.9, {"loss": flat}, score=scattered(score))
    assert said.verdict is Verdict.NOTE
    assert said.title.startswith("mAP50-95 falls after epoch")
    assert f"to {scattered(score)[-1]:.3f}. " in said.seen
    assert said.epochs == (int(np.argmax(scattered(score))) + 1, EPOCHS)
    assert said.measured["score at the end"] == scattered(score)[-1]
    assert f"down to {FALLING[-1] - 0.9:.3g}, validation loss stands at {flat[-1]:.3g}" in said.seen
    assert overfit(FALLING - 0.9, {"loss": flat}).verdict is Verdict.PASS
    for share, verdict in ((0.45, Verdict.NOTE), (0.55, Verdict.PASS)):
        train = FALLING - FALLING[-1] + share * 2.1
        assert overfit(train, {"loss": flat}, score=scattered(score)).verdict is verdict


@pytest.mark.parametrize(("back", "receded"), [(0.4, False), (0.6, True)])
def test_a_climb_has_receded_when_it_has_come_back_by_half(back: float, receded: bool) -> None:
    turns = [1.0, 45.0, 75.0, 95.0, 100.0]
    val = np.interp(X, turns, [5.0, 3.0, 4.0, 4.0 - back, 4.0 - back])
    said = overfit(LOSSES["train"], {"loss": scattered(val)})
    assert (said.verdict is Verdict.NOTE) is receded
    assert ("came back since" in said.seen) is receded


def test_noise_is_not_overfitting() -> None:
    said = overfit(LOSSES["train"], {"loss": scattered(LOSSES["val"], 0.05)})
    assert said.verdict is Verdict.PASS


def test_the_mosaic_off_fall_of_training_loss_is_no_evidence_of_overfitting() -> None:
    # Both losses rise together until mosaic closes: bad, but not overfitting.
    train = np.where(X < MOSAIC_OFF, 2 + 0.01 * X, 1.5)
    said = overfit(scattered(train), {"loss": scattered(2 + 0.01 * X)})
    assert said.verdict is Verdict.PASS


def test_a_verdict_on_overfitting_names_its_thresholds() -> None:
    climbing = scattered(np.where(X < 45, 4 - 0.02 * X, 3.1 + 0.02 * (X - 45)), 0.02)
    for val in (climbing, LOSSES["val"]):
        threshold = overfit(LOSSES["train"], {"loss": val}, severe=0.2).threshold
        assert "above 1.5 %" in threshold
        assert "from 20 % on" in threshold


def test_thresholds_can_be_moved() -> None:
    val = {"loss": scattered(np.where(X < 45, 4 - 0.02 * X, 3.1 + 0.004 * (X - 45)), 0.01)}
    assert overfit(LOSSES["train"], val).verdict is not Verdict.PASS
    assert overfit(LOSSES["train"], val, rise=0.5).verdict is Verdict.PASS


def improving(score: FloatArray) -> Verdict:
    return ending(score).verdict


def test_a_metric_that_climbs_to_the_end_still_improves() -> None:
    assert improving(scattered(STEADY)) is Verdict.NOTE
    assert improving(scattered(CLIMB)) is Verdict.PASS


def test_the_mosaic_off_bump_is_no_improvement() -> None:
    flat = np.where(X < MOSAIC_OFF, 0.5, 0.53)
    assert improving(scattered(flat)) is Verdict.PASS


def plateau(score: FloatArray) -> Outcome:
    return early_plateau(scored(score), Course(MOSAIC_OFF))


def test_early_plateau() -> None:
    said = plateau(scattered(CLIMB))
    assert said.verdict is Verdict.NOTE
    assert said.epochs is not None
    assert said.epochs[0] < 50
    assert plateau(scattered(STEADY)).verdict is Verdict.PASS
    assert plateau(scattered(STEADY / 100, 1e-6)).verdict is Verdict.PASS, "low but still rising"


def test_a_plateau_takes_eight_epochs_after_the_warm_up() -> None:
    flat = np.full(11, 0.4) + 0.001 * np.sin(X[:11])
    assert plateau(flat).verdict is Verdict.NOTE
    assert plateau(flat[:10]).verdict is Verdict.UNKNOWN


def test_what_still_rises_within_its_plan_is_to_go_on() -> None:
    def remedy(planned: int) -> str | None:
        args = Args({"epochs": planned})
        return still_improving(scored(STEADY), Course(MOSAIC_OFF), EPOCHS, args).remedy

    assert remedy(EPOCHS) is None, "that of the check: a new run"
    assert "after 100 of 300 epochs the learning rate has not wound down" in (remedy(300) or "")


def test_a_score_at_the_top_from_the_start_is_learned_and_looked_into() -> None:
    perfect = np.full(EPOCHS, 0.995)
    flat = series(np.full(EPOCHS, 0.3), "val")
    said = learning(series(FALLING, "train"), flat, scored(perfect), Course(MOSAIC_OFF))
    assert said.verdict is Verdict.PASS
    assert said.title == "mAP50-95 is 0.995 from the start"
    assert "no validation picture is a copy" in said.seen
    falling = np.linspace(0.99, 0.4, EPOCHS)
    lost = learning(series(FALLING), flat, scored(falling), Course(MOSAIC_OFF))
    assert lost.verdict is Verdict.NOTE


def test_metrics_that_never_leave_0_tell_nothing_of_a_plateau() -> None:
    assert plateau(0 * X).verdict is Verdict.UNKNOWN


def test_erratic_is_swings_and_neither_wild_first_epochs_nor_a_steep_start() -> None:
    swings = np.where(X % 4 == 0, 0.3, 0.6)
    wild_start = np.where((X < 8) & (X % 2 == 0), 0.05, CLIMB)
    step = np.where(X < 40, 0.0, 0.8)
    for score, verdict in (
        (swings, Verdict.WARN),
        (wild_start, Verdict.PASS),
        (step, Verdict.PASS),
    ):
        assert erratic((head(score),), scored(score), Course(MOSAIC_OFF)).verdict is verdict


def test_every_metric_counts_for_erratic_and_the_worst_is_named() -> None:
    swings = np.where(X % 4 == 0, 0.1, 0.7)
    calm = head(scattered(CLIMB))
    calm.precision_curve = series(swings)
    said = erratic((calm,), scored(CLIMB), Course(MOSAIC_OFF))
    assert said.verdict is Verdict.WARN
    assert "box precision" in said.title
    assert said.chart == "box-metrics"


def losing(score: FloatArray = CLIMB, **columns: FloatArray) -> Outcome:
    base = {"train__box_loss": FALLING, "val__box_loss": FALLING, "val__seg_loss": FALLING}
    return diverged(table(**{**base, **columns}), series(score), Course(MOSAIC_OFF))


def after(values: FloatArray, epoch: int, then: float) -> FloatArray:
    return np.where(epoch <= X, then, values)


def test_a_training_loss_that_stays_nan_is_divergence_from_that_epoch_on() -> None:
    said = losing(train__box_loss=after(FALLING, 30, np.nan))
    assert (said.verdict, said.epochs) == (Verdict.FAIL, (30, EPOCHS))
    assert said.measured["epochs broken"] == EPOCHS - 29
    assert "train/box_loss is NaN" in said.seen


def test_nan_that_passes_is_told_and_passes() -> None:
    said = losing(val__seg_loss=np.where(X == 5, np.inf, FALLING))
    assert said.verdict is Verdict.PASS
    assert "val/seg_loss in 1 epoch" in said.seen


def test_one_validation_loss_that_is_nan_is_a_warning_that_says_just_that() -> None:
    said = losing(val__seg_loss=X * np.nan)
    assert said.verdict is Verdict.WARN
    assert "val/seg_loss" in said.title
    assert "sound" in said.seen
    assert "judged by this loss" in said.seen
    both = losing(val__seg_loss=X * np.nan, val__box_loss=after(FALLING, 50, np.nan))
    assert "judged by these losses" in both.seen


def test_validation_without_any_number_is_unknown_not_divergence() -> None:
    nothing = X * np.nan
    said = losing(0 * X, val__box_loss=nothing, val__seg_loss=nothing)
    assert said.verdict is Verdict.UNKNOWN


def test_blow_up_and_collapse_are_divergence() -> None:
    assert losing(train__box_loss=after(FALLING, 60, 50.0)).verdict is Verdict.FAIL
    assert losing(after(CLIMB, 40, 0.0)).verdict is Verdict.FAIL
    assert losing().verdict is Verdict.PASS


def under(score: FloatArray, train: FloatArray, val: FloatArray) -> Verdict:
    losses = table(train__loss=train, val__loss=val)
    return underfitting(losses, (head(score),), scored(score), Course(MOSAIC_OFF)).verdict


def test_underfitting_is_low_and_flat_and_not_rising_and_not_overfitting() -> None:
    low = scattered(CLIMB / 6)
    climbing = scattered(np.where(X < 30, 5 - 0.02 * X, 4.4 + 0.02 * (X - 30)))
    assert under(low, FALLING + 3, FALLING + 3) is Verdict.WARN
    assert under(scattered(CLIMB), FALLING, FALLING) is Verdict.PASS
    assert under(scattered(STEADY / 10, 1e-4), FALLING, FALLING) is Verdict.PASS
    assert under(low, FALLING - 0.9, climbing) is Verdict.PASS


def test_a_metric_that_had_been_good_is_lost_from_its_best_epoch_on() -> None:
    fallen = scattered(np.where(X < 40, 0.0125 * X, 0.02))
    said = underfitting(
        table(train__loss=FALLING, val__loss=FALLING),
        (head(fallen),),
        scored(fallen),
        Course(MOSAIC_OFF),
    )
    assert said.verdict is Verdict.WARN
    assert "lost again" in said.seen
    assert said.epochs == (39, EPOCHS)
    assert said.measured["highest mAP50"] == pytest.approx(1.3 * fallen.max())


def test_learning() -> None:
    def judged(train: FloatArray, val: FloatArray, score: FloatArray) -> Outcome:
        course = Course(MOSAIC_OFF)
        return learning(series(train, "train"), series(val, "val"), scored(score), course)

    def said(train: FloatArray, val: FloatArray, score: FloatArray) -> Verdict:
        return judged(train, val, score).verdict

    # Of a run that has learned something a note asks for patience; else the remedy is the check's.
    assert judged(FALLING, 0.01 * X, CLIMB).remedy
    assert judged(FALLING, FALLING, CLIMB / 1000).remedy is None
    assert said(FALLING, FALLING, CLIMB) is Verdict.PASS
    assert said(FALLING, FALLING, CLIMB / 1000) is Verdict.FAIL
    assert said(FALLING, 0.01 * X, CLIMB) is Verdict.NOTE
    assert said(0.01 * X, FALLING, CLIMB[::-1]) is Verdict.WARN
    assert said(FALLING[:2], FALLING[:2], CLIMB[:2]) is Verdict.UNKNOWN


def ending(score: FloatArray, mosaic_off: int = MOSAIC_OFF) -> Outcome:
    return still_improving(scored(score), Course(mosaic_off), len(score), Args({}))


def test_the_slope_names_the_epochs_that_it_is_taken_over() -> None:
    short = ending(0.02 * X[:10], mosaic_off=11)
    assert short.epochs == (3, 10), "at least 8 epochs, more than the second half"
    assert "+0.02 an epoch, taken over the last 8 (from epoch 3 on)" in short.seen
    odd = ending(0.005 * X[:25], mosaic_off=26)
    assert odd.epochs == (14, 25)
    assert "+0.05 in ten epochs, taken over the last 12 (from epoch 14 on)" in odd.seen


def test_how_far_the_end_stands_above_what_was_before_is_told_in_points() -> None:
    said = ending(0.02 * X[:10], mosaic_off=11)
    assert "The last epochs stand 0.060 above its best level before." in said.seen
    assert "notes from 0.002 above the best before (1.0 % of its highest value)" in said.threshold


def test_a_jump_that_the_numbers_leave_out_is_told() -> None:
    jump = CLIMB + np.where(X >= MOSAIC_OFF, 0.1, 0)
    said = ending(jump)
    assert "The jump of 0.099 where mosaic augmentation was switched off (epoch 91)" in said.seen
    assert "jump" not in ending(CLIMB).seen


def test_the_largest_dip_of_a_smooth_run_is_that_of_any_metric() -> None:
    shallow = CLIMB - np.where(X.astype(int) % 4 == 0, 0.04, 0)
    deep = CLIMB - np.where(X.astype(int) == 60, 0.15, 0)
    both = head(shallow)
    both.map50_curve = None
    both.recall_curve = series(deep)
    said = erratic((both,), scored(shallow), Course(MOSAIC_OFF))
    assert said.verdict is Verdict.PASS
    assert "The largest is in box recall, 0.15 at epoch 60." in said.seen


def test_the_change_of_the_score_is_over_the_epochs_that_are_named() -> None:
    bump = np.sin(np.clip((X - 30) / 50, 0, 1) * np.pi)
    late = np.where(X < 85, 0.3, 0.3 + 0.02 * (X - 85))
    level = np.where(X < 30, 3 - 0.03 * X, 2.1 + 0.006 * (X - 30))
    val = {"cls_loss": scattered(level + bump), "box_loss": scattered(5 * FALLING)}
    said = overfit(LOSSES["train"], val, score=late)
    assert said.epochs is not None
    assert said.epochs[1] < 75
    assert "came back since" in said.seen
    assert "hardly moved meanwhile" in said.seen, "it rose only after epoch 85"


def test_both_epochs_that_best_pt_may_be_of_are_named() -> None:
    val = scattered(np.where(X < 45, 4 - 0.02 * X, 3.1 + 0.02 * (X - 45)), 0.02)
    said = overfit(LOSSES["train"], {"loss": val}, best=(53, 59))
    assert "best.pt (epoch 53 or 59) is the one to use." in said.seen


def test_a_single_loss_is_not_called_lowest_where_it_was_lower_later() -> None:
    dfl = np.where(X < 40, 1.0, np.minimum(1 + 0.01 * (X - 40), 1.3)) - 0.003 * np.clip(
        X - 70, 0, None
    )
    dfl[30], dfl[89] = 0.95, 0.9
    said = overfit(LOSSES["train"], {"cls_loss": scattered(FALLING * 2), "dfl_loss": dfl})
    assert "0.95 at epoch 31" in said.seen
    assert "dfl_loss was lowest of all after that, at epoch 90." in said.seen


def test_few_epochs_after_warm_up_are_no_proof_against_overfitting() -> None:
    train, up = FALLING[:10], np.linspace(2, 6, 10)
    assert overfit(train, {"loss": up}, score=CLIMB[:10]).verdict is Verdict.UNKNOWN
    assert overfit(train, {"loss": train}, score=CLIMB[:10]).verdict is Verdict.PASS


def test_levels_that_the_ends_contradict_are_told_smoothed() -> None:
    train = FALLING.copy()
    train[0] = 0.5
    course = Course(MOSAIC_OFF)
    said = learning(series(train, "train"), series(FALLING, "val"), scored(CLIMB), course)
    assert said.verdict is Verdict.PASS
    assert "Training loss went from 0.5" not in said.seen
    assert "(smoothed)" in said.seen.split(",")[0]


def test_a_metric_that_was_good_and_is_lost_does_not_stay_low() -> None:
    score = np.where(X < 10, 0.04 * X, 0.001)
    losses = {"train__box_loss": FALLING, "val__box_loss": FALLING}
    said = underfitting(table(**losses), (head(score),), scored(score), Course(MOSAIC_OFF))
    assert said.verdict is Verdict.WARN
    assert said.title == "mAP50 ends at 0.0013, after 0.468 at epoch 9"
    assert "lost again" in said.seen


def test_what_fell_to_nothing_does_not_end_below_it() -> None:
    """A line fitted to a fall goes on falling, and a metric is never negative."""
    score = np.where(X <= 88, 0.004 * X, 0.002)
    losses = {"train__box_loss": FALLING, "val__box_loss": FALLING}
    said = underfitting(table(**losses), (head(score),), scored(score), Course(MOSAIC_OFF))
    assert said.title.startswith("mAP50 ends at 0.0026, after 0.458 at epoch 88")
    low = underfitting(table(**losses), (head(score / 2),), scored(score / 2), Course(MOSAIC_OFF))
    assert "stays at 0.0013" in low.title


def test_a_low_metric_that_fell_is_not_said_to_stay_or_to_level_off() -> None:
    score = np.interp(X, [1, 30, 60, 100], [0.0, 0.2, 0.08, 0.08])
    losses = {"train__box_loss": FALLING, "val__box_loss": FALLING}
    said = underfitting(table(**losses), (head(score),), scored(score), Course(MOSAIC_OFF))
    assert said.title == "Underfitting: mAP50 ends at 0.104"
    assert "and it had fallen back: in the last quarter mAP50-95 moved by -0.1" in said.seen
    flat = np.minimum(0.01 * X, 0.08)
    said = underfitting(table(**losses), (head(flat),), scored(flat), Course(MOSAIC_OFF))
    assert said.title == "Underfitting: mAP50 stays at 0.104"
    assert "and it had levelled off: in the last quarter mAP50-95 hardly moved" in said.seen


def test_metrics_that_end_with_the_warm_up_tell_no_swings() -> None:
    for known, verdict in ((10, Verdict.UNKNOWN), (12, Verdict.UNKNOWN), (13, Verdict.PASS)):
        score = np.where(known >= X, 0.01 * X, np.nan)
        said = erratic((head(score),), scored(score), Course(MOSAIC_OFF))
        assert (said.verdict, known) == (verdict, known)


def test_a_metric_that_is_told_in_the_warm_up_alone_has_no_swings() -> None:
    part = head(CLIMB)
    part.recall_curve = series(np.where(X <= 9, 0.5 + 0 * X, np.nan))
    assert erratic((part,), scored(CLIMB), Course(MOSAIC_OFF)).verdict is Verdict.PASS


def test_what_never_rose_is_not_said_to_level_off() -> None:
    def title(score: FloatArray) -> str:
        return early_plateau(scored(score), Course(MOSAIC_OFF)).title

    assert title(scattered(0 * X, 0.001) + 0.003) == "mAP50-95 never reaches 0.010"
    assert "is past its best by epoch" in title(np.where(X < 30, 0.01 * X, 0.3 - 0.003 * (X - 30)))
    assert "levels off by epoch" in title(CLIMB)


@pytest.mark.parametrize("count", [1, 7])
def test_few_epochs_are_unknown(count: int) -> None:
    score = CLIMB[:count]
    course = Course(MOSAIC_OFF)
    heads = (head(score),)
    losses = table(train__loss=FALLING[:count], val__loss=FALLING[:count])
    for said in (
        overfit(FALLING[:count], {"loss": FALLING[:count]}, score),
        still_improving(scored(score), course, count, Args({})),
        early_plateau(scored(score), course),
        erratic(heads, scored(score), course),
        underfitting(losses, heads, scored(score), course),
    ):
        assert said.verdict is Verdict.UNKNOWN
        assert str(count) in said.seen


def test_agreement_with_people_on_real_runs(shared_folder: Path) -> None:
    runs = agreement.read_labelled(
        shared_folder / "labelled" / "labels.tsv", shared_folder / "real-runs"
    )
    scores = {
        question.check: agreement.Score.of(agreement.answers(question, runs)).balanced
        for question in agreement.QUESTIONS
    }
    assert {check: score for check, score in scores.items() if score < 0.9} == {}
